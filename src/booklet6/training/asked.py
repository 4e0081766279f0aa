"""What the trainer's commands are asked: for which course, and for which of its modules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .faults import Fault

if TYPE_CHECKING:
    from ..content import Course, Module


def course_at(root: Path, edition: Path | None) -> Course:
    """The course in a folder, with that edition. Ends the command with its mistakes, where it has any. Raises Fault."""
    from ..content import CourseError, load_current

    if not (root / "_config.yml").is_file():
        name = click.get_current_context().info_name
        raise Fault(
            [f"{root} holds no course: there is no _config.yml in it. Name its folder: booklet6 --root FOLDER {name} …"]
        )
    try:
        return load_current(root, edition)
    except CourseError as e:
        click.echo(str(e), err=True)
        sys.exit(1)


def modules_named(names: Sequence[str], course: Course) -> tuple[tuple[Module, ...], list[str]]:
    """The modules of these names (``08_prosecution``, ``prosecution`` or ``8``; several with commas), or all; and what is wrong."""
    from ..content.problems import did_you_mean
    from .agenda.names import module_id

    known = [m.id for m in course.modules]
    wanted: set[str] = set()
    faults: list[str] = []
    for name in (n.strip() for text in names for n in text.split(",")):
        if found := module_id(name, course):
            wanted.add(found)
        else:
            near = did_you_mean(name, [*known, *(k.partition("_")[2] for k in known)])
            faults.append(f"there is no module {name!r}. {near}Expected one of: {', '.join(known)}")
    return tuple(m for m in course.modules if m.id in wanted or not names), faults


def in_the_way(out: Path, files: Sequence[str], force: bool) -> list[str]:
    """What is wrong with writing these files to a folder that somebody has named."""
    if out.exists() and not out.is_dir():
        return [f"--out {out}: is a file, expected a folder"]
    there = [name for name in files if (out / name).exists()]
    return (
        [f"--out {out}: {', '.join(there)} is there already; say --force to write over it"]
        if there and not force
        else []
    )
