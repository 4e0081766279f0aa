"""The coverage checklist: `book/coverage/*.yml`, every part of the booklet, and where the course teaches it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import model_validator

from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Text

COVERAGE_FILES = (
    "front",
    *("6.1", "6.2", "6.3", "6.4.1", "6.4.2", "6.5", "6.6", "6.7", "6.8", "6.9"),
    *("references", "websites", "slides", "countries", "defects"),
)
"""The names of the files in `book/coverage`, in the order in which their parts are listed: the booklet's own."""


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
