"""Passages of a text that have a name: ``[the words]{#name}``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin

MARKED = re.compile(r"\[([^\[\]]+)\]\{\s*#(?P<name>[a-z][a-z0-9-]*)\s*\}")
"""A passage and its name."""
_MARK = re.compile(MARKED.pattern + r"|\]\{")
"""A passage, or the middle of what should be one."""
MARKDOWN = MarkdownIt("commonmark", {"html": False}).use(attrs_plugin, spans=True)
"""Reads a text with passages: each becomes a span that has the name as its id."""


def passages(text: str) -> dict[str, str]:
    """Name → words, white space as one blank, in the order of the text."""
    return {m["name"]: re.sub(r"\s+", " ", m[1]).strip() for m in MARKED.finditer(text)}


def mark_faults(text: str) -> Iterator[str]:
    """What is wrong with the marks of a text, whatever their names mean."""
    if any(m["name"] is None for m in _MARK.finditer(text)):
        yield "has a mark that cannot be read, expected [words]{#name}, and no bracket within the words"
        return
    named = [m["name"] for m in MARKED.finditer(text)]
    yield from (f"marks {name!r} twice, expected each name once" for name, n in Counter(named).items() if n > 1)
    shown = {
        str(token.attrs["id"])
        for block in MARKDOWN.parse(text)
        for token in block.children or ()
        if token.type == "span_open" and "id" in token.attrs
    }
    yield from (
        f"marks {name!r} where a page cannot show it, expected the mark within one paragraph, and not in code or a link"
        for name in dict.fromkeys(named)
        if name not in shown
    )
