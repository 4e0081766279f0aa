"""The index of case studies: real examples and practice cases, with a filter that works on an opened file."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..activities import prose
from ..content import Case, Example
from ..content.law import ELEMENTS, GROUPS
from ..content.vocabulary import VOCABULARY
from ..words import Words
from .directives import CourseDirective, line

Facets = dict[str, tuple[str, ...]]
"""By what an entry can be found: the name of a facet → its values, words of a vocabulary."""

ELEMENT_FACETS = dict(zip(("act", "means", "purpose"), GROUPS, strict=True))
FACETS = (
    "kind",
    "country",
    "stage",
    *ELEMENT_FACETS,
    "actor",
    "sector",
    "way_in",
    "route",
    "person",
    "measure",
    "responder",
    "level",
    "practice",
    "verdict",
)
"""The facets, in the order in which the filter offers them."""


def example_facets(example: Example) -> Facets:
    """By what a real example can be found."""
    return {
        "kind": ("example",),
        "country": example.countries,
        "stage": example.stage,
        "act": example.acts,
        "means": example.means,
        "purpose": example.purposes,
        "actor": example.actors,
        "sector": example.sectors,
        "measure": example.measures,
        "responder": example.responders,
        "level": example.level,
        "practice": (example.practice,),
    }


def case_facets(case: Case) -> Facets:
    """By what a practice case can be found."""
    return {
        "kind": ("fictional",),
        "act": tuple(case.acts),
        "means": tuple(case.means),
        "purpose": tuple(case.purposes),
        "actor": case.actors,
        "sector": (case.sector,),
        "way_in": case.ways_in,
        "route": (case.route,),
        "person": (case.person,),
        "verdict": (case.verdict,),
    }


def facet_word(facet: str, value: str, words: Words) -> str:
    """A value of a facet as a reader sees it."""
    if facet == "country":
        return value
    return words(f"element.{value}" if value in ELEMENTS and facet in ELEMENT_FACETS else f"{facet}.{value}")


class CaseList(CourseDirective):
    """Every real example and every practice case, with a filter above them."""

    def run(self) -> list[nodes.Node]:
        words = self.words
        examples = sorted(self.course.examples.values(), key=lambda e: (e.countries[0], e.title))
        cases = sorted(self.course.cases.values(), key=lambda c: c.title.lower())
        facets = [*map(example_facets, examples), *map(case_facets, cases)]
        both = (("example", examples), ("fictional", cases))
        links = " · ".join(
            f'<a href="#cases-{kind}">{escape(words(f"cases.{kind}"))}</a> ({len(records)})' for kind, records in both
        )
        found: list[nodes.Node] = [self.html(f"<p>{links}</p>{filter_html(facets, words)}")]
        for kind, records in both:
            if not records:
                continue
            part = nodes.section(ids=[f"cases-{kind}"], names=[f"cases-{kind}"], classes=["case-kind"])
            title = words(f"cases.{kind}")
            part += nodes.title(title, title)
            for record in records:
                part += self._example(record) if isinstance(record, Example) else self._case(record)
            found.append(part)
        return found

    def _entry(self, name: str, title: str, facets: Facets) -> nodes.section:
        entry = nodes.section(ids=[name], names=[name], classes=["case-entry"])
        entry += nodes.title(title, title)
        values = " ".join(f"{f}:{_value(v)}" for f, vs in facets.items() for v in vs)
        entry += self.html(f'<span class="case-facets" data-facets="{escape(values)}" hidden></span>')
        return entry

    def _case(self, case: Case) -> nodes.section:
        entry = self._entry(f"case-{case.id}", case.title, case_facets(case))
        entry += self.html(case_html(case, self.words))
        return entry

    def _example(self, example: Example) -> nodes.section:
        words = self.words
        entry = self._entry(f"example-{example.id}", example.title, example_facets(example))
        what = f"{', '.join(example.countries)} · {words(f'practice.{example.practice}')}"
        entry += nodes.paragraph(what, what, classes=["case-what"])
        if example.content_note:
            entry += self.html(_note(example.content_note, words))
        entry += self.html(f'<details class="example"><summary>{_named(words("cases.read"), example.title)}</summary>')
        self.myst(example.account, entry)
        self.myst(f"**{words('cases.lesson')}** {line(example.lesson)}", entry)
        later = f"**{words('cases.since')}** {line(example.since.text)}"
        by = [self.sources(example.since.source)] if example.since.source else []
        # Plain HTML: the notes' anchors are made by a directive, so the parser does not know them.
        by += [
            f'<a href="../book/since-2003.html#since-{u.lower()}">{escape(self.source_text(u))}</a>'
            for u in example.updates
        ]
        checked = words("lesson.checked", date=f'<span class="day">{example.since.checked}</span>')
        self.myst(f"{later} ({'; '.join([*by, checked])})", entry)
        entry += self.html(_facts(example_facets(example), words))
        self.myst(words("lesson.source_of", source=self.sources(example.source)), entry)
        entry += self.html("</details>")
        return entry


def _value(value: str) -> str:
    """A value without spaces, as it stands in the page for the script."""
    return value.replace(" ", "_")


def _named(text: str, title: str) -> str:
    """A fold's text, and of what it is: for who hears a list of all folds, one by one."""
    return f'{escape(text)}<span class="unseen">: {escape(title)}</span>'


def _facts(facets: Facets, words: Words) -> str:
    rows = "".join(
        f"<dt>{escape(words(f'cases.facet.{f}'))}</dt><dd>{escape(', '.join(facet_word(f, v, words) for v in values))}</dd>"
        for f, values in facets.items()
        if values and f not in ("kind", "country", "practice")
    )
    return f'<dl class="case-facts">{rows}</dl>'


def filter_html(entries: list[Facets], words: Words) -> str:
    """The filter: a choice for each facet that has something to choose, and how many are shown. Hidden without scripts."""
    choices = "".join(_choices(facet, entries, words) for facet in FACETS)
    return (
        f'<form class="case-filter" hidden><details><summary>{escape(words("cases.filter"))}</summary>'
        f'<p><label>{escape(words("cases.text"))} <input type="search" name="text"></label></p>'
        f'<div class="case-choices">{choices}</div></details>'
        f'<p><span role="status" class="case-count"></span> '
        f'<button type="reset" hidden>{escape(words("cases.all"))}</button></p></form>'
    )


def _choices(facet: str, entries: list[Facets], words: Words) -> str:
    count: dict[str, int] = {}
    for entry in entries:
        for value in entry.get(facet, ()):
            count[value] = count.get(value, 0) + 1
    if len(count) < 2:
        return ""
    options = "".join(
        f'<option value="{escape(_value(v))}">{escape(facet_word(facet, v, words))} ({count[v]})</option>'
        for v in _ordered(facet, count)
    )
    return (
        f'<label>{escape(words(f"cases.facet.{facet}"))} <select name="{facet}">'
        f'<option value="">{escape(words("cases.any"))}</option>{options}</select></label>'
    )


def _ordered(facet: str, values: dict[str, int]) -> Iterator[str]:
    """The values in the order of their vocabulary; countries by the alphabet."""
    order = (*VOCABULARY.get(facet, ()), *ELEMENTS)
    yield from sorted(values, key=lambda v: (order.index(v) if v in order else len(order), v))


def _note(note: str, words: Words) -> str:
    return f'<p class="content-note"><strong>{escape(words("activity.content_note"))}</strong> {prose.inline(note)}</p>'


def case_html(case: Case, words: Words) -> str:
    """A case and, behind a fold, its reading. The story's marked words are marked only inside the fold."""
    note = _note(case.content_note, words) if case.content_note else ""
    rows = "".join(
        f"<li><strong>{escape(words('element.' + e))}</strong>: {prose.inline(text)}</li>"
        for group in GROUPS
        for e, text in getattr(case, group).items()
    )
    decided = words("classify.decided_by", paragraph=words("paragraph." + case.decided_by))
    return (
        f'{note}<blockquote class="case"><p class="case-label">{escape(words("activity.fictional", country=case.country))}</p>'
        f"{prose.story(case.story, False)}</blockquote>"
        f"<details><summary>{_named(words('lesson.show_case'), case.title)}</summary><p><strong>{escape(words('verdict.' + case.verdict))}.</strong> "
        f"{prose.inline(case.finding)} {escape(decided)}.</p><ul>{rows}</ul></details>"
    )


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("case-list", CaseList)
