"""Glossary terms explained where they stand: the definition goes into the link, the page's script shows it on hover."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx


def _explain(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give each link to a term its definition, as the title that a reader without scripts sees."""
    course = app.booklet6_course  # type: ignore[attr-defined]
    meaning = {}
    for term in course.glossary.values():
        for name in (term.term, *term.also):
            meaning[name.lower()] = plain(term.definition)
    anchors = {nodes.make_id(name): text for name, text in meaning.items()}
    for link in doctree.findall(nodes.reference):
        inner = next(iter(link.findall(nodes.inline)), None)
        if inner is None or "std-term" not in inner.get("classes", []):
            continue
        target = str(link.get("refuri", "") or link.get("refid", "")).rpartition("#term-")[2]
        if text := anchors.get(target.lower()):
            link["reftitle"] = text
        link["classes"].append("term")
        at = link.index(inner)
        link[at : at + 1] = inner.children  # Sphinx's wrapper says what the link's own class says; it only weighs


def plain(markdown: str) -> str:
    """Markdown as one line of plain text: for a title attribute."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", markdown)).strip()


def setup(app: Sphinx) -> None:
    """Register the hook."""
    app.connect("doctree-resolved", _explain)
