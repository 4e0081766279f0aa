"""Checks of Markdown as the book reads it: directives, roles, links, and fences that are never closed.

Sphinx would find most of this too, but after a whole build, and in words for programmers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .edition import SLOTS
from .fences import Fence, rows, without_code
from .places import anchors
from .problems import did_you_mean
from .sources import source_parts

DIRECTIVES = (
    "activity",
    "agendas",
    "case-list",
    "certificate",
    "certificate-check",
    "coverage-list",
    "desk",
    "drawing",
    "facilitator",
    "final-test",
    "glossary-list",
    "key-points",
    "local",
    "more",
    "objectives",
    "on-paper",
    "plans",
    "progress-table",
    "resume",
    "session",
    "since",
    "since-list",
    "sources",
    "unfilled",
)
"""Our own directives; a test compares them with those that the book registers."""
ROLES = ("app", "deck", "local", "src")
"""Our own roles."""
OTHER_DIRECTIVES = (
    "admonition",
    "bibliography",
    "figure",
    "glossary",
    "image",
    "include",
    "list-table",
    "note",
    "raw",
    "tip",
    "toctree",
    "warning",
)
OTHER_ROLES = ("abbr", "cite", "cite:p", "cite:t", "doc", "math", "ref", "sub", "sup", "term")

_SPAN = re.compile(
    r"(?:\{(?P<role>[\w:-]+)\})?(?<!`)(?P<ticks>`+)(?!`)(?P<words>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL
)
"""A role, or code in a line. One pattern for both: where one ends, the next may begin."""
_LINK = re.compile(r"(?<!\\)\]\(\s*(<[^>]*>|[^)\s]*)(?:\s+\"[^\"]*\")?\s*\)")
_GENERATED = re.compile(r"(agenda|case|example|since|activity|term|part|plan)-.+")
"""Anchors that the book makes from records."""


@dataclass(frozen=True)
class Known:
    """What a text may refer to."""

    root: Path
    pages: dict[Path, str]
    """The texts of lessons and pages, by their file, as far as they were read."""
    terms: frozenset[str]
    """Every form of every term, in small letters."""
    lacks: Callable[[str, str], bool]
    """`lacks(kind, name)`: is it sure that there is no such record?"""
    names: Callable[[str], list[str]]


def faults(text: str, path: Path, known: Known) -> Iterator[tuple[int, str]]:
    """What is wrong in a Markdown text of the file `path`: line (from 0) and words."""
    yield from _fences(text)
    plain = without_code(text)
    for m in _SPAN.finditer(plain):
        if m["role"]:
            line = plain.count("\n", 0, m.start())
            yield from ((line, fault) for fault in _role(m["role"], m["words"], known))
    plain = _SPAN.sub(lambda m: re.sub(r"[^\n]", "x", m[0]), plain)
    for m in _LINK.finditer(plain):
        line = plain.count("\n", 0, m.start())
        if fault := _link(m[1].strip("<>"), text, path, known):
            yield line, fault


def _fences(text: str) -> Iterator[tuple[int, str]]:
    """Directives that there are not, and fences that are never closed."""
    inside: tuple[Fence, ...] = ()
    for n, (row, mark, inside) in enumerate(rows(text)):
        if mark == "opens":
            yield from ((n, fault) for fault in _directive(inside[-1].info))
        elif mark == "closes nothing":
            yield n, f"{row.strip()} closes nothing, expected as many closing as opening fences"
    for marks, info, n in inside:
        yield n, f"{marks}{info.split(' ')[0]} is never closed, expected {marks} on a line of its own below it"


def _directive(info: str) -> Iterator[str]:
    """What is wrong behind the marks of a fence."""
    d = re.match(r"\{([\w:-]*)\}", info)
    if d and d[1] not in (*DIRECTIVES, *OTHER_DIRECTIVES):
        near = did_you_mean(d[1], (*DIRECTIVES, *OTHER_DIRECTIVES))
        yield f"there is no directive {d[1]!r}. {near}Expected one of: {', '.join(DIRECTIVES)}"
    elif d and d[1] == "local":
        yield from slot_faults(info[d.end() :].split() or [""])


def slot_faults(slots: Iterable[str]) -> Iterator[str]:
    """What is wrong with the names of an edition's slots."""
    for slot in slots:
        if slot not in SLOTS:
            near = did_you_mean(slot, SLOTS)
            yield f"{{local}}: there is no slot {slot!r}. {near}Expected one of: {', '.join(SLOTS)}"


def _role(name: str, content: str, known: Known) -> Iterator[str]:
    if name not in (*ROLES, *OTHER_ROLES):
        near = did_you_mean(name, (*ROLES, *OTHER_ROLES))
        yield f"there is no role {{{name}}}. {near}Expected one of: {', '.join((*ROLES, 'cite', 'term'))}"
    elif name == "term":
        m = re.fullmatch(r"(.*?)\s*<([^<>]+)>\s*", content, re.DOTALL)
        term = " ".join((m[2] if m else content).split())
        if known.terms and term.lower() not in known.terms:
            near = did_you_mean(term.lower(), sorted(known.terms))
            yield f"{{term}}: {term!r} is not in the glossary. {near}Expected a word of book/glossary.yml"
    elif name.startswith("cite"):
        for key in (k.strip() for k in content.split(",")):
            if known.lacks("reference", key):
                near = did_you_mean(key, known.names("reference"))
                yield f"{{cite}}: there is no {key!r} in book/references.bib. {near}Expected a key that stands there"
    elif name == "src":
        for part in filter(None, (p.strip() for p in " ".join(content.split()).split(";"))):
            try:
                kind, _ = source_parts(part)
            except ValueError as e:
                yield f"{{src}}: {e}"
            else:
                if kind in ("bib", "update"):
                    yield f"{{src}}: {part!r} is a reference or an update, expected {{cite}} or {{since}} for it"
    elif name == "local":
        yield from slot_faults([content.strip()])
    elif name == "deck" and known.lacks("deck", content):
        yield f"{{deck}}: there is no deck {content!r}. {did_you_mean(content, known.names('deck'))}Expected the name of a file in slides/"
    elif name == "app" and known.lacks("app", content):
        yield f"{{app}}: there is no app {content!r}. {did_you_mean(content, known.names('app'))}Expected one of: {', '.join(known.names('app'))}"


def _link(target: str, text: str, path: Path, known: Known) -> str:
    """What is wrong with the target of a link; nothing if it leads somewhere, or out of the course."""
    if not target:
        return "a link has no address, expected one in the round brackets"
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return ""
    page, _, anchor = unquote(target).partition("#")
    found = text
    if page:
        there = (path.parent / page).resolve()
        if not there.exists() or not there.is_relative_to(known.root):
            return f"the link {target!r} leads to no file, expected a path from {path.parent.name}/"
        if there not in known.pages:
            return ""
        found = known.pages[there]
    if not anchor or _GENERATED.fullmatch(anchor):
        return ""
    have = anchors(found)
    if anchor in have:
        return ""
    return (
        f"the link {target!r} leads to no heading. {did_you_mean(anchor, have)}Expected one of: {', '.join(have[:12])}"
    )
