"""A plan by the clock, and what can be read from it: what is in, what was cut, what can still go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from booklet6.content import Course
from booklet6.content.agenda import Audience, Block, Request, Taken
from booklet6.content.model import Module, Step

from .pack import DAY, SHORT_REST

LONGEST_SITTING = 120
"""Minutes after which people need a pause. A plan with a longer stretch says so."""

Key = tuple[str, ...]
"""What may be in: ("module", id), ("step", module, step), ("block", id), ("practice", module)."""


class PlanError(Exception):
    """No plan can be made: all that is wrong, a line each."""

    def __init__(self, lines: Sequence[str]):
        self.lines = tuple(lines)
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Row:
    """One line of a plan: from one minute to another, counted from midnight before the first day."""

    begins: int
    ends: int
    kind: Literal["step", "block", "practice", "guest", "pause", "questions"]
    module: Module | None = None
    step: Step | None = None
    block: Block | None = None
    taken: Taken | None = None

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.ends - self.begins

    @property
    def day(self) -> int:
        """On which day, from 0."""
        return self.begins // DAY

    @property
    def key(self) -> Key | None:
        """What it is among all that may be in; None for what is there anyway."""
        if self.step and self.module:
            return ("step", self.module.id, self.step.id)
        if self.kind == "practice" and self.module:
            return ("practice", self.module.id)
        return ("block", self.block.id) if self.block else None


@dataclass(frozen=True)
class Plan:
    """A plan by the clock. `rows` fill each day from its beginning to its end, without a gap."""

    course: Course
    request: Request
    audience: Audience
    title: str | None
    rows: tuple[Row, ...]
    short: bool
    """A short course: blocks take their short time, and only steps that must be held are in."""
    ranks: tuple[Key, ...]
    """All that could be in beside what must, what is worth most first."""

    @property
    def days(self) -> list[tuple[Row, ...]]:
        """The rows, day by day."""
        return [tuple(r for r in self.rows if r.day == n) for n in range(self.request.days)]

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The modules that are taught, in their order."""
        found = {r.module.id: r.module for r in self.rows if r.kind == "step" and r.module}
        return tuple(found.values())

    def held(self, module: Module) -> tuple[Row, ...]:
        """The rows of a module's steps."""
        return tuple(r for r in self.rows if r.step and r.module and r.module.id == module.id)

    def cut(self, module: Module) -> tuple[Step, ...]:
        """The steps of a module that are left out."""
        held = {r.step.id for r in self.held(module) if r.step}
        return tuple(s for s in module.session.steps if s.id not in held)

    @property
    def not_taught(self) -> tuple[Module, ...]:
        """The modules that are not taught, the one that matters most to the audience first."""
        order = self.audience.order
        taught = {m.id for m in self.modules}
        rest = [m for m in self.course.modules if m.id not in taught]
        return tuple(sorted(rest, key=lambda m: order.index(m.id) if m.id in order else len(order)))

    @property
    def can_go(self) -> tuple[Row, ...]:
        """What can be dropped when it runs late: empty rests, then the least important. No step that must be held."""
        place = {key: n for n, key in enumerate(self.ranks)}
        rests = [r for r in self.rows if r.kind == "questions" and r.minutes >= SHORT_REST]
        rows = [(place[r.key], r) for r in self.rows if r.key in place and not (r.step and r.step.must)]
        return (*rests, *(r for _, r in sorted(rows, key=lambda pair: -pair[0])))

    @property
    def work(self) -> int:
        """The minutes of all days without pauses."""
        return sum(r.minutes for r in self.rows if r.kind != "pause")

    @property
    def long_sittings(self) -> tuple[tuple[int, int], ...]:
        """From when to when people sit longer than they can, without a pause."""
        found: list[tuple[int, int]] = []
        for rows in self.days:
            begins = rows[0].begins
            for row in rows:
                if row.kind == "pause":
                    found.append((begins, row.begins))
                    begins = row.ends
            found.append((begins, rows[-1].ends))
        return tuple((b, e) for b, e in found if e - b > LONGEST_SITTING)
