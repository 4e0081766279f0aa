"""Cases: `case_studies/<id>.md`, the facts in the header, the story in the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from .law import ELEMENTS, GROUPS, Act, Means, Paragraph, Purpose, Verdict
from .problems import Place, UnfitError, did_you_mean
from .slots import Frozen
from .sources import Id, Sources, Text, Whole
from .vocabulary import Actor, Journey, Sector, WayIn


class Question(Frozen):
    """One choice for the best next question, asked when a case cannot be decided yet."""

    text: Text
    best: bool = False
    why: Text


class Evidence(Frozen):
    """Words of a case that show elements: ``[the gate was locked]{.coercion}`` in the story."""

    words: str
    elements: tuple[str, ...]


class Case(Frozen):
    """A case: `case_studies/<id>.md`. The facts stand in the header, the story in the body.

    In the story, ``[words]{.element}`` marks the words that show an element. Each element that the header names must
    be shown by some words, and no word may show an element that the header does not name.
    """

    id: Id
    title: Text
    fictional: bool
    country: Text
    sector: Sector
    person: Literal["woman", "man", "girl", "boy", "group"]
    age: Whole | None = Field(default=None, ge=0, le=120)
    route: Literal["internal", "cross_border"]
    journey: Journey | None = None
    ways_in: tuple[WayIn, ...] = ()
    actors: tuple[Actor, ...] = ()
    source: Sources
    distinction: Text
    content_note: Text | None = None
    acts: dict[Act, Text] = {}
    means: dict[Means, Text] = {}
    purposes: dict[Purpose, Text] = {}
    arguable: dict[str, Text] = {}
    verdict: Verdict
    decided_by: Paragraph
    finding: Text
    verdicts: dict[Verdict, Text]
    next_questions: dict[Id, Question]
    story: Text

    @property
    def child(self) -> bool:
        """Under eighteen: article 3(d)."""
        return self.person in ("girl", "boy") or (self.age is not None and self.age < 18)

    @property
    def elements(self) -> dict[str, str]:
        """Every element that is present → the note that says where and why."""
        return dict([*self.acts.items(), *self.means.items(), *self.purposes.items()])

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The marked words of the story, in order."""
        return tuple(
            Evidence(words=m[1], elements=tuple(re.findall(r"\.(\w+)", m["elements"])))
            for m in MARKED.finditer(self.story)
        )

    @model_validator(mode="after")
    def _fits(self) -> Case:
        if faults := [*self._elements(), *self._decision()]:
            raise UnfitError(faults)
        return self

    def _elements(self) -> Iterator[tuple[Place, str]]:
        """What is wrong between the elements that the header names and the words that the story marks."""
        groups = {e: g for g in GROUPS for e in getattr(self, g)}
        for element in self.arguable:
            if element not in ELEMENTS:
                yield (
                    ("arguable", element),
                    f"arguable: {element!r} is not an element of article 3(a). "
                    f"{did_you_mean(element, ELEMENTS)}Expected one of: {', '.join(ELEMENTS)}",
                )
            elif element in groups:
                yield (
                    ("arguable", element),
                    f"arguable: {element!r} stands under {groups[element]} too, expected it in one of the two",
                )
        named = {*groups, *self.arguable}
        shown: set[str] = set()
        for m in _MARK.finditer(self.story):
            place = ("story", self.story.count("\n", 0, m.end() - 1))
            if m["elements"] is None:
                yield (
                    place,
                    "the story has a mark that cannot be read, expected [words]{.element} or {.element .element}",
                )
                continue
            for element in re.findall(r"\.(\w+)", m["elements"]):
                shown.add(element)
                if element not in ELEMENTS:
                    yield (
                        place,
                        f"the story marks {element!r}, which is not an element of article 3(a). "
                        f"{did_you_mean(element, ELEMENTS)}Expected one of: {', '.join(ELEMENTS)}",
                    )
                elif element not in named:
                    yield (
                        place,
                        f"the story marks {element!r}, which the header does not name; "
                        "expected it under acts, means, purposes or arguable",
                    )
        for element, group in groups.items():
            if element not in shown:
                yield (
                    (group, element),
                    f"{group}: no words of the story show {element!r}, expected [words]{{.{element}}} in the story",
                )

    def _decision(self) -> Iterator[tuple[Place, str]]:
        """What is wrong between the elements, the verdict and what is said to each verdict."""
        for verdict in sorted({self.verdict, "cannot_tell"} - set(self.verdicts)):
            why = "the right verdict" if verdict == self.verdict else "which every case offers"
            yield (
                ("verdicts",),
                f"verdicts: has no {verdict!r}, {why}; expected what to tell the person who chose it",
            )
        if len(self.verdicts) < 3:
            yield ("verdicts",), f"verdicts: has {len(self.verdicts)}, expected at least 3, cannot_tell among them"
        best = [q for q, it in self.next_questions.items() if it.best]
        if len(self.next_questions) < 2:
            yield ("next_questions",), "next_questions: has fewer than two, expected at least 2"
        if not best:
            yield ("next_questions",), "next_questions: none is the best, expected best: true at exactly one"
        for question in best[1:]:
            yield (
                ("next_questions", question, "best"),
                f"next_questions: {question}: {best[0]!r} is the best already, expected best: true at exactly one",
            )
        complete = bool(self.acts and self.purposes and (self.means or self.child))
        if self.verdict == "trafficking" and not complete:
            need = (
                "an act and a purpose (article 3(c))" if self.child else "an act, a means and a purpose (article 3(a))"
            )
            yield (
                ("verdict",),
                f"verdict: is trafficking, but the header does not name {need}; expected them, or another verdict",
            )
        if self.verdict != "trafficking" and complete:
            yield (
                ("verdict",),
                f"verdict: is {self.verdict}, but the header names all that article 3 asks for; expected trafficking, or an element less",
            )


MARKED = re.compile(r"\[([^\[\]]+)\]\{(?P<elements>(?:\s*\.\w+)+)\s*\}")
"""Words of a story that show elements: ``[words]{.element}``."""
_MARK = re.compile(MARKED.pattern + r"|\]\{")
"""A mark, or the middle of what should be one."""
