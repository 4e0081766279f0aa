"""Desk cards: one page to keep in reach, for one kind of desk. `book/desk-cards.yml`."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from .edition import SLOT_ROLE
from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Id, Sources, Text

MOST_WORDS = 310
"""Words of a card, its slots and sources not counted: with more it does not fit one page, with a national edition in it."""


class CardPart(Frozen):
    """A part of a card: a heading, and what stands below it, point by point. `ordered`: done one after the other."""

    title: Text
    ordered: bool = False
    points: tuple[Text, ...] = Field(min_length=1)


class DeskCard(Frozen):
    """One card of `book/desk-cards.yml`. `call` and `law` name slots of a national edition; `module` teaches it."""

    id: Id
    desk: Literal["police", "labour-attache", "others"]
    title: Text
    who: Text
    lead: Text
    parts: tuple[CardPart, ...] = Field(min_length=1)
    call: tuple[str, ...] = Field(min_length=1)
    law: tuple[str, ...] = ()
    module: Text
    source: Sources

    @property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """Everything on it that somebody reads: its place in the record, and the text."""
        points = [
            (("parts", n, "points", k), text) for n, part in enumerate(self.parts) for k, text in enumerate(part.points)
        ]
        titles = [(("parts", n, "title"), part.title) for n, part in enumerate(self.parts)]
        return ((("title",), self.title), (("who",), self.who), (("lead",), self.lead), *titles, *points)

    @model_validator(mode="after")
    def _fits(self) -> DeskCard:
        words = sum(len(re.findall(r"\w+(?:['’.-]\w+)*", SLOT_ROLE.sub("slot", text))) for _, text in self.texts)
        if words > MOST_WORDS:
            text = f"has {words} words, expected at most {MOST_WORDS}, so that it stays on one page"
            raise UnfitError([(("parts",), text)])
        return self
