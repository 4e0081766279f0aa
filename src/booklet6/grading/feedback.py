"""The pages that learners get back: their work, points and comments. No hidden test, no trace of one, no script.

They lie where nbgrader's lie, so `nbgrader release_feedback` gives them out as it does its own.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..words import Words, load_words
from . import safe
from .course import CourseFolder, CourseFolderError
from .definition import Cell, Definition, NotebookDefinition, read_definition
from .late import charge_again
from .pool import Progress


@dataclass
class _Part:
    """One cell on the page."""

    source: str = ""
    outputs: list[Markup] = field(default_factory=list)
    mark: str = ""
    verdict: str = ""
    comment: str = ""


@dataclass
class _Marks:
    """What the gradebook says of a notebook."""

    score: float
    most: float
    penalty: float
    waits: bool
    grades: dict[str, tuple[float | None, float, bool]]
    """Cell → points, of how many, whether they wait for a person."""
    comments: dict[str, str]


def write_feedback(course: CourseFolder, assignment: str, progress: Progress | None = None) -> list[Path]:
    """Write a page for each graded notebook. Returns the pages. Raises CourseFolderError."""
    from nbgrader.api import Gradebook, MissingEntry

    words, pages = load_words(), []
    charge_again(course, [assignment])
    with Gradebook(course.db_url, course.coursedir.course_id) as book:
        try:
            paths = [course.path(step, ".", assignment) for step in ("source", "release")]
            definition = read_definition(book, assignment, paths[0], paths[1])
        except MissingEntry:
            raise CourseFolderError(f"The gradebook knows no assignment {assignment!r}.") from None
        submissions = sorted(book.assignment_submissions(assignment), key=lambda s: s.student.id)
        hidden = _Hidden(course)
        for n, submission in enumerate(submissions, 1):
            pages += _for_one(course, definition, submission, words, hidden)
            if progress:
                progress(n, len(submissions), submission.student.id)
    if not pages:
        raise CourseFolderError(f"Nothing of {assignment} has been graded yet: booklet6 grade {assignment}")
    return pages


def _for_one(
    course: CourseFolder, definition: Definition, submission: Any, words: Words, hidden: _Hidden
) -> list[Path]:
    student, pages = submission.student.id, []
    graded = course.path("autograded", student, definition.assignment)
    target = course.path("feedback", student, definition.assignment)
    for entry in submission.notebooks:
        try:
            nb = json.loads((graded / f"{entry.name}.ipynb").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        notebook = next(n for n in definition.notebooks if n.name == entry.name)
        page = target / f"{entry.name}.html"
        target.mkdir(parents=True, exist_ok=True)
        new = page.with_suffix(".new")
        new.write_text(_page(nb, notebook, _marks(entry), words, hidden), encoding="utf-8")
        new.chmod(0o644)
        os.replace(new, page)  # noqa: PTH105 - the page is there whole, or as it was
        pages.append(page)
    return pages


def _marks(entry: Any) -> _Marks:
    grades = {g.name: (None if g.needs_manual_grade and g.manual_score is None and g.auto_score is None else g.score,
                       g.max_score, bool(g.needs_manual_grade)) for g in entry.grades}  # fmt: skip
    return _Marks(
        score=float(entry.score or 0),
        most=float(entry.max_score or 0),
        penalty=float(entry.late_submission_penalty or 0),
        waits=bool(entry.needs_manual_grade),
        grades=grades,
        comments={c.name: c.comment for c in entry.comments if c.comment},
    )


def _page(nb: dict[str, Any], notebook: NotebookDefinition, marks: _Marks, words: Words, hidden: _Hidden) -> str:
    known = notebook.by_name
    parts, silent = [], False
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        whose = known.get(name)
        if whose and whose.grade and not whose.solution and whose.type == "code":
            parts.append(_test(cell, whose, marks, words, hidden))
            silent = silent or (cell["metadata"].get("booklet6", {}).get("together", False) and hidden.has(whose))
        else:
            parts.append(_work(cell, whose, marks, words, silent))
    score = max(0.0, marks.score - marks.penalty)
    page: str = _template().render(
        words=words,
        notebook=notebook.name,
        total=words("feedback.total", score=f"{score:g}", maximum=f"{marks.most:g}"),
        late=words("feedback.late", penalty=f"{marks.penalty:g}") if marks.penalty else "",
        waits=marks.waits,
        parts=parts,
    )
    return page


def _work(cell: dict[str, Any], whose: Cell | None, marks: _Marks, words: Words, silent: bool) -> _Part:
    source = _text(cell["source"])
    part = _Part()
    if cell["cell_type"] == "code":
        part.source = _code(source, cell, whose, words)
        if silent and cell.get("outputs"):
            part.outputs = [Markup(f'<p class="quiet">{safe.plain(words("feedback.left_out"))}</p>')]
        else:
            part.outputs = [_output(o, words) for o in cell.get("outputs", [])[:200]]
    else:
        part.source = Markup(safe.markdown(source))
    if whose and whose.name in marks.grades:
        part.mark = _mark(whose.name, marks, words)
    if whose and (comment := marks.comments.get(whose.name)):
        text = words("feedback.no_response") if comment == "No response." else comment
        part.comment = Markup(safe.markdown(text))
    return part


def _code(source: str, cell: dict[str, Any], whose: Cell | None, words: Words) -> Markup:
    """What stands in a cell. Folded where the instructor has folded it in the notebook: it is not for reading."""
    if not source.strip():
        return Markup()
    code = Markup(f"<pre>{safe.plain(source)}</pre>")
    shown = cell["metadata"].get("jupyter")
    if whose and not whose.solution and isinstance(shown, dict) and shown.get("source_hidden"):
        return Markup("<details><summary>{}</summary>{}</details>").format(words("feedback.code"), code)
    return code


def _output(output: dict[str, Any], words: Words) -> Markup:
    match output.get("output_type"):
        case "stream":
            return Markup(f"<pre>{safe.plain(_text(output.get('text', '')))}</pre>")
        case "error":
            text = f"{output.get('ename', '')}: {output.get('evalue', '')}"
            return Markup(f"<pre>{safe.plain(text)}</pre>")
        case "display_data" | "execute_result":
            return Markup(safe.output(output.get("data", {}), words))
    return Markup()


def _test(cell: dict[str, Any], whose: Cell, marks: _Marks, words: Words, hidden: _Hidden) -> _Part:
    shown = whose.released if whose.released is not None else hidden.without(whose.source)
    part = _Part(source=_code(shown, cell, whose, words))
    part.mark = _mark(whose.name, marks, words)
    errors = [o for o in cell.get("outputs", []) if o.get("output_type") == "error"]
    _, most, waits = marks.grades.get(whose.name, (None, 0, True))
    if errors:
        line = cell["metadata"].get("booklet6", {}).get("line", 0)
        part.verdict = _failed(errors[0], whose, line, words, hidden)
    elif not most and not waits:  # else the points say it
        part.verdict = words("feedback.passed")
    return part


def _failed(error: dict[str, Any], whose: Cell, line: int, words: Words, hidden: _Hidden) -> str:
    """What a learner is told of a test that ended with an error. line: where in the test, or 0 if that is not known."""
    name, message = str(error.get("ename", "")), str(error.get("evalue", ""))
    if name == "NotImplementedError" and not message:  # what a release has where an answer belongs
        return words("feedback.not_done")
    if hidden.has(whose) and (line == 0 or hidden.tells(whose.source, line, message)):
        return words("feedback.hidden_failed")
    if name != "AssertionError":
        return words("feedback.check_says", text=f"{name}: {message}"[:500])
    if message:
        return words("feedback.check_says", text=message[:500])
    text = dict(enumerate(whose.source.split("\n"), 1)).get(line, "").strip()
    return words("feedback.check_failed", text=text[:500]) if text else words("feedback.a_check_failed")


def _mark(name: str, marks: _Marks, words: Words) -> str:
    if name not in marks.grades:
        return ""
    score, most, _ = marks.grades[name]
    if not most and not score:
        return ""
    if score is None:
        return words("feedback.unmarked", maximum=f"{most:g}")
    return words("feedback.points", score=f"{score:g}", maximum=f"{most:g}")


class _Hidden:
    """Where hidden tests begin and end, by nbgrader's settings."""

    def __init__(self, course: CourseFolder):
        from nbgrader.preprocessors import ClearHiddenTests

        step = ClearHiddenTests(parent=course.app)
        self._begin, self._end = step.begin_test_delimeter, step.end_test_delimeter

    def has(self, cell: Cell) -> bool:
        return self._begin in cell.source or (cell.released is not None and cell.released != cell.source)

    def without(self, source: str) -> str:
        lines = source.split("\n")
        return "\n".join(line for n, line in enumerate(lines, 1) if not self.at(source, n))

    def tells(self, source: str, line: int, message: str) -> bool:
        """Whether an error at a line, with a message, would say something of what is hidden."""
        lines = source.split("\n")
        secret = [text for n, text in enumerate(lines, 1) if self.at(source, n)]
        return self.at(source, line) or (len(message) > 3 and any(message in text for text in secret))

    def at(self, source: str, line: int) -> bool:
        """Whether a line (from 1) of a cell is hidden."""
        inside = False
        for number, text in enumerate(source.split("\n"), 1):
            inside = inside or self._begin in text
            if number == line:
                return inside
            if self._end in text:
                inside = False
        return True


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)


def _template() -> Any:
    environment = Environment(loader=PackageLoader(__package__), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("feedback.html.j2")
