"""How a learner's decisions compare with the key, over the cases answered so far. Pure: no picture, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..content import Case, Response
from ..content.law import GROUPS

Verdict = Literal["right", "fair", "wrong", "none"]
"""``fair``: *cannot tell yet* where the text does decide. ``none``: nothing was decided."""


@dataclass(frozen=True)
class Count:
    """Of one element, or of a group of them: how often it was found, missed, and ticked where it is not."""

    hits: int = 0
    missed: int = 0
    false_alarms: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.hits + other.hits, self.missed + other.missed, self.false_alarms + other.false_alarms)

    @property
    def total(self) -> int:
        """How often there was something to find, or something was ticked."""
        return self.hits + self.missed + self.false_alarms


@dataclass(frozen=True)
class Comparison:
    """Counts by element (only those that came up), by group, and the verdict of each case, in the order answered."""

    elements: dict[str, dict[str, Count]]
    groups: dict[str, Count]
    verdicts: dict[str, tuple[str | None, Verdict]]


def compare(decisions: Mapping[str, Response], cases: Mapping[str, Case]) -> Comparison:
    """Compare the latest decision on each case (case id → response) with the case. Arguable elements do not count."""
    elements: dict[str, dict[str, Count]] = {}
    groups: dict[str, Count] = {}
    for group, names in GROUPS.items():
        rows = {}
        for element in names:
            count = sum((_count(r, cases[c], group, element) for c, r in decisions.items()), Count())
            if count.total:
                rows[element] = count
        elements[group] = rows
        groups[group] = sum(rows.values(), Count())
    verdicts = {c: (r.get("verdict"), _verdict(r.get("verdict"), cases[c])) for c, r in decisions.items()}
    return Comparison(elements, groups, verdicts)


def _count(response: Response, case: Case, group: str, element: str) -> Count:
    ticked = response.get(f"{group}-{element}") == "yes"
    if element in case.arguable:
        return Count()
    if element in getattr(case, group):
        return Count(hits=1) if ticked else Count(missed=1)
    return Count(false_alarms=1) if ticked else Count()


def _verdict(given: str | None, case: Case) -> Verdict:
    if given is None:
        return "none"
    if given == case.verdict:
        return "right"
    return "fair" if given == "cannot_tell" else "wrong"
