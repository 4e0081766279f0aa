"""Decisions with several forms: each learner gets one, by name, and is marked by that one, whatever else is in the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISES, best

from booklet6.content import Assignment
from booklet6.exercises import Exercise, NotTheirsError, earned_by, load_bank, points_of
from booklet6.exercises import exercise as exercise_module
from booklet6.exercises.forms import draw
from booklet6.exercises.responses import Answers

NAME = "protection"
Shown = list[dict[str, Any]]


@pytest.fixture(scope="module")
def bank() -> Assignment:
    return load_bank(EXERCISES / "bank" / f"{NAME}.yml")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    found: Shown = []
    monkeypatch.setattr(exercise_module, "_show", found.append)
    return found


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder, on a machine that does not know who the learner is."""
    for variable in ("JUPYTERHUB_USER", "NBGRADER_EXECUTION", "BOOKLET6_BANK"):
        monkeypatch.delenv(variable, raising=False)
    return Path(shutil.copytree(EXERCISES / "source" / NAME, tmp_path / "mine" / NAME))


@pytest.fixture
def hand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put answers where nbgrader marks those of a learner; the notebook's cells would then make this Exercise."""
    course = tmp_path / "exercises"
    shutil.copytree(EXERCISES / "bank", course / "bank")
    (course / "nbgrader_config.py").touch()

    def put(learner: str, answers: dict[str, Any], signed: str | None) -> Exercise:
        folder = Path(shutil.copytree(EXERCISES / "source" / NAME, course / "autograded" / learner / NAME))
        data = {"format": 1, "assignment": NAME, "answers": answers} | ({} if signed is None else {"learner": signed})
        (folder / "responses.json").write_text(json.dumps(data), encoding="utf-8")
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        return Exercise(folder)

    return put


def form(bank: Assignment, decision: str, learner: str) -> str:
    return draw(bank.id, decision, [f.id for f in bank.forms(decision)], learner)


def named(bank: Assignment, decision: str, wanted: str) -> str:
    """A learner who gets that form."""
    return next(n for n in (f"learner{i}" for i in range(100)) if form(bank, decision, n) == wanted)


def texts(shown: Shown) -> str:
    return "\n".join(s["text/plain"] for s in shown)


def test_the_draw_is_the_same_everywhere_and_even(bank: Assignment) -> None:
    forms = ("a", "b", "c")
    assert draw("x", "d", forms, "Amina ") == draw("x", "d", forms, "amina")
    # Written down once, so that no later version marks by another form than the learner saw.
    assert [draw("x", "d", forms, n) for n in ("amina", "bo", "chen", "dara")] == ["a", "b", "b", "a"]
    times = [sum(draw("x", "d", forms, f"s{i}") == f for i in range(600)) for f in forms]
    assert min(times) > 150, times
    same = [all(form(bank, d, f"s{i}") == form(bank, d, f"s{i + 1}") for d in bank.variants) for i in range(200)]
    assert sum(same) < 10, "neighbours seldom have the same form of every decision"


def test_only_ones_own_form_counts(bank: Assignment) -> None:
    for decision in bank.variants:
        points = points_of(bank, bank.forms(decision)[0])
        every = {f.id: best(f, bank) for f in bank.forms(decision)}
        for mine in bank.forms(decision):
            learner = named(bank, decision, mine.id)
            own = {mine.id: every[mine.id]}
            others = {n: r for n, r in every.items() if n != mine.id}
            assert earned_by(bank, decision, Answers(own, learner=learner), learner, points) == points
            assert earned_by(bank, decision, Answers(every, learner=learner), learner, points) == points
            assert earned_by(bank, decision, Answers(others, learner=learner), learner, points) == 0
            assert earned_by(bank, decision, Answers(), learner, points) == 0
    with pytest.raises(NotTheirsError, match="amina"):
        earned_by(bank, "pt-clinic", Answers(learner="amina"), "bo", 6)
    assert earned_by(bank, "pt-clinic", Answers(learner=" AMINA"), "amina", 6) == 0, "it is the same name"


def test_marking_knows_the_learner_by_the_folder(bank: Assignment, hand_in: Any, shown: Shown) -> None:
    learner = named(bank, "pt-clinic", "pt-lorry-park")
    mine = next(f for f in bank.activities if f.id == "pt-lorry-park")
    ex = hand_in(learner, {mine.id: best(mine, bank)}, learner)
    ex.ask("pt-clinic")
    assert "At the help point, with a van outside" in texts(shown[-1:])
    assert ex.grade("pt-clinic", 6) == 6
    assert ex.grade("pt-before-the-flight", 9) == 0
    ex.overview()
    assert "At the help point, with a van outside: Answered" in texts(shown[-1:])


def test_copied_answers_are_not_marked_and_not_0(bank: Assignment, hand_in: Any, shown: Shown) -> None:
    """A neighbour's file, handed in as it is. nbgrader refuses more points than there are, and names the learner."""
    every = {f.id: best(f, bank) for f in bank.activities}
    ex = hand_in("bo", every, "amina")
    assert ex.grade("pt-who-may-know", 9) == float("inf")
    assert "given under the name amina, and handed in by bo" in texts(shown)
    # With the name changed by hand, the answers of the other form are worth nothing.
    learner = named(bank, "pt-clinic", "pt-lorry-park")
    ex = hand_in(learner, {"pt-clinic": every["pt-clinic"]}, learner)
    assert ex.grade("pt-clinic", 6) == 0


def test_a_name_that_was_mistyped_can_be_put_right(
    bank: Assignment, hand_in: Any, shown: Shown, tmp_path: Path
) -> None:
    typed = named(bank, "pt-clinic", "pt-clinic")
    (tmp_path / "exercises" / "bank" / "names.csv").write_text(f"handed in as,typed\ns-0815, {typed}\n")
    mine = bank.decisions[0]
    assert hand_in("s-0815", {mine.id: best(mine, bank)}, typed).grade(mine.id, 6) == 6


def test_the_question_waits_for_the_name(bank: Assignment, work: Path, shown: Shown) -> None:
    ex = Exercise(work)
    ex.ask("pt-clinic")
    ex.ask("pt-time-to-think")
    assert "Write your name here" in texts(shown)
    assert "First write your name" in texts(shown)
    assert "pt-time-to-think" in ex._widgets, "a question with one form waits for nobody"
    assert "pt-clinic" not in ex._widgets
    box = ex._boxes["pt-clinic"]
    text = ex._who.children[1]
    for learner in (named(bank, "pt-clinic", "pt-lorry-park"), named(bank, "pt-clinic", "pt-clinic")):
        text.value = f" {learner.upper()} "
        mine = form(bank, "pt-clinic", learner)
        assert box.children == (ex._widgets[mine],)
        widget: Any = ex._widgets[mine]
        widget.set_state({"record": {"response": {"a": "2"}}})
        assert widget.fault == ""
        data = json.loads((work / "responses.json").read_text())
        assert (data["learner"], data["answers"][mine]) == (learner.upper(), {"a": "2"})
    text.value = "x" * 500
    assert "no name" in ex._who.children[2].value
    assert json.loads((work / "responses.json").read_text())["learner"] == learner.upper()
    shown.clear()
    again = Exercise(work)
    again.ask("pt-clinic")
    assert again._who.children[1].value == learner.upper()
    assert again._boxes["pt-clinic"].children[0].record == {"response": {"a": "2"}}
    assert "1 of 8" in texts(shown)


def test_a_hub_knows_the_name(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "amina")
    ex = Exercise(work)
    assert "You work as: amina" in texts(shown)
    ex.ask("pt-clinic")
    assert len(ex._boxes["pt-clinic"].children) == 1
    assert json.loads((work / "responses.json").read_text())["learner"] == "amina"


@pytest.mark.parametrize("learner", [3, None, ["amina"], "x" * 500, "  "])
def test_a_name_that_is_none_is_left_out(work: Path, shown: Shown, learner: Any) -> None:
    data = {"format": 1, "assignment": NAME, "learner": learner, "answers": {"pt-house-rules": {"answer": "d"}}}
    (work / "responses.json").write_text(json.dumps(data))
    ex = Exercise(work)
    assert ex._learner() == ""
    assert "1 of 8" in texts(shown)


def test_an_instructor_sees_all_forms(tmp_path: Path, shown: Shown, bank: Assignment) -> None:
    course = tmp_path / "exercises"
    shutil.copytree(EXERCISES, course, ignore=shutil.ignore_patterns("release", "submitted", "autograded", "feedback"))
    ex = Exercise(course / "source" / NAME)
    ex.ask("pt-clinic")
    assert "Form 1 of 4" in texts(shown)
    assert "Form 4 of 4" in texts(shown)
    widget: Any = ex._widgets["pt-lorry-park"]
    widget.set_state({"record": {"response": best(bank.forms("pt-clinic")[1], bank)}})
    assert ex.grade("pt-clinic", 6) == 6
    assert not (course / "source" / NAME / "responses.json").exists()


def test_items_that_name_a_form_that_is_not_there(work: Path) -> None:
    path = work / "items.json"
    path.write_text(path.read_text().replace('"pt-lorry-park",\n   "pt-fire', '"gone",\n   "pt-fire'))
    with pytest.raises(ValueError, match="not as it was handed out"):
        Exercise(work)
