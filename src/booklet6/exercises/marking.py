"""What an answer has earned. It happens here only, from the bank and the answers; no client's word is taken for it."""

from __future__ import annotations

from collections import Counter

from ..activities import clean, score
from ..content import Activity, Assignment
from ..content.types import Classify
from .forms import draw, plain
from .responses import Answers

POINTS = {"classify": 8, "match": 5, "quiz": 5, "rank": 5, "sort": 5}
"""Points for a decision, by its type, where its bank says nothing else. Several elements are found and weighed in a case,
so it is worth more."""


def points_of(bank: Assignment, decision: Activity) -> int:
    """The most that a decision of this bank can earn."""
    return bank.points.get(decision.type, POINTS[decision.type])


def earned(bank: Assignment, decision: str, response: object, points: float) -> float:
    """What a response to that decision is worth, of `points`, to one place after the point.

    `decision` is the id of a decision, or of another form of it. The response may come from anywhere: what could not be
    answered in the widget earns nothing. Raises KeyError for a decision that is not in the bank.
    """
    activity = next((d for d in bank.activities if d.id == decision), None)
    if activity is None:
        raise KeyError(decision)
    cases = {c.id: c for c in bank.cases}
    fair = clean(activity.slots(cases), response)
    if isinstance(activity, Classify) and fair.get("verdict") != "cannot_tell":
        fair.pop("question", None)
    result = score(activity.key(cases), _once_each(activity, fair))
    return round(points * result.points / result.maximum, 1)


class NotTheirsError(Exception):
    """The answers were given under another name than that of the learner who handed them in."""


def mark(bank: Assignment, decision: str, answers: Answers, learner: str, points: float) -> float:
    """What the answers of that learner have earned by a decision, of `points`: only their own form of it counts.

    `learner`: the name under which the work was handed in. Raises KeyError, and NotTheirsError where the decisions of
    this bank have several forms and the answers bear another name.
    """
    forms = tuple(form.id for form in bank.forms(decision))
    if bank.variants and answers.learner and plain(answers.learner) != plain(learner):
        raise NotTheirsError(answers.learner)
    form = draw(bank.id, decision, forms, learner)
    return earned(bank, form, answers.by_item.get(form, {}), points)


def _once_each(activity: Activity, response: dict[str, str]) -> dict[str, str]:
    """Without the values that were given twice where each can be given once (places in a ranking)."""
    if not activity.one_each():
        return response
    times = Counter(response.values())
    return {slot: value for slot, value in response.items() if times[value] == 1}
