"""Where a statement comes from, as plain text for readers."""

from __future__ import annotations

from collections.abc import Mapping

from .content.sources import cited, source_parts
from .words import Words


def source_text(source: str, names: Mapping[str, str], words: Words) -> str:
    """A source in full, as a reader sees it.

    `names`: key of a reference → how it is named, and id of an update → its title (`Course.names`). A reference is
    followed by the place in it. Raises ValueError where `source` has not the form of one, and KeyError where `names`
    lacks it.
    """
    if reference := cited(source):
        key, place = reference
        return names[key] + (f", {place}" if place else "")
    kind, n = source_parts(source)
    return words("source.update", title=names[n]) if kind == "update" else words(f"source.{kind}", n=n)
