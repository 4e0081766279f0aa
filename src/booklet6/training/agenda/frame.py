"""The days of a course, and what stands in them before any session does: pauses, guests, beginnings and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from booklet6.content.agenda import Agendas, Block, Day, Taken

from .pack import DAY, Stretch

ENERGISER_NEEDS = 30
"""Minutes that must follow lunch, so that waking people up is worth while."""


class DayTooShortError(Exception):
    """A day cannot hold its own beginning and end."""

    def __init__(self, day: int):
        self.day = day
        super().__init__(f"day {day + 1} is too short for its beginning and its end")


@dataclass(frozen=True)
class Fixed:
    """What has its place by the clock: a block, a pause, a guest, or an empty rest that a block could not use."""

    begins: int
    ends: int
    what: Block | Taken | None


@dataclass(frozen=True)
class Frame:
    """What is fixed, and the stretches that are left for sessions, in order."""

    fixed: tuple[Fixed, ...]
    stretches: tuple[Stretch, ...]


def is_short(days: Sequence[Day], short_day: int) -> bool:
    """Is it a short course: less working time, in all, than `short_day` minutes?"""
    pauses = sum(t.ends - t.begins for d in days for t in d.taken if t.kind != "guest")
    return sum(d.ends - d.begins for d in days) - pauses < short_day


def length(block: Block, short: bool) -> int:
    """How many minutes a block takes in a short course, or in another."""
    return block.short or block.minutes if short else block.minutes


def frame(days: Sequence[Day], agendas: Agendas, short: bool, without: frozenset[str] = frozenset()) -> Frame:
    """The frame of a course of these days. `without`: ids of blocks that are left out.

    Raises DayTooShortError where a day has no room for its own beginning and end.
    """
    fixed: list[Fixed] = []
    stretches: list[Stretch] = []
    for n, day in enumerate(days):
        places = ("opening" if n == 0 else "morning", "closing" if n == len(days) - 1 else "evening")
        front, back = ([b for b in agendas.blocks if b.place == p and b.id not in without] for p in places)
        taken = [Fixed(n * DAY + t.begins, n * DAY + t.ends, t) for t in day.taken]
        free = _between(n * DAY + day.begins, n * DAY + day.ends, taken)
        fixed += taken
        for side, blocks in ((0, front), (-1, back[::-1])):
            for block in blocks:
                fixed += _carve(free, block, length(block, short), side, n)
        if not short:
            wake = [b for b in agendas.blocks if b.place == "after_lunch" and b.id not in without]
            fixed += _after_lunch(free, wake, [t.ends for t in taken if t.what and t.what.kind == "lunch"])  # type: ignore[union-attr]
        stretches += free
    return Frame(tuple(sorted(fixed, key=lambda f: f.begins)), tuple(s for s in stretches if s.minutes))


def _between(begins: int, ends: int, taken: Sequence[Fixed]) -> list[Stretch]:
    """What is left of a day beside what is taken."""
    free = []
    for t in taken:
        free.append(Stretch(begins, t.begins))
        begins = t.ends
    return [s for s in [*free, Stretch(begins, ends)] if s.minutes > 0]


def _carve(free: list[Stretch], block: Block, minutes: int, side: int, day: int) -> list[Fixed]:
    """Take a block's minutes from the front (side 0) or the back (side -1) of what is free."""
    fixed = []
    while free and free[side].minutes < minutes:
        rest = free.pop(side)
        if rest.minutes:
            fixed.append(Fixed(rest.begins, rest.ends, None))
    if not free:
        raise DayTooShortError(day)
    here = free[side]
    if side == 0:
        free[side] = replace(here, begins=here.begins + minutes)
        return [*fixed, Fixed(here.begins, here.begins + minutes, block)]
    free[side] = replace(here, ends=here.ends - minutes)
    return [*fixed, Fixed(here.ends - minutes, here.ends, block)]


def _after_lunch(free: list[Stretch], blocks: Sequence[Block], lunches: Sequence[int]) -> list[Fixed]:
    """Take from the first stretch after a lunch, where enough is left of it."""
    fixed: list[Fixed] = []
    for ends in lunches[:1]:
        n = next((n for n, s in enumerate(free) if s.begins >= ends), None)
        for block in blocks:
            if n is not None and free[n].minutes >= block.minutes + ENERGISER_NEEDS:
                begins = free[n].begins
                free[n] = replace(free[n], begins=begins + block.minutes)
                fixed.append(Fixed(begins, begins + block.minutes, block))
    return fixed
