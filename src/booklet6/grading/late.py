"""Rules for late work, as a plugin of nbgrader: what the course says in nbgrader_config.py.

c.AssignLatePenalties.plugin_class = "booklet6.grading.late.LateRules"
c.LateRules.grace_minutes = 60
c.LateRules.percent_per_day = 10
c.LateRules.most_percent = 50
c.LateRules.nothing_after_days = 14
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

from .course import CourseFolder


class LateRules(LateSubmissionPlugin):
    """So many percent of what was earned for each day that has begun, up to a limit; nothing after a last day."""

    grace_minutes = Float(0, min=0, help="Work that is this late is not late.").tag(config=True)
    percent_per_day = Float(0, min=0, help="Percent of the points earned, for each day that has begun.").tag(
        config=True
    )
    most_percent = Float(100, min=0, max=100, help="Percent that lateness costs at most.").tag(config=True)
    nothing_after_days = Float(
        math.inf, min=0, help="After so many days (of 24 hours, from the due date) work earns nothing."
    ).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take away. None where there is nothing to take."""
        if total_seconds_late <= self.grace_minutes * 60:
            return None
        if total_seconds_late > self.nothing_after_days * 86400:
            return score
        days = math.ceil(total_seconds_late / 86400)
        percent = min(self.percent_per_day * days, self.most_percent)
        return score * percent / 100 or None


def rules_of(course: CourseFolder) -> Any:
    """The plugin that the course's settings name."""
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(parent=course.app)
    step.init_plugin()
    return step.plugin_inst


def charge_again(course: CourseFolder, assignments: Iterable[str] = ()) -> None:
    """Have lateness cost what the rules say of the points that there are now, those that a person has given included.

    nbgrader takes it off when work is graded, before anybody has marked the written answers. Plugins of others are left
    alone: what they do may not bear to be done twice. assignments: all, if none is named.
    """
    rules = rules_of(course)
    if not isinstance(rules, LateRules):
        return
    from .gradebook import charge, open_book

    book = open_book(course)
    try:
        with book.transaction() as api:
            wanted = set(assignments) or {a.name for a in api.assignments}
            for submission in (s for a in api.assignments if a.name in wanted for s in a.submissions):
                charge(submission, submission.notebooks, rules)
    finally:
        book.close()
