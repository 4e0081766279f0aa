"""Markdown of a course file → HTML that is safe to put on a page."""

from __future__ import annotations

import html
import re

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin

from ..content.case import MARKED
from ..content.marks import MARKDOWN
from ..content.marks import MARKED as NAMED

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "em",
    "li",
    "mark",
    "ol",
    "p",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}


def block(text: str) -> str:
    """Paragraphs, lists and tables. HTML in the Markdown is shown as text."""
    return nh3.clean(_MARKDOWN.render(text), tags=_TAGS, link_rel=None).strip()


def inline(text: str) -> str:
    """One run of text, with emphasis and links only."""
    return nh3.clean(_MARKDOWN.renderInline(text.replace("\n", " ")), tags=_TAGS, link_rel=None).strip()


def plain(text: str) -> str:
    """One run of Markdown as plain text, as a reader sees it."""
    return html.unescape(re.sub(r"<[^>]+>", "", inline(text)))


_STORY = MarkdownIt("commonmark", {"html": False}).use(attrs_plugin, spans=True)
_SPAN = re.compile(r'<span class="([\w ]+)">(.*?)</span>', re.DOTALL)


def story(text: str, evidence: bool) -> str:
    """A case's story. With `evidence`, the words that show elements stand in spans that name them.

    Without, the marks are taken out before anything else is done: so none is left, wherever in the text it stands.
    """
    if not evidence:
        return block(MARKED.sub(r"\1", text))
    shown = nh3.clean(_STORY.render(text), tags=_TAGS, attributes={"span": {"class"}}, link_rel=None)
    return _SPAN.sub(r'<span class="evidence" data-elements="\1">\2</span>', shown).strip()


_PASSAGE = re.compile(r'<span id="([\w-]+)">([^\s<]*)(.*?)</span>', re.DOTALL)


def spots(text: str, controls: bool) -> str:
    """A text with named passages. With `controls`, each can be ticked where it stands; without, the names are gone."""
    if not controls:
        return block(NAMED.sub(r"\1", text))
    html = nh3.clean(MARKDOWN.render(text), tags=_TAGS, attributes={"span": {"id"}}, link_rel=None)
    # The box and the first word stand together, so that no line ends with a box.
    box = r'<span class="passage-start"><input type="checkbox" name="\1" value="yes">\2</span>'
    return _PASSAGE.sub(rf'<label class="passage">{box}\3</label>', html).strip()
