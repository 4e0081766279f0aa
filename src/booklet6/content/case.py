"""Cases: `case_studies/<id>.md`, the facts in the header, the story in the body."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from .law import ELEMENTS, Act, Means, Paragraph, Purpose, Verdict
from .slots import Frozen
from .sources import Id, Sources, Text


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
    sector: Id
    person: Literal["woman", "man", "girl", "boy", "group"]
    age: int | None = Field(default=None, ge=0, le=120)
    route: Literal["internal", "cross_border"]
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
            Evidence(words=m[1], elements=tuple(re.findall(r"\.(\w+)", m[2]))) for m in _SPAN.finditer(self.story)
        )

    @model_validator(mode="after")
    def _fits(self) -> Case:
        named = set(self.elements) | set(self.arguable)
        shown = {e for span in self.evidence for e in span.elements}
        for element in self.arguable:
            if element not in ELEMENTS:
                raise ValueError(
                    f"arguable: {element!r} is not an element of article 3(a); expected one of {', '.join(ELEMENTS)}"
                )
        if both := set(self.arguable) & set(self.elements):
            raise ValueError(f"{', '.join(sorted(both))}: both present and arguable; expected one of the two")
        if unknown := shown - named:
            raise ValueError(
                f"the story marks {', '.join(sorted(unknown))}, which the header does not name; expected it under acts, means, purposes or arguable"
            )
        if unshown := set(self.elements) - shown:
            raise ValueError(
                f"no words of the story show {', '.join(sorted(unshown))}; expected [words]{{.{min(unshown)}}} in the story"
            )
        if self.verdict not in self.verdicts:
            raise ValueError(
                f"verdicts has no entry for the right verdict, {self.verdict!r}; expected what to tell the person who chose it"
            )
        if "cannot_tell" not in self.verdicts:
            raise ValueError(
                "verdicts has no 'cannot_tell'; every case offers it, so expected what to tell the person who chose it"
            )
        if len(self.verdicts) < 3:
            raise ValueError(f"verdicts has {len(self.verdicts)} entries; expected at least 3, cannot_tell among them")
        if sum(q.best for q in self.next_questions.values()) != 1 or len(self.next_questions) < 2:
            raise ValueError("next_questions needs at least two questions, and exactly one of them with best: true")
        complete = bool(self.acts and self.purposes and (self.means or self.child))
        if self.verdict == "trafficking" and not complete:
            need = "an act and a purpose" if self.child else "an act, a means and a purpose"
            raise ValueError(
                f"verdict is trafficking, but the header does not name {need} (article 3({'c' if self.child else 'a'}))"
            )
        if self.verdict != "trafficking" and complete:
            raise ValueError(
                f"the header names all that article 3 asks for, but verdict is {self.verdict!r}; expected trafficking, or an element less"
            )
        return self


_SPAN = re.compile(r"\[([^\[\]]+)\]\{((?:\s*\.\w+)+)\s*\}")
