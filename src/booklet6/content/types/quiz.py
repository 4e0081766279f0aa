"""Quiz: one question; one answer, several, or true or false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity, shuffled
from .classify import WRONG_TICK

if TYPE_CHECKING:
    from ..case import Case


class Option(Frozen):
    """One option. `why` says why it is right or wrong, and on what ground."""

    text: Text
    right: bool = False
    why: Text


class Quiz(Activity):
    """Slots: ``answer`` for one answer; one tick an option for several.

    `mode`: ``single`` (one option is right), ``multiple`` (one or more), ``true_false`` (two options, one right, shown
    in the order written).
    """

    type: Literal["quiz"]
    mode: Literal["single", "multiple", "true_false"] = "single"
    options: dict[Id, Option] = Field(min_length=2)

    def order(self) -> tuple[str, ...]:
        """The options in the order shown."""
        return tuple(self.options) if self.mode == "true_false" else shuffled(self.options, self.id)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        if self.mode == "multiple":
            return tuple(Slot(id=o, control="tick", values=("yes",)) for o in self.order())
        return (Slot(id="answer", control="radio", values=self.order()),)

    def key(self, cases: Mapping[str, Case]) -> Key:
        if self.mode == "multiple":
            return {
                o: SlotKey(
                    credit={"yes": 1.0 if self.options[o].right else WRONG_TICK},
                    feedback={"yes": self.options[o].why, "": self.options[o].why},
                )
                for o in self.order()
            }
        right = next(o for o, it in self.options.items() if it.right)
        return {
            "answer": SlotKey(
                credit={right: 1.0},
                feedback={**{o: it.why for o, it in self.options.items()}, "": self.options[right].why},
            )
        }

    @model_validator(mode="after")
    def _fits(self) -> Quiz:
        right = sum(o.right for o in self.options.values())
        if self.mode == "multiple" and not right:
            raise ValueError("no option is right; expected right: true at one or more of them")
        if self.mode != "multiple" and right != 1:
            raise ValueError(f"{right} options are right; expected exactly one with right: true (or mode: multiple)")
        if self.mode == "true_false" and len(self.options) != 2:
            raise ValueError(f"{len(self.options)} options; expected two for mode: true_false")
        return self
