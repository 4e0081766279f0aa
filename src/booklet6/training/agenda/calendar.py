"""A plan as a calendar file (RFC 5545): one event for each session, block and guest.

Without a time zone its times are *floating* (RFC 5545, 3.3.5, form 1): the same hour on the clock wherever the calendar
is opened, which is what a room with a clock on its wall wants. With one they are given in UTC (form 2), so that the file
needs no description of the zone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booklet6.words import Words

from .pack import DAY
from .plan import Plan, Row
from .text import cut_line, lead_of, line, sittings, title_of, titled

PRODUCT = "-//booklet6//agenda//EN"
LINE_OCTETS = 75
"""No line is longer (RFC 5545, 3.1), counted in octets, without its end."""


def calendar(
    plan: Plan, words: Words, title: str, dates: Sequence[date], stamp: datetime, zone: ZoneInfo | None = None
) -> str:
    """The calendar file of a plan, with CRLF at the end of each line.

    `dates`: the date of each day. `stamp`: when the file is made. Raises ValueError where a time does not exist on that
    day in that zone (when clocks are put forward), or where there is not one date for each day.
    """
    if len(dates) != plan.request.days:
        raise ValueError(f"there are {len(dates)} dates for {plan.request.days} days, expected one for each")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape(titled(plan, words, title))}",
    ]
    for n, rows in enumerate(plan.days):
        for group in sittings(rows):
            if group[0].kind not in ("pause", "questions"):
                lines += _event(plan, words, title, group, dates[n], stamp, zone)
    return "".join(f"{folded}\r\n" for row in [*lines, "END:VCALENDAR"] for folded in fold(row))


def _event(
    plan: Plan, words: Words, title: str, rows: Sequence[Row], day: date, stamp: datetime, zone: ZoneInfo | None
) -> Iterator[str]:
    first = rows[0]
    begins, ends = (_moment(day, m % DAY, zone) for m in (first.begins, rows[-1].ends))
    name = first.module.lesson.title if first.step and first.module else title_of(first, plan, words)
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(title, day, first)}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART:{begins}"
    yield f"DTEND:{ends}"
    yield f"SUMMARY:{escape(plain(line(name)))}"
    yield f"DESCRIPTION:{escape(plain(chr(10).join(_description(plan, words, rows))))}"
    yield "END:VEVENT"


def _description(plan: Plan, words: Words, rows: Sequence[Row]) -> Iterator[str]:
    first = rows[0]
    yield f"{words('agenda.column.lead')}: {line(lead_of(first, words))}"
    for row in rows:
        if row.step:
            yield words("agenda.early_row", title=line(row.step.title), minutes=row.minutes)
    if first.step and first.module:
        yield cut_line(plan, first.module, words)
        yield f"{words('session.material')}: {line('; '.join(first.module.session.material))}"
    elif first.block:
        yield line(first.block.aim)


def _moment(day: date, minute: int, zone: ZoneInfo | None) -> str:
    at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    if zone is None:
        return f"{at:%Y%m%dT%H%M%S}"
    there = at.replace(tzinfo=zone).astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != at:
        raise ValueError(
            f"{at:%H:%M} does not exist on {day} in {zone.key}: clocks are put forward, expected another time"
        )
    return f"{there:%Y%m%dT%H%M%SZ}"


def _uid(title: str, day: date, first: Row) -> str:
    """The same for the same part of the same plan on the same day, so that a second import replaces the first."""
    told = f"{title}|{day}|{first.begins % DAY}|{first.key}"
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@booklet6"


def plain(markdown: str) -> str:
    """A line of the course without the marks of Markdown."""
    return re.sub(r"\\(.)|[*`]", lambda m: m[1] or "", markdown)


def escape(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def fold(text: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets; each but the first begins with a space. No character is cut in two."""
    piece, room = "", LINE_OCTETS
    for sign in text:
        size = len(sign.encode("utf-8"))
        if size > room:
            yield piece
            piece, room = " ", LINE_OCTETS - 1
        piece += sign
        room -= size
    yield piece
