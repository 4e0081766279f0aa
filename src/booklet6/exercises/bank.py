"""The bank of an assignment: it holds the keys, and stays with the instructor."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from ..content import Assignment, CourseError
from ..content.problems import Report
from ..content.read import read_yaml

VARIABLE = "BOOKLET6_BANK"
"""The environment variable that names another folder of banks."""


class BankError(Exception):
    """There is no bank where one is needed; the text says what to do."""


def find_bank(assignment: str, folder: Path) -> Path | None:
    """The bank file for work that lies in `folder`, or None where there is none, as on a learner's machine.

    It is looked for in the folder that BOOKLET6_BANK names, else in `bank/` beside the `nbgrader_config.py` of the
    course folder that holds `folder`. Never in `folder` itself: what lies there has been handed in by a learner.
    """
    name = f"{assignment}.yml"
    if named := os.environ.get(VARIABLE):
        path = Path(named) / name
        return path if path.is_file() else None
    return bank_above(assignment, folder)


def bank_above(assignment: str, folder: Path) -> Path | None:
    """The bank of the nbgrader course folder that holds `folder`, or None: then this is no instructor's folder."""
    for parent in folder.resolve().parents:
        path = parent / "bank" / f"{assignment}.yml"
        if path.is_file() and (parent / "nbgrader_config.py").is_file():
            return path
    return None


def load_bank(path: Path) -> Assignment:
    """Load and check one bank. Raises `CourseError` with all its mistakes."""
    report = Report(path.parent)
    data, lines = read_yaml(path, report)
    if data is not None:
        try:
            return Assignment.model_validate(data)
        except ValidationError as e:
            report.add_invalid(path, lines, e, Assignment)
    raise CourseError(report.problems)
