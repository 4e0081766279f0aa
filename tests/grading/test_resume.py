"""A run that is killed goes on where it was, and ends as one that was not."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from hostile import cell, edit
from journeys import course, graded
from resuming import grade, hand_in, killed_and_resumed, state

from booklet6.grading.course import CourseFolder, CourseFolderError, Submission
from booklet6.grading.journal import Journal
from booklet6.grading.pool import Pool
from booklet6.grading.worker import Worker


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with work handed in, its tests calibrated, and nothing graded."""
    folder = course(tmp_path_factory.mktemp("resume") / "course")
    hand_in(folder, 1)
    grade(folder)
    shutil.rmtree(folder / "autograded")
    (folder / "grading" / "ps" / "journal.jsonl").unlink()
    from booklet6.grading.gradebook import Book

    book = Book(f"sqlite:///{folder / 'gradebook.db'}", "small", folder / "grading" / "gradebook.lock")
    with book.transaction() as api:
        api.remove_submission("ps", "right-0")
        api.remove_student("right-0")
    book.close()
    shutil.rmtree(folder / "submitted")
    hand_in(folder, 8)
    return folder


@pytest.fixture(scope="module")
def whole(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The same, graded in one go, and how long that took."""
    folder = tmp_path_factory.mktemp("whole") / "course"
    shutil.copytree(prepared, folder)
    began = time.monotonic()
    grade(folder)
    return folder, time.monotonic() - began


def test_killed_at_random_moments(prepared: Path, whole: tuple[Path, float], tmp_path: Path) -> None:
    reference, seconds = whole
    hits = 0
    for seed in range(2):
        n, folder = killed_and_resumed(prepared, tmp_path / str(seed), 3, seed, seconds * 0.9)
        hits += n
        (said, copies), (expected, wanted) = state(folder), state(reference)
        assert said == expected
        assert copies.keys() == wanted.keys()
        for name, text in wanted.items():
            assert copies[name] == text, name
        assert not (folder / "grading" / "ps" / "staging").exists()
    assert hits >= 4


def test_grades_of_a_whole_run(whole: tuple[Path, float]) -> None:
    found = {name: (g["t1"]["auto"], g["t2"]["auto"]) for name, g in graded(whole[0]).items()}
    assert found["right-0"] == found["right-4"] == (2, 2)
    assert found["half-1"] == (2, 0)
    assert found["wrong-2"] == found["ends-3"] == (0, 0)


def test_only_what_is_new_or_changed_is_graded_again(whole: tuple[Path, float], tmp_path: Path) -> None:
    folder = tmp_path / "course"
    shutil.copytree(whole[0], folder)
    work = folder / "submitted" / "wrong-2" / "ps"
    edit(work, lambda nb: cell(nb, "a").__setitem__("source", "number = 42"))
    result = Pool(CourseFolder(folder), "ps", "warm", 2).run()
    assert (result.graded, result.kept) == (1, 7)
    assert graded(folder)["wrong-2"]["t1"]["auto"] == 2, result.entries


def test_points_that_a_person_gave_stay(whole: tuple[Path, float], tmp_path: Path) -> None:
    from nbgrader.api import Gradebook

    folder = tmp_path / "course"
    shutil.copytree(whole[0], folder)
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        grade_ = book.find_grade("t2", "work", "ps", "half-1")
        grade_.manual_score = 1.5
        book.db.commit()
    Pool(CourseFolder(folder), "ps", "warm", 2, force=True).run(only={"half-1"})
    found = graded(folder)["half-1"]["t2"]
    assert (found["auto"], found["manual"], found["person"]) == (0, 1.5, True)


def test_work_whose_process_ends_is_left_to_a_person(
    whole: tuple[Path, float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a submission does to the process that grades it: it is told, and the others are graded."""
    folder = tmp_path / "course"
    shutil.copytree(whole[0], folder)
    grade_one = Worker.grade

    def end(self: Worker, submission: Submission) -> object:
        if submission.student == "half-1":
            os._exit(1)
        return grade_one(self, submission)

    monkeypatch.setattr(Worker, "grade", end)
    result = Pool(CourseFolder(folder), "ps", "warm", 2, force=True).run()
    assert {e.student: e.state for e in result.entries if e.state != "done"} == {"half-1": "failed"}
    assert graded(folder)["half-1"]["t1"] == {"auto": None, "manual": None, "most": 2, "person": True}
    assert graded(folder)["right-0"]["t1"]["auto"] == 2


def test_two_runs_at_once_are_kept_apart(whole: tuple[Path, float]) -> None:
    from filelock import FileLock

    with FileLock(whole[0] / "grading" / "ps" / "lock"), pytest.raises(CourseFolderError, match="already"):
        Pool(CourseFolder(whole[0]), "ps", "warm", 1).run()


def test_a_half_written_line_is_no_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.started("a", "x")
    journal.close()
    with (tmp_path / "j").open("a") as file:
        file.write('{"student": "b", "sta')
    again = Journal(tmp_path / "j")
    assert set(again.entries) == {"a"}
    again.started("b", "y")
    again.close()
    assert set(Journal(tmp_path / "j").entries) == {"a", "b"}
