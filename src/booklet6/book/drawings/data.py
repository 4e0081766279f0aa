"""The words and the structure of a figure: `book/figures/<name>.yml`, one model a drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import Field, ValidationError

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
    path = root / "book" / "figures" / f"{name}.yml"
    shown = path.relative_to(root).as_posix()
    try:
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(f"{shown}:{line}: not valid YAML: {error.problem}") from None
    try:
        return model.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise ValueError(
            "\n".join(
                f"{shown}:{_line(tree, e['loc'])}: {'.'.join(map(str, e['loc'])) or name}: {e['msg']}"
                for e in error.errors()
            )
        ) from None


def _line(node: yaml.Node | None, where: tuple[int | str, ...]) -> int:
    """The line of the field, or of what should hold it."""
    line = node.start_mark.line + 1 if node else 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == step), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line
