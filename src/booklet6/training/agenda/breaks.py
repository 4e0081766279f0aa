"""Pauses for a trainer who has told none: lunch in the middle of a long day, and a break in each half that is long."""

from __future__ import annotations

from collections.abc import Sequence

from booklet6.content.agenda import Pause
from booklet6.content.clock import clock, span

LUNCH_FROM, LUNCH_TO = 12 * 60, 13 * 60 + 30
"""Lunch begins between these minutes after midnight."""
LONG_DAY = 300
"""Minutes from which on a day has a lunch."""
LUNCH, BREAK = 60, 15
SIT = 105
"""Nobody sits longer than this between two pauses."""


def pauses(begins: int, ends: int) -> tuple[Pause, ...]:
    """Pauses for a day from one minute after midnight to another, so that nobody sits for longer than `SIT`."""
    middle = _round((begins + ends - LUNCH) // 2)
    at = min(max(middle, LUNCH_FROM), LUNCH_TO)
    if ends - begins > LONG_DAY and begins + 60 <= at and at + LUNCH + 60 <= ends:
        return (*_breaks(begins, at), _pause("lunch", at, LUNCH), *_breaks(at + LUNCH, ends))
    return tuple(_breaks(begins, ends))


def pauses_around(begins: int, ends: int, guests: Sequence[tuple[int, int]]) -> tuple[Pause, ...]:
    """The same, where guests come from one minute to another. A pause gives way to them: it moves before or after, whichever
    is nearer, or falls away where there is no room."""
    taken = list(guests)
    found = []
    for pause in pauses(begins, ends):
        first, last = span(pause.at)
        long = last - first
        starts = [first, *(at for b, e in taken for at in (b - long, e) if begins < at < ends - long)]
        free = [at for at in starts if all(at >= e or at + long <= b for b, e in taken)]
        if free:
            at = min(free, key=lambda at: abs(at - first))
            taken.append((at, at + long))
            found.append(_pause(pause.kind, at, long))
    return tuple(found)


def middle(begins: int, ends: int) -> str:
    """A break in the middle of a stretch of time, as a trainer writes it."""
    return _pause("break", _round((begins + ends - BREAK) // 2), BREAK).at


def _breaks(begins: int, ends: int) -> list[Pause]:
    """As many breaks as it takes, evenly."""
    many = 0
    while (ends - begins - many * BREAK) > SIT * (many + 1):
        many += 1
    part = (ends - begins - many * BREAK) / (many + 1)
    return [_pause("break", _round(int(begins + part * n + BREAK * (n - 1))), BREAK) for n in range(1, many + 1)]


def _round(minute: int) -> int:
    return minute // 5 * 5


def _pause(kind: str, at: int, minutes: int) -> Pause:
    return Pause.model_validate({"kind": kind, "at": f"{clock(at)}-{clock(at + minutes)}"})
