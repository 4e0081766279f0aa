"""The page on which one learner's notebook is marked: what nbgrader's scripts need of it, with nothing in it that acts.

nbgrader shows work by nbconvert, scripts and all. Here each cell goes through `safe`, and which cells are marked, and
with how many points, comes from the gradebook and never from the work.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ...words import Words, load_words
from .. import safe
from ..definition import Cell, NotebookDefinition
from ..journal import Entry


@dataclass
class Part:
    """One cell on the page. kind: ``plain``, ``test``, ``answer`` (points and comment) or ``comment`` (comment only)."""

    kind: str
    body: Markup
    outputs: list[Markup] = field(default_factory=list)
    name: str = ""
    points: float = 0.0
    rubric: Markup = field(default_factory=Markup)


def marking_page(
    path: Path, definition: NotebookDefinition, source: Path, entry: Entry | None, nonce: str, resources: dict[str, Any]
) -> str:
    """The page for a graded notebook. source: the notebook with rubrics. entry: what grading has said of the submission.

    nonce: what lets this page's own scripts run. resources: what nbgrader's handler says of submission and neighbours.
    Raises OSError and ValueError where the file cannot be read.
    """
    nb = json.loads(path.read_text(encoding="utf-8"))
    words, rubrics, known = load_words(), _sources(source), definition.by_name
    parts = []
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        whose = known.pop(name, None) if isinstance(name, str) else None  # a second one of the name is only shown
        parts.append(_part(cell, whose, rubrics.get(name, ""), words))
    page: str = _template().render(
        words=words,
        parts=parts,
        nonce=nonce,
        r=resources,
        remarks=[str(reason) for reason in [*entry.person, *entry.notes]] if entry else [],
    )
    return page


def _part(cell: dict[str, Any], whose: Cell | None, rubric: str, words: Words) -> Part:
    text = _text(cell["source"])
    if cell["cell_type"] == "code":
        body = Markup(f"<pre>{safe.plain(text)}</pre>") if text.strip() else Markup()
    else:
        body = Markup(safe.markdown(text, math=True))
    part = Part("plain", body, [_output(o, words) for o in cell.get("outputs", [])[:200]])
    if whose is None:
        return part
    part.name, part.points = whose.name, whose.points
    if whose.task or (whose.grade and whose.solution):
        part.kind = "answer"
    elif whose.grade:
        part.kind = "test"
    elif whose.solution:
        part.kind = "comment"
    if part.kind == "answer" and rubric.strip():
        shown = safe.markdown(rubric, math=True) if whose.type == "markdown" else f"<pre>{safe.plain(rubric)}</pre>"
        part.rubric = Markup(shown)
    return part


def _output(output: dict[str, Any], words: Words) -> Markup:
    match output.get("output_type"):
        case "stream":
            return Markup(f"<pre>{safe.plain(_text(output.get('text', '')))}</pre>")
        case "error":
            trace = "\n".join(t for t in output.get("traceback", []) if isinstance(t, str))
            text = trace or f"{output.get('ename', '')}: {output.get('evalue', '')}"
            return Markup(f"<pre>{safe.plain(text)}</pre>")
        case "display_data" | "execute_result":
            return Markup(safe.output(output.get("data", {}), words, math=True))
    return Markup()


def _sources(path: Path) -> dict[str, str]:
    """Cells of the instructor's notebook by name."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return {c["metadata"].get("nbgrader", {}).get("grade_id", ""): _text(c["source"]) for c in cells}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _text(source: Any) -> str:
    return "".join(source) if isinstance(source, list) else str(source)


def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("booklet6.grading"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("formgrade.html.j2")
