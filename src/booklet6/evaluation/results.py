"""Sheets → results by objective. Pure. Of fewer than `LEAST` people nothing comes out, neither directly nor by subtraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import fmean
from typing import Literal

from ..content import FORMS, FormName
from .answers import Sheet
from .codes import Time
from .gain import Gain, paired, unpaired
from .plan import Test

LEAST = 5
"""Of fewer people nothing is told."""
FORM_GAP = 0.1
"""A difference between two forms that is smaller is not spoken of."""
FORM_Z = 2.394
"""For 95 % of three comparisons together (Bonferroni): A with B, B with C, C with A."""
Verdict = Literal["known", "learned", "better", "not_learned", "unsure", "lost"]
Scores = dict[str, dict[Time, dict[str, float]]]
"""Objective → time → code → the part of its questions that was right."""


@dataclass(frozen=True)
class Shift:
    """From one time to another: how many people, their mean scores, and the gain. `same`: the same people twice."""

    n: int
    first: float
    second: float
    gain: Gain
    same: bool = True


@dataclass(frozen=True)
class FormGap:
    """Two forms of unlike difficulty. `by`: the difference of their scores, from 0 to 1."""

    harder: FormName
    easier: FormName
    by: float


@dataclass(frozen=True)
class ObjectiveResult:
    """One objective. `after`: from before to after. `kept`: from after to later, those who came three times.

    `forms`: the two forms that differ most, where that is more than chance.
    """

    name: str
    questions: int
    after: Shift | None
    kept: Shift | None
    forms: FormGap | None
    verdict: Verdict | None
    groups: Mapping[str, Shift | None]
    """Group → its shift; None where it is too small, or where it would give away one that is."""

    @property
    def forgotten(self) -> bool:
        """Lower later than after, by more than chance."""
        return self.kept is not None and round(100 * self.kept.gain.high) < 0


@dataclass(frozen=True)
class Results:
    """`people`: time → sheets, 0 where fewer than `LEAST`. `matched`: people before and after. `late`: those of them who
    came later too. `first`: of the matched, how many had which form first."""

    people: Mapping[Time, int]
    matched: int
    late: int
    first: Mapping[FormName, int]
    same: bool
    left_out: bool
    """A few who came twice and not three times were left out, so that nobody can be found by subtraction."""
    objectives: tuple[ObjectiveResult, ...]
    groups: tuple[str, ...]

    @property
    def told(self) -> bool:
        """Is there anything to tell?"""
        return any(o.after for o in self.objectives)


def analyse(sheets: Sequence[Sheet], test: Test, enough: float = 0.7) -> Results:
    """The results. `enough`: the share right after the course, from 0 to 1, from which an objective counts as reached."""
    by_time: dict[Time, dict[str, Sheet]] = {"before": {}, "after": {}, "later": {}}
    for sheet in sheets:
        by_time[sheet.time][sheet.code] = sheet
    both = set(by_time["before"]) & set(by_time["after"])
    three = both & set(by_time["later"])
    # Two totals of nearly the same people give away the few who are in one and not in the other.
    left_out = len(three) >= LEAST and 0 < len(both - three) < LEAST
    if left_out:
        both = three
    if len(three) < LEAST:
        three = set()
    same = len(both) >= LEAST
    one_by_one = not same and min(len(by_time["before"]), len(by_time["after"])) >= LEAST
    groups = _groups(sheets, both) if same else {}
    open_groups = shown_groups({g: len(codes) for g, codes in groups.items()})
    scores = _scores(by_time, test)
    objectives = []
    for name, places in test.objectives().items():
        mine = scores[name]
        after = _shift(mine, "before", "after", both) if same else None
        if one_by_one:
            sides = list(mine["before"].values()), list(mine["after"].values())
            after = Shift(0, fmean(sides[0]), fmean(sides[1]), unpaired(*sides), same=False)
        kept = _shift(mine, "after", "later", three) if three else None
        told = {g: _shift(mine, "before", "after", codes) if g in open_groups else None for g, codes in groups.items()}
        forms = _forms(mine["before"], by_time["before"], both) if same else None
        verdict = _verdict(after, enough) if after else None
        objectives.append(ObjectiveResult(name, len(places), after, kept, forms, verdict, told))
    return Results(
        people={time: len(them) if len(them) >= LEAST else 0 for time, them in by_time.items()},
        matched=len(both) if same else 0,
        late=len(three),
        first={f: sum(by_time["before"][c].form == f for c in both) if same else 0 for f in FORMS},
        same=same,
        left_out=left_out,
        objectives=tuple(objectives),
        groups=tuple(groups),
    )


def _scores(by_time: Mapping[Time, Mapping[str, Sheet]], test: Test) -> Scores:
    rights = {form: [asked.right(form) for asked in test.items] for form in FORMS}
    return {
        name: {
            time: {
                code: fmean(float(sheet.answers[n] == rights[sheet.form][n]) for n in places)
                for code, sheet in them.items()
            }
            for time, them in by_time.items()
        }
        for name, places in test.objectives().items()
    }


def _shift(mine: Mapping[Time, Mapping[str, float]], first: Time, second: Time, codes: set[str]) -> Shift:
    one, two = [mine[first][c] for c in sorted(codes)], [mine[second][c] for c in sorted(codes)]
    return Shift(len(codes), fmean(one), fmean(two), paired([b - a for a, b in zip(one, two, strict=True)]))


def _forms(before: Mapping[str, float], sheets: Mapping[str, Sheet], both: set[str]) -> FormGap | None:
    """The forms against each other before the course. Chance said who had which, so a clear difference is the forms' own."""
    had = {form: [before[c] for c in both if sheets[c].form == form] for form in FORMS}
    enough = [form for form in FORMS if len(had[form]) >= LEAST]
    gaps = [(unpaired(had[a], had[b], FORM_Z), a, b) for a, b in permutations(enough, 2)]
    clear = [FormGap(a, b, gap.value) for gap, a, b in gaps if gap.value >= FORM_GAP and gap.low > 0]
    return max(clear, key=lambda g: g.by, default=None)


def _verdict(after: Shift, enough: float) -> Verdict:
    if round(100 * after.gain.high) < 0:  # in whole points, as it is printed
        return "lost"
    if round(100 * after.gain.low) > 0:
        return "learned" if after.second >= enough else "better"
    if after.first >= enough and after.second >= enough:
        return "known"
    return "not_learned" if after.second < enough else "unsure"


def _groups(sheets: Sequence[Sheet], codes: set[str]) -> dict[str, set[str]]:
    """Group → who of these people is in it; none where there is but one. People without a group are one, too."""
    of: dict[str, str] = {}
    for sheet in sheets:
        if sheet.code in codes and (sheet.group or sheet.code not in of):
            of[sheet.code] = sheet.group
    found: dict[str, set[str]] = {}
    for code, group in of.items():
        found.setdefault(group, set()).add(code)
    return dict(sorted(found.items())) if len(found) > 1 else {}


def shown_groups(sizes: Mapping[str, int]) -> frozenset[str]:
    """The groups of which something may be told beside the total.

    Those under `LEAST` are hidden; and where the hidden ones together are under `LEAST`, or only one, the total minus all that
    is shown would tell of them: then the smallest of the others are hidden too, until it does not.
    """
    hidden = {g for g, n in sizes.items() if n < LEAST}
    if hidden:
        for group in sorted(sizes, key=lambda g: (sizes[g], g)):
            if len(hidden) > 1 and sum(sizes[g] for g in hidden) >= LEAST:
                break
            hidden |= {group}
    return frozenset(sizes) - hidden
