"""Reflect: write, then compare with a model answer, and mark oneself by a rubric."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..problems import UnfitError
from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity

if TYPE_CHECKING:
    from ..case import Case

TEXT = "text"
"""The slot of what is written."""


class RubricLine(Frozen):
    """One line of the rubric. `text`: what a good answer has. `why`: why it counts. `mend`: how to add it."""

    text: Text
    why: Text
    mend: Text


class Reflect(Activity):
    """Slots: ``text``, what was written, worth nothing; and a tick for each line of the rubric, which the learner sets.

    So the points are the learner's own word, and a page says so. It cannot be graded: a bank has written answers.
    """

    type: Literal["reflect"]
    prompt: Text
    explain: Text
    model: Text
    """One good answer."""
    rubric: dict[Id, RubricLine] = Field(min_length=2)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        ticks = (Slot(id=i, control="tick", values=("yes",)) for i in self.rubric)
        return (Slot(id=TEXT, control="text", values=()), *ticks)

    def key(self, cases: Mapping[str, Case]) -> Key:
        ticks = {
            i: SlotKey(credit={"yes": 1}, feedback={"yes": line.why, "": line.mend}) for i, line in self.rubric.items()
        }
        return {TEXT: SlotKey(credit={}, weight=0), **ticks}

    @model_validator(mode="after")
    def _fits(self) -> Reflect:
        if TEXT in self.rubric:
            raise UnfitError(
                [(("rubric", TEXT), f"rubric: {TEXT!r} is the name of what is written, expected another id")]
            )
        return self
