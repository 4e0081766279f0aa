"""The test on screen: a participant enters a code, answers, and hands in. Keys never leave Python, and no result is shown.

Until it is handed in, it is nowhere but in the participant's tab, so that a reload loses nothing.
What is handed in is a file on the trainer's machine, one for each code and time, in the same table as what is typed in from
paper. Nothing that a client sends becomes a path: a code is six digits that were given out, a time one of three.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import ipywidgets

from ..activities.widget import GradedWidget
from ..apps.course import course_root
from ..apps.panels import Event, Panel, render
from ..apps.spreadsheet import write_table
from ..content import Response
from ..words import load_words
from .answers import COLUMNS, read_codes
from .cells import UnreadableError
from .codes import TIMES, Time, form_at, is_code, read_code
from .plan import FILE, FOLDER, Test, TestError, load

SCREEN = "screen"
"""The folder for what was handed in on screen, in that of the test."""
CODES = "codes.csv"
KEPT = "test"
"""The name under which a participant's tab keeps what is not handed in yet: `code-time:letters`, a dot for an open one."""
LONGEST_KEPT = 300
"""Characters: a test has 200 questions at most."""


def show() -> ipywidgets.VBox:
    """The app's widget. A test that is not there, or cannot be read, is told on the page."""
    return Desk(course_root() / FOLDER).widget


class Desk:
    """One participant at one test. `folder`: that of the test."""

    def __init__(self, folder: Path):
        self.words = load_words()
        self.folder = folder
        self.test: Test | None = None
        self.codes: frozenset[str] = frozenset()
        self.code, self.time = "", TIMES[0]
        self.questions: list[GradedWidget] = []
        self.place = ipywidgets.VBox()
        self.end = Panel("", self._event)
        self.start = Panel(self._opening(), self._event)
        self.widget = ipywidgets.VBox([self.start, self.place, self.end])

    def _w(self, name: str, **gaps: object) -> str:
        return self.words(f"evaluation.screen.{name}", **gaps)

    def _opening(self) -> str:
        """Read the test; the form in which a code is entered, or why there is none."""
        try:
            if not (self.folder / FILE).exists():
                return render("test_none.html", text=self._w("none"))
            self.test = load(self.folder)
            self.codes = read_codes(self.folder / CODES)
        except TestError:
            return self._broken(FILE)
        except UnreadableError:
            return self._broken(CODES)
        return render("test_start.html", title=self.test.title, times=TIMES)

    def _broken(self, file: str) -> str:
        """What a participant is told. What exactly is wrong, the command tells the trainer."""
        self.test = None
        return render("test_none.html", text=self._w("broken", file=file))

    def _event(self, event: Event) -> None:
        if self.test is None:
            return
        if event.name == "start" and not self.questions:
            self._begin(event)
        elif event.name == "hand-in" and self.questions:
            self._hand_in()
        elif event.name == "copy" and self.questions:
            self.end.save(self._name(), "csv", self._table(), "text/csv")

    def _begin(self, event: Event) -> None:
        assert self.test
        code = read_code(event.one("code"))
        time = next((t for t in TIMES if t == event.one("time")), None)
        if not (is_code(code) and self._given_out(code)):
            self.start.say(self._w("no_code"))
        elif time is None:
            self.start.say(self._w("no_time"))
        elif self._file(code, time).exists():
            self.start.say(self._w("done_before"))
        else:
            self.code, self.time = code, time
            form = form_at(code, time)
            kept = self._kept(event.one("kept", LONGEST_KEPT))
            self.questions = [
                GradedWidget(asked.form(form), {}, on_change=self._changed, level=2, response=response)
                for asked, response in zip(self.test.items, kept, strict=True)
            ]
            self.place.children = tuple(self.questions)
            begun = self._w("begun", form=form.upper(), n=len(self.questions))
            self.start.html = self._told(f"{begun} {self._w('again')}" if any(kept) else begun)
            self.end.html = self._ending()
            self.start.status = ""
            self.start.focus("test-begun")

    def _kept(self, text: str) -> list[Response | None]:
        """What this tab has kept of this person's test, a response for each question. It may be anything."""
        assert self.test
        whose, _, letters = text.partition(":")
        if whose != self._name() or len(letters) != len(self.test.items):
            return [None] * len(self.test.items)
        form = form_at(self.code, self.time)
        chosen = [asked.letters(form).get(letter) for asked, letter in zip(self.test.items, letters, strict=True)]
        return [{"answer": option} if option else None for option in chosen]

    def _given_out(self, code: str) -> bool:
        """Also one of the cards that were made after this page was opened."""
        if code not in self.codes:
            with suppress(UnreadableError):
                self.codes = read_codes(self.folder / CODES)
        return code in self.codes

    def _changed(self, _: object) -> None:
        self.end.html = self._ending()
        self.end.keep(KEPT, f"{self._name()}:{''.join(letter or '.' for letter in self._letters())}")

    def _told(self, text: str, done: bool = False) -> str:
        return render("test_told.html", text=text, done=done)

    def _ending(self, problem: str = "") -> str:
        left = [q.item for q in self.questions if not q.response]
        return render("test_end.html", open=left, problem=problem)

    def _hand_in(self) -> None:
        try:
            self._write()
        except FileExistsError:
            self.end.say(self._w("done_before"))
            return
        except OSError:
            self.end.html = self._ending(self._w("not_saved"))
            self.end.say(self._w("not_saved"))
            return
        self.questions = []
        self.place.children = ()
        self.start.html = self._told(self._w("handed_in"), done=True)
        self.end.html = ""
        self.end.keep(KEPT, "")
        self.start.focus("test-begun")

    def _write(self) -> None:
        """Write it whole or not at all, and never over another. Raises FileExistsError, OSError."""
        path = self._file(self.code, self.time)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text(self._table(), encoding="utf-8")
        try:
            os.link(part, path)  # fails where there is one; os.replace would not
        finally:
            part.unlink()

    def _name(self) -> str:
        return f"{self.code}-{self.time}"

    def _file(self, code: str, time: Time) -> Path:
        return self.folder / SCREEN / f"{code}-{time}.csv"

    def _letters(self) -> list[str]:
        """A letter for each question, empty where it is open."""
        assert self.test
        form = form_at(self.code, self.time)
        letters = []
        for asked, question in zip(self.test.items, self.questions, strict=True):
            chosen = question.response.get("answer")
            letters.append(next((letter for letter, o in asked.letters(form).items() if o == chosen), ""))
        return letters

    def _table(self) -> str:
        """The answers as one row of the table that is typed in from paper."""
        form, letters = form_at(self.code, self.time), self._letters()
        header = [*COLUMNS, *(str(n) for n in range(1, len(letters) + 1))]
        # All left open is still a sheet that was handed in.
        return write_table(header, [[self.code, self.time, form.upper(), "", *(letters if any(letters) else [".", *letters[1:]])]])  # fmt: skip
