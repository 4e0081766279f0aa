"""Where a statement comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ..content.sources import cited, source_parts
from ..words import Words


def source_title(source: str, words: Words) -> str:
    """A source in full, as a reader sees it. Raises ValueError where it has not the form of one."""
    kind, n = source_parts(source)
    return words(f"source.{kind}", n=n) if kind in ("section", "box", "note", "article", "smuggling") else source


def source_text(source: str, references: Mapping[str, str], words: Words) -> str:
    """One source as plain text: a reference by name and year, anything else written out. `references`: as in `Course`."""
    if reference := cited(source):
        key, place = reference
        return references[key] + (f", {place}" if place else "")
    return source_title(source, words)
