"""The checklist of the booklet is whole: every part is listed once, and is taught somewhere or set aside with a reason.

The numbers here were counted in the booklet itself, not in the course. They change only with the booklet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest
from helpers import ROOT

from booklet6.content import Course, load_course
from booklet6.content.coverage import COVERAGE_FILES, Part
from booklet6.content.places import anchors

SECTIONS = (
    *("Title pages", "section 6.1", "section 6.2", "section 6.3", "section 6.4", "section 6.4.1", "section 6.4.2"),
    *("section 6.5", "section 6.5.1", "section 6.5.2", "section 6.6", "section 6.7", "section 6.8", "section 6.9"),
    *("References", "Useful websites", "Endnotes", "Slides"),
)
"""The booklet from cover to cover."""

LISTS = dict(
    zip(
        range(1, 64),
        (
            *(3, 4, 6, 3, 5, 10, 10, 6, 5, 3),  # L01 to L10
            *(4, 6, 7, 3, 2, 10, 10, 8, 12, 4),
            *(4, 7, 4, 2, 7, 4, 8, 6, 10, 4),
            *(4, 4, 4, 4, 8, 4, 4, 6, 7, 2),
            *(6, 4, 3, 10, 5, 6, 6, 5, 6, 4),
            *(3, 5, 2, 8, 6, 3, 3, 2, 3, 19),
            *(3, 5, 13),
        ),
        strict=True,
    )
)
"""Number of a list → how many items it has."""

COUNTRIES = (
    *("Albania", "Bangladesh", "Belgium", "Belize", "Benin", "Bulgaria"),
    *("Cambodia", "Canada", "China", "Colombia", "Costa Rica", "Dominican Republic"),
    *("El Salvador", "Ethiopia", "Guatemala", "Honduras", "Hong Kong", "India"),
    *("Indonesia", "Iran", "Italy", "Japan", "Korea, Republic of", "Kuwait"),
    *("Lithuania", "Malaysia", "Mexico", "Moldova", "Myanmar (Rohingya)", "Nepal"),
    *("Netherlands", "Nicaragua", "Nigeria", "Pakistan", "Panama", "Peru"),
    *("Philippines", "Poland", "Romania", "Russia", "Saudi Arabia", "Singapore"),
    *("South-Eastern Europe (region)", "Spain", "Sri Lanka", "Switzerland", "Thailand", "Turkey (as ethnic group)"),
    *("Ukraine", "United Arab Emirates", "United States", "Viet Nam"),
)
"""Countries, regions and peoples that the booklet names."""


def numbered(form: str, last: int) -> tuple[str, ...]:
    """Ids from 1 to the last, each in that form."""
    return tuple(form.format(n) for n in range(1, last + 1))


KINDS: dict[str, Iterable[str]] = {
    "sections": SECTIONS,
    "boxes": numbered("Box 6.{}", 35),
    "items of lists": tuple(f"L{n:02d}.{item}" for n, items in LISTS.items() for item in range(1, items + 1)),
    "figures": numbered("F{:02d}", 33),
    "instruments": numbered("I{:02d}", 34),
    "countries": COUNTRIES,
    "endnotes": numbered("note {}", 84),
    "defects": numbered("D{:02d}", 32),
    "references": numbered("R{:02d}", 44),
    "websites": numbered("W{:02d}", 62),
}
"""Every part that the booklet has, by kind."""


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="module")
def parts(course: Course) -> dict[str, Part]:
    return {part.id: part for section in course.coverage.values() for part in section.values()}


def test_the_counts_are_those_of_the_booklet() -> None:
    assert len(SECTIONS) == 18
    assert len(LISTS) == 63
    assert sum(LISTS.values()) == 354
    assert len(COUNTRIES) == 52


def test_every_file_of_the_checklist_is_there(course: Course) -> None:
    assert set(course.coverage) == set(COVERAGE_FILES)


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_is_forgotten(kind: str, parts: dict[str, Part]) -> None:
    assert [name for name in KINDS[kind] if name not in parts] == []


def test_no_part_is_listed_that_the_booklet_does_not_have(parts: dict[str, Part]) -> None:
    assert set(parts) - {name for names in KINDS.values() for name in names} == set()


def test_each_part_is_listed_once(course: Course) -> None:
    listed = [name for section in course.coverage.values() for name in section]
    assert sorted({name for name in listed if listed.count(name) > 1}) == []


def test_each_part_is_taught_or_set_aside_with_a_reason(parts: dict[str, Part]) -> None:
    assert [p.id for p in parts.values() if not p.taught and len(p.aside or "") < 10] == []
    assert [p.id for p in parts.values() if re.search("TODO|TBD", f"{p.what} {p.taught} {p.aside}")] == []


def test_a_work_of_the_booklet_leads_to_its_entry(course: Course, parts: dict[str, Part]) -> None:
    works = [parts[name].taught for name in KINDS["references"]]
    keys = [place for places in works for place in places if place.startswith("@")]
    assert len(set(keys)) == 44
    assert all(key[1:] in course.references for key in keys)


def test_every_update_is_there_and_stands_in_a_lesson(course: Course) -> None:
    assert set(course.updates) == set(numbered("U{:02d}", 92))
    used = {update for module in course.modules for update in module.lesson.updates}
    assert sorted(set(course.updates) - used) == []


def test_an_update_that_a_lesson_names_can_be_read_there(course: Course) -> None:
    for module in course.modules:
        shown = set(re.findall(r"\{since\} *(U\d\d)", module.body))
        assert sorted(set(module.lesson.updates) - shown) == [], module.id


TOO_COMMON = frozenset(
    re.findall(
        r"\w+",
        "about above after against among another because before being between countries country could "
        "different every first from have having named names needs other others people person place places "
        "same section should state states such than that their them then there these they thing things this "
        "those three through trafficked trafficking under what when where which while whose with within "
        "without woman women girls work working would list",
    )
)
"""Words that stand everywhere in the course, so that they tell nothing of a part."""


def stems(text: str) -> set[str]:
    """The beginnings of a text's telling words, its abbreviations and numbers."""
    words = re.findall(r"[^\W\d_]{5,}|[A-Z]{2,}|\d{2,}", text)
    return {w[:5].lower() for w in words if w.lower() not in TOO_COMMON}


def section(markdown: str, anchor: str) -> str:
    """The section below the heading with that anchor, its subsections included."""
    rows: list[str] = []
    level = 0
    for row in markdown.splitlines():
        heading = re.match(r"(#+) ", row)
        if heading and not level and anchor in anchors(row):
            level = len(heading[1])
        elif heading and level and len(heading[1]) <= level:
            break
        if level:
            rows.append(row)
    return "\n".join(rows)


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def told(place: str, course: Course) -> str:
    """All that stands at a place, the items, figures and notes in it included."""
    kind, colon, name = place.partition(":")
    if colon:
        files = {
            "case": "case_studies/{}.md",
            "example": "case_studies/examples/{}.md",
            "deck": "slides/{}.md",
            "session": "modules/{}/session.yml",
            "figure": "book/figures/{}.yml",
        }
        records: dict[str, Mapping[str, object]] = {"item": course.activities, "term": course.glossary}
        return read(files[kind].format(name)) if kind in files else str(records[kind][name])
    if place in course.updates:
        return str(course.updates[place])
    if place.startswith("@"):
        return re.search(rf"\{{{place[1:]},.*?^\}}", read("book/references.bib"), re.DOTALL | re.MULTILINE)[0]  # type: ignore[index]
    page, _, anchor = place.partition("#")
    lesson = Path(f"modules/{page}/lesson.md")
    text = read(lesson.as_posix() if (ROOT / lesson).is_file() else f"{page}.md")
    text = section(text, anchor) if anchor else text
    for directive, record in (("activity", "item"), ("drawing", "figure")):
        text += "".join(told(f"{record}:{n}", course) for n in re.findall(rf"\{{{directive}\}} (\S+)", text))
    return text + "".join(str(course.updates[u]) for u in re.findall(r"\{since\} *(U\d\d)", text))


def test_the_places_speak_of_the_part_that_they_are_named_for(course: Course, parts: dict[str, Part]) -> None:
    """At least a third of the telling words of what a part is stand, by their beginnings, at the places that teach it."""
    silent = []
    for part in parts.values():
        wanted = stems(part.id if part.id in COUNTRIES else part.what)
        found: set[str] = set().union(*(stems(told(place, course)) for place in part.taught))
        if part.taught and wanted and len(wanted & found) < max(1, len(wanted) // 3):
            silent.append((part.id, part.what, part.taught))
    assert silent == []


def test_a_place_that_does_not_speak_of_its_part_is_found(course: Course) -> None:
    assert not stems("Savings of migrants") & stems(told("case:the-newborn", course))
