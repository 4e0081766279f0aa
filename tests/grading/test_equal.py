"""On honest work the gradebook is the same as stock nbgrader's: its own example course, and a small one."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbgrader as package
import pytest
from classroom import nbgrader
from click.testing import CliRunner
from journeys import course
from resuming import hand_in

from booklet6.cli import main
from booklet6.grading.gradebook import dump

EXAMPLE = Path(package.__file__).parent / "docs" / "source" / "user_guide"


def example(folder: Path) -> Path:
    """nbgrader's example course, as `nbgrader quickstart` makes it, with its two submissions."""
    for step in ("source", "submitted"):
        shutil.copytree(EXAMPLE / step, folder / step, ignore=shutil.ignore_patterns("ps1_autotest"))
    (folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "course101"\n'
        'c.IncludeHeaderFooter.header = "source/header.ipynb"\n'
    )
    nbgrader(folder, "generate_assignment", "ps1")
    return folder


def small(folder: Path) -> Path:
    """A small course with late work, and rules for it."""
    course(folder)
    hand_in(folder, 3)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment("ps", duedate="2026-01-02 00:00:00 UTC")
    return folder


@pytest.mark.parametrize(("make", "assignment"), [(example, "ps1"), (small, "ps")])
def test_the_gradebook_is_that_of_stock(make: object, assignment: str, tmp_path: Path) -> None:
    assert callable(make)
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    stock.mkdir()
    make(stock)
    shutil.copytree(stock, ours)
    nbgrader(stock, "autograde", assignment)
    result = CliRunner().invoke(main, ["grade", assignment, "--course-dir", str(ours)])
    assert result.exit_code == 0, result.output
    expected = dump(f"sqlite:///{stock / 'gradebook.db'}")
    assert len(expected.splitlines()) > 15
    assert dump(f"sqlite:///{ours / 'gradebook.db'}") == expected
    assert "to look at" not in result.output
    files = {p.relative_to(ours).as_posix() for p in (ours / "autograded").rglob("*")}
    assert files == {p.relative_to(stock).as_posix() for p in (stock / "autograded").rglob("*")}
