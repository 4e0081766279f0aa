"""What an answer has earned. It happens here only, from the bank and the answers; no client's word is taken for it."""

from __future__ import annotations

from collections import Counter

from ..activities import clean, score
from ..content import Activity, Assignment
from ..content.types import Classify

POINTS = {"audit": 8, "classify": 8, "match": 5, "quiz": 5, "rank": 5, "sort": 5, "spot": 5}
"""Points for a decision, by its type. Much is found and weighed in a case or a document, so it is worth more."""


def earned(bank: Assignment, decision: str, response: object, points: float) -> float:
    """What a response to that decision is worth, of `points`, to one place after the point.

    The response may come from anywhere: what could not be answered in the widget earns nothing. Raises KeyError for a
    decision that is not in the bank.
    """
    activity = next((d for d in bank.decisions if d.id == decision), None)
    if activity is None:
        raise KeyError(decision)
    cases = {c.id: c for c in bank.cases}
    fair = clean(activity.slots(cases), response)
    if isinstance(activity, Classify) and fair.get("verdict") != "cannot_tell":
        fair.pop("question", None)
    result = score(activity.key(cases), _once_each(activity, fair))
    return round(points * result.points / result.maximum, 1)


def _once_each(activity: Activity, response: dict[str, str]) -> dict[str, str]:
    """Without the values that were given twice where each can be given once (places in a ranking)."""
    if not activity.one_each():
        return response
    times = Counter(response.values())
    return {slot: value for slot, value in response.items() if times[value] == 1}
