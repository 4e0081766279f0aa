"""Writes what came of a submission into nbgrader's gradebook: all of it, or nothing."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import text
from sqlalchemy.exc import SAWarning
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from .outcome import Outcome

if TYPE_CHECKING:
    from .collect.roster import Person
    from .course import CourseFolder


class _Held(Session):
    """nbgrader commits after every step. Here a step only sends what it has, and the whole is committed once."""

    def commit(self) -> None:
        self.flush()

    def really_commit(self) -> None:
        super().commit()


def open_book(course: CourseFolder) -> Book:
    """The gradebook of a course folder, open to be written."""
    lock = course.root / "grading" / "gradebook.lock"
    lock.parent.mkdir(exist_ok=True)
    return Book(course.db_url, course.coursedir.course_id, lock)


class Book:
    """An open gradebook. One writer at a time: `transaction` holds the lock."""

    def __init__(self, url: str, course: str, lock: Path):
        """Open, or make, the gradebook at a database URL. lock: the file that writers lock."""
        from filelock import FileLock

        self.api = Gradebook(url, course)
        self.api.check_course()  # nbgrader's preprocessors make that one too
        self.api.db.remove()
        self.api.db = scoped_session(sessionmaker(class_=_Held, autoflush=True, bind=self.api.engine, future=True))
        self._lock = FileLock(lock)

    def close(self) -> None:
        """Close it."""
        self.api.close()

    @contextmanager
    def transaction(self) -> Iterator[Gradebook]:
        """What is done inside is written at its end; where it fails, nothing is."""
        with self._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, from the way it makes a submission
            try:
                yield self.api
                self.api.db().really_commit()
            except BaseException:
                self.api.db.rollback()
                raise


def enrol(book: Gradebook, people: Iterable[Person]) -> None:
    """Enter the learners of a class with what is known of them; what the gradebook knows besides stays."""
    for person in people:
        told = {"first_name": person.first, "last_name": person.last or person.name, "email": person.email}
        book.update_or_create_student(person.id, **{k: v for k, v in told.items() if v})


def record(
    book: Gradebook,
    assignment: str,
    student: str,
    timestamp: datetime.datetime | None,
    notebooks: Mapping[str, tuple[NotebookNode, Mapping[str, Outcome]]],
    late: Any,
) -> tuple[float, float]:
    """Enter a submission: points, comments and lateness, as nbgrader's SaveAutoGrades and AssignLatePenalties do.

    notebooks: what was handed in and run, by name; those that are not there earn nothing. late: the plugin with the
    rules for late work. Points that a person gave stay. Returns the points, and how many there are.
    """
    book.update_or_create_student(student)
    known = {"timestamp": timestamp} if timestamp else {}
    submission = book.update_or_create_submission(assignment, student, **known)
    for entry in submission.notebooks:
        if entry.name not in notebooks:
            for grade in entry.grades:
                grade.auto_score, grade.needs_manual_grade = 0, False
        else:
            nb, outcomes = notebooks[entry.name]
            _record_notebook(book, (entry.name, assignment, student), entry, nb, outcomes)
    book.db.flush()
    book.db.expire_all()
    charge(submission, [entry for entry in submission.notebooks if entry.name in notebooks], late)
    book.db.flush()
    book.db.expire_all()
    return float(submission.score or 0), float(submission.max_score or 0)


def charge(submission: SubmittedAssignment, entries: Iterable[SubmittedNotebook], late: Any) -> None:
    """Enter what lateness costs, of the points that these notebooks of a submission have now."""
    for entry in entries:
        entry.late_submission_penalty = None
        if submission.total_seconds_late > 0:
            penalty = late.late_submission_penalty(submission.student.id, entry.score, submission.total_seconds_late)
            if penalty is not None:
                entry.late_submission_penalty = min(max(0, penalty), entry.score)


def _record_notebook(
    book: Gradebook,
    where: tuple[str, str, str],
    entry: SubmittedNotebook,
    nb: NotebookNode,
    outcomes: Mapping[str, Outcome],
) -> None:
    grades = {g.name: g for g in entry.grades}
    comments = {c.name: c for c in entry.comments}
    for cell in nb.cells:
        if "nbgrader" not in cell.metadata:
            continue
        name = cell.metadata.nbgrader["grade_id"]
        same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
        if utils.is_grade(cell):
            grade = grades.get(name) or book.find_grade(name, *where)  # made there, after a second release
            outcome = outcomes.get(name) or _written(cell, same)
            grade.auto_score = outcome.points
            grade.needs_manual_grade = grade.manual_score is not None or outcome.points is None or outcome.person
        if utils.is_solution(cell) or utils.is_task(cell):
            comment = comments.get(name) or book.find_comment(name, *where)
            comment.auto_comment = "No response." if same and not utils.is_task(cell) else None


def _written(cell: NotebookNode, same: bool) -> Outcome:
    """Of an answer that a person marks: nothing where nothing was written."""
    return Outcome(0 if same else None)


def wipe(book: Gradebook, assignment: str, student: str) -> None:
    """Enter a submission that could not be graded at all: every point of it waits for a person."""
    book.update_or_create_student(student)
    submission = book.update_or_create_submission(assignment, student)
    for entry in submission.notebooks:
        for grade in entry.grades:
            grade.auto_score, grade.needs_manual_grade = None, True


_DUMP = """
select s.id, a.name, n.name, c.name, c.type, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade,
       sa.timestamp, sa.extension, sn.late_submission_penalty, null, null
from grade g join base_cell c on g.cell_id = c.id join submitted_notebook sn on g.notebook_id = sn.id
join notebook n on sn.notebook_id = n.id join submitted_assignment sa on sn.assignment_id = sa.id
join assignment a on sa.assignment_id = a.id join student s on sa.student_id = s.id
union all
select s.id, a.name, n.name, c.name, 'comment', null, null, null, null, sa.timestamp, sa.extension, null,
       m.auto_comment, m.manual_comment
from comment m join base_cell c on m.cell_id = c.id join submitted_notebook sn on m.notebook_id = sn.id
join notebook n on sn.notebook_id = n.id join submitted_assignment sa on sn.assignment_id = sa.id
join assignment a on sa.assignment_id = a.id join student s on sa.student_id = s.id
order by 1, 2, 3, 4, 5
"""


def dump(url: str) -> str:
    """All that a gradebook says of submissions, one line for each point and comment, without its random row names."""
    from sqlalchemy import create_engine

    engine = create_engine(url)
    with engine.connect() as connection:
        lines = [repr(tuple(row)) for row in connection.execute(text(_DUMP))]
        lines += [f"student {row[0]}" for row in connection.execute(text("select id from student order by id"))]
    engine.dispose()
    return "\n".join(lines) + "\n"
