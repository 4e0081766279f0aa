"""Activities that work on a text, as graded ones: recorded beside the notebook, shown in words, marked from the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT

from booklet6.activities import public_item, score
from booklet6.activities.widget import ActivityWidget
from booklet6.content import Assignment, load_course
from booklet6.content.types import AnyActivity, Audit, Reflect, Spot
from booklet6.exercises import Exercise, earned
from booklet6.exercises import exercise as exercise_module
from booklet6.exercises.items import NAME, items_json
from booklet6.words import load_words

COURSE = load_course(ROOT)
TEXTS = [a for a in COURSE.activities.values() if isinstance(a, Audit | Spot)]
WORDS = load_words()


def best(activity: AnyActivity) -> dict[str, str]:
    """The answer that earns all."""
    return {slot: k.best_value for slot, k in activity.key({}).items() if k.best > 0}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the cells show."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(exercise_module, "_show", found.append)
    return found


@pytest.mark.parametrize("activity", TEXTS, ids=lambda a: a.id)
def test_recorded_restored_shown_and_marked(
    activity: AnyActivity, tmp_path: Path, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).write_text(items_json("some", (public_item(activity, {}, WORDS),)), encoding="utf-8")
    ex = Exercise(tmp_path)
    ex.ask(activity.id)
    widget: Any = ex._widgets[activity.id]
    right = best(activity)
    widget.set_state({"record": {"response": {**right, "unknown": "yes", activity.slots({})[0].id + "x": "yes"}}})
    assert widget.fault == ""
    assert json.loads((tmp_path / "responses.json").read_text(encoding="utf-8"))["answers"] == {activity.id: right}
    again = Exercise(tmp_path)
    again.ask(activity.id)
    assert again._widgets[activity.id].response == right  # type: ignore[attr-defined]
    again.overview()
    assert "Answered" in shown[-1]["text/plain"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    Exercise(tmp_path).ask(activity.id)
    text = shown[-1]["text/plain"]
    item = public_item(activity, {}, WORDS)
    for slot, value in right.items():
        assert item.texts[slot].values[value] in text
    bank = Assignment(id="some", title="t", module="m", decisions=(activity,))
    assert earned(bank, activity.id, right, 5) == 5
    assert earned(bank, activity.id, {**dict.fromkeys(right, "no such value")}, 5) == 0


def test_marking_everything_earns_little_and_a_sign_without_its_kind_a_half() -> None:
    for activity in TEXTS:
        if isinstance(activity, Spot):
            key = activity.key({})
            everything = score(key, dict.fromkeys(key, "yes"))
            assert everything.points < 0.6 * everything.maximum
            marked = score(key, dict.fromkeys(best(activity), "yes"))
            assert marked.points == marked.maximum * (0.5 if activity.kinds else 1)
            item = public_item(activity, {}, WORDS)
            assert item.open({}) == 1
            first = next(iter(best(activity)))
            assert item.open({first: "yes"}) == (1 if activity.kinds else 0)


def test_what_is_written_is_recorded_and_shown_where_it_is_handed_in(
    tmp_path: Path, shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bank has none of them, since nobody could mark it; but what is asked can be recorded, as an exercise."""
    activity = next(a for a in COURSE.activities.values() if isinstance(a, Reflect))
    first, *_ = activity.rubric
    (tmp_path / NAME).write_text(items_json("some", (public_item(activity, {}, WORDS),)), encoding="utf-8")
    assert activity.model.split("\n")[0] not in (tmp_path / NAME).read_text(encoding="utf-8")
    ex = Exercise(tmp_path)
    ex.ask(activity.id)
    widget: Any = ex._widgets[activity.id]
    written = {"text": "Good evening, <b>R.</b>", first: "yes"}
    widget.set_state({"record": {"response": written}})
    assert json.loads((tmp_path / "responses.json").read_text(encoding="utf-8"))["answers"] == {activity.id: written}
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    Exercise(tmp_path).ask(activity.id)
    assert "Good evening, <b>R.</b>" in shown[-1]["text/plain"]
    assert "Good evening, &lt;b&gt;R.&lt;/b&gt;" in shown[-1]["text/html"]


def test_a_practice_widget_scores_the_ticks() -> None:
    activity = next(a for a in COURSE.activities.values() if isinstance(a, Reflect))
    told: list[float] = []
    widget = ActivityWidget(activity, {}, on_result=lambda _, r: told.append(r.points))
    widget.record = {"response": dict.fromkeys(activity.rubric, "yes"), "done": True, "points": 99}
    assert told == [len(activity.rubric)]
