"""What was hard in a graded assignment, item by item and objective by objective. Pure: from answers and points to numbers.

Nobody is named. Of groups smaller than `LEAST` nothing is told, since in a class of nine "one person chose this" is a name.
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import PurePosixPath
from statistics import fmean

from ..activities import PublicItem, mark
from ..activities.public import public_item
from ..content import Activity, Assignment
from ..exercises.forms import draw
from ..exercises.marking import NotTheirsError, earned_by
from ..exercises.responses import LIMIT, NAME, Answers, parse
from ..words import Words

LEAST = 5
"""Of fewer learners nothing is told."""
FEW = 20
"""With fewer learners the discrimination says little."""
SHOWN = 6
"""Wrong answers that are shown of an item."""
PATIENCE = 10.0
"""Seconds for reading a gradebook."""

Points = dict[str, dict[str, float]]
"""Learner → item → the part of its points that was earned, 0 to 1."""


@dataclass(frozen=True)
class Wrong:
    """An answer that is not the best one, and how many gave it. `answer` is empty where the question was left alone."""

    question: str
    answer: str
    n: int


@dataclass(frozen=True)
class ItemResult:
    """One item. `difficulty` is the mean part of its points that was earned: 1 is easy, 0 is hard; None with too few.

    `discrimination`: the correlation of this item with the mean of the others, -1 to 1; None with too few, or where all
    did alike.
    """

    id: str
    title: str
    kind: str
    objectives: tuple[str, ...]
    n: int
    difficulty: float | None
    discrimination: float | None
    wrong: tuple[Wrong, ...] = ()

    @property
    def sort_key(self) -> float:
        """The hardest first; those of which nothing is told last."""
        return 2.0 if self.difficulty is None else self.difficulty

    @property
    def look(self) -> str:
        """Why somebody should read the item again; empty if nothing points to it."""
        if self.difficulty is None:
            return ""
        if self.discrimination is not None and self.discrimination < 0 and self.n >= FEW:
            return "against"
        if self.difficulty < 0.4:
            return "hard"
        return "easy" if self.difficulty > 0.95 else ""


@dataclass(frozen=True)
class Report:
    """An assignment: how many handed in, each item in its order, and objective → mean difficulty of what measures it."""

    assignment: str
    learners: int
    items: tuple[ItemResult, ...]
    objectives: dict[str, tuple[float | None, tuple[str, ...]]]
    """Objective → the mean, and the ids of the items that measure it."""


def read_responses(files: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Assignment → learner → the text of their `responses.json`, from (path, text) pairs.

    The path ends in `<learner>/<assignment>/responses.json`. Where the same work lies in `submitted` and in `autograded`, the
    latter counts. What is none of these is left out. Raises nothing.
    """
    found: dict[str, dict[str, str]] = {}
    for path, text in sorted(files, key=lambda f: "autograded" in f[0]):
        parts = PurePosixPath(path.replace("\\", "/")).parts
        if len(parts) < 3 or parts[-1] != NAME or len(text) > LIMIT or {"release", "source"} & set(parts[:-3]):
            continue
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(said, dict) and isinstance(assignment := said.get("assignment"), str) and assignment == parts[-2]:
            found.setdefault(assignment, {})[parts[-3]] = text
    return found


def read_gradebook(data: bytes) -> dict[str, Points]:
    """Assignment → learner → cell → the part of its points. From nbgrader's gradebook, which is only read, in memory.

    What a person has not marked yet is left out. Raises ValueError where it is no gradebook.
    """
    found: dict[str, Points] = {}
    end = time.monotonic() + PATIENCE
    try:
        with closing(sqlite3.connect(":memory:")) as book:
            book.deserialize(data)
            book.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            book.execute("PRAGMA trusted_schema = OFF")
            for assignment, learner, cell, points, most in book.execute(_GRADES):
                if isinstance(points, int | float) and isinstance(most, int | float) and most > 0:
                    part = min(max(points / most, 0.0), 1.0)
                    found.setdefault(str(assignment), {}).setdefault(str(learner), {})[str(cell)] = part
    except (sqlite3.Error, OverflowError, MemoryError) as e:
        raise ValueError("no gradebook") from e
    return found


_GRADES = """
    SELECT assignment.name, handed.student_id, cell.name, COALESCE(grade.manual_score, grade.auto_score), most.max_score
    FROM grade
    JOIN base_cell AS cell ON cell.id = grade.cell_id
    JOIN grade_cells AS most ON most.id = cell.id
    JOIN submitted_notebook AS book ON book.id = grade.notebook_id
    JOIN submitted_assignment AS handed ON handed.id = book.assignment_id
    JOIN assignment ON assignment.id = handed.assignment_id
    WHERE NOT grade.needs_manual_grade AND COALESCE(grade.manual_score, grade.auto_score) IS NOT NULL
"""


def analyse(bank: Assignment, texts: Mapping[str, str], graded: Points, words: Words) -> Report:
    """The report on an assignment. `texts`: learner → the text of their `responses.json`. `graded`: the gradebook's points.

    A decision is scored from the answers where they are at hand, else its points are the gradebook's. What a person marks
    has only the gradebook's.
    """
    cases = {c.id: c for c in bank.cases}
    items = {a.id: public_item(a, cases, words) for a in bank.activities}
    handed = {who: parse(text, bank.id, items) for who, text in texts.items()}
    points: Points = {who: dict(cells) for who, cells in graded.items()}
    for who, answers in handed.items():
        mine = points.setdefault(who, {})
        for d in bank.decisions:
            try:
                mine[d.id] = earned_by(bank, d.id, answers, who, 1000.0) / 1000
            except NotTheirsError:  # a person looks at such work; it is not this class's answer
                mine.pop(d.id, None)
    results = [
        _result(d.id, d.title, d.type, d.objectives, points, _wrong(d, items, bank, handed)) for d in bank.decisions
    ]
    results += [
        _result(w.id, w.task.split("\n", 1)[0], "written", (), points)
        for w in bank.written
        if any(w.id in mine for mine in points.values())
    ]
    return Report(bank.id, len(points), tuple(results), _objectives(results))


def _result(
    name: str,
    title: str,
    kind: str,
    objectives: tuple[str, ...],
    points: Points,
    wrong: tuple[Wrong, ...] = (),
) -> ItemResult:
    parts = {who: mine[name] for who, mine in points.items() if name in mine}
    if len(parts) < LEAST:
        return ItemResult(name, title, kind, objectives, len(parts), None, None)
    rest = {who: fmean(v for i, v in points[who].items() if i != name) for who in parts if len(points[who]) > 1}
    together = [(parts[who], rest[who]) for who in rest]
    return ItemResult(name, title, kind, objectives, len(parts), fmean(parts.values()), correlation(together), wrong)


def correlation(pairs: list[tuple[float, float]]) -> float | None:
    """Pearson's correlation; None with fewer than `LEAST` pairs, or where one side is always the same."""
    if len(pairs) < LEAST:
        return None
    mx, my = fmean(x for x, _ in pairs), fmean(y for _, y in pairs)
    both = math.fsum((x - mx) * (y - my) for x, y in pairs)
    spread = math.fsum((x - mx) ** 2 for x, _ in pairs) * math.fsum((y - my) ** 2 for _, y in pairs)
    return max(-1.0, min(1.0, both / math.sqrt(spread))) if spread > 1e-12 else None


def _wrong(
    d: Activity, items: Mapping[str, PublicItem], bank: Assignment, handed: Mapping[str, Answers]
) -> tuple[Wrong, ...]:
    """The answers that were not the best, the most frequent first, and after them what was left alone; of each only if
    enough learners did so. Where a decision has several forms, each learner's own form counts."""
    cases = {c.id: c for c in bank.cases}
    forms = {form.id: form for form in bank.forms(d.id)}
    counts: Counter[tuple[str, str, str]] = Counter()
    for who, answers in handed.items():
        form = draw(bank.id, d.id, tuple(forms), who)
        response = answers.by_item.get(form, {})
        for slot, outcome in mark(forms[form], cases, response).outcomes.items():
            if outcome in ("wrong", "partly", "missed") and items[form].asked(slot, response):
                counts[form, slot, response.get(slot, "")] += 1
    ordered = sorted(counts.items(), key=lambda c: (not c[0][2], -c[1]))
    return tuple(_said(items[form], slot, value, n) for (form, slot, value), n in ordered if n >= LEAST)[:SHOWN]


def _said(item: PublicItem, slot: str, value: str, n: int) -> Wrong:
    """What was answered, or left alone, in words."""
    text = item.texts[slot]
    if value or len(text.values) != 1:
        return Wrong(text.heading, text.values.get(value, ""), n)
    return Wrong(f"{text.heading} {next(iter(text.values.values()))}", "", n)


def _objectives(items: Iterable[ItemResult]) -> dict[str, tuple[float | None, tuple[str, ...]]]:
    found: dict[str, list[ItemResult]] = {}
    for item in items:
        for objective in item.objectives:
            found.setdefault(objective, []).append(item)
    means = {}
    for objective, measured in sorted(found.items()):
        known = [i.difficulty for i in measured if i.difficulty is not None]
        means[objective] = (fmean(known) if known else None, tuple(i.id for i in measured))
    return means
