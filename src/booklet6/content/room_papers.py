"""Papers that a session needs in the room: cards to cut, sheets to write on. `book/room-papers.yml`."""

from __future__ import annotations

from pydantic import Field, model_validator

from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Id, Source, Text


class RoomCard(Frozen):
    """A card to cut out. `text` may be left out: a slip with one word."""

    title: Text
    text: Text | None = None


class RoomPaper(Frozen):
    """One paper of `book/room-papers.yml`. What stands on it comes from one of `cards`, `sort`, `sheet` and `section`."""

    id: Id
    title: Text
    use: Text
    used: tuple[Text, ...] = Field(min_length=1)
    cards: tuple[RoomCard, ...] = ()
    sort: Text | None = None
    sheet: Text | None = None
    section: Text | None = None
    source: tuple[Source, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> RoomPaper:
        given = [name for name in ("cards", "sort", "sheet", "section") if getattr(self, name)]
        if len(given) != 1:
            place: Place = (given[1],) if given else ()
            has = f"has {' and '.join(given)}" if given else "has nothing on it"
            raise UnfitError([(place, f"{has}, expected one of cards, sort, sheet and section")])
        return self
