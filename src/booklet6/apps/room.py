"""The room: a module's activities on a projector. Choose one, count hands, talk, count again, show answer and reasons.

A notebook shows it with two lines: ``from booklet6.apps.room import show`` and ``show("06_prevention")``.
"""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets

from ..activities.widget import ActivityWidget
from ..content import Activity, Course
from ..words import load_words
from . import hands
from .course import the_course
from .hands import MOST, ROUNDS
from .panels import Event, Panel, render


def show(module: str) -> ipywidgets.VBox:
    """The room of that module (its folder's name). Raises CourseError where the course has mistakes, KeyError."""
    return Room(the_course(), module).widget


class Room:
    """One session. Numbers of hands, and nothing else, are kept, in memory only."""

    def __init__(self, course: Course, module: str):
        self.words = load_words()
        self.course = course
        self.module = course.module(module).id
        self.items: Mapping[str, Activity] = course.activities
        self.keys = {i: a.key(course.cases) for i, a in self.items.items()}
        self.questions = {i: hands.questions(a, course.cases, self.words) for i, a in self.items.items()}
        self.counts: dict[str, dict[tuple[int, str], int]] = {}
        self.shown: set[tuple[str, int]] = set()
        self.activities: dict[str, ActivityWidget] = {}
        self.item = self._order()[0]
        self.question = 0
        self.round = 1
        self.chooser = Panel(self._chooser(), self._event)
        self.place = ipywidgets.Box()
        self.board = Panel(self._board(), self._event)
        self._open(self.item)
        self.widget = ipywidgets.VBox([self.chooser, self.place, self.board])
        self.widget.add_class("room")

    def _order(self) -> list[str]:
        """The items of the module that is shown."""
        return [a.id for a in self.course.module(self.module).activities]

    def _open(self, item: str) -> None:
        self.item, self.question, self.round = item, 0, 1
        if item not in self.activities:
            self.activities[item] = ActivityWidget(self.items[item], self.course.cases, level=2)
        self.place.children = (self.activities[item],)

    def _event(self, event: Event) -> None:
        name, _, answer = event.name.partition(":")
        order = self._order()
        if name == "item" and event.value in order:
            self._open(event.value)
        elif name == "module" and event.value in [m.id for m in self.course.modules]:
            self.module = event.value
            self._open(self._order()[0])
        elif name == "next":
            self._open(order[(order.index(self.item) + 1) % len(order)])
            self.board.focus(f"title-{self.item}")
        elif name == "question" and event.value in [str(n) for n in range(len(self._questions()))]:
            self.question = int(event.value)
        elif name == "round" and event.value in [str(r) for r in ROUNDS]:
            self.round = int(event.value)
        elif name in ("hands", "more", "less"):
            if not self._count(name, answer or event.value, event.value):
                return
        elif name == "reveal":
            self.shown ^= {(self.item, self.question)}
        elif name == "forget":
            self.counts, self.shown = {}, set()
        elif name == "csv" and (rows := self._rows()):
            self.board.save("hands", "csv", hands.to_csv(rows, self.words), "text/csv")
            return
        else:
            return
        self.chooser.html = self._chooser()
        self.board.html = self._board()

    def _questions(self) -> list[hands.Question]:
        return self.questions[self.item]

    def _count(self, how: str, answer: str, value: str) -> bool:
        """Take a number of hands for an answer of the question that is asked now. False where it is none."""
        if not self._questions() or answer not in [a.id for a in self._questions()[self.question].answers]:
            return False
        counted = self.counts.setdefault(self.item, {})
        now = counted.get((self.round, answer), 0)
        if how == "hands":
            new = int(value) if value.isascii() and value.isdigit() and len(value) <= 4 else 0
        else:
            new = now + (1 if how == "more" else -1)
        counted[self.round, answer] = min(max(new, 0), MOST)
        return True

    def _tally(self, item: str, number: int) -> hands.Tally:
        return hands.tally(self.questions[item][number], self.counts.get(item, {}), self.keys[item])

    def _rows(self) -> list[tuple[str, hands.Tally]]:
        """What was counted at all, in the order of the items."""
        return [
            (self.items[item].title, t)
            for item, asked in self.questions.items()
            for n in range(len(asked))
            if any((t := self._tally(item, n)).total(r) for r in ROUNDS)
        ]

    def _chooser(self) -> str:
        counted = {i for i, c in self.counts.items() if any(c.values())}
        return render(
            "room_chooser.html",
            items={i: self.items[i] for i in self._order()},
            current=self.item,
            counted=counted,
            modules={m.id: m.lesson.title for m in self.course.modules},
            module=self.module,
        )

    def _board(self) -> str:
        asked = self._questions()
        tally = self._tally(self.item, self.question) if asked else None
        key = self.keys[self.item]
        return render(
            "room_board.html",
            questions=asked,
            number=self.question,
            tally=tally,
            rounds=ROUNDS,
            round=self.round,
            shown=(self.item, self.question) in self.shown,
            reasons={a.id: hands.reason(a, key) for a in tally.question.answers} if tally else {},
            explain=self.items[self.item].explain or "",
            rows=self._rows(),
            most=MOST,
        )
