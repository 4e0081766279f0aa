"""The learner's own pages: progress, and what goes with it. Their markup; `learner/js` brings it to life.

Each directive makes one node. Its HTML is not searched for words: a search must not lead to what is not shown yet.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from jinja2 import Environment
from sphinx.application import Sphinx

from ..activities import prose, render
from ..content import FinalTest, Module
from ..templating import templates
from .directives import CourseDirective

SCRIPT_WORDS = ("carry.", "test.", "certificate.", "check.")
"""The parts of the catalogue that the scripts of these pages use, beside those of every page."""


class LearnerBox(nodes.General, nodes.Element):
    """Ready HTML (`html`) of a learner's page. A page that holds one loads the learner's script."""


class LearnerDirective(CourseDirective):
    """What the directives of this file share: a template of `book/templates`, filled."""

    has_content = False

    def filled(self, template: str, **more: Any) -> list[nodes.Node]:
        """The template as a node."""
        up = "../" * self.env.docname.count("/")
        html = _environment().get_template(template).render(words=self.words, course=self.course, up=up, **more)
        return [LearnerBox(html=html)]

    def test(self) -> tuple[FinalTest, list[Module]]:
        """The rules of the final test, and the modules that take part in it."""
        if self.course.final_test is None:
            raise self.error(f"{self.name}: the course has no final test; expected its rules in book/final-test.yml")
        return self.course.final_test, [m for m in self.course.modules if m.test]


class ProgressTable(LearnerDirective):
    """What has been done, by module; a file to carry it to another device; and how to forget it."""

    def run(self) -> list[nodes.Node]:
        return self.filled("progress.html")


class FinalTestDirective(LearnerDirective):
    """The final test: its rules, and every item that it may draw."""

    def run(self) -> list[nodes.Node]:
        rules, modules = self.test()
        shown = {}
        for module in modules:
            assert module.test
            cases = {c.id: c for c in module.test.cases}
            for a in module.test.decisions:
                sources = {s: self.source_text(s) for s in a.source}
                shown[a.id] = render(a, cases, self.words, level=3, source_words=sources)
        return self.filled("final_test.html", rules=rules, modules=modules, shown=shown)


class Certificate(LearnerDirective):
    """The certificate of the final test: a name is asked for, and a sheet for one page of paper is filled."""

    def run(self) -> list[nodes.Node]:
        rules, modules = self.test()
        return self.filled("certificate.html", rules=rules, modules=modules)


class CertificateCheck(LearnerDirective):
    """Where a certificate is checked, by its file or by its code."""

    def run(self) -> list[nodes.Node]:
        return self.filled("check.html")


class Resume(CourseDirective):
    """A link to where the reader stopped. Without scripts, and before anything was read, it is not there."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        return [self.html('<p class="resume" hidden><a href="#"></a></p>')]


def _environment() -> Environment:
    env = templates("booklet6.book")
    env.filters["inline"] = prose.inline
    return env


def _visit(translator: Any, node: LearnerBox) -> None:
    translator.body.append(node["html"])
    raise nodes.SkipNode


def _script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Which script the page loads, and which words it needs."""
    context["learner"] = doctree is not None and any(doctree.findall(LearnerBox))
    return None


def setup(app: Sphinx) -> None:
    """Register the directives and their node."""
    app.add_node(LearnerBox, html=(_visit, None))
    app.connect("html-page-context", _script, priority=400)  # before what gives the page its words
    app.add_directive("certificate", Certificate)
    app.add_directive("certificate-check", CertificateCheck)
    app.add_directive("final-test", FinalTestDirective)
    app.add_directive("progress-table", ProgressTable)
    app.add_directive("resume", Resume)
