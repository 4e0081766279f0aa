"""Sort: put each item into the bucket where it belongs."""

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


class SortItem(Frozen):
    """One thing to sort. `why` tells, for each bucket, why it is right or wrong there."""

    text: Text
    bucket: Id
    also: tuple[Id, ...] = ()
    why: dict[Id, Text]


class Sort(Activity):
    """Slots: one for each item, its value a bucket. `also` names other buckets that are accepted as well."""

    type: Literal["sort"]
    prompt: Text
    explain: Text
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
        faults: list[tuple[Place, str]] = []
        for name, item in self.items.items():
            named: list[tuple[Place, str]] = [
                (("bucket",), item.bucket),
                *((("also", n), b) for n, b in enumerate(item.also)),
                *((("why", b), b) for b in item.why),
            ]
            faults += [
                (
                    ("items", name, *place),
                    f"items: {name}: {place[0]}: {bucket!r} is not a bucket. "
                    f"{did_you_mean(bucket, self.buckets)}Expected one of: {', '.join(self.buckets)}",
                )
                for place, bucket in named
                if bucket not in self.buckets
            ]
            if unsaid := [b for b in self.buckets if b not in item.why]:
                faults.append(
                    (
                        ("items", name, "why"),
                        f"items: {name}: why: says nothing of {', '.join(unsaid)}, "
                        "expected for each bucket why it is right or wrong",
                    )
                )
        used = {b for it in self.items.values() for b in (it.bucket, *it.also)}
        if used <= set(self.buckets):  # A wrong bucket, told above, may be meant for an empty one.
            faults += [
                (("buckets", b), f"buckets: nothing belongs into {b!r}, expected an item for each bucket")
                for b in self.buckets
                if b not in used
            ]
        if faults:
            raise UnfitError(faults)
        return self
