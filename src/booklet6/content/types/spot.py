"""Spot: mark in a text what is a sign of something, and leave alone what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..marks import mark_faults, passages
from ..problems import Place, UnfitError, did_you_mean
from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity
from .classify import WRONG_TICK

if TYPE_CHECKING:
    from ..case import Case

NOTHING = "nothing"
ARGUABLE = "arguable"
SIGN = "sign"
MARKED_ONLY = 0.5
"""Credit for a sign that was marked, but not named, or named wrongly: to notice it is half of it."""


class MarkedPassage(Frozen):
    """Words of the text that may be marked.

    `shows`: what they are a sign of, one of the activity's `kinds` (``sign`` where there are none); ``nothing`` where
    they are harmless, ``arguable`` where good readers differ. `also`: other kinds that are accepted. `why` tells it to
    the learner; `not_why`, what is wrong with another kind.
    """

    shows: Id
    also: tuple[Id, ...] = ()
    why: Text
    not_why: dict[Id, Text] = {}


class Spot(Activity):
    """Slots: one for each marked passage, in the order of the text. Its value is ``yes``, or the kind of sign.

    A sign that is found earns its point; marking what is harmless costs half a point, so that marking everything earns
    little. In the text ``[words]{#id}`` marks a passage. Where there are `kinds`, the learner also says what each
    passage is a sign of; without that it earns a half.
    """

    type: Literal["spot"]
    prompt: Text
    explain: Text
    document: Text
    """What the text is, and that it is fictional."""
    text: Text
    kinds: dict[Id, Text] = {}
    passages: dict[Id, MarkedPassage] = Field(min_length=4)

    def words(self) -> dict[str, str]:
        """Passage → its words in Markdown, in the order of the text."""
        return passages(self.text)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        return tuple(Slot(id=i, control="mark", values=("yes", *self.kinds)) for i in self.words())

    def key(self, cases: Mapping[str, Case]) -> Key:
        key: Key = {}
        for slot in self.slots(cases):
            passage = self.passages[slot.id]
            if passage.shows == NOTHING:
                credit = dict.fromkeys(slot.values, WRONG_TICK)
            elif passage.shows == ARGUABLE:
                credit = dict.fromkeys(slot.values, 0.0)
            elif self.kinds:
                credit = dict.fromkeys(slot.values, MARKED_ONLY) | dict.fromkeys((passage.shows, *passage.also), 1.0)
            else:
                credit = {"yes": 1.0}
            said = {kind: passage.not_why.get(kind, passage.why) for kind in self.kinds}
            key[slot.id] = SlotKey(credit=credit, feedback={"yes": passage.why, **said, "": passage.why})
        return key

    @model_validator(mode="after")
    def _fits(self) -> Spot:
        if faults := [*self._marks(), *self._kinds()]:
            raise UnfitError(faults)
        return self

    def _marks(self) -> Iterator[tuple[Place, str]]:
        """What is wrong between the text and its passages."""
        yield from ((("text",), f"text: {fault}") for fault in mark_faults(self.text))
        marked = self.words()
        for name in marked:
            if name not in self.passages:
                yield (
                    ("text",),
                    f"text: marks {name!r}, of which passages says nothing. "
                    f"{did_you_mean(name, self.passages)}Expected one of: {', '.join(self.passages)}",
                )
        for name in self.passages:
            if name not in marked:
                yield (
                    ("passages", name),
                    f"passages: {name}: no words of the text have this name, expected [words]{{#{name}}} in the text",
                )
        shown = [p.shows for p in self.passages.values()]
        if NOTHING not in shown:
            yield ("passages",), "passages: each is a sign, expected also some that show nothing"
        if set(shown) <= {NOTHING, ARGUABLE}:
            yield ("passages",), "passages: none is a sign, expected one or more"

    def _kinds(self) -> Iterator[tuple[Place, str]]:
        """What is wrong between the passages and the kinds of sign."""
        if len(self.kinds) == 1:
            yield ("kinds",), "kinds: has 1, expected at least 2, or none at all"
        for kind in sorted({"yes", NOTHING, ARGUABLE, SIGN} & set(self.kinds)):
            yield ("kinds", kind), f"kinds: {kind!r} has a meaning of its own, expected another id"
        signs = list(self.kinds) or [SIGN]
        for name, passage in self.passages.items():
            may = [*signs, NOTHING, ARGUABLE]
            named: list[tuple[Place, str, list[str]]] = [
                (("shows",), passage.shows, may),
                *((("also", n), kind, list(self.kinds)) for n, kind in enumerate(passage.also)),
                *((("not_why", kind), kind, list(self.kinds)) for kind in passage.not_why),
            ]
            yield from (
                (
                    ("passages", name, *place),
                    f"passages: {name}: {place[0]}: {kind!r} is not what words of this text can show. "
                    f"{did_you_mean(kind, allowed)}Expected one of: {', '.join(allowed) or 'none, since it has no kinds'}",
                )
                for place, kind, allowed in named
                if kind not in allowed
            )
