"""Roles of the course: `{src}` (a small source mark), `{deck}` and `{app}` (links to what goes with a module)."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole

from ..citing import source_text
from ..content.sources import source_parts


class SourceRole(SphinxRole):
    """``{src}`art. 3(a); 6.4.1; U05` ``: where a statement comes from; an update becomes a link to its note. For a
    reference use ``{cite}``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words = self.env.app.booklet6_words  # type: ignore[attr-defined]
        names = self.env.app.booklet6_course.names  # type: ignore[attr-defined]
        up = "../" * self.env.docname.count("/")
        marks = []
        for part in filter(None, (p.strip() for p in self.text.split(";"))):
            try:
                title = escape(source_text(part, names, words))
            except (KeyError, ValueError) as e:
                return [], [self.inliner.reporter.error(f"{{src}}`{part}`: {e}", line=self.lineno)]
            if source_parts(part)[0] == "update":
                address = f"{up}book/since-2003.html#since-{part.lower()}"
                marks.append(f'<a href="{address}" title="{title}">{escape(words("lesson.since"))}</a>')
            else:
                marks.append(f'<abbr title="{title}">{escape(part)}</abbr>')
        html = f'<small class="src">[{"; ".join(marks)}]</small>'
        return [nodes.raw("", html, format="html")], []


class DeckRole(SphinxRole):
    """``{deck}`02_definitions` ``: links to a module's slides, for the browser and to edit."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words = self.env.app.booklet6_words  # type: ignore[attr-defined]
        up = "../" * self.env.docname.count("/")
        html = " · ".join(
            f'<a href="{up}slides/{escape(self.text)}.{ending}">{escape(words(f"lesson.slides_{ending}"))}</a>'
            for ending in ("html", "pptx")
        )
        return [nodes.raw("", html, format="html")], []


class AppRole(SphinxRole):
    """``{app}`definitions` ``: a link to a Voila app. It leads to the page about the apps; where the course is served
    by `make serve`, the page's script makes it lead to the app itself."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        up = "../" * self.env.docname.count("/")
        title = self.env.app.booklet6_course.apps[self.text].title  # type: ignore[attr-defined]
        html = f'<a class="app-link" data-app="{escape(self.text)}" href="{up}book/apps.html">{escape(title)}</a>'
        return [nodes.raw("", html, format="html")], []


def setup(app: Sphinx) -> None:
    """Register the roles."""
    app.add_role("src", SourceRole())
    app.add_role("deck", DeckRole())
    app.add_role("app", AppRole())
