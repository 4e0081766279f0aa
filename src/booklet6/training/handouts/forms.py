"""Papers of the day: desk cards, places to call, the evaluation, the attendance list, the certificates of attendance."""

from __future__ import annotations

from booklet6.local import HELP

from .document import NARROW, Document, Part, template
from .request import Request
from .text import bdi, facts

ROWS = 18
"""Rows of a page of the attendance list, where no name and no place is long. They share the height of the paper: `print.css`."""
SCALE = ("no", "rather_no", "partly", "rather_yes", "yes")
"""What somebody can say of a line of the evaluation."""
LINES = ("useful", "my_desk", "clear", "took_part", "pace", "safe", "differ", "first_step")
"""The lines of the evaluation."""
QUESTIONS = ("most", "missing", "do", "other")
"""Its open questions."""
SPARE_ROWS = 5
"""Empty rows after the last name at least: somebody always comes who is not on the list."""
CARRIED = (
    "contacts.emergency",
    "contacts.hotline",
    "contacts.child",
    "contacts.shelter",
    "contacts.legal_aid",
)
"""Of the places to call those on a card to take along: what a quarter of a page holds. The sheet for the wall has all."""
TO_A_PAGE = 4
"""Such cards to a page."""


def desk_cards(r: Request) -> list[Document]:
    """One page for each card of `book/desk-cards.yml` whose module was asked for."""
    cards = [c for c in r.course.desk_cards if any(m.id == c.module for m in r.modules)]
    if not cards:
        return []
    title_of = {m.id: m.lesson.title for m in r.modules}
    parts = [
        Part(
            card.title,
            template(
                "desk_card",
                card=card,
                words=r.words,
                text=r.text,
                local=r.local,
                facts=list(facts(r.local, (*card.call, *card.law))),
                sources="; ".join(_mark(r, s) for s in card.source),
                module_title=title_of[card.module],
            ),
        )
        for card in cards
    ]
    title, footer = r.words("handouts.desk_cards.title"), r.local.warning or r.words("handouts.desk_cards.foot")
    return [Document.of_parts("desk-cards", title, parts, footer, margin=NARROW)]


def help_cards(r: Request) -> list[Document]:
    """Where help is to be found: a sheet for the wall, and a page of cards to cut, one for each person to take along."""
    title = r.words("handouts.help_cards.title")
    on_the_wall, on_a_card = list(facts(r.local, HELP)), list(facts(r.local, CARRIED))
    wall = template("help_wall", title=title, local=r.local, facts=on_the_wall, words=r.words)
    cards = template("help_cards", title=title, local=r.local, facts=on_a_card, size=TO_A_PAGE, words=r.words)
    parts = [Part(r.words("handouts.help_cards.wall"), wall), Part(r.words("handouts.help_cards.cards"), cards)]
    footer = r.local.warning or r.words("handouts.help_cards.foot")
    return [Document.of_parts("help-cards", title, parts, footer, margin=NARROW)]


def _mark(r: Request, source: str) -> str:
    """A source in short: a work by name and year, anything else as it is written."""
    return r.text.source(source) if source.startswith("@") else source


def evaluation(r: Request) -> list[Document]:
    """What the day was worth, by people who write no name."""
    body = template("evaluation", r=r, words=r.words, bdi=bdi, scale=SCALE, lines=LINES, questions=QUESTIONS)
    return [
        Document("evaluation", r.words("handouts.evaluation.title"), body, r.words("handouts.evaluation.foot"), pages=1)
    ]


def attendance(r: Request) -> list[Document]:
    """A list to sign: the names that were given, and empty rows up to the end of a page. Each page has its heads."""
    total = -(-(len(r.people) + SPARE_ROWS) // ROWS) * ROWS
    rows = [*r.people, *[None] * (total - len(r.people))]
    body = template("attendance", rows=rows, per_page=ROWS, r=r, words=r.words, bdi=bdi)
    return [
        Document(
            "attendance", r.words("handouts.attendance.title"), body, r.words("handouts.attendance.foot"), wide=True
        )
    ]


def certificates(r: Request) -> list[Document]:
    """One for each name; without names, one to fill in by hand. It says that somebody was there, and nothing of a test."""
    parts = [
        Part(person.name if person else "", template("certificate", person=person, r=r, words=r.words, bdi=bdi))
        for person in r.people or (None,)
    ]
    title, footer = r.words("handouts.certificates.title"), r.words("handouts.certificates.foot")
    return [Document.of_parts("certificates", title, parts, footer, wide=True)]
