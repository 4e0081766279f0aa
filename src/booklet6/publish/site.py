"""Build the static site: the book by Jupyter Book, the decks beside it, all checked, in `_build/html`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ..content import Course, load_course
from ..training import decks
from ..words import Words, load_words
from .digest import digest

STAMP = ".built-from"


class BuildError(Exception):
    """The book could not be built; the text says why."""


def up_to_date(root: Path) -> bool:
    """Is what stands in `_build/html` made from the files as they are now?"""
    stamp = root / "_build" / "html" / STAMP
    return stamp.is_file() and stamp.read_text() == digest(root)


def build(
    root: Path, *, fresh: bool = False, language: str = "en", words: Path | None = None, out: Path | None = None
) -> Path:
    """Build the site and return its folder.

    `fresh`: build all again. `language` and `words`: another language of the interface, and the folder of its
    catalogue. `out`: where to (`_build` below the root if not told). Raises `CourseError` where the course has
    mistakes, `BuildError` where the book cannot be built; then a site that was there before is left as it was.
    """
    course = load_course(root)
    out = out or root / "_build"
    site = out / "html"
    now = digest(root)
    if not fresh and language == "en" and site.joinpath(STAMP).is_file() and site.joinpath(STAMP).read_text() == now:
        return site
    work = out / "work"
    if fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    _sphinx(root, work, language, words)
    _decks(course, work / "html" / "slides", load_words(language, words))
    (work / "html" / STAMP).write_text(now)
    _replace(work / "html", site)
    return site


def _sphinx(root: Path, work: Path, language: str, words: Path | None) -> None:
    """Jupyter Book's configuration, Sphinx's builder; a warning is an error (a book with a broken link is not done)."""
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    overrides = [f"-Dlanguage={language}"] + ([f"-Dbooklet6_words={words}"] if words else [])
    config = subprocess.run(
        [sys.executable, "-m", "booklet6.publish.sphinx_config", str(root), str(work / "config")],
        capture_output=True,
        text=True,
        env=env,
    )
    if config.returncode:
        raise BuildError(f"_config.yml cannot be used:\n{config.stderr}")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", str(work / "config"), "-d", str(work / "doctrees")]
    command += ["-W", "--keep-going", "-q", *overrides, str(root), str(work / "html")]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        text = done.stderr.strip() or done.stdout.strip()
        raise BuildError(f"the book was not built; what is wrong:\n{re.sub(re.escape(str(root)) + '/', '', text)}")


def _decks(course: Course, out: Path, words: Words) -> None:
    shutil.rmtree(out, ignore_errors=True)
    for module in course.modules:
        decks.build(course.root / "slides" / f"{module.id}.md", out, course.root, words)


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
