"""`supply-and-demand`: causes on both sides, the space between them, and the base under all (6.5, drawn from the text)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Block, Colour, Drawing, Sheet, block

PARTS = ("all",)


class Side(Frozen):
    """One area: its name, the question that it answers, its causes."""

    name: Text
    question: Text
    causes: tuple[Text, ...] = Field(min_length=1)


class SupplyDemand(FigureFile):
    """Both sides of the market, what lies between them, and what lies under all."""

    supply: Side
    between: Side
    demand: Side
    base: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(SupplyDemand, name, root)
    sheet = Sheet((replace(SLIDE, pad=9) if slide else WIDE) if wide else NARROW, rtl)
    y = _across(sheet, data, slide) if wide else _down(sheet, data)
    return sheet.finish(name, data.title, data.alt, y + sheet.scale.gap / 2)


def _areas(data: SupplyDemand) -> tuple[tuple[Side, Colour, Colour], ...]:
    return (data.supply, "1", "1-soft"), (data.between, "2", "2-soft"), (data.demand, "3", "3-soft")


def _down(sheet: Sheet, data: SupplyDemand) -> float:
    """Three cards, one under the other, two columns of causes in each. Returns the bottom of the base."""
    s = sheet.scale
    left, width = s.stroke, s.width - 2 * s.stroke
    y = s.gap / 2
    column = (width - 3 * s.pad) / 2
    for n, (side, strong, soft) in enumerate(_areas(data)):
        name = block(side.name, width - 2 * s.pad, s.head, bold=True)
        question = block(side.question, width - 2 * s.pad, s.text, bold=True, colour=strong)
        causes = [block(cause, column - s.text, s.text) for cause in side.causes]
        rows = [causes[i : i + 2] for i in range(0, len(causes), 2)]
        heights = [max(c.height for c in row) + 4 for row in rows]
        height = name.height + question.height + sum(heights) + 2 * s.pad + 4
        middle = n == 1
        sheet.box(left, y, width, height, fill=soft, edge=strong, stroke=s.stroke * (2 if middle else 1), dashed=middle)
        at = sheet.text(left + s.pad, y + s.pad, name)
        at = sheet.text(left + s.pad, at, question) + 4
        for row, tall in zip(rows, heights, strict=True):
            for k, cause in enumerate(row):
                _cause(sheet, left + s.pad + k * (column + s.pad), at, cause, strong)
            at += tall
        y += height
        if n == 0:
            _arrow(sheet, s.width / 2, y, down=True)
        elif n == 1:
            _arrow(sheet, s.width / 2, y + 2.4 * s.gap, down=False)
        y += 2.4 * s.gap if n < 2 else s.gap
    return _base(sheet, data.base, left, y, width)


def _across(sheet: Sheet, data: SupplyDemand, slide: bool) -> float:
    """Three columns with arrows into the middle one, on a base. Returns the bottom of the base.

    On a slide the middle one is the narrowest, since it has few causes: so each cause of the others keeps to one line.
    """
    s = sheet.scale
    size = s.text if slide else s.text * 0.86
    join, top = (2.2 if slide else 2.6) * s.gap, s.gap / 2
    shares = (1.17, 0.66, 1.17) if slide else (1, 1, 1)
    widths = [(s.width - 2 * s.stroke - 2 * join) / 3 * share for share in shares]
    lefts = [s.stroke, s.stroke + widths[0] + join, s.stroke + widths[0] + widths[1] + 2 * join]
    cards = []
    for (side, strong, soft), width in zip(_areas(data), widths, strict=True):
        room = width - 1.6 * s.pad
        name = block(side.name, room, s.head, bold=True)
        question = block(side.question, room, size, bold=True, colour=strong)
        causes = [block(cause, room - size * 0.8, size) for cause in side.causes]
        cards.append((name, question, causes, strong, soft))
    height = max(n.height + q.height + sum(c.height for c in causes) for n, q, causes, *_ in cards) + 2.6 * s.pad
    for n, (name, question, causes, strong, soft) in enumerate(cards):
        x, width, middle = lefts[n], widths[n], n == 1
        sheet.box(
            x, top, width, height, fill=soft, edge=strong, stroke=s.stroke * (1.6 if middle else 1), dashed=middle
        )
        at = sheet.text(x + 0.8 * s.pad, top + s.pad, name)
        at = sheet.text(x + 0.8 * s.pad, at, question) + s.pad * 0.6
        for cause in causes:
            at = _cause(sheet, x + 0.8 * s.pad, at, cause, strong) + (s.pad if middle else 0)
    y, reach = top + height / 2, join * 0.78
    for start, end in ((lefts[0] + widths[0], 1), (lefts[2], -1)):
        sheet.line([(start + end * s.stroke, y), (start + end * reach * 0.6, y)], "ink", s.stroke * 1.4)
        tip = start + end * reach
        sheet.shape([(tip, y), (tip - end * s.gap, y - s.gap * 0.7), (tip - end * s.gap, y + s.gap * 0.7)], "ink")
    return _base(sheet, data.base, s.stroke, top + height + s.gap, s.width - 2 * s.stroke)


def _cause(sheet: Sheet, x: float, y: float, words: Block, colour: Colour) -> float:
    """A dot and a cause. Returns the bottom."""
    sheet.dot(x + words.size * 0.25, y + words.size * 0.68, words.size * 0.16, colour)
    return sheet.text(x + words.size * 0.75, y, words)


def _arrow(sheet: Sheet, x: float, y: float, *, down: bool) -> None:
    """A short arrow between two cards: down from `y`, or up to the card that ends 2.4 gaps above `y`."""
    s, way = sheet.scale, 1 if down else -1
    tip = y + way * 2.1 * s.gap
    sheet.line([(x, y + way * 0.4 * s.gap), (x, tip - way * s.gap * 0.8)], "ink", s.stroke * 1.5)
    sheet.shape([(x, tip), (x - s.gap * 0.6, tip - way * s.gap), (x + s.gap * 0.6, tip - way * s.gap)], "ink")


def _base(sheet: Sheet, words: str, x: float, y: float, width: float) -> float:
    """The bar under all. Returns its bottom."""
    s = sheet.scale
    text = block(words, width - 2 * s.pad, s.head, bold=True, colour="on")
    height = text.height + 1.4 * s.pad
    sheet.box(x, y, width, height, fill="4")
    sheet.middle(x, y, width, height, text)
    return y + height
