"""The optional exercises in Python: another right way passes, a naive one is told in words, and a picture can be given back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from classroom import BANKS, EXERCISES
from test_banks import BLOCK, SOLUTION

from booklet6.grading.calibrate import _needs
from booklet6.grading.definition import Cell

DRAW = "    ax.set_{0}label('Number of Examples')\n    ax.set_title('Kinds of Work in the Examples of the Booklet')"
RIGHT = {
    "response": [
        """\
def pairs(examples):
    rows = examples[["responders"]].copy()
    rows["row"] = range(len(rows))
    rows = rows.explode("responders").dropna().drop_duplicates()
    both = rows.merge(rows, on="row", suffixes=("_a", "_b"))
    both = both[both["responders_a"] < both["responders_b"]]
    return both.groupby(["responders_a", "responders_b"]).size().sort_values(ascending=False)""",
        """\
def alone(examples, name):
    acts = examples["responders"].apply(lambda names: name in names)
    return (examples.loc[acts, "responders"].str.len() == 1).mean() if acts.any() else None""",
        """\
def draw(examples, ax):
    under = [0] * len(ORDER)
    for practice in sorted(examples["practice"].unique()):
        levels = examples.loc[examples["practice"] == practice, "level"]
        heights = [sum(level in row for row in levels) for level in ORDER]
        ax.bar(ORDER, heights, bottom=under, label=practice.title())
        under = [a + b for a, b in zip(under, heights)]
    ax.legend(title="What it shows")
"""
        + DRAW.format("y"),
    ],
    "root-causes": [
        """\
def sectors(examples):
    from collections import Counter
    counts = Counter(name for names in examples["sectors"] for name in names if name != "none")
    return pd.Series(dict(counts.most_common()), dtype=int)""",
        "def unseen(examples, known):\n    return [k for k in known if not any(k in row for row in examples['sectors'])]",
        "def draw(counts, ax):\n    ax.barh(counts.index, counts)\n    ax.invert_yaxis()\n" + DRAW.format("x"),
    ],
}
"""Functions in the order of the exercise, written as the solution is not."""
NAIVE = {
    "response": [
        """\
def pairs(examples):
    found = [pair for names in examples["responders"] for pair in combinations(names, 2)]
    return pd.Series(found).value_counts()""",
        """\
def alone(examples, name):
    rows = [names for names in examples["responders"] if name in names]
    return sum(len(names) == 1 for names in rows) / max(1, len(rows))""",
        "def draw(examples, ax):\n    examples.explode('level')['level'].value_counts().plot.bar(ax=ax)",
    ],
    "root-causes": [
        "def sectors(examples):\n    return examples['sectors'].explode().value_counts()",
        "def unseen(examples, known):\n    return sorted(set(known) - {s for row in examples['sectors'] for s in row})",
        "def draw(counts, ax):\n    counts.plot.barh(ax=ax)\n" + DRAW.format("x"),
    ],
}
"""As a learner may write them at first."""


def blocks(assignment: str) -> list[tuple[str, str]]:
    text = (EXERCISES / "bank" / f"{assignment}.data.md").read_text(encoding="utf-8")
    return BLOCK.findall(text)


def run(assignment: str, functions: list[str]) -> list[str | None]:
    """What each test says of these functions, in place of the solution's: None where it passes."""
    waiting, names, told = iter(functions), {}, list[str | None]()  # type: tuple[Any, dict[str, Any], list[str | None]]
    for role, code in blocks(assignment):
        if role == "solution":
            exec(SOLUTION.sub(r"\1pass", code), names)
            exec(next(waiting), names)
        elif role == "test":
            try:
                exec(code, names)
                told.append(None)
            except AssertionError as e:
                told.append(str(e))
        else:
            exec(code, names)
    __import__("matplotlib.pyplot").pyplot.close("all")
    return told


@pytest.fixture(autouse=True)
def _agg() -> None:
    pytest.importorskip("matplotlib").use("Agg")


@pytest.mark.parametrize("assignment", RIGHT)
def test_another_right_way_passes(assignment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXERCISES / "source" / assignment)
    assert run(assignment, RIGHT[assignment]) == [None, None, None]


@pytest.mark.parametrize("assignment", NAIVE)
def test_a_naive_way_is_told_what_is_wrong(assignment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXERCISES / "source" / assignment)
    told = run(assignment, NAIVE[assignment])
    assert all(told), told


@pytest.mark.parametrize("assignment", BANKS)
def test_a_picture_costs_the_other_tests_nothing(assignment: str) -> None:
    """A test that draws runs together with the work: with it, those whose names it uses. After one with hidden parts
    feedback shows no output, so no picture either. And a check that fails without words helps nobody."""
    tests = [code for role, code in blocks(assignment) if role == "test"]
    needs = _needs([Cell(str(n), "code", code, "", True, grade=True) for n, code in enumerate(tests)])
    drawing = [n for n, code in enumerate(tests) if "Figure()" in code]
    assert len(drawing) == (assignment != "definitions")
    for n in drawing:
        assert needs[str(n)] == set()
        assert "HIDDEN" not in tests[n]
        assert re.search(r'^assert (?!.*"\)?$)(?!.*\($)', tests[n], re.MULTILINE) is None, "each says what is wrong"


@pytest.mark.parametrize("assignment", [b for b in BANKS if b != "definitions"])
def test_no_empty_picture_where_nothing_was_written(assignment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import pyplot

    monkeypatch.chdir(EXERCISES / "source" / assignment)
    pyplot.close("all")
    names: dict[str, Any] = {}
    for role, code in blocks(assignment):
        if role != "test":
            exec(SOLUTION.sub(r"\1raise NotImplementedError()", code), names)
    assert pyplot.get_fignums() == []


def test_tables_with_the_same_numbers_are_all_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve tables, of which some end at the same place: in a plain scatter plot there would be ten points."""
    plain = """\
def draw(ended, ax):
    for finished, marker in ((True, "o"), (False, "x")):
        rows = ended[ended["finished"] == finished]
        ax.scatter(rows["trust"], rows["sources"], marker=marker, label=str(finished))
    ax.set(xlim=(-0.5, 6), ylim=(-0.5, 6), xlabel="Trust", ylabel="Sources", title=f"{len(ended)} tables (fictional)")
    ax.legend()"""
    monkeypatch.chdir(EXERCISES / "source" / "capstone")
    ends = next(code for role, code in blocks("capstone") if role == "solution")
    assert run("capstone", [ends, plain])[1] == "Two tables with the same numbers are two points, not one."
