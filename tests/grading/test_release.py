"""What goes out to learners."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from journeys import CONFIG, source

from booklet6.cli import main
from booklet6.grading.release import leaks, marks_of


def test_a_release_holds_no_key_and_one_that_would_is_not_made(tmp_path: Path) -> None:
    work = tmp_path / "source" / "ps"
    work.mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    nb = source()
    nbformat.write(nb, work / "work.ipynb")  # type: ignore[no-untyped-call]
    result = CliRunner().invoke(main, ["release", "ps", "--course-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    text = (tmp_path / "release" / "ps" / "work.ipynb").read_text(encoding="utf-8")
    assert "canary" not in text
    assert "return 2 * x" not in text
    assert "YOUR CODE HERE" in json.dumps(json.loads(text))
    (work / "answers.txt").write_text("note to self:\n    return 2 * x\n")
    result = CliRunner().invoke(main, ["release", "ps", "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "answers.txt: return 2 * x" in result.output
    assert not (tmp_path / "release" / "ps").exists()


def test_an_assignment_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    result = CliRunner().invoke(main, ["release", "nothing", "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "no assignment 'nothing'" in result.output
    (tmp_path / "source" / "first").mkdir()
    result = CliRunner().invoke(main, ["release", "nothing", "--course-dir", str(tmp_path)])
    assert "There are: first." in result.output


@pytest.mark.parametrize("command", [["release"], ["grade", "--no-sandbox"], ["feedback"], ["collect"]])
@pytest.mark.parametrize("name", ["../../elsewhere", "", "..", " ", "a/b", "a\\b", "a\nb"])
def test_a_name_that_leads_elsewhere_is_refused(command: list[str], name: str, tmp_path: Path) -> None:
    folder = tmp_path / "course" / "exercises"
    (folder / "source").mkdir(parents=True)
    more = [str(tmp_path)] if command == ["collect"] else []
    result = CliRunner().invoke(main, [*command, name, *more, "--course-dir", str(folder)])
    assert result.exit_code == 2
    assert "is no name of an assignment" in result.output
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["course", "exercises", "source"], "nothing is left behind"


def test_a_key_is_found_wherever_it_stands(tmp_path: Path) -> None:
    """Not only in a cell's source: in what it shows, in attachments, in metadata, in the state of widgets."""
    marks = marks_of(None)
    nb = source()
    nb.cells[2].source = "number = None\n# BEGIN SOLUTION\nnumber = 6 * 7 + 0\n# END SOLUTION"
    nb.cells.append(
        nbformat.v4.new_markdown_cell("She was deceived, in these very words.", metadata=nb.cells[-1].metadata)  # type: ignore[no-untyped-call]
    )
    for folder in ("source", "release"):
        (tmp_path / folder).mkdir()
    nbformat.write(nb, tmp_path / "source" / "work.ipynb")  # type: ignore[no-untyped-call]
    clean = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("number = None\ndef double(x):")])  # type: ignore[no-untyped-call]

    def found() -> list[str]:
        nbformat.write(clean, tmp_path / "release" / "work.ipynb")  # type: ignore[no-untyped-call]
        return list(leaks(tmp_path / "source", tmp_path / "release", None, marks))

    assert found() == []
    clean.metadata["widgets"] = {"state": {"m": {"state": {"value": "key:\nnumber = 6 * 7 + 0"}}}}
    assert found() == ["work.ipynb: number = 6 * 7 + 0"]
    clean.metadata.pop("widgets")
    clean.cells[0].metadata["note"] = ["She was deceived, in these very words."]
    assert found() == ["work.ipynb: She was deceived, in these very words."]
    clean.cells[0].metadata.pop("note")
    data = {"text/plain": "She was deceived, in these very words."}
    clean.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]  # type: ignore[no-untyped-call]
    assert found() == ["work.ipynb: She was deceived, in these very words."]
