"""A class of four, graded once by stock nbgrader for all the tests here."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from classroom import BANKS, EXERCISES, NAME, Class, best, hand_in, partial
from helpers import one_form_each

from booklet6.content import Assignment
from booklet6.exercises import load_bank
from booklet6.grading.imports import import_nbgrader

import_nbgrader()  # tests that open a gradebook by themselves need its program too, wherever the PATH leads


@pytest.fixture(scope="session")
def bank() -> Assignment:
    return load_bank(EXERCISES / "bank" / f"{NAME}.yml")


@pytest.fixture(scope="session", params=BANKS)
def each(request: pytest.FixtureRequest) -> Assignment:
    """Every assignment's bank, one after the other."""
    return load_bank(EXERCISES / "bank" / f"{request.param}.yml")


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, bank: Assignment) -> Class:
    """The course folder with its release."""
    with _once(tmp_path_factory, "release") as (folder, done):
        group = Class(folder / "exercises", bank)
        if not done:
            kept = shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "gradebook.db", ".*")
            shutil.copytree(EXERCISES, group.folder, ignore=kept)
            one_form_each(group.folder / "source" / NAME, group.folder / "bank" / f"{NAME}.yml")
            group.run("generate_assignment", NAME)
    return group


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory, released: Class) -> Class:
    """Four submissions, graded in one run, with feedback and the exported table."""
    solution = "def count_means(cases):\n    a = cases[(cases.verdict == 'trafficking') & ~cases.child]\n"
    solution += "    return a.means.explode().dropna().value_counts()"
    texts = {"memo": "She said: none. I am from the kitchen.", "signature": "He was deceived.", "extra-2": solution}
    with _once(tmp_path_factory, "graded") as (_, done):
        if not done:
            answers = {d.id: best(d, released.bank) for d in released.bank.decisions}
            hand_in(released, "perfect", answers, texts)
            hand_in(released, "partial", partial(), {"memo": "A child was handed over."})
            hand_in(released, "empty", None, {})
            hand_in(released, "broken", b'{"format": 1, "answers": [[[', {})
            released.run("autograde", NAME)
            released.run("generate_feedback", NAME)
            released.run("export", "--to=grades.csv")
    return released


@contextmanager
def _once(factory: pytest.TempPathFactory, what: str) -> Iterator[tuple[Path, bool]]:
    """A folder that all test processes share, and whether `what` has been done in it. The others wait meanwhile."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    shared = factory.getbasetemp() if alone else factory.getbasetemp().parent
    folder = shared / "nbgrader"
    folder.mkdir(exist_ok=True)
    done = folder / f"{what}.done"
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield folder, done.exists()
        done.touch()
