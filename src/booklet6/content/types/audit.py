"""Audit: hold a document against a list, and say of each line whether the document has it, lacks it or goes against it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from ..problems import Place, UnfitError, did_you_mean
from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity

if TYPE_CHECKING:
    from ..case import Case


class AuditClause(Frozen):
    """One clause of the document: its heading, as *3. Pay*, and its words."""

    title: Text
    text: Text


class Line(Frozen):
    """One line of the list. `at` names the clauses that settle it: none where the document says nothing.

    `answer` is the right one, `also` are others that are accepted. `why` tells the reason; `not_why`, what is wrong with
    another answer.
    """

    text: Text
    answer: Id
    also: tuple[Id, ...] = ()
    at: tuple[Id, ...] = ()
    why: Text
    not_why: dict[Id, Text] = {}


class Audit(Activity):
    """Slots: one for each line of the list, its value one of `answers`. The document stands beside the list."""

    type: Literal["audit"]
    prompt: Text
    explain: Text
    document: Text
    """What the document is, and that it is fictional."""
    clauses: dict[Id, AuditClause] = Field(min_length=2)
    answers: dict[Id, Text] = Field(min_length=2)
    lines: dict[Id, Line] = Field(min_length=3)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        return tuple(Slot(id=i, control="radio", values=tuple(self.answers)) for i in self.lines)

    def key(self, cases: Mapping[str, Case]) -> Key:
        return {
            i: SlotKey(
                credit=dict.fromkeys((line.answer, *line.also), 1.0),
                feedback={**{a: line.not_why.get(a, line.why) for a in self.answers}, "": line.why},
            )
            for i, line in self.lines.items()
        }

    @model_validator(mode="after")
    def _fits(self) -> Audit:
        faults: list[tuple[Place, str]] = []
        for name, line in self.lines.items():
            named: list[tuple[Place, str, str, Mapping[str, object]]] = [
                (("answer",), line.answer, "an answer", self.answers),
                *((("also", n), a, "an answer", self.answers) for n, a in enumerate(line.also)),
                *((("not_why", a), a, "an answer", self.answers) for a in line.not_why),
                *((("at", n), c, "a clause", self.clauses) for n, c in enumerate(line.at)),
            ]
            faults += [
                (
                    ("lines", name, *place),
                    f"lines: {name}: {place[0]}: {value!r} is not {what}. "
                    f"{did_you_mean(value, known)}Expected one of: {', '.join(known)}",
                )
                for place, value, what, known in named
                if value not in known
            ]
            faults += [
                (
                    ("lines", name, "not_why", a),
                    f"lines: {name}: not_why: {a!r} is right here, expected the reason under why",
                )
                for a in line.not_why
                if a in (line.answer, *line.also)
            ]
        if faults:
            raise UnfitError(faults)
        return self
