"""A show of hands: the questions of an activity, how many hands each answer had, and what that comes to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..activities import public_item
from ..content import Activity, Case, Key
from ..words import Words
from .spreadsheet import write_table

ROUNDS = (1, 2)
"""Before the talk, and after it. What changes between the two is what the talk has done."""
MOST = 999


@dataclass(frozen=True)
class Answer:
    """One answer that can be raised a hand for. `slot` and `value` say which it is in the activity."""

    slot: str
    value: str
    text: str

    @property
    def id(self) -> str:
        """Names it within its activity."""
        return f"{self.slot}={self.value}"


@dataclass(frozen=True)
class Question:
    """Answers among which a room chooses. `several`: one person may raise a hand for more than one."""

    text: str
    answers: tuple[Answer, ...]
    several: bool


Count = Mapping[tuple[int, str], int]
"""(round, answer id) → hands."""


def questions(activity: Activity, cases: Mapping[str, Case], words: Words) -> list[Question]:
    """The questions of an activity, as a room can be asked them. Ticks under one heading are one question."""
    item = public_item(activity, cases, words)
    grouped: dict[str, list[Answer]] = {}
    found: dict[str, Question] = {}
    for slot in item.slots:
        text = item.texts[slot.id]
        if text.only_if or not text.values:
            continue
        # in the order of the activity above: a room reads both
        answers = [Answer(slot.id, value, text.values[value]) for value in slot.values if value in text.values]
        if slot.control == "tick":
            grouped.setdefault(text.heading, []).extend(answers)
            found[text.heading] = Question(text.heading, tuple(grouped[text.heading]), True)
        else:
            found[slot.id] = Question(text.heading, tuple(answers), False)
    return sorted(found.values(), key=lambda q: q.several)  # first what a room decides, then what it ticks


def best(question: Question, key: Key) -> set[str]:
    """The ids of the answers that earn most; of ticks, those that earn anything."""
    right = set()
    for answer in question.answers:
        entry = key.get(answer.slot)
        worth = entry.credit.get(answer.value, 0.0) if entry and entry.weight > 0 else 0.0
        if worth > 0 and (question.several or (entry and worth == entry.best)):
            right.add(answer.id)
    return right


def reason(answer: Answer, key: Key) -> str:
    """Why it is right or wrong, as Markdown; empty where nothing is said."""
    entry = key.get(answer.slot)
    return entry.feedback.get(answer.value, "") if entry else ""


@dataclass(frozen=True)
class Tally:
    """A question with its hands: for each round how many in all, and how many for a best answer."""

    question: Question
    hands: dict[int, dict[str, int]]
    best: set[str]

    def total(self, round_: int) -> int:
        """Hands in that round."""
        return sum(self.hands.get(round_, {}).values())

    def right(self, round_: int) -> int:
        """Hands for a best answer in that round."""
        return sum(n for i, n in self.hands.get(round_, {}).items() if i in self.best)

    @property
    def most(self) -> int:
        """The largest number of hands for one answer, in any round; at least 1."""
        return max([1, *(n for hands in self.hands.values() for n in hands.values())])


def tally(question: Question, count: Count, key: Key) -> Tally:
    """What was counted of a question."""
    hands = {r: {a.id: count[r, a.id] for a in question.answers if count.get((r, a.id))} for r in ROUNDS}
    return Tally(question, hands, best(question, key))


def to_csv(rows: list[tuple[str, Tally]], words: Words) -> str:
    """What a room answered, for the trainer's own notes: title of the item → its tallies. Nobody is in it."""
    header = [words(f"app.room.column.{c}") for c in ("item", "question", "answer", "first", "second", "best")]
    cells = [
        (
            title,
            t.question.text,
            a.text,
            str(t.hands[1].get(a.id, 0)),
            str(t.hands[2].get(a.id, 0)),
            "x" if a.id in t.best else "",
        )
        for title, t in rows
        for a in t.question.answers
    ]
    return write_table(header, cells)
