"""The Sphinx extension that makes the book: directives and roles of the course, its theme, and what goes beside it.

Used through `_config.yml`; it reads the course once for each build and stops the build where the course has mistakes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError

from .. import __version__
from ..activities.render import SCRIPT_WORDS, safe_json
from ..content import CourseError, load_course
from ..publish.digest import digest
from ..words import load_words
from . import agendas, cases, coverage, directives, glossary, learner, local, references, roles, since, tables

PAGE_WORDS = (*SCRIPT_WORDS, "progress.", "book.", "cases.shown")
"""The parts of the catalogue that a page's script uses."""


def _load(app: Sphinx) -> None:
    """Read the course and the words; everything else finds them at `app.env`."""
    folder = Path(app.config.booklet6_words) if app.config.booklet6_words else None
    try:
        course = load_course(Path(app.srcdir), _edition(app))
    except CourseError as e:
        raise ExtensionError(f"the course has mistakes:\n{e}") from e
    app.booklet6_course = course  # type: ignore[attr-defined]
    app.booklet6_words = load_words(app.config.language or "en", folder)  # type: ignore[attr-defined]


def _edition(app: Sphinx) -> Path | None:
    """The file of the national edition, where one was named."""
    return Path(app.config.booklet6_edition) if app.config.booklet6_edition else None


def _outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """All pages, where anything has changed that pages are made from beside their own text."""
    words = app.booklet6_words.entries  # type: ignore[attr-defined]
    now = (digest(Path(app.srcdir), _edition(app)), tuple(sorted(words.items())))
    before = getattr(env, "booklet6_digest", None)
    env.booklet6_digest = now  # type: ignore[attr-defined]
    return [] if before == now else list(env.found_docs)


def _context(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    words = app.booklet6_words  # type: ignore[attr-defined]
    context["words"] = words
    more = learner.SCRIPT_WORDS if context.get("learner") else ()
    context["page_words"] = safe_json(words.part(*PAGE_WORDS, *more))
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything. Called by Sphinx."""
    app.add_config_value("booklet6_words", "", "env", str)
    app.add_config_value("booklet6_edition", "", "env", str)
    app.add_html_theme("booklet6", str(Path(__file__).parent / "theme"))
    app.connect("builder-inited", _load)
    app.connect("env-get-outdated", _outdated)
    app.connect("html-page-context", _context)
    directives.setup(app)
    agendas.setup(app)
    cases.setup(app)
    coverage.setup(app)
    roles.setup(app)
    glossary.setup(app)
    local.setup(app)
    learner.setup(app)
    references.setup(app)
    since.setup(app)
    tables.setup(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
