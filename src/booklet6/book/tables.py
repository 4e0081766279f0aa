"""Tables that a telephone can show: there, a row is a small card, and each cell says which column it is.

The names of the columns go to the style sheet as ``--h1`` … ``--h6``; the table itself stays a table.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

MOST_COLUMNS = 6
"""As many as the style sheet knows."""


def names_of(heads: list[str]) -> str:
    """The columns' names as CSS properties; a column without a name gets none. All of it is safe inside an attribute."""
    named = ((n, " ".join(h.split())) for n, h in enumerate(heads[:MOST_COLUMNS], 1))
    quoted = ((n, h.replace("\\", "\\\\").replace('"', '\\"')) for n, h in named if h)
    return escape(";".join(f'--h{n}:"{h}"' for n, h in quoted))


def _visit(self: HTML5Translator, node: nodes.table) -> None:
    start = len(self.body)
    HTML5Translator.visit_table(self, node)
    head = next(node.findall(nodes.thead), None)
    if head is not None:
        style = names_of([cell.astext() for cell in head[0].children])
        self.body[start] = self.body[start].replace("<table ", f'<table style="{style}" ', 1)


def setup(app: Sphinx) -> None:
    """Register the writer's function for a table."""
    app.add_node(nodes.table, override=True, html=(_visit, HTML5Translator.depart_table))
