"""What an instructor is told of a class: the numbers, and that small groups stay hidden."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import sys
import warnings
from pathlib import Path

import pytest
from helpers import ROOT

from booklet6.apps.panels import Event, File
from booklet6.apps.results import LEAST, Report, analyse, correlation, read_gradebook, read_responses
from booklet6.apps.results_desk import Desk
from booklet6.content import Assignment, load_course
from booklet6.words import load_words

WORDS = load_words()
COURSE = load_course(ROOT)
BANK: Assignment = next(a for a in COURSE.assignments if a.id == "definitions")
CASES = {c.id: c for c in BANK.cases}
FIRST = BANK.decisions[0]


def best() -> dict[str, dict[str, str]]:
    """The best answer to each form of each decision: a learner's own form is among them."""
    return {
        d.id: {slot: entry.best_value for slot, entry in d.key(CASES).items() if entry.best > 0 and entry.weight}
        for d in BANK.activities
    }


def text(answers: dict[str, dict[str, str]]) -> str:
    return json.dumps({"format": 1, "assignment": BANK.id, "answers": answers})


def report(good: int, poor: int, wrong: dict[str, str] | None = None) -> Report:
    """A class in which some answer all as well as can be, and some answer nothing, or this of the first decision."""
    texts = {f"g{n}": text(best()) for n in range(good)}
    texts |= {f"p{n}": text({FIRST.id: wrong} if wrong else {}) for n in range(poor)}
    return analyse(BANK, texts, {}, WORDS)


def test_difficulty_is_the_mean_and_discrimination_tells_the_good_from_the_poor() -> None:
    found = report(good=15, poor=5)
    assert found.learners == 20
    quiz = next(i for i in found.items if i.kind == "quiz")
    assert quiz.difficulty == pytest.approx(0.75)
    assert quiz.discrimination == pytest.approx(1.0)
    assert all(m is not None and 0 < m < 1 for m, _ in found.objectives.values())
    same = report(good=8, poor=0)
    assert all(i.discrimination is None for i in same.items), "where all did alike nothing can be told"


def test_of_few_learners_nothing_is_told() -> None:
    found = report(good=2, poor=LEAST - 3)
    assert all(i.difficulty is None and not i.wrong and i.discrimination is None for i in found.items)
    assert all(mean is None for mean, _ in found.objectives.values())


def test_a_wrong_answer_is_told_only_if_enough_gave_it() -> None:
    wrong = {"verdict": "no_crime"}
    told = next(i for i in report(good=10, poor=LEAST, wrong=wrong).items if i.id == FIRST.id)
    assert [w.n for w in told.wrong if w.answer == WORDS("verdict.no_crime")] == [LEAST]
    hidden = next(i for i in report(good=10, poor=LEAST - 1, wrong=wrong).items if i.id == FIRST.id)
    assert hidden.difficulty is not None
    assert hidden.wrong == ()


def test_the_correlation_is_pearsons() -> None:
    assert correlation([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]) == pytest.approx(1)
    assert correlation([(0, 4), (1, 3), (2, 2), (3, 1), (4, 0)]) == pytest.approx(-1)
    assert correlation([(1, 2), (2, 1), (3, 4), (4, 3), (5, 5)]) == pytest.approx(0.8)
    assert correlation([(1, 1)] * 9) is None
    assert correlation([(0, 0), (1, 1)]) is None


def test_answers_are_found_by_their_place_and_the_marked_copy_counts() -> None:
    files = [
        ("exercises/autograded/ann/definitions/responses.json", text({"a": {}})),
        ("exercises/submitted/ann/definitions/responses.json", text({})),
        ("bob\\definitions\\responses.json", text({})),
        ("exercises/release/x/definitions/responses.json", text({})),
        ("exercises/submitted/eve/other/responses.json", text({})),
        ("exercises/submitted/odd/definitions/responses.json", "{"),
        ("exercises/submitted/big/definitions/responses.json", "[" * 300_000),
        ("responses.json", text({})),
        ("a/definitions/notes.json", text({})),
    ]
    found = read_responses(files)
    assert {a: set(who) for a, who in found.items()} == {"definitions": {"ann", "bob"}}
    assert "a" in json.loads(found["definitions"]["ann"])["answers"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A gradebook made by nbgrader itself: six learners, one decision marked by program, one text by hand or not yet."""
    from nbgrader.api import Gradebook

    path = tmp_path_factory.mktemp("book") / "gradebook.db"
    before = os.environ["PATH"]
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])  # it calls alembic by name
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Gradebook(f"sqlite:///{path}") as g:
                g.add_assignment("definitions")
                g.add_notebook("definitions", "definitions")
                g.add_grade_cell(FIRST.id, "definitions", "definitions", max_score=8, cell_type="code")
                g.add_grade_cell(BANK.written[0].id, "definitions", "definitions", max_score=10, cell_type="markdown")
                for n in range(6):
                    g.add_student(f"s{n}")
                    g.add_submission("definitions", f"s{n}")
                    grades = {
                        c.name: c for c in g.find_submission_notebook("definitions", "definitions", f"s{n}").grades
                    }
                    grades[FIRST.id].auto_score = 8.0 if n < 3 else 2.0
                    grades[FIRST.id].needs_manual_grade = False
                    grades[BANK.written[0].id].manual_score = 9.0 if n < 3 else 4.0
                    grades[BANK.written[0].id].needs_manual_grade = n == 5
                g.db.commit()
    finally:
        os.environ["PATH"] = before
    return path.read_bytes()


def test_a_gradebook_of_nbgrader_is_read_with_what_people_marked(book: bytes) -> None:
    points = read_gradebook(book)["definitions"]
    assert points["s0"] == {FIRST.id: 1.0, BANK.written[0].id: 0.9}
    assert points["s5"] == {FIRST.id: 0.25}, "what nobody has marked yet is left out"
    found = analyse(BANK, {}, points, WORDS)
    items = {i.id: i for i in found.items}
    assert items[FIRST.id].difficulty == pytest.approx((3 * 1 + 3 * 0.25) / 6)
    assert items[BANK.written[0].id].n == 5
    assert items[BANK.decisions[1].id].difficulty is None


def hostile() -> bytes:
    """A file that is a database, and in which a table would count for ever."""
    with sqlite3.connect(":memory:") as c:
        c.execute(
            "CREATE VIEW grade AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i AS cell_id, 1 AS notebook_id, 0 AS needs_manual_grade, 1 AS auto_score, 1 AS manual_score FROM n"
        )
        for table in ("base_cell(id, name)", "grade_cells(id, max_score)", "submitted_notebook(id, assignment_id)"):
            c.execute(f"CREATE TABLE {table}")
        c.execute("CREATE TABLE submitted_assignment(id, student_id, assignment_id)")
        c.execute("CREATE TABLE assignment(id, name)")
        c.commit()
        return c.serialize()


def test_what_is_no_gradebook_is_refused(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("booklet6.apps.results.PATIENCE", 0.2)
    with sqlite3.connect(":memory:") as empty:
        empty.execute("CREATE TABLE x(y)")
        other = empty.serialize()
    for data in (b"", b"nonsense" * 500, book[:5000], other, hostile()):
        with pytest.raises(ValueError, match="no gradebook"):
            read_gradebook(data)


def test_the_page_names_nobody_and_keeps_what_it_has(book: bytes, tmp_path: Path) -> None:
    desk = Desk(COURSE, tmp_path / "exercises")
    desk._event(Event("here"))
    assert "app.results" not in desk.panel.html
    assert desk._known() == []
    folder = tmp_path / "exercises"
    for n in range(7):
        work = folder / "submitted" / f"Learner-{n}" / "definitions"
        work.mkdir(parents=True)
        (work / "responses.json").write_text(text(best() if n else {}), encoding="utf-8")
    (folder / "gradebook.db").write_bytes(book)
    desk._event(Event("here"))
    assert desk._known() == ["definitions"]
    assert FIRST.title in desk.panel.html
    assert "Learner-" not in desk.panel.html
    assert "s0" not in desk._csv(desk._report()).split()  # type: ignore[arg-type]
    before = desk.panel.html
    for event in (
        Event("gradebook", files=(File("x.db", "x.db", "not base64!"),)),
        Event("gradebook", files=(File("x.db", "x.db", base64.b64encode(b"none").decode()),)),
        Event("answers", files=(File("responses.json", "a/b/responses.json", "{}"),)),
        Event("assignment", "../bank"),
    ):
        desk._event(event)
        assert desk.panel.html == before
    desk._event(Event("forget"))
    assert desk._known() == []
    assert FIRST.title not in desk.panel.html
