"""Places of the course, as `book/coverage` names them: a heading of a lesson, a case, an item, a term and so on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from .fences import rows
from .problems import did_you_mean

RECORDS = {
    "case": "case",
    "example": "example",
    "item": "activity",
    "term": "term",
    "deck": "deck",
    "session": "session",
}
"""How a place begins → the kind of record it names."""

FORMS = (
    "02_definitions#consent (a lesson and its heading), book/welcome#heading, case:night-boat, example:…, item:…, term:…, "
    "deck:02_definitions, session:02_definitions, figure:…, U03, or @unodc2014"
)


def anchors(markdown: str) -> list[str]:
    """The anchors of a Markdown file's headings, in order, as the book makes them (down to the third level)."""
    return [*headings(markdown)]


@cache
def headings(markdown: str) -> Mapping[str, str]:
    """Anchor → heading, in order; kept, since a page is named many times."""
    found: dict[str, str] = {}
    for row in rows(markdown):
        hidden = any(fence.block for fence in row.inside)
        if not hidden and (m := re.match(r"#{1,3} +(.+?)\s*$", row.text)):
            plain = _plain(m[1])
            found.setdefault(_slug(plain), plain)
    return MappingProxyType(found)


def _plain(heading: str) -> str:
    """A heading without roles and links."""
    plain = re.sub(r"\{[\w-]+\}`([^`<]*?)(?:\s*<[^`]*>)?`", r"\1", heading)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)


def _slug(plain: str) -> str:
    """A heading as an anchor: the way of GitHub, which MyST follows."""
    return re.sub(r"[^\w\u4e00-\u9fff\- ]", "", plain.strip().lower()).replace(" ", "-")


class Places:
    """Knows whether a place is there. `pages` are the texts of lessons and pages, by their file, as far as they were
    read; `names` the names of the records of each kind; `unread` the kinds of which not all could be read."""

    def __init__(self, root: Path, pages: dict[Path, str], names: dict[str, list[str]], unread: set[str]):
        self.root = root
        self.pages = pages
        self.names = names
        self.unread = unread

    def fault(self, place: str) -> str:
        """What is wrong with a place; nothing if it is there."""
        start, colon, rest = place.partition(":")
        if colon and start in RECORDS:
            return self._record(RECORDS[start], rest, place)
        if colon and start == "figure":
            there = (self.root / "book" / "figures" / f"{rest}.yml").is_file()
            return "" if there else f"there is no drawing {rest!r}, expected the name of a file in book/figures/"
        if place.startswith("@"):
            return self._record("reference", place[1:], place)
        if re.fullmatch(r"U\d\d", place):
            return self._record("update", place, place)
        page, hash_, anchor = place.partition("#")
        folder = page if "/" in page else f"modules/{page}/lesson"
        return self._page(page, self.root / f"{folder}.md", anchor if hash_ else "", place)

    def _record(self, kind: str, name: str, place: str) -> str:
        if name in self.names.get(kind, []) or kind in self.unread:
            return ""
        near = did_you_mean(name, self.names.get(kind, []))
        return f"{place!r} leads nowhere: there is no such {kind}. {near}Expected one that is there"

    def _page(self, page: str, path: Path, anchor: str, place: str) -> str:
        if path not in self.pages:
            told = path.exists() or page in self.names.get("module", [])  # it is there, and could not be read
            return "" if told else f"{place!r} is no place of the course, expected one as {FORMS}"
        found = anchors(self.pages[path])
        if anchor and anchor not in found:
            near = did_you_mean(anchor, found)
            return f"{place!r} leads nowhere: the page has no such heading. {near}Expected one of: {', '.join(found)}"
        return ""
