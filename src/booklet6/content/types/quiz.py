"""Quiz: one question; one answer, several, or true or false."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..problems import Place, UnfitError
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
    prompt: Text
    explain: Text
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
        faults: list[tuple[Place, str]] = []
        right = [o for o, it in self.options.items() if it.right]
        if not right:
            wanted = "one or more of them" if self.mode == "multiple" else "exactly one"
            faults.append((("options",), f"options: none is right, expected right: true at {wanted}"))
        if self.mode != "multiple":
            faults += [
                (
                    ("options", other, "right"),
                    f"options: {other}: {right[0]!r} is right already, expected one right answer, or mode: multiple",
                )
                for other in right[1:]
            ]
        if self.mode == "true_false" and len(self.options) != 2:
            faults.append((("options",), f"options: has {len(self.options)}, expected 2 for mode: true_false"))
        if faults:
            raise UnfitError(faults)
        return self
