"""`smuggling-and-trafficking`: the two side by side, and the point on the journey where one turns into the other."""

from __future__ import annotations

from pathlib import Path

from .data import Comparison, Turn, load
from .kit import LEADING, NARROW, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all", "table", "turn")
"""The whole; the questions alone; the journey alone."""


def draw(name: str, root: Path, *, rtl: bool, wide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    data = load(Comparison, name, root)
    sheet = Sheet(WIDE if wide else NARROW, rtl)
    y = sheet.scale.gap / 2
    if part != "turn":
        y = _wide_table(sheet, data, y) if wide else _table(sheet, data, y)
    if part == "all":
        y += sheet.scale.gap * 1.6
    if part != "table":
        y = _wide_turn(sheet, data.turn, y) if wide else _turn(sheet, data.turn, y)
    return sheet.finish(name, data.title, data.alt, y + sheet.scale.gap / 2)


def _heads(sheet: Sheet, data: Comparison, x: float, width: float, y: float) -> float:
    """The two column heads: smuggling with a straight edge, trafficking with a double one. Returns the bottom."""
    s = sheet.scale
    names = [block(n, width - 2 * s.pad, s.head, bold=True, colour="on") for n in (data.smuggling, data.trafficking)]
    height = max(n.height for n in names) + 1.5 * s.pad
    colours: tuple[Colour, Colour] = ("1", "2")
    for n, (name, strong) in enumerate(zip(names, colours, strict=True)):
        at = x + n * (width + s.gap)
        sheet.box(at, y, width, height, fill=strong)
        sheet.middle(at, y, width, height, name)
    return y + height


def _table(sheet: Sheet, data: Comparison, y: float) -> float:
    """Each question over its two answers. Returns the bottom."""
    s = sheet.scale
    left = s.stroke
    width = (s.width - 2 * left - s.gap) / 2
    y = _heads(sheet, data, left, width, y) + s.gap * 0.7
    for row in data.rows:
        question = block(row.question, s.width - 2 * s.pad, s.text, bold=True)
        y = sheet.text(s.width / 2, y, question, "middle") + 2
        y = _answers(sheet, row.smuggling, row.trafficking, left, width, y) + s.gap * 0.7
    return y - s.gap * 0.7


def _wide_table(sheet: Sheet, data: Comparison, y: float) -> float:
    """Each question before its two answers. Returns the bottom."""
    s = sheet.scale
    asks = s.width * 0.26
    left = asks + s.gap
    width = (s.width - left - s.stroke - s.gap) / 2
    y = _heads(sheet, data, left, width, y) + s.gap * 0.7
    for row in data.rows:
        question = block(row.question, asks, s.text, bold=True)
        bottom = _answers(sheet, row.smuggling, row.trafficking, left, width, y, question.height)
        sheet.middle(s.stroke, y, asks, bottom - y, question, "start")
        y = bottom + s.gap * 0.6
    return y - s.gap * 0.6


def _answers(
    sheet: Sheet, smuggling: str, trafficking: str, left: float, width: float, y: float, least: float = 0
) -> float:
    """Two answers in their boxes, equally high. Returns the bottom."""
    s = sheet.scale
    pad = s.pad * 0.8
    words = [block(text, width - 2 * pad, s.text) for text in (smuggling, trafficking)]
    strongs: tuple[Colour, Colour] = ("1", "2")
    softs: tuple[Colour, Colour] = ("1-soft", "2-soft")
    height = max(least, *(w.height for w in words)) + (1.4 * pad if least == 0 else pad * 0.8)
    for n, (answer, strong, soft) in enumerate(zip(words, strongs, softs, strict=True)):
        at = left + n * (width + s.gap)
        sheet.box(at, y, width, height, fill=soft, edge=strong, stroke=s.stroke * (1 if n == 0 else 1.6))
        sheet.middle(at, y, width, height, answer)
    return y + height


def _turn(sheet: Sheet, turn: Turn, y: float) -> float:
    """The journey, downwards: leaving, the border, arrival; then the fork. Returns the bottom."""
    s = sheet.scale
    left, width = s.stroke, s.width - 2 * s.stroke
    track, words = left + s.pad + 12, left + s.pad + 34
    room = left + width - s.pad - words
    title = block(turn.title, width - 2 * s.pad, s.head, bold=True)
    stops = [block(t, room, s.text, bold=t is turn.arrival) for t in (turn.leaving, turn.border, turn.arrival)]
    ends = block(turn.smuggling, room - 2 * s.pad, s.text, bold=True)
    holds = block(turn.holds, room, s.text)
    begins = block(turn.trafficking, room - 2 * s.pad, s.text, bold=True, colour="on")
    ask = block(turn.ask, width - 2 * s.pad, s.text, bold=True)

    stop_tops = [y + s.pad + title.height + s.gap]
    for stop in stops:
        stop_tops.append(stop_tops[-1] + stop.height + s.gap * 1.3)
    ends_top, ends_height = stop_tops[-1] - s.gap * 0.5, ends.height + 1.4 * s.pad
    holds_top = ends_top + ends_height + s.gap * 1.4
    begins_top, begins_height = holds_top + holds.height + s.gap, begins.height + 1.4 * s.pad
    ask_top = begins_top + begins_height + s.gap
    bottom = ask_top + ask.height + s.pad

    sheet.box(left, y, width, bottom - y, fill="quiet", edge="line")
    sheet.text(s.width / 2, y + s.pad, title, "middle")
    first, border, arrival = (top + s.text * LEADING / 2 for top in stop_tops[:3])
    fork, end = ends_top + ends_height / 2, begins_top + begins_height / 2
    sheet.line([(track, first), (track, fork), (words - 8, fork)], "1", 4)
    sheet.arrow_head(words - 1, fork, 11, "1")
    sheet.line([(track, fork + 7), (track, end), (words - 8, end)], "2", 4, dashed=True)
    sheet.arrow_head(words - 1, end, 11, "2")
    sheet.line([(track - 11, border), (track + 11, border)], "ink", s.stroke * 1.3)
    for at in (first, arrival):
        sheet.dot(track, at, 6, "paper", "1", 3)
    for top, stop in zip(stop_tops, stops, strict=False):
        sheet.text(words, top, stop)
    sheet.box(words, ends_top, room, ends_height, fill="1-soft", edge="1")
    sheet.middle(words, ends_top, room, ends_height, ends)
    sheet.text(words, holds_top, holds)
    sheet.box(words, begins_top, room, begins_height, fill="2")
    sheet.middle(words, begins_top, room, begins_height, begins)
    sheet.text(s.width / 2, ask_top, ask, "middle")
    return bottom


def _wide_turn(sheet: Sheet, turn: Turn, y: float) -> float:
    """The journey, onward: three stops, then the fork, its upper way out and its lower way in. Returns the bottom."""
    s = sheet.scale
    left, width = s.stroke, s.width - 2 * s.stroke
    reach = width * 0.5
    step = reach / 3
    stops = [block(t, step - s.pad, s.text, bold=t is turn.arrival) for t in (turn.leaving, turn.border, turn.arrival)]
    box = width - reach - 4 * s.pad - 26
    ends = block(turn.smuggling, box - 2 * s.pad, s.text, bold=True)
    holds = block(turn.holds, box, s.text)
    begins = block(turn.trafficking, box - 2 * s.pad, s.head, bold=True, colour="on")
    ask = block(turn.ask, width - 2 * s.pad, s.head, bold=True)
    ends_height, begins_height = ends.height + 2 * s.pad, begins.height + 2 * s.pad

    ends_top = y + 2 * s.pad
    holds_top = ends_top + ends_height + 3.4 * s.gap
    begins_top = holds_top + holds.height + s.gap
    ask_top = begins_top + begins_height + 2 * s.gap
    bottom = ask_top + ask.height + s.pad
    sheet.box(left, y, width, bottom - y, fill="quiet", edge="line")
    track = ends_top + ends_height / 2
    fork = left + s.pad + reach
    into = fork + 2 * s.pad + 26
    end = begins_top + begins_height / 2
    at = [left + s.pad + step * (n + 0.5) for n in range(3)]
    sheet.line([(at[0], track), (into - 14, track)], "1", 7)
    sheet.arrow_head(into - 2, track, 20, "1")
    sheet.line([(fork, track + 12), (fork, end), (into - 14, end)], "2", 7, dashed=True)
    sheet.arrow_head(into - 2, end, 20, "2")
    for n, (x, stop) in enumerate(zip(at, stops, strict=True)):
        if n == 1:
            sheet.line([(x, track - 34), (x, track + 34)], "ink", s.stroke * 1.6)
        else:
            sheet.dot(x, track, 13, "paper", "1", 6)
        sheet.text(x, track + 40, stop, "middle")
    sheet.box(into, ends_top, box, ends_height, fill="1-soft", edge="1")
    sheet.middle(into, ends_top, box, ends_height, ends)
    sheet.text(into, holds_top, holds)
    sheet.box(into, begins_top, box, begins_height, fill="2")
    sheet.middle(into, begins_top, box, begins_height, begins)
    sheet.text(s.width / 2, ask_top, ask, "middle")
    return bottom
