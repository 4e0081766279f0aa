"""`prevention-measures`: seven measures, and where on the road each of them works, by whom (6.7)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field, model_validator

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all", "measures", "road")
"""Both; the seven measures; the four stops of the road."""

_STRONG: tuple[Colour, ...] = ("1", "3", "4")
_SOFT: tuple[Colour, ...] = ("1-soft", "3-soft", "4-soft")


class Measure(Frozen):
    """One of the seven, with the number that stands for it along the road."""

    id: Id
    number: Text
    name: Text


class Group(Frozen):
    """Measures that do the same for people."""

    name: Text
    measures: tuple[Measure, ...] = Field(min_length=1)


class Step(Frozen):
    """What a measure does at a stop, and who does it. `id`: the measure."""

    id: Id
    does: Text
    on_slide: Text | None = None
    """`does` in fewer words, where a slide has no room for all in letters for the back row."""
    who: Text


class Stop(Frozen):
    """A part of the road."""

    name: Text
    steps: tuple[Step, ...] = Field(min_length=1)


class Prevention(FigureFile):
    """The measures, in three groups at most, and the road."""

    groups: tuple[Group, ...] = Field(min_length=1, max_length=len(_STRONG))
    stops: tuple[Stop, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _steps_name_measures(self) -> Prevention:
        known = [m.id for g in self.groups for m in g.measures]
        for stop in self.stops:
            for step in stop.steps:
                if step.id not in known:
                    raise ValueError(f"no measure is named {step.id!r}, expected one of {', '.join(known)}")
        return self

    def measure(self, id_: str) -> tuple[Measure, Colour]:
        """A measure by its id, and the colour of its group."""
        return next((m, _STRONG[n]) for n, g in enumerate(self.groups) for m in g.measures if m.id == id_)


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`. A slide leaves out who does it."""
    data = load(Prevention, name, root)
    page = replace(WIDE, text=23, head=26, pad=11, gap=9)
    sheet = Sheet((SLIDE if slide else page) if wide else NARROW, rtl)
    y = sheet.scale.gap / 2
    if part == "measures" and slide:
        y = _bands(sheet, data, y)
    elif part != "road":
        y = _measures(sheet, data, y, wide) + sheet.scale.gap
    if part != "measures":
        y = _across(sheet, data, y, slide) if wide else _down(sheet, data, y)
    return sheet.finish(name, data.title, data.alt, y + sheet.scale.gap / 2)


def _chip(sheet: Sheet, x: float, y: float, measure: Measure, colour: Colour, size: float | None = None) -> None:
    """The number of a measure in a disc around (x, y), in letters of `size`, those of text if None."""
    s = sheet.scale
    size = size or s.text
    sheet.dot(x, y, size * 0.78, colour)
    number = block(measure.number, s.width, size, bold=True, colour="on")
    sheet.middle(x - size, y - size, 2 * size, 2 * size, number)


def _bands(sheet: Sheet, data: Prevention, y: float) -> float:
    """The groups below one another, each with its measures side by side, large: a slide of their own. Returns the bottom."""
    s = sheet.scale
    edge, text, head = s.stroke, s.text * 1.44, s.head * 1.2
    first, width, gap = s.width * 0.2, s.width - 2 * s.stroke, s.gap
    for n, group in enumerate(data.groups):
        room = (width - first - gap * (len(group.measures) + 1)) / len(group.measures)
        title = block(group.name, first - 2 * s.pad, head, bold=True, colour="on")
        names = [block(m.name, room - 1.6 * s.pad, text) for m in group.measures]
        chip = text * 1.7
        height = chip + max(b.height for b in names) + 2 * s.pad + 2 * gap
        sheet.box(edge, y, width, height, fill=_SOFT[n], edge=_STRONG[n])
        sheet.box(edge, y, first, height, fill=_STRONG[n])
        sheet.middle(edge + s.pad, y, first - 2 * s.pad, height, title)
        for k, (measure, name) in enumerate(zip(group.measures, names, strict=True)):
            x, top, tall = edge + first + gap + k * (room + gap), y + gap, height - 2 * gap
            sheet.box(x, top, room, tall, fill="paper", edge=_STRONG[n])
            at = top + (tall - chip - name.height) / 2
            _chip(sheet, x + room / 2, at + chip / 2, measure, _STRONG[n], text)
            sheet.text(x + room / 2, at + chip, name, "middle")
        y += height + gap
    return y - gap


def _measures(sheet: Sheet, data: Prevention, y: float, wide: bool) -> float:
    """The groups, below one another or side by side, each with its measures. Returns the bottom."""
    s = sheet.scale
    edge, pad = s.stroke, s.pad * 0.8
    width = (s.width - 2 * edge - 2 * s.gap) / 3 if wide else s.width - 2 * edge
    indent = s.text * 2.1
    bottoms = []
    listed = []
    for group in data.groups:
        names = [block(m.name, width - 2 * pad - indent, s.text) for m in group.measures]
        listed.append((names, [max(b.height, s.text * 1.75) for b in names]))
    for n, (group, (names, rows)) in enumerate(zip(data.groups, listed, strict=True)):
        left = edge + (n * (width + s.gap) if wide else 0)
        title = block(group.name, width - 2 * pad, s.text, bold=True, colour="on")
        lines = max(sum(r) for _, r in listed) if wide else sum(rows)
        head = title.height + pad
        sheet.box(left, y, width, head + lines + pad, fill=_SOFT[n], edge=_STRONG[n])
        sheet.box(left, y, width, head, fill=_STRONG[n])
        sheet.text(left + pad, y + pad / 2, title)
        at = y + head + pad / 2
        for measure, words, row in zip(group.measures, names, rows, strict=True):
            _chip(sheet, left + pad + s.text * 0.8, at + row / 2, measure, _STRONG[n])
            sheet.middle(left + pad + indent, at, width - 2 * pad - indent, row, words, "start")
            at += row
        bottoms.append(y + head + lines + pad)
        if not wide:
            y = bottoms[-1] + s.gap * 0.7
    return max(bottoms)


def _down(sheet: Sheet, data: Prevention, y: float) -> float:
    """The road, downwards: a stop, and its steps beside the line. Returns the bottom."""
    s = sheet.scale
    track = s.stroke + s.text * 0.9
    left = track + s.text * 1.5
    right = s.width - s.stroke
    y += s.gap * 0.5
    start, signs = y, []
    for stop in data.stops:
        name = block(stop.name, right - left - s.pad, s.head, bold=True)
        signs.append((y + name.height / 2, stop))
        y = sheet.text(left, y, name) + s.gap * 0.5
        for step in stop.steps:
            measure, colour = data.measure(step.id)
            room = right - left - s.text * 2.2
            does, who = block(step.does, room, s.text), block(step.who, room, s.text * 0.96, bold=True)
            _chip(sheet, left + s.text * 0.8, y + s.text * 0.75, measure, colour)
            at = sheet.text(left + s.text * 2.2, y, does)
            y = sheet.text(left + s.text * 2.2, at, who) + s.gap * 0.7
        y += s.gap * 0.6
    end = y - s.gap * 0.6
    sheet.line([(track, start + s.head * 0.6), (track, end - s.text * 0.6)], "line", s.stroke * 2.4)
    sheet.arrow_head(track, end, s.text * 0.9, "line", down=True)
    for at, _ in signs:
        sheet.dot(track, at, s.text * 0.6, "paper", "line", s.stroke * 1.8)
    return end


def _across(sheet: Sheet, data: Prevention, y: float, slide: bool) -> float:
    """The road, onward: a column for each stop, wider where more is done; with who does it, but on a slide. Returns the bottom."""
    s = sheet.scale
    shares = [len(stop.steps) ** 0.5 for stop in data.stops]
    room = s.width - s.stroke - (len(data.stops) - 1) * s.gap
    track = y + s.text * 0.7
    sheet.line([(s.text, track), (s.width - s.text, track)], "line", s.stroke * 1.6)
    sheet.arrow_head(s.width - s.stroke, track, s.text * 0.9, "line")
    bottoms = []
    left = s.stroke
    for stop, share in zip(data.stops, shares, strict=True):
        column = room * share / sum(shares)
        sheet.dot(left + s.text * 0.8, track, s.text * 0.55, "paper", "line", s.stroke * 1.4)
        at = sheet.text(left, track + s.text, block(stop.name, column, s.head, bold=True)) + s.gap
        for step in stop.steps:
            measure, colour = data.measure(step.id)
            width = column - s.text * 2.1 - s.stroke
            _chip(sheet, left + s.text * 0.8, at + s.text * 0.75, measure, colour)
            at = sheet.text(left + s.text * 2.1, at, block((slide and step.on_slide) or step.does, width, s.text))
            if not slide:
                at = sheet.text(left + s.text * 2.1, at, block(step.who, width, s.text * 0.96, bold=True))
            at += s.gap * 0.8
        bottoms.append(at)
        left += column + s.gap
    return max(bottoms)
