"""A show of hands over any activity of the course."""

from __future__ import annotations

import csv
import io

import pytest
from helpers import ROOT

from booklet6.apps.hands import MOST, best, questions, reason, tally, to_csv
from booklet6.apps.panels import Event
from booklet6.apps.room import Room
from booklet6.content import load_course
from booklet6.content.types import Classify, Quiz
from booklet6.words import load_words

COURSE = load_course(ROOT)
WORDS = load_words()
ASKED = [a for a in COURSE.activities.values() if questions(a, COURSE.cases, WORDS)]


def test_nearly_every_item_can_be_asked_of_a_room() -> None:
    assert len(ASKED) == len(COURSE.activities)


@pytest.mark.parametrize("kind", sorted({a.type for a in COURSE.activities.values()}))
def test_each_kind_has_questions_with_answers_that_can_be_told_apart(kind: str) -> None:
    for activity in (a for a in ASKED if a.type == kind):
        key = activity.key(COURSE.cases)
        for question in questions(activity, COURSE.cases, WORDS):
            ids = [a.id for a in question.answers]
            assert question.text
            assert len(set(ids)) == len(ids) > 0
            assert best(question, key) <= set(ids)


def test_answers_stand_in_the_order_of_the_activity_above_them() -> None:
    for activity in ASKED:
        slots = {s.id: s.values for s in activity.slots(COURSE.cases)}
        for question in questions(activity, COURSE.cases, WORDS):
            if not question.several:
                slot = question.answers[0].slot
                assert [a.value for a in question.answers] == list(slots[slot]), activity.id


def test_the_best_answers_of_a_quiz_are_those_that_its_author_marked() -> None:
    for activity in ASKED:
        if isinstance(activity, Quiz):
            found = set()
            for question in questions(activity, COURSE.cases, WORDS):
                found |= best(question, activity.key(COURSE.cases))
            right = {o for o, option in activity.options.items() if option.right}
            assert {i.split("=")[1 if activity.mode != "multiple" else 0] for i in found} == right, activity.id
            some = questions(activity, COURSE.cases, WORDS)[0].answers[0]
            assert reason(some, activity.key(COURSE.cases))


def test_a_case_is_first_asked_for_its_decision() -> None:
    case = next(a for a in ASKED if isinstance(a, Classify))
    first = questions(case, COURSE.cases, WORDS)[0]
    assert first.text == WORDS("classify.verdict")
    assert best(first, case.key(COURSE.cases)) == {f"verdict={COURSE.cases[case.case].verdict}"}


def test_two_counts_show_what_the_talk_has_done() -> None:
    case = next(a for a in ASKED if isinstance(a, Classify))
    question = questions(case, COURSE.cases, WORDS)[0]
    right = f"verdict={COURSE.cases[case.case].verdict}"
    other = next(a.id for a in question.answers if a.id != right)
    t = tally(
        question,
        {(1, other): 20, (1, right): 10, (2, right): 28, (2, other): 2, (1, "x=y"): 99},
        case.key(COURSE.cases),
    )
    assert [(t.right(r), t.total(r)) for r in (1, 2)] == [(10, 30), (28, 30)]
    assert t.most == 28
    rows = list(csv.reader(io.StringIO(to_csv([("=A case", t)], WORDS))))
    assert len(rows) == 1 + len(question.answers)
    assert rows[1][0] == "'=A case"


def test_a_room_keeps_its_counts_and_refuses_nonsense() -> None:
    room = Room(COURSE, "06_prevention")
    answer = room._questions()[0].answers[0].id
    for event, value in ((Event("more", answer), 1), (Event(f"hands:{answer}", "40"), 40), (Event("less", answer), 39)):
        room._event(event)
        assert room.counts[room.item][1, answer] == value
    room._event(Event(f"hands:{answer}", "9999"))
    assert room.counts[room.item][1, answer] == MOST
    for odd in ("-5", "1e9", "²", "", "99999"):
        room._event(Event(f"hands:{answer}", odd))
        assert room.counts[room.item][1, answer] == 0
    before = dict(room.counts[room.item])
    for event in (
        Event("hands:x=y", "5"),
        Event("more", "x=y"),
        Event("item", "no-such"),
        Event("module", "no-such"),
        Event("question", "99"),
        Event("round", "3"),
        Event("unknown"),
    ):
        room._event(event)
    assert room.counts[room.item] == before
    first = room.item
    room._event(Event("more", answer))
    room._event(Event("module", "02_definitions"))
    assert room.item == COURSE.module("02_definitions").activities[0].id
    room._event(Event("module", "06_prevention"))
    assert room.item == first
    assert room._rows()[0][1].total(1) == 1
    room._event(Event("forget"))
    assert room._rows() == []
