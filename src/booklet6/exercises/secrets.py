"""What must never leave the instructor, and a search for it: for the tests of all that goes to learners."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ..content import FORMS, Assignment, Case, MatchedItem
from ..content.types import AnyActivity

SHORTEST = 6
"""Words of a text that make it telltale. Shorter ones (*It says nothing about work.*) may stand anywhere."""


def secrets_of(bank: Assignment) -> list[str]:
    """Every telltale text of a bank: reasons, findings, marked words with their elements, levels, marked answers."""
    found: list[str] = []
    for case in bank.cases:
        found += _of_case(case)
    for decision in bank.activities:
        found += _of_decision(decision)
    for written in bank.written:
        found += [level for criterion in written.rubric.values() for level in criterion.levels.values()]
        for exemplar in written.exemplars.values():
            found += [*exemplar.answer.split("\n\n"), exemplar.comment]
    return [text for text in dict.fromkeys(found) if len(_bare(text).split()) >= SHORTEST]


def secrets_of_matched(item: MatchedItem) -> list[str]:
    """Every telltale text of an item of the matched tests: what all its forms ask, and the reasons of each."""
    found = [item.asks, *(text for f in FORMS for text in _of_decision(item.forms[f]))]
    return [text for text in dict.fromkeys(found) if len(_bare(text).split()) >= SHORTEST]


def _of_case(case: Case) -> Iterator[str]:
    yield from (case.finding, case.distinction)
    for notes in (case.acts, case.means, case.purposes, case.arguable, case.verdicts):
        yield from notes.values()
    yield from (question.why for question in case.next_questions.values())
    for span in case.evidence:
        elements = " ".join(span.elements)
        yield f"{span.words} {elements}"  # as in the bank: the words, and then their elements
        yield f"elements {elements} {span.words}"  # as on a practice page: data-elements="…">the words


def _of_decision(decision: AnyActivity) -> Iterator[str]:
    if decision.explain:
        yield decision.explain
    yield from _reasons(decision.model_dump())


TELLING = ("why", "not_why", "why_role", "why_duty", "stages", "arguable", "repair", "mend", "model")
"""Fields of decisions that say what is right, or why."""


def _reasons(data: Any) -> Iterator[str]:
    """The texts under every field that tells, at any depth."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in TELLING:
                yield from filter(None, value.values() if isinstance(value, dict) else (value,))
            else:
                yield from _reasons(value)


def found_in(text: str, secrets: Iterable[str]) -> list[str]:
    """Those of the secrets that the text holds, however it writes them: as Markdown, HTML, JSON or plain text."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text).replace("\\n", " ")
    text = html.unescape(text)
    hays = [_bare(t) for t in (text, re.sub(r"<[^>]*>", "", text))]
    # Nearly no text holds a secret, and there are thousands: look first if its beginning is there at all.
    begins = {begin for hay in hays for begin in _runs(hay)}
    found = []
    for secret in secrets:
        bare = _bare_secret(secret)
        begin = next(_runs(bare), "")
        if (not begin or begin in begins) and any(f" {bare} " in f" {hay} " for hay in hays):
            found.append(secret)
    return found


def _runs(bare: str) -> Iterator[str]:
    """Each run of as many words as a secret has at least."""
    words = bare.split()
    return (" ".join(words[n : n + SHORTEST]) for n in range(len(words) - SHORTEST + 1))


def _bare(text: str) -> str:
    """Letters and digits only, in small letters, one space between words."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


_bare_secret = lru_cache(maxsize=20_000)(_bare)
"""The same, kept: a secret is looked for in many texts."""
