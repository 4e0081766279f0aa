"""Where a situation stands in the table of risks, and that a saved table comes back."""

from __future__ import annotations

import pytest
from helpers import ROOT, there

from booklet6.apps.panels import Event, File
from booklet6.apps.risk_table import Board
from booklet6.apps.risks import Situation, band_of, by_band, from_csv, lowered, suggested, to_csv
from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
TABLE = there(load_course(ROOT).app_data.risks)


def test_the_ten_departures_of_the_box_are_there() -> None:
    community = TABLE.settings[0].signs
    assert [s.band for s in community] == ["high"] * 4 + ["grey"] * 4 + ["low"] * 2
    assert all("Box 6.13" in s.source for s in community)


@pytest.mark.parametrize(
    ("signs", "child", "band"),
    [
        ((), False, ""),
        (("clear",), False, "low"),
        (("clear", "silent"), False, "grey"),
        (("clear", "silent", "sold"), False, "high"),
        (("clear",), True, "grey"),
        ((), True, "grey"),
        (("taken",), True, "high"),
    ],
)
def test_the_gravest_sign_decides_and_a_child_is_never_lowest(signs: tuple[str, ...], child: bool, band: str) -> None:
    assert suggested(Situation("x", "A.", signs=signs, child=child), TABLE) == band


def test_a_judgement_counts_and_a_lower_one_is_marked() -> None:
    lower = Situation("x", "A.", signs=("sold",), placed="low")
    assert band_of(lower, TABLE) == "low"
    assert lowered(lower, TABLE)
    assert not lowered(Situation("x", "A.", signs=("clear",), placed="high"), TABLE)
    assert not lowered(Situation("x", "A.", placed="low"), TABLE)


def test_a_saved_table_comes_back_from_the_highest_risk_down() -> None:
    some = (
        Situation("a", "A.", 'Known; a "thing", and more', ("clear",), action="call"),
        Situation("b", "=B", "", ("sold", "silent"), child=True, placed="grey", who="aunt", when="Monday"),
        Situation("c", "C."),
    )
    back = from_csv(to_csv(some, TABLE, WORDS), TABLE, WORDS)
    assert [s.mark for s in back] == ["=B", "A.", "C."]
    plain = {s.mark: (s.known, s.signs, s.child, s.placed, s.action, s.who, s.when) for s in some}
    assert {s.mark: (s.known, s.signs, s.child, s.placed, s.action, s.who, s.when) for s in back} == plain
    assert {b: len(found) for b, found in by_band(back, TABLE).items()} == {"high": 0, "grey": 1, "low": 1, "": 1}


def test_nothing_is_lost_by_a_wrong_file_or_a_hostile_client() -> None:
    board = Board(TABLE)
    board._event(Event("add", fields={"mark": ("<b>A</b>",), "sign": ("sold", "nothing"), "child": ("yes",)}))
    before = board.situations
    assert before[0].signs == ("sold",)
    for event in (
        Event("add", fields={"mark": (" ",)}),
        Event("change:placed:n1", "moon"),
        Event("change:mark:n1", "x"),
        Event("change:who:zz", "x"),
        Event("remove", "zz"),
        Event("setting", "moon"),
        Event("open", files=(File("a.csv", "a.csv", "a,b"),)),
        Event("open", files=(File("a.csv", "a.csv", to_csv((), TABLE, WORDS)),)),
    ):
        board._event(event)
        assert board.situations == before
    assert "<b>A" not in board.panel.html
