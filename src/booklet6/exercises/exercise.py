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
from .forms import LEARNER, draw, plain
from .items import NAME as ITEMS
from .items import load_items
from .marking import CAUSE, OTHER_NAME, NotTheirsError, earned, earned_by
from .names import typed_name
from .responses import ResponseFile

MARKING = ("autograde", "validate")
"""What nbgrader says in NBGRADER_EXECUTION while it runs a notebook by itself: nobody is there to answer."""
HUB = "JUPYTERHUB_USER"
"""Where a JupyterHub says who the learner is: the same name as in nbgrader's gradebook."""


class Exercise:
    """The decisions of the assignment in this folder, and the answers to them in `responses.json` beside it.

    In an instructor's course folder answers are only tried out, not kept: a response file in `source/` or `release/`
    would go to every learner.

    Where a decision has several forms, the learner's name draws one. While nbgrader marks, it is the name under which the
    work was handed in. A learner's machine has it from a JupyterHub, or asks for it.
    """

    def __init__(self, folder: Path | str | None = None, language: str = "en"):
        """Read the assignment. `folder`: where its `items.json` lies, if not here. Raises FileNotFoundError, ValueError."""
        self.folder = Path(folder or Path.cwd()).resolve()
        self._words = load_words(language)
        try:
            found = load_items(self.folder / ITEMS)
        except FileNotFoundError:
            raise FileNotFoundError(self._words("exercise.no_items", file=ITEMS, folder=self.folder)) from None
        self.assignment = found.assignment
        self._items = {item.id: item for item in found.items}
        self._decisions = found.decisions
        self._several = bool(found.forms)
        self._marking = os.environ.get("NBGRADER_EXECUTION") in MARKING
        self._trying = not self._marking and bank_above(self.assignment, self.folder) is not None
        self._file = ResponseFile(self.folder, self.assignment, self._items)
        self._tried: dict[str, Response] = {}
        self._widgets: dict[str, object] = {}
        self._boxes: dict[str, Any] = {}
        self._who: Any = None
        self._start()

    def ask(self, decision: str) -> None:
        """Show the decision, with what was answered before; while nbgrader marks, only the answer, in words."""
        forms = self._forms(decision)
        if self._trying and len(forms) > 1:
            for n, form in enumerate(forms, 1):
                self._say(self._words("exercise.form", n=n, total=len(forms)))
                self._ask(form)
        elif self._marking or len(forms) == 1:
            self._ask(self._form(decision) or forms[0])
        else:
            self._ask_in_box(decision)

    def _ask(self, form: str) -> None:
        item, response = self._items[form], self._answer(form)
        html = f'<div class="booklet6-answer" id="answer-{escape(item.id)}">{self._answer_html(item, response)}</div>'
        shown: dict[str, Any] = {"text/html": html, "text/plain": self._answer_text(item, response)}
        if not self._marking:
            shown = _bundle(self._widget(form)) | shown
        _show(shown)

    def _widget(self, form: str) -> Any:
        from ..activities.widget import GradedWidget

        self._widgets[form] = widget = GradedWidget(
            self._items[form],
            on_change=lambda given: self._save(form, given),
            words=self._words,
            response=self._answer(form),
        )
        return widget

    def _ask_in_box(self, decision: str) -> None:
        """Show a decision of which the learner gets one form. The box waits for the name, and changes with it."""
        from ipywidgets import VBox

        self._boxes[decision] = VBox()
        self._fill(decision)
        text = self._words("exercise.name_first")
        _show(_bundle(self._boxes[decision]) | {"text/html": f"<p>{escape(text)}</p>", "text/plain": text})

    def _fill(self, decision: str) -> None:
        from ipywidgets import HTML

        form = self._form(decision)
        waits = HTML(f"<p>{escape(self._words('exercise.name_first'))}</p>")
        self._boxes[decision].children = (self._widget(form) if form else waits,)

    def state(self, decision: str) -> None:
        """Say that the decision is marked later; while nbgrader marks, how far it is answered. Nothing of the key."""
        self._say(self._state_of(decision) if self._marking else self._words("exercise.marked_later"))

    def overview(self) -> None:
        """How far each decision is answered: to look at before the work is handed in."""
        rows = [(self._items[self._form(name) or name].title, self._state_of(name)) for name in self._decisions]
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
            if self._trying:
                return max(earned(self._bank(), form, self._answer(form), points) for form in self._forms(decision))
            return earned_by(self._bank(), decision, self._file.read(), self._learner(), points)
        except NotTheirsError as e:
            if not self._marking:
                raise
            told = self._words("exercise.not_theirs", given=str(e), learner=self._learner())
            self._say(told, {CAUSE: OTHER_NAME})
        except Exception:
            if not self._marking:
                raise
            self._say(self._words("exercise.not_marked"))
        return math.inf

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
        if self._several and not (self._marking or self._trying):
            self._ask_who(answers.learner)
        begun = [name for name in self._decisions if self._answer(self._form(name) or name)]
        counts = {"answered": len(begun), "total": len(self._decisions)}
        self._say(self._words("exercise.trying" if self._trying else "exercise.ready", **counts))

    def _learner(self) -> str:
        """The name that draws the forms; empty while nobody has said it."""
        if self._marking and os.environ["NBGRADER_EXECUTION"] == "autograde":
            by_folder = bank_above(self.assignment, self.folder) is not None
            learner = self.folder.parent.name if by_folder else os.environ.get(LEARNER, self.folder.parent.name)
            return typed_name(find_bank(self.assignment, self.folder), learner)
        return self._file.read().learner

    def _ask_who(self, learner: str) -> None:
        """Take the name from the JupyterHub, or show a line to write it in; it can be changed until the work is handed in."""
        if hub := os.environ.get(HUB, ""):
            fault = self._sign(hub) if learner != hub else None
            self._say(fault or self._words("exercise.you_are", learner=hub))
            return
        from ipywidgets import HTML, Layout, Text, VBox

        name = Text(
            value=learner,
            description=self._words("exercise.name"),
            style={"description_width": "initial"},
            continuous_update=False,
            layout=Layout(width="min(30em, 95%)"),
        )
        said = HTML(self._said(learner))
        self._who = VBox([HTML(f"<p>{escape(self._words('exercise.who'))}</p>"), name, said])

        def changed(change: dict[str, Any]) -> None:
            fault = self._sign(str(change["new"]))
            said.value = f"<p>{escape(fault)}</p>" if fault else self._said(str(change["new"]))
            for decision in self._boxes:
                self._fill(decision)

        name.observe(changed, names="value")
        text = self._words("exercise.who")
        _show(_bundle(self._who) | {"text/html": f"<p>{escape(text)}</p>", "text/plain": text})

    def _said(self, learner: str) -> str:
        return f"<p>{escape(self._words('exercise.you_are', learner=learner))}</p>" if learner else ""

    def _sign(self, learner: str) -> str | None:
        """Keep the learner's name. Returns why it could not be kept, or None."""
        if not plain(learner):
            return self._words("exercise.no_name")
        try:
            self._file.sign(" ".join(learner.split()))
        except OSError as e:
            return self._words("exercise.cannot_write", reason=e.strerror or str(e))
        return None

    def _forms(self, decision: str) -> tuple[str, ...]:
        if decision not in self._decisions:
            raise KeyError(self._words("exercise.unknown", decision=decision, known=", ".join(self._decisions)))
        return self._decisions[decision]

    def _form(self, decision: str) -> str | None:
        """The form that this learner gets, or None while nobody has said the name."""
        forms = self._forms(decision)
        learner = self._learner() if len(forms) > 1 else ""
        if len(forms) > 1 and not (learner or self._marking):
            return None
        return draw(self.assignment, decision, forms, learner)

    def _answer(self, form: str) -> Response:
        if form in self._tried:
            return self._tried[form]
        return self._file.read().by_item.get(form, {})

    def _save(self, form: str, response: Response) -> str | None:
        """Keep an answer. Returns why it could not be kept, or None."""
        if self._trying:
            self._tried[form] = self._items[form].kept(response)
            return None
        try:
            self._file.save(form, response)
        except OSError as e:
            return self._words("exercise.cannot_write", reason=e.strerror or str(e))
        return None

    def _state_of(self, decision: str) -> str:
        form = self._form(decision) or self._forms(decision)[0]
        item, response = self._items[form], self._answer(form)
        if not response:
            return self._words("exercise.not_begun")
        n = item.open(response)
        return self._words("exercise.some_open", n=n) if n else self._words("exercise.answered")

    def _answer_html(self, item: PublicItem, response: Response) -> str:
        rows = item.in_words(response)
        if len(rows) == 1:  # its one question has just been read
            rows = [("", [text]) for text in rows[0][1] or [""]]
        told = "".join(
            f"<li>{escape(heading)} <strong>{escape('; '.join(texts) or self._words('activity.unanswered'))}</strong></li>"
            for heading, texts in rows
        )
        label = escape(self._words("activity.your_answer"))
        return f"<h4>{escape(item.title)}</h4>{item.reading}<p><strong>{label}:</strong></p><ul>{told}</ul>"

    def _answer_text(self, item: PublicItem, response: Response) -> str:
        rows = [
            f"- {heading} {'; '.join(t) or self._words('activity.unanswered')}"
            for heading, t in item.in_words(response)
        ]
        return "\n".join([item.title, f"{self._words('activity.your_answer')}:", *rows])

    def _say(self, text: str, beside: dict[str, str] | None = None) -> None:
        """A line for a reader. Shown, not returned: what a test cell returns is taken for its points.

        beside: what a program takes from it.
        """
        _show({"text/html": f"<p>{escape(text)}</p>", "text/plain": text} | (beside or {}))


def _bundle(widget: Any) -> dict[str, Any]:
    """What shows a widget where there is one that can."""
    bundle = widget._repr_mimebundle_()
    return dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})


def _show(bundle: dict[str, Any]) -> None:
    """Show one thing, in each of the forms that a front end may choose from."""
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
