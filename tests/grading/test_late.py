"""Rules for late work."""

from __future__ import annotations

import pytest
from traitlets.config import Config

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
