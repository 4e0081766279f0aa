"""A request and a course → a plan by the clock.

A module is in with all steps that must be held, or not at all. What is in is decided by the audience's own order, in
`book/agenda.yml`. The order in which modules are taught is the book's, but the one that matters most comes first: the
others use what it teaches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from booklet6.content import Course
from booklet6.content.agenda import PRACTICE, STEPS, Agendas, Block, Day, Request
from booklet6.content.clock import MIDNIGHT, clock
from booklet6.content.model import Module
from booklet6.content.problems import did_you_mean

from .frame import DayTooShortError, Frame, frame, is_short, length
from .names import resolve
from .pack import Group, Placed, TooShortError, Unit, end_of_musts, pack
from .plan import Key, Plan, PlanError, Row


def make(course: Course, request: Request, title: str | None = None) -> Plan:
    """A plan for the request. Raises PlanError with all that is wrong with it, or with how many minutes are missing."""
    agendas = course.agendas
    if agendas is None:
        raise PlanError(["there is no book/agenda.yml, which says who comes and what stands around the sessions"])
    wanted = _Wanted(course, agendas, request)
    days = [request.day(n + 1) for n in range(request.days)]
    short = is_short(days, agendas.short_day)
    content = _Content(wanted, len(days), short)
    try:
        fixed = frame(days, agendas, short, wanted.without)
        placed = pack(content.groups, fixed.stretches)
    except (DayTooShortError, TooShortError):
        raise PlanError(_too_short(wanted, content, days)) from None
    return Plan(course, request, wanted.audience, title, content.rows(fixed, placed), short, tuple(content.ranks))


class _Wanted:
    """The request with its names understood. Raises PlanError with every name that is not."""

    def __init__(self, course: Course, agendas: Agendas, request: Request):
        faults: list[str] = []
        if request.audience not in agendas.audiences:
            known = ", ".join(agendas.audiences)
            near = did_you_mean(request.audience, agendas.audiences)
            faults.append(f"there is no audience {request.audience!r}. {near}Expected one of: {known}")
        must, wrong = resolve(request.must, course, agendas, blocks_too=False)
        without, wrong_too = resolve(request.without, course, agendas, blocks_too=True)
        faults += [*wrong, *wrong_too]
        faults += [f"{m} must be in and is left out too, expected one of the two" for m in must if m in without]
        faults += [
            f"{b.id} cannot be left out. What it is for: {b.aim}" for b in agendas.blocks if b.id in without and b.must
        ]
        faults += [
            f"{m.id} is empty: none of the steps in its session.yml must be held, expected one or more that must"
            for m in course.modules
            if m.id in must and not _musts(m)
        ]
        if faults:
            raise PlanError(faults)
        self.course, self.agendas = course, agendas
        self.audience = agendas.audiences[request.audience]
        self.without = frozenset(without)
        self.guests_come = bool(request.guests)
        order = self.audience.order
        usable = [m for m in course.modules if _musts(m) and m.id not in self.without]
        self.by_rank = sorted(usable, key=lambda m: order.index(m.id) if m.id in order else len(order))
        """The modules that may be in, the one that matters most first."""
        if not self.by_rank:
            raise PlanError(["no module is left: each is left out, or has no step that must be held"])
        self.must = frozenset(must) or frozenset({self.by_rank[0].id})

    @property
    def in_order(self) -> list[Module]:
        """The same modules in the order in which they are taught."""
        first = self.by_rank[0]
        return [first, *(m for m in self.course.modules if m in self.by_rank and m != first)]


def _musts(module: Module) -> list[int]:
    return [s.minutes for s in module.session.steps if s.must]


class _Content:
    """What goes between the blocks of the frame: groups of units, and what each is worth."""

    def __init__(self, wanted: _Wanted, days: int, short: bool):
        self.wanted, self.short = wanted, short
        blocks = wanted.agendas.blocks
        self.practice = next((b for b in blocks if b.place == "practice" and self._offered(b, days)), None)
        self.extras = {b.id: b for b in blocks if b.place == "extra" and self._offered(b, days)}
        self.ranks = self._ranked()
        self.worth = {key: 2 ** (len(self.ranks) - 1 - n) for n, key in enumerate(self.ranks)}
        self.groups = [self._group(m) for m in wanted.in_order]
        last = tuple(self._unit(("block", b.id), b.minutes) for b in self._in_order(None))
        if last:
            self.groups.append(Group(last, must=True))

    def _offered(self, block: Block, days: int) -> bool:
        """Is there time for such a block in a course of so many days, and is it wanted?"""
        enough = block.days <= (0 if self.short else days)
        return enough and block.id not in self.wanted.without and not (block.guest and self.wanted.guests_come)

    def _in_order(self, module: str | None) -> list[Block]:
        """The extras after a module, or at the end of the course, in the order of the file."""
        return [b for b in self.extras.values() if b.after == module and b.id in self.wanted.audience.order]

    def _ranked(self) -> list[Key]:
        """All that could be in beside what must, what is worth most first."""
        wanted = self.wanted
        modules = {m.id: m for m in wanted.by_rank}
        of_steps: list[Key] = [("step", m, s.id) for m in modules for s in modules[m].session.steps if not s.must]
        found: list[Key] = []
        order = list(wanted.audience.order)
        # A module that the order does not name comes after the last one that it names.
        last = max((n for n, name in enumerate(order) if name in modules), default=-1) + 1
        order[last:last] = [m for m in modules if m not in order]
        for name in [*order, STEPS]:
            if name == STEPS:
                found += [] if self.short else of_steps
            elif name == PRACTICE:
                found += [("practice", m) for m in modules] if self.practice else []
            elif name in modules and name not in wanted.must:
                found.append(("module", name))
            elif name in self.extras:
                found.append(("block", name))
        return [*dict.fromkeys(found)]

    def _unit(self, key: Key, minutes: int) -> Unit:
        return Unit(key, minutes, must=False, worth=self.worth.get(key, 0), core=False)

    def _group(self, module: Module) -> Group:
        units: list[Unit] = []
        worth = self.worth.get(("module", module.id), 0)
        for step in module.session.steps:
            key = ("step", module.id, step.id)
            if step.must:
                units.append(Unit(key, step.minutes, must=True, worth=worth))
                worth = 0  # The whole group's worth, counted once.
            elif key in self.worth:
                units.append(Unit(key, step.minutes, must=False, worth=self.worth[key]))
        if self.practice and ("practice", module.id) in self.worth:
            units.append(self._unit(("practice", module.id), self.practice.minutes))
        units += [self._unit(("block", b.id), b.minutes) for b in self._in_order(module.id)]
        return Group(tuple(units), must=module.id in self.wanted.must)

    def rows(self, fixed: Frame, placed: Sequence[Placed]) -> tuple[Row, ...]:
        """Frame and sessions as one, in the order of the clock."""
        rows = [self._row(p) for p in placed]
        for f in fixed.fixed:
            if isinstance(f.what, Block):
                rows.append(Row(f.begins, f.ends, "block", block=f.what))
            elif f.what is None:
                rows.append(Row(f.begins, f.ends, "questions"))
            else:
                kind = "guest" if f.what.kind == "guest" else "pause"
                rows.append(Row(f.begins, f.ends, kind, taken=f.what))  # type: ignore[arg-type]
        return tuple(sorted(rows, key=lambda r: r.begins))

    def _row(self, p: Placed) -> Row:
        if not isinstance(p.key, tuple):
            return Row(p.begins, p.ends, "questions")
        what, name, *rest = p.key
        if what == "block":
            return Row(p.begins, p.ends, "block", block=self.extras[name])
        module = self.wanted.course.module(name)
        if what == "practice":
            return Row(p.begins, p.ends, "practice", module=module, block=self.practice)
        step = next(s for s in module.session.steps if s.id == rest[0])
        return Row(p.begins, p.ends, "step", module=module, step=step)


def _too_short(wanted: _Wanted, content: _Content, days: Sequence[Day]) -> list[str]:
    """By how many minutes it does not fit, and what can be done."""
    agendas = wanted.agendas
    short = is_short(days, agendas.short_day)
    around = [b for b in agendas.blocks if b.place in _edges(len(days)) and b.id not in wanted.without]
    musts = [m for m in wanted.in_order if m.id in wanted.must]
    lines = []
    for n, day in enumerate(days[:-1]):
        if not _holds_its_edges(day, n, wanted, short):
            lines.append(
                f"day {n + 1} is too short for its own beginning and end: {_missing_on(day, n, wanted, short)} minutes "
                f"are missing. It lasts from {clock(day.begins)} to {clock(day.ends)}"
            )
    if lines:
        return lines
    pauses = sum(t.ends - t.begins for d in days for t in d.taken)
    have = sum(d.ends - d.begins for d in days) - pauses
    least = (
        sum(sum(_musts(m)) for m in musts) + sum(length(b, short=True) for b in around if b.place in _edges(1)) - have
    )
    missing = next(k for k in range(max(1, least), 2 * MIDNIGHT * len(days)) if _fits(wanted, content, days, k))
    what = ", ".join(f"{m.id} ({sum(_musts(m))})" for m in musts)
    lines.append(f"it does not fit: {missing} minutes are missing")
    lines.append(
        f"there are {have} minutes beside pauses and guests. What must be in: {what}; and around the sessions "
        f"{', '.join(f'{b.id} ({length(b, short)})' for b in around)}"
    )
    ways = []
    if days[-1].ends + missing < MIDNIGHT:
        ways.append(f"end the last day at {clock(days[-1].ends + missing)}")
    if len(musts) > 1:
        ways.append("leave out a module")
    ways += [f"leave out {b.id}" for b in around if not b.must]
    if pauses:
        ways.append("take away a pause")
    lines.append(f"you can {'; or '.join([*ways, 'add a day'])}")
    return lines


def _edges(days: int) -> tuple[str, ...]:
    """Where blocks stand that are at the beginning or the end of a day."""
    return ("opening", "closing") if days == 1 else ("opening", "morning", "evening", "closing")


def _fits(wanted: _Wanted, content: _Content, days: Sequence[Day], by: int) -> bool:
    """Would it fit if the last day were so many minutes longer?"""
    longer = [*days[:-1], replace(days[-1], ends=days[-1].ends + by)]
    try:
        fixed = frame(longer, wanted.agendas, is_short(longer, wanted.agendas.short_day), wanted.without)
    except DayTooShortError:
        return False
    return end_of_musts(content.groups, fixed.stretches) is not None


def _holds_its_edges(day: Day, n: int, wanted: _Wanted, short: bool) -> bool:
    """Does day n, which is not the last, hold its own beginning and end?"""
    free = Day(0, MIDNIGHT - 1, ())
    try:
        frame([*[free] * n, day, free], wanted.agendas, short, wanted.without)
    except DayTooShortError:
        return False
    return True


def _missing_on(day: Day, n: int, wanted: _Wanted, short: bool) -> int:
    return next(k for k in range(1, MIDNIGHT) if _holds_its_edges(replace(day, ends=day.ends + k), n, wanted, short))
