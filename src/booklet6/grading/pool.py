"""Grades all submissions of an assignment: some processes that run work, one that writes down what came of it."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
import select
import shutil
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
from filelock import FileLock, Timeout

from ..exercises.names import typed_name
from ..forked import settle
from ..frames import ClosedError, receive, send
from . import confine
from .calibrate import Plan, cached, calibrate, digest
from .course import CourseFolder, CourseFolderError, Submission
from .definition import Definition, NotebookDefinition, read_definition
from .execute import SafeExecute
from .gradebook import Book, open_book, record, wipe
from .journal import Entry, Journal
from .kernels import Address, Server
from .late import charge_again, rules_of
from .limits import MB
from .outcome import Outcome
from .reasons import Cause, Reason, read_reason
from .sandbox import Kind
from .worker import Worker

Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and whose work was last."""


@dataclass
class Result:
    """What a run came to."""

    entries: list[Entry]
    graded: int
    kept: int
    """Graded before, and unchanged."""
    advice: list[str]
    """For the instructor, about the assignment itself."""
    skipped: list[str]
    """Graded before by nbgrader itself: not touched."""


class Pool:
    """One run over one assignment. Raises CourseFolderError where it cannot begin."""

    def __init__(
        self,
        course: CourseFolder,
        assignment: str,
        kind: Kind,
        jobs: int,
        force: bool = False,
        address: Address | None = None,
    ):
        """kind: how to isolate. jobs: submissions at a time. address: a server that runs already, if there is one."""
        self._course, self._assignment, self._kind, self._jobs, self._force = course, assignment, kind, jobs, force
        self._address = address
        self._log = course.log(assignment)
        self._staging = self._log / "staging"

    def run(self, progress: Progress | None = None, only: set[str] | None = None) -> Result:
        """Grade what is new or changed. only: just these learners."""
        definition = self._definition()  # of an assignment that is none no folder is left
        self._log.mkdir(parents=True, exist_ok=True)
        alone = FileLock(self._log / "lock")
        try:
            alone.acquire(timeout=0)
        except Timeout:
            raise CourseFolderError(f"{self._assignment} is being graded already, by another run.") from None
        try:
            return self._alone(definition, progress, only)
        finally:
            alone.release()

    def _alone(self, definition: Definition, progress: Progress | None, only: set[str] | None) -> Result:
        journal = Journal(self._log / "journal.jsonl")
        try:
            submissions = self._course.submissions(self._assignment)
            unnamed = [s for s in submissions if not _can_be_written(s.student)]
            submissions = [s for s in submissions if s not in unnamed]
            if not submissions and not unnamed:
                where = self._course.path("submitted", "*", self._assignment)
                raise CourseFolderError(f"Nothing was handed in: there is no folder {where}")
            todo, kept, skipped = self._sort(submissions, definition, journal, only)
            advice = self._run(definition, todo, journal, progress) if todo else []
            charge_again(self._course, [self._assignment])
            text = "The name of the folder {!a} in submitted/ is no text in UTF-8. Rename it, and grade again."
            advice += [text.format(s.student) for s in unnamed]
            names = {s.student for s in submissions}
            entries = [e for n, e in sorted(journal.entries.items()) if n in names]
            return Result(entries, len(todo), kept, advice, skipped)
        finally:
            journal.close()

    def _run(
        self, definition: Definition, todo: list[tuple[Submission, str]], journal: Journal, progress: Progress | None
    ) -> list[str]:
        shutil.rmtree(self._staging, ignore_errors=True)
        self._staging.mkdir()
        try:
            running = (
                contextlib.nullcontext(self._address) if self._address else Server(self._kind, [self._course.root])
            )
            with running as address:
                worker = Worker(self._course, definition, {}, address, self._staging)
                worker.prepare()
                plans = self._plans(definition, worker, address)
                worker = Worker(self._course, definition, plans, address, self._staging)
                self._grade(worker, definition, todo, journal, progress)
                return [note for plan in plans.values() for note in plan["notes"]]
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def _definition(self) -> Definition:
        from nbgrader.api import MissingEntry

        book = self._book()
        try:
            source, release = (self._course.path(step, ".", self._assignment) for step in ("source", "release"))
            return read_definition(book.api, self._assignment, source, release)
        except MissingEntry:
            raise CourseFolderError(
                f"The gradebook knows no assignment {self._assignment!r}. Release it first: booklet6 release {self._assignment}"
            ) from None
        finally:
            book.close()

    def _book(self) -> Book:
        return open_book(self._course)

    def _sort(
        self, submissions: list[Submission], definition: Definition, journal: Journal, only: set[str] | None
    ) -> tuple[list[tuple[Submission, str]], int, list[str]]:
        todo: list[tuple[Submission, str]] = []
        kept, skipped, version = 0, [], definition.digest()
        for submission in submissions:
            if only is not None and submission.student not in only:
                continue
            key = f"{submission.digest()} {version}{self._keys(submission.student)}"
            there = self._course.path("autograded", submission.student, self._assignment).exists()
            if self._force or not there:
                todo.append((submission, key))
            elif submission.student not in journal.entries:
                skipped.append(submission.student)
            elif journal.done(submission.student, key):
                kept += 1
            else:
                todo.append((submission, key))
        return [t for t in todo if self._force or not self._failed(journal, *t)], kept, skipped

    def _keys(self, student: str) -> str:
        """What the bank says, and the name that draws this learner's forms: with another key the marks are other ones."""
        bank = self._course.bank(self._assignment)
        if bank is None:
            return ""
        try:
            name = typed_name(bank, student)
        except (OSError, UnicodeDecodeError):
            name = student
        return f" {hashlib.sha256(bank.read_bytes() + name.encode()).hexdigest()}"

    def _failed(self, journal: Journal, submission: Submission, key: str) -> bool:
        entry = journal.entries.get(submission.student)
        return entry is not None and entry.digest == key and entry.state == "failed"

    def _plans(self, definition: Definition, worker: Worker, address: Address) -> dict[str, Plan]:
        source = self._course.path("source", ".", self._assignment)
        bank = self._course.bank(self._assignment)

        def plan(notebook: NotebookDefinition) -> Plan:
            key = digest(notebook, source) + (str(bank.stat().st_mtime_ns) if bank else "")
            folders = worker.folders(self._staging / ".source")
            return cached(
                self._log / "plans" / f"{notebook.name}.json",
                key,
                lambda: calibrate(notebook, source, lambda: SafeExecute(parent=worker._converter), folders, address),
            )

        # At the same time: what takes long is done by kernels, each a process of its own.
        threads = ThreadPoolExecutor(self._jobs)
        try:
            plans = [*threads.map(plan, definition.notebooks)]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)  # whoever has stopped the run shall not wait for them
            raise
        threads.shutdown()
        return dict(zip((n.name for n in definition.notebooks), plans, strict=True))

    def _grade(
        self,
        worker: Worker,
        definition: Definition,
        todo: list[tuple[Submission, str]],
        journal: Journal,
        progress: Progress | None,
    ) -> None:
        seconds = worker._converter.config.get("SafeExecute", {}).get("notebook_timeout", 300)
        patience = len(definition.notebooks) * (2 * float(seconds) + 120)
        settle()  # or each collection in one of the crew would look through, and so copy, all that is imported here
        crew = _Crew(worker, min(self._jobs, len(todo)), patience)
        waiting = list(reversed(todo))
        done = 0
        book = self._book()
        late = rules_of(self._course)
        try:
            while waiting or crew.busy:
                while waiting and crew.free:
                    submission, key = waiting.pop()
                    journal.started(submission.student, key)
                    crew.give(submission, key)
                for submission, key, report in crew.wait():
                    if report is None or "failed" in report:
                        why = "Its process ended." if report is None else report["failed"]
                        self._give_up(book, journal, submission.student, key, f"It could not be graded: {why}")
                    else:
                        self._enter(book, journal, submission.student, key, report, late)
                    done += 1
                    if progress:
                        progress(done, len(todo), submission.student)
        finally:
            crew.close()
            book.close()

    def _enter(self, book: Book, journal: Journal, student: str, key: str, report: dict[str, Any], late: Any) -> None:
        """Gradebook first, then the graded copy, then the journal: after a kill between two of them it is done again."""
        work = self._staging / student / "work"
        notebooks = {}
        notes, person, written = [read_reason(note) for note in report["notes"]], list[Reason](), 0
        for name, told in report["notebooks"].items():
            nb = nbformat.reads((work / f"{name}.ipynb").read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
            outcomes = {c: Outcome(p, read_reason(why) if why else None) for c, (p, why) in told["outcomes"].items()}
            notebooks[name] = (nb, outcomes)
            person += [replace(o.why, where=f"{name}, {cell}") for cell, o in outcomes.items() if o.why]
            notes += [replace(read_reason(note), where=name) for note in told["notes"]]
            written += _to_mark(nb, outcomes)
        timestamp = datetime.datetime.fromisoformat(report["timestamp"]) if report["timestamp"] else None
        with book.transaction() as api:
            points, most = record(api, self._assignment, student, timestamp, notebooks, late)
        self._place(student)
        journal.write(Entry(student, "done", key, points, most, notes, person, written))

    def _place(self, student: str) -> None:
        target = self._course.path("autograded", student, self._assignment)
        old = self._staging / student / "old"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.rename(old)
        (self._staging / student / "work").rename(target)
        shutil.rmtree(self._staging / student, ignore_errors=True)

    def _give_up(self, book: Book, journal: Journal, student: str, key: str, why: str) -> None:
        with book.transaction() as api:
            wipe(api, self._assignment, student)
        journal.write(Entry(student, "failed", key, person=[Reason(Cause.GIVEN_UP, why)]))


def _can_be_written(name: str) -> bool:
    """Whether a name that the system gives is text; old archives leave others, and no gradebook takes them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _to_mark(nb: Any, outcomes: dict[str, Outcome]) -> int:
    """Answers that a person marks: those that were written."""
    from nbgrader import utils

    found = 0
    for cell in nb.cells:
        if (utils.is_grade(cell) and utils.is_solution(cell)) or utils.is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            found += cell.metadata.nbgrader["grade_id"] not in outcomes and not (same and utils.is_grade(cell))
    return found


_MOST_MEMORY = 2000 * MB
"""Bytes for reading one submission: its files and messages can be made of what takes much more memory than disk."""


@dataclass
class _Hand:
    pid: int
    connection: socket.socket
    job: tuple[Submission, str] | None = None
    end: float = 0.0


class _Crew:
    """Processes that grade. Each is a copy of this one, with everything imported; one that ends is replaced."""

    def __init__(self, worker: Worker, size: int, patience: float):
        self._worker, self._patience = worker, patience
        self._hands = [self._hire() for _ in range(size)]

    @property
    def free(self) -> bool:
        return any(h.job is None for h in self._hands)

    @property
    def busy(self) -> bool:
        return any(h.job is not None for h in self._hands)

    def give(self, submission: Submission, key: str) -> None:
        """Have somebody grade it."""
        hand = next(h for h in self._hands if h.job is None)
        hand.job, hand.end = (submission, key), time.monotonic() + self._patience
        with contextlib.suppress(ClosedError):
            send(hand.connection, {"student": submission.student, "folder": str(submission.folder)})

    def wait(self) -> list[tuple[Submission, str, dict[str, Any] | None]]:
        """What is done by now; it waits for a while. None in place of a report: the process has ended."""
        found: list[tuple[Submission, str, dict[str, Any] | None]] = []
        busy = [h for h in self._hands if h.job]
        ready, _, _ = select.select([h.connection for h in busy], [], [], 1)
        for hand in busy:
            assert hand.job is not None
            late = time.monotonic() > hand.end
            if hand.connection not in ready and not late:
                continue
            report: dict[str, Any] | None = None
            if hand.connection in ready:
                with contextlib.suppress(ClosedError, ValueError):
                    report = receive(hand.connection)
            found.append((*hand.job, report))
            hand.job = None
            if report is None:
                self._end(hand)
                self._hands[self._hands.index(hand)] = self._hire()
        return found

    def close(self) -> None:
        """Send them home."""
        for hand in self._hands:
            self._end(hand)

    def _hire(self) -> _Hand:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                _work(self._worker, theirs)
            finally:
                os._exit(0)
        theirs.close()
        return _Hand(pid, ours)

    def _end(self, hand: _Hand) -> None:
        hand.connection.close()
        with contextlib.suppress(OSError):
            os.kill(hand.pid, signal.SIGKILL)
            os.waitpid(hand.pid, 0)


def _work(worker: Worker, connection: socket.socket) -> None:
    with contextlib.suppress(OSError, AttributeError):
        confine.die_with_parent()
        confine.limit_memory(_MOST_MEMORY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            job = receive(connection)
        except ClosedError:
            return
        try:
            told = worker.grade(Submission(job["student"], Path(job["folder"]))).to_data()
        except Exception as e:
            told = {"failed": f"{type(e).__name__}: {e}"[:500]}
        send(connection, told)
