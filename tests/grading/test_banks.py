"""Every bank, without nbgrader's kernels: what it measures, what it is worth, what learners get, and its exercise in Python.

The whole way through stock nbgrader is gone once, with one assignment: `test_points`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISES, best, cases_of
from helpers import ROOT
from nbgrader.preprocessors import CheckCellMetadata, ClearHiddenTests, ClearMarkScheme, ClearSolutions
from test_leaks import check

from booklet6.content import Assignment, Course, load_course
from booklet6.content.types import ActorMap, Audit, Classify, Match, Quiz, Rank, Scenario, Sort, Spot
from booklet6.exercises import earned, points_of
from booklet6.exercises.notebook import grade_ids, notebook
from booklet6.words import load_words


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def extra(bank: Assignment) -> str | None:
    path = EXERCISES / "bank" / f"{bank.id}.data.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def test_every_module_has_one(course: Course) -> None:
    assert [b.module for b in sorted(course.assignments, key=lambda b: b.module)] == [m.id for m in course.modules]
    told = (ROOT / "book" / "instructors.md").read_text(encoding="utf-8")
    for bank in course.assignments:
        assert f"`{bank.id}`" in told, "instructors must know its name"


def test_it_measures_every_objective_of_the_lesson(each: Assignment, course: Course) -> None:
    measured = {o for d in each.decisions for o in d.objectives}
    assert measured == set(course.module(each.module).lesson.objectives)
    assert 6 <= len(each.decisions) <= 10


def test_perfect_earns_all_and_empty_nothing(each: Assignment) -> None:
    most = {d.id: points_of(each, d) for d in each.activities}
    assert {d.id: earned(each, d.id, best(d, each), most[d.id]) for d in each.activities} == most
    nothings: tuple[Any, ...] = ({}, None, [], {"zz": "yes"})
    assert not any(earned(each, n, nothing, p) for n, p in most.items() for nothing in nothings)
    for d in each.activities:
        everything = {s.id: s.values[0] for s in d.slots(cases_of(each))}
        assert len(everything) == 1 or earned(each, d.id, everything, most[d.id]) < most[d.id], (
            "one click in each place is not enough"
        )
    assert (sum(most[d.id] for d in each.decisions), sum(w.points for w in each.written)) == (60, 40)


def test_some_answers_earn_some(each: Assignment) -> None:
    """One good answer taken back costs something, and not everything; a single question is all or nothing."""
    for d in each.activities:
        good = best(d, each)
        if len(good) > 1:
            worth = earned(each, d.id, dict([*good.items()][1:]), points_of(each, d))
            assert 0 < worth < points_of(each, d), d.id


def shape(form: Any) -> Any:
    """What makes a form as long as another one: how many there are to choose from, and how many of them are right."""
    match form:
        case Quiz():
            return sorted(o.right for o in form.options.values())
        case Sort():
            return len(form.buckets), sorted(Counter(i.bucket for i in form.items.values()).values())
        case Match():
            return len(form.left), len(form.right)
        case Rank():
            return sorted(i.places for i in form.items.values())
    raise AssertionError(f"{form.type}: say here what makes two forms of it parallel")


def test_neighbours_differ_and_have_as_much_to_do(each: Assignment, course: Course) -> None:
    """At least three decisions of a module's assignment have four forms, and the forms of a decision are parallel."""
    forms = [each.forms(name) for name in each.variants]
    if each.module != course.modules[-1].id:
        assert sum(len(of) >= 4 for of in forms) >= 3
    for first, *others in forms:
        assert {form.id: shape(form) for form in others} == dict.fromkeys((f.id for f in others), shape(first))
    told = [text for _, text, _ in lines(each) if len(text.split()) > 5]
    assert [text for text, n in Counter(told).items() if n > 1] == [], "another form tells another story"


def lines(bank: Assignment) -> Iterator[tuple[str, str, bool]]:
    """Each text that is chosen or placed: the decision, the text, whether choosing it is right (where that can be said)."""
    for d in bank.activities:
        match d:
            case Quiz():
                yield from ((d.id, o.text, o.right) for o in d.options.values())
            case Sort() | Rank():
                yield from ((d.id, i.text, False) for i in d.items.values())
            case Match():
                yield from ((d.id, p.text, False) for p in d.left.values())
                yield from ((d.id, text, False) for text in d.right.values())
            case Scenario():
                choices = [c for scene in d.scenes.values() for c in scene.choices.values()]
                yield from ((d.id, c.text, c.credit == 1) for c in choices)
            case Audit():
                yield from ((d.id, line.text, False) for line in d.lines.values())
            case Spot():
                yield from ((d.id, text, False) for text in d.words().values())
            case ActorMap():
                yield from ((d.id, a.name, False) for a in d.actors.values())
            case Classify():
                case = cases_of(bank)[d.case]
                yield from ((d.id, q.text, q.best) for q in case.next_questions.values())


def test_no_line_of_it_stands_in_the_practice(each: Assignment, course: Course) -> None:
    """The keys of practice are public: who has them must not have these."""

    def bare(text: str) -> str:
        return " ".join(re.findall(r"\w+", text.lower()))

    practice = Path(ROOT / "modules").glob("*/*.yml")
    known = bare(" ".join(p.read_text(encoding="utf-8") for p in practice))
    for name, text, _ in lines(each):
        if len(text.split()) > 5:
            assert bare(text) not in known, (name, text)
    titles = {c.title.lower() for c in course.cases.values()}
    assert not titles & {c.title.lower() for c in each.cases}


def test_the_right_answer_is_not_known_by_its_length(course: Course) -> None:
    """Over all banks it is neither often the longest nor often the shortest; nor never: that would be a hint as well."""
    longest = shortest = count = 0
    for quiz in (d for bank in course.assignments for d in bank.activities):
        if isinstance(quiz, Quiz) and quiz.mode == "single":
            right = next(len(o.text) for o in quiz.options.values() if o.right)
            others = [len(o.text) for o in quiz.options.values() if not o.right]
            count += 1
            longest += right > max(others)
            shortest += right < min(others)
    assert count > 8
    for often in (longest, shortest):
        assert 1 <= often <= count / 3, f"{longest} longest, {shortest} shortest, of {count}"


def test_learners_get_no_key(each: Assignment) -> None:
    """Through nbgrader's own steps, without the rest of its command."""
    made, resources = notebook(each, extra(each), load_words()), {"metadata": {"name": each.id}}
    graded = grade_ids(made.cells)
    for step in (ClearSolutions, ClearHiddenTests, ClearMarkScheme, CheckCellMetadata):
        made, resources = step().preprocess(made, resources)
    assert grade_ids(made.cells) == graded
    check("\n".join(c.source for c in made.cells), each, each.id)
    assert sum(graded.values()) == 100


def test_written_answers_can_be_marked(each: Assignment) -> None:
    assert len(each.written) == 2
    for w in each.written:
        totals = {name: sum(e.marks.values()) for name, e in w.exemplars.items()}
        assert totals["strong"] >= 0.85 * w.points
        assert 0.3 * w.points <= totals["middling"] <= 0.7 * w.points
        assert totals["weak"] <= 0.3 * w.points
        limit = [int(n) for n in re.findall(r"(\d+) words", w.task)]
        assert len(limit) == 1, "a task says how long"
        for name, exemplar in w.exemplars.items():
            assert len(exemplar.answer.split()) <= 1.1 * limit[0], (w.id, name)


BLOCK = re.compile(r"^```python (given|solution|test)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SOLUTION = re.compile(r"^( *)### BEGIN SOLUTION$.*?^ *### END SOLUTION$", re.MULTILINE | re.DOTALL)


def test_exercise_in_python(each: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its solution passes its tests, hidden ones too; what learners get fails in them, and in no other cell."""
    pytest.importorskip("matplotlib").use("Agg")
    text = extra(each)
    assert text is not None
    monkeypatch.chdir(EXERCISES / "source" / each.id)
    blocks = BLOCK.findall(text)
    names: dict[str, Any] = {}
    for _, code in blocks:
        exec(code, names)
    names, tests = {}, 0
    for role, code in blocks:
        if role == "test":
            tests += 1
            with pytest.raises(NotImplementedError):
                exec(code, names)
        else:
            exec(SOLUTION.sub(r"\1raise NotImplementedError()", code), names)
    assert tests
    __import__("matplotlib.pyplot").pyplot.close("all")
