"""What an assignment is by the gradebook: its notebooks and their cells, as `nbgrader generate_assignment` stored them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A cell that nbgrader knows."""

    name: str
    type: str
    source: str
    checksum: str
    locked: bool
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float = 0.0
    released: str | None = None
    """What stood in it when it was handed out, where that is known: hidden tests are not in it."""

    def metadata(self) -> dict[str, Any]:
        """Its nbgrader metadata."""
        found: dict[str, Any] = {
            "grade": self.grade,
            "grade_id": self.name,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": self.task,
            "checksum": self.checksum,
            "cell_type": self.type,
        }
        return found | ({"points": self.points} if self.grade or self.task else {})


@dataclass(frozen=True)
class NotebookDefinition:
    """A notebook of the assignment, with its cells in order."""

    name: str
    kernelspec: dict[str, Any] | None
    cells: tuple[Cell, ...]

    @property
    def language(self) -> str:
        """The language of its kernel, in small letters; without any word of one it is Python."""
        return language_of(self.kernelspec or {})

    @property
    def by_name(self) -> dict[str, Cell]:
        return {c.name: c for c in self.cells}


def language_of(spec: Mapping[str, Any]) -> str:
    """The language that a kernelspec names; some name only a kernel, as ``ir`` for R."""
    told = spec.get("language") or spec.get("name")
    if not isinstance(told, str) or told.lower().startswith("python"):
        return "python"
    return {"ir": "r", "xpython": "python"}.get(told.lower(), told.lower())[:40]


@dataclass(frozen=True)
class Definition:
    """An assignment."""

    assignment: str
    notebooks: tuple[NotebookDefinition, ...]

    def digest(self) -> str:
        """The same for the same tests: graded work is only up to date with the tests that it was graded by."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


def read_definition(book: Any, assignment: str, source: Path, release: Path) -> Definition:
    """From an open gradebook; the order of cells from the source notebooks, and what was handed out from the release.

    Raises nbgrader's MissingEntry where the assignment is not in the gradebook.
    """
    found = []
    for notebook in book.find_assignment(assignment).notebooks:
        grades = {c.name: c for c in notebook.grade_cells}
        released = _sources(release / f"{notebook.name}.ipynb")
        solutions = {c.name for c in notebook.solution_cells}
        tasks = {c.name: c for c in notebook.task_cells}
        cells = [
            Cell(
                name=c.name,
                type=str(c.cell_type),
                source=c.source or "",
                checksum=c.checksum or "",
                locked=bool(c.locked),
                grade=c.name in grades,
                solution=c.name in solutions,
                task=c.name in tasks,
                released=released.get(c.name),
                points=float((grades.get(c.name) or tasks.get(c.name) or _None).max_score or 0),
            )
            for c in notebook.source_cells
        ]
        order = list(_sources(source / f"{notebook.name}.ipynb"))
        cells.sort(key=lambda c: order.index(c.name) if c.name in order else len(order))
        spec = json.loads(notebook.kernelspec) if notebook.kernelspec else None
        found.append(NotebookDefinition(notebook.name, spec, tuple(cells)))
    return Definition(assignment, tuple(sorted(found, key=lambda n: n.name)))


class _None:
    max_score = 0.0


def _sources(path: Path) -> dict[str, str]:
    """Cells by name, in order, with their sources; none where there is no such notebook."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        named = [(c["metadata"].get("nbgrader", {}).get("grade_id"), "".join(c["source"])) for c in cells]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: source for name, source in named if name}
