"""Markdown of ours → a page that stands alone: printed on A4 or Letter, read on a phone, without a network."""

from __future__ import annotations

import html
from importlib.resources import files

from markdown_it import MarkdownIt

from ..words import Words

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def body(markdown: str) -> str:
    """The Markdown as HTML. HTML in it is shown as text. Wide tables can be moved by hand and by keyboard."""
    made: str = _MARKDOWN.render(markdown)
    return made.replace("<table>", '<div class="wide" tabindex="0" role="group"><table>').replace("</table>", "</table></div>")  # fmt: skip


def page(title: str, inner: str, words: Words, kind: str = "") -> str:
    """A whole page around HTML of ours. `kind`: a class of its body, for its style."""
    style = files("booklet6.evaluation").joinpath("templates/page.css").read_text(encoding="utf-8")
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}" dir="{words.direction}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{html.escape(title)}</title>'
        f'<style>\n{style}</style></head>\n<body class="{kind}"><main>\n{inner}\n</main></body></html>\n'
    )


def headed(title: str, rest: str) -> str:
    """A test's title and what comes after it: *Our test: Form A*, but *What do you decide? Form A*."""
    return f"{title}{'' if title[-1:] in '?!.…؟' else ':'} {rest}"


def safe(text: str) -> str:
    """Text that Markdown takes for nothing else, kept apart where it runs the other way."""
    line = " ".join(text.split())
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>~$^&@'\"" else c for c in line)
    return f"\u2068{escaped}\u2069"
