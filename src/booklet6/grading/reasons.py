"""Why a person should look at a submission: a sentence, and the cause by which the summary knows what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class Cause(StrEnum):
    """What kind of thing a reason tells of. The values stand in journals: they stay as they are."""

    UNREADABLE = "unreadable"
    """A file is there that is no notebook."""
    ABSENT = "absent"
    """No file is there, or none that may be looked at."""
    GIVEN_UP = "given up"
    """The grader itself could not go on with it."""
    OTHER_NAME = "other name"
    """The answers were given under a name that is not the one under which they were handed in."""
    STOPPED = "stopped"
    """Too slow, too large, or ended."""
    NO_DATA = "no data"
    """A test asked for a value that cannot go from kernel to kernel."""
    UNPROVEN = "unproven"
    """A test ran in the hands of the work."""
    UNMARKED = "unmarked"
    """A test gave no points that can be."""
    OTHER_LANGUAGE = "other language"
    """No kernel here runs it."""
    MENDED = "mended"
    """Cells were put back, renamed, or cleaned."""
    LEFT_OUT = "left out"
    """Files that were not taken, or have names that mislead."""
    NO_TIME = "no time"
    """When it was handed in is not known."""
    UNUSUAL = "unusual"
    """Not what coursework holds; no points hang on it."""
    UNTOLD = "untold"
    """From a journal that an earlier version wrote, without causes."""


@dataclass(frozen=True)
class Reason:
    """A cause, and a sentence for a person. where: the notebook, or notebook and cell, if it tells of one."""

    cause: Cause
    text: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


def read_reason(data: Any) -> Reason:
    """What `asdict` has made of a reason. Earlier versions wrote text alone. Raises ValueError or TypeError."""
    if isinstance(data, str):
        return Reason(Cause.UNTOLD, data)
    reason = Reason(**data)
    if not (isinstance(reason.text, str) and isinstance(reason.where, str)):
        raise TypeError(f"no text: {data!r}")
    return replace(reason, cause=Cause(reason.cause))
