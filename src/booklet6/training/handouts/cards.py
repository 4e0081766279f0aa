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

from .document import NARROW, Document, template
from .request import Request

T = TypeVar("T")
STEPS = ("hang", "read", "place", "roles", "duties")
"""How the wall is used, step by step."""
_LETTERS, _LINES = 44, 23
"""Of a quarter of a page in 10.5 points, in a wide typeface: letters in a line, and lines below the heading."""


def cases_of(r: Request) -> list[Case]:
    """The practice cases of the modules asked for, in the order in which they are worked on; then those that none uses."""
    used = dict.fromkeys(a.case for m in r.modules for a in m.activities if isinstance(a, Classify))
    if len(r.modules) == len(r.course.modules):
        used |= dict.fromkeys(r.course.cases)
    return [r.course.cases[name] for name in used]


def is_long(case: Case) -> bool:
    """Does its story need half a page?"""
    told = [" ".join(part.split()) for part in MARKED.sub(r"\1", case.story).split("\n\n")]
    return sum(math.ceil(len(part) / _LETTERS) for part in told) + len(told) // 2 + _head(case) > _LINES


def _head(case: Case) -> int:
    """Lines between the title and the story, beyond the one that says that it is fictional."""
    note = math.ceil((len(case.content_note) + 16) / (_LETTERS - 4)) + 1 if case.content_note else 0
    return note + (len(case.country) > _LETTERS // 2)


def cards(r: Request) -> list[Document]:
    """Case cards, four to a page; a long story takes half a page. The key is a document of its own."""
    cases = cases_of(r)
    if not cases:
        return []
    order = sorted(cases, key=is_long)
    numbers = {case.id: n for n, case in enumerate(order, 1)}
    short = [c for c in order if not is_long(c)]
    long = [c for c in order if is_long(c)]
    pages = [("cut-4", page) for page in _pages(short, 4)] + [("cut-2", page) for page in _pages(long, 2)]
    stories = {c.id: prose.story(c.story, False) for c in order}
    body = template("case_cards", pages=pages, stories=stories, numbers=numbers, words=r.words)
    found = [
        Document(
            "cards",
            r.words("handouts.cards.title"),
            body,
            r.words("handouts.fictional"),
            pages=len(pages),
            margin=NARROW,
        )
    ]
    if r.key:
        module_of = {a.case: m for m in r.modules for a in m.activities if isinstance(a, Classify)}
        body = template("case_cards_key", cases=order, numbers=numbers, module_of=module_of, words=r.words, text=r.text)
        found.append(Document("cards-key", r.words("handouts.cards.key"), body, r.words("handouts.trainer_only")))
    return found


def actors(r: Request) -> list[Document]:
    """For each network of a module: its stages, people, roles and duties, in large print, to place on a wall."""
    maps = [(m, a) for m in r.modules for a in m.activities if isinstance(a, ActorMap)]
    if not maps:
        return []
    parts, pages = [], 0
    for module, item in maps:
        stages = list(_pages(STAGES, 3))
        people = list(_pages([(item.person, True), *((a.name, False) for a in item.actors.values())], 2))
        roles, duties = list(_pages([*item.roles.values()], 4)), list(_pages(range(len(item.actors)), 8))
        pages += 1 + len(stages) + len(people) + len(roles) + len(duties)
        parts.append(
            template(
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
        )
    body = template("joined", parts=parts)
    return [Document("actors", r.words("handouts.actors.title"), body, r.words("handouts.fictional"), pages=pages)]


def _pages(things: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """Things by the page."""
    for n in range(0, len(things), size):
        yield tuple(things[n : n + size])
