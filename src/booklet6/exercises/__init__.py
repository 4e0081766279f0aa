"""Graded exercises in notebooks: answers in widgets, kept beside the notebook, marked afterwards in Python.

In a notebook: `from booklet6.exercises import Exercise; ex = Exercise()`. What learners get is written by `generate`
from the bank, which stays with the instructor.
"""

from .bank import BankError, find_bank, load_bank
from .cases import case_table, cases_csv
from .exercise import Exercise
from .generate import derived, forms_of, generate, public_items, stale
from .marking import POINTS, NotTheirsError, earned, earned_by, points_of
from .secrets import found_in, secrets_of, secrets_of_matched
from .tables import table

__all__ = [
    "POINTS",
    "BankError",
    "Exercise",
    "NotTheirsError",
    "case_table",
    "cases_csv",
    "derived",
    "earned",
    "earned_by",
    "find_bank",
    "forms_of",
    "found_in",
    "generate",
    "load_bank",
    "points_of",
    "public_items",
    "secrets_of",
    "secrets_of_matched",
    "stale",
    "table",
]
