"""The file that carries progress: what it takes, what it refuses, and which of two records stays."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import node
import pytest
from helpers import ROOT

IDS = ["a", "b", "constructor", "last-place", "final-test", "final-test-passed"]
RUNNER = """
import { better, merge, pack, unpack } from %s;
import { DeviceReporter } from %s;
import { readFileSync } from "node:fs";
const [texts, ids, here] = JSON.parse(readFileSync(0, "utf8"));
const storage = () => {
  const kept = new Map([["booklet6:progress:1", JSON.stringify(here)]]);
  return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v) };
};
process.stdout.write(JSON.stringify(texts.map((text) => {
  const reporter = new DeviceReporter(storage());
  try {
    const { records, left } = unpack(text, ids);
    const told = merge(reporter, records);
    return { told, left, all: reporter.all(), packed: JSON.parse(pack(reporter, ids, new Date(0))), clean: {}.points === undefined };
  } catch (e) {
    if (!("name" in e) || e.constructor.name !== "Refused") throw e;
    return { refused: e.name, all: reporter.all(), clean: {}.points === undefined };
  }
})));
"""


def read(texts: list[str], here: dict[str, Any], tmp_path: Path) -> list[dict[str, Any]]:
    """What becomes of each text, where those records are here already."""
    runner = tmp_path / "run.mjs"
    carry, reporter = (ROOT / "src/booklet6" / p for p in ("learner/js/carry.js", "activities/js/reporter.js"))
    runner.write_text(RUNNER % (json.dumps(carry.as_uri()), json.dumps(reporter.as_uri())))
    given = json.dumps([texts, IDS, here])
    done = subprocess.run([node.NODE, runner], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def file(records: Any, **more: Any) -> str:
    return json.dumps({"booklet6": "progress", "version": 1, "records": records, **more})


def record(points: float = 1, maximum: float = 2, *, done: bool = True, when: str = "2026-11-01T10:00:00.000Z") -> Any:
    return {"response": {"x": "y"}, "done": done, "points": points, "maximum": maximum, "when": when}


HERE = {"a": record(2, 4)}
REFUSED = {
    "not_json": ["", "hello", "{", "\x00\x01", '{"booklet6": "progress"'],
    "other_kind": ["7", "null", "[]", '"text"', '{"name": "x"}', '{"booklet6": "gradebook"}', '{"booklet6": null}'],
    "certificate": ['{"booklet6": "certificate", "version": 1}'],
    "broken": ['{"booklet6": "progress"}', file([]), file(None), file({}, version="1"), file("x")],
    "newer": [file({"a": record()}, version=2)],
    "older": [file({"a": record()}, version=0)],
    "empty": [file({})],
    "other_course": [file({"other": record()}), file({"last-place": {"response": {"page": "book/x.html"}}})],
}


def test_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    texts = [(why, text) for why, all_ in REFUSED.items() for text in all_]
    for (why, text), found in zip(texts, read([t for _, t in texts], HERE, tmp_path), strict=True):
        assert (found.get("refused"), found["all"]) == (why, HERE), text


def test_hostile_records_are_left_out_and_the_good_ones_come(tmp_path: Path) -> None:
    long = "x" * 5000
    bad: list[Any] = [
        None, 7, [], {"response": []}, {"response": {"x": 1}}, {"response": {"x": {"y": "z"}}}, {"response": {"x": long}},
        {"response": {long: "x"}}, {"response": {str(n): "x" for n in range(2000)}},
    ]  # fmt: skip
    texts = [file({"a": one, "b": record()}) for one in bad]
    for text, found in zip(texts, read(texts, {}, tmp_path), strict=True):
        assert (found["left"], set(found["all"])) == (1, {"b"}), text[:200]
    prototype = (
        f'{{"__proto__": {json.dumps(record())}, "constructor": {json.dumps(record())}, "b": {json.dumps(record())}}}'
    )
    text = file({}).replace("{}", prototype)
    claims: list[Any] = [(3, 2), (-1, 2), (1e9, 1e9), ("1", 2), (None, None)]
    (found, *claimed) = read([text, *(file({"a": record(*c)}) for c in claims)], {}, tmp_path)
    assert found["clean"]
    assert found["left"] == 1
    assert set(found["all"]) == {"b", "constructor"}
    for kept in claimed:
        assert kept["all"]["a"]["done"] is False, "points that cannot be are no result; the answer itself is kept"
        assert kept["all"]["a"]["response"] == {"x": "y"}
    places = [
        "javascript:alert(1)",
        "//elsewhere.example/x.html",
        "../../x.html",
        "https://x.example/a.html",
        "a.html?x",
    ]
    texts = [file({"a": record(), "last-place": {"response": {"page": p}}}) for p in places]
    assert all("last-place" not in found["all"] for found in read(texts, {}, tmp_path))


OLD, NEW = "2026-10-01T10:00:00.000Z", "2026-11-20T10:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "here", "there", "there_stays"),
    [
        ("a", record(1, 4), record(3, 4, when=OLD), True),
        ("a", record(3, 4), record(1, 4, when=NEW), False),
        ("a", record(3, 4), record(3, 4, when=NEW), True),
        ("a", record(3, 4), record(3, 4, when=OLD), False),
        ("a", record(done=False, when=NEW), record(0, 4, when=OLD), True),
        ("a", record(0, 4, when=OLD), record(done=False, when=NEW), False),
        ("a", record(3, 4), {**record(3, 4), "when": "nonsense"}, False),
        ("final-test", record(done=False, when=NEW), record(90, 100, when=OLD), False),
        ("final-test-passed", record(90, 100, when=OLD), record(75, 100, when=NEW), False),
    ],
)
def test_of_two_the_better_stays_then_the_newer(
    name: str, here: Any, there: Any, there_stays: bool, tmp_path: Path
) -> None:
    (found,) = read([file({name: there, "b": record()})], {name: here}, tmp_path)
    kept = found["all"][name]
    assert {k: kept.get(k) for k in ("done", "when")} == {
        k: (there if there_stays else here).get(k) for k in ("done", "when")
    }
    assert found["told"] == {"added": 1, "better": int(there_stays), "kept": int(not there_stays)}


def test_what_is_saved_can_be_opened_again(tmp_path: Path) -> None:
    (first,) = read([file({"a": record(), "final-test": record(80, 100)})], {}, tmp_path)
    (second,) = read([json.dumps(first["packed"])], {}, tmp_path)
    assert second["all"] == first["all"]
    (third,) = read(["\ufeff" + json.dumps(first["packed"])], first["all"], tmp_path)
    assert third["told"] == {"added": 0, "better": 0, "kept": 2}
