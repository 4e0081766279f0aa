"""The one scorer. `js/score.js` is its twin: the same steps in the same order, so that both give the same numbers.

For each slot the value's credit is looked up. Points are the sum of weight × credit, never below 0; the maximum is the
sum of weight × best credit. A value that is not text, and a slot that the key does not know, count as no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..content import Activity, Case, Key, Response, Slot
from ..content.slots import TEXT_LIMIT

Outcome = Literal["right", "partly", "wrong", "missed", "open", "rest"]
"""``open``: answered where nothing is to be gained or lost. ``rest``: rightly left alone."""


@dataclass(frozen=True)
class Result:
    """What a response has earned: points of a maximum, and the outcome of each slot of the key."""

    points: float
    maximum: float
    outcomes: dict[str, Outcome]

    @property
    def all_right(self) -> bool:
        """Nothing better is possible."""
        return self.points == self.maximum


def score(key: Key, response: Mapping[str, object]) -> Result:
    """Score a response, honest or not. Takes any mapping; raises nothing."""
    points = 0.0
    maximum = 0.0
    outcomes: dict[str, Outcome] = {}
    for slot, entry in key.items():
        best = 0.0
        for credit in entry.credit.values():
            best = max(best, credit)
        given = response.get(slot)
        value = given if isinstance(given, str) and given != "" else None
        earned = entry.credit.get(value, 0.0) if value is not None else 0.0
        points += entry.weight * earned
        maximum += entry.weight * best
        outcomes[slot] = _outcome(value is not None, earned, best, entry.weight)
    return Result(max(0.0, points), maximum, outcomes)


def _outcome(answered: bool, earned: float, best: float, weight: float) -> Outcome:
    if not answered:
        return "missed" if best > 0 and weight > 0 else "rest"
    if earned < 0 or (earned == 0 and best > 0):
        return "wrong"
    if earned < best:
        return "partly"
    return "right" if best > 0 else "open"


def clean(slots: tuple[Slot, ...], response: object) -> Response:
    """What of a response from a client can be kept: known slots with values that they offer, and texts. Raises nothing."""
    if not isinstance(response, Mapping):
        return {}
    kept = {}
    for slot in slots:
        value = response.get(slot.id)
        if isinstance(value, str) and (_is_text(value) if slot.control == "text" else value in slot.values):
            kept[slot.id] = value
    return kept


def mark(activity: Activity, cases: Mapping[str, Case], response: object) -> Result:
    """Score what somebody answered. It may come from anywhere: only what was asked and could be answered counts."""
    return score(*activity.met(cases, clean(activity.slots(cases), response)))


def _is_text(value: str) -> bool:
    """Is that a text that somebody can have written? Half a character can be stored and shown nowhere."""
    return bool(value.strip()) and len(value) <= TEXT_LIMIT and not re.search("[\x00\ud800-\udfff]", value)
