"""The finding on a case of one's own, and the comparison of decisions with the key."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from helpers import ROOT

from booklet6.apps.compare import Count, compare
from booklet6.apps.finding import QUOTE_LIMIT, Answers, assess, clean, gaps, write
from booklet6.apps.picture import draw
from booklet6.content import Response, load_course
from booklet6.content.law import GROUPS
from booklet6.words import load_words

WORDS = load_words()
DAY = date(2026, 3, 1)
ACT = {"acts": {"harbouring": "the gate was locked"}}
MEANS = {"means": {"coercion": "he kept the papers"}}
PURPOSE = {"purposes": {"forced_labour": "no pay since May"}}


def conclusion(age: str = "adult", absent: tuple[str, ...] = (), **ticked: dict[str, str]) -> str:
    return assess(Answers(age=age, ticked=ticked, absent=frozenset(absent))).conclusion  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("age", "ticked", "absent", "expected"),
    [
        ("adult", ACT | MEANS | PURPOSE, (), "trafficking"),
        ("unknown", ACT | MEANS | PURPOSE, (), "trafficking"),
        ("child", ACT | PURPOSE, (), "trafficking_child"),
        ("child", ACT | PURPOSE, ("means",), "trafficking_child"),
        ("child", ACT | MEANS, (), "cannot_tell"),
        ("adult", ACT | PURPOSE, (), "cannot_tell"),
        ("adult", ACT | PURPOSE, ("means",), "not_shown"),
        ("unknown", ACT | PURPOSE, ("means",), "age_decides"),
        ("unknown", ACT | PURPOSE, (), "age_decides"),
        ("unknown", ACT, (), "cannot_tell"),
        ("adult", MEANS, ("purposes",), "not_shown"),
        ("adult", {}, (), "cannot_tell"),
        ("adult", ACT | MEANS | {"purposes": {"slavery": ""}}, (), "no_words"),
        ("adult", ACT | MEANS | {"purposes": {"slavery": "", "servitude": "she could not leave"}}, (), "trafficking"),
    ],
)
def test_the_test_of_article_3(
    age: str, ticked: dict[str, dict[str, str]], absent: tuple[str, ...], expected: str
) -> None:
    assert conclusion(age, absent, **ticked) == expected


def test_the_finding_holds_what_was_answered() -> None:
    answers = Answers(
        age="adult", ticked=ACT | MEANS | PURPOSE, consent="yes", border="yes", notes="Who paid the driver?"
    )
    text = write(answers, WORDS, DAY)
    for part in (
        "2026-03-01",
        "“the gate was locked”",
        "“he kept the papers”",
        "“no pay since May”",
        "Who paid the driver?",
    ):
        assert part in text
    assert WORDS("app.law.consent_means") in text
    assert WORDS("app.finding.also_smuggling") in text
    assert WORDS("app.finding.step.safety") in text
    assert "{" not in text


def test_a_childs_finding_does_not_ask_for_means() -> None:
    text = write(Answers(age="child", ticked=ACT | PURPOSE, consent="yes"), WORDS, DAY)
    assert WORDS("app.law.child") in text
    assert WORDS("app.law.consent_child") in text
    assert WORDS("app.finding.none.not_needed") in text
    assert WORDS("app.gap.means") not in text
    assert WORDS("app.finding.nothing_missing") in text


def test_what_is_open_comes_with_its_question() -> None:
    found = gaps(Answers(ticked={"acts": {"receipt": ""}}), WORDS)
    assert found[:3] == [WORDS("app.gap.age"), WORDS("app.gap.means"), WORDS("app.gap.purposes")]
    assert WORDS("element.receipt") in found[3]


def test_every_mixture_of_answers_makes_a_finding() -> None:
    choices = (
        ("adult", "child", "unknown"),
        (True, False),
        (True, False),
        (True, False),
        ("yes", "no", "unknown"),
        ("yes", "unknown"),
    )
    for age, act, means, purpose, consent, border in itertools.product(*choices):
        ticked = (ACT if act else {}) | (MEANS if means else {}) | (PURPOSE if purpose else {})
        for absent in (frozenset(), frozenset(g for g in GROUPS if g not in ticked)):
            answers = Answers(age=age, ticked=ticked, absent=absent, consent=consent, border=border)  # type: ignore[arg-type]
            text = write(answers, WORDS, DAY)
            assert text.startswith(WORDS("app.finding.title") + "\n===")
            assert WORDS(f"app.conclusion.{assess(answers).conclusion}") in text


@pytest.mark.parametrize(
    "data", [None, [], "x", {"ticked": 3}, {"ticked": {"acts": ["harbouring"]}}, {"age": ["child"], "absent": "means"}]
)
def test_nonsense_from_a_client_is_no_answer(data: object) -> None:
    assert clean(data) == Answers()


def test_answers_from_a_client_are_cut_to_what_is_known() -> None:
    data = {
        "age": "child",
        "ticked": {"acts": {"harbouring": "a\n b" * 1000, "__proto__": "x"}, "x": {}},
        "absent": ["means", "x"],
    }
    answers = clean(data)
    assert answers.age == "child"
    assert set(answers.ticked) == {"acts"}
    assert set(answers.ticked["acts"]) == {"harbouring"}
    assert len(answers.ticked["acts"]["harbouring"]) == QUOTE_LIMIT
    assert "\n" not in answers.ticked["acts"]["harbouring"]
    assert answers.absent == {"means"}


def test_decisions_are_counted_by_element() -> None:
    cases = load_course(ROOT).cases
    case = next(c for c in cases.values() if c.verdict == "trafficking" and len(c.means) >= 1)
    found, *missed = case.means
    wrong = next(e for e in GROUPS["purposes"] if e not in case.purposes and e not in case.arguable)
    arguable = {f"{g}-{e}": "yes" for g, es in GROUPS.items() for e in es if e in case.arguable}
    result = compare(
        {case.id: {f"means-{found}": "yes", f"purposes-{wrong}": "yes", "verdict": "cannot_tell", **arguable}}, cases
    )
    assert result.elements["means"][found] == Count(hits=1)
    assert all(result.elements["means"][e] == Count(missed=1) for e in missed)
    assert result.elements["purposes"][wrong] == Count(false_alarms=1)
    assert result.groups["means"] == Count(hits=1, missed=len(missed))
    assert not set(case.arguable) & {e for rows in result.elements.values() for e in rows}
    assert result.verdicts == {case.id: ("cannot_tell", "fair")}
    assert compare({case.id: {}}, cases).verdicts[case.id] == (None, "none")


def test_the_picture_takes_the_pages_colours() -> None:
    cases = load_course(ROOT).cases
    decisions: dict[str, Response] = {c.id: {"verdict": c.verdict} for c in cases.values()}
    svg = draw(compare(decisions, cases), WORDS)
    assert svg.startswith("<svg ")
    assert 'role="img"' in svg
    assert "var(--wrong)" in svg
    assert WORDS("app.compare.missed") in svg
    assert "#a23415" not in svg
    assert "<metadata>" not in svg
