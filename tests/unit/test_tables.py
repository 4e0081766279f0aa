"""All case studies as one table."""

from __future__ import annotations

from helpers import ROOT

from booklet6.content import load_course
from booklet6.tables import COLUMNS, LISTS, case_studies


def test_every_case_and_example_is_one_row() -> None:
    course = load_course(ROOT)
    table = case_studies(ROOT)
    assert set(table[table.kind == "example"].index) == set(course.examples)
    assert set(table[table.kind == "fictional"].index) == set(course.cases)
    assert table.index.is_unique
    assert [table.index.name, *table.columns] == list(COLUMNS)


def test_the_table_says_what_the_files_say() -> None:
    course = load_course(ROOT)
    table = case_studies(course)
    for name, case in course.cases.items():
        row = table.loc[name]
        assert row.means == tuple(case.means)
        assert (row.verdict, row.child, row.sectors) == (case.verdict, case.child, (case.sector,))
    for name, example in course.examples.items():
        row = table.loc[name]
        assert (row.measures, row.countries, row.practice) == (example.measures, example.countries, example.practice)
        assert row.since == example.since.text


def test_it_can_be_counted() -> None:
    table = case_studies(ROOT)
    for column in LISTS:
        assert table[column].map(lambda v: isinstance(v, tuple)).all()
    counted = table.explode("means").groupby("means").size()
    assert counted["coercion"] >= 5
    assert table.age.dropna().between(0, 120).all()
