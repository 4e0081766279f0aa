"""A story for a room without screens, from the page of the book that tells how it is played: cards, sheet, debrief."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from booklet6.activities import on_paper
from booklet6.content import Course
from booklet6.content.types import Scenario

from .document import Document, template
from .request import Request

_PART = re.compile(r"^`{3,}\{on-paper\} *(?P<id>\S+)\n:part: *(?P<part>\S+)\n`{3,}$", re.MULTILINE)
_INCLUDE = re.compile(
    r"^`{3,}\{include\} *(?P<file>\S+)\n(?::start-after: *\"(?P<after>[^\"]*)\"\n)?(?::end-before: *\"(?P<before>[^\"]*)\"\n)?`{3,}$",
    re.MULTILINE,
)
_BOX = re.compile(r"^(?P<marks>:{3,})\{admonition\}.*?^(?P=marks)$\n?", re.MULTILINE | re.DOTALL)
"""What the page says of itself, and of the screen."""
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
DEBRIEF = "debrief"


def scenarios_with_a_page(course: Course) -> dict[str, str]:
    """Stories that a page of the book shows on paper: id of the activity → the page."""
    return {m["id"]: page for page, text in course.pages.items() for m in _PART.finditer(text)}


def capstone(r: Request) -> list[Document]:
    """The whole page but for the debrief; with the key, the debrief as a document of its own."""
    found = []
    here = {a.id for m in r.modules for a in m.activities}
    for page in dict.fromkeys(page for item, page in scenarios_with_a_page(r.course).items() if item in here):
        sections = _SECTION.split(r.course.pages[page])
        title = re.sub(r"^# ", "", sections[0].strip().split("\n")[0])
        intro = sections[0].strip().partition("\n")[2]
        plays = [intro, *(s for s in sections[1:] if not _is_debrief(s))]
        body = template("capstone", note=r.words("handouts.capstone.apart"), parts=[_told(r, s) for s in plays])
        found.append(Document("capstone", title, body, r.words("handouts.fictional")))
        if r.key:
            told = [_told(r, s) for s in sections[1:] if _is_debrief(s)]
            name = r.words("handouts.capstone.key", title=title)
            body = template("capstone", note="", parts=told)
            found.append(Document("capstone-key", name, body, r.words("handouts.trainer_only")))
    return found


def _is_debrief(section: str) -> bool:
    return any(m["part"] == DEBRIEF for m in _PART.finditer(section))


def _told(r: Request, section: str) -> Markup:
    """A section as HTML: its text, and the parts of the story where they stand."""
    return Markup("\n").join(_pieces(r, _BOX.sub("", section)))


def _pieces(r: Request, section: str) -> Iterator[Markup]:
    at = 0
    found = sorted([*_PART.finditer(section), *_INCLUDE.finditer(section)], key=lambda m: m.start())
    for m in found:
        yield r.text.whole(section[at : m.start()])
        yield _part(r, m) if m.re is _PART else r.text.whole(_included(r.course, m))
        at = m.end()
    yield r.text.whole(section[at:])


def _part(r: Request, m: re.Match[str]) -> Markup:
    story = r.course.activities[m["id"]]
    if not isinstance(story, Scenario):
        raise ValueError(f"{m['id']} is no scenario")
    return Markup(on_paper(story, r.words, m["part"], r.text.sources(story)))


def _included(course: Course, m: re.Match[str]) -> str:
    """What a page takes from a lesson: what stands between two of its lines."""
    module = m["file"].rstrip("/").split("/")[-2]
    text = course.module(module).body
    if m["after"]:
        text = text.partition(m["after"])[2]
    return text.partition(m["before"])[0] if m["before"] else text
