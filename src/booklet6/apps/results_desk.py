"""The results app: an instructor opens a gradebook and the answers, and sees what was hard. Served only to the instructor."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from ..content import Assignment, Course
from ..exercises.responses import LIMIT, NAME
from ..words import load_words
from . import results
from .course import course_root, the_course
from .panels import Event, Panel, render
from .results import LEAST, Points, Report
from .spreadsheet import write_table

BOOK_LIMIT = 6_000_000
"""Bytes of a gradebook that is opened in the browser: what the server's messages have room for."""


def show() -> Panel:
    """The app's widget. Raises CourseError where the course has mistakes."""
    return Desk(the_course(), course_root() / "exercises").panel


class Desk:
    """One instructor's view, in memory only."""

    def __init__(self, course: Course, folder: Path):
        self.words = load_words()
        self.banks: dict[str, Assignment] = {a.id: a for a in course.assignments}
        self.objectives = {a.id: _objectives(course, a) for a in course.assignments}
        self.folder = folder
        self.texts: dict[str, dict[str, str]] = {}
        self.points: dict[str, Points] = {}
        self.chosen = ""
        self.panel = Panel(self._html(None), self._event)

    def _event(self, event: Event) -> None:
        say = ""
        if event.name == "gradebook" and event.files:
            say = self._gradebook(event.files[0].content, event.files[0].name)
        elif event.name == "answers" and event.files:
            say = self._answers([(f.path, f.content) for f in event.files])
        elif event.name == "here":
            say = self._here()
        elif event.name == "assignment" and event.value in self._known():
            self.chosen = event.value
        elif event.name == "forget":
            self.texts, self.points, self.chosen = {}, {}, ""
            say = self.words("app.results.forgotten")
        elif event.name == "csv" and (report := self._report()):
            self.panel.save(f"results-{report.assignment}", "csv", self._csv(report), "text/csv")
            return
        else:
            return
        if self.chosen not in self._known():
            self.chosen = next(iter(self._known()), "")
        self.panel.html = self._html(self._report())
        if say:
            self.panel.say(say)

    def _known(self) -> list[str]:
        """The assignments of which there is something, and of which the course has the bank."""
        return [a for a in self.banks if a in self.texts or a in self.points]

    def _gradebook(self, content: str, file: str) -> str:
        try:
            found = results.read_gradebook(base64.b64decode(content, validate=True))
        except (ValueError, binascii.Error):
            return self.words("app.results.no_gradebook", file=file)
        if not set(found) & set(self.banks):
            return self.words("app.results.nothing_known", file=file)
        self.points = found
        return self.words("app.results.gradebook_read", file=file)

    def _answers(self, files: list[tuple[str, str]]) -> str:
        found = results.read_responses(files)
        if not set(found) & set(self.banks):
            return self.words("app.results.no_answers")
        self.texts = found
        return self.words("app.results.answers_read", n=sum(map(len, found.values())))

    def _here(self) -> str:
        """Read what lies in the course's own folder."""
        said = []
        book = self.folder / "gradebook.db"
        if book.is_file():
            said.append(self._gradebook(base64.b64encode(book.read_bytes()).decode("ascii"), book.name))
        files = [
            (path.relative_to(self.folder).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
            for step in ("submitted", "autograded")
            for path in sorted((self.folder / step).glob(f"*/*/{NAME}"))
            if path.is_file() and path.stat().st_size <= LIMIT
        ]
        if files:
            said.append(self._answers(files))
        return " ".join(said) or self.words("app.results.nothing_here", folder=self.folder.name)

    def _report(self) -> Report | None:
        if not self.chosen:
            return None
        bank = self.banks[self.chosen]
        return results.analyse(bank, self.texts.get(bank.id, {}), self.points.get(bank.id, {}), self.words)

    def _csv(self, report: Report) -> str:
        w = self.words
        header = [
            w(f"app.results.column.{c}") for c in ("item", "objectives", "n", "difficulty", "discrimination", "wrong")
        ]
        rows = [
            (
                i.title,
                ", ".join(i.objectives),
                str(i.n) if i.n >= LEAST else w("app.results.few"),
                _number(i.difficulty, w("app.results.few")),
                _number(i.discrimination, ""),
                " | ".join(f"{x.question}: {x.answer or w('app.results.left')} ({x.n})" for x in i.wrong),
            )
            for i in report.items
        ]
        return write_table(header, rows)

    def _html(self, report: Report | None) -> str:
        return render(
            "results.html",
            report=report,
            known=self._known(),
            titles={a.id: a.title for a in self.banks.values()},
            chosen=self.chosen,
            objectives=self.objectives.get(self.chosen, {}),
            names={i.id: i.title for i in report.items} if report else {},
            least=LEAST,
            few=results.FEW,
            book_limit=BOOK_LIMIT,
            answer_limit=LIMIT,
            has_answers=bool(self.texts.get(self.chosen)),
        )


def _objectives(course: Course, assignment: Assignment) -> dict[str, str]:
    return dict(course.module(assignment.module).lesson.objectives)


def _number(value: float | None, none: str) -> str:
    return none if value is None else f"{value:.2f}"
