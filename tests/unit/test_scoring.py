"""The scorer: what points mean, and that Python and JavaScript agree to the last bit."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import node
import pytest
from helpers import ROOT, Generator

from booklet6.activities import clean, key_data, score
from booklet6.content import Slot, SlotKey
from booklet6.content.check import key_problems
from booklet6.content.slots import TEXT_LIMIT

RUNNER = """
import { score } from %s;
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([key, response]) => {
  const r = score(key, response);
  return [r.points, r.maximum, Object.fromEntries(Object.entries(r.outcomes))];
})));
"""


def in_javascript(cases: list[tuple[Any, Any]], tmp_path: Path) -> list[Any]:
    """Score each (key, response) with `score.js`."""
    runner = tmp_path / "run.mjs"
    runner.write_text(RUNNER % json.dumps((ROOT / "src/booklet6/activities/js/score.js").as_uri()))
    done = subprocess.run([node.NODE, runner], input=json.dumps(cases), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_python_and_javascript_agree_on_thousands_of_activities(tmp_path: Path) -> None:
    make = Generator(20030606)
    cases, expected, types = [], [], set()
    for _ in range(2500):
        activity, known = make.activity()
        types.add(activity.type)
        slots, key = activity.slots(known), activity.key(known)
        for _ in range(3):
            response = make.response(slots)
            result = score(key, response)
            cases.append((key_data(activity, known), response))
            expected.append([result.points, result.maximum, dict(result.outcomes)])
    assert types == {"audit", "classify", "match", "quiz", "rank", "reflect", "sort", "spot"}
    assert len({json.dumps(e) for e in expected}) > 500, "the generated answers must differ"
    for n, (theirs, ours) in enumerate(zip(in_javascript(cases, tmp_path), expected, strict=True)):
        assert theirs == ours, f"case {n}: {cases[n]}"


def test_they_agree_on_odd_numbers_and_hostile_responses(tmp_path: Path) -> None:
    r = Generator(7).r
    cases: list[tuple[Any, Any]] = []
    for _ in range(1500):
        key = {
            slot: {
                "credit": {
                    v: r.uniform(-1, 1) for v in r.sample(["a", "b", "c", "__proto__", "constructor"], r.randint(1, 4))
                },
                "weight": r.choice([0.0, 0.1, 1 / 3, 1.0, 7.77, 100.0]),
            }
            for slot in r.sample(["one", "two", "three", "__proto__", "valueOf", "hasOwnProperty"], r.randint(1, 5))
        }
        response: dict[str, Any] = {
            s: r.choice(["a", "b", "c", "", "__proto__", None, 3, [], {}])
            for s in r.sample(["one", "two", "three", "__proto__", "x"], 3)
        }
        cases.append((key, r.choice([response, response, response, {}])))
    for (key, response), theirs in zip(cases, in_javascript(cases, tmp_path), strict=True):
        result = score({s: SlotKey.model_validate(k) for s, k in key.items()}, response)
        assert theirs == [result.points, result.maximum, dict(result.outcomes)], (key, response)


@pytest.mark.parametrize("response", [None, [], "text", 3, True])
def test_javascript_takes_any_response(response: Any, tmp_path: Path) -> None:
    key = {"s": {"credit": {"a": 1}, "weight": 1}}
    assert in_javascript([(key, response)], tmp_path) == [[0, 1, {"s": "missed"}]]


def test_every_generated_activity_can_earn_full_marks_and_fits_its_key() -> None:
    make = Generator(3)
    for _ in range(600):
        activity, known = make.activity()
        slots, key = activity.slots(known), activity.key(known)
        problems = key_problems(slots, key, activity.one_each())
        assert problems in ([], ["nothing can be earned here, expected at least one right answer"])
        best = {s: k.best_value for s, k in key.items() if k.best > 0}
        if not activity.one_each():
            assert score(key, best).all_right
        assert score(key, {}).points == 0


def test_ticking_everything_earns_less_than_looking() -> None:
    key = {
        **{f"p{n}": SlotKey(credit={"yes": 1}) for n in range(4)},
        **{f"a{n}": SlotKey(credit={"yes": -0.5}) for n in range(17)},
    }
    everything = dict.fromkeys(key, "yes")
    assert score(key, everything).points == 0
    assert score(key, {f"p{n}": "yes" for n in range(3)}).points == 3


def test_outcomes() -> None:
    key = {
        "right": SlotKey(credit={"a": 1}),
        "wrong": SlotKey(credit={"a": 1}),
        "partly": SlotKey(credit={"a": 1, "b": 0.5}),
        "missed": SlotKey(credit={"a": 1}),
        "open": SlotKey(credit={"yes": 0}),
        "rest": SlotKey(credit={"yes": -0.5}),
        "false": SlotKey(credit={"yes": -0.5}),
    }
    response = {"right": "a", "wrong": "x", "partly": "b", "open": "yes", "false": "yes"}
    result = score(key, response)
    assert result.outcomes == {
        "right": "right",
        "wrong": "wrong",
        "partly": "partly",
        "missed": "missed",
        "open": "open",
        "rest": "rest",
        "false": "wrong",
    }
    assert (result.points, result.maximum) == (1.0, 4.0)


def test_clean_keeps_only_what_can_be_answered() -> None:
    make = Generator(11)
    slots = next(s for s in (a.slots(known) for a, known in (make.activity() for _ in range(99))) if s[0].values)
    good = {slots[0].id: slots[0].values[0]}
    assert clean(slots, {**good, "unknown": "x", slots[-1].id + "x": "y"}) == good
    assert clean(slots, {slots[0].id: ["a"]}) == {}
    odd: list[Any] = [None, [], "text", 7, [[]]]
    for hostile in odd:
        assert clean(slots, hostile) == {}


def test_a_text_is_kept_as_it_is_or_not_at_all() -> None:
    slots = (Slot(id="text", control="text", values=()),)
    for text in ("Good evening.\n\nI work here. 你好 \U0001f64f", "x" * TEXT_LIMIT, "<b>&amp;</b>"):
        assert clean(slots, {"text": text}) == {"text": text}
    for odd in ("", "  \n\t", "x" * (TEXT_LIMIT + 1), "half \ud83d", "nothing \x00", 7, None, ["text"], {"text": "x"}):
        assert clean(slots, {"text": odd}) == {}
    key = {"text": SlotKey(credit={}, weight=0)}
    assert score(key, {"text": "constructor"}).maximum == 0
    assert score(key, {"text": "constructor"}).outcomes == {"text": "open"}
