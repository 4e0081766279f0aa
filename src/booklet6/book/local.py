"""What is so in one country, on the pages of the book: the directives `{local}` and `{unfilled}`, the role `{local}`.

Texts of an edition are plain: they go into the page escaped, each in a ``<bdi>``, so that a name from right to left does
not turn the number beside it.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as options
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from ..local import Answer, Local
from .directives import CourseDirective
from .tables import names_of

GUIDE = "book/national-edition"
"""The page that says how an edition is made."""
_CALL = re.compile(r"\+?[\d\s().\-/]+")


class LocalBox(CourseDirective):
    """A box with the local facts of some slots, or with what is to be filled in. Its arguments are names of slots.

    `:table:` makes a table of contacts instead. `:if-filled:` shows nothing where there is no edition.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"table": options.flag, "if-filled": options.flag}

    def run(self) -> list[nodes.Node]:
        local = Local(self.course.edition, self.words)
        if "if-filled" in self.options and local.edition is None:
            return []
        answers = [a for slot in self.arguments[0].split() for a in self._look_up(local, slot)]
        lang = f' lang="{escape(local.edition.language)}"' if local.edition else ""
        if "table" in self.options:
            return [self.html(_warning(local) + self._table(answers, lang))]
        title = local.title
        body = "".join(f"<dt>{_bdi(a.label, lang)}</dt><dd>{self._told(a, lang)}</dd>" for a in answers)
        html = f'<p class="box-title"><strong>{_bdi(title, "")}</strong></p>{_warning(local)}<dl>{body}</dl>{self._how(local)}'
        return [self.html(f'<div class="local">{html}</div>')]

    def _look_up(self, local: Local, slot: str) -> tuple[Answer, ...]:
        try:
            return local.look_up(slot)
        except KeyError as e:
            raise self.error(f"local: there is no slot {e}") from e

    def _how(self, local: Local) -> str:
        """Where there is no edition: who fills it in, and how."""
        if local.edition is not None:
            return ""
        up = "../" * self.env.docname.count("/")
        link = f'<a href="{up}{GUIDE}.html">{escape(self.words("local.guide"))}</a>' if self._guided() else ""
        return f"<p><small>{escape(self.words('local.how'))} {link}</small></p>"

    def _guided(self) -> bool:
        return GUIDE in self.env.found_docs

    def _told(self, answer: Answer, lang: str) -> str:
        if answer.open:
            return f"<em>{escape(self.words('local.open'))}</em>"
        checked = self.words("local.checked", date=answer.checked, by="{by}")
        before, _, after = checked.partition("{by}")
        by = f"{escape(before)}{_bdi(answer.by, lang)}{escape(after)}"
        return f'{"<br>".join(_ways(answer, lang))}<br><small class="local-checked">{by}</small>'

    def _table(self, answers: list[Answer], lang: str) -> str:
        words = self.words
        heads = [words(f"local.column.{c}") for c in ("who", "name", "when", "checked")]
        rows = []
        for a in answers:
            blank = f"<em>{escape(words('local.open'))}</em>"
            name = "<br>".join(_ways(a, lang, when=False)) or blank
            when = _bdi(a.when, lang) if a.when else (blank if a.open else "")
            checked = f'<span class="day">{a.checked}</span><br>{_bdi(a.by, lang)}' if a.checked else blank
            cells = (_bdi(a.label, lang), name, when, checked)
            rows.append("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in cells) + "</tr>")
        head = "".join(f'<th class="head"><p>{escape(h)}</p></th>' for h in heads)
        return (
            f'<div class="local-table"><table class="docutils" style="{names_of(heads)}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )


def _warning(local: Local) -> str:
    return f'<p class="local-warning"><strong>{escape(local.warning)}</strong></p>' if local.warning else ""


def _bdi(text: str, lang: str) -> str:
    return f"<bdi{lang}>{escape(text)}</bdi>"


def _ways(answer: Answer, lang: str, when: bool = True) -> list[str]:
    """What an answer says, a line each: a number to tap, an address on the web to follow."""
    found = [_bdi(answer.name, lang)] if answer.name else []
    if answer.number:
        shown = f'<bdi dir="ltr">{escape(answer.number)}</bdi>'
        call = re.sub(r"[^\d+]", "", answer.number)
        found.append(
            f'<a href="tel:{call}">{shown}</a>' if _CALL.fullmatch(answer.number) else _bdi(answer.number, lang)
        )
    if answer.web:
        found.append(f'<a href="{escape(answer.web)}"><bdi dir="ltr">{escape(answer.web)}</bdi></a>')
    rest = (answer.address, answer.when if when else "", answer.says)
    return found + [_bdi(t, lang) for t in rest if t]


class Unfilled(CourseDirective):
    """What is shown only where there is no edition."""

    def run(self) -> list[nodes.Node]:
        if self.course.edition is not None:
            return []
        return list(self.body(nodes.container()).children)


class LocalRole(SphinxRole):
    """``{local}`contacts.hotline` ``: the shortest that stands in a slot, or that it is to be filled in."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        app: Any = self.env.app
        local = Local(app.booklet6_course.edition, app.booklet6_words)
        try:
            text = local.short(self.text.strip())
        except KeyError:
            return [], [self.inliner.reporter.error(f"{{local}}`{self.text}`: there is no such slot", line=self.lineno)]
        html = _bdi(text, "") if local.edition else f"<em>{escape(text)}</em>"
        return [nodes.raw("", html, format="html")], []


def setup(app: Sphinx) -> None:
    """Register directives and role."""
    app.add_directive("local", LocalBox)
    app.add_directive("unfilled", Unfilled)
    app.add_role("local", LocalRole())
