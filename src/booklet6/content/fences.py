"""The fences of a Markdown text: blocks of code, and directives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_FENCE = re.compile(r" *(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>.*)")


class Fence(NamedTuple):
    """A fence that is open: its marks, what stands behind them, and its row, from 0."""

    marks: str
    info: str
    row: int

    @property
    def block(self) -> bool:
        """Does no other fence count inside it? So it is with ````` ``` ````` and ``~~~``, not with ``:::``."""
        return self.marks[0] != ":"

    @property
    def code(self) -> bool:
        """Is what stands in it no text of the page?"""
        return self.block and not self.info.startswith("{")


class Row(NamedTuple):
    """A row of the text. `mark`: what it does as a fence. `inside`: the fences that are open after it, outermost first."""

    text: str
    mark: Literal["", "opens", "closes", "closes nothing"]
    inside: tuple[Fence, ...]


def rows(text: str) -> Iterator[Row]:
    """The rows of a Markdown text, at least one, each with the fences around it."""
    inside: tuple[Fence, ...] = ()
    for n, row in enumerate(text.split("\n")):
        m = _FENCE.fullmatch(row)
        mark: Literal["", "opens", "closes", "closes nothing"] = ""
        if m:
            fence = Fence(m["marks"], m["info"].strip(), n)
            if inside and not fence.info and fence.marks.startswith(inside[-1].marks):
                mark, inside = "closes", inside[:-1]
            elif not (inside and inside[-1].block):
                mark = "opens" if fence.info or fence.block else "closes nothing"
                inside = (*inside, fence) if mark == "opens" else inside
        yield Row(row, mark, inside)


def without_code(text: str) -> str:
    """The text with blocks of code blanked, and the rows of fences around other blocks; row for row as it was."""
    return "\n".join("" if _blank(row) else row.text for row in rows(text))


def _blank(row: Row) -> bool:
    if row.mark:
        return not row.text.lstrip().startswith(":")
    return any(fence.code for fence in row.inside)
