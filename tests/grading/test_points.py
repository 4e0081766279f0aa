"""A perfect, a partial, an empty and a broken submission, through stock nbgrader and then through the engine: points cell
by cell, and what is shown. The engine marks decisions from the bank, apart from all work of learners.

Both stand in one file, so that one process of the tests grades the class and none waits for it.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
from pathlib import Path

import pytest
from classroom import NAME, Class, hand_in, nbgrader
from click.testing import CliRunner

from booklet6.cli import main
from booklet6.exercises import POINTS, found_in, secrets_of
from booklet6.grading.course import CourseFolder
from booklet6.grading.definition import Cell
from booklet6.grading.feedback import _failed, _Hidden
from booklet6.grading.gradebook import dump
from booklet6.words import load_words

EXPECTED = {
    # 6 elements and 3 for the verdict make 9: two elements and the verdict are 5; the arguable transfer is worth 0.
    "g-sawmill": 4.4,
    # 6 elements and the verdict make 9: cannot tell earns a quarter of 3, a wrong tick costs a half; 0.25 of 9.
    "g-back-kitchen": 0.2,
    # A wrong verdict and a wrong tick: below nothing, and so nothing.
    "g-twelve-parts": 0.0,
    # All there is: one element and the verdict. The arguable tick costs nothing.
    "g-fourth-floor": 8.0,
    # One element, the verdict, and a poor question: 4 of 5.
    "g-nail-bar": 6.4,
    # 3 of 7 lines.
    "g-laundry": 2.1,
    # 2 of 5 sentences.
    "g-drafts": 2.0,
    # Two right ticks, and a wrong one that costs a half: 1.5 of 2.
    "g-whose-yes": 3.8,
    # Places 1 (0), 3 (1), 2 (1), 4 (1), 5 (0): 3 of 5.
    "g-ten-minutes": 3.0,
}
WRITTEN = {"memo": 24.0, "signature": 16.0}


def test_perfect(graded: Class) -> None:
    scores = graded.scores("perfect")
    decisions = {d.id: float(POINTS[d.type]) for d in graded.bank.decisions}
    assert {n: s for n, s in scores.items() if n in decisions} == {n: (p, p, False) for n, p in decisions.items()}
    assert {n: s for n, s in scores.items() if n in WRITTEN} == {n: (None, p, True) for n, p in WRITTEN.items()}
    assert sum(p for _, p, _ in scores.values()) == 100


def test_partial(graded: Class) -> None:
    scores = graded.scores("partial")
    assert {n: scores[n][0] for n in EXPECTED} == EXPECTED
    assert scores["memo"][2], "a text that was written waits for a person"
    assert scores["signature"] == (0.0, 16.0, False), "a text that was not written earns nothing at once"


@pytest.mark.parametrize("student", ["empty", "broken"])
def test_nothing_to_mark(graded: Class, student: str) -> None:
    assert {s[0] for s in graded.scores(student).values()} == {0.0}


def test_optional_exercise_tells_and_earns_nothing(graded: Class) -> None:
    def failed(student: str) -> bool:
        notebook = json.loads((graded.folder / "autograded" / student / NAME / f"{NAME}.ipynb").read_text())
        test = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "extra-3")
        return any(o["output_type"] == "error" for o in test["outputs"])

    assert not failed("perfect")
    assert failed("empty")
    assert graded.scores("perfect")["extra-3"][1] == 0


def test_answers_are_readable_in_graded_copy_and_feedback(graded: Class) -> None:
    for student in ("perfect", "partial"):
        page = (graded.folder / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
        assert text.count("Your answer:") == len(graded.bank.decisions)
        assert "What is it? Trafficking in persons" in text
        assert "What is it? A breach of labour law, not trafficking" in text
        assert "Exploiting the prostitution of others" not in text, "nobody ticked that"
        assert "widget-view" not in page
    page = (graded.folder / "feedback" / "empty" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert page.count("not answered") > 20
    broken = (graded.folder / "feedback" / "broken" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "cannot be read" in broken


def test_what_was_handed_in_is_left_as_it_was(graded: Class) -> None:
    for folder in ("submitted", "autograded"):
        kept = graded.folder / folder / "broken" / NAME / "responses.json"
        assert kept.read_bytes() == b'{"format": 1, "answers": [[['
        assert not list(kept.parent.glob("responses.broken*"))


def test_no_cell_of_ours_fails(graded: Class) -> None:
    for student in ("perfect", "partial", "empty", "broken"):
        notebook = json.loads((graded.folder / "autograded" / student / NAME / f"{NAME}.ipynb").read_text())
        for cell in notebook["cells"]:
            if not cell["id"].startswith("extra"):
                bad = [o for o in cell.get("outputs", []) if o["output_type"] == "error" or o.get("name") == "stderr"]
                assert not bad, (student, cell["id"], bad)


def test_export(graded: Class) -> None:
    with (graded.folder / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {s: float(r["score"]) for s, r in rows.items()} == {
        "perfect": 60,
        "partial": pytest.approx(sum(EXPECTED.values())),
        "empty": 0,
        "broken": 0,
    }
    assert {float(r["max_score"]) for r in rows.values()} == {100}


def test_a_bank_with_mistakes_marks_nobody(released: Class, tmp_path: Path) -> None:
    """Not one learner may get 0 points because the instructor's file is wrong."""
    course = tmp_path / "exercises"
    shutil.copytree(released.folder, course, ignore=shutil.ignore_patterns("submitted", "autograded", "feedback"))
    bank = course / "bank" / f"{NAME}.yml"
    bank.write_text(
        bank.read_text(encoding="utf-8").replace("verdict: smuggling", "verdict: smugling"), encoding="utf-8"
    )
    log = nbgrader(course, "autograde", NAME, well=False)
    assert "Nothing was marked" in log
    assert re.search(rf"{NAME}.yml:\d+: .*'smugling' is not allowed here. Did you mean 'smuggling'", log)


# The engine.


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
    # Its own work may hold a bank that it brought along. Everywhere else there must be none.
    search = "find / -path \"$PWD/*\" -prune -o -path '*bank*.yml' -exec cat {} +"
    look = f"import subprocess\nfound = subprocess.run({search!r}, shell=True, capture_output=True, text=True)"
    look += "\nprint('looked', found.stdout)"
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
    assert "looked" in notebook
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
    calls = re.findall(r"(<details>.*?</summary>)?<pre>ex\.(?:ask|state|overview)", page)
    assert len(calls) > 10
    assert all(calls), "the code of our own cells is folded away, as in the notebook"


def test_feedback_says_of_a_test_what_a_learner_can_use(ours: Class) -> None:
    """Of a test of points the points; of one without points whether it is right, or that it was not done."""
    told = {}
    for student in ("perfect", "partial", "empty"):
        page = (ours.folder / "feedback" / student / NAME / f"{NAME}.html").read_text(encoding="utf-8")
        assert "of 0 points" not in page
        told[student] = page
    assert told["perfect"].count("The checks have passed.") == 1
    assert "8 of 8 points" in told["perfect"]
    assert "The checks have passed." not in told["empty"]
    assert "Not done: raise NotImplementedError" in told["empty"].rpartition("count_means(small)")[2]


@pytest.mark.parametrize(
    ("name", "message", "told"),
    [
        ("AssertionError", "The most frequent comes first.", "A check says: The most frequent comes first."),
        ("AssertionError", "", "A check has failed: assert a, 'b'"),
        ("KeyError", "'means'", "A check says: KeyError: 'means'"),
        ("NotImplementedError", "", "Not done: raise NotImplementedError still stands there."),
        ("AssertionError", "secret", "A check that is not shown here has failed."),
    ],
)
def test_what_feedback_says_of_an_error(ours: Class, name: str, message: str, told: str) -> None:
    source = "assert a, 'b'\n### BEGIN HIDDEN TESTS\nassert c, 'secret'\n### END HIDDEN TESTS"
    error, test = {"ename": name, "evalue": message}, Cell("t", "code", source, "", True, grade=True)
    line = 3 if message == "secret" else 1
    assert _failed(error, test, line, load_words(), _Hidden(CourseFolder(ours.folder))) == told


def test_a_bank_with_mistakes_grades_nobody(ours: Class, tmp_path: Path) -> None:
    folder = tmp_path / "exercises"
    shutil.copytree(ours.folder, folder, ignore=shutil.ignore_patterns("autograded", "feedback"))
    bank = folder / "bank" / f"{NAME}.yml"
    bank.write_text(
        bank.read_text(encoding="utf-8").replace("verdict: smuggling", "verdict: smugling"), encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["grade", NAME, "--course-dir", str(folder)])
    assert result.exit_code == 1
    assert "Nothing was done" in result.output
    assert not (folder / "autograded").exists()
