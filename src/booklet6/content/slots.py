"""The slot model: what every activity, of any type, comes down to.

An activity has slots. A *response* is ``{slot: value}``. A *key* gives each slot the credit of its values. So one
scorer (`booklet6.activities.scoring`, and `js/score.js` beside it) serves all types.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Response = dict[str, str]
"""Slot id → the value chosen. A slot that was left alone is not in it."""


TEXT_LIMIT = 5000
"""No text that is answered has more characters."""


class Frozen(BaseModel):
    """A checked, immutable record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Slot(Frozen):
    """One question that takes one value.

    `control` says how a page asks it: one of a group (radio), a tick (its only value is ``yes``; no tick is no value),
    a choice from a list (select), words of a text that may be marked (mark: ``yes``, or what they are a sign of; no
    mark is no value), or a text of one's own (text). `values` are all that may be answered, in the order shown; for a
    text they are not known.
    """

    id: str
    control: Literal["radio", "tick", "select", "mark", "text"]
    values: tuple[str, ...]


class SlotKey(Frozen):
    """What each value of a slot is worth, and what to tell the person who chose it.

    `credit`: value → worth of that value, from -1 to 1. A value that is not named, and no value, are worth 0.
    `feedback`: value → Markdown. The entry under the empty string is for a slot that was left alone.
    """

    credit: dict[str, float]
    weight: float = Field(default=1, ge=0, le=100)
    feedback: dict[str, str] = {}

    @property
    def best(self) -> float:
        """The most that one answer can earn here, before weight; 0 where the right thing is to leave it alone."""
        return max(0.0, *self.credit.values()) if self.credit else 0.0

    @property
    def best_value(self) -> str:
        """The first value that earns the most. Raises ValueError where no value earns anything."""
        return max(self.credit, key=lambda value: self.credit[value])


Key = dict[str, SlotKey]
"""Slot id → its key. Never leaves Python for a graded item."""
