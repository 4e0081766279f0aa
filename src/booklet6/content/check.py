"""What is checked across files: references that lead nowhere, keys that do not fit their slots, objectives unmeasured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from .case import Case
from .model import Course
from .problems import Lines, Place, Report
from .slots import Key, Slot
from .types import Activity, Classify

Where = dict[str, tuple[Path, Lines, Place]]

_DIRECTIVE = re.compile(
    r"^`{3,}\{(activity|drawing|case|session)\}[ \t]*([\w-]*)[ \t]*$|^:{3,}\{(since)\}[ \t]*(\w*)", re.MULTILINE
)


def check(course: Course, report: Report, where: Where) -> None:
    """Add to the report every mistake that shows only when the files are held side by side."""
    _sources(course, report, where)
    for module in course.modules:
        _lesson(course, module.id, report, where)
        for n, step in enumerate(module.session.steps):
            for wanted in step.activities:
                if wanted not in course.activities:
                    _point(
                        report,
                        where[f"session:{module.id}"],
                        ("steps", n, "activities"),
                        f"there is no activity {wanted!r}, expected the id of one in activities.yml",
                    )
        for kind, stated in (("session", module.session.module), ("deck", module.deck.module)):
            if stated != module.id:
                _point(
                    report, where[f"{kind}:{module.id}"], ("module",), f"module is {stated!r}, expected {module.id!r}"
                )
        for activity in module.activities:
            _activity(activity, course.cases, set(module.lesson.objectives), report, where[f"activity:{activity.id}"])
    practice = set(course.activities)
    for assignment in course.assignments:
        at = where[f"assignment:{assignment.id}"]
        if assignment.module not in {m.id for m in course.modules}:
            _point(
                report,
                at,
                ("module",),
                f"there is no module {assignment.module!r}, expected the name of a folder in modules/",
            )
            continue
        cases = {c.id: c for c in assignment.cases}
        seen: set[str] = set()
        for n, decision in enumerate(assignment.decisions):
            place = (at[0], at[1], ("decisions", n))
            if decision.id in practice or decision.id in seen:
                _point(
                    report, place, ("id",), f"id {decision.id!r} is taken, expected each id once in the whole course"
                )
            seen.add(decision.id)
            _activity(decision, cases, set(course.module(assignment.module).lesson.objectives), report, place)
        for case in assignment.cases:
            if case.id in course.cases:
                _point(
                    report,
                    at,
                    ("cases",),
                    f"case {case.id!r} is also a practice case, expected cases that learners have not seen",
                )


def _point(report: Report, at: tuple[Path, Lines, Place], place: Place, text: str) -> None:
    path, lines, under = at
    report.add(path, lines.of(under + place), text)


def _sources(course: Course, report: Report, where: Where) -> None:
    for name, record in _sourced(course):
        if name not in where:
            continue
        for source in record:
            if source.startswith("@") and source[1:] not in course.references:
                _point(
                    report,
                    where[name],
                    ("source",),
                    f"{source}: there is no such key in book/references.bib, expected one that stands there",
                )
            if re.fullmatch(r"U\d\d", source) and source not in course.updates:
                _point(
                    report,
                    where[name],
                    ("source",),
                    f"{source}: there is no such entry in book/updates.yml, expected one that stands there",
                )


def _sourced(course: Course) -> Iterable[tuple[str, tuple[str, ...]]]:
    yield from ((f"case:{c.id}", c.source) for c in course.cases.values())
    yield from ((f"term:{t.id}", t.source) for t in course.glossary.values())
    yield from ((f"update:{u.id}", u.source) for u in course.updates.values())
    for m in course.modules:
        yield f"module:{m.id}", m.lesson.source
        yield f"deck:{m.id}", m.deck.source
        yield from ((f"activity:{a.id}", a.source) for a in m.activities)


def _lesson(course: Course, module_id: str, report: Report, where: Where) -> None:
    module = course.module(module_id)
    path, lines, _ = where[f"module:{module_id}"]
    text = path.read_text(encoding="utf-8")
    placed: set[str] = set()
    for m in _DIRECTIVE.finditer(text):
        kind, name = (m[1], m[2]) if m[1] else (m[3], m[4])
        line = text.count("\n", 0, m.start()) + 1
        if kind == "activity":
            if name not in course.activities:
                report.add(path, line, f"there is no activity {name!r}, expected the id of one in activities.yml")
            elif name in placed:
                report.add(path, line, f"activity {name!r} stands here twice, expected it once on a page")
            placed.add(name)
        elif kind == "case" and name not in course.cases:
            report.add(path, line, f"there is no case {name!r}, expected the name of a file in case_studies/")
        elif kind == "since" and name not in course.updates:
            report.add(path, line, f"there is no update {name!r}, expected one of book/updates.yml")
        elif kind == "drawing" and not (course.root / "book" / "figures" / f"{name}.yml").is_file():
            report.add(path, line, f"there is no figure {name!r}, expected book/figures/{name}.yml")
    for activity in module.activities:
        if activity.id not in placed:
            _point(
                report,
                where[f"activity:{activity.id}"],
                (),
                f"activity {activity.id!r} stands nowhere in lesson.md, expected ```{{activity}} {activity.id} there",
            )
    for n, update in enumerate(module.lesson.updates):
        if update not in course.updates:
            report.add(
                path, lines.of(("updates", n)), f"there is no update {update!r}, expected one of book/updates.yml"
            )
    measured = {o for a in module.activities for o in a.objectives}
    for objective in module.lesson.objectives:
        if objective not in measured:
            report.add(
                path,
                lines.of(("objectives", objective)),
                f"objective {objective} is measured by no activity, expected at least one",
            )


def _activity(
    activity: Activity, cases: Mapping[str, Case], objectives: set[str], report: Report, at: tuple[Path, Lines, Place]
) -> None:
    for n, objective in enumerate(activity.objectives):
        if objective not in objectives:
            _point(
                report,
                at,
                ("objectives", n),
                f"{activity.id}: the lesson has no objective {objective!r}, expected one of: {', '.join(sorted(objectives))}",
            )
    if isinstance(activity, Classify) and activity.case not in cases:
        _point(
            report,
            at,
            ("case",),
            f"{activity.id}: there is no case {activity.case!r}, expected one of: {', '.join(sorted(cases)) or 'none there'}",
        )
        return
    for text in key_problems(activity.slots(cases), activity.key(cases), activity.one_each()):
        _point(report, at, (), f"{activity.id}: {text}")


def key_problems(slots: tuple[Slot, ...], key: Key, one_each: bool) -> list[str]:
    """What is wrong between an activity's slots and its key; an empty list where they fit.

    Looked for: slots without a key and keys without a slot, values that no slot offers, and full marks that nobody can
    reach (with `one_each`, no two slots may take the same value).
    """
    problems = []
    by_id = {s.id: s for s in slots}
    if len(by_id) != len(slots):
        problems.append("two slots have the same id, expected each once")
    if missing := set(by_id) - set(key):
        problems.append(f"the key has nothing for {', '.join(sorted(missing))}, expected an entry for each slot")
    if extra := set(key) - set(by_id):
        problems.append(f"the key has entries for {', '.join(sorted(extra))}, expected only slots that there are")
    for name in sorted(set(by_id) & set(key)):
        for value in [*key[name].credit, *(v for v in key[name].feedback if v)]:
            if value not in by_id[name].values:
                problems.append(
                    f"{name}: the key speaks of {value!r}, which cannot be answered; expected one of: {', '.join(by_id[name].values)}"
                )
    if not problems and one_each and not _all_best(slots, key):
        problems.append("full marks cannot be reached: two items accept only the same places, expected places for all")
    if not problems and not any(k.best * k.weight for k in key.values()):
        problems.append("nothing can be earned here, expected at least one right answer")
    return problems


def _all_best(slots: tuple[Slot, ...], key: Key) -> bool:
    """Can every slot get its best value with no value used twice? (A matching, by augmenting paths.)"""
    taken: dict[str, str] = {}

    def seat(slot: str, tried: set[str]) -> bool:
        for value, credit in key[slot].credit.items():
            if credit < key[slot].best or value in tried:
                continue
            tried.add(value)
            if value not in taken or seat(taken[value], tried):
                taken[value] = slot
                return True
        return False

    return all(seat(s.id, set()) for s in slots)
