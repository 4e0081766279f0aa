"""`booklet6 …`: the course's commands. Thin: each reads its options, calls the library, and tells what happened."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from . import __version__
from .evaluation.commands import evaluate
from .grading import commands as grading
from .options import EDITION
from .progress import steps
from .training.commands import agenda, decks
from .training.handouts.commands import handouts

if TYPE_CHECKING:
    from .content import Course


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The course's folder (the one with _config.yml). If not given: this folder.",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Check, build and serve the course on trafficking in persons."""
    context.obj = root.resolve()


def _course_at(root: Path) -> None:
    if not (root / "_config.yml").is_file():
        _fail(
            f"{root} holds no course: there is no _config.yml in it. Go to the course's folder, or name it: booklet6 --root FOLDER …"
        )


def _fail(text: str) -> None:
    click.echo(text, err=True)
    sys.exit(1)


@main.command()
@EDITION
@click.pass_obj
def check(root: Path, edition: Path | None) -> None:
    """Check every course file; tell all mistakes at once, as path:line."""
    from .content import CourseError, load_current

    _course_at(root)
    try:
        course = load_current(root, edition)
    except CourseError as e:
        click.echo(str(e))
        _fail(f"Mistakes: {len(e.problems)}.")
        return
    if mistakes := _in_what_is_drawn(course):
        click.echo("\n".join(mistakes))
        _fail(f"Mistakes: {len(mistakes)}.")
    counts = {
        "modules": course.modules,
        "activities": course.activities,
        "cases": course.cases,
        "terms": course.glossary,
        "updates": course.updates,
        "references": course.references,
        "assignments": course.assignments,
        "matched items": [i for items in course.matched.values() for i in items],
    }
    click.echo("No mistakes. " + ", ".join(f"{what}: {len(found)}" for what, found in counts.items()) + ".")
    if course.edition:
        click.echo(f"National edition: {course.edition.country}, entries: {len([*course.edition.entries])}.")


def _in_what_is_drawn(course: Course) -> list[str]:
    """The mistakes that only show when decks and figures are made: too many words on a slide, a figure that fails."""
    from .book import drawings
    from .training import decks

    mistakes: list[str] = []
    for module in steps(course.modules, "Decks"):
        try:
            decks.read(course.root / "slides" / f"{module.id}.md", course.root)
        except ValueError as e:
            mistakes += str(e).splitlines()
    for file in steps(sorted((course.root / "book" / "figures").glob("*.yml")), "Figures"):
        try:
            drawings.draw(file.stem, course.root)
        except ValueError as e:
            mistakes += str(e).splitlines()
    return mistakes


@main.command()
@click.option("--fresh", is_flag=True, help="Build everything again, also what has not changed.")
@EDITION
@click.pass_obj
def build(root: Path, fresh: bool, edition: Path | None) -> None:
    """Build the static site into _build/html."""
    click.echo(f"The site is in {_built(root, fresh, edition)}. Open index.html there.")


def _built(root: Path, fresh: bool = False, edition: Path | None = None, old_will_do: bool = False) -> Path:
    """Build the site. `old_will_do`: where only the edition has grown too old, what was built from it before is served."""
    from rich.console import Console

    from .content import CourseError
    from .content.edition import StaleError
    from .publish import site

    _course_at(root)
    console = Console(stderr=True)
    if not console.is_terminal and (fresh or not site.up_to_date(root)):
        click.echo("Building the book. It takes half a minute or more …", err=True)  # where no bar can show it
    with console.status("Building the book …"):
        try:
            return site.build(root, fresh=fresh, edition=edition)
        except StaleError as e:
            if not (old_will_do and site.up_to_date(root, edition=edition)):
                _fail(str(e))
            click.echo(
                f"{e}\nThe site was built before that, and is served as it was. Check these entries soon.", err=True
            )
            return root / "_build" / "html"
        except (CourseError, site.BuildError) as e:
            _fail(str(e))
    raise AssertionError("not reached")


@main.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The one port for book and apps."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in the room connect.")
@click.option(
    "--instructor", is_flag=True, help="Serve also the apps with keys and results. Only for this machine itself."
)
@EDITION
@click.pass_obj
def serve(root: Path, port: int, host: str, instructor: bool, edition: Path | None) -> None:
    """Build the site if need be, then serve the book at / and the apps at /apps/. Ctrl-C stops."""
    _built(root, edition=edition, old_will_do=True)
    from .serve import serve as run

    sys.exit(run(root, port=port, host=host, instructor=instructor))


@main.command()
@click.pass_obj
def exercises(root: Path) -> None:
    """Make what learners get in exercises/source/ again, from the bank and the cases."""
    from .content import CourseError, load_course
    from .exercises.generate import generate

    _course_at(root)
    try:
        course = load_course(root)
        written = generate(course, steps(course.assignments, "Exercises"))
    except CourseError as e:
        _fail(str(e))
        return
    except OSError as e:
        _fail(f"{e.filename} cannot be written or read: {e.strerror}.")
        return
    for path in written:
        click.echo(path.relative_to(root).as_posix())


for command in (agenda, decks, evaluate, handouts, *grading.COMMANDS):
    main.add_command(command)

if __name__ == "__main__":
    main()
