"""Turns what learners have written and what their cells have shown into HTML that can do nothing."""

from __future__ import annotations

import base64
import binascii
import re
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MATHS = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_MATHS.use(
    dollarmath_plugin,
    renderer=lambda text, options: _math(f"$${text}$$" if options["display_mode"] else f"${text}$"),
    double_inline=True,
)
_TAGS = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "b", "i", "u", "s", "del", "sub", "sup"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "kbd", "samp", "span", "div", "a"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "details", "summary"),
}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"}, "ol": {"start"}}
_ANSI = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\)?|.)?")
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}
LONGEST_MARKDOWN = 30_000
"""Letters of a text that is read as Markdown; a longer one is shown as it is. To read some takes time that grows by their
square."""
LONGEST = 200_000
"""Letters of one output that a page shows."""


def html(text: str) -> str:
    """Somebody's HTML, with only what has no power left. Links leave by http, https and mailto."""
    return nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template", "noscript", "title"},
        allowed_classes={"span": {"math"}},
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    )


def markdown(text: str, math: bool = False) -> str:
    """Somebody's Markdown as HTML without power. Pictures are left out: the page asks nothing of any server.

    math: whether formulas between dollar signs stand alone, marked, for a page with MathJax.
    """
    if len(text) > LONGEST_MARKDOWN:
        return f"<pre>{plain(text)}</pre>"
    return html((_MATHS if math else _MARKDOWN).render(text))


def _math(formula: str) -> str:
    return f'<span class="math">{escape(formula)}</span>'


def plain(text: str) -> str:
    """Text as it is, without the signs that a terminal obeys."""
    text = _ANSI.sub("", text[:LONGEST])
    return escape("".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text))


def output(data: dict[str, Any], words: Any, math: bool = False) -> str:
    """The best form of an output that a page can show without power."""
    for kind, begin in _PICTURES.items():
        if kind in data and (picture := _picture(_joined(data[kind]), begin)):
            return f'<img alt="{escape(words("feedback.picture"))}" src="data:{kind};base64,{picture}">'
    if "text/html" in data:
        return f'<div class="html">{html(_joined(data["text/html"])[:LONGEST])}</div>'
    if "text/markdown" in data:
        return f'<div class="html">{markdown(_joined(data["text/markdown"]), math)}</div>'
    if math and "text/latex" in data:
        return f"<div>{_math(_joined(data['text/latex'])[:LONGEST])}</div>"
    return f"<pre>{plain(_joined(data.get('text/plain', '')))}</pre>"


def _picture(text: str, begin: bytes) -> str:
    """The picture again, in letters that end no attribute; nothing where it is none."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(data).decode("ascii") if data.startswith(begin) and len(data) < 5_000_000 else ""


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return "".join(v for v in value if isinstance(v, str))
    return value if isinstance(value, str) else ""
