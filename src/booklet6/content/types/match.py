"""Match: find for each thing on the left the one on the right that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..problems import Place, UnfitError, did_you_mean
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
    prompt: Text
    explain: Text
    left: dict[Id, Pair] = Field(min_length=2)
    right: dict[Id, Text] = Field(min_length=2, max_length=26)
    """At most 26: a page names them by the letters A to Z."""

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
        faults: list[tuple[Place, str]] = []
        for name, pair in self.left.items():
            if pair.goes_with not in self.right:
                faults.append(
                    (
                        ("left", name, "goes_with"),
                        f"left: {name}: goes_with: {pair.goes_with!r} is not on the right. "
                        f"{did_you_mean(pair.goes_with, self.right)}Expected one of: {', '.join(self.right)}",
                    )
                )
                continue
            wrong = [r for r in self.right if r != pair.goes_with]
            faults += [
                (
                    ("left", name, "not_why", other),
                    f"left: {name}: not_why: {other!r} is not a wrong choice here. "
                    f"{did_you_mean(other, wrong)}Expected one of: {', '.join(wrong)}",
                )
                for other in pair.not_why
                if other not in wrong
            ]
        if faults:
            raise UnfitError(faults)
        return self
