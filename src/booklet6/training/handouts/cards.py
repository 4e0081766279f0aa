"""What is cut out or hung up: case cards with their key, and the actors for the wall."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from booklet6.activities import prose
from booklet6.content import Case
from booklet6.content.case import MARKED
from booklet6.content.types import ActorMap, Classify
from booklet6.content.types.actor_map import STAGES

from .document import NARROW, Document, Part, template
from .request import Request

T = TypeVar("T")
STEPS = ("hang", "read", "place", "roles", "duties")
"""How the wall is used, step by step."""
SIZES = (4, 3, 2)
"""Cards to a page. In a third of a page the story stands in two columns, each as wide as a quarter."""
_LETTERS, _LINES, _LOW = 44, 23, 14
"""In 10.5 points, in a wide typeface: letters in a line; lines below the heading in a quarter and in a third of a page."""


def cases_of(r: Request) -> list[Case]:
    """The practice cases of the modules asked for, in the order in which they are worked on; then those that none uses."""
    used = dict.fromkeys(a.case for m in r.modules for a in m.activities if isinstance(a, Classify))
    if len(r.modules) == len(r.course.modules):
        used |= dict.fromkeys(r.course.cases)
    return [r.course.cases[name] for name in used]


def to_a_page(case: Case) -> int:
    """How many cards as long as this one go onto a page: one of `SIZES`."""
    told = [" ".join(part.split()) for part in MARKED.sub(r"\1", case.story).split("\n\n")]
    lines = sum(math.ceil(len(part) / _LETTERS) for part in told) + len(told) // 2
    if lines + _head(case, _LETTERS) <= _LINES:
        return 4
    return 3 if math.ceil(lines / 2) + _head(case, 2 * _LETTERS) <= _LOW else 2


def _head(case: Case, letters: int) -> int:
    """Lines between the title and the story, beyond the one that says that it is fictional. `letters`: in a line."""
    note = math.ceil((len(case.content_note) + 16) / (letters - 4)) + 1 if case.content_note else 0
    return note + (len(case.country) > letters // 2)


def cards(r: Request) -> list[Document]:
    """Case cards, four to a page; a longer story takes a third or half of it. The key is a document of its own."""
    cases = cases_of(r)
    if not cases:
        return []
    sheets = list(_sheets(cases))
    order = [case for _, page in sheets for case in page]
    numbers = {case.id: n for n, case in enumerate(order, 1)}
    stories = {c.id: prose.story(c.story, False) for c in order}
    parts = []
    for size, page in sheets:
        body = template("case_cards", size=size, cases=page, stories=stories, numbers=numbers, words=r.words)
        parts.append(Part(", ".join(f"{numbers[c.id]} {c.title}" for c in page), body))
    title, footer = r.words("handouts.cards.title"), r.words("handouts.fictional")
    found = [Document.of_parts("cards", title, parts, footer, margin=NARROW)]
    if r.key:
        module_of = {a.case: m for m in r.modules for a in m.activities if isinstance(a, Classify)}
        body = template("case_cards_key", cases=order, numbers=numbers, module_of=module_of, words=r.words, text=r.text)
        found.append(Document("cards-key", r.words("handouts.cards.key"), body, r.words("handouts.trainer_only")))
    return found


def _sheets(cases: Sequence[Case]) -> Iterator[tuple[int, tuple[Case, ...]]]:
    """The cards by the page, each page with its size. Those that do not fill a page go onto one with larger cards."""
    left: list[Case] = []
    for size in SIZES:
        mine = [*left, *(c for c in cases if to_a_page(c) == size)]
        full = len(mine) if size == SIZES[-1] else len(mine) // size * size
        left = mine[full:]
        for page in _pages(mine[:full], size):
            yield size, page


def actors(r: Request) -> list[Document]:
    """For each network of a module: its stages, people, roles and duties, in large print, to place on a wall."""
    maps = [(m, a) for m in r.modules for a in m.activities if isinstance(a, ActorMap)]
    if not maps:
        return []
    parts = []
    for module, item in maps:
        stages = list(_pages(STAGES, 3))
        people = list(_pages([(item.person, True), *((a.name, False) for a in item.actors.values())], 2))
        roles, duties = list(_pages([*item.roles.values()], 4)), list(_pages(range(len(item.actors)), 8))
        body = template(
            "actors",
            m=module,
            a=item,
            stages=stages,
            people=people,
            roles=roles,
            duties=duties,
            steps=STEPS,
            words=r.words,
        )
        parts.append(Part(item.title, body, 1 + len(stages) + len(people) + len(roles) + len(duties)))
    return [Document.of_parts("actors", r.words("handouts.actors.title"), parts, r.words("handouts.fictional"))]


def _pages(things: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """Things by the page."""
    for n in range(0, len(things), size):
        yield tuple(things[n : n + size])
