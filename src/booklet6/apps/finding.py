"""From a person's answers about a case of their own to a finding in plain words. Pure: no widget, no clock, no files.

The test is that of article 3 of the Trafficking Protocol: an act, a means and a purpose; for a child no means. What
this makes is a first reading, never a verdict, and it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..content.law import GROUPS
from ..words import Words

Age = Literal["adult", "child", "unknown"]
State = Literal["shown", "no_words", "untold", "absent"]
"""Of a group of elements: shown by words · ticked, but no words noted · the text does not tell · the text shows none."""
Conclusion = Literal["trafficking", "trafficking_child", "no_words", "age_decides", "cannot_tell", "not_shown"]

QUOTE_LIMIT = 600
"""Characters of a quotation that are kept; the words that show an element are few."""
NOTE_LIMIT = 4000
QUOTES_MARK = "“{}”"


@dataclass(frozen=True)
class Answers:
    """What was answered. `ticked`: group → element → the words quoted (maybe none)."""

    age: Age = "unknown"
    ticked: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    consent: Literal["yes", "no", "unknown"] = "unknown"
    border: Literal["yes", "no", "unknown"] = "unknown"
    notes: str = ""

    def state(self, group: str) -> State:
        """How far the group is shown."""
        quotes = self.ticked.get(group, {})
        if quotes:
            return "shown" if any(quotes.values()) else "no_words"
        return "absent" if group in self.absent else "untold"


@dataclass(frozen=True)
class Assessment:
    """What the answers come to: the conclusion, the groups still open and those the text rules out."""

    conclusion: Conclusion
    open: tuple[str, ...]
    ruled_out: tuple[str, ...]


def clean(data: object) -> Answers:
    """Answers from what a client sent: known elements and offered values only, texts cut to size. Raises nothing."""
    get = data.get if isinstance(data, Mapping) else lambda _: None
    ticked: dict[str, dict[str, str]] = {}
    given = get("ticked")
    for group, elements in GROUPS.items():
        quotes = given.get(group) if isinstance(given, Mapping) else None
        if isinstance(quotes, Mapping):
            ticked[group] = {e: _text(quotes[e], QUOTE_LIMIT) for e in elements if e in quotes}
    absent = get("absent")
    return Answers(
        age=_one_of(get("age"), ("adult", "child", "unknown")),  # type: ignore[arg-type]
        ticked=ticked,
        absent=frozenset(g for g in GROUPS if isinstance(absent, list) and g in absent),
        consent=_one_of(get("consent"), ("yes", "no", "unknown")),  # type: ignore[arg-type]
        border=_one_of(get("border"), ("yes", "no", "unknown")),  # type: ignore[arg-type]
        notes=_text(get("notes"), NOTE_LIMIT),
    )


def _text(value: object, limit: int) -> str:
    return " ".join(value.split())[:limit] if isinstance(value, str) else ""


def _one_of(value: object, allowed: tuple[str, ...]) -> str:
    return value if isinstance(value, str) and value in allowed else "unknown"


def assess(answers: Answers) -> Assessment:
    """Apply the test of article 3(a), and 3(c) for a child."""
    needed = [g for g in GROUPS if not (g == "means" and answers.age == "child")]
    states = {g: answers.state(g) for g in needed}
    open_ = tuple(g for g, s in states.items() if s == "untold")
    out = tuple(g for g, s in states.items() if s == "absent")
    conclusion: Conclusion
    if answers.age == "unknown" and set(open_ + out) == {"means"}:
        conclusion = "age_decides"
    elif out:
        conclusion = "not_shown"
    elif open_:
        conclusion = "cannot_tell"
    elif "no_words" in states.values():
        conclusion = "no_words"
    else:
        conclusion = "trafficking_child" if answers.age == "child" else "trafficking"
    return Assessment(conclusion, open_, out)


def gaps(answers: Answers, words: Words) -> list[str]:
    """What is still open, each with the question that would settle it."""
    assessment = assess(answers)
    found = []
    if answers.age == "unknown":
        found.append(words("app.gap.age"))
    found += [words(f"app.gap.{g}") for g in assessment.open]
    for group in GROUPS:
        for element, quote in answers.ticked.get(group, {}).items():
            if not quote:
                found.append(words("app.gap.quote", element=words(f"element.{element}")))
    return found


def write(answers: Answers, words: Words, today: date) -> str:
    """The finding as plain text with underlined headings (which is Markdown as well)."""
    a = assess(answers)
    lines = [words("app.finding.title"), "=" * len(words("app.finding.title")), ""]
    lines += [words("app.finding.date", date=today.isoformat()), "", words("app.finding.first_reading"), ""]
    lines += _section(
        words("app.finding.conclusion"), [words(f"app.conclusion.{a.conclusion}"), *_beside(answers, a, words)]
    )
    lines += _section(words("app.finding.person"), [words(f"app.finding.age.{answers.age}")])
    for group in GROUPS:
        lines += _section(words(f"classify.{group}"), _group(answers, group, words))
    lines += _section(words("app.finding.law"), _law(answers, a, words))
    missing = gaps(answers, words) + ([words("app.finding.notes", notes=answers.notes)] if answers.notes else [])
    lines += _section(
        words("app.finding.missing"), [f"- {m}" for m in missing] or [words("app.finding.nothing_missing")]
    )
    lines += _section(
        words("app.finding.next"),
        [f"- {words(f'app.finding.step.{n}')}" for n in ("safety", "procedure", "record", "again")],
    )
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, body: list[str]) -> list[str]:
    return [title, "-" * len(title), "", *body, ""]


def _group(answers: Answers, group: str, words: Words) -> list[str]:
    quotes = answers.ticked.get(group, {})
    if not quotes:
        none = "not_needed" if group == "means" and answers.age == "child" else answers.state(group)
        return [words(f"app.finding.none.{none}")]
    shown = []
    for element, quote in quotes.items():
        said = QUOTES_MARK.format(quote) if quote else words("app.finding.no_quote")
        shown.append(f"- {words(f'element.{element}')}: {said}")
    return shown


def _beside(answers: Answers, a: Assessment, words: Words) -> list[str]:
    """What else the conclusion must say: what is ruled out, and what it may be instead."""
    said = [words(f"app.ruled_out.{g}") for g in a.ruled_out] if a.conclusion == "not_shown" else []
    if answers.border == "yes":
        trafficking = a.conclusion in ("trafficking", "trafficking_child")
        said.append(words("app.finding.also_smuggling" if trafficking else "app.finding.maybe_smuggling"))
    if a.conclusion == "not_shown":
        said.append(words("app.finding.other_help"))
    return said


def _law(answers: Answers, a: Assessment, words: Words) -> list[str]:
    said = [words("app.law.definition")]
    if answers.age == "child":
        said.append(words("app.law.child"))
    elif answers.age == "unknown":
        said.append(words("app.law.age"))
    if answers.consent == "yes":
        means = answers.state("means") in ("shown", "no_words")
        said.append(
            words(
                "app.law.consent_child"
                if answers.age == "child"
                else "app.law.consent_means"
                if means
                else "app.law.consent"
            )
        )
    if answers.border == "yes":
        said.append(words("app.law.smuggling"))
    return [f"- {s}" for s in said]
