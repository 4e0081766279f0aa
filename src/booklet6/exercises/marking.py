"""What an answer has earned. It happens here only, from the bank and the answers; no client's word is taken for it."""

from __future__ import annotations

from ..activities import mark
from ..content import Assignment

POINTS = {"actor_map": 8, "classify": 8, "match": 5, "quiz": 5, "rank": 5, "scenario": 8, "sort": 5}
"""Points for a decision, by its type. Several elements are found and weighed in a case, several people placed in a map,
and several decisions made in a scenario, so these are worth more."""


def earned(bank: Assignment, decision: str, response: object, points: float) -> float:
    """What a response to that decision is worth, of `points`, to one place after the point.

    The response may come from anywhere: what could not be answered in the widget earns nothing. Raises KeyError for a
    decision that is not in the bank.
    """
    activity = next((d for d in bank.decisions if d.id == decision), None)
    if activity is None:
        raise KeyError(decision)
    result = mark(activity, {c.id: c for c in bank.cases}, response)
    return round(points * result.points / result.maximum, 1)
