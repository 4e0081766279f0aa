"""The fictional cases together: what the booklet names, somebody has to decide upon once."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from helpers import ROOT

from booklet6.content import load_course
from booklet6.content.law import Act, Means, Purpose
from booklet6.content.vocabulary import VOCABULARY

COURSE = load_course(ROOT)
CASES = COURSE.cases.values()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("acts", Act.__args__),  # type: ignore[attr-defined]
        ("means", Means.__args__),  # type: ignore[attr-defined]
        ("purposes", Purpose.__args__),  # type: ignore[attr-defined]
        ("actors", VOCABULARY["actor"]),
        ("ways_in", VOCABULARY["way_in"]),
    ],
)
def test_each_is_shown_in_some_case(field: str, values: tuple[str, ...]) -> None:
    assert set(values) - {v for case in CASES for v in getattr(case, field)} == set()


@pytest.mark.parametrize("field", ["sector", "journey"])
def test_each_sector_and_journey_has_a_case(field: str) -> None:
    assert set(VOCABULARY[field]) - {getattr(case, field) for case in CASES} == set()


def test_whom_and_what_they_show() -> None:
    """Women, men, girls and boys; within a country and across a border; and what is not trafficking."""
    assert len(CASES) >= 24
    people = Counter(case.person for case in CASES)
    assert all(people[p] >= 3 for p in ("woman", "man", "girl", "boy"))
    assert {case.route for case in CASES} == {"internal", "cross_border"}
    decisions = Counter(case.verdict for case in CASES)
    assert set(decisions) == {"trafficking", "smuggling", "labour_violation", "other_crime", "no_crime", "cannot_tell"}
    assert sum(decisions.values()) - decisions["trafficking"] >= 8
    assert all(case.fictional and "(invented)" in case.country for case in CASES)


def test_every_case_is_practised_somewhere() -> None:
    used = {getattr(a, "case", "") for a in COURSE.activities.values()}
    assert set(COURSE.cases) - used == set()


def test_the_best_question_is_not_known_by_its_length() -> None:
    asked = [case.next_questions.values() for case in CASES]
    best = [next(len(q.text) for q in each if q.best) for each in asked]
    others = [[len(q.text) for q in each if not q.best] for each in asked]
    longest = sum(b > max(o) for b, o in zip(best, others, strict=True))
    shortest = sum(b < min(o) for b, o in zip(best, others, strict=True))
    for often in (longest, shortest):
        assert len(asked) / 10 <= often <= len(asked) * 0.4, f"{longest} longest, {shortest} shortest, of {len(asked)}"


def test_every_module_is_whole() -> None:
    """At least eight items, each objective measured by three items, all five types, 25 to 45 minutes; 90 with a story in acts."""
    for module in COURSE.modules:
        assert len(module.activities) >= 8, module.id
        assert {a.type for a in module.activities} >= {"classify", "sort", "match", "quiz", "rank"}, module.id
        measured = Counter(o for a in module.activities for o in a.objectives)
        assert {o: n for o in module.lesson.objectives if (n := measured[o]) < 3} == {}, module.id
        in_acts = any(getattr(a, "acts", None) for a in module.activities)
        assert 25 <= module.lesson.minutes <= (90 if in_acts else 45), module.id
        text = (ROOT / "modules" / module.id / "lesson.md").read_text(encoding="utf-8")
        for part in (
            "{desk} police",
            "{desk} labour-attache",
            "{desk} others",
            "{drawing}",
            "{facilitator}",
            "## Further reading",
        ):
            assert part in text, f"{module.id}: {part}"


def test_each_app_has_a_page_that_says_what_it_is_for() -> None:
    """The page of apps leads to each; an app of a module stands in its lesson too, with its page."""
    page = (ROOT / "book/apps.md").read_text(encoding="utf-8")
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    tools = sorted(p.parent.name for p in (ROOT / "apps").glob("*/app.ipynb"))
    ours = {m.id: m.id.split("_", 1)[1].replace("_", "-") for m in COURSE.modules}
    assert tools
    for app in (*tools, *ours.values()):
        assert page.count(f"{{app}}`{app}`") == page.count(f"<apps/{app}>") == 1, app
        assert f"- file: book/apps/{app}\n" in contents, app
        own = (ROOT / f"book/apps/{app}.md").read_text(encoding="utf-8")
        assert f"{{app}}`{app}`" in own, app
        parts = re.findall(r"^```\{include\} (\S+)$", own, re.MULTILINE)
        whole = own + "".join((ROOT / "book/apps" / p).read_text(encoding="utf-8") for p in parts)
        for part in ("Who uses it, and how long", "What happens to", "How to open it"):
            assert whole.count(f"\n## {part}") + whole.startswith(f"## {part}") == 1, f"{app}: {part}"
    for module, app in ours.items():
        lesson = (ROOT / "modules" / module / "lesson.md").read_text(encoding="utf-8")
        assert f"{{app}}`{app}`" in lesson, module
        assert f"</book/apps/{app}>" in lesson, module
