"""The version for learners, by nbgrader's own steps, and then a look at it: nothing of the key may be in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..frames import plain_files
from .course import CourseFolder, CourseFolderError

SHORTEST = 12
"""Letters that make a line of a solution or hidden test telltale; shorter ones stand anywhere."""


def release(course: CourseFolder, assignment: str) -> Path:
    """Make `release/ASSIGNMENT/` anew. Raises CourseFolderError; where something of the key shows, nothing stays there."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException

    source = course.path("source", ".", assignment)
    if not source.is_dir():
        known = ", ".join(sorted(p.name for p in source.parent.glob("[!.]*") if p.is_dir()))
        raise CourseFolderError(
            f"There is no assignment {assignment!r}: no folder {source}. There are: {known or 'none'}."
        )
    course.coursedir.assignment_id = assignment
    converter = GenerateAssignment(coursedir=course.coursedir, parent=course.app)
    converter.force = True
    before = Path.cwd()
    try:
        converter.start()
    except (NbGraderException, SystemExit) as e:
        raise CourseFolderError(f"{assignment} could not be released: {e}") from None
    finally:
        os.chdir(before)
    target = course.path("release", ".", assignment)
    found = list(leaks(source, target, course.bank(assignment), marks_of(course.app)))
    if found:
        shutil.rmtree(target)
        told = "\n".join(f"- {text}" for text in found[:20])
        raise CourseFolderError(f"Nothing was released, because something of the key would have gone out:\n{told}")
    return target


def leaks(source: Path, target: Path, bank: Path | None, marks: Marks) -> Iterator[str]:
    """What of solutions, hidden tests and bank stands in the files for learners."""
    secrets = dict.fromkeys(line for path in source.glob("*.ipynb") for line in _secret_lines(path, marks))
    telltale: list[str] = []
    if bank:
        from ..exercises import load_bank, secrets_of

        telltale = secrets_of(load_bank(bank))
    for name, path, _ in plain_files(target):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines = _lines(path) if path.suffix == ".ipynb" else (line.strip() for line in text.splitlines())
        for line in dict.fromkeys(lines):
            if line in secrets:
                yield f"{name}: {line[:100]}"
        if telltale:
            from ..exercises import found_in

            yield from (f"{name}: {secret[:100]}" for secret in found_in(text, telltale))


@dataclass(frozen=True)
class Marks:
    """Words that begin and end what is taken out of a release, by nbgrader's settings."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


def marks_of(parent: Any) -> Marks:
    """The marks that a course uses. parent: its nbgrader application, or nothing for nbgrader's own."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

    solutions, tests, schemes = (step(parent=parent) for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme))
    return Marks(
        (solutions.begin_solution_delimeter, tests.begin_test_delimeter, schemes.begin_mark_scheme_delimeter),
        (solutions.end_solution_delimeter, tests.end_test_delimeter, schemes.end_mark_scheme_delimeter),
    )


def _secret_lines(path: Path, marks: Marks) -> Iterator[str]:
    """Lines of solutions, hidden tests and marking schemes, unless they stand outside too.

    An answer's cell without marks is a solution from end to end, as nbgrader has it.
    """
    inside, outside = [], set()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        lines = [line.strip() for line in "".join(cell["source"]).splitlines()]
        begun = any(b in line for line in lines for b in marks.begin)
        secret = not begun and bool(cell["metadata"].get("nbgrader", {}).get("solution"))
        for line in lines:
            if any(b in line for b in marks.begin):
                secret = True
            elif any(e in line for e in marks.end):
                secret = False
            elif secret:
                inside.append(line)
            else:
                outside.add(line)
    telltale = (line for line in inside if len(line) >= SHORTEST and not line.startswith(("import ", "from ")))
    yield from (line for line in telltale if line not in outside)


def _lines(path: Path) -> Iterator[str]:
    """All lines of text in a notebook, wherever they stand: sources, outputs, attachments, metadata, widgets."""
    pending = [json.loads(path.read_text(encoding="utf-8"))]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield from (line.strip() for line in part.splitlines())
        elif isinstance(part, list):
            pending += ["".join(part)] if all(isinstance(p, str) for p in part) else part
        elif isinstance(part, dict):
            pending += [*part, *part.values()]
