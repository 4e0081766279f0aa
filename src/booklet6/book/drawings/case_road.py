"""`from-report-to-verdict`: the steps of a case, how it falls out at each, and what keeps it on the road (6.9).

`four-acts` is drawn in the same way: the acts of the capstone, who sits at a desk in each, and what they decide.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Block, Colour, Drawing, Sheet, block

PARTS = ("all",)


class Step(Frozen):
    """A step of the road: its name, how a case is lost there, what keeps it."""

    name: Text
    lost: Text
    kept: Text
    on_slide: Text | None = None
    """`lost` in fewer words, where a slide has no room for all in letters for the back row."""


class CaseRoad(FigureFile):
    """The steps in order, and the two words that head their lines."""

    lost: Text
    kept: Text
    steps: tuple[Step, ...] = Field(min_length=2)


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(CaseRoad, name, root)
    sheet = Sheet((SLIDE if slide else replace(WIDE, text=25, head=27, pad=11, gap=10)) if wide else NARROW, rtl)
    s = sheet.scale
    if slide:
        return sheet.finish(name, data.title, data.alt, _table(sheet, data) + s.gap / 2)
    columns = (2 if len(data.steps) == 4 else 3) if wide else 1
    join = s.gap * 2.6
    width = (s.width - 2 * s.stroke - (columns - 1) * join) / columns
    y = s.gap / 2
    for first in range(0, len(data.steps), columns):
        row = data.steps[first : first + columns]
        height = max(_step(Sheet(s), data, step, (0, 0, width)) for step in row)
        for n, step in enumerate(row):
            x = s.stroke + n * (width + join)
            _step(sheet, data, step, (x, y, width), tall=height)
            if n + 1 < len(row):
                sheet.arrow_head(x + width + join * 0.75, y + height / 2, join * 0.5, "1")
        y += height
        if first + columns < len(data.steps):
            _onward(sheet, s.stroke + width / 2, s.stroke + (len(row) - 1) * (width + join) + width / 2, y, join)
            y += join
    return sheet.finish(name, data.title, data.alt, y + s.gap / 2)


def _table(sheet: Sheet, data: CaseRoad) -> float:
    """The steps downwards, a row for each, under the two words that head the columns: a slide. Returns the bottom."""
    s = sheet.scale
    left, gap = s.stroke, s.gap * 0.8
    first = s.width * 0.24
    room = (s.width - 2 * s.stroke - first - 2 * gap) / 2
    lefts = (left + first + gap, left + first + 2 * gap + room)
    y = s.gap / 2
    heads = [
        block(data.lost, room, s.text, bold=True, colour="2"),
        block(data.kept, room, s.text, bold=True, colour="3"),
    ]
    for x, head in zip(lefts, heads, strict=True):
        sheet.text(x + s.pad, y, head)
    y += max(h.height for h in heads) + s.gap * 0.3
    for n, step in enumerate(data.steps):
        name = block(step.name, first - 1.6 * s.pad, s.text, bold=True, colour="on")
        cells = [block(text, room - 1.8 * s.pad, s.text) for text in (step.on_slide or step.lost, step.kept)]
        height = max(name.height, *(c.height for c in cells)) + s.pad * 0.7
        if n:
            sheet.arrow_head(left + first / 2, y, s.gap * 1.1, "1", down=True)
        sheet.box(left, y, first, height, fill="1")
        sheet.middle(left, y, first, height, name)
        colours: tuple[tuple[Colour, Colour], ...] = (("2-soft", "2"), ("3-soft", "3"))
        for x, cell, (soft, strong) in zip(lefts, cells, colours, strict=True):
            sheet.box(x, y, room, height, fill=soft, edge=strong, dashed=strong == "2")
            sheet.middle(x + s.pad, y, room - 1.8 * s.pad, height, cell, "start")
        y += height + s.gap
    return y - s.gap


def _onward(sheet: Sheet, first: float, last: float, y: float, join: float) -> None:
    """From the last step of a row, at x `last`, to the first step of the next row, at x `first`, through a gap of `join`."""
    if last > first:
        middle = y + join * 0.38
        sheet.line([(last, y), (last, middle), (first, middle), (first, y + join * 0.5)], "1")
    sheet.arrow_head(first, y + join * (0.95 if last > first else 0.78), join * 0.5, "1", down=True)


def _step(sheet: Sheet, data: CaseRoad, step: Step, place: tuple[float, float, float], *, tall: float = 0) -> float:
    """One step at `place` (left, top, width), at least as high as `tall`. Returns its height."""
    s = sheet.scale
    left, top, width = place
    room = width - 2 * s.pad
    name = block(step.name, room, s.head, bold=True, colour="on")
    head = name.height + s.pad
    lines: list[tuple[Block, Block]] = [
        (block(data.lost, room, s.text, bold=True, colour="2"), block(step.lost, room, s.text)),
        (block(data.kept, room, s.text, bold=True, colour="3"), block(step.kept, room, s.text)),
    ]
    height = max(tall, head + sum(a.height + b.height for a, b in lines) + s.gap + 1.6 * s.pad)
    sheet.box(left, top, width, height, fill="quiet", edge="1")
    sheet.box(left, top, width, head, fill="1")
    sheet.middle(left + s.pad, top, room, head, name, "start")
    at = top + head + 0.7 * s.pad
    for n, (label, words) in enumerate(lines):
        if n:
            sheet.line([(left + s.pad, at + s.gap / 2), (left + width - s.pad, at + s.gap / 2)], "line", dashed=True)
            at += s.gap
        at = sheet.text(left + s.pad, at, label)
        at = sheet.text(left + s.pad, at, words)
    return height
