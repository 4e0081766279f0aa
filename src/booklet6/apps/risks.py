"""Situations in a table of risks (Box 6.13). Pure: no widget, no files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..content.apps import BANDS, RiskTable
from ..words import Words
from .spreadsheet import read_rows, write_table

MOST = 100
TEXT_LIMIT = 500


@dataclass(frozen=True)
class Situation:
    """One situation: a mark in the place of a name, what is known, what was seen, and what is done.

    `placed` is the band in which somebody has put it by judgement; empty where the signs decide.
    """

    id: str
    mark: str
    known: str = ""
    signs: tuple[str, ...] = ()
    child: bool = False
    placed: str = ""
    action: str = ""
    who: str = ""
    when: str = ""


COLUMNS = ("mark", "known", "signs", "child", "placed", "band", "action", "who", "when")


def suggested(situation: Situation, table: RiskTable) -> str:
    """The band that the signs point to: that of the gravest sign. Empty where there is none: then nobody knows yet.

    A child who leaves is never below the grey area: somebody looks, whatever the signs say.
    """
    signs = table.signs
    seen = {signs[s].band for s in situation.signs if s in signs}
    band = next((b for b in BANDS if b in seen), "")
    return "grey" if situation.child and band in ("", "low") else band


def band_of(situation: Situation, table: RiskTable) -> str:
    """The band in which it stands: by judgement if somebody has judged, or by its signs."""
    return situation.placed or suggested(situation, table)


def lowered(situation: Situation, table: RiskTable) -> bool:
    """Has somebody put it below what its signs point to? Then the reason belongs beside it."""
    by_signs = suggested(situation, table)
    return bool(situation.placed and by_signs) and BANDS.index(situation.placed) > BANDS.index(by_signs)


def by_band(situations: tuple[Situation, ...], table: RiskTable) -> Mapping[str, list[Situation]]:
    """The situations of each band, the highest first; under ``""`` those that have no place yet."""
    return {b: [s for s in situations if band_of(s, table) == b] for b in (*BANDS, "")}


def to_csv(situations: tuple[Situation, ...], table: RiskTable, words: Words) -> str:
    """The table as CSV, from the highest risk down, to be read by people and to be opened here again."""
    titles = {b.id: b.title for b in table.bands} | {"": ""}
    yes = {True: words("app.own.yes"), False: words("app.own.no")}
    rows = [
        (
            s.mark,
            s.known,
            "; ".join(table.signs[i].text for i in s.signs),
            yes[s.child],
            titles[s.placed],
            titles[band],
            s.action,
            s.who,
            s.when,
        )
        for band, found in by_band(situations, table).items()
        for s in found
    ]
    return write_table(_header(words), rows)


def _header(words: Words) -> list[str]:
    return [words(f"app.risks.column.{c}") for c in COLUMNS]


def from_csv(text: str, table: RiskTable, words: Words) -> tuple[Situation, ...]:
    """The situations in a table that `to_csv` has made. Raises ValueError where it is none of ours."""
    rows = read_rows(text, _header(words), MOST, TEXT_LIMIT)
    titles = {b.title: b.id for b in table.bands}
    signs = {s.text: s.id for s in table.signs.values()}
    found = []
    for n, (mark, known, seen, child, placed, _, action, who, when) in enumerate(rows, 1):
        if mark or known:
            ids = tuple(signs[s] for s in dict.fromkeys(seen.split("; ")) if s in signs)
            is_child = child == words("app.own.yes")
            found.append(Situation(f"s{n}", mark[:60], known, ids, is_child, titles.get(placed, ""), action, who, when))
    return tuple(found)
