"""An nbgrader course folder: its settings, its paths, and what lies in `submitted/`."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..frames import DEEPEST, plain_files
from .imports import import_nbgrader
from .reasons import Cause, Reason

LARGEST = 200_000_000
"""Bytes of one submission's files. What is over is left out."""
MOST_FILES = 3000
"""Files and folders of one submission: with its own a kernel may have 4000, and has to start all the same."""


_MOST_NOTES = 20
_LIBRARIES = {"numpy", "pandas", "matplotlib", "scipy", "IPython", "nbgrader", "sitecustomize", "usercustomize"}


class CourseFolderError(Exception):
    """Something about the course folder; the text says what to do."""


@dataclass
class Submission:
    """What one learner handed in."""

    student: str
    folder: Path
    notes: list[Reason] = field(default_factory=list)

    @property
    def linked(self) -> bool:
        """Whether its folder is a link, to the source or to a neighbour's work, say: then nothing in it is looked at."""
        around = self.folder.parent
        return self.folder.is_symlink() or (around.name == self.student and around.is_symlink())

    def files(self, ignored: list[str]) -> Iterator[tuple[str, Path]]:
        """Its plain files, up to a size in all; what is left out is noted."""
        from fnmatch import fnmatch

        total = count = 0
        for parent, folders, names in os.walk(self.folder):
            folders[:] = sorted(f for f in folders if not any(fnmatch(f, i) for i in ignored))
            for name in [*folders, *names]:
                if (Path(parent) / name).is_symlink():
                    self.note(Cause.LEFT_OUT, f"A link was left out: {name!r}.")
            if folders and len(Path(parent).relative_to(self.folder).parts) >= DEEPEST:
                self.note(
                    Cause.LEFT_OUT, f"Files were left out: they lie in more than {DEEPEST} folders inside each other."
                )
                folders.clear()
            count += len(folders)
            for name in folders:
                if not os.access(Path(parent) / name, os.R_OK | os.X_OK):
                    self.note(Cause.LEFT_OUT, f"A folder was left out; it may not be read: {name!r}.")
            for name in sorted(names):
                path = Path(parent) / name
                self._look_at_name(name, at_top=path.parent == self.folder)
                if path.is_symlink() or any(fnmatch(name, i) for i in ignored):
                    continue
                if not path.is_file():
                    self.note(Cause.LEFT_OUT, f"What is no file was left out: {name!r}.")
                    continue
                if not os.access(path, os.R_OK):
                    self.note(Cause.LEFT_OUT, f"A file was left out; it may not be read: {name!r}.")
                    continue
                total, count = total + path.stat().st_size, count + 1
                if total > LARGEST or count > MOST_FILES:
                    most = f"{LARGEST // 1_000_000} MB" if total > LARGEST else f"{MOST_FILES} files"
                    self.note(Cause.LEFT_OUT, f"Files were left out: more than {most} were handed in.")
                    return
                yield path.relative_to(self.folder).as_posix(), path

    def _look_at_name(self, name: str, at_top: bool) -> None:
        if not name.isprintable() or "\u202e" in name:
            self.note(Cause.LEFT_OUT, f"A file has a name that misleads: {name!a}.")
        if name.lower().endswith((".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar")):
            self.note(Cause.LEFT_OUT, f"An archive was handed in; it was not opened: {name!r}.")
        stem, end = os.path.splitext(name)  # noqa: PTH122 - a name, no path
        if at_top and end == ".py" and (stem in sys.stdlib_module_names or stem in _LIBRARIES):
            self.note(Cause.LEFT_OUT, f"A file has the name of a library: {name!r}.")

    def digest(self) -> str:
        """Changes when something else is handed in."""
        found = hashlib.sha256()
        if self.linked:
            return "linked"
        for name, path, size in plain_files(self.folder):
            found.update(f"{name}\0{size}\0".encode("utf-8", "surrogateescape"))
            if size <= LARGEST:
                with path.open("rb") as file:
                    found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()

    def timestamp(self) -> datetime.datetime | None:
        """When it was handed in, by its timestamp.txt."""
        from nbgrader.utils import parse_utc

        path = self.folder / "timestamp.txt"
        if path.is_symlink() or not path.is_file():
            if path.is_symlink() or path.exists():
                self.note(Cause.NO_TIME, "Its timestamp.txt is no file; it counts as handed in on time.")
            return None
        try:
            with path.open(encoding="utf-8") as file:
                text = file.read(200).strip()
            return parse_utc(text) if text else None
        except Exception:
            self.note(Cause.NO_TIME, "Its timestamp.txt holds no date and time; it counts as handed in on time.")
            return None

    def note(self, cause: Cause, text: str) -> None:
        """Tell something of it, once; of a work with very many oddities, the first ones."""
        reason = Reason(cause, text)
        if reason not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(reason)


def _config_line(error: Exception, root: Path) -> str:
    """The file of settings and the line that an error comes from."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    found = [f"{f.filename}:{f.lineno}" for f in frames if f.filename.endswith("_config.py")]
    return found[-1] if found else f"The settings of {root}"


class CourseFolder:
    """The folder, with nbgrader's settings for it."""

    def __init__(self, root: Path):
        """Read the settings. Raises CourseFolderError."""
        import_nbgrader()
        from nbgrader.apps.autogradeapp import AutogradeApp

        self.root = root.resolve()
        if not self.root.is_dir():
            raise CourseFolderError(f"There is no folder {root}.")
        if not any((self.root / n).exists() for n in ("nbgrader_config.py", "gradebook.db", "source", "submitted")):
            raise CourseFolderError(
                f"{root} is no nbgrader course folder: it has neither nbgrader_config.py nor source/. Name the folder: --course-dir FOLDER"
            )
        if "[" in str(self.root):  # nbgrader looks for files by patterns, and takes it for one
            raise CourseFolderError(f"nbgrader finds nothing in a folder with [ in its path. Rename it: {self.root}")
        AutogradeApp.clear_instance()
        # Left alone, a mistake in the settings is printed, and the work is graded without them: without late rules, say.
        self.app: Any = AutogradeApp(log_level=40, raise_config_file_errors=True)
        with _within(self.root):
            try:
                self.app.initialize([])
            except SystemExit as e:
                raise CourseFolderError(f"nbgrader_config.py of {root} ended: {e}") from None
            except Exception as e:
                raise CourseFolderError(f"{_config_line(e, self.root)}: {type(e).__name__}: {e}") from None
        self.coursedir: Any = self.app.coursedir
        self.config: Any = self.app.config
        if (other := Path(self.coursedir.root).resolve()) != self.root:
            raise CourseFolderError(
                f"nbgrader's settings on this machine say that the course is in {other}, and not in {self.root}. "
                f"Put this line into nbgrader_config.py there: c.CourseDirectory.root = {str(self.root)!r}"
            )
        self._look_at_gradebook()

    def _look_at_gradebook(self) -> None:
        """Raises CourseFolderError where the gradebook's file is plainly none."""
        scheme, _, name = self.db_url.partition(":///")
        path = self.root / name
        if scheme != "sqlite" or not path.exists():
            return
        told = f"{path} is no gradebook, or is damaged. Put a copy back; or move it away, and enrol and release again."
        try:
            with path.open("rb") as file:
                begins = file.read(16)
        except IsADirectoryError:
            raise CourseFolderError(told) from None
        except OSError as e:
            raise CourseFolderError(f"{path} cannot be read: {e.strerror}.") from None
        if begins not in (b"", b"SQLite format 3\0"):
            raise CourseFolderError(told)

    @property
    def db_url(self) -> str:
        """The gradebook's address."""
        return str(self.coursedir.db_url)

    def path(self, step: str, student: str, assignment: str) -> Path:
        """A folder of the course. step: `source`, `submitted`, `autograded` or `feedback`."""
        name = getattr(self.coursedir, f"{step}_directory")
        return Path(self.coursedir.format_path(name, student, assignment))

    def log(self, assignment: str) -> Path:
        """Where journal, plans and summary of an assignment are kept."""
        return self.root / "grading" / assignment

    def bank(self, assignment: str) -> Path | None:
        """The bank of an assignment with decisions, which the tests read."""
        path = Path(os.environ.get("BOOKLET6_BANK", self.root / "bank")) / f"{assignment}.yml"
        return path if path.is_file() else None

    def submissions(self, assignment: str) -> list[Submission]:
        """What was handed in, by learner."""
        import glob

        name = self.coursedir.submitted_directory
        expression = re.compile(
            self.coursedir.format_path(name, "(?P<student_id>.*)", "(?P<assignment_id>.*)", escape=True)
        )
        excluded = set(filter(None, self.coursedir.student_id_exclude.split(",")))
        found = []
        for path in sorted(glob.glob(self.coursedir.format_path(name, "*", assignment))):  # noqa: PTH207 - as nbgrader does
            match = expression.match(path)
            if match and Path(path).is_dir() and match["assignment_id"] == assignment:
                student = match["student_id"]
                if student not in excluded:
                    found.append(Submission(student, Path(path)))
        return found


@contextmanager
def _within(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
