"""Agendas: on whatever a trainer wishes, a plan fills its days without gap or overlap, or the missing minutes are told."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, copy_course

from booklet6.content import Course, CourseError, load_course
from booklet6.content.agenda import LENGTHS, Request, read_request
from booklet6.content.clock import MIDNIGHT, clock, minutes, span
from booklet6.training.agenda import PlanError, make
from booklet6.training.agenda.breaks import SIT, pauses
from booklet6.training.agenda.frame import length
from booklet6.training.agenda.pack import DAY, Group, Placed, Stretch, TooShortError, Unit, pack
from booklet6.training.agenda.plan import Plan
from booklet6.training.agenda.text import document
from booklet6.words import load_words

COURSE = load_course(ROOT)
assert COURSE.agendas
AGENDAS = COURSE.agendas
MODULES = [m.id for m in COURSE.modules]


def request(**fields: Any) -> Request:
    """A request, whole: what is not told is one day from half past eight to half past four."""
    return Request.model_validate({"audience": "police", "start": "08:30", "end": "16:30", **fields})


def faults(**fields: Any) -> str:
    """What is said of a request that is wrong."""
    found, lines = read_request({"audience": "police", "start": "08:30", "end": "16:30", **fields})
    assert found is None
    return "\n".join(lines)


def is_sound(plan: Plan) -> None:
    """All that is promised of a plan."""
    for n, rows in enumerate(plan.days):
        day = plan.request.day(n + 1)
        assert (rows[0].begins, rows[-1].ends) == (n * DAY + day.begins, n * DAY + day.ends)
        assert all(a.ends == b.begins for a, b in pairwise(rows)), "a gap, or an overlap"
        assert all(r.minutes > 0 for r in rows)
        fixed = [(r.begins % DAY, r.ends % DAY) for r in rows if r.kind in ("pause", "guest")]
        assert fixed == [(t.begins, t.ends) for t in day.taken], "pauses and guests stand where they were told"
    assert sum(r.minutes for r in plan.rows) == sum(
        d.ends - d.begins for d in (plan.request.day(n + 1) for n in range(plan.request.days))
    )
    for module in plan.modules:
        held = [r.step for r in plan.held(module) if r.step]
        order = [s.id for s in module.session.steps]
        assert [s.id for s in held] == sorted({s.id for s in held}, key=order.index), "in order, each once"
        assert {s.id for s in module.session.steps if s.must} <= {s.id for s in held}, "all that must be held is"
        assert {s.id for s in held} | {s.id for s in plan.cut(module)} == set(order)
        assert not plan.short or all(s.must for s in held)
    for row in plan.rows:
        if row.step:
            assert row.minutes == row.step.minutes, "sessions add up from the modules' own minutes"
        if row.kind in ("block", "practice"):
            assert row.block
            assert row.minutes == length(row.block, plan.short)
    taught = [m.id for m in plan.modules]
    assert taught[1:] == sorted(taught[1:])
    assert not any(r.step and r.step.must for r in plan.can_go)
    for block in AGENDAS.blocks:
        if block.must:
            days = {"opening": 1, "closing": 1, "morning": plan.request.days - 1, "evening": plan.request.days - 1}
            assert sum(r.block == block for r in plan.rows) == days[block.place]


def random_fields(r: random.Random) -> dict[str, Any]:
    """A wish that a trainer could have: at any hours, with any pauses that do not collide."""
    days = r.choice([1, 1, 1, 2, 3, 5])
    begins = r.randrange(6 * 60, 11 * 60)
    ends = r.randrange(begins + 60, min(begins + 700, MIDNIGHT))
    taken: list[dict[str, Any]] = []
    at = begins
    while r.random() < 0.75:
        kind = r.choice(["break", "lunch", "prayer"])
        least, most = LENGTHS[kind]
        at += r.randrange(20, 120)
        long = r.randrange(least, most + 1)
        if at + long > ends:
            break
        taken.append({"kind": kind, "at": f"{clock(at)}-{clock(at + long)}"})
        at += long
    some = r.sample(MODULES, r.choice([0, 0, 1, 2, 3]))
    blocks = [b.id for b in AGENDAS.blocks if not b.must]
    return {
        "audience": r.choice(list(AGENDAS.audiences)),
        "days": days,
        "start": clock(begins),
        "end": clock(ends),
        "pauses": taken,
        "must": some[:1],
        "without": [*some[1:], *r.sample(blocks, r.choice([0, 0, 1, 3]))],
    }


def test_any_wish_gives_a_sound_plan_or_the_missing_minutes() -> None:
    r = random.Random(6)
    made, told = 0, []
    for _ in range(130):
        wanted = request(**random_fields(r))
        try:
            plan = make(COURSE, wanted)
        except PlanError as e:
            told.append(e.lines[0])
            continue
        made += 1
        is_sound(plan)
        assert set(wanted.must) <= {m.id for m in plan.modules}
        assert not {m.id for m in plan.modules} & set(wanted.without)
        assert not {r.block.id for r in plan.rows if r.block} & set(wanted.without)
    assert made > 50
    assert len(told) > 12
    assert [t for t in told if "minutes are missing" not in t] == []


def test_the_missing_minutes_are_exact() -> None:
    """So much later, and it fits; a minute less, and it does not."""
    r = random.Random(11)
    tried = 0
    while tried < 12:
        fields = random_fields(r) | {"days": r.choice([1, 2])}
        try:
            make(COURSE, request(**fields))
        except PlanError as e:
            if not e.lines[0].startswith("it does not fit"):
                continue
            missing = int(e.lines[0].split(": ")[1].split()[0])
            end = minutes(fields["end"]) + missing
            if end >= MIDNIGHT:
                continue
            tried += 1
            hours = [{"day": fields["days"], "start": fields["start"], "end": clock(end)}]
            is_sound(make(COURSE, request(**fields, hours=hours)))
            hours[0]["end"] = clock(end - 1)
            if end - 1 > minutes(fields["end"]):
                with pytest.raises(PlanError, match="1 minutes are missing"):
                    make(COURSE, request(**fields, hours=hours))


def plans_without(name: str) -> tuple[str, ...]:
    """What a ready plan leaves out."""
    return next(p.without for p in AGENDAS.plans if p.id == name)


def test_ready_plans_are_what_was_asked_for() -> None:
    plans = {p.id: make(COURSE, p, p.title) for p in AGENDAS.plans}
    assert [*plans] == [
        *("police-half-day", "police-one-day", "police-three-days"),
        *("labour-attache-half-day", "labour-attache-one-day", "labour-attache-three-days"),
        "mixed-five-days",
        "simulation-half-day",
    ]
    for name, plan in plans.items():
        is_sound(plan)
        assert not plan.long_sittings, name
        assert plan.short == name.endswith("half-day")
        for module in plan.modules:
            assert len({r.day for r in plan.held(module)}) == 1, f"{name}: {module.id} is broken by a night"
        blocks = [r.block.id for r in plan.rows if r.block]
        tests = [b for b in ("test-before", "test-after") if b not in plans_without(name)]
        assert [b for b in blocks if b.startswith("test-")] == tests
        assert blocks[: 1 + len(tests[:1])] == ["welcome", *tests[:1]]
        assert blocks[-2 - len(tests[1:]) :] == [*tests[1:], "evaluation", "goodbye"]
        assert plan.short or any(r.block and r.block.guest for r in plan.rows), "an hour with somebody from here"
    assert [m.id for m in plans["police-half-day"].modules] == ["02_definitions", "07_protection"]
    assert [m.id for m in plans["labour-attache-half-day"].modules] == ["02_definitions", "06_prevention"]
    assert [m.id for m in plans["simulation-half-day"].modules] == ["09_capstone"]
    assert plans["police-half-day"].cut(COURSE.module("07_protection"))
    for name in ("police-three-days", "labour-attache-three-days", "mixed-five-days"):
        assert not {f"0{n}" for n in range(1, 9)} - {m.id[:2] for m in plans[name].modules}


def test_what_matters_more_to_the_audience_wins() -> None:
    fields = {"end": "13:30", "pauses": [{"kind": "break", "at": "10:30-10:45"}]}
    assert [m.id for m in make(COURSE, request(**fields)).modules][1] == "07_protection"
    fields["audience"] = "labour-attache"
    assert [m.id for m in make(COURSE, request(**fields)).modules][1] == "06_prevention"
    plan = make(COURSE, request(**fields, must=["08_prosecution"]))
    assert "08_prosecution" in {m.id for m in plan.modules}
    assert plan.modules[0].id == "02_definitions"


def test_modules_may_be_called_by_number_or_by_name() -> None:
    plan = make(COURSE, request(must=["8", "Root causes"], without=["definitions", "06_prevention"]))
    assert {"08_prosecution", "04_root_causes"} <= {m.id for m in plan.modules}
    assert not {"02_definitions", "06_prevention"} & {m.id for m in plan.modules}


def test_a_guest_comes_when_the_guest_can() -> None:
    plan = make(COURSE, request(days=2, guests=[{"day": 2, "at": "11:00-11:40", "who": "سارة الخطيب"}]))
    is_sound(plan)
    assert [(r.day, r.begins % DAY) for r in plan.rows if r.kind == "guest"] == [(1, 660)]
    assert not any(r.block and r.block.guest for r in plan.rows), "the guests of the file are not invited too"
    assert "سارة الخطيب" in document(plan, load_words(), "T")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"start": "16:30", "end": "08:30"}, "ends at 08:30, which is not after its start at 16:30"),
        ({"start": "09:00", "end": "09:00"}, "not after its start"),
        ({"start": "22:00", "end": "02:00"}, "nothing is planned past midnight"),
        ({"end": "24:00"}, "'24:00' is midnight"),
        ({"end": "4.30 pm"}, "is no time, expected hours and minutes of 24 hours"),
        ({"end": "16:60"}, "'16:60' is no time"),
        ({"start": 830}, "in quotes"),
        ({"days": 0}, "too small"),
        ({"days": 11}, "too large"),
        ({"pauses": [{"kind": "break", "at": "10:00-10:00"}]}, "takes 0 minutes, expected 5 to 60"),
        ({"pauses": [{"kind": "break", "at": "10:00-13:00"}]}, "takes 180 minutes, expected 5 to 60"),
        ({"pauses": [{"kind": "lunch", "at": "13:00-12:00"}]}, "ends before it begins"),
        ({"pauses": [{"kind": "prayer", "at": "23:50-00:10"}]}, "nothing is planned past midnight"),
        ({"pauses": [{"kind": "nap", "at": "10:00-10:10"}]}, "'nap' is not allowed"),
        ({"pauses": [{"kind": "break", "at": "10 to 11"}]}, "such as 10:15-10:30"),
        ({"pauses": [{"kind": "break", "at": "08:20-08:40"}]}, "lies outside of day 1, expected it between 08:30 and"),
        ({"pauses": [{"kind": "break", "at": "16:20-16:40"}]}, "lies outside of day 1"),
        (
            {"pauses": [{"kind": "break", "at": "10:00-10:20"}, {"kind": "prayer", "at": "10:15-10:30"}]},
            "prayer 10:15-10:30 overlaps break 10:00-10:20 on day 1",
        ),
        ({"pauses": [{"kind": "break", "at": "10:00-10:20", "day": 2}]}, "day 2 is not there, expected 1"),
        ({"hours": [{"day": 1, "start": "12:00", "end": "11:00"}]}, "not after its start at 12:00"),
        ({"hours": [{"day": 1, "start": "9:00", "end": "11:00"}] * 2}, "day 1 stands twice"),
        ({"guests": [{"at": "10:00-10:05"}]}, "takes 5 minutes, expected 10 or more"),
        (
            {"guests": [{"at": "12:00-13:00"}], "pauses": [{"kind": "lunch", "at": "12:30-13:30"}]},
            "lunch 12:30-13:30 overlaps guest 12:00-13:00",
        ),
        ({"must": ["02_definitions"], "without": ["02_definitions"]}, "must be in and is left out too"),
    ],
)
def test_a_wrong_wish_is_told(fields: dict[str, Any], said: str) -> None:
    assert said in faults(**fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"audience": "polise"}, "no audience 'polise'. Did you mean 'police'?"),
        ({"must": ["prosecuton"]}, "no module 'prosecuton'. Did you mean 'prosecution'?"),
        ({"without": ["test-befor"]}, "no module or block 'test-befor'. Did you mean 'test-before'?"),
        ({"must": ["2"], "without": ["definitions"]}, "02_definitions must be in and is left out too"),
        ({"without": ["welcome"]}, "welcome cannot be left out"),
        ({"without": MODULES}, "no module is left"),
        ({"end": "09:10"}, "minutes are missing"),
        (
            {"days": 2, "hours": [{"day": 1, "start": "08:30", "end": "09:00"}]},
            "day 1 is too short for its own beginning and end: 15 minutes are missing",
        ),
    ],
)
def test_a_wish_that_does_not_fit_the_course_is_told(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=re.escape(said)):
        make(COURSE, request(**fields))


def test_a_module_in_which_nothing_must_be_held_is_empty(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    path = root / "modules/04_root_causes/session.yml"
    text = path.read_text(encoding="utf-8").replace("    must: false\n", "")
    path.write_text(text.replace("    method:", "    must: false\n    method:"), encoding="utf-8")
    course = load_course(root)
    with pytest.raises(PlanError, match="04_root_causes is empty"):
        make(course, request(days=3, must=["4"]))
    plan = make(course, request(days=3))
    assert "04_root_causes" not in {m.id for m in plan.modules}


def test_other_hours_and_pauses_on_one_day() -> None:
    wanted = request(
        days=2,
        hours=[{"day": 2, "start": "09:00", "end": "12:00"}],
        pauses=[
            {"kind": "break", "at": "10:00-10:15"},
            {"kind": "lunch", "at": "12:00-13:00"},
            {"kind": "break", "at": "10:30-10:40", "day": 2},
        ],
    )
    assert [(t.kind, clock(t.begins)) for t in wanted.day(1).taken] == [("break", "10:00"), ("lunch", "12:00")]
    assert [(t.kind, clock(t.begins)) for t in wanted.day(2).taken] == [("break", "10:30")]
    is_sound(make(COURSE, wanted))


def test_pauses_that_nobody_named_let_nobody_sit_too_long() -> None:
    for begins in range(6 * 60, 20 * 60, 35):
        for ends in range(begins + 30, min(begins + 12 * 60, MIDNIGHT), 25):
            found = [span(p.at) for p in pauses(begins, ends)]
            edges = [(begins, begins), *found, (ends, ends)]
            for (_, one), (other, _) in pairwise(edges):
                assert 0 < other - one <= SIT + 10, (clock(begins), clock(ends), found)


def test_clock_times() -> None:
    assert [minutes(t) for t in ("0:00", "08:30", "23:59")] == [0, 510, 1439]
    assert clock(510) == "08:30"
    assert span("10:15–10:30") == (615, 630)
    with pytest.raises(ValueError, match="not on the same day"):
        clock(MIDNIGHT)


# ---- packing --------------------------------------------------------------------------------------------------------


def best_by_trying(groups: list[Group], stretches: list[Stretch]) -> tuple[int, int] | None:
    """The best worth, and the least empty minutes with it, by trying everything. (Small problems only.)"""
    found: list[tuple[int, int]] = []
    room = [s.minutes for s in stretches]

    def place(units: list[Unit], s: int, used: int, worth: int, filled: int) -> None:
        if not units:
            found.append((worth, filled))
            return
        first, *rest = units
        for at in range(s, len(room)):
            start = used if at == s else 0
            if start + first.minutes <= room[at]:
                place(rest, at, start + first.minutes, worth + first.worth, filled + first.minutes)

    def choose(left: list[Group], units: list[Unit]) -> None:
        if not left:
            place(units, 0, 0, 0, 0)
            return
        group, *rest = left
        if not group.must:
            choose(rest, units)
        for mask in range(2 ** len(group.units)):
            some = [u for n, u in enumerate(group.units) if mask >> n & 1]
            if all(u in some for u in group.units if u.must):
                choose(rest, [*units, *some])

    choose(groups, [])
    if not found:
        return None
    worth = max(w for w, _ in found)
    return worth, sum(room) - max(f for w, f in found if w == worth)


def test_packing_is_as_good_as_trying_everything() -> None:
    r = random.Random(3)
    solved = 0
    for _ in range(150):
        units = [
            Unit(("u", n), r.randrange(3, 25), must=r.random() < 0.6, worth=2 ** r.randrange(6), core=False)
            for n in range(r.randrange(1, 7))
        ]
        cut = r.randrange(len(units) + 1)
        groups = [Group(tuple(units[:cut]), must=True), Group(tuple(units[cut:]), must=r.random() < 0.5)]
        stretches, at = [], 480
        for _ in range(r.randrange(1, 4)):
            stretches.append(Stretch(at, at + r.randrange(5, 50)))
            at = stretches[-1].ends + 15
        expected = best_by_trying(groups, stretches)
        if expected is None:
            with pytest.raises(TooShortError):
                pack(groups, stretches)
            continue
        solved += 1
        placed = pack(groups, stretches)
        worth: dict[object, int] = {u.key: u.worth for u in units}
        assert sum([worth[p.key] for p in placed if p.key is not None]) == expected[0]
        fills(placed, stretches)
        for p in placed:
            assert p.key is None or [s for s in stretches if s.begins <= p.begins and p.ends <= s.ends]
    assert solved > 60


def test_a_night_breaks_a_group_only_where_nothing_else_helps() -> None:
    """A unit that may be left out gives way; a group never does, and what must be in does not either."""
    one = Group((Unit("a", 10, must=True), Unit("may", 15, must=False, worth=1)), must=True)
    two = Group((Unit("b", 15, must=True, worth=2), Unit("c", 30, must=True)), must=False)
    last = Group((Unit("d", 30, must=True),), must=True)

    def days(first: int) -> dict[object, int]:
        stretches = [Stretch(480, 480 + first), Stretch(DAY + 480, DAY + 540)]
        placed = pack([one, two, last], stretches)
        fills(placed, stretches)
        return {p.key: p.begins // DAY for p in placed if p.key}

    assert days(70) == {"a": 0, "may": 0, "b": 0, "c": 0, "d": 1}
    assert days(60) == {"a": 0, "b": 0, "c": 0, "d": 1}, "without `may`, the night comes between the groups"
    assert days(50) == {"a": 0, "may": 0, "b": 0, "c": 1, "d": 1}, "it would break the second group with or without it"


def fills(placed: list[Placed], stretches: list[Stretch]) -> None:
    """Every stretch is filled from end to end."""
    for stretch in stretches:
        inside = [p for p in placed if stretch.begins <= p.begins < stretch.ends]
        edges = [stretch.begins, *(p.ends for p in inside)]
        assert [p.begins for p in inside] == edges[:-1]
        assert edges[-1] == stretch.ends


# ---- the course file ------------------------------------------------------------------------------------------------


def test_mistakes_in_the_file_are_told_with_their_line(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    path = root / "book/agenda.yml"
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("      - 08_prosecution\n      - guest-help", "      - 08_prosecuton\n      - guest-help"),
        ("after: 02_definitions", "after: 02_definition"),
        ("audience: mixed", "audience: mixd"),
        ("  - id: test-after", "  - id: welcome"),
        ('at: "09:55-10:05"', 'at: "09:55-09:55"'),
        ("place: evening", "place: extra"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(root)
    said = str(caught.value)
    lines = {int(row.split(":")[1]) for row in said.splitlines()}
    assert all(row.startswith("book/agenda.yml:") for row in said.splitlines())
    assert len(lines) == 2, "what does not fit in itself comes first"
    assert "break 09:55-09:55 takes 0 minutes" in said
    assert "extra gives way where time is short" in said
    for old, new in (
        ('at: "09:55-09:55"', 'at: "09:55-10:05"'),
        ("place: extra\n    minutes: 10\n    must", "place: evening\n    minutes: 10\n    must"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(root)
    said = str(caught.value)
    for words in (
        "no module or extra '08_prosecuton'. Did you mean '08_prosecution'?",
        "no module '02_definition'. Did you mean '02_definitions'?",
        "no audience 'mixd'. Did you mean 'mixed'?",
        "id 'welcome' stands twice",
    ):
        assert words in said


def test_a_course_without_agendas_says_so(tmp_path: Path) -> None:
    course: Course = COURSE.model_copy(update={"agendas": None})
    with pytest.raises(PlanError, match=r"there is no book/agenda\.yml"):
        make(course, request())
