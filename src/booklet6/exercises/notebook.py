"""The source notebook of an assignment, from its bank: nobody types a task, a rubric or points a second time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..content import Assignment, Written
from ..words import Words
from .marking import points_of

_FENCE = re.compile(r"^```python (given|solution|test)[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


def notebook(bank: Assignment, extra: str | None, words: Words) -> NotebookNode:
    """The notebook, with solutions and hidden tests in it: `nbgrader generate_assignment` takes them out.

    `extra`: Markdown with ```python given|solution|test``` blocks, added at the end as an exercise without points.
    """
    cells = [*_opening(bank, words)]
    for n, decision in enumerate(bank.decisions, 1):
        points = points_of(bank, decision)
        title = words("exercise.notebook.decision", n=n, points=points)
        cells += [
            _text(f"{decision.id}-title", f"## {title}"),
            _code(f"{decision.id}-ask", f'ex.ask("{decision.id}")', hidden=True),
            _code(decision.id, _test(decision.id, points), points=points, hidden=True),
        ]
    for n, written in enumerate(bank.written, 1):
        cells += _written(n, written, words)
    cells += [
        _text("hand-in", words("exercise.notebook.hand_in")),
        _code("overview", "ex.overview()", hidden=True),
    ]
    cells += _extra(extra) if extra else []
    found: NotebookNode = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    found.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    found.metadata["language_info"] = {"name": "python"}
    nbformat.validate(found)
    return found


def points(bank: Assignment) -> tuple[int, int]:
    """What can be earned: by decisions, and by written answers."""
    return sum(points_of(bank, d) for d in bank.decisions), sum(w.points for w in bank.written)


def _opening(bank: Assignment, words: Words) -> Iterator[NotebookNode]:
    decisions, written = points(bank)
    gaps = {"decisions": decisions, "written": written, "total": decisions + written}
    yield _text("opening", f"# {bank.title}\n\n{words('exercise.notebook.opening', **gaps)}")
    yield _code("start", "from booklet6.exercises import Exercise\n\nex = Exercise()", hidden=True)


def _test(decision: str, points: int) -> str:
    return f'ex.state("{decision}")\n### BEGIN HIDDEN TESTS\nex.grade("{decision}", {points})\n### END HIDDEN TESTS'


def _written(n: int, written: Written, words: Words) -> Iterator[NotebookNode]:
    title = words("exercise.notebook.written", n=n, points=written.points)
    points = [f"- {c.text} ({words('exercise.notebook.points', n=c.points)})" for c in written.rubric.values()]
    rubric = "\n".join(points)
    task = f"## {title}\n\n{written.task}\n\n{words('exercise.notebook.rubric')}\n\n{rubric}\n\n{words('exercise.notebook.write')}"
    yield _text(f"{written.id}-task", task)
    yield _cell("markdown", written.id, _for_markers(written, words), grade=True, solution=True, points=written.points)


def _for_markers(written: Written, words: Words) -> str:
    """Rubric and marked answers stand where the learner's will stand: nbgrader replaces the whole cell in the release.

    Levels are not for learners: they say what a good answer finds, and so what the decisions' keys are.
    """
    parts = [words("exercise.notebook.for_markers")]
    for name, criterion in written.rubric.items():
        levels = [f"  - {level}: {text}" for level, text in sorted(criterion.levels.items(), reverse=True)]
        parts.append("\n".join([f"- **{name}**: {criterion.text}", *levels]))
    for name, exemplar in written.exemplars.items():
        total = sum(exemplar.marks.values())
        marks = ", ".join(f"{criterion} {mark}" for criterion, mark in exemplar.marks.items())
        gaps = {"level": words(f"exercise.notebook.{name}"), "points": total, "maximum": written.points, "marks": marks}
        parts += [words("exercise.notebook.exemplar", **gaps), exemplar.answer.strip(), f"*{exemplar.comment}*"]
    return "\n\n".join(parts)


def _extra(markdown: str) -> Iterator[NotebookNode]:
    """The cells of the exercise in Python. Its tests earn no points: they only tell whether it is right."""
    at = 0
    for n, block in enumerate(_FENCE.finditer(markdown), 1):
        if text := markdown[at : block.start()].strip():
            yield _text(f"extra-{n}-text", text)
        role, source = block[1], block[2].rstrip()
        if role == "given":
            yield _code(f"extra-{n}", source)
        elif role == "solution":
            yield _cell("code", f"extra-{n}", source, solution=True)
        else:
            yield _code(f"extra-{n}", source, points=0)
        at = block.end()
    if text := markdown[at:].strip():
        yield _text("extra-end", text)


def _text(name: str, source: str) -> NotebookNode:
    return _cell("markdown", name, source, locked=True)


def _code(name: str, source: str, *, points: int | None = None, hidden: bool = False) -> NotebookNode:
    return _cell("code", name, source, locked=True, grade=points is not None, points=points, hidden=hidden)


def _cell(
    kind: str,
    name: str,
    source: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: int | None = None,
    hidden: bool = False,
) -> NotebookNode:
    """One cell with nbgrader's metadata. `hidden`: the code is folded away; there is nothing for a learner to do in it."""
    marks: dict[str, Any] = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
    }
    marks["task"] = False
    if points is not None:
        marks["points"] = points
    make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
    found: NotebookNode = make(source, id=name, metadata={"nbgrader": marks})  # type: ignore[no-untyped-call]
    if hidden:
        found.metadata["jupyter"] = {"source_hidden": True}
    return found


def grade_ids(cells: Iterable[NotebookNode]) -> dict[str, float]:
    """Each graded cell and its points."""
    marks = (c.metadata.get("nbgrader", {}) for c in cells)
    return {m["grade_id"]: m["points"] for m in marks if m.get("grade")}
