"""Match: find for each thing on the left the one on the right that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity, shuffled

if TYPE_CHECKING:
    from ..case import Case


class Pair(Frozen):
    """One thing on the left. `why` says what makes its partner right; `not_why`, what is wrong with others."""

    text: Text
    goes_with: Id
    why: Text
    not_why: dict[Id, Text] = {}


class Match(Activity):
    """Slots: one for each thing on the left, its value a thing on the right. There may be more on the right."""

    type: Literal["match"]
    left: dict[Id, Pair] = Field(min_length=2)
    right: dict[Id, Text] = Field(min_length=2)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        values = shuffled(self.right, self.id)
        return tuple(Slot(id=i, control="select", values=values) for i in self.left)

    def key(self, cases: Mapping[str, Case]) -> Key:
        return {
            i: SlotKey(
                credit={p.goes_with: 1.0},
                feedback={**{r: p.not_why.get(r, p.why) for r in self.right}, p.goes_with: p.why, "": p.why},
            )
            for i, p in self.left.items()
        }

    @model_validator(mode="after")
    def _fits(self) -> Match:
        for name, pair in self.left.items():
            if pair.goes_with not in self.right:
                raise ValueError(
                    f"left: {name}: goes_with {pair.goes_with!r} is not on the right; expected one of {', '.join(self.right)}"
                )
            for other in pair.not_why:
                if other not in self.right or other == pair.goes_with:
                    raise ValueError(
                        f"left: {name}: not_why: {other!r} is not a wrong choice here; expected one of {', '.join(r for r in self.right if r != pair.goes_with)}"
                    )
        return self
