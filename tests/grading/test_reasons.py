"""Every cause of a reason arises from work that is known to have it, is kept in the journal, and has its own advice."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import journeys
import nbformat
import pytest
from classroom import EXERCISES
from hostile import KINDS, cell, code, edit, notebook
from journeys import _meta, course, hand_in_copy

from booklet6.grading.course import CourseFolder, Submission
from booklet6.grading.journal import Entry, Journal, read_entries
from booklet6.grading.pool import Pool, Result
from booklet6.grading.reasons import Cause, Reason
from booklet6.grading.release import release
from booklet6.grading.summary import TO_DO, lines, to_do_about
from booklet6.grading.worker import Worker

PICTURE = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.set_title('Fine')"
SMALL: dict[Cause, Callable[[Path, int], None]] = {
    Cause.UNREADABLE: KINDS["json-broken"],
    Cause.ABSENT: lambda folder, _: (folder / "work.ipynb").unlink(),
    Cause.GIVEN_UP: lambda *_: None,
    Cause.STOPPED: KINDS["exits"],
    Cause.NO_DATA: code("number = open('data.csv')"),
    Cause.UNPROVEN: notebook(lambda nb: cell(nb, "drawn").__setitem__("source", PICTURE)),
    Cause.UNMARKED: notebook(lambda nb: cell(nb, "c").__setitem__("source", "share = 100")),
    Cause.MENDED: KINDS["test-emptied"],
    Cause.LEFT_OUT: KINDS["links"],
    Cause.NO_TIME: KINDS["timestamp-nonsense"],
    Cause.UNUSUAL: KINDS["outputs-forged"],
}
"""Work for the small course, by what it brings about."""
ELSEWHERE = {Cause.OTHER_NAME, Cause.OTHER_LANGUAGE, Cause.UNTOLD}
"""What this course cannot bring about."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Release by our own command: quicker than nbgrader's."""
    monkeypatch.setattr(journeys, "nbgrader", lambda folder, *_: release(CourseFolder(folder), "ps"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """One run over all of `SMALL`, each handed in by a learner with the cause's name."""
    new = nbformat.v4
    made = journeys.source()
    made.cells += [
        new.new_code_cell("share = 1\n### BEGIN SOLUTION\n### END SOLUTION", metadata=_meta("c", solution=True)),  # type: ignore[no-untyped-call]
        new.new_code_cell("share", metadata=_meta("t3", grade=True, locked=True, points=1)),  # type: ignore[no-untyped-call]
        new.new_code_cell(  # type: ignore[no-untyped-call]
            f"### BEGIN SOLUTION\n{PICTURE}\n### END SOLUTION", metadata=_meta("drawn", solution=True)
        ),
        new.new_code_cell(  # type: ignore[no-untyped-call]
            "assert isinstance(figure, plt.Figure)", metadata=_meta("t4", grade=True, locked=True, points=1)
        ),
    ]
    grade_one = Worker.grade

    def grade(self: Worker, submission: Submission) -> object:
        if submission.student == Cause.GIVEN_UP.value:
            os._exit(1)
        return grade_one(self, submission)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journeys, "source", lambda: made)
        patch.setattr(journeys, "nbgrader", lambda folder, *_: release(CourseFolder(folder), "ps"))
        patch.setattr(Worker, "grade", grade)
        folder = course(tmp_path_factory.mktemp("reasons") / "course")
        for cause, change in SMALL.items():
            change(hand_in_copy(folder, cause.value), 9)
        return Pool(CourseFolder(folder), "ps", "warm", 2).run()


def causes(entry: Entry) -> set[Cause]:
    return {reason.cause for reason in [*entry.person, *entry.notes]}


def test_every_cause_arises_and_has_its_own_advice() -> None:
    assert set(SMALL) | ELSEWHERE == set(Cause)
    assert set(TO_DO) == set(Cause)
    assert len(set(TO_DO.values())) == len(Cause)


@pytest.mark.parametrize("cause", SMALL)
def test_what_brings_a_cause_about(small: Result, cause: Cause) -> None:
    entry = next(e for e in small.entries if e.student == cause.value)
    assert cause in causes(entry)
    assert TO_DO[cause] in to_do_about(entry)
    assert f"- {TO_DO[cause]}" in list(lines(small, "ps"))


def test_an_answer_whose_cell_has_lost_its_name_is_not_empty(tmp_path: Path, quick: None) -> None:
    """Some programs save cells without what nbgrader has put into them. The text is there, and no 0 is given for it."""
    folder = course(tmp_path / "course")
    for name, text in (("ana", "She said no."), ("bo", "")):
        work = hand_in_copy(folder, name)
        edit(work, lambda nb, t=text: cell(nb, "memo").update(source=t))  # type: ignore[misc]
        edit(work, lambda nb: [c["metadata"].clear() for c in nb["cells"]])
    ana, bo = Pool(CourseFolder(folder), "ps", "warm", 1).run().entries
    for entry in (ana, bo):
        assert "work, memo: Its cell was missing." in " ".join(map(str, entry.person))
        assert [n.text for n in entry.notes if "missing" in n.text] == [
            "4 cells were missing (start …); the originals were put back."
        ]
    assert journeys.graded(folder)["ana"]["memo"] == {"auto": None, "manual": None, "most": 3.0, "person": True}


def test_answers_under_another_name(tmp_path: Path) -> None:
    """The cause goes from the exercise's own words through the kernel of the tests to the summary."""
    for part in ("source/protection", "bank"):
        shutil.copytree(EXERCISES / part, tmp_path / part)
    shutil.copy(EXERCISES / "nbgrader_config.py", tmp_path)
    release(CourseFolder(tmp_path), "protection")
    folder = tmp_path / "submitted" / "bo" / "protection"
    shutil.copytree(tmp_path / "release" / "protection", folder)
    answers = {"format": 1, "assignment": "protection", "learner": "amina", "answers": {}}
    (folder / "responses.json").write_text(json.dumps(answers))
    shutil.copytree(tmp_path / "release" / "protection", tmp_path / "submitted" / "cas" / "protection")
    broken = shutil.copytree(tmp_path / "release" / "protection", tmp_path / "submitted" / "dee" / "protection")
    (broken / "responses.json").write_text('{"format": 1, "answers": [[')
    entry, without, unread = Pool(CourseFolder(tmp_path), "protection", "warm", 1).run().entries
    assert {reason.cause for reason in entry.person} == {Cause.OTHER_NAME}
    assert to_do_about(entry) == [TO_DO[Cause.OTHER_NAME]]
    assert causes(without) == {Cause.ABSENT}, "the file of answers is not there"
    assert causes(unread) == {Cause.UNREADABLE}

    # Whose marks another key or name changes is graded again, and nobody else.
    assert Pool(CourseFolder(tmp_path), "protection", "warm", 1).run().graded == 0
    (tmp_path / "bank" / "names.csv").write_text("bo,amina\n")
    again = Pool(CourseFolder(tmp_path), "protection", "warm", 1).run()
    assert (again.graded, again.kept, again.entries[0].person) == (1, 2, [])
    bank = tmp_path / "bank" / "protection.yml"
    bank.write_text(bank.read_text(encoding="utf-8") + "# A key was put right.\n", encoding="utf-8")
    assert Pool(CourseFolder(tmp_path), "protection", "warm", 1).run().graded == 3


def test_another_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    made = journeys.source()
    made.metadata["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}
    monkeypatch.setattr(journeys, "source", lambda: made)
    folder = course(tmp_path / "course")
    hand_in_copy(folder, "ana")
    (entry,) = Pool(CourseFolder(folder), "ps", "warm", 1).run().entries
    assert to_do_about(entry) == [TO_DO[Cause.OTHER_LANGUAGE]]


def test_a_journal_keeps_causes(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    entry = Entry("ana", "done", "x", 1, 2, [Reason(Cause.MENDED, "a")], [Reason(Cause.STOPPED, "b", "work, t1")])
    journal.write(entry)
    journal.close()
    assert read_entries(journal.path) == {"ana": entry}


def test_a_journal_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    """It held sentences without causes. What it says stays said, and what was graded is not graded again."""
    old = {"student": "ana", "state": "done", "digest": "x", "points": 1.0, "most": 2.0, "written": 0}
    text = json.dumps(old | {"notes": ["It was stopped: it took too long."], "person": []})
    wrong = [json.dumps(old | {"notes": notes, "person": []}) for notes in ([7], [{"cause": "new", "text": "x"}], 3)]
    path = tmp_path / "journal.jsonl"
    path.write_text("\n".join([text, *wrong]) + "\n")
    entry = read_entries(path)["ana"]
    assert entry.notes == [Reason(Cause.UNTOLD, "It was stopped: it took too long.")]
    assert to_do_about(entry) == [TO_DO[Cause.UNTOLD]]
    journal = Journal(path)
    assert journal.done("ana", "x")
    journal.close()


def test_reasons_with_one_text_are_one_line() -> None:
    wheres = ("work, t1", "work, t2", "work, t3")
    person = [Reason(Cause.OTHER_NAME, "It says: so", where) for where in wheres]
    person.append(Reason(Cause.GIVEN_UP, "It could not be graded: so"))
    told = list(lines(Result([Entry("ana", "done", "x", person=person)], 1, 0, [], []), "ps"))
    assert "  - work, t1 and 2 more: It says: so" in told
    assert "  - It could not be graded: so" in told
