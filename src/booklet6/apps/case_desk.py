"""The case desk: decide the course's cases and see how the decisions compare with the key; then test a case of one's own.

A notebook shows it with two lines: ``from booklet6.apps.case_desk import show`` and ``show("02_definitions")``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ipywidgets

from ..activities import Result
from ..activities.widget import ActivityWidget
from ..content import Course, Response
from ..content.types import Classify
from ..words import load_words
from .compare import compare
from .course import the_course
from .finding import clean, gaps, write
from .panels import Asked, Event, Panel, render


def show(module: str) -> ipywidgets.VBox:
    """The case desk with all cases of the course, those of that module (its folder's name) first.

    Raises CourseError where the course has mistakes, KeyError where there is no such module.
    """
    return Desk(the_course(), module).widget


class Desk:
    """One person at the desk: the decisions so far, and the widgets that show them. All of it is in memory only."""

    def __init__(self, course: Course, module: str):
        self.words = load_words()
        self.course = course
        modules = [course.module(module), *(m for m in course.modules if m.id != module)]
        self.items = {a.case: a for m in modules for a in m.activities if isinstance(a, Classify)}
        self.decisions: dict[str, Response] = {}
        self.activities: dict[str, ActivityWidget] = {}
        self.current = next(iter(self.items))
        self.chooser = Panel(self._chooser(), self._event)
        self.place = ipywidgets.Box()
        self.comparison = Panel(self._comparison(), self._event)
        self._open(self.current)
        own = Asked("own_case", render("own_case.html"), self._own_case, words=self.words.part("app.own.say."))
        self.widget = ipywidgets.VBox([self.chooser, self.place, self.comparison, own])

    def _open(self, case: str) -> None:
        self.current = case
        if case not in self.activities:
            self.activities[case] = ActivityWidget(
                self.items[case],
                self.course.cases,
                level=3,
                on_result=lambda response, result: self._decided(case, response, result),
            )
        self.place.children = (self.activities[case],)

    def _decided(self, case: str, response: Response, result: Result) -> None:
        self.decisions[case] = response
        self._show()
        self.comparison.status = self.words("app.compare.updated", done=len(self.decisions), total=len(self.items))

    def _show(self) -> None:
        self.chooser.html = self._chooser()
        self.comparison.html = self._comparison()

    def _event(self, event: Event) -> None:
        name, value = event.name, event.value
        if name == "case" and value in self.items:
            self._open(value)
            self._show()
        elif name == "next" and (after := self._next()):
            self._open(after)
            self._show()
            self.comparison.focus(f"title-{self.items[after].id}")
        elif name == "forget":
            self.decisions.clear()
            self.activities.clear()
            self._open(self.current)
            self._show()
            self.comparison.status = self.words("app.compare.forgotten")

    def _next(self) -> str | None:
        """The next case that is not decided, from here on, then from the beginning."""
        order = list(self.items)
        here = order.index(self.current) + 1
        return next((c for c in order[here:] + order[:here] if c not in self.decisions and c != self.current), None)

    def _chooser(self) -> str:
        titles = {case: item.title for case, item in self.items.items()}
        return render("chooser.html", titles=titles, decided=self.decisions, current=self.current)

    def _comparison(self) -> str:
        result = compare(self.decisions, self.course.cases)
        came_up = any(result.elements.values())
        if came_up:
            from .picture import draw
        after = self._next()
        return render(
            "comparison.html",
            comparison=result,
            picture=draw(result, self.words) if came_up else "",
            cases=self.course.cases,
            items=self.items,
            after=self.items[after].title if after else "",
        )

    def _own_case(self, data: object) -> dict[str, Any]:
        answers = clean(data)
        return {"gaps": gaps(answers, self.words), "finding": write(answers, self.words, date.today())}
