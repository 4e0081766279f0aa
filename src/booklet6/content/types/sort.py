"""Sort: put each item into the bucket where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity, shuffled

if TYPE_CHECKING:
    from ..case import Case


class SortItem(Frozen):
    """One thing to sort. `why` tells, for each bucket, why it is right or wrong there."""

    text: Text
    bucket: Id
    also: tuple[Id, ...] = ()
    why: dict[Id, Text]


class Sort(Activity):
    """Slots: one for each item, its value a bucket. `also` names other buckets that are accepted as well."""

    type: Literal["sort"]
    buckets: dict[Id, Text] = Field(min_length=2)
    items: dict[Id, SortItem] = Field(min_length=2)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        return tuple(Slot(id=i, control="radio", values=tuple(self.buckets)) for i in shuffled(self.items, self.id))

    def key(self, cases: Mapping[str, Case]) -> Key:
        return {
            slot.id: SlotKey(
                credit=dict.fromkeys((self.items[slot.id].bucket, *self.items[slot.id].also), 1.0),
                feedback={**self.items[slot.id].why, "": self.items[slot.id].why[self.items[slot.id].bucket]},
            )
            for slot in self.slots(cases)
        }

    @model_validator(mode="after")
    def _fits(self) -> Sort:
        for name, item in self.items.items():
            for bucket in (item.bucket, *item.also):
                if bucket not in self.buckets:
                    raise ValueError(
                        f"items: {name}: {bucket!r} is not a bucket; expected one of {', '.join(self.buckets)}"
                    )
            if set(item.why) != set(self.buckets):
                raise ValueError(
                    f"items: {name}: why must say for each bucket why it is right or wrong: {', '.join(self.buckets)}"
                )
        if unused := set(self.buckets) - {b for it in self.items.values() for b in (it.bucket, *it.also)}:
            raise ValueError(f"nothing belongs into {', '.join(sorted(unused))}; expected an item for each bucket")
        return self
