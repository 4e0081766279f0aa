"""`levels-of-action`: four levels and what is done at each, joined both ways (Box 6.9, drawn anew from Box 6.10)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Text

from .data import FigureFile, load
from .kit import NARROW, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all", "beyond", "inside")
"""All four levels; the two beyond a country; the two inside it."""

_ROWS = {"all": (0, 4), "beyond": (0, 2), "inside": (2, 4)}

STRONG: tuple[Colour, ...] = ("1", "4", "2", "3")
SOFT: tuple[Colour, ...] = ("1-soft", "4-soft", "2-soft", "3-soft")


class Level(Frozen):
    """A level and its actions."""

    name: Text
    actions: tuple[Text, ...] = Field(min_length=1)


class Levels(FigureFile):
    """The four levels, the widest first."""

    levels: tuple[Level, ...] = Field(min_length=4, max_length=4)
    note: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(Levels, name, root)
    sheet = Sheet(
        (replace(WIDE, text=21, head=25, pad=12, gap=12) if part == "all" else replace(WIDE, head=26))
        if wide
        else NARROW,
        rtl,
    )
    s = sheet.scale
    width = s.width - 2 * s.stroke
    y = s.gap / 2
    first, end = _ROWS[part]
    for n, level in enumerate(data.levels[first:end], first):
        if n > first:
            y = _joint(sheet, s.width / 2, y)
        y = (_across if wide else _down)(sheet, level, n, (s.stroke, y, width))
    note = block(data.note, width - 2 * s.pad, s.text)
    y = sheet.text(s.width / 2, y + s.gap * 0.8, note, "middle")
    return sheet.finish(name, data.title, data.alt, y + s.gap / 2)


def _joint(sheet: Sheet, x: float, y: float) -> float:
    """An arrow that points both ways, between two levels. Returns its bottom."""
    s = sheet.scale
    height, head = s.gap * 2.6, s.gap * 1.1
    sheet.line([(x, y + head), (x, y + height - head)], "line", s.stroke * 1.6)
    sheet.arrow_head(x, y + height - 1, head, "line", down=True)
    sheet.shape([(x, y + 1), (x - head * 0.65, y + head + 1), (x + head * 0.65, y + head + 1)], "line")
    return y + height


def _down(sheet: Sheet, level: Level, n: int, place: tuple[float, float, float]) -> float:
    """A head over two columns of actions. Returns the bottom."""
    s = sheet.scale
    left, top, width = place
    pad = s.pad * 0.8
    room = (width - 3 * pad) / 2
    head = block(level.name, width - 2 * pad, s.head, bold=True, colour="on")
    words = [block(a, room - 1.2 * pad, s.text) for a in level.actions]
    rows = [words[k : k + 2] for k in range(0, len(words), 2)]
    heights = [max(b.height for b in row) + pad * 0.5 for row in rows]
    bar = head.height + pad
    height = bar + pad * 1.3 + sum(heights)
    sheet.box(left, top, width, height, fill=SOFT[n], edge=STRONG[n])
    sheet.box(left, top, width, bar, fill=STRONG[n])
    sheet.middle(left, top, width, bar, head)
    y = top + bar + pad * 0.8
    for row, tall in zip(rows, heights, strict=True):
        for k, text in enumerate(row):
            x = left + pad + k * (room + pad)
            sheet.dot(x + 3, y + s.text * 0.66, 2.2, STRONG[n])
            sheet.text(x + 1.2 * pad, y, text)
        y += tall
    return top + height


def _across(sheet: Sheet, level: Level, n: int, place: tuple[float, float, float]) -> float:
    """A head before three columns of actions. Returns the bottom."""
    s = sheet.scale
    left, top, width = place
    pad = s.pad * 0.8
    bar = width * 0.2
    room = (width - bar - 4 * pad) / 3
    head = block(level.name, bar - 1.2 * pad, s.head, bold=True, colour="on")
    words = [block(a, room - 1.6 * pad, s.text) for a in level.actions]
    rows = [words[k : k + 3] for k in range(0, len(words), 3)]
    heights = [max(b.height for b in row) + pad * 0.3 for row in rows]
    height = max(sum(heights), head.height) + pad * 1.2
    sheet.box(left, top, width, height, fill=SOFT[n], edge=STRONG[n])
    sheet.box(left, top, bar, height, fill=STRONG[n])
    sheet.middle(left, top, bar, height, head)
    y = top + (height - sum(heights)) / 2
    for row, tall in zip(rows, heights, strict=True):
        for k, text in enumerate(row):
            x = left + bar + pad + k * (room + pad)
            sheet.dot(x + pad * 0.5, y + s.text * 0.66, 3.6, STRONG[n])
            sheet.text(x + 1.6 * pad, y, text)
        y += tall
    return top + height
