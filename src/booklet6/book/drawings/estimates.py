"""`estimates-then-and-now`: three kinds of number in three boxes, so that nobody compares one kind with another (6.3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Sources, Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Block, Colour, Drawing, Sheet, block

PARTS = ("all",)


class Number(Frozen):
    """A number: when it was said, what it counts, who made it and how."""

    id: Id
    when: Text
    number: Text
    what: Text
    on_slide: Text | None = None
    """`what` in fewer words, where a slide has no room for all in letters for the back row."""
    made: Text
    source: Sources


class Kind(Frozen):
    """A kind of number: its name, the question that it answers, the numbers of that kind."""

    name: Text
    question: Text
    numbers: tuple[Number, ...] = Field(min_length=1)


class Estimates(FigureFile):
    """Numbers by kind: of a year, of one day, and of those who were found."""

    flow: Kind
    stock: Kind
    count: Kind
    note: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`. A slide leaves the questions and the makers out."""
    del part
    data = load(Estimates, name, root)
    sheet = Sheet((SLIDE if slide else replace(WIDE, text=20, head=22, pad=9, gap=9)) if wide else NARROW, rtl)
    s = sheet.scale
    kinds: tuple[tuple[Kind, Colour, Colour], ...] = (
        (data.flow, "1", "1-soft"),
        (data.stock, "4", "4-soft"),
        (data.count, "3", "3-soft"),
    )
    top = s.gap / 2
    if wide:
        gap = s.gap * 1.5
        width = (s.width - 2 * s.stroke - 2 * gap) / 3
        heights = [
            _box(Sheet(s), kind, n, (0, 0, width), colours, slide=slide) for n, (kind, *colours) in enumerate(kinds)
        ]
        y = top + max(heights)
        for n, (kind, *colours) in enumerate(kinds):
            place = (s.stroke + n * (width + gap), top, width)
            _box(sheet, kind, n, place, colours, slide=slide, tall=max(heights))
    else:
        y = top
        for n, (kind, *colours) in enumerate(kinds):
            y += _box(sheet, kind, n, (s.stroke, y, s.width - 2 * s.stroke), colours, slide=False) + s.gap * 1.4
        y -= s.gap * 1.4
    note = block(data.note, s.width - 2 * s.pad, s.text, bold=True)
    y = sheet.text(s.width / 2, y + s.gap, note, "middle")
    return sheet.finish(name, data.title, data.alt, y + s.gap)


def _box(
    sheet: Sheet, kind: Kind, icon: int, place: tuple[float, float, float], colours: list[Colour],
    *, slide: bool, tall: float = 0,
) -> float:  # fmt: skip
    """One kind at `place` (left, top, width), at least as high as `tall`. Returns the height.

    On a slide a time that all numbers of the box share is told once.
    """
    s = sheet.scale
    left, top, width = place
    strong, soft = colours
    r = s.head * 0.8
    room = width - 2 * r - 3 * s.pad
    name = block(kind.name, room, s.head, bold=True, colour="on")
    question = block("" if slide else kind.question, room, s.text, colour="on")
    head = max(2 * r, name.height + question.height) + 1.4 * s.pad
    rows: list[list[Block]] = []
    before = ""
    for number in kind.numbers:
        row = [
            block(number.when, width - 2 * s.pad, s.text, bold=True, colour=strong),
            block(number.number, width - 2 * s.pad, s.text * 1.04 if slide else s.head * 1.12, bold=True),
            block((slide and number.on_slide) or number.what, width - 2 * s.pad, s.text, bold=not slide),
        ]
        if not slide:
            row.append(block(number.made, width - 2 * s.pad, s.text))
        elif number.when == before:
            row.pop(0)
        before = number.when
        rows.append(row)
    heights = [sum(b.height for b in row) + 1.6 * s.pad for row in rows]
    height = max(tall, head + sum(heights))
    sheet.box(left, top, width, height, fill=soft, edge=strong)
    sheet.box(left, top, width, head, fill=strong)
    _ICONS[icon](sheet, left + s.pad + r, top + head / 2, r, strong)
    at = sheet.text(left + 2 * s.pad + 2 * r, top + (head - name.height - question.height) / 2, name)
    sheet.text(left + 2 * s.pad + 2 * r, at, question)
    y = top + head
    for n, (row, high) in enumerate(zip(rows, heights, strict=True)):
        if n:
            sheet.line([(left + s.pad, y), (left + width - s.pad, y)], strong)
        at = y + 0.8 * s.pad
        for words in row:
            at = sheet.text(left + s.pad, at, words)
        y += high
    return height


def _flow(sheet: Sheet, x: float, y: float, r: float, colour: Colour) -> None:
    """An arrow: people who pass in a year."""
    sheet.dot(x, y, r, "on")
    sheet.line([(x - r * 0.55, y), (x + r * 0.1, y)], colour, r * 0.2)
    sheet.arrow_head(x + r * 0.62, y, r * 0.55, colour)


def _stock(sheet: Sheet, x: float, y: float, r: float, colour: Colour) -> None:
    """A filled level: people who are in it on one day."""
    sheet.dot(x, y, r, "on")
    sheet.box(x - r * 0.52, y - r * 0.02, r * 1.04, r * 0.5, fill=colour, radius=0)
    sheet.line([(x - r * 0.52, y - r * 0.5), (x - r * 0.52, y + r * 0.48)], colour, r * 0.14)
    sheet.line([(x + r * 0.52, y - r * 0.5), (x + r * 0.52, y + r * 0.48)], colour, r * 0.14)


def _count(sheet: Sheet, x: float, y: float, r: float, colour: Colour) -> None:
    """Tally marks: people whom somebody wrote down."""
    sheet.dot(x, y, r, "on")
    for n in (-0.4, -0.13, 0.14, 0.41):
        sheet.line([(x + r * n, y - r * 0.42), (x + r * n, y + r * 0.42)], colour, r * 0.13)
    sheet.line([(x - r * 0.62, y + r * 0.25), (x + r * 0.62, y - r * 0.25)], colour, r * 0.13)


_ICONS = (_flow, _stock, _count)
