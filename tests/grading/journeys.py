"""A small stock course for tests of the engine: one assignment, its release, and work handed in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
from classroom import nbgrader
from hostile import CANARY

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "small"
c.Execute.timeout = 60
"""
TESTS = {
    "t1": f"""\
assert number is not None
### BEGIN HIDDEN TESTS
assert number == 42, "{CANARY}"
### END HIDDEN TESTS""",
    "t2": f"""\
assert double(1) == 2
### BEGIN HIDDEN TESTS
for n in (2, 30, -4):
    assert double(n) == 2 * n, "{CANARY}"
### END HIDDEN TESTS""",
}


def _meta(name: str, **fields: Any) -> dict[str, Any]:
    base = {"grade": False, "solution": False, "locked": False, "grade_id": name, "schema_version": 3, "task": False}
    return {"nbgrader": base | fields}


def source() -> nbformat.NotebookNode:
    """The notebook with its solutions and tests."""
    new = nbformat.v4
    solution = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    cells = [
        new.new_markdown_cell("# Work\n\nDo what the cells say."),  # type: ignore[no-untyped-call]
        new.new_code_cell("import math\nDATA = [3, 1, 2]", metadata=_meta("start", locked=True)),  # type: ignore[no-untyped-call]
        new.new_code_cell(  # type: ignore[no-untyped-call]
            "number = None\n" + solution.format("number = 42"), metadata=_meta("a", solution=True)
        ),
        new.new_code_cell(TESTS["t1"], metadata=_meta("t1", grade=True, locked=True, points=2)),  # type: ignore[no-untyped-call]
        new.new_code_cell(  # type: ignore[no-untyped-call]
            "def double(x):\n    " + solution.format("return 2 * x").replace("\n", "\n    "),
            metadata=_meta("b", solution=True),
        ),
        new.new_code_cell(TESTS["t2"], metadata=_meta("t2", grade=True, locked=True, points=2)),  # type: ignore[no-untyped-call]
        new.new_markdown_cell("A good memo.", metadata=_meta("memo", grade=True, solution=True, points=3)),  # type: ignore[no-untyped-call]
    ]
    nb: nbformat.NotebookNode = new.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    nb.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nb


def course(folder: Path) -> Path:
    """The course folder, with its release."""
    work = folder / "source" / "ps"
    work.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    (work / "data.csv").write_text("a\n1\n")
    nbformat.write(source(), work / "work.ipynb")  # type: ignore[no-untyped-call]
    nbgrader(folder, "generate_assignment", "ps")
    return folder


def hand_in_copy(folder: Path, student: str) -> Path:
    """The release, handed in as it is. Returns the folder of the work."""
    return Path(shutil.copytree(folder / "release" / "ps", folder / "submitted" / student / "ps"))


def graded(folder: Path) -> dict[str, dict[str, Any]]:
    """Student → cell → what the gradebook says."""
    from nbgrader.api import Gradebook

    found: dict[str, dict[str, Any]] = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions("ps"):
            grades = [g for n in submission.notebooks for g in n.grades]
            found[submission.student.id] = {
                g.name: {
                    "auto": g.auto_score,
                    "manual": g.manual_score,
                    "most": g.max_score,
                    "person": bool(g.needs_manual_grade),
                }
                for g in grades
            }
    return found
