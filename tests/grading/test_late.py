"""Rules for late work."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from traitlets.config import Config

from booklet6.cli import main
from booklet6.grading.late import LateRules

HOUR, DAY = 3600.0, 86400.0


@pytest.mark.parametrize(
    ("rules", "seconds", "penalty"),
    [
        ({}, DAY, None),
        ({"percent_per_day": 10}, 1, 1.0),
        ({"percent_per_day": 10}, DAY, 1.0),
        ({"percent_per_day": 10}, DAY + 1, 2.0),
        ({"percent_per_day": 10, "grace_minutes": 60}, HOUR, None),
        ({"percent_per_day": 10, "grace_minutes": 60}, HOUR + 1, 1.0),
        ({"percent_per_day": 10, "most_percent": 25}, 9 * DAY, 2.5),
        ({"percent_per_day": 60}, 3 * DAY, 10.0),
        ({"nothing_after_days": 2}, 2 * DAY, None),
        ({"nothing_after_days": 2}, 2 * DAY + 1, 10.0),
    ],
)
def test_rules(rules: dict[str, float], seconds: float, penalty: float | None) -> None:
    found = LateRules(config=Config({"LateRules": rules}))
    assert found.late_submission_penalty("ada", 10.0, seconds) == penalty


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize(
    ("rule", "left"), [("percent_per_day = 10", 90.0), ("nothing_after_days = 0.5", 0.0), ("", 94.0)]
)
def test_points_that_a_person_gives_later_are_charged_too(tmp_path: Path, rule: str, left: float) -> None:
    """When work was graded only the 60 points of its decisions were there. Rules of others are left as they were."""
    plugin = "c.AssignLatePenalties.plugin_class = 'booklet6.grading.late.LateRules'\nc.LateRules." if rule else ""
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{plugin}{rule}\n")
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        book.add_assignment("ps", duedate="2026-01-02 00:00:00 UTC")
        book.add_notebook("nb", "ps")
        for cell, most in (("decisions", 60), ("memo", 40)):
            book.add_grade_cell(cell, "nb", "ps", max_score=most, cell_type="code")
        book.add_student("ada")
        book.add_submission("ps", "ada", timestamp="2026-01-02 20:00:00 UTC")
        book.find_grade("decisions", "nb", "ps", "ada").auto_score = 60
        book.find_submission_notebook("nb", "ps", "ada").late_submission_penalty = 6
        book.find_grade("memo", "nb", "ps", "ada").manual_score = 40
        book.db.commit()
    result = CliRunner().invoke(main, ["export", "--course-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    with (tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        assert [float(row["score"]) for row in csv.DictReader(file)] == [left]
