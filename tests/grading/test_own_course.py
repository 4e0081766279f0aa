"""The engine on this course's own exercises: decisions are marked from the bank, apart from all work of learners."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from classroom import NAME, Class, hand_in
from click.testing import CliRunner
from test_points import EXPECTED

from booklet6.cli import main
from booklet6.exercises import found_in, secrets_of
from booklet6.grading.gradebook import dump


@pytest.fixture(scope="module")
def ours(graded: Class, tmp_path_factory: pytest.TempPathFactory) -> Class:
    """The class of four that stock nbgrader has graded, and one that cheats, graded by the engine."""
    folder = tmp_path_factory.mktemp("ours") / "exercises"
    shutil.copytree(
        graded.folder, folder, ignore=shutil.ignore_patterns("autograded", "feedback", "gradebook.db", "grading")
    )
    found = Class(folder, graded.bank)
    found.run("generate_assignment", NAME, "--force")
    cheat = "import booklet6.exercises.exercise as e\ne.Exercise.grade = lambda *a: a[-1]\nex.grade = lambda *a: a[-1]"
    look = "import glob\nprint([open(p).read() for p in glob.glob('/**/*.yml', recursive=True) if 'bank' in p])"
    hand_in(found, "cheats", {}, {"extra-2": f"{cheat}\n{look}"})
    (folder / "submitted" / "cheats" / NAME / "bank").mkdir()
    shutil.copy(folder / "bank" / f"{NAME}.yml", folder / "submitted" / "cheats" / NAME / "bank")
    result = CliRunner().invoke(main, ["grade", NAME, "--course-dir", str(folder)])
    assert result.exit_code == 0, result.output
    return found


def test_points_are_those_of_stock(ours: Class, graded: Class) -> None:
    for student in ("perfect", "partial", "empty", "broken"):
        assert ours.scores(student) == graded.scores(student), student
    assert {n: ours.scores("partial")[n][0] for n in EXPECTED} == EXPECTED
    stock, found = (dump(f"sqlite:///{c.folder / 'gradebook.db'}").splitlines() for c in (graded, ours))
    assert [line for line in found if "cheats" not in line] == stock


def test_cheating_at_the_marking_earns_nothing_and_sees_no_key(ours: Class) -> None:
    assert {s[0] for n, s in ours.scores("cheats").items() if n in EXPECTED} == {0.0}
    notebook = (ours.folder / "autograded" / "cheats" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert not found_in(notebook, secrets_of(ours.bank))


def test_feedback_tells_points_and_no_key(ours: Class) -> None:
    result = CliRunner().invoke(main, ["feedback", NAME, "--course-dir", str(ours.folder)])
    assert result.exit_code == 0, result.output
    secrets = secrets_of(ours.bank)
    for student in ("perfect", "partial", "empty", "broken", "cheats"):
        page = (ours.folder / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        assert not found_in(page, secrets)
        assert "ex.grade" not in page or student == "cheats"
    page = (ours.folder / "feedback" / "partial" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "4.4 of 8 points" in page
    assert "Trafficking in persons" in page, "what was answered stands there in words"


def test_a_bank_with_mistakes_grades_nobody(ours: Class, tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    shutil.copytree(ours.folder, folder, ignore=shutil.ignore_patterns("autograded", "feedback"))
    bank = folder / "bank" / f"{NAME}.yml"
    bank.write_text(
        bank.read_text(encoding="utf-8").replace("verdict: smuggling", "verdict: smugling"), encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["grade", NAME, "--course-dir", str(folder)])
    assert result.exit_code == 1
    assert "Nothing was graded" in result.output
    assert not (folder / "autograded").exists()
