"""The coverage page: every part of the booklet, and the places of the course that teach it."""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..activities import prose
from ..content import Course, Part
from ..content.places import headings
from ..words import Words
from .directives import CourseDirective


class CoverageList(CourseDirective):
    """All of `book/coverage`, section by section, each place a link."""

    def run(self) -> list[nodes.Node]:
        words = self.words
        up = "../" * self.env.docname.count("/")
        parts = [p for section in self.course.coverage.values() for p in section.values()]
        aside = sum(1 for p in parts if p.aside)
        if aside:
            total = words("coverage.total", total=len(parts), taught=len(parts) - aside, aside=aside)
        else:
            total = words("coverage.all", total=len(parts))
        found: list[nodes.Node] = [nodes.paragraph(total, total)]
        for name, section in self.course.coverage.items():
            part = nodes.section(ids=[f"part-{name.replace('.', '-')}"], names=[f"part-{name}"])
            title = words(f"coverage.{name}") if not name[0].isdigit() else words("source.section", n=name)
            part += nodes.title(title, title)
            part += self.html(section_html(section, self.course, words, up))
            found.append(part)
        return found


def section_html(section: dict[str, Part], course: Course, words: Words, up: str) -> str:
    """A section's parts as a table behind a fold."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(p.id)}</th><td>{prose.inline(p.what)}</td><td>{_where(p, course, words, up)}</td></tr>"
        for p in section.values()
    )
    heads = "".join(f'<th scope="col">{escape(words(f"coverage.head.{h}"))}</th>' for h in ("part", "what", "where"))
    return (
        f"<details><summary>{escape(words('coverage.parts', n=len(section)))}</summary>"
        f'<table class="coverage"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>'
    )


def _where(part: Part, course: Course, words: Words, up: str) -> str:
    if part.aside:
        return f"{escape(words('coverage.aside'))} {prose.inline(part.aside)}"
    return "; ".join(_link(place, course, words, up) for place in part.taught)


def _link(place: str, course: Course, words: Words, up: str) -> str:
    """A place as a link, named so that a reader knows where it leads."""
    kind, colon, name = place.partition(":")
    address, text = "", place
    if colon and kind in ("case", "example"):
        record = course.cases[name] if kind == "case" else course.examples[name]
        address, text = f"case_studies/index.html#{kind}-{name}", record.title
    elif colon and kind == "item":
        module = next(m for m in course.modules if any(a.id == name for a in m.activities))
        address, text = f"modules/{module.id}/lesson.html#activity-{name}", course.activities[name].title
    elif colon and kind == "term":
        term = course.glossary[name].term
        address, text = f"book/glossary.html#term-{re.sub(r'[^A-Za-z0-9._]+', '-', term).strip('-')}", term
    elif colon and kind in ("deck", "session"):
        address = f"slides/{name}.html" if kind == "deck" else f"book/plans.html#plan-{name}"
        text = words(f"coverage.{kind}", title=course.module(name).lesson.title)
    elif colon:
        text = words("coverage.figure", figure=name)
    elif place.startswith("@"):
        address, text = "book/sources.html", course.references[place[1:]]
    elif place in course.updates:
        address, text = f"book/since-2003.html#since-{place.lower()}", course.updates[place].title
    else:
        page, _, anchor = place.partition("#")
        folder = page if "/" in page else f"modules/{page}/lesson"
        found = headings((course.root / f"{folder}.md").read_text(encoding="utf-8"))
        # A page's own anchor is made from the heading by docutils, which drops what GitHub's way keeps, as a first number.
        address = f"{folder}.html" + (f"#{nodes.make_id(found[anchor])}" if anchor else "")
        heading = found.get(anchor, "") or words("coverage.whole")
        if "/" in page:
            text = words("coverage.page", page=next(iter(found.values())), heading=heading)
        else:
            text = words("coverage.module", n=int(page[:2]), heading=heading)
    return f'<a href="{escape(up + address)}">{escape(text)}</a>' if address else escape(text)


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("coverage-list", CoverageList)
