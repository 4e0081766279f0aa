"""The page *Since 2003*: every update, by topic, with an index by module."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..content import Course, Module, Update
from ..content.vocabulary import VOCABULARY
from .directives import CourseDirective


class SinceList(CourseDirective):
    """All of `book/updates.yml`: an index by module and by topic, then every note under its topic."""

    def run(self) -> list[nodes.Node]:
        words = self.words
        topics = by_topic(self.course.updates.values())
        modules = by_module(self.course)
        index = self._section("since-by-module", words("since.by_module"))
        index += self.html("".join(self._module(m.lesson.title, updates) for m, updates in modules))
        if loose := [u for u in self.course.updates.values() if not lessons(u, self.course)]:
            index += self.html(self._module(words("since.no_module"), loose))
        contents = self._section("since-by-topic", words("since.by_topic"))
        rows = "".join(
            f'<li><a href="#topic-{name}">{escape(words("since.topic", topic=words(f"topic.{name}"), n=len(updates)))}</a></li>'
            for name, updates in topics.items()
        )
        contents += self.html(f"<ul>{rows}</ul>")
        return [index, contents, *(self._topic(name, updates) for name, updates in topics.items())]

    def _section(self, name: str, title: str) -> nodes.section:
        part = nodes.section(ids=[name], names=[name])
        part += nodes.title(title, title)
        return part

    def _module(self, title: str, updates: list[Update]) -> str:
        """A module's notes as a folded list of links."""
        head = escape(self.words("since.module", module=title, n=len(updates)))
        rows = "".join(f'<li><a href="#since-{u.id.lower()}">{escape(u.title)}</a></li>' for u in updates)
        return f'<details class="since-index"><summary>{head}</summary><ul>{rows}</ul></details>'

    def _topic(self, name: str, updates: list[Update]) -> nodes.section:
        """The notes of a topic, each with the lessons in which it stands."""
        part = self._section(f"topic-{name}", self.words(f"topic.{name}"))
        for update in updates:
            box = nodes.container()
            self.myst(f":::{{since}} {update.id}\n:::", box)
            for note in box.children[:1]:
                if places := lessons(update, self.course):
                    note.append(self.html(self._places(places, update)))  # type: ignore[attr-defined]
            part.extend(box.children)
        return part

    def _places(self, places: list[Module], update: Update) -> str:
        up = "../" * self.env.docname.count("/")
        links = "; ".join(
            f'<a href="{up}modules/{m.id}/lesson.html{_spot(m, update)}">{escape(m.lesson.title)}</a>' for m in places
        )
        return f"<p>{escape(self.words('since.taught'))} {links}</p>"


def by_topic(updates: Iterable[Update]) -> dict[str, list[Update]]:
    """Topic → its updates by number, in the order of the topics; topics without any are left out."""
    found: dict[str, list[Update]] = {name: [] for name in VOCABULARY["topic"]}
    for update in sorted(updates, key=lambda u: u.id):
        found[update.topic].append(update)
    return {name: those for name, those in found.items() if those}


def by_module(course: Course) -> list[tuple[Module, list[Update]]]:
    """Each module that names updates in its lesson's header, and those updates, by number."""
    return [(m, [course.updates[u] for u in sorted(m.lesson.updates)]) for m in course.modules if m.lesson.updates]


def lessons(update: Update, course: Course) -> list[Module]:
    """The modules whose lesson names that update in its header."""
    return [m for m in course.modules if update.id in m.lesson.updates]


def _spot(module: Module, update: Update) -> str:
    """The place of the note in the lesson; nothing where the lesson only names it in its header."""
    return f"#since-{update.id.lower()}" if re.search(rf"\{{since\}} *{update.id}\b", module.body) else ""


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("since-list", SinceList)
