"""Marks as tables, from the gradebook alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from booklet6.cli import main

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("export")
    (tmp_path / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "x"\n')
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "x") as book:
        book.add_assignment("ps", duedate="2026-01-02 00:00:00 UTC")
        book.add_notebook("nb", "ps")
        book.add_grade_cell("t", "nb", "ps", max_score=4, cell_type="code")
        for name, points, person in (("ada", 3.0, False), ("=cmd()", 1.0, True), ("nobody", None, False)):
            book.add_student(name, first_name="Ada", last_name="L, é", email="a@x.org")
            if points is not None:
                book.add_submission("ps", name)
                grade = book.find_grade("t", "nb", "ps", name)
                grade.auto_score, grade.needs_manual_grade = points, person
        late = book.find_submission_notebook("nb", "ps", "ada")
        late.late_submission_penalty = 0.5
        book.db.commit()
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_moodle(folder: Path) -> None:
    result = CliRunner().invoke(main, ["export", "--form", "moodle", "--course-dir", str(folder)])
    assert result.exit_code == 0, result.output
    found = {r["Username"]: r["ps (of 4)"] for r in rows(folder / "grades.csv")}
    assert found == {"ada": "2.5", "'=cmd()": "1", "nobody": ""}
    assert rows(folder / "grades.csv")[0]["Last name"] == "L, é"
    assert "- ps: =cmd()\n" in result.output, "who waits for a person"


def test_who_waits_is_named_and_of_many_a_few(folder: Path) -> None:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "x") as book:
        book.add_assignment("long")
        book.add_notebook("nb", "long")
        book.add_grade_cell("t", "nb", "long", max_score=4, cell_type="code")
        for n in range(9):
            book.update_or_create_student(f"w{n}\x1b")
            book.add_submission("long", f"w{n}\x1b")
            book.find_grade("t", "nb", "long", f"w{n}\x1b").needs_manual_grade = n != 1
        book.db.commit()
    result = CliRunner().invoke(main, ["export", "--course-dir", str(folder), "--assignment", "long"])
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "x") as book:
        book.remove_assignment("long")
        for n in range(9):
            book.remove_student(f"w{n}\x1b")
    assert "- long: w0\ufffd, w2\ufffd, w3\ufffd, w4\ufffd, w5\ufffd and 3 more\n" in result.output


def test_nbgrader(folder: Path) -> None:
    to = folder / "other.csv"
    result = CliRunner().invoke(main, ["export", "--course-dir", str(folder), "--to", str(to)])
    assert result.exit_code == 0, result.output
    found = {r["student_id"]: (float(r["score"]), float(r["max_score"])) for r in rows(to)}
    assert found["ada"] == (2.5, 4)
    assert found["nobody"] == (0, 4)


def test_an_assignment_that_is_not_there(folder: Path) -> None:
    result = CliRunner().invoke(main, ["export", "--course-dir", str(folder), "--assignment", "ps9"])
    assert result.exit_code == 1
    assert "no assignment ps9. It knows: ps." in result.output


def test_a_file_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "not there" / "grades.csv"
    result = CliRunner().invoke(main, ["export", "--course-dir", str(folder), "--to", str(to)])
    assert (result.exit_code, result.output) == (1, f"{to} cannot be written or read: No such file or directory.\n")


def test_a_folder_that_nbgrader_finds_nothing_in(tmp_path: Path) -> None:
    (tmp_path / "Course [2026]" / "source").mkdir(parents=True)
    result = CliRunner().invoke(main, ["export", "--course-dir", str(tmp_path / "Course [2026]")])
    assert result.exit_code == 1
    assert "with [ in its path. Rename it" in result.output


def test_settings_of_another_course_do_not_lead_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who serves a course by formgrader in JupyterLab has its folder in the settings of the home folder."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(tmp_path)!r}\n"
    )
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "home"))
    course = tmp_path / "course"
    (course / "source").mkdir(parents=True)
    result = CliRunner().invoke(main, ["export", "--course-dir", str(course)])
    assert result.exit_code == 1
    line = f"c.CourseDirectory.root = {str(course)!r}"
    assert f"and not in {course}. Put this line into nbgrader_config.py there: {line}" in result.output
    (course / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")
    result = CliRunner().invoke(main, ["export", "--course-dir", str(course)])
    assert result.exit_code == 0, result.output
    assert (course / "grades.csv").is_file()


def test_a_gradebook_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "gradebook.db").write_bytes(b"no gradebook at all, and longer than its first line")
    for command in (["export"], ["feedback", "ps"], ["release", "ps"], ["grade", "ps", "--no-sandbox"], ["formgrader"]):
        result = CliRunner().invoke(main, [*command, "--course-dir", str(tmp_path)])
        assert result.exit_code == 1
        assert "gradebook.db is no gradebook, or is damaged" in result.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("c = (\n", "nbgrader_config.py:1: SyntaxError"),
        ("a = 1\nc.Late = b\n", "nbgrader_config.py:2: NameError: name 'b'"),
    ],
)
def test_settings_that_cannot_be_read_are_not_passed_over(settings: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "nbgrader_config.py").write_text(settings)
    result = CliRunner().invoke(main, ["export", "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "grades.csv").exists()
