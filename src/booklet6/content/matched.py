"""Items of the matched tests: what is asked before, after and later, in three parallel forms."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, model_validator

from .problems import Place, UnfitError
from .slots import Frozen
from .sources import Id, Text
from .types import Quiz

FormName = Literal["a", "b", "c"]
FORMS: tuple[FormName, ...] = get_args(FormName)
MOST_OPTIONS = 6
"""An answer on paper is one letter, and a sheet has room for six."""
GIVEN = ("id", "type", "objectives")
"""Fields of a quiz that a form does not have: the item gives them."""


class Forms(Frozen):
    """The three forms of a matched item, each a quiz."""

    a: Quiz
    b: Quiz
    c: Quiz

    def __getitem__(self, name: FormName) -> Quiz:
        """One of them. Raises AttributeError."""
        form: Quiz = getattr(self, name)
        return form


class MatchedItem(Frozen):
    """One item of `exercises/matched/<module>.yml`: three questions on one decision. They hold keys."""

    id: Id
    objective: str = Field(pattern=r"^[A-Z]+\d+$")
    asks: Text
    forms: Forms

    @model_validator(mode="after")
    def _fits(self) -> MatchedItem:
        faults: list[tuple[Place, str]] = []
        first = len(self.forms.a.options)
        for name in FORMS:
            form = self.forms[name]
            if form.mode != "single":
                text = f"forms: {name}: mode: is {form.mode!r}, expected single: on paper an answer is one letter"
                faults.append((("forms", name, "mode"), text))
            if len(form.options) != first:
                text = f"forms: {name}: options: has {len(form.options)}, expected {first} as in form a: else guessing is easier in one"
                faults.append((("forms", name, "options"), text))
        if first > MOST_OPTIONS:
            faults.append(
                (("forms", "a", "options"), f"forms: a: options: has {first}, expected {MOST_OPTIONS} at most")
            )
        if faults:
            raise UnfitError(faults)
        return self
