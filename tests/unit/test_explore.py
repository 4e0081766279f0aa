"""What the case explorer finds, counts, maps and saves."""

from __future__ import annotations

import pytest
from helpers import ROOT, there

from booklet6.apps.case_explorer import Explorer
from booklet6.apps.explore import FACETS, as_csv, compared, count, label, narrow, routes, values
from booklet6.apps.panels import Event
from booklet6.apps.spreadsheet import read_table
from booklet6.content import load_course
from booklet6.tables import case_studies
from booklet6.words import load_words

COURSE = load_course(ROOT)
TABLE = case_studies(COURSE)
WORDS = load_words()
MAPS = {m.id: m for m in there(COURSE.app_data.maps).maps}


def test_filters_hold_together() -> None:
    found = narrow(TABLE, {"kind": "fictional", "means": "abduction"})
    assert list(found.index) == [c.id for c in COURSE.cases.values() if "abduction" in c.means]
    assert len(narrow(TABLE, {"countries": "Nepal"})) == sum("Nepal" in e.countries for e in COURSE.examples.values())
    assert "night-boat" in narrow(TABLE, {}, "NIGHT boat").index
    assert len(narrow(TABLE, {}, "no such words at all")) == 0
    assert len(narrow(TABLE, {})) == len(TABLE)


@pytest.mark.parametrize("column", FACETS)
def test_each_value_has_a_name_and_its_count(column: str) -> None:
    chart = count(TABLE, column, "kind")
    assert {row[0] for row in chart.rows} == set(values(TABLE, column))
    for value, n, parts in chart.rows:
        assert label(column, value, WORDS)
        assert n == len(narrow(TABLE, {column: value})) > 0
        if chart.split:
            assert sum(parts) == n, "every record is of one kind"
    assert [row[1] for row in chart.rows] == sorted((row[1] for row in chart.rows), reverse=True)


def test_what_says_nothing_is_counted_too() -> None:
    chart = count(TABLE, "verdict")
    assert chart.without == len(COURSE.examples)
    assert sum(row[1] for row in chart.rows) == len(COURSE.cases)


def test_every_country_has_its_place_on_a_map() -> None:
    placed = {c for m in MAPS.values() for p in m.places for c in p.countries}
    named = {c for e in COURSE.examples.values() for c in e.countries}
    assert named <= placed
    drawn = routes(TABLE, MAPS["fictional"])
    assert drawn.places["kaleshia"] == sum("Kaleshia" in c.country for c in COURSE.cases.values())


def test_each_case_that_crosses_a_border_has_its_way_on_the_map() -> None:
    crossing = {c.id for c in COURSE.cases.values() if c.route == "cross_border"}
    assert {w.record for w in MAPS["fictional"].routes} == crossing
    only = routes(narrow(TABLE, {"verdict": "smuggling"}), MAPS["fictional"])
    assert only.ways == {("elsewhere", "verdania"): ("the-lorry",)}


def test_side_by_side_shows_what_differs() -> None:
    lines = {name: (cells, differ) for name, cells, differ in compared(TABLE, ["night-boat", "the-lorry"], WORDS)}
    assert lines[WORDS("cases.facet.verdict")] == (
        [WORDS("verdict.trafficking"), WORDS("verdict.smuggling")],
        True,
    )
    assert not lines[WORDS("cases.facet.route")][1]


def test_the_saved_table_is_safe_to_open() -> None:
    rows = read_table(as_csv(TABLE, WORDS))
    assert [row[0] for row in rows[1:]] == list(TABLE.index)
    assert {len(r) for r in rows} == {len(FACETS) + 2}
    hostile = TABLE.assign(title="=cmd()")
    assert as_csv(hostile, WORDS).count("'=cmd()") == len(TABLE)


def test_whatever_a_client_sends_changes_nothing_it_should_not() -> None:
    view = Explorer(COURSE)
    before = view.panel.html
    for event in (
        Event("filter:nothing", "x"),
        Event("filter:means", "no such means"),
        Event("rows", "title"),
        Event("split", "countries"),
        Event("map", "moon"),
        Event("compare", "../etc"),
        Event("unknown"),
    ):
        view._event(event)
        assert view.panel.html == before
    for case in list(COURSE.cases)[:6]:
        view._event(Event("compare", case))
    assert len(view.chosen) == 4
    view._event(Event("text", fields={"text": ('<script>alert("x")</script>',)}))
    assert "<script>" not in view.panel.html
