"""The version for learners, by nbgrader's own steps, and then a look at it: nothing of the key may be in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .course import CourseFolder, CourseFolderError
from .frames import plain_files

SHORTEST = 12
"""Letters that make a line of a solution or hidden test telltale; shorter ones stand anywhere."""


def release(course: CourseFolder, assignment: str) -> Path:
    """Make `release/ASSIGNMENT/` anew. Raises CourseFolderError; where something of the key shows, nothing stays there."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException

    source = course.path("source", ".", assignment)
    if not source.is_dir():
        raise CourseFolderError(f"There is no assignment {assignment!r}: no folder {source}")
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
    found = list(leaks(source, target, course.bank(assignment)))
    if found:
        shutil.rmtree(target)
        told = "\n".join(f"- {text}" for text in found[:20])
        raise CourseFolderError(f"Nothing was released, because something of the key would have gone out:\n{told}")
    return target


def leaks(source: Path, target: Path, bank: Path | None) -> Iterator[str]:
    """What of solutions, hidden tests and bank stands in the files for learners."""
    secrets = dict.fromkeys(line for path in source.glob("*.ipynb") for line in _secret_lines(path))
    telltale: list[str] = []
    if bank:
        from ..exercises import load_bank, secrets_of

        telltale = secrets_of(load_bank(bank))
    for name, path, _ in plain_files(target):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines = _lines(path) if path.suffix == ".ipynb" else [line.strip() for line in text.splitlines()]
        for line in dict.fromkeys(lines):
            if line in secrets:
                yield f"{name}: {line[:100]}"
        if telltale:
            from ..exercises import found_in

            yield from (f"{name}: {secret[:100]}" for secret in found_in(text, telltale))


def _secret_lines(path: Path) -> Iterator[str]:
    """Lines between BEGIN and END of solutions and hidden tests, unless they stand outside too."""
    inside, outside = [], set()
    for source in _sources(path):
        secret = False
        for line in source.splitlines():
            text = line.strip()
            if text.startswith(("### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS", "### BEGIN MARK SCHEME")):
                secret = True
            elif text.startswith(("### END SOLUTION", "### END HIDDEN TESTS", "### END MARK SCHEME")):
                secret = False
            elif secret:
                inside.append(text)
            else:
                outside.add(text)
    yield from (line for line in inside if len(line) >= SHORTEST and line not in outside)


def _lines(path: Path) -> list[str]:
    return [line.strip() for source in _sources(path) for line in source.splitlines()]


def _sources(path: Path) -> list[str]:
    """The sources and printed outputs of a notebook's cells."""
    found = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        found.append("".join(cell["source"]))
        found += ["".join(o.get("text", "")) for o in cell.get("outputs", [])]
    return found
