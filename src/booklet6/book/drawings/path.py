"""`path-and-losses`: the six measures of section 6.8 as a path, and beside each step how people are lost there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Drawing, Sheet, block

PARTS = ("all",)


class Step(Frozen):
    """One measure, and how people are lost at it."""

    id: Id
    name: Text
    lost: Text
    on_slide: Text | None = None
    """Fewer of the ways, where a slide has no room for all in letters for the back row."""


class Losses(FigureFile):
    """The first contact, the steps, and the way back to the beginning."""

    start: Text
    path: Text
    lost: Text
    steps: tuple[Step, ...] = Field(min_length=2)
    again: Text
    note: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(Losses, name, root)
    sheet = Sheet(
        (replace(SLIDE, pad=8, gap=8) if slide else replace(WIDE, text=20, head=22, pad=9, gap=9)) if wide else NARROW,
        rtl,
    )
    s = sheet.scale
    # A lane at the start is for the line that leads back; then the path, an arrow, and the losses.
    lane = s.pad * 2.2
    left = lane
    width = (s.width - lane) * (0.34 if wide else 0.41)
    arrow = s.gap * (6 if wide else 3)
    aside, inset = left + width + arrow, s.pad * (1.8 if slide else 0.8)
    room = s.width - aside - s.stroke
    start = block(data.start, s.width - left - s.stroke - 2 * s.pad, s.text, bold=True)
    y = s.gap / 2
    height = start.height + 1.4 * s.pad
    sheet.box(left, y, s.width - left - s.stroke, height, fill="1-soft", edge="1")
    sheet.middle(left, y, s.width - left - s.stroke, height, start)
    first = y + height / 2
    y += height + s.gap
    heads = [block(data.path, width, s.text, bold=True), block(data.lost, room, s.text, bold=True)]
    sheet.text(left + width / 2, y, heads[0], "middle")
    sheet.text(aside + room / 2, y, heads[1], "middle")
    y += max(h.height for h in heads) + s.gap * 0.5
    bottom = y
    for n, step in enumerate(data.steps):
        title = block(step.name, width - 1.4 * s.pad, s.text, bold=True, colour="on")
        words = block((slide and step.on_slide) or step.lost, room - 2 * inset, s.text)
        height = max(title.height, words.height) + 1.4 * s.pad
        if n:
            sheet.line([(left + width / 2, bottom), (left + width / 2, y - s.gap * 0.5)], "3", s.stroke * 2)
            sheet.arrow_head(left + width / 2, y, s.gap * 1.1, "3", down=True)
        sheet.box(left, y, width, height, fill="3")
        sheet.middle(left, y, width, height, title)
        sheet.line([(left + width + 2, y + height / 2), (aside - s.gap, y + height / 2)], "2", s.stroke, dashed=True)
        sheet.arrow_head(aside - 2, y + height / 2, s.gap * 1.1, "2")
        sheet.box(aside, y, room, height, fill="2-soft", edge="2", dashed=True)
        sheet.middle(aside + inset, y, room - 2 * inset, height, words, "start")
        bottom = y + height
        y = bottom + s.gap * (1.3 if wide else 1.8)
    again = block(data.again, s.width - left - s.stroke - 2 * s.pad, s.text, bold=True)
    height = again.height + 1.4 * s.pad
    y -= s.gap * (0.3 if wide else 0.6)
    sheet.box(left, y, s.width - left - s.stroke, height, fill="quiet", edge="2", dashed=True)
    sheet.middle(left, y, s.width - left - s.stroke, height, again)
    x = lane * 0.4
    back = [(left - 2, y + height / 2), (x, y + height / 2), (x, first), (left - s.gap, first)]
    sheet.line(back, "2", s.stroke * 1.4, dashed=True)
    sheet.arrow_head(left - 1, first, s.gap * 1.3, "2")
    note = block(data.note, s.width - left - s.pad, s.text)
    y = sheet.text(left + (s.width - left) / 2, y + height + s.gap * 0.7, note, "middle")
    return sheet.finish(name, data.title, data.alt, y + s.gap / 2)
