"""`three-elements`: act + means + purpose = trafficking; for a child, the means is crossed out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .data import Element, ThreeElements, load
from .kit import NARROW, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all", "adult", "child")
"""The whole; the sum for an adult alone; the sum for a child alone."""


def draw(name: str, root: Path, *, rtl: bool, wide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(ThreeElements, name, root)
    large = replace(WIDE, width=760)
    sheet = Sheet((large if part == "child" else WIDE) if wide else NARROW, rtl)
    y = sheet.scale.gap / 2
    if part != "child":
        y = _row(sheet, data, y) if wide else _stack(sheet, data, y)
    if part == "all":
        y += sheet.scale.gap * 1.6
    if part != "adult":
        y = _child(sheet, data, y)
    return sheet.finish(name, data.title, data.alt, y + sheet.scale.gap / 2)


def _elements(
    data: ThreeElements,
) -> list[tuple[Element, Colour, Colour, Callable[[Sheet, float, float, float], None]]]:
    return [
        (data.act, "1", "1-soft", _icon_act),
        (data.means, "4", "4-soft", _icon_means),
        (data.purpose, "3", "3-soft", _icon_purpose),
    ]


def _stack(sheet: Sheet, data: ThreeElements, y: float) -> float:
    """Three cards, one under the other. Returns the bottom."""
    s = sheet.scale
    left, width, icon = s.stroke, s.width - 2 * s.stroke, 15.0
    inner, room = left + s.pad + 2 * icon + s.pad, width - 2 * icon - 3 * s.pad
    for n, (element, strong, soft, draw_icon) in enumerate(_elements(data)):
        name = block(element.name, room, s.head, bold=True)
        question = block(element.question, room, s.text, bold=True, colour=strong)
        forms = block("\u00a0· ".join(element.forms), room, s.text)
        height = name.height + question.height + forms.height + 2 * s.pad + 3
        sheet.box(left, y, width, height, fill=soft, edge=strong)
        draw_icon(sheet, left + s.pad + icon, y + s.pad + icon, icon)
        at = sheet.text(inner, y + s.pad, name)
        at = sheet.text(inner, at, question)
        sheet.text(inner, at + 3, forms)
        y += height
        if n < 2:
            _plus(sheet, s.width / 2, y + 1.3 * s.gap, s.gap * 0.75)
            y += 2.6 * s.gap
    _equals(sheet, s.width / 2, y + s.gap, s.gap * 0.75)
    y += 2.1 * s.gap
    result = block(data.result, width - 2 * s.pad, s.head, bold=True, colour="on")
    height = result.height + 2 * s.pad
    sheet.box(left, y, width, height, fill="2")
    sheet.middle(left, y, width, height, result)
    return y + height


def _row(sheet: Sheet, data: ThreeElements, y: float) -> float:
    """Three cards side by side, and what they add up to. Returns the bottom."""
    s = sheet.scale
    join = 3.2 * s.gap
    width = (s.width - 2 * s.stroke - 2 * join) / 3
    room, icon = width - 2 * s.pad, 30.0
    cards = []
    for element, strong, soft, draw_icon in _elements(data):
        name = block(element.name, room - 2 * icon - s.pad, s.head, bold=True)
        question = block(element.question, room - 2 * icon - s.pad, s.text, bold=True, colour=strong)
        forms = [block(form, room - s.text, s.text) for form in element.forms]
        top = max(2 * icon, name.height + question.height)
        cards.append((name, question, forms, top, strong, soft, draw_icon))
    height = max(top + s.gap + sum(f.height for f in forms) for _, _, forms, top, *_ in cards) + 2 * s.pad
    for n, (name, question, forms, top, strong, soft, draw_icon) in enumerate(cards):
        x = s.stroke + n * (width + join)
        sheet.box(x, y, width, height, fill=soft, edge=strong)
        draw_icon(sheet, x + s.pad + icon, y + s.pad + icon, icon)
        at = y + s.pad + (top - name.height - question.height) / 2
        at = sheet.text(x + 2 * s.pad + 2 * icon, at, name)
        sheet.text(x + 2 * s.pad + 2 * icon, at, question)
        at = y + s.pad + top + s.gap
        for form in forms:
            sheet.dot(x + s.pad + s.text * 0.3, at + form.size * 0.7, s.text * 0.16, strong)
            at = sheet.text(x + s.pad + s.text, at, form)
        if n < 2:
            _plus(sheet, x + width + join / 2, y + height / 2, join * 0.28)
    y += height + s.gap
    result = block(data.result, s.width / 2, s.head, bold=True, colour="on")
    tall = result.height + 1.2 * s.pad
    bar = s.width * 0.55
    _equals(sheet, (s.width - bar) / 2 - 2.2 * s.gap, y + tall / 2, join * 0.28)
    sheet.box((s.width - bar) / 2, y, bar, tall, fill="2")
    sheet.middle((s.width - bar) / 2, y, bar, tall, result)
    return y + tall


def _child(sheet: Sheet, data: ThreeElements, y: float) -> float:
    """The sum for a child: two chips that count, one crossed out. Returns the bottom."""
    s = sheet.scale
    left, width = s.stroke, s.width - 2 * s.stroke
    title = block(data.child.name, width - 2 * s.pad, s.head, bold=True)
    join = 2.2 * s.gap
    chip = (width - 2 * s.pad - 2 * join) / 3
    names = [block(e.name, chip - s.pad, s.head, bold=True) for e, *_ in _elements(data)]
    chip_height = max(n.height for n in names) + 2 * s.pad
    result = block(data.child.result, width - 4 * s.pad, s.head, bold=True, colour="on")
    bar = result.height + 1.4 * s.pad
    under = block(data.child.crossed, width - 2 * s.pad, s.text, bold=True)
    height = title.height + chip_height + under.height + bar + 2 * s.pad + 3.4 * s.gap
    sheet.box(left, y, width, height, fill="quiet", edge="line")
    at = sheet.text(s.width / 2, y + s.pad, title, "middle") + s.gap
    for n, ((_, strong, soft, _), name) in enumerate(zip(_elements(data), names, strict=True)):
        x = left + s.pad + n * (chip + join)
        out = n == 1
        sheet.box(x, at, chip, chip_height, fill="paper" if out else soft, edge="line" if out else strong, dashed=out)
        if out:
            for start, end in ((at, at + chip_height), (at + chip_height, at)):
                sheet.line([(x + s.pad * 0.3, start), (x + chip - s.pad * 0.3, end)], "line")
        sheet.middle(x, at, chip, chip_height, name)
        if n < 2:
            _plus(sheet, x + chip + join / 2, at + chip_height / 2, join * 0.27)
    at = sheet.text(s.width / 2, at + chip_height + s.gap * 0.4, under, "middle")
    _equals(sheet, s.width / 2, at + s.gap, s.gap * 0.75)
    at += 2 * s.gap
    sheet.box(left + s.pad, at, width - 2 * s.pad, bar, fill="2")
    sheet.middle(left + s.pad, at, width - 2 * s.pad, bar, result)
    return y + height


def _plus(sheet: Sheet, x: float, y: float, r: float) -> None:
    sheet.line([(x - r, y), (x + r, y)], "ink", sheet.scale.stroke * 1.5)
    sheet.line([(x, y - r), (x, y + r)], "ink", sheet.scale.stroke * 1.5)


def _equals(sheet: Sheet, x: float, y: float, r: float) -> None:
    for shift in (-0.45, 0.45):
        sheet.line([(x - r, y + r * shift), (x + r, y + r * shift)], "ink", sheet.scale.stroke * 1.5)


def _icon_act(sheet: Sheet, x: float, y: float, r: float) -> None:
    """An arrow: something is done."""
    sheet.dot(x, y, r, "1")
    sheet.line([(x - r * 0.5, y), (x + r * 0.15, y)], "on", r * 0.2)
    sheet.arrow_head(x + r * 0.6, y, r * 0.52, "on")


def _icon_means(sheet: Sheet, x: float, y: float, r: float) -> None:
    """A padlock: how a person is brought or held."""
    sheet.dot(x, y, r, "4")
    sheet.arc(x, y - r * 0.08, r * 0.29, "on", r * 0.17)
    sheet.box(x - r * 0.45, y - r * 0.08, r * 0.9, r * 0.6, fill="on", radius=r * 0.1)


def _icon_purpose(sheet: Sheet, x: float, y: float, r: float) -> None:
    """A target: what it is for."""
    sheet.dot(x, y, r, "3")
    sheet.dot(x, y, r * 0.52, "3", "on", r * 0.16)
    sheet.dot(x, y, r * 0.2, "on")
