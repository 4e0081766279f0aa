"""Finds out, with the instructor's own solution, how each test can be run, before any work of a learner is touched.

The solution is run three times: all in one kernel, as nbgrader does; in two kernels, to see what crosses; and in two
again with only that allowed. A test that gives other points with the solution in two kernels than in one, or fails, must run
together with the work: its points are then unproven, whoever's work it is. So no learner's work decides how it is tested.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from ..frames import plain_files
from .definition import Cell, NotebookDefinition
from .execute import SafeExecute
from .kernels import KernelError
from .outcome import Findings
from .repair import Repair, UnreadableError, read_notebook

Plan = dict[str, Any]
FORMAT = 6
_PATIENCE = 5
"""So many times as long as work of learners may the solution take: on a busy machine a limit of time would make a test
look as if it failed with the solution, and that is kept."""
Maker = Callable[[], SafeExecute]


def digest(definition: NotebookDefinition, source: Path) -> str:
    """Changes when a plan has to be made again."""
    found = hashlib.sha256(f"{FORMAT}{definition}".encode())
    for name, path, size in plain_files(source):
        found.update(f"{name} {size} ".encode())
        if size < 20_000_000:
            found.update(path.read_bytes())
    return found.hexdigest()


def calibrate(
    definition: NotebookDefinition, source: Path, make: Maker, folders: Mapping[str, Path | None], address: Any
) -> Plan:
    """The plan for one notebook. `notes` in it are for the instructor. Raises KernelError: then nothing may be graded."""
    empty: Plan = {"cells": {}, "names": {}, "objects": False, "notes": [], "known": False}
    tests = [c for c in definition.cells if c.grade and not c.solution and c.type == "code"]
    if definition.language != "python":
        note = f"{definition.name} is in another language ({definition.language}). Only Python is run here: its tests wait for a person, or for nbgrader autograde."
        return empty | {"notes": [note]}
    if not tests:
        return empty
    try:
        solution, _ = read_notebook(source / f"{definition.name}.ipynb")
    except UnreadableError as e:
        note = f"There is no solution of {definition.name} in source/ ({e}): tests that need more than values may fail."
        return empty | {"notes": [note]}
    repair = Repair()
    repair.definition = definition
    repair.preprocess(solution, {})

    def run(**how: Any) -> tuple[Findings, dict[str, Any], NotebookNode]:
        execute, nb = make(), copy.deepcopy(solution)
        execute.timeout = _PATIENCE * (execute.timeout or 30)
        execute.notebook_timeout *= _PATIENCE
        execute.use(address, folders, how.pop("plan", None), **how)
        execute.preprocess(nb, {})
        if execute.failed:
            raise KernelError(f"The solution of {definition.name} could not be run: {execute.failed}.")
        return execute.findings, execute.found, nb

    together, _, done = run(together=True)
    wanted = {n: o.points for n, o in together.outcomes.items()}
    failing = _failing(done, wanted)
    plan = empty | {"known": True, "notes": [], "cells": {}, "names": {}}
    for name in sorted(failing):
        plan["notes"].append(f"The test {name} fails with the solution in source/.")
    worth, needs = {c.name for c in tests if c.points}, _needs(tests)
    apart, found, done = run(find=True)
    _take(plan, found, failing)
    _mark(plan, _other(apart, done, wanted, failing), needs)
    strict, _, done = run(plan=plan)
    if other := _other(strict, done, wanted, failing):
        _mark(plan, other, needs)
        again, _, done = run(plan=plan)
        if worth & _other(again, done, wanted, failing):
            _mark(plan, {c.name for c in tests}, needs)
    for name, cell in plan["cells"].items():
        if cell.get("together") and name in worth:
            text = f"The test {name} needs more of the work than values: it runs together with it, and its points are unproven."
            plan["notes"].append(text)
    return plan


def _take(plan: Plan, found: dict[str, Any], failing: set[str]) -> None:
    """What may cross: what did, with the solution."""
    for cell, told in found.items():
        plan["cells"][cell] = {"student": told["student"], "open": cell in failing, "changed": told["changed"]}
        plan["objects"] = plan["objects"] or told["objects"]
        for name, kind in told["names"].items():
            kinds = set(plan["names"].get(name, kind).split("|")) | {kind}
            plan["names"][name] = "|".join(sorted(kinds))


def _failing(done: NotebookNode, tests: Iterable[str]) -> set[str]:
    """The tests that ended with an error."""
    return {
        c.metadata.nbgrader["grade_id"]
        for c in done.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") in tests and any(o.output_type == "error" for o in c.outputs)
    }


def _other(findings: Findings, done: NotebookNode, wanted: dict[str, float | None], failing: set[str]) -> set[str]:
    """The tests that gave other points than together, or an error where there was none.

    Where the points could not be told together (the bank is not there for work of learners), apart is right.
    """
    known = {n: points for n, points in wanted.items() if n not in failing and points is not None}
    errors = _failing(done, known)  # a test of no points has the same, right or wrong
    return {n for n, points in known.items() if n in errors or not _same(findings, n, points)}


def _mark(plan: Plan, tests: set[str], needs: Mapping[str, set[str]]) -> None:
    """Have these tests run together with the work, and those before them whose names they use."""
    for name in tests.union(*(needs[t] for t in tests)):
        plan["cells"].setdefault(name, {})["together"] = True


def _needs(tests: list[Cell]) -> dict[str, set[str]]:
    """Test → the tests before it that set a name which it uses, and what those need."""
    found: dict[str, set[str]] = {}
    setting: dict[str, set[str]] = {}
    for test in tests:
        used, set_ = _names(test.source)
        direct = {before for before, names in setting.items() if names & (used - set_)}
        found[test.name] = direct.union(*(found[d] for d in direct))
        setting[test.name] = set_
    return found


def _names(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell reads, and those that it sets; none where it is no plain Python."""
    try:
        nodes = [*ast.walk(ast.parse(source))]
    except (SyntaxError, ValueError, RecursionError):
        return set(), set()
    names = [n for n in nodes if isinstance(n, ast.Name)]
    set_ = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    set_ |= {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    set_ |= {
        (a.asname or a.name).split(".")[0]
        for n in nodes
        if isinstance(n, (ast.Import, ast.ImportFrom))
        for a in n.names
    }
    return {n.id for n in names if isinstance(n.ctx, ast.Load)}, set_


def _same(findings: Findings, name: str, points: float | None) -> bool:
    # Together no bank is at hand, so a decision of our own has no points there: nothing to compare with.
    outcome = findings.outcomes.get(name)
    return outcome is not None and (points is None or outcome.points == points)


def cached(path: Path, key: str, make: Callable[[], Plan]) -> Plan:
    """The plan in that file, if it is for this key; else a new one, which is kept there."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return dict(kept["plan"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    plan = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"key": key, "plan": plan}, indent=1), encoding="utf-8")
    return plan
