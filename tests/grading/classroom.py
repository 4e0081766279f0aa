"""An nbgrader course folder for tests: its commands, its gradebook, and submissions made by program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from helpers import ROOT

from booklet6.content import Assignment, Case, Key
from booklet6.content.types import Activity

NAME = "definitions"
EXERCISES = ROOT / "exercises"
BANKS = sorted(path.stem for path in (EXERCISES / "bank").glob("*.yml"))


@dataclass
class Class:
    """An nbgrader course folder after grading."""

    folder: Path
    bank: Assignment

    def run(self, *command: str) -> str:
        """Run a stock command of nbgrader here. Fails with its log where it does not end well."""
        return nbgrader(self.folder, *command)

    @property
    def release(self) -> Path:
        return self.folder / "release" / NAME

    def scores(self, student: str) -> dict[str, tuple[float | None, float, bool]]:
        """Cell → points by program, most points, whether a person must look at it."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as book:
            grades = book.find_submission_notebook(NAME, NAME, student).grades
            return {g.name: (g.auto_score, g.max_score, bool(g.needs_manual_grade)) for g in grades}


def nbgrader(folder: Path, *command: str, well: bool = True) -> str:
    """`nbgrader …` in that folder, as a person would call it; its log. Fails where it does not end as it should."""
    env = {k: v for k, v in os.environ.items() if k not in ("BOOKLET6_BANK", "NBGRADER_EXECUTION")}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]])  # it calls alembic by name
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *command], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == well, done.stdout + done.stderr
    return done.stdout + done.stderr


def cases_of(bank: Assignment) -> dict[str, Case]:
    return {c.id: c for c in bank.cases}


def best(activity: Activity, bank: Assignment) -> dict[str, str]:
    """A response that earns all. Where no value can be given twice, the slots with the fewest good values go first."""
    key: Key = activity.key(cases_of(bank))
    good = {
        slot: [v for v, c in entry.credit.items() if c == entry.best] for slot, entry in key.items() if entry.best > 0
    }
    response: dict[str, str] = {}
    for slot in sorted(good, key=lambda s: len(good[s])):
        free = [v for v in good[slot] if not activity.one_each() or v not in response.values()]
        response[slot] = free[0]
    if "question" in response and response["verdict"] != "cannot_tell":
        del response["question"]
    return response


def partial() -> dict[str, dict[str, str]]:
    """Answers whose points are known from the rules alone. `EXPECTED` in test_points says what each earns, and why."""
    return {
        "g-sawmill": {
            "acts-recruitment": "yes",
            "means-deception": "yes",
            "acts-transfer": "yes",
            "verdict": "trafficking",
        },
        "g-back-kitchen": {"verdict": "cannot_tell", "question": "q3", "means-fraud": "yes"},
        "g-twelve-parts": {"verdict": "trafficking", "purposes-practices_similar_to_slavery": "yes"},
        "g-fourth-floor": {"acts-recruitment": "yes", "verdict": "labour_violation", "means-coercion": "yes"},
        "g-nail-bar": {"acts-recruitment": "yes", "verdict": "cannot_tell", "question": "q1"},
        "g-laundry": {"a": "none", "b": "means", "c": "act", "d": "means"},
        "g-drafts": {"p1": "n5", "p2": "n2", "p3": "n4"},
        "g-whose-yes": {"b": "yes", "c": "yes", "d": "yes"},
        "g-ten-minutes": {"a": "1", "b": "3", "c": "2", "d": "4", "e": "5"},
    }


def hand_in(group: Class, student: str, answers: dict[str, Any] | bytes | None, texts: dict[str, str]) -> None:
    """A submission: the release, with answers as the widgets would keep them, and texts in the written cells."""
    folder = group.folder / "submitted" / student / NAME
    shutil.copytree(group.release, folder)
    if isinstance(answers, bytes):
        (folder / "responses.json").write_bytes(answers)
    elif answers is not None:
        data = {"format": 1, "assignment": NAME, "answers": answers}
        (folder / "responses.json").write_text(json.dumps(data), encoding="utf-8")
    path = folder / f"{NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        cell.source = texts.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
