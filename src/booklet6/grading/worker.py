"""Grades one submission, in a process of its own: reads it, mends it, runs it, and writes the graded copy to one side.

It touches neither the gradebook nor `autograded/`: the pool does, when all is there.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    Execute,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from ..exercises.names import NAME as NAMES
from ..frames import plain_files
from .calibrate import Plan
from .collect.wanted import LONGEST_JSON, RESPONSES, look_at
from .course import CourseFolder, Submission
from .definition import Definition, NotebookDefinition
from .execute import SafeExecute
from .kernels import Address
from .outcome import Findings, Outcome
from .reasons import Cause, Reason
from .remarks import remarks
from .repair import Repair, UnreadableError, placeholder, read_notebook

_OURS = (ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells, CheckCellMetadata)
"""Steps of nbgrader that `read_notebook` and `Repair` do: what a cell says of itself comes from the gradebook there."""
_LATER = (SaveAutoGrades, AssignLatePenalties, CheckCellMetadata)
"""Steps that the pool does, with the gradebook; and that nobody needs, since no step changes what cells say."""


@dataclass
class Report:
    """What came of a submission."""

    notebooks: dict[str, dict[str, Any]]
    """Name → outcomes by cell (points, why), and notes."""
    notes: list[Reason]
    timestamp: str | None

    def to_data(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


class Worker:
    """All that is needed to grade submissions of one assignment."""

    def __init__(
        self, course: CourseFolder, definition: Definition, plans: dict[str, Plan], address: Address, staging: Path
    ):
        self._course, self._definition, self._plans = course, definition, plans
        self._address, self._staging = address, staging
        converter = _converter(course)
        self._permissions = int(str(converter.permissions), 8)
        self._keep = set(converter.exclude_overwriting.get(definition.assignment, []))
        self._sanitizing = [p for p in converter.sanitize_preprocessors if _class(p) not in _OURS]
        self._grading = [p for p in converter.autograde_preprocessors if _class(p) not in _LATER]
        self._converter = converter

    def grade(self, submission: Submission) -> Report:
        """Grade it. The graded copy is in the staging folder then, under the learner's name."""
        folder = self._staging / submission.student
        shutil.rmtree(folder, ignore_errors=True)
        work = folder / "work"
        work.mkdir(parents=True)
        if submission.linked:
            linked = "Its folder is a link; nothing of what that leads to was graded."
            return Report({}, [Reason(Cause.ABSENT, linked)], None)
        self._copy(submission, work)
        notebooks = {}
        for notebook in self._definition.notebooks:
            path = submission.folder / f"{notebook.name}.ipynb"
            if path.exists() or path.is_symlink():
                notebooks[notebook.name] = self._notebook(notebook, path, work, submission.student)
            else:
                submission.note(Cause.ABSENT, f"{notebook.name}.ipynb was not handed in.")
        self._look_at_answers(submission, work)
        known = {f"{n.name}.ipynb" for n in self._definition.notebooks}
        for path in sorted(submission.folder.glob("*.ipynb")):
            if path.name not in known:
                submission.note(Cause.LEFT_OUT, f"{path.name!r} is no notebook of this assignment; it was left alone.")
        timestamp = submission.timestamp()
        for path in work.rglob("*"):
            if path.is_file():
                path.chmod(self._permissions)
        return Report(notebooks, submission.notes, timestamp.isoformat() if timestamp else None)

    def _copy(self, submission: Submission, work: Path) -> None:
        """The learner's files, and over them the instructor's, as nbgrader lays them."""
        ignored = [*self._course.coursedir.ignore, "*.ipynb"]
        for name, path in submission.files(ignored):
            _put(path, work / name)
        source = self._course.path("source", ".", self._definition.assignment)
        for name, path in Submission("", source).files(ignored):
            if name not in self._keep:
                if (work / name).is_dir() or any(p.is_file() for p in (work / name).parents if work in p.parents):
                    submission.note(Cause.LEFT_OUT, f"A folder and a file have the name of the assignment's {name!r}.")
                _put(path, work / name)

    def _look_at_answers(self, submission: Submission, work: Path) -> None:
        """Answers beside the notebook: without them its tests give 0, which looks as any other 0."""
        for name in sorted(self._keep):
            path = work / name
            if not path.is_file():
                submission.note(Cause.ABSENT, f"{name} was not handed in.")
            elif name == RESPONSES and self._course.bank(self._definition.assignment):
                with path.open("rb") as file:
                    look = look_at(file.read(LONGEST_JSON + 1), self._definition.assignment)
                if look.kind != "responses":
                    submission.note(Cause.UNREADABLE, f"{name} is damaged, or holds answers to another assignment.")

    def _notebook(self, definition: NotebookDefinition, path: Path, work: Path, student: str) -> dict[str, Any]:
        findings = Findings()
        resources = self._resources(definition.name, student)
        try:
            nb, notes = read_notebook(path)
            claimed = nb.metadata.pop("booklet6")["claimed"]
        except UnreadableError as e:
            nb = placeholder(definition, str(e))
            findings.note(Cause.UNREADABLE, f"{path.name} could not be read: {e}.")
            for cell in definition.cells:
                if cell.grade:
                    points = 0.0 if cell.type == "code" and not cell.solution else None
                    findings.outcomes[cell.name] = Outcome(
                        points, Reason(Cause.UNREADABLE, f"The file could not be read: {e}.")
                    )
        else:
            repair = Repair()
            repair.definition = definition
            nb, resources = repair.preprocess(nb, resources)
            findings.notes += notes + repair.notes + remarks(nb)
            for step in self._sanitizing:
                nb, resources = self._step(step)(nb, resources)
            if definition.language == "python":
                nb, resources = self._run(definition.name, nb, resources, work, findings)
            else:
                _not_run(definition, findings)
            for name in repair.lost:  # it may stand in a cell that has lost its name, so it is no empty answer
                told = Reason(Cause.MENDED, "Its cell was missing. Look if the answer stands in another one.")
                findings.outcomes[name] = Outcome(None, told)
            for name, outcome in findings.outcomes.items():
                if name in claimed and not outcome.points:
                    findings.note(Cause.UNUSUAL, f"The test {name} was handed in with a result that it does not give.")
            for text in _endings(nb):
                findings.note(Cause.STOPPED, text)
        for name in findings.outcomes.keys() & {c.name for c in definition.cells if not c.points}:
            findings.outcomes[name] = Outcome(0.0)  # nothing hangs on it, so nobody has to look
        written: str = nbformat.writes(nb)  # type: ignore[no-untyped-call]
        data = written.encode("utf-8", "replace")
        if data.decode() != written:
            findings.note(Cause.MENDED, "Broken letters in what it shows were replaced.")
        (work / path.name).write_bytes(data)
        return {
            "outcomes": {n: [o.points, o.why and asdict(o.why)] for n, o in findings.outcomes.items()},
            "notes": [asdict(n) for n in findings.notes],
            "unproven": findings.unproven,
        }

    def _run(self, name: str, nb: Any, resources: Any, work: Path, findings: Findings) -> tuple[Any, Any]:
        for step in self._grading:
            if _class(step) is Execute:
                execute = SafeExecute(parent=self._converter)
                execute.use(self._address, self.folders(work), self._plans.get(name))
                if sum(size for _, _, size in plain_files(work)) > execute.limits.room:
                    findings.note(
                        Cause.LEFT_OUT, "Some of its files were not there when it ran: together they are too large."
                    )
                nb, resources = execute(nb, resources)
                findings.notes += execute.findings.notes
                findings.outcomes |= execute.findings.outcomes
                findings.unproven += execute.findings.unproven
            else:
                nb, resources = self._step(step)(nb, resources)
        return nb, resources

    def folders(self, work: Path) -> dict[str, Path | None]:
        """What kernels see: the work, and for the tests the instructor's own files and the bank."""
        source = self._course.path("source", ".", self._definition.assignment)
        found: dict[str, Path | None] = {"source": self._staging / ".source" if source.is_dir() else None}
        if self._course.bank(self._definition.assignment):
            found["bank"] = self._staging / ".bank"
        return found | {"work": work}  # last: it gets the room that is left

    def prepare(self) -> None:
        """Lay out what all kernels of tests get. Once, before any work."""
        ignored = [*self._course.coursedir.ignore, "*.ipynb"]
        source = self._course.path("source", ".", self._definition.assignment)
        for name, path in Submission("", source).files(ignored):
            _put(path, self._staging / ".source" / name)
        (self._staging / ".source").mkdir(parents=True, exist_ok=True)
        if bank := self._course.bank(self._definition.assignment):
            for path in (bank, bank.parent / NAMES):
                if path.is_file():
                    _put(path, self._staging / ".bank" / path.name)

    def _resources(self, notebook: str, student: str) -> dict[str, Any]:
        told = {"student": student, "assignment": self._definition.assignment, "notebook": notebook}
        return {
            "unique_key": notebook,
            "output_files_dir": f"{notebook}_files",
            "nbgrader": told | {"db_url": self._course.db_url},
        }

    def _step(self, step: Any) -> Any:
        return _class(step)(parent=self._converter)


def _not_run(definition: NotebookDefinition, findings: Findings) -> None:
    why = f"It is in another language ({definition.language}), and was not run: only Python is."
    findings.note(Cause.OTHER_LANGUAGE, why)
    for cell in definition.cells:
        if cell.grade and cell.type == "code" and not cell.solution:
            findings.outcomes[cell.name] = Outcome(None, Reason(Cause.OTHER_LANGUAGE, why))


def _converter(course: CourseFolder) -> Any:
    from nbgrader.converters import Autograde

    return Autograde(coursedir=course.coursedir, parent=course.app)


def _class(step: Any) -> Any:
    if isinstance(step, str):
        from traitlets.utils.importstring import import_item

        return import_item(step)
    return step


def _endings(nb: Any) -> list[str]:
    """Errors of cells that say more than that something is wrong with the work."""
    found = []
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            name = output.get("ename", "")
            if name in ("MemoryError", "RecursionError", "SystemExit"):
                found.append(f"A cell ended with a {name}.")
            elif name == "OSError" and re.search("No space left|File too large|Disk quota", output.get("evalue", "")):
                found.append("A cell wrote more than it may.")
    return found


def _put(source: Path, target: Path) -> None:
    """Copy a file; a folder in its place, or a file in place of a folder around it, gives way."""
    if not target.parent.is_dir():
        for around in target.parents:
            if around.is_file():
                around.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    shutil.copyfile(source, target)
