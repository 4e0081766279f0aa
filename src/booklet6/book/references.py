"""References: marks that name a treaty by its own name, a list that a screen reader hears as one, and no year twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from pybtex.plugin import find_plugin, register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.alpha import Style as AlphaStyle
from pybtex.style.formatting.unsrt import date
from pybtex.style.template import Node, first_of, node, optional, optional_field, sentence
from pybtex.style.template import field as entry_field
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinxcontrib.bibtex.plugin import register_plugin as register_style
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.style.referencing.basic_author_year import BasicAuthorYearParentheticalReferenceStyle
from sphinxcontrib.bibtex.style.template import join, join2, post_text, pre_text, reference


class _Shorthand(PersonStyle):
    """Who made a work; before that its `shorthand`: *ILO C189* tells more than the twelfth *ILO*."""

    def author_or_editor_or_title(self, full: bool) -> Node:
        return first_of[optional[entry_field("shorthand")], super().author_or_editor_or_title(full)]


@node
def _year(_: object, data: dict[str, Any]) -> Text:
    """The year, unless the shorthand has it already: *Directive 2011/36/EU*."""
    fields = data["entry"].fields
    found = fields.get("year", "")
    return Text("" if _stands_in(found, fields.get("shorthand", "")) else found)


def _stands_in(year: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\d){re.escape(year)}(?!\d)", text))


@dataclass
class _InBrackets(BasicAuthorYearParentheticalReferenceStyle):
    """A mark in brackets: who and when, as the usual one has it but for the year."""

    def inner(self, role_name: str) -> Node:
        who = self.person.author_or_editor_or_title(full="s" in role_name)
        mark = reference[join(sep=self.author_year_sep)[who, _year]]
        return join2(sep1=self.pre_text_sep, sep2=self.post_text_sep)[pre_text, mark, post_text]


@dataclass
class _ShorthandYear(AuthorYearReferenceStyle):
    """Marks by author and year, with the shorthand of a work in place of its author."""

    person: PersonStyle = field(default_factory=_Shorthand)

    def __post_init__(self) -> None:
        super().__post_init__()  # type: ignore[no-untyped-call]  # theirs has no types
        own = _InBrackets(bracket=self.bracket_parenthetical, person=self.person)
        self.role_style.update(dict.fromkeys(own.role_names(), own))


class YearOnce(AlphaStyle):
    """The list of works. Laws and judgments have the year in their name, or the day behind it; there it is not told again."""

    def get_misc_template(self, entry: Any) -> Node:
        """A work that is neither a book nor an article nor a report."""
        fields = entry.fields
        names = fields.get("howpublished", "") or fields.get("title", "")
        once = "month" not in fields and _stands_in(fields.get("year", ""), names)
        return toplevel[
            optional[sentence[self.format_names("author")]],
            optional[self.format_title(entry, "title")],
            sentence[optional_field("howpublished"), *([] if once else [optional[date]])],
            sentence[optional_field("note")],
            self.format_web_refs(entry),
        ]


# docutils gives the entries of a list of references a role that is no longer allowed.
def _visit(self: HTML5Translator, node: nodes.citation) -> None:
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", CLASS="citation", role="listitem"))
    # A made-up key and a list of numbers: the text begins with the name that the citation shows.
    node.children = [child for child in node.children if not isinstance(child, nodes.label)]


def _depart(self: HTML5Translator, node: nodes.citation) -> None:
    self.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</div>\n")


def _remember_backend() -> None:
    """Tell pybtex once where its plain text is. Else it reads the data of every installed package at every citation,
    which was a third of the time of a build.
    """
    group, name = "pybtex.backends", "plaintext"
    register_plugin(group, name, find_plugin(group, name), force=True)


def setup(app: Sphinx) -> None:
    """Register the writer's two functions for an entry."""
    _remember_backend()
    register_style("sphinxcontrib.bibtex.style.referencing", "shorthand_year", _ShorthandYear)
    register_plugin("pybtex.style.formatting", "year_once", YearOnce)
    app.add_node(nodes.citation, override=True, html=(_visit, _depart))
