"""The words and the structure of a figure: `book/figures/<name>.yml`, one model a drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import Field

from booklet6.content import CourseError, load_record
from booklet6.content.slots import Frozen
from booklet6.content.sources import Id, Sources, Text


class FigureFile(Frozen):
    """What every figure says of itself. `title` names it, `alt` tells all that it shows to one who cannot see it."""

    title: Text
    alt: Text
    source: Sources


class Element(Frozen):
    """One element of the definition: its name, the question that it answers, its forms."""

    name: Text
    question: Text
    forms: tuple[Text, ...] = Field(min_length=1)


class Child(Frozen):
    """The rule for a child: whom it is for, what is said of the means, what follows."""

    name: Text
    crossed: Text
    result: Text


class ThreeElements(FigureFile):
    """Act, means and purpose; and the two that a child needs."""

    act: Element
    means: Element
    purpose: Element
    result: Text
    child: Child


class Row(Frozen):
    """One question, answered for smuggling and for trafficking."""

    id: Id
    question: Text
    smuggling: Text
    trafficking: Text


class Turn(Frozen):
    """How a smuggled person becomes a trafficked one, along the journey."""

    title: Text
    leaving: Text
    border: Text
    arrival: Text
    smuggling: Text
    holds: Text
    trafficking: Text
    ask: Text


class Comparison(FigureFile):
    """Smuggling beside trafficking, question by question; and the turn from one to the other."""

    smuggling: Text
    trafficking: Text
    rows: tuple[Row, ...] = Field(min_length=1)
    turn: Turn


class Area(Frozen):
    """A kind of movement: its name, what it is, and how it looks where trafficking reaches into it."""

    name: Text
    text: Text
    trafficked: Text


class Label(Frozen):
    """A name and what it means."""

    name: Text
    text: Text


class Continuum(FigureFile):
    """All mobility, its kinds, and trafficking across them."""

    mobility: Label
    trafficking: Label
    regular: Area
    irregular: Area
    smuggling: Area
    internal: Area
    still: Area
    note: Text


F = TypeVar("F", bound=FigureFile)


def load(model: type[F], name: str, root: Path) -> F:
    """Read and check `book/figures/<name>.yml` under the course's root.

    Raises ValueError, with one line ``path:line: field: what is wrong`` a mistake, and FileNotFoundError.
    """
    try:
        return load_record(root / "book" / "figures" / f"{name}.yml", model, root)
    except CourseError as e:
        raise ValueError(str(e)) from None
