"""References: marks that name a treaty by its own name, and a list that a screen reader hears as one."""

from __future__ import annotations

from dataclasses import dataclass, field

from docutils import nodes
from pybtex.plugin import find_plugin, register_plugin
from pybtex.style.template import Node, first_of, optional
from pybtex.style.template import field as entry_field
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator
from sphinxcontrib.bibtex.plugin import register_plugin as register_style
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


class _Shorthand(PersonStyle):
    """Who made a work; before that its `shorthand`: *ILO C189* tells more than the twelfth *ILO*."""

    def author_or_editor_or_title(self, full: bool) -> Node:
        return first_of[optional[entry_field("shorthand")], super().author_or_editor_or_title(full)]


@dataclass
class _ShorthandYear(AuthorYearReferenceStyle):
    """Marks by author and year, with the shorthand of a work in place of its author."""

    person: PersonStyle = field(default_factory=_Shorthand)


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
    app.add_node(nodes.citation, override=True, html=(_visit, _depart))
