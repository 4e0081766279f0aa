"""Put units of fixed length, in a fixed order, into stretches of time. It knows nothing of courses.

A unit is never cut in two. Of all ways to do it, the one is taken in which what is in is worth most; among equals, the
one that leaves least time empty. It is found by dynamic programming over (next unit, stretch, minute), so it is exact.
Only then it is asked for more: no group that is in runs over night, where leaving out single units can help it.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

DAY = 24 * 60


@dataclass(frozen=True)
class Unit:
    """Something that takes `minutes` on end. One that need not be in has a `worth`; one that must be in may have too."""

    key: Hashable
    minutes: int
    must: bool
    worth: int = 0
    core: bool = True
    """Belongs to the heart of its group, which should not run over night."""


@dataclass(frozen=True)
class Group:
    """Units that belong together, in order. If not `must`, the whole group may be left out."""

    units: tuple[Unit, ...]
    must: bool


@dataclass(frozen=True)
class Stretch:
    """From one minute to another, counted from midnight before the first day: day 2 begins at `DAY`."""

    begins: int
    ends: int

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.ends - self.begins

    @property
    def day(self) -> int:
        """On which day, from 0. (A stretch that was made longer than its day counts to the day of its beginning.)"""
        return self.begins // DAY


@dataclass(frozen=True)
class Placed:
    """A unit at its minute, or an empty rest of a stretch (`key` is None)."""

    key: Hashable
    begins: int
    ends: int


class TooShortError(Exception):
    """What must be in does not fit."""


SHORT_REST = 5
"""An empty rest of fewer minutes is of no use to anybody."""
_USELESS, _OVER_NIGHT, _OVER_PAUSE = 25, 60, 2
"""What counts as so many empty minutes: a rest of no use, a group that runs over night, one that runs over a pause."""


def end_of_musts(groups: Sequence[Group], stretches: Sequence[Stretch]) -> int | None:
    """When what must be in ends at the earliest; None where it does not fit. (First fit: the order is fixed.)"""
    wanted = [u.minutes for g in groups if g.must for u in g.units if u.must]
    at, end = 0, 0
    for stretch in stretches:
        minute = stretch.begins
        while at < len(wanted) and minute + wanted[at] <= stretch.ends:
            minute += wanted[at]
            end = minute
            at += 1
    return end if at == len(wanted) else None


def pack(groups: Sequence[Group], stretches: Sequence[Stretch]) -> list[Placed]:
    """Every stretch from end to end: placed units and empty rests, in order. Raises TooShortError."""
    if end_of_musts(groups, stretches) is None:
        raise TooShortError
    placed = _Packing(groups, stretches).way()
    days = {p.key: p.begins // DAY for p in placed}
    if all(len({days[u.key] for u in g.units if u.core and u.key in days}) < 2 for g in groups):
        return placed
    held = [replace(g, must=True) for g in groups if g.must or any(u.key in days for u in g.units)]
    return _Packing(held, stretches, whole=True).way()


_PLACE, _LEAVE_OUT, _SKIP_GROUP, _WAIT = range(4)
"""What can be done next: place the unit, leave it out, leave out its whole group, go on in the next stretch."""


class _Packing:
    """The best way for these groups. `whole`: that none runs over night is worth more than all units that may be in."""

    def __init__(self, groups: Sequence[Group], stretches: Sequence[Stretch], whole: bool = False):
        self.stretches = stretches
        self.units: list[Unit] = []
        self.skip_to: dict[int, int] = {}
        """First unit of a group that may be left out → the first of the next group."""
        self.inside: list[bool] = []
        """Is it inside the heart of a group, before this unit?"""
        for group in groups:
            first = len(self.units)
            core = [n for n, u in enumerate(group.units) if u.core]
            for n, unit in enumerate(group.units):
                self.units.append(unit)
                self.inside.append(bool(core) and core[0] < n <= core[-1])
            if not group.must:
                self.skip_to[first] = len(self.units)
        # Whatever could be in has more weight than all that can be empty.
        empty = sum(s.minutes for s in stretches)
        self.weight = empty + len(stretches) * (_USELESS + _OVER_NIGHT) + 1
        self.night = self.weight * (1 + sum(u.worth for u in self.units)) if whole else _OVER_NIGHT
        self.moves: list[list[list[int]]] = [[] for _ in self.units]
        """The best move at moves[unit][stretch][minute of the stretch]."""
        self._fill()

    def _rest(self, s: int, minute: int) -> int:
        """What it costs to leave the rest of a stretch empty."""
        left = self.stretches[s].minutes - minute
        return left + (_USELESS if 0 < left < SHORT_REST else 0)

    def _over(self, i: int, s: int) -> int:
        """What it costs to go on with unit i in the stretch after s."""
        if not self.inside[i]:
            return 0
        return _OVER_PAUSE if self.stretches[s].day == self.stretches[s + 1].day else self.night

    def _fill(self) -> None:
        """From the last unit to the first: at each minute the best move, by what all later ones are worth after it."""
        count = len(self.stretches)
        values: list[list[list[int | None]]] = [[[] for _ in range(count)] for _ in range(len(self.units) + 1)]
        after = 0
        for s in range(count - 1, -1, -1):
            values[-1][s] = [-self._rest(s, m) - after for m in range(self.stretches[s].minutes + 1)]
            after += self._rest(s, 0)
        for i in range(len(self.units) - 1, -1, -1):
            unit, skip = self.units[i], self.skip_to.get(i)
            worth = unit.worth * self.weight
            self.moves[i] = [[] for _ in range(count)]
            for s in range(count - 1, -1, -1):
                length = self.stretches[s].minutes
                placed = [None if v is None else v + worth for v in values[i + 1][s][unit.minutes :]]
                left_out = values[i + 1][s] if not unit.must else None
                skipped = values[skip][s] if skip is not None else None
                later = values[i][s + 1][0] if s + 1 < count else None
                if later is not None:
                    later -= self._over(i, s)
                row: list[int | None] = []
                moves: list[int] = []
                for minute in range(length + 1):
                    best, move = (placed[minute], _PLACE) if minute < len(placed) else (None, _PLACE)
                    if left_out and (v := left_out[minute]) is not None and (best is None or v > best):
                        best, move = v, _LEAVE_OUT
                    if skipped and (v := skipped[minute]) is not None and (best is None or v > best):
                        best, move = v, _SKIP_GROUP
                    if later is not None and (best is None or later - self._rest(s, minute) > best):
                        best, move = later - self._rest(s, minute), _WAIT
                    row.append(best)
                    moves.append(move)
                values[i][s] = row
                self.moves[i][s] = moves

    def way(self) -> list[Placed]:
        """The best way, walked from the first minute to the last."""
        found: list[Placed] = []
        i, s, minute = 0, 0, 0
        while s < len(self.stretches):
            stretch = self.stretches[s]
            move = self.moves[i][s][minute] if i < len(self.units) else _WAIT
            begins = stretch.begins + minute
            if move == _PLACE:
                unit = self.units[i]
                found.append(Placed(unit.key, begins, begins + unit.minutes))
                minute += unit.minutes
                i += 1
            elif move == _LEAVE_OUT:
                i += 1
            elif move == _SKIP_GROUP:
                i = self.skip_to[i]
            else:
                if begins < stretch.ends:
                    found.append(Placed(None, begins, stretch.ends))
                s, minute = s + 1, 0
        return found
