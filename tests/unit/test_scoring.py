"""The scorer: what points mean, and that Python and JavaScript agree to the last bit."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import node
import pytest
from helpers import ROOT, TYPE_NAMES, Generator

from booklet6.activities import clean, key_data, mark, score
from booklet6.activities.render import graph_data
from booklet6.content import Slot, SlotKey
from booklet6.content.check import key_problems
from booklet6.content.graph import Path as Path_
from booklet6.content.graph import scene_of, slot_of, walk
from booklet6.content.slots import TEXT_LIMIT
from booklet6.content.types import Scenario

RUNNER = """
import { score } from "%(js)s/score.js";
import { metOn, walk } from "%(js)s/scenario.js";
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(([key, response, graph]) => {
  const path = graph && walk(graph, response);
  const counts = path ? metOn(path, key) : { key, response };
  const r = score(counts.key, counts.response);
  const walked = path && [path.steps.map((s) => [s.slot, s.choice, s.offered]), path.scene, path.atEnd, Object.fromEntries(path.state)];
  return [r.points, r.maximum, Object.fromEntries(Object.entries(r.outcomes)), walked ?? null];
})));
"""


def in_javascript(cases: list[tuple[Any, Any, Any]], tmp_path: Path) -> list[Any]:
    """Score each (key, response, graph of a scenario or None) with `score.js`; last, the path that was walked."""
    runner = tmp_path / "run.mjs"
    runner.write_text(RUNNER % {"js": (ROOT / "src/booklet6/activities/js").as_uri()})
    done = subprocess.run([node.NODE, runner], input=json.dumps(cases), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_python_and_javascript_agree_on_thousands_of_activities(tmp_path: Path) -> None:
    make = Generator(20030606)
    cases, expected, types, lengths = [], [], set(), set()
    for _ in range(2500):
        activity, known = make.activity()
        types.add(activity.type)
        slots, key = activity.slots(known), activity.key(known)
        for _ in range(3):
            response = make.response(slots)
            graph, walked = None, None
            if isinstance(activity, Scenario):
                if make.r.random() < 0.6:  # else most responses would stop at the first scene
                    response = to_an_end(activity, make)
                graph, path = json.loads(graph_data(activity.graph)), walk(activity.graph, response)
                steps = [[s.slot, s.choice, list(s.offered)] for s in path.steps]
                walked = [steps, path.scene, path.at_end, path.state]
                lengths.add(len(steps))
                result = mark(activity, known, response)
            else:
                result = score(key, response)
            cases.append((key_data(activity, known), response, graph))
            expected.append([result.points, result.maximum, dict(result.outcomes), walked])
    assert types == TYPE_NAMES
    assert {0, 1, 2, 3, 4} <= lengths, "paths of all lengths"
    assert len({json.dumps(e) for e in expected}) > 500, "the generated answers must differ"
    for n, (theirs, ours) in enumerate(zip(in_javascript(cases, tmp_path), expected, strict=True)):
        assert theirs == ours, f"case {n}: {cases[n]}"


def test_they_agree_on_odd_numbers_and_hostile_responses(tmp_path: Path) -> None:
    r = Generator(7).r
    cases: list[tuple[Any, Any, Any]] = []
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
        cases.append((key, r.choice([response, response, response, {}]), None))
    for (key, response, _), theirs in zip(cases, in_javascript(cases, tmp_path), strict=True):
        result = score({s: SlotKey.model_validate(k) for s, k in key.items()}, response)
        assert theirs == [result.points, result.maximum, dict(result.outcomes), None], (key, response)


@pytest.mark.parametrize("response", [None, [], "text", 3, True])
def test_javascript_takes_any_response(response: Any, tmp_path: Path) -> None:
    key = {"s": {"credit": {"a": 1}, "weight": 1}}
    graph = {"start": "s", "scenes": {"s": {"a": {"to": "e"}, "b": {"to": "e"}}, "e": {}}}
    plain, walked = in_javascript([(key, response, None), (key, response, graph)], tmp_path)
    assert plain == [0, 1, {"s": "missed"}, None]
    assert walked == [0, 1, {"s": "missed"}, [[], "s", False, {}]]


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
        if isinstance(activity, Scenario):
            assert score(key, best).all_right
            assert mark(activity, known, in_slots(activity.good_path())).all_right


def in_slots(path: Path_) -> dict[str, str]:
    """A path as a response."""
    found: dict[str, str] = {}
    for scene, choice in path:
        found[slot_of(scene, 1 + sum(scene_of(slot) == scene for slot in found))] = choice
    return found


def to_an_end(activity: Scenario, make: Generator) -> dict[str, str]:
    """A response that goes on, by chance, until the story ends."""
    response: dict[str, str] = {}
    while not (path := walk(activity.graph, response)).at_end:
        response[path.slot] = make.r.choice(activity.graph.offered(path.scene, path.state))
    return response


def test_a_path_through_a_scenario_counts_by_what_it_met() -> None:
    """No points are lost for scenes of other paths; a choice that was not offered is none; half a path is no whole."""
    make = Generator(17)
    stories = [s for s in (make._scenario()[0] for _ in range(150)) if isinstance(s, Scenario)]
    for story in stories:
        response = to_an_end(story, make)
        steps = walk(story.graph, response).steps
        result = mark(story, {}, response)
        credit = {s.slot: story.scenes[s.scene].choices for s in steps}
        assert result.points == sum(credit[s.slot][s.choice].credit for s in steps)
        assert result.maximum == sum(max(credit[s.slot][c].credit for c in s.offered) for s in steps)
        assert set(result.outcomes) == set(response)
        more = {s.id: s.values[0] for s in story.slots({})} | response
        assert mark(story, {}, more) == result, "what lies off the path counts for nothing"
        half = dict(list(response.items())[:-1])
        full = score(story.key({}), {}).maximum
        assert mark(story, {}, half).points == sum(credit[s][c].credit for s, c in half.items())
        assert mark(story, {}, half).maximum >= full - len(half), "all that is not decided is still open"
        assert not mark(story, {}, half).all_right
    closed = [
        (story, choice)
        for story in stories
        for choice in story.graph.scenes[story.graph.start]
        if choice not in story.graph.offered(story.graph.start, story.graph.first())
    ]
    assert closed
    for story, choice in closed:
        assert walk(story.graph, {story.graph.start: choice}).steps == (), "what is not offered cannot be chosen"


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
