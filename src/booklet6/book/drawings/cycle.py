"""`cycle-and-actors`: the stages of trafficking, who takes part in each, and who could see it there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Block, Colour, Drawing, Sheet, block

PARTS = ("all", "actors", "desks")
"""The whole; the actors alone; those who could see it alone."""


class Stage(Frozen):
    """One stage: its name, those who take part, those who could see it."""

    id: Id
    name: Text
    actors: tuple[Text, ...] = Field(min_length=1)
    seen: tuple[Text, ...] = Field(min_length=1)


class Cycle(FigureFile):
    """The stages in their order, and the way back to the first."""

    actors: Text
    seen: Text
    again: Text
    stages: tuple[Stage, ...] = Field(min_length=2)


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(Cycle, name, root)
    sheet = Sheet((replace(SLIDE, text=27) if slide else WIDE) if wide else NARROW, rtl)
    y = sheet.scale.gap / 2
    bottom = _wide(sheet, data, part, y, slide) if wide else _narrow(sheet, data, part, y)
    return sheet.finish(name, data.title, data.alt, bottom + sheet.scale.gap / 2)


def _lists(data: Cycle, stage: Stage, part: str) -> list[tuple[str, tuple[str, ...], Colour, Colour]]:
    """The lists that this part shows: heading, lines, strong and pale colour."""
    actors: tuple[str, tuple[str, ...], Colour, Colour] = (data.actors, stage.actors, "2", "2-soft")
    seen: tuple[str, tuple[str, ...], Colour, Colour] = (data.seen, stage.seen, "1", "1-soft")
    return {"all": [actors, seen], "actors": [actors], "desks": [seen]}[part]


def _column(lines: tuple[str, ...], width: float, size: float) -> list[Block]:
    """Each entry of a list, broken for a width."""
    return [block(line, width, size) for line in lines]


def _height(entries: list[Block], between: float) -> float:
    """How high the entries are together."""
    return sum(e.height for e in entries) + between * (len(entries) - 1)


def _narrow(sheet: Sheet, data: Cycle, part: str, y: float) -> float:
    """The stages downwards, each with its lists side by side; at the edge, the dashed way back. Returns the bottom."""
    s = sheet.scale
    lane = 24.0
    left, width = s.stroke + lane, s.width - 2 * s.stroke - lane
    between = 2.0
    tops: list[float] = []
    for n, stage in enumerate(data.stages):
        lists = _lists(data, stage, part)
        room = (width - (len(lists) - 1) * s.gap) / len(lists)
        name = block(stage.name, width - 2 * s.pad, s.head, bold=True, colour="on")
        heads = [block(head, room - 1.4 * s.pad, s.text, bold=True) for head, *_ in lists]
        entries = [_column(lines, room - 1.4 * s.pad, s.text) for _, lines, *_ in lists]
        top = y
        tops.append(top)
        bar = name.height + 0.9 * s.pad
        sheet.box(left, y, width, bar, fill="4" if n + 1 < len(data.stages) else "3")
        sheet.middle(left, y, width, bar, name)
        y += bar + s.gap * 0.5
        head = max(h.height for h in heads)
        body = max(_height(e, between) for e in entries)
        high = head + body + 1.5 * s.pad
        for k, (_, _, strong, soft) in enumerate(lists):
            at = left + k * (room + s.gap)
            sheet.box(at, y, room, high, fill=soft, edge=strong, dashed=strong == "1")
            line = sheet.text(at + 0.7 * s.pad, y + 0.6 * s.pad, heads[k])
            line = max(line, y + 0.6 * s.pad + head) + 2
            for entry in entries[k]:
                line = sheet.text(at + 0.7 * s.pad, line, entry) + between
        y += high
        if n + 1 < len(data.stages):
            sheet.line([(left + width / 2, y + 2), (left + width / 2, y + s.gap * 1.4)], "4", 4)
            sheet.arrow_head(left + width / 2, y + s.gap * 2.2, 11, "4", down=True)
            y += s.gap * 2.4
    first, last = tops[0] + 16, tops[-1] + 16
    sheet.line([(left, last), (9, last), (9, first), (left - 9, first)], "3", 3, dashed=True)
    sheet.arrow_head(left - 1, first, 10, "3")
    again = block(data.again, width - 2 * s.pad, s.text, bold=True)
    y += s.gap
    sheet.box(left, y, width, again.height + s.pad, fill="3-soft", edge="3", dashed=True)
    sheet.middle(left, y, width, again.height + s.pad, again)
    sheet.line([(left, y + 12), (9, y + 12), (9, last)], "3", 3, dashed=True)
    return y + again.height + s.pad


def _wide(sheet: Sheet, data: Cycle, part: str, y: float, slide: bool) -> float:
    """The stages onward, each with its lists below one another; beneath, the dashed way back. Returns the bottom."""
    s = sheet.scale
    count = len(data.stages)
    step = s.gap * 2.2
    size = s.text * (1 if slide else 0.82)
    left = s.stroke
    width = (s.width - 2 * left - step * (count - 1)) / count
    room = width - 1.3 * s.pad
    between = 4.0
    names = [block(stage.name, width - s.pad, s.text, bold=True, colour="on") for stage in data.stages]
    bar = max(n.height for n in names) + s.pad
    for n, name in enumerate(names):
        at = left + n * (width + step)
        sheet.box(at, y, width, bar, fill="4" if n + 1 < count else "3")
        sheet.middle(at, y, width, bar, name)
        if n + 1 < count:
            sheet.line([(at + width + 2, y + bar / 2), (at + width + step - 14, y + bar / 2)], "4", 6)
            sheet.arrow_head(at + width + step - 2, y + bar / 2, 18, "4")
    y += bar + s.gap * 0.7
    for k in range(len(_lists(data, data.stages[0], part))):
        rows = [_lists(data, stage, part)[k] for stage in data.stages]
        head = block(rows[0][0], room, size, bold=True)
        entries = [_column(lines, room, size) for _, lines, *_ in rows]
        high = head.height + max(_height(e, between) for e in entries) + 1.2 * s.pad
        for n, (_, _, strong, soft) in enumerate(rows):
            at = left + n * (width + step)
            sheet.box(at, y, width, high, fill=soft, edge=strong, dashed=strong == "1")
            line = sheet.text(at + 0.65 * s.pad, y + 0.5 * s.pad, head) + between
            for entry in entries[n]:
                line = sheet.text(at + 0.65 * s.pad, line, entry) + between
        y += high + s.gap * 0.7
    again = block(data.again, s.width - 4 * width / 2 - 2 * s.pad, size, bold=True)
    start, end = left + width / 2, s.width - left - width / 2
    tall = again.height + s.pad
    track = y + s.gap + tall / 2
    sheet.line([(end, y + 2), (end, track), (start, track), (start, y + 20)], "3", 5, dashed=True)
    sheet.shape([(start, y), (start - 11, y + 18), (start + 11, y + 18)], "3")
    box = s.width - 2 * width
    sheet.box(width, track - tall / 2, box, tall, fill="3-soft", edge="3", dashed=True)
    sheet.middle(width, track - tall / 2, box, tall, again)
    return track + tall / 2
