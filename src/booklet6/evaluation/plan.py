"""A test as it is given: which items, in which order, under which letters. Made once, and kept beside the sheets.

Three months lie between the first sheet and the last. So the test is kept whole, keys included: what was asked stays
what it was, whatever becomes of the course in the meantime.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from ..content import Course, FormName, MatchedItem
from ..content.slots import Frozen
from ..content.types import Quiz

FILE = "test.json"
FOLDER = "evaluation"
"""Where a test is kept if nothing else is said, in the course's folder. It is never published."""
LETTERS = "ABCDEF"
MINUTES = 1.5
"""What a question takes, read in a second or third language."""
LIMIT = 4_000_000
"""Bytes. No test is larger."""


class TestError(Exception):
    """No test can be made, or the file holds none. The text says what to do."""

    __test__ = False


class Asked(Frozen):
    """One item of a test, with the words of its objective."""

    module: str
    module_title: str
    objective: str
    aim: str
    item: MatchedItem

    @property
    def name(self) -> str:
        """The objective's name in the whole course. (*D1* may be there in two modules.)"""
        return f"{self.module}/{self.objective}"

    def form(self, form: FormName) -> Quiz:
        """The question in that form."""
        return self.item.forms[form]

    def letters(self, form: FormName) -> dict[str, str]:
        """Letter → id of the option, in the order in which they are printed."""
        return dict(zip(LETTERS, self.form(form).order(), strict=False))

    def right(self, form: FormName) -> str:
        """The letter of the right answer."""
        options = self.form(form).options
        return next(letter for letter, o in self.letters(form).items() if options[o].right)


class Test(Frozen):
    """A test: its items in their order. `made`: the day, for people."""

    __test__ = False

    format: Literal[1] = 1
    title: str
    made: str
    items: tuple[Asked, ...] = Field(min_length=1, max_length=200)

    @property
    def letters(self) -> str:
        """Every letter that is used."""
        return LETTERS[: max(len(i.item.forms.a.options) for i in self.items)]

    @property
    def minutes(self) -> int:
        """How long a room needs for it, about, in steps of five minutes."""
        return -(-round(len(self.items) * MINUTES) // 5) * 5

    def objectives(self) -> dict[str, list[int]]:
        """Objective (with its module) → the positions of its items."""
        found: dict[str, list[int]] = {}
        for n, asked in enumerate(self.items):
            found.setdefault(asked.name, []).append(n)
        return found


def make(
    course: Course,
    modules: Sequence[str],
    title: str,
    made: str,
    per_objective: int | None = None,
    most: int | None = None,
) -> Test:
    """A test of those modules (all that have items, if none is named).

    `per_objective`: at most so many items of each. `most`: at most so many in all, as evenly from the modules as can be; of a
    module those of its first objectives. Raises TestError where there is nothing to ask.
    """
    if not course.matched:
        raise TestError("The course has no items for it: there is no file in exercises/matched.")
    if empty := [m for m in modules if m not in course.matched]:
        raise TestError(f"No items of {', '.join(empty)}: expected modules with a file in exercises/matched: {', '.join(course.matched)}.")  # fmt: skip
    items = []
    for module in course.modules:
        if module.id in (modules or course.matched):
            taken: dict[str, int] = {}
            for item in course.matched.get(module.id, ()):
                taken[item.objective] = taken.get(item.objective, 0) + 1
                if per_objective is None or taken[item.objective] <= per_objective:
                    aim = module.lesson.objectives[item.objective]
                    items.append(Asked(module=module.id, module_title=module.lesson.title, objective=item.objective, aim=aim, item=item))  # fmt: skip
    return Test(title=title, made=made, items=tuple(_fewer(items, most) if most else items))


def _fewer(items: Sequence[Asked], most: int) -> list[Asked]:
    """So many of these: in turn from each module, each objective once before any is asked twice. Their order stays."""
    turns: list[tuple[int, int]] = []
    for _, group in groupby(enumerate(items), key=lambda pair: pair[1].module):
        asked: dict[str, int] = {}
        mine = []
        for n, item in group:
            asked[item.objective] = asked.get(item.objective, 0) + 1
            mine.append((asked[item.objective], n))
        turns += [(turn, n) for turn, (_, n) in enumerate(sorted(mine))]
    kept = {n for _, n in sorted(turns)[:most]}
    return [item for n, item in enumerate(items) if n in kept]


def save(test: Test, folder: Path) -> Path:
    """Write the test into the folder. Raises OSError."""
    path = folder / FILE
    path.write_text(test.model_dump_json(indent=1), encoding="utf-8")
    return path


def load(path: Path) -> Test:
    """The test that was kept: its file, or the folder that it lies in. Raises TestError."""
    path = path / FILE if path.is_dir() else path
    try:
        if path.stat().st_size > LIMIT:
            raise TestError(f"{path} is no test: it is larger than {LIMIT // 1_000_000} MB.")
        return Test.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TestError(f"{path} is missing. Make the test first: booklet6 evaluate sheets.") from None
    except OSError as e:
        raise TestError(f"{path} cannot be read ({e.strerror}).") from e
    except (ValidationError, UnicodeDecodeError) as e:
        raise TestError(
            f"{path} is no test, or was changed by hand. Take the file {FILE} that was made with the sheets."
        ) from e
