"""Rank: put steps into the order in which they should be done, or things into the order of their weight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from ..problems import Place, UnfitError
from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text, Whole
from .base import Activity, shuffled

if TYPE_CHECKING:
    from ..case import Case

NEXT_DOOR = 0.5
"""Credit for a place that is one off."""


class RankItem(Frozen):
    """One thing to rank. `places` are those accepted, counted from 1."""

    text: Text
    places: Annotated[tuple[Whole, ...], Field(min_length=1)]
    why: Text


class Rank(Activity):
    """Slots: one for each item, its value a place (``1`` is first). No two items can have the same place."""

    type: Literal["rank"]
    prompt: Text
    explain: Text
    items: dict[Id, RankItem] = Field(min_length=3)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        places = tuple(str(n + 1) for n in range(len(self.items)))
        return tuple(Slot(id=i, control="select", values=places) for i in shuffled(self.items, self.id))

    def key(self, cases: Mapping[str, Case]) -> Key:
        n = len(self.items)
        key: Key = {}
        for slot in self.slots(cases):
            item = self.items[slot.id]
            near = {p + d for p in item.places for d in (-1, 1)} - set(item.places)
            credit = {str(p): NEXT_DOOR for p in sorted(near) if 1 <= p <= n} | {str(p): 1.0 for p in item.places}
            key[slot.id] = SlotKey(
                credit=credit, feedback={**{str(p): item.why for p in range(1, n + 1)}, "": item.why}
            )
        return key

    def one_each(self) -> bool:
        return True

    @model_validator(mode="after")
    def _fits(self) -> Rank:
        faults: list[tuple[Place, str]] = [
            (
                ("items", name, "places", n),
                f"items: {name}: places: there is no place {place}, expected 1 to {len(self.items)}",
            )
            for name, item in self.items.items()
            for n, place in enumerate(item.places)
            if not 1 <= place <= len(self.items)
        ]
        if faults:
            raise UnfitError(faults)
        return self
