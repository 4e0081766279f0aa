"""`response-framework`: the three Ps, the remedy across them, and the twelve elements that carry them (6.6)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Text

from .data import FigureFile, Label, load
from .kit import NARROW, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all",)


class Group(Frozen):
    """Elements that carry the same aims."""

    name: Text
    elements: tuple[Text, ...] = Field(min_length=1)


class Framework(FigureFile):
    """Three aims, what lies across them, and what carries them."""

    aims: tuple[Label, Label, Label]
    remedy: Text
    prevention: Group
    base: Group


def draw(name: str, root: Path, *, rtl: bool, wide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(Framework, name, root)
    sheet = Sheet(replace(WIDE, text=28, head=30, pad=11) if wide else NARROW, rtl)
    s = sheet.scale
    left, width = s.stroke, s.width - 2 * s.stroke
    pad = s.pad * 0.8
    y = s.gap / 2

    remedy = block(data.remedy, width - 2 * pad, s.text, bold=True)
    beam = remedy.height + 1.4 * pad
    sheet.box(left, y, width, beam, fill="4-soft", edge="4", dashed=True)
    sheet.middle(left, y, width, beam, remedy)
    y += beam + s.gap * 0.6

    column = (width - 2 * s.gap) / 3
    colours: tuple[tuple[Colour, Colour], ...] = (("3", "3-soft"), ("1", "1-soft"), ("2", "2-soft"))
    size = s.text if not wide else s.head
    heads = [block(a.name, column - pad * 0.6, size, bold=True, colour="on") for a in data.aims]
    texts = [block(a.text, column - pad, s.text) for a in data.aims]
    bar = max(h.height for h in heads) + pad
    tall = bar + max(t.height for t in texts) + 1.6 * pad
    for n, (strong, soft) in enumerate(colours):
        x = left + n * (column + s.gap)
        sheet.box(x, y, column, tall, fill=soft, edge=strong)
        sheet.box(x, y, column, bar, fill=strong)
        sheet.middle(x, y, column, bar, heads[n])
        sheet.middle(x, y + bar, column, tall - bar, texts[n])
    y += tall + s.gap * 0.8

    # The elements of prevention hang on their column by a thick line, and reach further, to have room for their words.
    sheet.line([(left + column / 2, y - s.gap * 0.8), (left + column / 2, y)], "3", s.stroke * 3)
    y = _group(sheet, data.prevention, (left, y, width), ("3", "3-soft"), 3 if wide else 1) + s.gap * 0.8
    for n, (strong, _) in enumerate(colours):
        x = left + n * (column + s.gap) + column / 2
        sheet.line([(x, y - s.gap * 0.8), (x, y)], strong if n == 0 else "line", s.stroke * 3)
    y = _group(sheet, data.base, (left, y, width), ("line", "quiet"), 3 if wide else 2)
    return sheet.finish(name, data.title, data.alt, y + s.gap / 2)


def _group(
    sheet: Sheet, group: Group, place: tuple[float, float, float], colours: tuple[Colour, Colour], columns: int
) -> float:
    """A box with its name and its elements in columns. Returns its bottom."""
    s = sheet.scale
    left, top, width = place
    strong, soft = colours
    pad = s.pad * 0.8
    room = (width - (columns + 1) * pad) / columns
    name = block(group.name, width - 2 * pad, s.text, bold=True)
    words = [block(e, room - 1.2 * pad, s.text) for e in group.elements]
    rows = [words[k : k + columns] for k in range(0, len(words), columns)]
    heights = [max(b.height for b in row) + pad for row in rows]
    height = name.height + 2 * pad + sum(heights) + pad * 0.5 * (len(rows) - 1)
    sheet.box(left, top, width, height, fill=soft, edge=strong)
    y = sheet.text(left + width / 2, top + pad * 0.6, name, "middle") + pad * 0.5
    for row, tall in zip(rows, heights, strict=True):
        for k, text in enumerate(row):
            x = left + pad + k * (room + pad)
            sheet.box(x, y, room, tall, fill="paper", edge=strong, stroke=s.stroke * 0.7)
            sheet.middle(x + 0.6 * pad, y, room - 1.2 * pad, tall, text, "start")
        y += tall + pad * 0.5
    return top + height
