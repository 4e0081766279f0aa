"""`reflection-and-residence`: what texts and countries give, as time to think and as a permit (6.8)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Sources, Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all", "reflection", "permit")


class Rule(Frozen):
    """What one text or country gives: how long, and on what terms."""

    id: Id
    who: Text
    length: Text
    what: Text
    source: Sources


class Kind(Frozen):
    """Rules of one kind."""

    name: Text
    question: Text
    rules: tuple[Rule, ...] = Field(min_length=1)


class Residence(FigureFile):
    """Time to think, and permits."""

    reflection: Kind
    permit: Kind
    note: Text


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(Residence, name, root)
    slide = slide and part != "all"  # both beside each other have no room for three columns
    page = replace(WIDE, text=22, head=25, pad=10, gap=10)
    sheet = Sheet((replace(SLIDE, text=27, head=29) if slide else page) if wide else NARROW, rtl)
    s = sheet.scale
    both: dict[str, tuple[Kind, Colour, Colour]] = {
        "reflection": (data.reflection, "1", "1-soft"),
        "permit": (data.permit, "3", "3-soft"),
    }
    kinds = [kind for name, kind in both.items() if part in ("all", name)]
    y = bottom = s.gap / 2
    width = (s.width - 2 * s.stroke - 2 * s.gap) / 2 if wide and part == "all" else s.width - 2 * s.stroke
    for n, (kind, strong, soft) in enumerate(kinds):
        left = s.stroke + (n * (width + 2 * s.gap) if wide else 0)
        end = _kind(sheet, kind, (left, y, width), (strong, soft), slide)
        bottom = max(bottom, end)
        if not wide:
            y = end + s.gap * 1.5
    note = block(data.note, s.width - 2 * s.pad, s.text, bold=True)
    y = sheet.text(s.width / 2, bottom + s.gap, note, "middle")
    return sheet.finish(name, data.title, data.alt, y + s.gap / 2)


def _kind(
    sheet: Sheet, kind: Kind, place: tuple[float, float, float], colours: tuple[Colour, Colour], slide: bool
) -> float:
    """A head at `place` (left, top, width), and a row for each rule: who gives it, and how long it is. Returns the bottom.

    On a slide the head is one line, and the terms of a rule have the room of a third column, for its letters' sake.
    """
    s = sheet.scale
    left, y, width = place
    strong, soft = colours
    heads = [
        block(kind.name, width - 2 * s.pad, s.head, bold=True, colour="on"),
        block(kind.question, width - 2 * s.pad, s.text, colour="on"),
    ]
    if slide:
        heads = [block(f"{kind.name}: {kind.question}", width - 2 * s.pad, s.head, bold=True, colour="on")]
    height = sum(h.height for h in heads) + 1.2 * s.pad
    sheet.box(left, y, width, height, fill=strong)
    at = y + 0.6 * s.pad
    for head in heads:
        at = sheet.text(left + width / 2, at, head, "middle")
    y += height + s.gap * 0.6
    split = width * (0.43 if width > 400 else 0.5)
    for rule in kind.rules:
        if slide:
            y = _row(sheet, rule, (left, y, width), strong, soft) + s.gap * 0.6
            continue
        who = block(rule.who, split - 1.5 * s.pad, s.text)
        length = block(rule.length, width - split - 1.5 * s.pad, s.head, bold=True, colour="ink")
        what = block(rule.what, width - split - 1.5 * s.pad, s.text)
        height = max(who.height, length.height + what.height) + 1.3 * s.pad
        sheet.box(left, y, width, height, fill=soft, edge=strong)
        sheet.line([(left + split, y + s.pad * 0.5), (left + split, y + height - s.pad * 0.5)], strong)
        sheet.middle(left + s.pad, y, split - 1.5 * s.pad, height, who, "start")
        at = sheet.text(left + split + s.pad, y + (height - length.height - what.height) / 2, length)
        sheet.text(left + split + s.pad, at, what)
        y += height + s.gap * 0.6
    return y - s.gap * 0.6


def _row(sheet: Sheet, rule: Rule, place: tuple[float, float, float], strong: Colour, soft: Colour) -> float:
    """A rule in three columns: who gives it, how long it is, on what terms. Returns the bottom."""
    s = sheet.scale
    left, y, width = place
    room = (width - 6 * s.pad) / 3
    words = (block(rule.who, room, s.text), block(rule.length, room, s.head, bold=True), block(rule.what, room, s.text))
    height = max(w.height for w in words) + 1.3 * s.pad
    sheet.box(left, y, width, height, fill=soft, edge=strong)
    for n, text in enumerate(words):
        x = left + s.pad + n * (room + 2 * s.pad)
        if n:
            sheet.line([(x - s.pad, y + s.pad * 0.5), (x - s.pad, y + height - s.pad * 0.5)], strong)
        sheet.middle(x, y, room, height, text, "start")
    return y + height
