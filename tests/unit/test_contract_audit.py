"""What an audit comes to, and the finding that is made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from helpers import ROOT, there

from booklet6.apps.contract_audit import STATES, Audit, clean, conclude, finding
from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
CONTRACT = there(load_course(ROOT).app_data.contract)
ALL_MET = dict.fromkeys(CONTRACT.clauses, "met")


def audit(*alarms: str, **states: str) -> Audit:
    return clean({"states": states, "alarms": list(alarms)}, CONTRACT)


def test_the_minimum_terms_of_the_booklet_are_all_there() -> None:
    """Section 6.7 lists ten, and three of the paper itself; Box 6.24 adds transfer and deductions."""
    assert set(CONTRACT.clauses) >= {
        *("job", "place", "length", "wage", "overtime", "kind", "hours", "rest", "leave", "maternity", "travel"),
        *("sickness", "injury", "security", "ending", "disputes", "parties", "language", "copy"),
        *("payday", "deductions", "change"),
    }


def test_words_that_hold_a_person_outweigh_a_good_contract() -> None:
    assert conclude(audit(**ALL_MET), CONTRACT) == "meets"
    assert conclude(audit("private", **ALL_MET), CONTRACT) == "mend"
    assert conclude(audit("passport", "private", **ALL_MET), CONTRACT) == "holds"


def test_what_is_not_finished_never_meets_the_minimum() -> None:
    most = dict(list(ALL_MET.items())[:-1])
    assert conclude(audit(), CONTRACT) == "not_finished"
    assert conclude(audit(**most), CONTRACT) == "not_finished"
    assert conclude(audit(**(ALL_MET | {"maternity": "na"})), CONTRACT) == "meets"
    for state in ("below", "unclear", "silent"):
        assert conclude(audit(**(ALL_MET | {"rest": state})), CONTRACT) == "mend"


def test_the_finding_names_each_clause_once_under_its_state() -> None:
    ids = list(CONTRACT.clauses)
    states = {c: STATES[n % len(STATES)] for n, c in enumerate(ids[:-1])}
    lines = finding(audit("debt", **states), CONTRACT, WORDS, date(2026, 11, 26))
    text = [line for line in lines if isinstance(line, str)]
    for clause in CONTRACT.clauses.values():
        assert sum(line.startswith(f"- {clause.title}") for line in text) == 1, clause.title
    asked = [line["quote"] for line in lines if isinstance(line, dict)]
    assert sorted(asked) == sorted(["debt", *(c for c, s in states.items() if s in ("below", "unclear", "silent"))])
    assert "2026-11-26" in "\n".join(text)


def test_whatever_a_client_sends_is_cleaned() -> None:
    odd: Any
    for odd in (
        None,
        [],
        "x",
        7,
        {"states": [], "alarms": {}},
        {"states": {"job": ["met"], "x": "met"}, "alarms": [1, "x"]},
    ):
        assert clean(odd, CONTRACT) == Audit()
    assert clean({"states": {"job": "met"}, "alarms": ["debt", "debt"]}, CONTRACT) == Audit({"job": "met"}, ("debt",))
