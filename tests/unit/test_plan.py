"""A response plan: what is uncovered, and that a saved plan comes back whole."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from helpers import ROOT, there

from booklet6.apps.panels import Event, File
from booklet6.apps.plan import Plan, Row, from_csv, idle, matrix, row_of, to_csv, to_html, uncovered, unfinished
from booklet6.apps.response_plan import Builder
from booklet6.apps.spreadsheet import MARK, read_table, write_table
from booklet6.apps.word import as_docx
from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
FRAMEWORK = there(load_course(ROOT).app_data.framework)


def plan_of(*ids: str) -> Plan:
    return tuple(row_of(i, FRAMEWORK) for i in ids)


def test_what_no_measure_covers_is_told() -> None:
    assert {n.id for n in uncovered((), FRAMEWORK)} == {n.id for n in FRAMEWORK.needs}
    some = {n.id for n in uncovered(plan_of("inspect", "reflection"), FRAMEWORK)}
    assert {n.id for n in FRAMEWORK.needs} - some == {"labour", "demand", "men", "reflection"}
    assert uncovered(plan_of(*(m.id for m in FRAMEWORK.measures)), FRAMEWORK) == []
    own = (Row("own-1", "We end demand, all of it", "prevent"),)
    assert len(uncovered(own, FRAMEWORK)) == len(FRAMEWORK.needs), "a measure of one's own is never counted"


def test_who_carries_nothing_and_what_is_a_wish() -> None:
    plan = tuple(replace(r, actor="labour-ministry", when="May") for r in plan_of("inspect"))
    assert "labour-ministry" not in idle(plan, FRAMEWORK)
    assert "unions" in idle(plan, FRAMEWORK)
    assert unfinished(plan) == []
    assert unfinished(plan_of("inspect")) == list(plan_of("inspect"))
    assert matrix(tuple(replace(r, level="national") for r in plan))["prevent"]["national"] == 1


def test_a_saved_plan_comes_back() -> None:
    plan = tuple(
        replace(r, level="national", actor="unions", when="1 May", note='=SUM(A1) "x"; y')
        for r in plan_of("law", "table")
    )
    plan += (Row("own-3", "Call, the inspector", "all"),)
    text = to_csv(plan, FRAMEWORK, WORDS)
    assert "\r\n" in text
    assert "'=SUM" in text
    assert from_csv(text, FRAMEWORK, WORDS) == plan
    semicolons = "\n".join(";".join(f'"{c}"'.replace('x"', "x'") for c in r) for r in read_table(text))
    assert [r.id for r in from_csv(semicolons.replace('""', "'"), FRAMEWORK, WORDS)] == [r.id for r in plan]


@pytest.mark.parametrize(
    "text", ["", "a,b,c\n1,2,3", "\x00\x01", "Number,Measure\n1,2", '"' * 1001, "Number\n" * 50_000]
)
def test_a_table_that_is_none_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_csv(text, FRAMEWORK, WORDS)


def test_a_table_with_odd_lines_gives_what_can_be_used() -> None:
    header = to_csv((), FRAMEWORK, WORDS)
    text = (
        header
        + 'x,Mine,No such aim,No level,Nobody,,\r\n"","","","","","",""\r\nlaw\r\nlaw,again,,,,,\r\n'
        + "y,z" * 500
    )
    plan = from_csv(text, FRAMEWORK, WORDS)
    assert [(r.text, r.aim, r.level, r.actor) for r in plan][:1] == [("Mine", "all", "", "")]
    assert sum(r.id == "law" for r in plan) == 1
    assert all(len(r.text) <= 300 for r in plan)
    many = header + "\r\n".join(f"m{n},Measure {n}" for n in range(5000))
    assert len(from_csv(many, FRAMEWORK, WORDS)) <= 100


def test_a_table_is_safe_in_a_spreadsheet() -> None:
    text = write_table(["=a"], [["+b"], ["c"]])
    assert text == f"{MARK}'=a\r\n'+b\r\nc\r\n"
    assert read_table(text) == [["=a"], ["+b"], ["c"]]


def test_the_word_document_holds_the_plan_and_what_is_open() -> None:
    plan = (*plan_of("inspect"), Row("own-1", "<b>Mine</b> & more", "protect"))
    html = to_html(plan, FRAMEWORK, WORDS, "Plan <x>")
    assert "<b>Mine" not in html
    with zipfile.ZipFile(io.BytesIO(as_docx(html))) as document:
        text = document.read("word/document.xml").decode()
    assert "&lt;b&gt;Mine&lt;/b&gt; &amp; more" in text
    assert "reflection period" in text


def test_whatever_a_client_sends_harms_nothing() -> None:
    builder = Builder(FRAMEWORK)
    builder._event(Event("choose", "law"))
    before = builder.plan
    for event in (
        Event("choose", "no such measure"),
        Event("remove", "x"),
        Event("row:level:law", "moon"),
        Event("row:id:law", "x"),
        Event("row:text", "x"),
        Event("row:note:nothing", "x"),
        Event("own", fields={"text": ("  ",)}),
        Event("level", "moon"),
        Event("open"),
        Event("open", files=(File("bad.csv", "bad.csv", "no plan"),)),
    ):
        builder._event(event)
        assert builder.plan == before
    builder._event(Event("own", fields={"text": ("<script>x</script>",), "aim": ("moon",)}))
    assert "<script>" not in builder.panel.html
    for n in range(200):
        builder._event(Event("own", fields={"text": (f"m{n}",)}))
    assert len(builder.plan) == 100
