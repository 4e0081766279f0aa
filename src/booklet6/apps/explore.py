"""Filter, count and compare the case studies. Pure: from the table of all of them to smaller ones and to numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..content.apps import RouteMap
from ..tables import LISTS
from ..words import Words
from .spreadsheet import write_table

if TYPE_CHECKING:
    import pandas as pd

FACETS: dict[str, tuple[str, str]] = {
    "kind": ("kind", "kind"),
    "countries": ("country", ""),
    "sectors": ("sector", "sector"),
    "means": ("means", "element"),
    "purposes": ("purpose", "element"),
    "measures": ("measure", "measure"),
    "acts": ("act", "element"),
    "actors": ("actor", "actor"),
    "responders": ("responder", "responder"),
    "stage": ("stage", "stage"),
    "ways_in": ("way_in", "way_in"),
    "person": ("person", "person"),
    "route": ("route", "route"),
    "journey": ("journey", "journey"),
    "level": ("level", "level"),
    "practice": ("practice", "practice"),
    "verdict": ("verdict", "verdict"),
}
"""Column → the end of its name in the catalogue (`cases.facet.…`), and where its values' names are."""
FIRST = ("kind", "countries", "sectors", "means", "purposes", "measures")
"""Columns that people ask for first."""
SPLITS = ("kind", "person", "route", "practice", "level", "verdict")
"""Columns with few values, by which another can be split."""


def label(column: str, value: str, words: Words) -> str:
    """A value as it is shown."""
    where = FACETS[column][1]
    return words(f"{where}.{value}") if where else value


def values(table: pd.DataFrame, column: str) -> list[str]:
    """Every value that the column holds, in order."""
    found = table[column].explode() if column in LISTS else table[column]
    return sorted({v for v in found.dropna() if isinstance(v, str) and v})


def narrow(table: pd.DataFrame, filters: Mapping[str, str], text: str = "") -> pd.DataFrame:
    """The rows that hold all these values, and all these words in title, lesson or countries."""
    keep = [True] * len(table)
    for column, wanted in filters.items():
        keep = [
            k and (wanted in held if column in LISTS else held == wanted)
            for k, held in zip(keep, table[column], strict=True)
        ]
    for word in text.lower().split():
        texts = (f"{t} {lesson} {' '.join(c)}".lower() for t, lesson, c in _texts(table))
        keep = [k and word in words for k, words in zip(keep, texts, strict=True)]
    return table[keep]


def _texts(table: pd.DataFrame) -> Any:
    return zip(table["title"], table["lesson"].fillna(""), table["countries"], strict=True)


@dataclass(frozen=True)
class Chart:
    """Counts of a column's values, in all and by the values of another. `most` is the largest count in all."""

    column: str
    split: str
    parts: tuple[str, ...]
    rows: tuple[tuple[str, int, tuple[int, ...]], ...]
    most: int
    without: int
    """Rows of the table that say nothing in this column."""


def count(table: pd.DataFrame, column: str, split: str = "") -> Chart:
    """How many rows hold each value, the most frequent first. A row with two values counts for both."""
    split = "" if split == column else split
    parts = tuple(values(table, split)) if split else ()
    held = [set(v) if column in LISTS else {v} & set(values(table, column)) for v in table[column]]
    beside: list[Any] = list(table[split]) if split else [None] * len(table)
    rows = []
    for value in values(table, column):
        rests = [b for h, b in zip(held, beside, strict=True) if value in h]
        rows.append((value, len(rests), tuple(sum(p in b if split in LISTS else p == b for b in rests) for p in parts)))
    rows.sort(key=lambda row: (-row[1], row[0]))
    return Chart(column, split, parts, tuple(rows), max((r[1] for r in rows), default=0), sum(not h for h in held))


@dataclass(frozen=True)
class Drawn:
    """A map with the records of a table: place → how many, and (from, to) → the records that tell of that way."""

    map: RouteMap
    places: dict[str, int]
    ways: dict[tuple[str, str], tuple[str, ...]]


def routes(table: pd.DataFrame, drawn: RouteMap) -> Drawn:
    """What of the table stands on the map. A record with two countries of one place counts there once."""
    where = {country: place.id for place in drawn.places for country in place.countries}
    places = dict.fromkeys((p.id for p in drawn.places), 0)
    for countries in table["countries"]:
        for place in {where[c] for c in _each(countries) if c in where}:
            places[place] += 1
    ways: dict[tuple[str, str], tuple[str, ...]] = {}
    for way in drawn.routes:
        if way.record in table.index:
            ways[way.start, way.end] = (*ways.get((way.start, way.end), ()), way.record)
    return Drawn(drawn, places, ways)


def _each(countries: Sequence[str]) -> list[str]:
    """The countries, also where a case names two in one: *Orlesia and Tamboria (invented)*."""
    found = []
    for country in countries:
        if country.endswith(" (invented)") and " and " in country:
            found += [f"{c} (invented)" for c in country.removesuffix(" (invented)").split(" and ")]
        else:
            found.append(country)
    return found


def compared(table: pd.DataFrame, ids: Sequence[str], words: Words) -> list[tuple[str, list[str], bool]]:
    """Records side by side: for each column in which one of them says something, its name, what each says, and whether
    they differ."""
    lines = []
    for column, (name, _) in FACETS.items():
        cells = [", ".join(_said(column, table.loc[i, column], words)) for i in ids]
        if any(cells):
            lines.append((words(f"cases.facet.{name}"), cells, len(set(cells)) > 1))
    return lines


def as_csv(table: pd.DataFrame, words: Words) -> str:
    """The table for a spreadsheet, values in words."""
    header = ["id", words("app.explore.title_column"), *(words(f"cases.facet.{name}") for name, _ in FACETS.values())]
    rows = (
        [str(record), table.loc[record, "title"], *("; ".join(_said(c, table.loc[record, c], words)) for c in FACETS)]
        for record in table.index
    )
    return write_table(header, rows)


def _said(column: str, held: object, words: Words) -> list[str]:
    """What a record says in a column, in words; nothing where it says nothing."""
    values = held if isinstance(held, tuple) else (held,) if isinstance(held, str) else ()
    return [label(column, v, words) for v in values]
