"""What a run has done so far, so that one that was killed goes on where it was."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .reasons import Reason, read_reason


@dataclass
class Entry:
    """The last word on a submission. state: ``started``, ``done`` or ``failed``."""

    student: str
    state: str
    digest: str
    points: float = 0.0
    most: float = 0.0
    notes: list[Reason] = field(default_factory=list)
    person: list[Reason] = field(default_factory=list)
    """What a person has to look at, and why."""
    written: int = 0
    """Answers that a person marks anyway."""


def read_entries(path: Path) -> dict[str, Entry]:
    """The last word on each learner's submission in a journal; a line that is cut off is none."""
    found: dict[str, Entry] = {}
    for line in (path.read_text(encoding="utf-8") if path.is_file() else "").splitlines():
        try:
            entry = _read_entry(json.loads(line))
        except (ValueError, TypeError):
            continue
        found[entry.student] = entry
    return found


def _read_entry(data: dict[str, Any]) -> Entry:
    """An entry as `asdict` has made it. Raises ValueError and TypeError where it is none."""
    entry = Entry(**data)
    entry.notes, entry.person = ([read_reason(r) for r in told] for told in (entry.notes, entry.person))
    return entry


class Journal:
    """One line a step. A line that was cut off by a kill is not there."""

    def __init__(self, path: Path):
        self.path = path
        self.entries = read_entries(path)
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")
        if text and not text.endswith("\n"):
            self._file.write("\n")

    def write(self, entry: Entry) -> None:
        """Note a step, for good."""
        self.entries[entry.student] = entry
        self._file.write(json.dumps(asdict(entry)) + "\n")
        self._file.flush()
        if entry.state != "started":
            os.fsync(self._file.fileno())

    def started(self, student: str, digest: str) -> None:
        """Note that a submission is begun."""
        self.write(Entry(student, "started", digest))

    def done(self, student: str, digest: str) -> bool:
        """Whether exactly this work has been graded."""
        entry = self.entries.get(student)
        return entry is not None and entry.digest == digest and entry.state in ("done", "failed")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
