"""Collects: looks at all, decides, and only then writes, one learner's folder at a time and each in one step."""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...frames import plain_files
from ..course import CourseFolder, CourseFolderError
from .decide import File, Work, decide
from .platforms import utc
from .roster import Roster, of_gradebook
from .unpack import Bounds, Item, Unpacked
from .wanted import RESPONSES, Wanted, wanted


@dataclass
class Collected:
    """What was found, and what became of it."""

    assignment: str
    source: str
    dry: bool
    files: list[File]
    works: list[Work]
    due: datetime.datetime | None = None
    missing: list[str] = field(default_factory=list)
    """Learners of the class from whom nothing came."""
    class_size: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing needs a person."""
        return not any(f.state == "person" for f in self.files) and not any(w.person for w in self.works)


def collect(
    course: CourseFolder,
    assignment: str,
    source: Path,
    roster: Roster | None = None,
    *,
    replace: bool = False,
    dry: bool = False,
    file_times: bool = False,
    zone: datetime.tzinfo | None = None,
    bounds: Bounds | None = None,
) -> Collected:
    """Put the work in a folder or zip into `submitted/`. Raises CourseFolderError; then nothing was written.

    roster: the class; if not given, the gradebook's learners are looked for, and others get an id from their name.
    replace: whether other work of theirs that is there gives way; it is moved to `grading/ASSIGNMENT/replaced/`.
    dry: only decide. file_times: whether the times of files count as times of handing in. zone: of times without one.
    """
    asked = wanted(course, assignment)
    if course.path("submitted", "x", "x").parents[1] in [source.resolve(), *source.resolve().parents]:
        raise CourseFolderError(f"{source} is where collected work lies. Give the folder or zip with the downloads.")
    known, due, students = _gradebook(course, assignment)
    people = roster or known
    try:
        with Unpacked(source, zone, bounds) as items:
            files, works = decide(items, asked, people, roster is not None, zone, file_times)
            _placed(course, asked, works, replace, dry)
    except OSError as e:
        raise CourseFolderError(f"{source} could not be collected from: {e}") from None
    came = {w.student for w in works} | {s.student for s in course.submissions(assignment)}
    in_class = sorted({p.id for p in roster.people} if roster else students)
    missing = [s for s in in_class if s not in came]
    return Collected(assignment, source.name, dry, files, works, due, missing, len(in_class))


def _gradebook(course: CourseFolder, assignment: str) -> tuple[Roster, datetime.datetime | None, set[str]]:
    """Who is in the class, until when the work was due, by the gradebook; nothing where there is none."""
    from nbgrader.api import Gradebook, MissingEntry

    if course.db_url.startswith("sqlite:///") and not Path(course.db_url.removeprefix("sqlite:///")).is_file():
        return Roster([]), None, set()
    with Gradebook(course.db_url, course.coursedir.course_id) as book:
        try:
            due: Any = book.find_assignment(assignment).duedate
        except MissingEntry:
            due = None
        students = list(book.students)
        return of_gradebook(students), due.replace(tzinfo=datetime.UTC) if due else None, {s.id for s in students}


def _placed(course: CourseFolder, asked: Wanted, works: list[Work], replace: bool, dry: bool) -> None:
    staging = course.log(asked.assignment) / "collecting"
    if not dry:
        shutil.rmtree(staging, ignore_errors=True)
    try:
        for work in works:
            if work.files:
                _place(course, asked, work, replace, dry, staging)
    finally:
        if not dry:
            shutil.rmtree(staging, ignore_errors=True)


def _place(course: CourseFolder, asked: Wanted, work: Work, replace: bool, dry: bool, staging: Path) -> None:
    target = course.path("submitted", work.student, asked.assignment)
    if target.is_symlink() or target.parent.is_symlink():
        _refuse(work.files, work, f"{target} is a link; nothing is put there")
        return
    there = {name: path for name, path, _ in plain_files(target)} if target.is_dir() else {}
    if RESPONSES in asked.others and RESPONSES not in {*there, *(f.target for f in work.files)}:
        work.person.append(f"No {RESPONSES} was handed in. Ask for it: without it the decisions earn nothing.")
    new = [f for f in work.files if not (f.target in there and _same(f.item, there[f.target]))]
    clash = [f for f in new if f.target in there]
    before = utc(there["timestamp.txt"].read_text("utf-8", "replace")) if "timestamp.txt" in there else None
    for file in [f for f in work.files if f not in new]:
        file.end("there", "the same was collected before")
    if clash and not replace:
        _refuse(new, work, "other work of theirs was collected before, and is kept; to replace it: --replace")
        return
    if clash and before and work.time and before > work.time:
        work.person.append(f"What was replaced had been handed in later: {before:%Y-%m-%d %H:%M} UTC.")
    times = [t for t in (before, work.time) if t]
    work.time = (work.time if clash else max(times)) if work.time else (None if clash else before)
    if dry or (not new and work.time == before):
        return
    made = staging / work.student
    made.mkdir(parents=True)
    replaced = {f.target for f in new} | {"timestamp.txt"}
    for name, path in there.items():
        if name not in replaced:
            _copy(path, made / name)
    for file in new:
        try:
            _write(made, file)
        except OSError as e:
            file.end("person", f"it could not be kept: {e}")
    if not any(made.rglob("*")):
        return
    if work.time:
        (made / "timestamp.txt").write_text(f"{work.time.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S.%f} UTC\n")
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(_aside(course.log(asked.assignment) / "replaced", work.student))
    made.rename(target)


def _refuse(files: list[File], work: Work, why: str) -> None:
    for file in files:
        file.end("person", why)
    work.files = [f for f in work.files if f not in files]


def _write(folder: Path, file: File) -> None:
    data = file.item.read()
    path = folder / file.target
    if path.is_dir() or any(p.is_file() for p in path.parents if p != folder and folder in p.parents):
        raise OSError("a folder and a file have the same name")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)


def _same(item: Item, path: Path) -> bool:
    try:
        return item.read() == path.read_bytes()
    except OSError:
        return False


def _aside(folder: Path, student: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (path := folder / f"{student}-{number}").exists():
        number += 1
    return path
