"""What learners get, made from the bank: `exercises/source/<assignment>/` is derived, and a test fails when it is stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..activities import PublicItem, public_item
from ..content import Assignment, Course
from ..words import Words, load_words
from . import items, tables


def public_items(bank: Assignment, words: Words | None = None) -> tuple[PublicItem, ...]:
    """The public part of every form of each decision, in order."""
    graded = {c.id: c for c in bank.cases}
    return tuple(public_item(d, graded, words or load_words()) for d in bank.activities)


def forms_of(bank: Assignment) -> dict[str, tuple[str, ...]]:
    """The ids of the forms of each decision that has several."""
    return {name: tuple(form.id for form in bank.forms(name)) for name in bank.variants}


def derived(course: Course, words: Words | None = None, banks: Iterable[Assignment] | None = None) -> dict[Path, str]:
    """Every derived file of the exercises → its text. `banks`: the course's assignments, where somebody counts them."""
    import nbformat  # takes seconds on a slow machine, and a learner's notebook does not need it

    from .notebook import notebook

    words = words or load_words()
    files: dict[Path, str] = {}
    for bank in banks or course.assignments:
        folder = course.root / "exercises" / "source" / bank.id
        extra = course.root / "exercises" / "bank" / f"{bank.id}.data.md"
        files[folder / items.NAME] = items.items_json(bank.id, public_items(bank, words), forms_of(bank))
        for name in bank.tables:
            files[folder / f"{name}.csv"] = tables.table_csv(name, course)
        text = extra.read_text(encoding="utf-8") if extra.is_file() else None
        made = nbformat.writes(notebook(bank, text, words))  # type: ignore[no-untyped-call]
        files[folder / f"{bank.id}.ipynb"] = made + "\n"
    return files


def stale(course: Course) -> list[Path]:
    """The derived files that are missing, or not as the bank and the course would make them."""
    return _stale(derived(course))


def _stale(files: Mapping[Path, str]) -> list[Path]:
    return [p for p, text in files.items() if not p.is_file() or p.read_text(encoding="utf-8") != text]


def generate(course: Course, banks: Iterable[Assignment] | None = None) -> list[Path]:
    """Write what is stale, and return it. `banks`: as for `derived`. Raises OSError."""
    files = derived(course, banks=banks)
    written = _stale(files)
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8", newline="\n")
    return written
