"""`detection-over-time`: trafficked persons who were found, by form of exploitation and by sex and age (6.3)."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from pydantic import Field, field_validator

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Sources, Text

from .data import FigureFile, load
from .kit import NARROW, WIDE, Colour, Drawing, Scale, Sheet, block

PARTS = ("all", "forms", "people")
"""Both groups of bars; what for; who."""


class Bar(Frozen):
    """A share in per cent. The length of the bar is the number in `share`; with other words beside it, its end is dashed."""

    id: Id
    when: Text
    share: Text
    source: Sources

    @field_validator("share")
    @classmethod
    def _has_a_number(cls, value: str) -> str:
        if not re.search(r"\d", value):
            raise ValueError("names no number, expected a share such as '42%'")
        return value

    @property
    def value(self) -> float:
        """The share, from 0 to 100."""
        found = re.search(r"\d+(?:\.\d+)?", self.share)
        return min(100.0, float(found[0])) if found else 0.0

    @property
    def exact(self) -> bool:
        """If the share is a number alone, and not *over* or *about* it."""
        return bool(re.fullmatch(r"\W*\d+(?:\.\d+)?\W*", self.share))


class Group(Frozen):
    """The bars of one form of exploitation, or of one group of people, the oldest first."""

    name: Text
    bars: tuple[Bar, ...] = Field(min_length=1)


class Panel(Frozen):
    """A question, and the bars that answer it."""

    title: Text
    groups: tuple[Group, ...] = Field(min_length=1)


class Detection(FigureFile):
    """What for, and who."""

    forms: Panel
    people: Panel
    note: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(Detection, name, root)
    small = replace(WIDE, text=21, head=26, pad=12, gap=9) if part == "all" else replace(WIDE, text=26, gap=8)
    sheet = Sheet(small if wide else NARROW, rtl)
    s = sheet.scale
    panels: list[tuple[Panel, Colour, Colour]] = []
    if part != "people":
        panels.append((data.forms, "1", "1-soft"))
    if part != "forms":
        panels.append((data.people, "3", "3-soft"))
    y = s.gap / 2
    if wide and len(panels) == 2:
        width = (s.width - 4 * s.gap) / 2
        y = max(
            _panel(sheet, panel, (n * (width + 4 * s.gap), y, width), strong, soft)
            for n, (panel, strong, soft) in enumerate(panels)
        )
    else:
        for panel, strong, soft in panels:
            place = (s.stroke, y, s.width - 2 * s.stroke)
            y = _panel(sheet, panel, place, strong, soft, titled=part == "all") + s.gap  # alone, its slide names it
    note = block(data.note, s.width - 2 * s.pad, s.text)
    y = sheet.text(s.width / 2, y + s.gap / 2, note, "middle")
    return sheet.finish(name, data.title, data.alt, y + s.gap)


def _panel(
    sheet: Sheet,
    panel: Panel,
    place: tuple[float, float, float],
    strong: Colour,
    soft: Colour,
    *,
    titled: bool = True,
) -> float:
    """A title and its bars at `place` (left, top, width). Returns the bottom."""
    s = sheet.scale
    left, y, width = place
    if titled:
        title = block(panel.title, width - 2 * s.pad, s.head, bold=True, colour="on")
        sheet.box(left, y, width, title.height + s.pad, fill=strong)
        y = sheet.text(left + s.pad, y + s.pad / 2, title) + s.pad / 2 + s.gap * 0.6
    before, after, thick = _columns(s, width)
    full = width - before - after
    for group in panel.groups:
        y = sheet.text(left, y, block(group.name, width, s.text, bold=True))
        for n, bar in enumerate(group.bars):
            last = n == len(group.bars) - 1
            when = block(bar.when, before - s.pad * 0.5, s.text)
            length = max(s.stroke * 2, full * bar.value / 100)
            room = width - before - length - s.pad * 0.6
            share = block(bar.share, room, s.text, bold=True)
            high = max(when.height, share.height, thick)
            sheet.middle(left, y, before, high, when, "start")
            x, top = left + before, y + (high - thick) / 2
            sheet.box(x, top, length, thick, fill=strong if last else soft, edge=strong, dashed=not bar.exact, radius=0)
            if not last:
                sheet.hatch(x, top, length, thick, strong)
            if not last and not bar.exact:
                sheet.box(x, top, length, thick, edge=strong, dashed=True, radius=0)
            sheet.middle(x + length + s.pad * 0.6, y, room, high, share, "start")
            y += high + s.gap * 0.25
        y += s.gap * 0.7
    return y


def _columns(s: Scale, width: float) -> tuple[float, float, float]:
    """Room for the year, room for the share, and how thick a bar is."""
    return min(s.text * 8.6, width * 0.34), s.text * 6.8, s.text * 1.05
