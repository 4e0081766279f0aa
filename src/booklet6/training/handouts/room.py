"""Papers for the room: cards and sheets that a session needs, from `book/room-papers.yml`, after a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from booklet6.activities import prose
from booklet6.content.fences import rows
from booklet6.content.places import headings
from booklet6.content.room_papers import RoomPaper
from booklet6.content.types import Sort

from .document import NARROW, Document, template
from .request import Request
from .text import ForPaper

SLIPS, CARDS = 8, 4
"""To a page: cards with a heading alone, and with a text."""
SHORT = 200
"""Characters of markup up to which a text is printed large."""
_LISTED = re.compile(r"[-|] ?|\d+\. |  ")
"""How a row of a list or a table begins, or one that goes on with it."""


def room_papers(r: Request) -> list[Document]:
    """All papers that the modules asked for, and the blocks around them, need."""
    modules = {m.id: m.lesson.short for m in r.modules}
    blocks = {b.id: b.title for b in (r.course.agendas.blocks if r.course.agendas else ())}
    everything = len(r.modules) == len(r.course.modules)
    used = modules | (blocks if everything else {})
    papers = [p for p in r.course.room_papers if set(p.used) & used.keys()]
    if not papers:
        return []
    where = {p.id: "; ".join(used[name] for name in p.used if name in used) for p in papers}
    sources = {p.id: "; ".join(r.text.source(s) for s in p.source) for p in papers}
    listed = template("room_list", papers=papers, where=where, sources=sources, words=r.words, text=r.text)
    parts = [listed, *(_paper(r, p, sources[p.id]) for p in papers)]
    title = r.words("handouts.room_papers.title")
    body = template("joined", parts=parts)
    return [Document("room-papers", title, body, r.words("handouts.room_papers.foot"), margin=NARROW)]


def _paper(r: Request, paper: RoomPaper, sources: str) -> Markup:
    if paper.sheet or paper.section:
        body = r.text.block(paper.sheet) if paper.sheet else r.text.whole(_section(r, paper.section or ""))
        return template("room_sheet", paper=paper, body=body, sources=sources, words=r.words, text=r.text)
    cards = [*_cards(r.text, paper, r)]
    longest = max(len(text) for _, text in cards)
    size = CARDS if longest else SLIPS
    pages = [cards[n : n + size] for n in range(0, len(cards), size)]
    return template("room_cards", paper=paper, pages=pages, size=size, large=longest < SHORT, text=r.text)


def _cards(text: ForPaper, paper: RoomPaper, r: Request) -> Iterator[tuple[Markup, Markup]]:
    """What stands on each card: its heading, and its text or nothing."""
    if paper.sort:
        activity = r.course.activities[paper.sort]
        assert isinstance(activity, Sort)
        yield from ((Markup(), text.block(item.text)) for item in activity.items.values())
    for card in paper.cards:
        yield text.inline(card.title), text.block(card.text) if card.text else Markup()


def _section(r: Request, place: str) -> str:
    """The first list or table of a part of a lesson, with the paragraph above it. A table gets a column to write in."""
    module, _, anchor = place.partition("#")
    body = r.course.module(module).body
    heading = headings(body)[anchor]
    above: list[str] = []
    found: list[str] = []
    begun = False
    for row in rows(body):
        title = row.text.startswith("#") and not row.inside
        if begun and (title or (found and row.text and not _LISTED.match(row.text))):
            break
        if begun and not row.inside and not row.mark:
            (found if found or _LISTED.match(row.text) else above).append(row.text)
        begun = begun or (title and prose.plain(row.text.lstrip("# ")).strip() == heading)
    last = re.split(r"\n{2,}", "\n".join(above).strip())[-1]
    if found and found[0].startswith("|"):
        notes = [r.words("handouts.room_papers.notes"), "---"]
        table = [row for row in found if row]
        found = [f"{row} {notes[n] if n < len(notes) else ''} |" for n, row in enumerate(table)]
    return "\n".join([last, "", *found])
