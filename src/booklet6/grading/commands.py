"""The commands of an instructor."""

from __future__ import annotations

import datetime
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .course import CourseFolder
    from .pool import Progress, Result
    from .sandbox import Kind

_course_dir = click.option(
    "--course-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The nbgrader course folder. If not given: exercises/ in the course's folder, or this folder.",
)


def _is_name(_: click.Context, __: click.Parameter, value: str) -> str:
    """A name becomes a folder's. So it is none that leads elsewhere."""
    if value.strip(" .") == "" or re.search(r"[/\\\x00-\x1f]", value):
        raise click.BadParameter(f"{value!r} is no name of an assignment. Expected that of a folder in source/.")
    return value


_assignment = click.argument("assignment", callback=_is_name)


@click.command()
@_assignment
@_course_dir
@click.option("--jobs", type=click.IntRange(1, 64), help="How many submissions at a time. If not given: one a core.")
@click.option("--student", multiple=True, help="Grade only this learner's work. Can be given several times.")
@click.option("--force", is_flag=True, help="Grade everything again, also what has not changed.")
@click.option("--no-sandbox", is_flag=True, help="Grade without isolation, where it cannot be had. Only trusted work!")
@click.pass_obj
def grade(
    root: Path,
    assignment: str,
    course_dir: Path | None,
    jobs: int | None,
    student: tuple[str, ...],
    force: bool,
    no_sandbox: bool,
) -> None:
    """Grade what was handed in for ASSIGNMENT, isolated; go on where an earlier run stopped."""
    from .course import CourseFolder, CourseFolderError
    from .kernels import Server

    with _told(), ExitStack() as stack:
        kind = _isolation(no_sandbox)
        folder = _course_folder(root, course_dir)
        # The server imports what kernels need while this process imports nbgrader.
        address = stack.enter_context(Server(kind, [folder]))
        course = CourseFolder(folder)
        _check_bank(course, assignment)
        from .pool import Pool
        from .summary import lines, write

        pool = Pool(course, assignment, kind, jobs or os.cpu_count() or 1, force, address)
        if student and (unknown := set(student) - {s.student for s in course.submissions(assignment)}):
            raise CourseFolderError(f"Nothing was handed in by {', '.join(sorted(unknown))}.")
        with _progress(assignment) as progress:
            result = pool.run(progress, set(student) or None)
    for line in lines(result, assignment):
        click.echo(line)
    click.echo(f"\nThis summary is in {write(result, assignment, course.log(assignment))}")
    if _failed(result):
        sys.exit(3)


def _failed(result: Result) -> bool:
    return any(e.state == "failed" for e in result.entries)


def _course(root: Path, folder: Path | None) -> CourseFolder:
    from .course import CourseFolder

    return CourseFolder(_course_folder(root, folder))


def _course_folder(root: Path, folder: Path | None) -> Path:
    return folder or (root / "exercises" if (root / "exercises").is_dir() else root)


def _isolation(without: bool) -> Kind:
    """How to isolate. Where it cannot be done, a person at the terminal is asked; without one it is an error."""
    from .course import CourseFolderError
    from .sandbox import INSTALL, probe

    found = probe()
    if found.kind == "cold":
        click.echo(f"Grading is isolated, but slow: {found.reason}", err=True)
    if found.kind != "none":
        return found.kind
    told = INSTALL.format(reason=found.reason)
    if without:
        click.echo(told, err=True)
    elif not sys.stdin.isatty():
        raise CourseFolderError(f"{told}\nTo grade all the same: --no-sandbox")
    elif not click.confirm(f"{told}\nGrade all the same?", err=True):
        raise CourseFolderError("Nothing was graded.")
    return "none"


def _check_bank(course: CourseFolder, assignment: str) -> None:
    """What cannot be marked must not become 0 points: look at the bank before any work is touched."""
    from ..content import CourseError
    from ..exercises import load_bank
    from .course import CourseFolderError

    if bank := course.bank(assignment):
        try:
            load_bank(bank)
        except CourseError as e:
            raise CourseFolderError(f"Nothing was done, because the bank has mistakes:\n{e}") from None


@contextmanager
def _told() -> Iterator[None]:
    """Errors that a person can do something about end the command with their text."""
    from .course import CourseFolderError
    from .kernels import KernelError

    try:
        yield
    except (CourseFolderError, KernelError) as e:
        click.echo(str(e), err=True)
        sys.exit(1)
    except OSError as e:
        if e.filename is None:  # nothing that a person could look at
            raise
        click.echo(f"{e.filename} cannot be written or read: {e.strerror}.", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        click.echo("Stopped. What was graded stays; run the command again to go on.", err=True)
        sys.exit(130)


@contextmanager
def _working(what: str) -> Iterator[None]:
    """A sign of life at a terminal, for work whose parts nobody can count."""
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, _: bar.update(task, completed=done, total=total)


@click.command()
@_assignment
@_course_dir
@click.pass_obj
def feedback(root: Path, assignment: str, course_dir: Path | None) -> None:
    """Write the pages that learners get back for ASSIGNMENT: points and comments, no hidden tests, no script."""
    from .feedback import write_feedback

    with _told():
        course = _course(root, course_dir)
        with _progress(assignment) as progress:
            pages = write_feedback(course, assignment, progress)
    click.echo(f"Pages written: {len(pages)}. They are in {course.root / str(course.coursedir.feedback_directory)}")


@click.command()
@_course_dir
@click.option("--assignment", multiple=True, help="Only this one. Can be given several times.")
@click.option(
    "--form", type=click.Choice(["nbgrader", "moodle"]), default="nbgrader", show_default=True, help="Whose table."
)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file. If not given: grades.csv there.")
@click.pass_obj
def export(root: Path, course_dir: Path | None, assignment: tuple[str, ...], form: str, to: Path | None) -> None:
    """Write all marks to a table: nbgrader's own, or one that Moodle and other gradebooks take."""
    from .export import write_moodle, write_nbgrader
    from .summary import plain_line, plain_names

    with _told(), _working("Writing the marks"):
        course = _course(root, course_dir)
        path = (to or course.root / "grades.csv").resolve()
        waiting = (write_moodle if form == "moodle" else write_nbgrader)(course, list(assignment), path)
    click.echo(f"The marks are in {path}")
    if waiting:
        click.echo("Not all is marked yet, and what is not marked counts 0. These wait for a person:")
        for name, who in waiting.items():
            click.echo(f"- {plain_line(name)}: {plain_names(who)}")
        click.echo("Mark them: booklet6 formgrader")


@click.command()
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_course_dir
@click.pass_obj
def enrol(root: Path, table: Path, course_dir: Path | None) -> None:
    """Enter the class that stands in TABLE, a CSV file of yours or of your platform, into the gradebook."""
    from .collect import RosterError, read_roster
    from .course import CourseFolderError

    with _told(), _working("Entering the class"):
        course = _course(root, course_dir)
        from .gradebook import enrol as enter
        from .gradebook import open_book

        try:
            people = read_roster(table).people
        except RosterError as e:
            raise CourseFolderError(str(e)) from None
        book = open_book(course)
        try:
            with book.transaction() as api:
                enter(api, people)
        finally:
            book.close()
    shown = ", ".join(p.id for p in people[:3]) + (", …" if len(people) > 3 else "")
    click.echo(f"In the gradebook now: {len(people)} of {table.name} ({shown}).")


@click.command()
@_assignment
@_course_dir
@click.pass_obj
def release(root: Path, assignment: str, course_dir: Path | None) -> None:
    """Make what learners get of ASSIGNMENT, and see to it that nothing of the key goes out with it."""
    from .release import release as make

    with _told(), _working("Releasing"):
        course = _course(root, course_dir)
        _check_bank(course, assignment)
        folder = make(course, assignment)
    click.echo(f"Give this folder to learners: {folder}")


@click.command()
@_assignment
@click.argument("source", metavar="FROM", type=click.Path(exists=True, path_type=Path))
@_course_dir
@click.option(
    "--roster",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A table (CSV) of who is in the class. Work of others is not collected, but named.",
)
@click.option("--dry-run", is_flag=True, help="Say what would become of each file, and write nothing.")
@click.option(
    "--replace", is_flag=True, help="Other work of a learner that was collected before gives way. It is kept aside."
)
@click.option("--file-times", is_flag=True, help="The times that files bear are the times of handing in.")
@click.option("--timezone", help="Of times that name no zone: Europe/Rome, say. If not given: this machine's.")
@click.pass_obj
def collect(
    root: Path,
    assignment: str,
    source: Path,
    course_dir: Path | None,
    roster: Path | None,
    dry_run: bool,
    replace: bool,
    file_times: bool,
    timezone: str | None,
) -> None:
    """Put the work for ASSIGNMENT that lies in FROM into the course folder, and say what became of each file.

    FROM is a folder or a zip, as Moodle, Canvas, Blackboard, Brightspace, Sakai, Teams or a mail program give it.
    """
    from .collect import RosterError, lines, read_roster, write
    from .collect import collect as collected
    from .course import CourseFolderError

    with _told():
        course = _course(root, course_dir)
        try:
            people = read_roster(roster) if roster else None
        except RosterError as e:
            raise CourseFolderError(str(e)) from None
        with _working("Collecting"):
            found = collected(
                course,
                assignment,
                source,
                people,
                replace=replace,
                dry=dry_run,
                file_times=file_times,
                zone=_zone(timezone),
            )
        if not found.files:
            raise CourseFolderError(f"{source} holds no file. Nothing was collected.")
        for line in lines(found, whole=dry_run or len(found.files) <= _SHOWN):
            click.echo(line)
        if not dry_run:
            path = write(found, course.log(assignment) / f"collected-{_now()}.md")
            click.echo(f"\nWhat became of each file is in {path}")
            click.echo(f"Then: booklet6 grade {assignment}")
    if not found.clean:
        sys.exit(3)


_SHOWN = 100
"""So many files are named on the screen, each with what became of it."""


def _zone(name: str | None) -> datetime.tzinfo | None:
    from zoneinfo import ZoneInfo

    from .course import CourseFolderError

    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        raise CourseFolderError(
            f"There is no time zone {name!r}. They are called Europe/Rome, Asia/Manila, UTC …"
        ) from None


def _now() -> str:
    return f"{datetime.datetime.now():%Y%m%d-%H%M%S}"


@click.command()
@_course_dir
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="If not given: one that is free.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the page in this machine's browser.")
@click.pass_obj
def formgrader(root: Path, course_dir: Path | None, port: int, browser: bool) -> None:
    """Mark written answers by hand, in nbgrader's formgrader, made safe. For this machine only; Ctrl-C stops it."""
    with _told():
        course = _course(root, course_dir)
        from .formgrader import serve

        serve(course, port, browser)


COMMANDS = (enrol, release, collect, grade, formgrader, feedback, export)
"""What the command line registers."""
