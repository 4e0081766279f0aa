"""Real examples: `case_studies/examples/<id>.md`, what the booklet tells of a country or a practice, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from .law import Act, Means, Purpose
from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Day, Id, Sources, Text
from .vocabulary import Actor, Level, Measure, Practice, Responder, Sector, Stage


class Later(Frozen):
    """What became of an example since 2003: only what was confirmed, or that nothing could be confirmed."""

    text: Text
    source: Sources = ()
    checked: Day


class Example(Frozen):
    """A real example: `case_studies/examples/<id>.md`. The facts stand in the header, the account in the body."""

    id: Id
    title: Text
    countries: tuple[Text, ...] = Field(min_length=1)
    source: Sources
    practice: Practice
    level: tuple[Level, ...] = Field(min_length=1)
    stage: tuple[Stage, ...] = ()
    sectors: tuple[Sector, ...] = ()
    acts: tuple[Act, ...] = ()
    means: tuple[Means, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    actors: tuple[Actor, ...] = ()
    responders: tuple[Responder, ...] = ()
    measures: tuple[Measure, ...] = ()
    lesson: Text
    since: Later
    updates: tuple[str, ...] = ()
    content_note: Text | None = None
    account: Text

    @model_validator(mode="after")
    def _fits(self) -> Example:
        if faults := [*self._faults()]:
            raise UnfitError(faults)
        return self

    def _faults(self) -> Iterator[tuple[Place, str]]:
        for field in (
            "countries",
            "level",
            "stage",
            "sectors",
            "acts",
            "means",
            "purposes",
            "actors",
            "responders",
            "measures",
        ):
            values = getattr(self, field)
            for n, value in enumerate(values):
                if value in values[:n]:
                    yield (field, n), f"{field}: {value!r} stands twice, expected each once"
        if self.practice != "fact" and not self.measures:
            yield ("measures",), f"measures: is empty, expected what was done, since the practice is {self.practice!r}"
