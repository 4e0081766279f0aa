"""Grading that is killed at random moments, again and again, until it is done."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import time
from pathlib import Path

from hostile import cell, edit
from journeys import hand_in_copy

from booklet6.grading.course import CourseFolder
from booklet6.grading.gradebook import dump
from booklet6.grading.pool import Pool

WORK = {
    "right": {"a": "number = 42", "b": "def double(x):\n    return 2 * x", "memo": "She said no."},
    "half": {"a": "number = 42", "b": "def double(x):\n    return x"},
    "wrong": {"a": "number = 3"},
    "ends": {"a": "import os\nos._exit(1)"},
}


def hand_in(folder: Path, n: int) -> None:
    """Hand in n works, of four kinds in turn."""
    for number in range(n):
        kind = list(WORK)[number % len(WORK)]
        work = hand_in_copy(folder, f"{kind}-{number}")
        (work / "timestamp.txt").write_text(f"2026-01-{number % 28 + 1:02} 10:00:00 UTC")
        for name, source in WORK[kind].items():
            edit(work, lambda nb, w=name, s=source: cell(nb, w).__setitem__("source", s))  # type: ignore[misc]


def grade(folder: Path) -> None:
    """Grade all, in this process."""
    Pool(CourseFolder(folder), "ps", "warm", 2).run()


def state(folder: Path) -> tuple[str, dict[str, str]]:
    """What a run leaves: the gradebook's dump, and each graded copy without the random names in it."""
    copies = {}
    for path in sorted((folder / "autograded").rglob("*")):
        if path.suffix == ".ipynb":
            nb = json.loads(path.read_text(encoding="utf-8"))
            told = [(c["source"], c["metadata"], _outputs(c)) for c in nb["cells"]]
            copies[path.relative_to(folder).as_posix()] = json.dumps(told, sort_keys=True)
        elif path.is_file():
            copies[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return dump(f"sqlite:///{folder / 'gradebook.db'}"), copies


def _outputs(cell: dict[str, object]) -> object:
    """Outputs, without tracebacks: they name objects by where they lie in memory."""
    outputs = cell.get("outputs", [])
    assert isinstance(outputs, list)
    return [{k: v for k, v in o.items() if k != "traceback"} for o in outputs]


def killed_and_resumed(prepared: Path, folder: Path, kills: int, seed: int, longest: float) -> tuple[int, Path]:
    """Grade a copy of a course with so many kills on the way, then to the end. Returns how many kills hit a run.

    longest: seconds that a whole run takes; each kill comes at a random moment before. However fast this run may be, it
    comes at the latest when the run has noted its share of steps in the journal, so that work is left for the next kill.
    """
    shutil.copytree(prepared, folder)
    journal = folder / "grading" / "ps" / "journal.jsonl"
    share = max(1, sum(1 for _ in (folder / "submitted").glob("*/ps")) // kills)
    r = random.Random(seed)
    hits = 0
    for _ in range(kills):
        before = _lines(journal)
        pid = os.fork()
        if pid == 0:
            try:
                os.setsid()
                grade(folder)
            finally:
                os._exit(0)
        until = time.monotonic() + r.uniform(0, longest)
        while time.monotonic() < until and _lines(journal) - before < share:
            time.sleep(0.002)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        hits += os.WIFSIGNALED(status)
    grade(folder)
    return hits, folder


def _lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.is_file() else 0
