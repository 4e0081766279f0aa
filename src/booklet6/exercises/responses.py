"""The answers beside the notebook: one small JSON file, written whole or not at all, that never loses what it had."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..activities import PublicItem
from ..content import Response
from .forms import plain

try:
    import fcntl
except ImportError:  # Windows has none: there two notebooks that write at the same moment are not kept apart
    fcntl = None  # type: ignore[assignment]

NAME = "responses.json"
FORMAT = 1
LIMIT = 200_000
"""No answers take more (bytes): a file that does is not ours."""
PATIENCE = 2.0
"""Seconds to wait for another notebook that is writing."""
_count = itertools.count()


@dataclass
class Answers:
    """What was read. `doubt`: ``broken`` where nothing could be used, ``partly`` where some of it could not."""

    by_item: dict[str, Response] = field(default_factory=dict)
    doubt: Literal["", "broken", "partly"] = ""
    learner: str = ""
    """The name under which they were given, where the forms of a decision are drawn by it."""


def read(path: Path, assignment: str, items: Mapping[str, PublicItem]) -> Answers:
    """The answers in a file: known items, slots and values only. Raises nothing, whatever stands there."""
    try:
        if not path.exists() and not path.is_symlink():
            return Answers()
        if not path.is_file() or path.stat().st_size > LIMIT:
            return Answers(doubt="broken")
        return parse(path.read_bytes(), assignment, items)
    except OSError:
        return Answers(doubt="broken")


def parse(data: bytes | str, assignment: str, items: Mapping[str, PublicItem]) -> Answers:
    """The answers in what stood in a file, as `read` gives them. Raises nothing."""
    try:
        data = json.loads(data)
    except (ValueError, RecursionError):
        return Answers(doubt="broken")
    given = data.get("answers") if isinstance(data, dict) else None
    if not isinstance(given, dict) or (data.get("format"), data.get("assignment")) != (FORMAT, assignment):
        return Answers(doubt="broken")
    kept = {name: item.kept(given[name]) for name, item in items.items() if name in given}
    name = data.get("learner", "")
    learner = name if plain(name) else ""
    whole = kept == given and learner == name
    return Answers({n: r for n, r in kept.items() if r}, "" if whole else "partly", learner)


class ResponseFile:
    """`responses.json` in a folder. Several notebooks may have it open: each change is put into what is there now."""

    def __init__(self, folder: Path, assignment: str, items: Mapping[str, PublicItem]):
        self.path = folder / NAME
        self._assignment = assignment
        self._items = items

    def read(self) -> Answers:
        """What is in the file now."""
        return read(self.path, self._assignment, self._items)

    def mend(self) -> tuple[Answers, Path | None]:
        """What is in the file; a file that is not whole is kept aside, and its new path told. Raises OSError."""
        answers = self.read()
        if not answers.doubt:
            return answers, None
        with _alone(self.path.parent):
            answers = self.read()
            aside = self._keep_aside(answers)
            if answers.doubt == "partly":
                self._write(answers.by_item, answers.learner)
            return answers, aside

    def save(self, item: str, response: Response) -> None:
        """Put the answer to one item into the file; an empty one takes it out. Raises OSError: then nothing changed."""
        with _alone(self.path.parent):
            answers = self.read()
            self._keep_aside(answers)
            self._write(answers.by_item | {item: self._items[item].kept(response)}, answers.learner)

    def sign(self, learner: str) -> None:
        """Put the learner's name into the file; the answers stay. Raises OSError."""
        with _alone(self.path.parent):
            answers = self.read()
            self._keep_aside(answers)
            self._write(answers.by_item, learner)

    def _write(self, by_item: Mapping[str, Response], learner: str) -> None:
        answers = {n: by_item[n] for n in self._items if by_item.get(n)}
        signed = {"learner": learner} if learner else {}
        data = {"format": FORMAT, "assignment": self._assignment, **signed, "answers": answers}
        write_whole(self.path, json.dumps(data, indent=1) + "\n")

    def _keep_aside(self, answers: Answers) -> Path | None:
        if not answers.doubt:
            return None
        aside = next(
            p for n in itertools.count(1) if not (p := self.path.with_name(f"responses.broken-{n}.json")).exists()
        )
        if answers.doubt == "broken":
            self.path.rename(aside)
        else:
            shutil.copyfile(self.path, aside)
        return aside


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever reads it, even after a power cut, finds all of it or what was there before.

    Call it while no other writes there: what a killed one has left half-written is cleared away. Raises OSError.
    """
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        left.unlink(missing_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}-{next(_count)}.tmp")
    try:
        with new.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    with suppress(OSError, AttributeError):  # the rename itself; not every system can
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one writer at a time, where the system can lock. One that waits too long goes on: its answer must be kept."""
    if fcntl is None:
        yield
        return
    handle: Any = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.01)
            except OSError:  # no locks on this file system
                break
        yield
    finally:
        os.close(handle)
