"""An exercise that earns nothing flags nobody, done or left out; and one that draws is tested where the picture is."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from hostile import cell, edit
from journeys import _meta, course, hand_in_copy

from booklet6.grading.calibrate import _needs
from booklet6.grading.course import CourseFolder
from booklet6.grading.definition import Cell
from booklet6.grading.pool import Pool
from booklet6.grading.release import release

DRAW = "def draw(ax):\n    ### BEGIN SOLUTION\n    ax.bar([1, 2], [3, 4])\n    ### END SOLUTION"
PICTURE = "from matplotlib.figure import Figure\nax = Figure().subplots()\ndraw(ax)\nassert len(ax.patches) == bars"


def test_a_picture_of_no_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import journeys

    new = nbformat.v4
    made = journeys.source()
    made.cells += [
        new.new_code_cell(DRAW, metadata=_meta("draw", solution=True)),  # type: ignore[no-untyped-call]
        new.new_code_cell("bars = 2", metadata=_meta("first", grade=True, locked=True, points=0)),  # type: ignore[no-untyped-call]
        new.new_code_cell(PICTURE, metadata=_meta("picture", grade=True, locked=True, points=0)),  # type: ignore[no-untyped-call]
    ]
    monkeypatch.setattr(journeys, "source", lambda: made)
    monkeypatch.setattr(journeys, "nbgrader", lambda folder, *_: release(CourseFolder(folder), "ps"))  # quicker
    folder = course(tmp_path / "course")
    hand_in_copy(folder, "skips")
    shown = f"{DRAW}\nimport matplotlib.pyplot as plt\ndraw(plt.gca())"
    edit(hand_in_copy(folder, "draws"), lambda nb: cell(nb, "draw").__setitem__("source", shown))
    result = Pool(CourseFolder(folder), "ps", "warm", 2).run()
    assert result.advice == []
    assert {e.student: e.person for e in result.entries} == {"draws": [], "skips": []}
    for student, errors in {"draws": 0, "skips": 1}.items():
        done = json.loads((folder / "autograded" / student / "ps" / "work.ipynb").read_text())
        assert sum(o["output_type"] == "error" for o in cell(done, "picture")["outputs"]) == errors, student
    done = json.loads((folder / "autograded" / "draws" / "ps" / "work.ipynb").read_text())
    assert any("image/png" in o.get("data", {}) for o in cell(done, "draw")["outputs"]), "shown, as in a notebook"


def test_what_a_test_needs_of_those_before_it() -> None:
    sources = {"a": "import numpy as np\nsmall = 1", "b": "other = small", "c": "small = 2\nother", "d": "%magic"}
    tests = [Cell(name, "code", source, "", True, grade=True) for name, source in sources.items()]
    assert _needs(tests) == {"a": set(), "b": {"a"}, "c": {"a", "b"}, "d": set()}
