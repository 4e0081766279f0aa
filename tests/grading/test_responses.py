"""The file of answers: what may stand in it, what happens to what may not, and that nothing is ever lost."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from html import escape
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISES, NAME, best, cases_of, partial
from helpers import Generator, one_form_each

from booklet6.activities import mark, public_item
from booklet6.content import Assignment
from booklet6.exercises import BankError, Exercise, earned
from booklet6.exercises import exercise as exercise_module
from booklet6.exercises.items import load_items
from booklet6.exercises.responses import LIMIT, ResponseFile
from booklet6.words import load_words

Shown = list[dict[str, Any]]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A learner's folder: what was handed out, and no bank anywhere above it."""
    return one_form_each(Path(shutil.copytree(EXERCISES / "source" / NAME, tmp_path / "my work" / NAME)))


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What the cells show."""
    found: Shown = []
    monkeypatch.setattr(exercise_module, "_show", found.append)
    return found


def texts(shown: Shown) -> str:
    return "\n".join(s["text/plain"] for s in shown)


def answer(ex: Exercise, decision: str, response: dict[str, Any]) -> str:
    """Answer as the page does. Returns the fault that the page would show."""
    ex.ask(decision)
    widget: Any = ex._widgets[decision]
    widget.set_state({"record": {"response": response}})
    return str(widget.fault)


def stored(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / "responses.json").read_text(encoding="utf-8"))
    return data


def test_recorded_at_once_and_restored(work: Path, shown: Shown) -> None:
    ex = Exercise(work)
    assert "0 of 9" in texts(shown)
    assert answer(ex, "g-laundry", {"a": "none", "b": "means"}) == ""
    assert stored(work) == {"format": 1, "assignment": NAME, "answers": {"g-laundry": {"a": "none", "b": "means"}}}
    again = Exercise(work)
    again.ask("g-laundry")
    widget: Any = again._widgets["g-laundry"]
    assert widget.record == {"response": {"a": "none", "b": "means"}}
    assert widget.key is None
    assert "1 of 9" in texts(shown)
    again.state("g-laundry")
    assert texts(shown[-1:]) == "This decision is marked after you have handed in."
    again.overview()
    assert "A statement from the laundry: Begun; questions still open: 5" in texts(shown[-1:])
    assert answer(again, "g-laundry", {}) == ""
    assert stored(work)["answers"] == {}


def test_only_what_can_be_answered_is_kept(work: Path, shown: Shown) -> None:
    ex = Exercise(work)
    odd = {"a": "none", "b": "no such", "c": 3, "zz": "means", "__proto__": "x", "d": ["means"], "e": None}
    answer(ex, "g-laundry", odd)
    assert stored(work)["answers"] == {"g-laundry": {"a": "none"}}
    answer(ex, "g-nail-bar", {"verdict": "trafficking", "question": "q2"})
    assert stored(work)["answers"]["g-nail-bar"] == {"verdict": "trafficking"}, "the question was not asked"
    widget: Any = ex._widgets["g-laundry"]
    records: tuple[Any, ...] = (None, 3, "x", [], {"response": 3}, {"response": {"a": {}}})
    for record in records:
        widget.set_state({"record": record})
        assert widget.fault == ""
    assert "g-laundry" not in stored(work)["answers"]


def test_answers_in_words_where_no_widget_can_show(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    ex = Exercise(work)
    answer(ex, "g-nail-bar", {"acts-recruitment": "yes", "verdict": "cannot_tell", "question": "q2"})
    ex.ask("g-nail-bar")
    assert {"text/html", "text/plain", "application/vnd.jupyter.widget-view+json"} <= shown[-1].keys()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    Exercise(work).ask("g-nail-bar")
    assert shown[-1].keys() == {"text/html", "text/plain"}
    for form in ("text/html", "text/plain"):
        text = shown[-1][form]
        for words in ("Your answer:", "Cannot tell yet", "Recruitment", "(Alone, with an interpreter)"):
            assert words in text
        assert "Coercion" not in text


def test_answers_in_words_are_short_and_in_order(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """One question is not read twice, several ticks are several lines, and a ranking begins with the first place."""
    ex = Exercise(work)
    answer(ex, "g-whose-yes", {"b": "yes", "c": "yes"})
    answer(ex, "g-ten-minutes", {"a": "2", "b": "4", "d": "1"})
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    marking = Exercise(work)
    marking.ask("g-whose-yes")
    ((question, ticked),) = marking._items["g-whose-yes"].in_words({"b": "yes", "c": "yes"})
    told = shown[-1]["text/html"].partition("Your answer:")[2]
    assert re.findall("<li> <strong>(.*?)</strong></li>", told) == [escape(text) for text in ticked]
    assert len(ticked) == 2
    assert escape(question) not in told
    marking.ask("g-ten-minutes")
    assert re.findall("<strong>([^<]*)</strong></li>", shown[-1]["text/html"]) == ["1", "2", "4", *["not answered"] * 2]


BROKEN: dict[str, bytes] = {
    "empty": b"",
    "no json": b"{answers",
    "not utf-8": b"\xff\xfe{}\x00",
    "a list": b"[]",
    "a number": b"1e999",
    "null": b"null",
    "deep": b"[" * 90_000,
    "deep mapping": b'{"a":' * 30_000 + b"1" + b"}" * 30_000,
    "a long number": b'{"format": ' + b"9" * 100_000 + b"}",
    "another assignment": b'{"format": 1, "assignment": "other", "answers": {}}',
    "a later format": b'{"format": 2, "assignment": "definitions", "answers": {}}',
    "answers of the wrong type": b'{"format": 1, "assignment": "definitions", "answers": [1, 2]}',
    "huge": b" " * 50_000_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_kept_aside(work: Path, shown: Shown, name: str) -> None:
    (work / "responses.json").write_bytes(BROKEN[name])
    ex = Exercise(work)
    assert "cannot be read" in texts(shown)
    assert "responses.broken-1.json" in texts(shown)
    assert (work / "responses.broken-1.json").read_bytes() == BROKEN[name]
    assert not (work / "responses.json").exists()
    assert answer(ex, "g-laundry", {"a": "none"}) == ""
    (work / "responses.json").write_bytes(BROKEN[name])  # and once more, while the notebook is open
    assert answer(ex, "g-laundry", {"a": "act"}) == ""
    assert (work / "responses.broken-2.json").read_bytes() == BROKEN[name]
    assert stored(work)["answers"] == {"g-laundry": {"a": "act"}}


def test_foreign_parts_are_left_out_and_kept_aside(work: Path, shown: Shown) -> None:
    answers = {
        "g-laundry": {"a": "none", "b": 3},
        "g-drafts": ["p1"],
        "g-gone": {"x": "y"},
        "g-whose-yes": {"b": "yes"},
    }
    text = json.dumps({"format": 1, "assignment": NAME, "answers": answers})
    (work / "responses.json").write_text(text)
    Exercise(work)
    assert "does not belong" in texts(shown)
    assert (work / "responses.broken-1.json").read_text() == text
    assert stored(work)["answers"] == {"g-laundry": {"a": "none"}, "g-whose-yes": {"b": "yes"}}
    shown.clear()
    Exercise(work)
    assert "2 of 9" in texts(shown)
    assert not (work / "responses.broken-2.json").exists()


def test_something_else_of_that_name(work: Path, shown: Shown) -> None:
    (work / "responses.json").mkdir()
    ex = Exercise(work)
    assert answer(ex, "g-laundry", {"a": "none"}) == ""
    assert (work / "responses.broken-1.json").is_dir()


def test_where_nothing_can_be_written_it_says_so(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    ex = Exercise(work)
    answer(ex, "g-laundry", {"a": "none"})
    before = (work / "responses.json").read_bytes()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    fault = answer(ex, "g-laundry", {"a": "act"})
    assert "Permission denied" in fault
    assert "Copy the folder" in fault
    monkeypatch.undo()
    assert (work / "responses.json").read_bytes() == before
    assert {p.name for p in work.iterdir()} == {f"{NAME}.ipynb", "items.json", "cases.csv", "responses.json"}


def test_folder_that_goes_away(work: Path, shown: Shown) -> None:
    ex = Exercise(work)
    shutil.rmtree(work)
    assert "cannot be written" in answer(ex, "g-laundry", {"a": "none"})


def test_files_that_are_missing_or_changed_are_named(work: Path, shown: Shown, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Get the whole folder"):
        Exercise(tmp_path)
    (work / "items.json").write_text('{"format": 1}')
    with pytest.raises(ValueError, match="not as it was handed out"):
        Exercise(work)


def test_unknown_decision(work: Path, shown: Shown) -> None:
    with pytest.raises(KeyError, match="g-laundry"):
        Exercise(work).ask("g-none")


def test_two_notebooks(work: Path, shown: Shown) -> None:
    """Each puts its answers into what the other has written."""
    one, two = Exercise(work), Exercise(work)
    answer(one, "g-laundry", {"a": "none"})
    answer(two, "g-drafts", {"p1": "n5"})
    answer(one, "g-laundry", {"a": "none", "b": "means"})
    assert stored(work)["answers"] == {"g-laundry": {"a": "none", "b": "means"}, "g-drafts": {"p1": "n5"}}


def test_many_at_the_same_moment(work: Path, bank: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("booklet6.exercises.responses.PATIENCE", 300)  # a busy machine must not decide this
    items = {item.id: item for item in load_items(work / "items.json").items}
    answers = {d.id: best(d, bank) for d in bank.decisions}

    def write(decision: str) -> None:
        file = ResponseFile(work, NAME, items)
        for _ in range(10):
            file.save(decision, answers[decision])

    threads = [threading.Thread(target=write, args=(d,)) for d in answers]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    found = ResponseFile(work, NAME, items).read()
    assert found.by_item == answers
    assert not found.doubt
    assert not list(work.glob("*broken*")) + list(work.glob("*.tmp"))


WRITER = """
import itertools, sys
from pathlib import Path
from booklet6.exercises.items import load_items
from booklet6.exercises.responses import ResponseFile
folder = Path(sys.argv[1])
found = load_items(folder / "items.json")
file = ResponseFile(folder, found.assignment, {item.id: item for item in found.items})
file.save("g-drafts", {"p1": "n5"})
print("writing", flush=True)
for n in itertools.count():
    file.save("g-laundry", {"a": ("act", "means", "none")[n % 3], "b": "means"})
"""


def test_killed_while_it_writes(work: Path, shown: Shown) -> None:
    r = random.Random(6)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(work)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        time.sleep(r.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = stored(work)["answers"]
        assert found["g-drafts"] == {"p1": "n5"}
        assert found.get("g-laundry", {"b": "means"})["b"] == "means"
    (work / ".responses.json.1-1.tmp").write_text('{"form')
    answer(Exercise(work), "g-laundry", {"a": "none"})
    assert not list(work.glob(".responses*")), "what a killed one left is cleared away"
    assert not list(work.glob("*broken*"))


def test_answers_never_come_near_the_limit(bank: Assignment) -> None:
    assert len(json.dumps({d.id: best(d, bank) for d in bank.decisions}, indent=1)) < LIMIT / 20


def test_instructors_folder_keeps_nothing(tmp_path: Path, shown: Shown, bank: Assignment) -> None:
    """A response file in source/ or release/ would go to every learner."""
    course = tmp_path / "exercises"
    shutil.copytree(EXERCISES, course, ignore=shutil.ignore_patterns("release", "submitted", "autograded", "feedback"))
    ex = Exercise(course / "source" / NAME)
    assert "not recorded" in texts(shown)
    assert answer(ex, "g-laundry", best(bank.decisions[5], bank)) == ""
    assert ex.grade("g-laundry", 5) == 5
    assert not (course / "source" / NAME / "responses.json").exists()


def test_a_bank_that_is_handed_in_marks_nothing(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only folders above the work are searched: what lies in it has come from a learner."""
    monkeypatch.delenv("BOOKLET6_BANK", raising=False)
    shutil.copytree(EXERCISES / "bank", work / "bank")
    (work / "nbgrader_config.py").touch()
    with pytest.raises(BankError, match="BOOKLET6_BANK"):
        Exercise(work).grade("g-laundry", 5)


def test_what_cannot_be_marked_is_not_0(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOKLET6_BANK", raising=False)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert Exercise(work).grade("g-laundry", 5) == float("inf"), "nbgrader refuses more points than there are"


def test_named_bank(work: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch, bank: Assignment) -> None:
    ex = Exercise(work)
    answer(ex, "g-drafts", best(bank.decisions[6], bank))
    monkeypatch.setenv("BOOKLET6_BANK", str(EXERCISES / "bank"))
    assert ex.grade("g-drafts", 5) == 5.0


def test_points(bank: Assignment) -> None:
    nothings: tuple[Any, ...] = ({}, None, [], "x", {"verdict": {}}, {"zz": "yes"})
    for d in bank.decisions:
        assert earned(bank, d.id, best(d, bank), 7) == 7
        for nothing in nothings:
            assert earned(bank, d.id, nothing, 7) == 0
        everything = {s.id: s.values[0] for s in d.slots(cases_of(bank))}
        assert earned(bank, d.id, everything, 7) < 7
    with pytest.raises(KeyError):
        earned(bank, "g-none", {}, 5)


def test_forged_answers_earn_nothing_more(bank: Assignment) -> None:
    """What the page cannot send: two items in one place, and a question that was not asked."""
    assert earned(bank, "g-ten-minutes", dict.fromkeys("abcde", "2"), 5) == 0
    honest = {"verdict": "no_crime"}
    assert earned(bank, "g-nail-bar", honest | {"question": "q2"}, 8) == earned(bank, "g-nail-bar", honest, 8)


def test_public_part_and_key_agree_on_any_activity() -> None:
    """On generated activities: what the public part keeps of a response scores as the response does."""
    generator = Generator(11)
    words = load_words()
    for _ in range(150):
        activity, cases = generator.activity()
        item = public_item(activity, cases, words)
        assert {s.id for s in item.slots} == set(item.texts) == set(activity.key(cases))
        response = generator.response(item.slots)
        kept = item.kept(response)
        assert mark(activity, cases, kept) == mark(activity, cases, response)
        assert item.kept(kept) == kept
        assert sum(len(answers) for _, answers in item.in_words(kept)) == len(kept)
        assert 0 <= item.open(kept) <= len(item.slots)


def test_partial_answers_are_ones_that_the_page_can_send(bank: Assignment, work: Path) -> None:
    items = {item.id: item for item in load_items(work / "items.json").items}
    assert {n: items[n].kept(r) for n, r in partial().items()} == partial()
