"""Build the static site: the book by Jupyter Book, the decks beside it, all checked, in `_build/html`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from filelock import FileLock

from ..content import Course, load_current
from ..local import Local
from ..words import Words, load_words
from .digest import digest

STAMP = ".built-from"
CONFIG_REFUSED = 3
"""What `sphinx_build` ends with where it cannot use `_config.yml`. (To import it would bring all of Sphinx.)"""


class BuildError(Exception):
    """The book could not be built; the text says why."""


def up_to_date(root: Path, site: Path | None = None, edition: Path | None = None) -> bool:
    """Is what stands in `site` (`_build/html` if not told) made from the files as they are now?"""
    stamp = (site or root / "_build" / "html") / STAMP
    return stamp.is_file() and stamp.read_text() == digest(root, edition)


def build(
    root: Path,
    *,
    fresh: bool = False,
    language: str = "en",
    words: Path | None = None,
    out: Path | None = None,
    edition: Path | None = None,
    today: date | None = None,
) -> Path:
    """Build the site and return its folder.

    `fresh`: build all again. `language` and `words`: another language of the interface, and the folder of its
    catalogue. `out`: where to (`_build` below the root if not told). `edition`: the file of the national edition, if it
    is not `edition.yml` at the root. `today`: the day by which its entries are looked at. Raises `CourseError` where the
    course has mistakes, `StaleError` where the edition is out of date, `BuildError` where the book cannot be built; then
    a site that was there before is left as it was.
    """
    course = load_current(root, edition, today)
    out = out or root / "_build"
    site = out / "html"
    out.mkdir(parents=True, exist_ok=True)
    with FileLock(out / "build.lock"):  # two builds of one folder, a server's and a test's, wait for each other
        if fresh or language != "en" or not up_to_date(root, site, edition):
            made_from = digest(root, edition)
            _build(course, root, out, fresh=fresh, language=language, words=words)
            (site / STAMP).write_text(made_from)
    return site


def _build(course: Course, root: Path, out: Path, *, fresh: bool, language: str, words: Path | None) -> None:
    work = out / "sphinx"
    whole = work / "whole"
    if fresh or not whole.exists():
        shutil.rmtree(work, ignore_errors=True)  # what a build left that was stopped in the middle is of no use
    whole.unlink(missing_ok=True)
    work.mkdir(parents=True, exist_ok=True)
    _sphinx(root, work, language, words, course.edition_file)
    _decks(course, work / "html" / "slides", load_words(language, words))
    _agendas(course, work / "html" / "agendas", load_words(language, words))
    _name_no_icon(work / "html" / "index.html")
    whole.touch()
    _replace(work / "html", out / "html")


def _sphinx(root: Path, work: Path, language: str, words: Path | None, edition: Path | None) -> None:
    """Jupyter Book's configuration, Sphinx's builder, in a process of its own that ends with this one."""
    options = [f"-Dlanguage={language}"] + ([f"-Dbooklet6_words={words}"] if words else [])
    options += [f"-Dbooklet6_edition={edition}"] if edition else []
    # -P: a json.py in the folder that the command was given in is no library.
    command = [sys.executable, "-P", "-m", "booklet6.publish.sphinx_build", str(root), str(work), *options]
    ours, its = os.pipe()
    try:
        done = subprocess.run(
            command, stdin=ours, capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"}
        )
    finally:
        os.close(ours)
        os.close(its)
    text = re.sub(re.escape(str(root)) + "/", "", done.stderr.strip() or done.stdout.strip())
    if done.returncode == CONFIG_REFUSED:
        raise BuildError(f"_config.yml cannot be used:\n{text}")
    if done.returncode:
        raise BuildError(f"the book was not built; what is wrong:\n{text}")


def _name_no_icon(page: Path) -> None:
    """The first page only leads on. Without an icon of its own a browser asks for one that is not there."""
    text = page.read_text(encoding="utf-8")
    if "icon" not in text:
        page.write_text(f'<link rel="icon" href="data:,">\n{text}', encoding="utf-8")


def _decks(course: Course, out: Path, words: Words) -> None:
    from ..training import decks  # only where there is something to build: it brings matplotlib and more

    shutil.rmtree(out, ignore_errors=True)
    for module in course.modules:
        try:
            file = course.root / "slides" / f"{module.id}.md"
            lesson = f"../modules/{module.id}/lesson.html"
            decks.build(file, out, course.root, Local(course.edition, words), course.references, lesson)
        except ValueError as e:
            raise BuildError(str(e)) from e


def _agendas(course: Course, out: Path, words: Words) -> None:
    from ..training.agenda import PlanError, ready

    shutil.rmtree(out, ignore_errors=True)
    try:
        ready.write(course, out, words)
    except PlanError as e:
        raise BuildError(f"book/agenda.yml: a ready plan cannot be made: {e}") from e


def _replace(new: Path, site: Path) -> None:
    """Put the new site where the old one is, so that a reader or a kill in the middle never meets a half-made one."""
    fresh = site.with_name("html.new")
    old = site.with_name("html.old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(new, fresh, ignore=shutil.ignore_patterns(".buildinfo*", "objects.inv"))
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)
