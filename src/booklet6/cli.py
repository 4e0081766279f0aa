"""`booklet6 …`: the course's commands. Thin: each reads its options, calls the library, and tells what happened."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from . import __version__


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
@click.pass_obj
def check(root: Path) -> None:
    """Check every course file; tell all mistakes at once, as path:line."""
    from .content import CourseError, load_course

    _course_at(root)
    try:
        course = load_course(root)
    except CourseError as e:
        click.echo(str(e))
        _fail(f"{len(e.problems)} to mend.")
    else:
        counts = {
            "modules": len(course.modules),
            "activities": len(course.activities),
            "cases": len(course.cases),
            "terms": len(course.glossary),
            "updates": len(course.updates),
            "references": len(course.references),
            "assignments": len(course.assignments),
        }
        click.echo("No mistakes. " + ", ".join(f"{n} {what}" for what, n in counts.items()) + ".")


@main.command()
@click.option("--fresh", is_flag=True, help="Build everything again, also what has not changed.")
@click.pass_obj
def build(root: Path, fresh: bool) -> None:
    """Build the static site into _build/html."""
    click.echo(f"The site is in {_built(root, fresh)}. Open index.html there.")


def _built(root: Path, fresh: bool = False) -> Path:
    from rich.console import Console

    from .content import CourseError
    from .publish import site

    _course_at(root)
    with Console(stderr=True).status("Building the book …"):
        try:
            return site.build(root, fresh=fresh)
        except (CourseError, site.BuildError) as e:
            _fail(str(e))
    raise AssertionError("not reached")


@main.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The one port for book and apps."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets other machines in the room connect.")
@click.pass_obj
def serve(root: Path, port: int, host: str) -> None:
    """Build the site if need be, then serve the book at / and the apps at /apps/. Ctrl-C stops."""
    _built(root)
    from .serve import serve as run

    sys.exit(run(root, port=port, host=host))


if __name__ == "__main__":
    main()
