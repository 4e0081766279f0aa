"""What an assignment expects to get, and which of it a file is, whatever became of its name on the way."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from ...frames import plain_files
from ..course import CourseFolder, CourseFolderError
from .roster import squeezed

RESPONSES = "responses.json"
LONGEST_JSON = 20_000_000
"""Bytes of JSON that are read; what is longer counts as unreadable."""

_ADDED = re.compile(r"( ?\(\d+\)|[ _-]+(copy|kopie|copie|copia)( ?\(\d+\)|\d+)?|[ _-]\d+)$")
_NUMBER = re.compile(r"(\d+)\)?$")
_AFTER = (".txt", ".json", ".html", ".htm", ".download", ".bin")
"""What browsers and mail put behind a name."""


@dataclass
class Look:
    """What stands in a file. kind: ``notebook``, ``responses`` or empty for all else; problem: why it cannot be used."""

    kind: str = ""
    cells: frozenset[str] = frozenset()
    """The cells of a notebook that nbgrader knows by name."""
    learner: str = ""
    """The name that responses were given under."""
    problem: str = ""


@dataclass
class Wanted:
    """The files of an assignment, as they were released."""

    assignment: str
    notebooks: dict[str, frozenset[str]] = field(default_factory=dict)
    """File → the names of its cells that nbgrader knows."""
    others: set[str] = field(default_factory=set)

    @property
    def files(self) -> set[str]:
        """All of them."""
        return {*self.notebooks, *self.others}

    def by_name(self, inner: tuple[str, ...]) -> tuple[str, int]:
        """Which file of the assignment has this name, and the number of the copy that the name bears; or nothing."""
        known = {squeezed(n): n for n in self.files}
        for k in range(len(inner)):
            if (found := known.get(squeezed("/".join(inner[k:])))) and found.count("/") == len(inner) - k - 1:
                return found, 0
        top = {_plain(n): n for n in self.files if "/" not in n}
        for name, copy in _readings(inner[-1]):
            if name in top:
                return top[name], copy
        return "", 0

    def by_content(self, look: Look) -> str:
        """Which file of the assignment this is, by what stands in it; or nothing."""
        if look.kind == "responses" and RESPONSES in self.others:
            return RESPONSES
        if look.kind == "notebook" and look.cells:
            shared = {n: len(cells & look.cells) / len(cells | look.cells) for n, cells in self.notebooks.items()}
            best = max(shared, key=lambda n: shared[n], default="")
            if best and shared[best] >= 0.5 and [*shared.values()].count(shared[best]) == 1:
                return best
        return ""

    def other(self, name: str, look: Look) -> bool:
        """Whether a notebook of that name is plainly one of another assignment."""
        known = self.notebooks.get(name, frozenset())
        return bool(look.kind == "notebook" and known and look.cells and not known & look.cells)


def wanted(course: CourseFolder, assignment: str) -> Wanted:
    """What was released of an assignment, or else what its source holds. Raises CourseFolderError."""
    folders = [course.path(step, ".", assignment) for step in ("release", "source")]
    folder = next((f for f in folders if any(f.glob("*.ipynb"))), None)
    if folder is None:
        raise CourseFolderError(f"There is no assignment {assignment!r} in {course.root}: no notebook in {folders[1]}")
    found = Wanted(assignment)
    for name, path, _ in plain_files(folder):
        if path.suffix == ".ipynb" and "/" not in name:
            found.notebooks[name] = look_at(path.read_bytes(), assignment).cells
        elif path.suffix != ".ipynb" and not any(p.startswith(".") for p in name.split("/")):
            found.others.add(name)
    kept = course.config.get("Autograde", {}).get("exclude_overwriting", {})
    found.others |= {str(n) for n in kept.get(assignment, [])}
    return found


def look_at(data: bytes, assignment: str) -> Look:
    """What stands in a file. Raises nothing."""
    if not data.strip():
        return Look(problem="it is empty")
    if len(data) > LONGEST_JSON:
        return Look(problem="it is too long to be read")
    try:
        read = json.loads(data)
        if isinstance(read, dict) and isinstance(read.get("cells"), list):
            metadata = (c.get("metadata", {}).get("nbgrader", {}) for c in read["cells"])
            return Look("notebook", frozenset(str(m["grade_id"]) for m in metadata if m.get("grade_id")))
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError):
        return Look(problem="it is damaged, or no notebook")
    if isinstance(read, dict) and isinstance(read.get("answers"), dict):
        if read.get("assignment") != assignment:
            return Look(problem="its answers are of another assignment")
        learner = read.get("learner", "")
        return Look("responses", learner=learner[:100] if isinstance(learner, str) else "")
    return Look(problem="it is no notebook")


def _plain(name: str) -> str:
    stem, dot, end = unicodedata.normalize("NFKC", name).casefold().rpartition(".")
    return squeezed(stem) + dot + end.strip()


def _readings(name: str) -> Iterable[tuple[str, int]]:
    """What a mangled name may have been, the least changed first, and the number of the copy that a platform made.

    A copy that somebody made by hand has no number: who goes on in the copy, and who in the first, nobody knows.
    """
    name = unicodedata.normalize("NFKC", name).casefold().strip()
    copy = 0
    for _ in range(6):
        stem, dot, end = name.rpartition(".")
        yield _plain(name), copy
        if m := _ADDED.search(stem if dot else name):
            copy = max(copy, _copy(m))
            name = (stem[: m.start()] + dot + end) if dot else name[: m.start()]
        elif name.endswith(_AFTER) and "." in stem:
            name = stem
        elif m := _ADDED.search(name):  # work.ipynb (1)
            copy = max(copy, _copy(m))
            name = name[: m.start()]
        else:
            return


def _copy(added: re.Match[str]) -> int:
    number = _NUMBER.search(added[0])
    return int(number[1][:9]) if number and not added[2] else 0
