"""The coverage checklist: `book/coverage/*.yml`, every part of the booklet, and where the course teaches it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import model_validator

from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Text


class Part(Frozen):
    """A part of the booklet: one entry of `book/coverage/<section>.yml`. It is taught, or set aside with a reason."""

    id: Text
    what: Text
    taught: tuple[Text, ...] = ()
    aside: Text | None = None

    @model_validator(mode="after")
    def _fits(self) -> Part:
        if faults := [*self._faults()]:
            raise UnfitError(faults)
        return self

    def _faults(self) -> Iterator[tuple[Place, str]]:
        if not self.taught and self.aside is None:
            yield (), "is neither taught nor set aside, expected taught: or aside:"
        if self.taught and self.aside is not None:
            yield ("aside",), "is taught and set aside, expected one of the two"
