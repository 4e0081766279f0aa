"""A graded notebook, as its cells see it: `ex = Exercise()`, then `ex.ask("…")` for each decision."""

from __future__ import annotations

import math
import os
from html import escape
from pathlib import Path
from typing import Any

from IPython.display import display

from ..activities import PublicItem
from ..content import Assignment, Response
from ..words import load_words
from .bank import BankError, bank_above, find_bank, load_bank
from .items import NAME as ITEMS
from .items import load_items
from .marking import earned
from .responses import ResponseFile

MARKING = ("autograde", "validate")
"""What nbgrader says in NBGRADER_EXECUTION while it runs a notebook by itself: nobody is there to answer."""


class Exercise:
    """The decisions of the assignment in this folder, and the answers to them in `responses.json` beside it.

    In an instructor's course folder answers are only tried out, not kept: a response file in `source/` or `release/`
    would go to every learner.
    """

    def __init__(self, folder: Path | str | None = None, language: str = "en"):
        """Read the assignment. `folder`: where its `items.json` lies, if not here. Raises FileNotFoundError, ValueError."""
        self.folder = Path(folder or Path.cwd()).resolve()
        self._words = load_words(language)
        try:
            self.assignment, self._items = load_items(self.folder / ITEMS)
        except FileNotFoundError:
            raise FileNotFoundError(self._words("exercise.no_items", file=ITEMS, folder=self.folder)) from None
        self._marking = os.environ.get("NBGRADER_EXECUTION") in MARKING
        self._trying = not self._marking and bank_above(self.assignment, self.folder) is not None
        self._file = ResponseFile(self.folder, self.assignment, self._items)
        self._tried: dict[str, Response] = {}
        self._widgets: dict[str, object] = {}
        self._start()

    def ask(self, decision: str) -> None:
        """Show the decision, with what was answered before; while nbgrader marks, only the answer, in words."""
        item = self._item(decision)
        response = self._answer(decision)
        html = f'<div class="booklet6-answer" id="answer-{escape(item.id)}">{self._answer_html(item, response)}</div>'
        shown: dict[str, Any] = {"text/html": html, "text/plain": self._answer_text(item, response)}
        if not self._marking:
            from ..activities.widget import GradedWidget

            widget = GradedWidget(
                item, on_change=lambda given: self._save(decision, given), words=self._words, response=response
            )
            self._widgets[decision] = widget
            bundle = widget._repr_mimebundle_()
            shown = (bundle[0] if bundle else {}) | shown
        _show(shown)

    def state(self, decision: str) -> None:
        """Say that the decision is marked later; while nbgrader marks, how far it is answered. Nothing of the key."""
        self._say(self._state_of(decision) if self._marking else self._words("exercise.marked_later"))

    def overview(self) -> None:
        """How far each decision is answered: to look at before the work is handed in."""
        rows = [(item.title, self._state_of(name)) for name, item in self._items.items()]
        names = (self._words("exercise.decision"), self._words("exercise.state"))
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        body = "".join(f"<tr><td>{escape(title)}</td><td>{escape(state)}</td></tr>" for title, state in rows)
        html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        _show({"text/html": html, "text/plain": "\n".join(f"{t}: {s}" for t, s in rows)})

    def grade(self, decision: str, points: float) -> float:
        """What the answer has earned, of `points`. Only where the bank is.

        Raises BankError where there is none, CourseError where it has mistakes. While nbgrader marks, it returns
        infinity instead: nbgrader takes an error for 0 points, and refuses a submission with more points than there
        are. So what cannot be marked is reported, and no learner gets a 0 that is not theirs.
        """
        try:
            return earned(self._bank(), decision, self._answer(decision), points)
        except Exception:
            if self._marking:
                return math.inf
            raise

    def _bank(self) -> Assignment:
        path = find_bank(self.assignment, self.folder)
        if path is None:
            raise BankError(self._words("exercise.no_bank", assignment=self.assignment))
        return load_bank(path)

    def _start(self) -> None:
        answers, aside = self._file.read(), None
        trouble = ""
        if answers.doubt and not (self._marking or self._trying):
            try:
                answers, aside = self._file.mend()
            except OSError as e:
                trouble = self._words("exercise.cannot_write", reason=e.strerror or str(e))
        if answers.doubt:
            told = self._words(f"exercise.{answers.doubt}")
            self._say(f"{told} {self._words('exercise.kept_aside', file=aside.name)}" if aside else f"{told} {trouble}")
        counts = {"answered": len(answers.by_item), "total": len(self._items)}
        self._say(self._words("exercise.trying" if self._trying else "exercise.ready", **counts))

    def _item(self, decision: str) -> PublicItem:
        if decision not in self._items:
            raise KeyError(self._words("exercise.unknown", decision=decision, known=", ".join(self._items)))
        return self._items[decision]

    def _answer(self, decision: str) -> Response:
        if decision in self._tried:
            return self._tried[decision]
        return self._file.read().by_item.get(decision, {})

    def _save(self, decision: str, response: Response) -> str | None:
        """Keep an answer. Returns why it could not be kept, or None."""
        if self._trying:
            self._tried[decision] = self._item(decision).kept(response)
            return None
        try:
            self._file.save(decision, response)
        except OSError as e:
            return self._words("exercise.cannot_write", reason=e.strerror or str(e))
        return None

    def _state_of(self, decision: str) -> str:
        item, response = self._item(decision), self._answer(decision)
        if not response:
            return self._words("exercise.not_begun")
        n = item.open(response)
        return self._words("exercise.some_open", n=n) if n else self._words("exercise.answered")

    def _answer_html(self, item: PublicItem, response: Response) -> str:
        rows = "".join(
            f"<li>{escape(heading)} <strong>{escape('; '.join(texts) or self._words('activity.unanswered'))}</strong></li>"
            for heading, texts in item.in_words(response)
        )
        label = escape(self._words("activity.your_answer"))
        return f"<h4>{escape(item.title)}</h4>{item.reading}<p><strong>{label}:</strong></p><ul>{rows}</ul>"

    def _answer_text(self, item: PublicItem, response: Response) -> str:
        rows = [
            f"- {heading} {'; '.join(t) or self._words('activity.unanswered')}"
            for heading, t in item.in_words(response)
        ]
        return "\n".join([item.title, f"{self._words('activity.your_answer')}:", *rows])

    def _say(self, text: str) -> None:
        """A line for a reader. Shown, not returned: what a test cell returns is taken for its points."""
        _show({"text/html": f"<p>{escape(text)}</p>", "text/plain": text})


def _show(bundle: dict[str, Any]) -> None:
    """Show one thing, in each of the forms that a front end may choose from."""
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
