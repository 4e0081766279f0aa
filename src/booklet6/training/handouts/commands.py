"""`booklet6 handouts`: reads its options, calls the library, and tells what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from booklet6.options import EDITION, FORCE

from ..asked import course_at, in_the_way, modules_named
from ..faults import Fault

if TYPE_CHECKING:
    from .document import Paper
    from .names import Person

LONGEST_LINE = 80
"""Characters of --when and --where."""


@click.command()
@click.option(
    "--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True, help="The size of the paper."
)
@click.option("--only", "only", multiple=True, metavar="KIND[,KIND]", help="Only these kinds. --list names them.")
@click.option(
    "--module", "names", multiple=True, metavar="MODULE", help="Only this module: 08_prosecution, prosecution or 8."
)
@click.option("--key", is_flag=True, help="Also the keys, each as a document of its own for the trainer.")
@click.option(
    "--names",
    "people",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A table (CSV) with a column `name`, for the attendance list and the certificates.",
)
@click.option("--when", default="", metavar="TEXT", help="The day, as it is to be printed. If not given: a line.")
@click.option("--where", default="", metavar="TEXT", help="The place, as it is to be printed. If not given: a line.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write to. If not given: _build/handouts in the course's folder.",
)
@FORCE
@click.option("--no-pdf", is_flag=True, help="HTML only. You print it with your browser.")
@EDITION
@click.option("--list", "listed", is_flag=True, help="List the kinds and the modules, and stop.")
@click.pass_obj
def handouts(
    root: Path, /, paper: str, only: tuple[str, ...], names: tuple[str, ...], key: bool, people: Path | None, when: str,
    where: str, out: Path | None, force: bool, no_pdf: bool, edition: Path | None, listed: bool,
) -> None:  # fmt: skip
    """Make papers for a room: workbook, case cards, activity sheets, desk cards, forms.

    Each is written as HTML, which any browser prints, and as PDF where Chromium, Chrome or Edge is found.
    """
    from booklet6.words import load_words

    from . import make, pdf
    from .kinds import KINDS
    from .request import Request

    course = course_at(root, edition)
    if listed:
        click.echo("Kinds:\n" + "\n".join(f"  {kind}" for kind in KINDS))
        click.echo("Modules:\n" + "\n".join(f"  {m.id}" for m in course.modules))
        return
    kinds, faults = _kinds(only, list(KINDS))
    modules, wrong = modules_named(names, course)
    named, more = _people(people, kinds)
    faults += wrong + more
    faults += [
        f"--{option}: has {len(text)} characters, expected at most {LONGEST_LINE}"
        for option, text in (("when", when), ("where", where))
        if len(text) > LONGEST_LINE
    ]
    if faults:
        raise Fault(faults)
    request = Request(course, load_words(), modules, key, tuple(named), when, where)
    made, empty = make.documents(request, kinds)
    if not made:
        raise Fault([f"these modules have nothing for {', '.join(empty)}"])
    target = out or root / "_build" / "handouts"
    files = [f"{d.name}-{paper}.{end}" for d in made for end in ("html", "pdf")]
    if out and (there := in_the_way(out, files, force)):
        raise Fault(there)
    browser = None if no_pdf else pdf.find()
    try:
        with _progress(len(made) * (2 if browser else 1)) as told:
            written = make.write(made, request, cast("Paper", paper), target, browser, told)
    except make.HandoutError as e:
        _tell(e.written, target, empty if not only else [])
        raise Fault(e.lines) from e
    _tell(written, target, empty)
    if "certificates" in kinds and not names:
        click.echo("A certificate names all modules. If you taught fewer, say which: --module 02_definitions", err=True)
    if not (browser or no_pdf):
        raise Fault(
            [
                "no PDF was made: no Chromium, Chrome or Edge was found here",
                "the HTML is whole: open it in any browser and print it from there, also into a PDF",
                "or install Chromium (Debian, Ubuntu: sudo apt-get install chromium), or name a browser: CHROMIUM=/path/to/chrome",
                "with --no-pdf only the HTML is asked for",
            ]
        )


def _kinds(only: Sequence[str], known: Sequence[str]) -> tuple[list[str], list[str]]:
    """The kinds that are named, or all; and what is wrong."""
    from booklet6.content.problems import did_you_mean

    asked = [name.strip() for text in only for name in text.split(",")]
    faults = [
        f"there is no kind {name!r}. {did_you_mean(name, known)}Expected one of: {', '.join(known)}"
        for name in asked
        if name not in known
    ]
    return [kind for kind in known if kind in asked or not only], faults


def _people(path: Path | None, kinds: Sequence[str]) -> tuple[list[Person], list[str]]:
    from .kinds import NAMED
    from .names import NamesError, read_names

    if path is None:
        return [], []
    if not set(kinds) & set(NAMED):
        return [], [f"--names: no name goes onto {', '.join(kinds)}, expected {' or '.join(NAMED)} among the kinds"]
    try:
        return read_names(path), []
    except NamesError as e:
        return [], [f"--names {path}: {line}" for line in e.lines]


def _tell(written: Sequence[Path], target: Path, empty: Sequence[str]) -> None:
    for path in written:
        click.echo(path.name)
    if written:
        click.echo(f"In {target}")
    if empty:
        click.echo(f"Nothing to print in these modules: {', '.join(empty)}.", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal; elsewhere nothing. What it yields is called with each file's name."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)

        def told(name: str) -> None:
            bar.update(task, description=name, advance=int(bool(bar.tasks[0].description)))  # the one before is done

        yield told
        bar.update(task, completed=total)
