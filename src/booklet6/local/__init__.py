"""The facts of one country, as book, decks, agendas and paper show them; or what is to be filled in where there are none.

`Local` answers one question: what stands in this slot? An answer is plain text. Whoever shows it escapes it, and keeps
its direction apart from what stands round it: `isolated` does so for plain text, ``<bdi>`` for HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from booklet6.content.edition import SLOT_ROLE, SLOTS, Contact, Edition, Embassy, Law, Ministry
from booklet6.words import Words

HELP = (
    "contacts.emergency",
    "contacts.hotline",
    "contacts.child",
    "contacts.shelter",
    "contacts.labour_inspectorate",
    "contacts.union",
    "contacts.embassy",
    "contacts.legal_aid",
)
"""Whom to call, in the order in which it is asked."""
SHORT = 40
"""Characters of a name on a slide, where there is no number."""


@dataclass(frozen=True)
class Answer:
    """What stands in a slot. Without an edition it has a label alone, and `open` is true."""

    label: str
    name: str = ""
    """Who or what it is; a law with its article."""
    number: str = ""
    web: str = ""
    address: str = ""
    when: str = ""
    """Hours and languages."""
    says: str = ""
    """What a law says, what a ministry does; or what to do where there is none."""
    checked: str = ""
    by: str = ""
    open: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All that it says, but for who checked it: a line each."""
        return tuple(t for t in (self.name, self.number, self.web, self.address, self.when, self.says) if t)


class Local:
    """The slots of an edition, or of none."""

    def __init__(self, edition: Edition | None, words: Words):
        self.edition = edition
        self.words = words

    @property
    def title(self) -> str:
        """What a box of local facts is called."""
        return self.words("local.title_in", country=self.edition.country) if self.edition else self.words("local.title")

    @property
    def warning(self) -> str:
        """That the country is invented, where it is; else nothing."""
        if self.edition and self.edition.fictional:
            return self.words("local.fictional", country=self.edition.country)
        return ""

    def look_up(self, slot: str) -> tuple[Answer, ...]:
        """What stands in the slot: one answer, or several for ministries and embassies. Raises KeyError."""
        if slot not in SLOTS:
            raise KeyError(slot)
        label = self.words(f"local.slot.{slot}")
        if self.edition is None:
            return (Answer(label, open=True),)
        group, _, name = slot.partition(".")
        found = getattr(self.edition, group)
        entries = (getattr(found, name),) if name else found
        return tuple(self._answer(label, entry) for entry in entries)

    def _answer(self, label: str, entry: Law | Contact) -> Answer:
        if isinstance(entry, Embassy):
            label = entry.country
        elif isinstance(entry, Ministry) and entry.name:
            label = entry.name
        if entry.missing:
            return Answer(label, says=entry.missing, checked=entry.checked, by=entry.by)
        name = entry.name or ""
        if isinstance(entry, Law):
            name = self.words("local.article", law=name, article=entry.article or "")
            return Answer(label, name, web=entry.web or "", says=entry.says or "", checked=entry.checked, by=entry.by)
        return Answer(
            label,
            name if name != label else "",
            entry.number or "",
            entry.web or "",
            entry.address or "",
            "; ".join([*filter(None, [entry.hours]), *([", ".join(entry.languages)] if entry.languages else [])]),
            entry.task if isinstance(entry, Ministry) else "",
            entry.checked,
            entry.by,
        )

    def short(self, slot: str) -> str:
        """The shortest that is of use: the number, or a name cut to a slide's width; what is open, in words."""
        answer = self.look_up(slot)[0]
        if answer.open:
            return self.words("local.open")
        text = answer.number or answer.name or answer.says
        if len(text) > SHORT:
            text = f"{text[: SHORT - 1].rstrip()}…"
        return self.words("local.invented", text=text) if self.warning else text

    def filled_in(self, markdown: str) -> str:
        """A text of a deck or a handout with each {local}`slot` filled, safe as Markdown."""
        return SLOT_ROLE.sub(lambda m: self.markdown(self.short(m[1].strip())), markdown)

    def markdown(self, text: str) -> str:
        """A text of an edition as Markdown that shows just this text, and keeps its direction to itself."""
        plain = plain_markdown(text)
        mixed = self.words.direction == "rtl" or any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)
        return isolated(plain) if mixed else plain

    def bullets(self, slots: Iterable[str] = HELP) -> str:
        """The slots as a Markdown list, each with its label; with a warning where the country is invented."""
        rows = []
        for slot in slots:
            for answer in self.look_up(slot):
                told = [self.markdown(t) for t in answer.lines] or [f"*{self.words('local.open')}*"]
                if answer.checked:
                    told.append(self.words("local.checked", date=answer.checked, by=self.markdown(answer.by)))
                rows.append(f"- **{self.markdown(answer.label)}:** {' · '.join(told)}")
        warning = [f"**{self.markdown(self.warning)}**\n"] if self.warning else []
        return "\n".join([*warning, *rows])


def plain_markdown(text: str) -> str:
    """Plain text as Markdown that shows just this text."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~^$@&:\"'])", r"\\\1", text)


def isolated(text: str) -> str:
    """A text whose direction does not spill over: between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE."""
    return f"\u2068{text}\u2069"


__all__ = ["HELP", "Answer", "Local", "isolated", "plain_markdown"]
