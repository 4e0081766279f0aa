"""Classify: mark the elements of article 3 that a case shows, then decide what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from ..law import GROUPS, VERDICTS
from ..slots import Key, Response, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity, shuffled

if TYPE_CHECKING:
    from ..case import Case

WRONG_TICK = -0.5
"""What a tick at an element that is absent costs, so that ticking everything earns nothing."""
VERDICT_WEIGHT = 3.0
"""The decision weighs as much as three elements."""
CANNOT_TELL = 0.25
"""Credit for *cannot tell yet* where the text does decide: fair in the field, but not all that could be seen."""


class Classify(Activity):
    """Classify the case. Elements, verdict and every reason come from the case; the item only places it.

    Slots: one tick for each element (``acts-harbouring`` …), ``verdict``, and ``question``, the best next question,
    which is asked of those who cannot tell yet. An arguable element is worth nothing either way.
    """

    type: Literal["classify"]
    prompt: Text | None = None
    explain: Text | None = None
    case: Id

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        case = cases[self.case]
        ticks = [Slot(id=f"{g}-{e}", control="tick", values=("yes",)) for g, es in GROUPS.items() for e in es]
        verdicts = tuple(v for v in VERDICTS if v in case.verdicts)
        return (
            *ticks,
            Slot(id="verdict", control="radio", values=verdicts),
            Slot(id="question", control="radio", values=shuffled(case.next_questions, self.id)),
        )

    def key(self, cases: Mapping[str, Case]) -> Key:
        case = cases[self.case]
        key: Key = {}
        for group, elements in GROUPS.items():
            present = getattr(case, group)
            for element in elements:
                slot = f"{group}-{element}"
                if element in present:
                    key[slot] = SlotKey(credit={"yes": 1}, feedback={"yes": present[element], "": present[element]})
                elif element in case.arguable:
                    note = case.arguable[element]
                    key[slot] = SlotKey(credit={"yes": 0}, feedback={"yes": note})
                else:
                    key[slot] = SlotKey(credit={"yes": WRONG_TICK})
        credit: dict[str, float] = {case.verdict: 1.0}
        if case.verdict != "cannot_tell":
            credit["cannot_tell"] = CANNOT_TELL
        key["verdict"] = SlotKey(
            credit=credit,
            weight=VERDICT_WEIGHT,
            feedback=dict([*case.verdicts.items(), ("", case.verdicts[case.verdict])]),
        )
        key["question"] = SlotKey(
            credit={q: 1.0 for q, it in case.next_questions.items() if it.best},
            weight=1.0 if case.verdict == "cannot_tell" else 0.0,
            feedback={q: it.why for q, it in case.next_questions.items()},
        )
        return key

    def met(self, cases: Mapping[str, Case], response: Response) -> tuple[Key, Response]:
        """The best next question is asked only of those who cannot tell yet."""
        if response.get("verdict") != "cannot_tell":
            response = {slot: value for slot, value in response.items() if slot != "question"}
        return self.key(cases), response
