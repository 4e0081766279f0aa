"""What every activity has, whatever its type."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import Field

from ..problems import Place
from ..slots import Frozen, Key, Response, Slot
from ..sources import Id, Sources, Text

if TYPE_CHECKING:
    from ..case import Case


class Activity(Frozen):
    """One activity of `activities.yml`. Each type adds its own fields, and says what its slots and their key are."""

    id: Id
    type: str
    title: Text
    prompt: Text | None
    objectives: tuple[str, ...] = Field(min_length=1)
    source: Sources
    explain: Text | None
    content_note: Text | None = None

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        """The slots, in the order shown. `cases` are those of the course, by id. Raises KeyError for an unknown one."""
        raise NotImplementedError

    def key(self, cases: Mapping[str, Case]) -> Key:
        """What each answer is worth and what to say to it. Same slots, same order."""
        raise NotImplementedError

    def one_each(self) -> bool:
        """True where no two slots may take the same value (places in a ranking)."""
        return False

    def met(self, cases: Mapping[str, Case], response: Response) -> tuple[Key, Response]:
        """What of the key, and what of a clean response, counts for somebody who answered so.

        Here: all of it; but where each value can be given once, one that is given twice is no answer.
        """
        if self.one_each():
            times = Counter(response.values())
            response = {slot: value for slot, value in response.items() if times[value] == 1}
        return self.key(cases), response

    def sources(self) -> Iterator[tuple[Place, tuple[str, ...]]]:
        """Everything in it that names sources: its place in the record, and the sources."""
        yield (), self.source


def shuffled(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The ids in an order that looks random, is the same on every machine, and is never the one given (if 2 or more)."""
    given = tuple(ids)
    order = tuple(sorted(given, key=lambda i: hashlib.sha256(f"{seed}/{i}".encode()).digest()))
    return order[1:] + order[:1] if order == given and len(given) > 1 else order
