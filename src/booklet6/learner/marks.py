"""How the final test is counted. `js/marks.js` is its twin: the same steps in the same order, so both give the same numbers.

An attempt's answers are one mapping, `item/slot` → value. Each item counts the same, whatever its points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..activities import clean, score
from ..content import Activity, Case, Course


@dataclass(frozen=True)
class Item:
    """One item that the test may draw: its module, and the cases of that module's bank."""

    module: str
    activity: Activity
    cases: Mapping[str, Case]


@dataclass(frozen=True)
class Marks:
    """What an attempt earned, in whole per cent, cut off: in all, and of each module."""

    percent: int
    modules: dict[str, int]


def items_of(course: Course) -> dict[str, Item]:
    """Every item of the course's final test, by id, module by module."""
    return {
        a.id: Item(m.id, a, {c.id: c for c in m.test.cases}) for m in course.modules if m.test for a in m.test.decisions
    }


def is_form(form: Sequence[str], items: Mapping[str, Item], count: int) -> bool:
    """Could the test have drawn that? `count` different items of each module, and no other."""
    modules = {item.module for item in items.values()}
    if len(set(form)) != len(form) or len(form) != count * len(modules) or not set(form) <= set(items):
        return False
    return all(sum(items[i].module == m for i in form) == count for m in modules)


def marks(form: Sequence[str], items: Mapping[str, Item], answers: Mapping[str, object]) -> Marks:
    """Count an attempt. `form` is one that `is_form` accepts. Answers may be anything: what does not fit is no answer."""
    shares: list[float] = []
    modules: dict[str, list[float]] = {}
    for i in form:
        item = items[i]
        given = {name[len(i) + 1 :]: value for name, value in answers.items() if name.startswith(f"{i}/")}
        result = score(item.activity.key(item.cases), clean(item.activity.slots(item.cases), given))
        share = result.points / result.maximum
        shares.append(share)
        modules.setdefault(item.module, []).append(share)
    return Marks(_percent(shares), {m: _percent(s) for m, s in modules.items()})


def _percent(shares: Sequence[float]) -> int:
    total = 0.0
    for share in shares:  # one by one, as the page adds: Python's `sum` would be exacter
        total += share
    return math.floor(100 * total / len(shares) + 1e-9)
