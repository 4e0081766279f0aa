"""What agendas are made from beside the modules' own sessions: `book/agenda.yml`.

Who comes and what matters to them, what stands around the sessions (welcome, tests, guests, the end), and the ready
plans. A ready plan is a `Request`, the same that a trainer makes with `booklet6 agenda`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from .clock import Clock, Span, clock, minutes, span
from .problems import Lines, Place, Report, UnfitError
from .slots import Frozen
from .sources import Id, Text, Whole
from .vocabulary import Method

PauseKind = Literal["break", "lunch", "prayer"]

LENGTHS: dict[str, tuple[int, int]] = {"break": (5, 60), "lunch": (20, 150), "prayer": (5, 120)}
"""How many minutes a pause may take. What is shorter is no pause; what is longer is a slip, or another kind of pause."""

STEPS, PRACTICE = "steps", "practice"
"""Names that stand in an audience's order for all steps that may be left out, and for the practice after each module."""


class Pause(Frozen):
    """A pause: its kind and its time, on every day or on one."""

    kind: PauseKind
    at: Span
    day: Whole | None = Field(default=None, ge=1)


class Hours(Frozen):
    """Other hours on one day of a course."""

    day: Whole = Field(ge=1)
    start: Clock
    end: Clock


class Guest(Frozen):
    """A guest who comes at a fixed time."""

    at: Span
    day: Whole = Field(default=1, ge=1)
    who: Text | None = None


@dataclass(frozen=True)
class Taken:
    """A part of a day that is not for the sessions. Times are minutes since midnight."""

    kind: str
    """``break``, ``lunch``, ``prayer`` or ``guest``."""
    begins: int
    ends: int
    who: str | None = None


@dataclass(frozen=True)
class Day:
    """One day of a course: from when to when (minutes since midnight), and what is taken out of it, in order."""

    begins: int
    ends: int
    taken: tuple[Taken, ...]


class Request(Frozen):
    """What a trainer asks of an agenda: who comes, when, and what must be in it."""

    audience: Id
    days: Whole = Field(default=1, ge=1, le=10)
    start: Clock
    end: Clock
    hours: tuple[Hours, ...] = ()
    pauses: tuple[Pause, ...] = ()
    guests: tuple[Guest, ...] = ()
    must: tuple[Text, ...] = ()
    without: tuple[Text, ...] = ()

    def day(self, number: int) -> Day:
        """Day `number`, from 1. A pause that is told for this day replaces those of its kind that are told for all."""
        own = next((h for h in self.hours if h.day == number), None)
        begins, ends = (minutes(t) for t in ((own.start, own.end) if own else (self.start, self.end)))
        taken = [
            Taken(p.kind, b, e)
            for p in self._pauses(number)
            for b, e in [span(p.at)]
            # On a day with other hours, what is told for all days and does not lie within them falls away.
            if not (own and p.day is None and not begins <= b < e <= ends)
        ]
        taken += [Taken("guest", *span(g.at), g.who) for g in self.guests if g.day == number]
        return Day(begins, ends, tuple(sorted(taken, key=lambda t: (t.begins, t.ends))))

    def _pauses(self, number: int) -> list[Pause]:
        special = {p.kind for p in self.pauses if p.day == number}
        return [p for p in self.pauses if p.day == number or (p.day is None and p.kind not in special)]

    @model_validator(mode="after")
    def _fits(self) -> Request:
        if faults := [*self._faults()]:
            raise UnfitError(faults)
        return self

    def _faults(self) -> Iterator[tuple[Place, str]]:
        if both := [m for m in self.must if m in self.without]:
            yield ("without",), f"without: {both[0]} must be in and is left out too, expected one of the two"
        faults = [*self._times()]
        yield from faults
        if not faults:
            days = (self._overlaps(number) for number in range(1, self.days + 1))
            yield from next((found for found in map(list, days) if found), [])  # what is wrong on one is so on all

    def _times(self) -> Iterator[tuple[Place, str]]:
        """What is wrong with one time alone."""
        told: set[int] = set()
        for place, start, end in (
            (("end",), self.start, self.end),
            *((("hours", n, "end"), h.start, h.end) for n, h in enumerate(self.hours)),
        ):
            if minutes(end) <= minutes(start):
                yield (
                    place,
                    (
                        f"end: the day ends at {end}, which is not after its start at {start}; expected a later end "
                        "on the same day: nothing is planned past midnight"
                    ),
                )
        days: dict[str, list[int | None]] = {
            "hours": [h.day for h in self.hours],
            "pauses": [p.day for p in self.pauses],
            "guests": [g.day for g in self.guests],
        }
        for name, numbers in days.items():
            for n, day in enumerate(numbers):
                if day is not None and day > self.days:
                    yield (
                        (name, n, "day"),
                        f"{name}: day {day} is not there, expected {f'1 to {self.days}' if self.days > 1 else '1'}",
                    )
        for n, h in enumerate(self.hours):
            if h.day in told:
                yield ("hours", n, "day"), f"hours: day {h.day} stands twice, expected it once"
            told.add(h.day)
        for n, p in enumerate(self.pauses):
            begins, ends = span(p.at)
            least, most = LENGTHS[p.kind]
            if not least <= ends - begins <= most:
                yield (
                    ("pauses", n, "at"),
                    f"pauses: {p.kind} {p.at} takes {ends - begins} minutes, expected {least} to {most}",
                )
        for n, g in enumerate(self.guests):
            begins, ends = span(g.at)
            if ends - begins < 10:
                yield ("guests", n, "at"), f"guests: {g.at} takes {ends - begins} minutes, expected 10 or more"

    def _overlaps(self, number: int) -> Iterator[tuple[Place, str]]:
        """What is wrong between the times of one day."""
        day = self.day(number)
        for taken in day.taken:
            if taken.begins < day.begins or taken.ends > day.ends:
                yield (
                    self._place(taken, number),
                    f"{taken.kind} {_told(taken)} lies outside of day {number}, expected it between "
                    f"{clock(day.begins)} and {clock(day.ends)}",
                )
        for one, other in pairwise(day.taken):
            if other.begins < one.ends:
                yield (
                    self._place(other, number),
                    f"{other.kind} {_told(other)} overlaps {one.kind} {_told(one)} on day {number}, "
                    "expected one after the other",
                )

    def _place(self, taken: Taken, number: int) -> Place:
        """Where a pause or a guest stands in the request."""
        at = (taken.begins, taken.ends)
        if taken.kind == "guest":
            return ("guests", next(n for n, g in enumerate(self.guests) if g.day == number and span(g.at) == at))
        return (
            "pauses",
            next(
                n
                for n, p in enumerate(self.pauses)
                if p.kind == taken.kind and span(p.at) == at and p.day in (None, number)
            ),
        )


def _told(taken: Taken) -> str:
    return f"{clock(taken.begins)}-{clock(taken.ends)}"


class ReadyPlan(Request):
    """A ready plan: a request with a name, made into an agenda at each build."""

    id: Id
    title: Text


class Audience(Frozen):
    """Who comes to a course, under its id."""

    title: Text
    order: tuple[Text, ...] = Field(min_length=1)


class Block(Frozen):
    """What stands in an agenda and is no module's session."""

    id: Id
    title: Text
    place: Literal["opening", "morning", "after_lunch", "evening", "closing", "extra", "practice"]
    minutes: Whole = Field(ge=1, le=240)
    short: Whole | None = Field(default=None, ge=1, le=240)
    days: Whole = Field(default=0, ge=0, le=10)
    after: Text | None = None
    must: bool = False
    guest: bool = False
    method: Method
    lead: Text
    aim: Text
    do: Text
    material: tuple[Text, ...] = ()
    room: Text | None = None

    @model_validator(mode="after")
    def _fits(self) -> Block:
        faults: list[tuple[Place, str]] = []
        if self.after is not None and self.place != "extra":
            faults.append((("after",), f"after: is for an extra, and this is {self.place}; expected it left out"))
        if self.must and self.place in ("extra", "practice"):
            faults.append((("must",), f"must: {self.place} gives way where time is short, expected it left out"))
        if self.short is not None and self.short > self.minutes:
            faults.append((("short",), f"short: is longer than minutes, expected {self.minutes} or less"))
        if faults:
            raise UnfitError(faults)
        return self


class Agendas(Frozen):
    """What agendas are made from: `book/agenda.yml`."""

    short_day: Whole = Field(ge=60, le=600)
    audiences: dict[Id, Audience] = Field(min_length=1)
    blocks: tuple[Block, ...] = Field(min_length=1)
    plans: tuple[ReadyPlan, ...] = ()

    def block(self, name: str) -> Block:
        """The block of that id. Raises KeyError."""
        for block in self.blocks:
            if block.id == name:
                return block
        raise KeyError(name)


def read_request(fields: dict[str, object]) -> tuple[Request | None, list[str]]:
    """A request from a command's options: itself, or all that is wrong with it, a line each."""
    try:
        return Request.model_validate(fields), []
    except ValidationError as e:
        report = Report(Path())
        report.add_invalid(Path(), Lines(), e, Request)
        return None, [p.text for p in report.problems]
