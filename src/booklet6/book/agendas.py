"""The ready plans on a page of the book: `{agendas}`. They are made at each build, from the modules' own minutes."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..content.agenda import ReadyPlan
from ..content.clock import clock
from ..training.agenda import PlanError, make, text
from ..training.agenda.ready import ENDINGS, FOLDER
from .directives import CourseDirective


class Agendas(CourseDirective):
    """Every ready plan below a heading of its own: facts, downloads, and each day folded."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        agendas = self.course.agendas
        if agendas is None:
            raise self.error("agendas: there is no book/agenda.yml, which holds the ready plans")
        return [self._plan(ready) for ready in agendas.plans]

    def _plan(self, ready: ReadyPlan) -> nodes.section:
        try:
            plan = make(self.course, ready, ready.title)
        except PlanError as e:
            raise self.error(f"agendas: {ready.id}: {e}") from e
        words = self.words
        section = nodes.section(ids=[f"agenda-{ready.id}"], names=[f"agenda-{ready.id}"])
        title = text.titled(plan, words, ready.title)
        section += nodes.title(title, title)
        self.myst(text.facts(plan, words), section)
        up = "../" * self.env.docname.count("/")
        links = " · ".join(
            f'<a href="{up}{FOLDER}/{escape(ready.id)}.{ending}" download>'
            f'<span class="unseen">{escape(title)}: </span>{escape(words(f"agenda.download_{ending}"))}</a>'
            for ending in ENDINGS
        )
        section += self.html(f"<p>{links}</p>")
        for n in range(ready.days):
            day = ready.day(n + 1)
            self._fold(
                section,
                words("agenda.fold", title=text.day_title(n, words), begins=clock(day.begins), ends=clock(day.ends)),
                text.day_table(plan, n, words, narrow=True),
            )
        for name, part in (("late", text.late(plan, words)), ("early", text.early(plan, words))):
            self._fold(section, words(f"agenda.{name}"), part)
        self._fold(section, words("agenda.bring"), text.bring(plan))
        return section

    def _fold(self, into: nodes.section, title: str, part: str) -> None:
        into += self.html(f'<details class="agenda-part"><summary>{escape(title)}</summary>')
        self.myst(part, into)
        into += self.html("</details>")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("agendas", Agendas)
