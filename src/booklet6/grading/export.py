"""All marks as a table for other programs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from .course import CourseFolder, CourseFolderError

_COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def write_nbgrader(course: CourseFolder, assignments: list[str], path: Path) -> dict[str, list[str]]:
    """nbgrader's own table. (Its own exporter puts a name with a comma into the wrong columns.)

    Returns the learners whose work waits for a person, by assignment.
    """
    with _book(course, assignments) as book:
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(_COLUMNS)
            for a in _wanted(book, assignments):
                handed_in = {s.student.id: s for s in a.submissions}
                for s in book.students:
                    work = handed_in.get(s.id)
                    score, late = (work.score or 0.0, work.late_submission_penalty or 0.0) if work else (0.0, 0.0)
                    when = work.timestamp if work else None
                    person = [_harmless(v or "") for v in (s.id, s.last_name, s.first_name, s.email)]
                    points = [round(n, 6) for n in (score, late, max(0.0, score - late), a.max_score)]
                    table.writerow([_harmless(a.name), a.duedate or "", when or "", *person, *points])
        return _waiting(book, assignments)


def write_moodle(course: CourseFolder, assignments: list[str], path: Path) -> dict[str, list[str]]:
    """One row a learner, one column an assignment, as Moodle's *Import grades* and others take it.

    Learners are found there by the user name, which is the name of their folder in `submitted/`. A learner who has
    handed in nothing has an empty cell: not a 0. Returns the learners whose work waits for a person, by assignment.
    """
    with _book(course, assignments) as book:
        wanted = _wanted(book, assignments)
        points: dict[tuple[str, str], float] = {}
        for a in wanted:
            for s in a.submissions:
                points[s.student.id, a.name] = max(0.0, (s.score or 0) - (s.late_submission_penalty or 0))
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["Username", "First name", "Last name", "Email address", *(_heading(a) for a in wanted)])
            for s in book.students:
                told = [_harmless(v or "") for v in (s.id, s.first_name, s.last_name, s.email)]
                table.writerow([*told, *(f"{points[k]:g}" if (k := (s.id, a.name)) in points else "" for a in wanted)])
        return _waiting(book, assignments)


def _heading(assignment: Any) -> str:
    return _harmless(f"{assignment.name} (of {assignment.max_score:g})")


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _book(course: CourseFolder, assignments: list[str]) -> Any:
    """The gradebook, with what lateness costs by now. Raises CourseFolderError where it does not know an assignment."""
    from nbgrader.api import Gradebook

    from .late import charge_again

    with Gradebook(course.db_url, course.coursedir.course_id) as book:
        known = [a.name for a in book.assignments]
    if unknown := [a for a in assignments if a not in known]:
        raise CourseFolderError(
            f"The gradebook knows no assignment {', '.join(unknown)}. It knows: {', '.join(known) or 'none'}."
        )
    charge_again(course, assignments)
    return Gradebook(course.db_url, course.coursedir.course_id)


def _wanted(book: Any, assignments: list[str]) -> list[Any]:
    return [a for a in book.assignments if not assignments or a.name in assignments]


def _waiting(book: Any, assignments: list[str]) -> dict[str, list[str]]:
    wanted = {a.name: a.submissions for a in _wanted(book, assignments)}
    found = {
        name: sorted(s.student.id for s in handed_in if s.needs_manual_grade) for name, handed_in in wanted.items()
    }
    return {name: who for name, who in found.items() if who}
