"""Texts of lessons and pages for paper: MyST in, Markdown or HTML out. Nothing on paper can be followed, so links go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from booklet6.activities import prose
from booklet6.citing import source_text
from booklet6.content import Activity, Course
from booklet6.content.fences import rows
from booklet6.local import Local
from booklet6.words import Words

_ROLE = re.compile(r"(?P<space>[ \t]*\n?[ \t]*)\{(?P<role>[\w:-]+)\}`(?P<words>[^`]*)`", re.DOTALL)
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^()\s]*)\)")
_HEADING = re.compile(r"(#{2,4}) +(.+)")
_DESK = re.compile(r"\{desk\}\s*(\S+)")


class ForPaper:
    """Turns a course's texts into what can be read on paper, with the facts of the country in their slots."""

    def __init__(self, course: Course, local: Local):
        self.course = course
        self.local = local
        self.words: Words = local.words
        self._terms = {form.lower(): name for name, term in course.glossary.items() for form in (term.term, *term.also)}

    def markdown(self, text: str) -> str:
        """MyST as plain Markdown: roles are written out, source marks and links are taken out."""
        filled = self.local.filled_in(text)
        return _LINK.sub(lambda m: m["text"], _ROLE.sub(self._role, filled))

    def block(self, text: str) -> Markup:
        """MyST as HTML: paragraphs, lists, tables."""
        return Markup(prose.block(self.markdown(text)))

    def inline(self, text: str) -> Markup:
        """MyST as one run of HTML."""
        return Markup(prose.inline(self.markdown(text)))

    def whole(self, text: str) -> Markup:
        """MyST as HTML, with its headings of the second to the fourth rank."""
        found: list[Markup] = []
        kept: list[str] = []
        for row in text.split("\n"):
            if heading := _HEADING.fullmatch(row):
                found.append(self.block("\n".join(kept)))
                kept = []
                rank = len(heading[1])
                found.append(Markup(f"<h{rank}>{self.inline(heading[2])}</h{rank}>"))
            elif not row.startswith("%"):
                kept.append(row)
        return Markup("\n").join([*found, self.block("\n".join(kept))])

    def _role(self, m: re.Match[str]) -> str:
        name, content = m["role"], " ".join(m["words"].split())
        space = m["space"]
        if name == "src":  # a mark at the end of a line goes with its space
            return ""
        if name.startswith("cite"):
            works = [self.course.references.get(key.strip(), key) for key in content.split(",")]
            return f"{space}({'; '.join(works)})"
        if name == "app":
            content = self.course.apps[content].title
        elif name == "deck":
            content = self.course.module(content).deck.title
        return space + re.sub(r"\s*<[^<>]*>$", "", content)

    def terms(self, text: str) -> list[str]:
        """The ids of the glossary's words that a text marks, by the alphabet of what they say."""
        found = set()
        for m in _ROLE.finditer(text):
            if m["role"] == "term":
                target = re.search(r"<([^<>]+)>$", " ".join(m["words"].split()))
                word = target[1] if target else " ".join(m["words"].split())
                if name := self._terms.get(word.lower()):
                    found.add(name)
        return sorted(found, key=lambda name: self.course.glossary[name].term.lower())

    def sources(self, activity: Activity) -> dict[str, str]:
        """Each source of an activity → how it is written for a reader."""
        return {s: self.source(s) for _, sources in activity.sources() for s in sources}

    def source(self, source: str) -> str:
        """One source as plain text."""
        return source_text(source, self.course.names, self.words)


def desks(body: str) -> dict[str, str]:
    """The boxes of a lesson for a desk: its name → the text in the box."""
    found: dict[str, list[str]] = {}
    for row in rows(body):
        around = [_DESK.match(fence.info) for fence in row.inside]
        if row.mark != "opens" and (desk := next((m for m in around if m), None)):
            found.setdefault(desk[1], []).append(row.text)
    return {desk: "\n".join(lines) for desk, lines in found.items()}


def bdi(text: str) -> Markup:
    """A text that somebody wrote, escaped, which keeps its direction to itself."""
    return Markup(f"<bdi>{escape(text)}</bdi>")


def facts(local: Local, slots: tuple[str, ...]) -> Iterator[dict[str, Markup | str]]:
    """Each slot for a card: its label, and what stands in it or a line to write on (`open`)."""
    for slot in slots:
        for answer in local.look_up(slot):
            number = Markup(f'<bdi class="dialled">{escape(answer.number)}</bdi>') if answer.number else ""
            told = [t for t in (bdi(answer.name) if answer.name else "", number) if t]
            if not answer.number and answer.web:
                told.append(bdi(answer.web))
            told += [bdi(t) for t in (answer.when, answer.says) if t]
            yield {
                "label": bdi(answer.label),
                "open": "yes" if answer.open else "",
                "text": Markup(" · ").join(told),
                "checked": answer.checked,
            }
