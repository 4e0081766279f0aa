"""A document to print: one HTML file that holds all that it needs, for A4 or Letter.

The page's margins carry the footer and the page number (CSS Paged Media, margin boxes), so the same file prints alike by
`booklet6 handouts` and by the print command of a browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from jinja2 import Environment
from markupsafe import Markup

from booklet6.activities import prose
from booklet6.templating import templates
from booklet6.words import Words

Paper = Literal["a4", "letter"]
PAPERS: dict[Paper, tuple[str, float, float]] = {"a4": ("A4", 210.0, 297.0), "letter": ("letter", 215.9, 279.4)}
"""What CSS calls a size of paper, its width and its height in millimetres."""
MARGIN = 14.0
"""Millimetres at each side of a page; the footer stands in the lower one."""
NARROW = 10.0
"""The same where a page is to hold as much as it can: most printers need half of it."""


@dataclass(frozen=True)
class Part:
    """A piece of a document that must stand on pages of its own. `name`: what a trainer calls it."""

    name: str
    body: Markup
    pages: int = 1


@dataclass(frozen=True)
class Document:
    """One handout. `body` is the markup between the page's title and its end."""

    name: str
    """The name of its file, without paper and ending."""
    title: str
    body: str
    footer: str
    """What stands at the foot of each page, beside the number."""
    pages: int | None = None
    """How many pages it must have; None: as many as it takes."""
    wide: bool = False
    """Printed across the paper."""
    margin: float = MARGIN
    """Millimetres at each side of a page."""
    parts: tuple[Part, ...] = ()
    """What `body` is put together from, where each piece has its number of pages: so a fault can name the piece."""

    @classmethod
    def of_parts(cls, name: str, title: str, parts: Sequence[Part], footer: str, **more: Any) -> Document:
        """A document of pieces, one after the other."""
        body = template("joined", parts=[p.body for p in parts])
        return cls(name, title, body, footer, pages=sum(p.pages for p in parts), parts=tuple(parts), **more)

    def alone(self, part: Part) -> Document:
        """A document of the same kind with one piece only."""
        return replace(self, body=part.body, pages=part.pages, parts=())

    def html(self, words: Words, paper: Paper) -> str:
        """The whole file."""
        size, width, height = PAPERS[paper]
        named = words(f"handouts.paper.{paper}")
        if self.wide:
            width, height = height, width
            named = words("handouts.paper.across", paper=named)
        return (
            environment()
            .get_template("page.html")
            .render(
                d=self,
                words=words,
                paper=named,
                size=f"{size} landscape" if self.wide else size,
                margin=self.margin,
                inner_width=width - 2 * self.margin,
                inner_height=height - 2 * self.margin,
                style=Markup(_style()),
                footer=css_text(self.footer),
                start="right" if words.direction == "rtl" else "left",
                end="left" if words.direction == "rtl" else "right",
            )
        )


@cache
def _style() -> str:
    return (files(__package__) / "print.css").read_text(encoding="utf-8")


def css_text(text: str) -> Markup:
    """A text as a string of CSS that can stand in a style element: nothing in it ends the string or the element."""
    plain = "".join(c if c.isalnum() or c in " .,;:!?-–()" else f"\\{ord(c):x} " for c in " ".join(text.split()))
    return Markup(f'"{plain}"')


def template(name: str, **values: Any) -> Markup:
    """A part of a document, from its template."""
    return Markup(environment().get_template(f"{name}.html").render(**values))


@cache
def environment() -> Environment:
    """The templates of handouts. What they show is escaped, unless it is Markup."""
    env = templates("booklet6.training.handouts")
    env.globals["zip"] = zip
    env.filters["block"] = lambda text: Markup(prose.block(text))
    env.filters["inline"] = lambda text: Markup(prose.inline(text))
    return env
