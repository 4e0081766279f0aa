"""The ready plans of `book/agenda.yml` as files to download, beside the built site."""

from __future__ import annotations

from pathlib import Path

from booklet6.content import Course
from booklet6.words import Words

from .. import word
from .make import make
from .text import document

FOLDER = "agendas"
"""Where they are, below the site."""
ENDINGS = ("docx", "md")


def write(course: Course, out: Path, words: Words) -> list[Path]:
    """Write each ready plan to `out` as a Word file and as Markdown. Raises PlanError where one cannot be made."""
    plans = course.agendas.plans if course.agendas else ()
    written = []
    for ready in plans:
        out.mkdir(parents=True, exist_ok=True)
        text = document(make(course, ready, ready.title), words, ready.title)
        docx, md = (out / f"{ready.id}.{ending}" for ending in ENDINGS)
        word.write(text, docx, words, ready.title)
        md.write_text(text, encoding="utf-8")
        written += [docx, md]
    return written
