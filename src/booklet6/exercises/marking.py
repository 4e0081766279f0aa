"""What an answer has earned. It happens here only, from the bank and the answers; no client's word is taken for it."""

from __future__ import annotations

from ..activities import mark
from ..content import Activity, Assignment
from .forms import draw, plain
from .responses import Answers

POINTS = {
    "actor_map": 8,
    "audit": 8,
    "classify": 8,
    "match": 5,
    "quiz": 5,
    "rank": 5,
    "scenario": 8,
    "sort": 5,
    "spot": 5,
}
"""Points for a decision, by its type, where its bank says nothing else. Much is found and weighed in a case or a document,
several people are placed in a map, and several decisions are made in a scenario, so these are worth more."""


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
    result = mark(activity, {c.id: c for c in bank.cases}, response)
    return round(points * result.points / result.maximum, 1)


CAUSE = "application/x-booklet6-cause"
"""The type under which a decision that could not be marked says why, for the grader, beside the sentence for people."""
OTHER_NAME = "other name"
"""What stands there after `NotTheirsError`."""


class NotTheirsError(Exception):
    """The answers were given under another name than that of the learner who handed them in."""


def earned_by(bank: Assignment, decision: str, answers: Answers, learner: str, points: float) -> float:
    """What the answers of that learner have earned by a decision, of `points`: only their own form of it counts.

    `learner`: the name under which the work was handed in. Raises KeyError, and NotTheirsError where the decisions of
    this bank have several forms and the answers bear another name.
    """
    forms = tuple(form.id for form in bank.forms(decision))
    if bank.variants and answers.learner and plain(answers.learner) != plain(learner):
        raise NotTheirsError(answers.learner)
    form = draw(bank.id, decision, forms, learner)
    return earned(bank, form, answers.by_item.get(form, {}), points)
