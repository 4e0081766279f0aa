"""Directives of the course. Each writes nodes, or MyST text that the page's own parser reads, so links and terms work."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives as options
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..activities import on_paper, prose, render
from ..citing import source_text
from ..content import Course, Term
from ..content.sources import cited
from ..content.types import Scenario
from ..words import Words
from . import drawings


class CourseDirective(SphinxDirective):
    """What the course's directives share: the course, the words, and ways to write."""

    has_content = True

    @property
    def course(self) -> Course:
        """The course being built."""
        return self.env.app.booklet6_course  # type: ignore[attr-defined,no-any-return]

    @property
    def words(self) -> Words:
        """The words of its interface."""
        return self.env.app.booklet6_words  # type: ignore[attr-defined,no-any-return]

    def box(self, *classes: str, title: str | None = None) -> nodes.container:
        """A box with those classes; its title, if any, is a bold line (no heading: it stands outside the outline)."""
        box = nodes.container(classes=[*classes])
        if title:
            box += nodes.paragraph(title, "", nodes.strong(title, title), classes=["box-title"])
        return box

    def myst(self, text: str, into: nodes.Element) -> nodes.Element:
        """Parse MyST text into a node."""
        where = self.env.doc2path(self.env.docname)
        self.state.nested_parse(StringList(text.splitlines(), where), 0, into)
        return into

    def body(self, into: nodes.Element) -> nodes.Element:
        """Parse the directive's own body into a node."""
        self.state.nested_parse(self.content, self.content_offset, into)
        return into

    def html(self, text: str) -> nodes.raw:
        """Ready HTML."""
        return nodes.raw("", text, format="html")

    def sources(self, sources: tuple[str, ...]) -> str:
        """Sources as MyST text: references as citations, the rest written out."""
        return "; ".join(self.source_myst(s) for s in sources)

    def source_myst(self, source: str) -> str:
        """One source as MyST text."""
        if reference := cited(source):
            key, place = reference
            return f"{{cite}}`{key}`" + (f", {place}" if place else "")
        return self.source_text(source)

    def source_text(self, source: str) -> str:
        """One source as plain text: a reference by name and year, anything else written out."""
        return source_text(source, self.course.names, self.words)

    def known(self, name: str, what: dict[str, Any]) -> Any:
        """The record of that name. Raises the directive's own error where there is none."""
        if name not in what:
            raise self.error(f"{self.name}: there is no {name!r}; expected one of: {', '.join(sorted(what))}")
        return what[name]


class Objectives(CourseDirective):
    """What the reader will be able to do, how long it takes, and how far she or he has come. From the lesson's header."""

    def run(self) -> list[nodes.Node]:
        module = self.course.module(self.env.docname.split("/")[1])
        box = self.box("objectives", title=self.words("lesson.objectives"))
        self.myst("\n".join(f"- {text}" for text in module.lesson.objectives.values()), box)
        time = self.words("lesson.time", minutes=module.lesson.minutes)
        box += nodes.paragraph(time, time, classes=["lesson-time"])
        ids = " ".join(a.id for a in module.activities)
        up = "../" * self.env.docname.count("/")
        bar = (
            f'<div class="progress" data-activities="{escape(ids)}" hidden><p class="progress-text" id="progress-here" tabindex="-1"></p>'
            f'<progress max="{len(module.activities)}" value="0" aria-labelledby="progress-here"></progress>'
            f'<p class="progress-links"><a href="{up}book/progress.html">{escape(self.words("progress.page"))}</a> '
            f'<button type="button" class="progress-reset">{escape(self.words("progress.reset_lesson"))}</button></p></div>'
        )
        no_script = f"<noscript><p>{escape(self.words('activity.needs_script'))}</p></noscript>"
        return [box, self.html(bar + no_script)]


class KeyPoints(CourseDirective):
    """What to remember. From the lesson's header."""

    def run(self) -> list[nodes.Node]:
        module = self.course.module(self.env.docname.split("/")[1])
        box = self.box("key-points", title=self.words("lesson.key_points"))
        return [self.myst("\n".join(f"- {text}" for text in module.lesson.key_points), box)]


class ActivityDirective(CourseDirective):
    """An activity of `activities.yml`, by its id. With `:fold:` it is one line until it is opened."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"fold": options.flag}

    def run(self) -> list[nodes.Node]:
        activity = self.known(self.arguments[0], self.course.activities)
        shown = {s: self.source_text(s) for _, sources in activity.sources() for s in sources}
        html = render(activity, self.course.cases, self.words, level=0, source_words=shown)
        if "fold" in self.options:
            kind = self.words(f"activity.kind.{activity.type}")
            html = f'<details class="activity-fold"><summary>{escape(activity.title)} <small>{escape(kind)}</small></summary>{html}</details>'
        return [self.html(html)]


class OnPaper(CourseDirective):
    """A part of a scenario for a room without screens: cards to cut out, a sheet for the numbers, the debrief."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"part": options.unchanged_required}

    def run(self) -> list[nodes.Node]:
        activity = self.known(self.arguments[0], self.course.activities)
        if not isinstance(activity, Scenario):
            raise self.error(f"{self.name}: {activity.id!r} is a {activity.type}, expected a scenario")
        shown = {s: self.source_text(s) for _, sources in activity.sources() for s in sources}
        try:
            return [self.html(on_paper(activity, self.words, self.options.get("part", ""), shown))]
        except ValueError as e:
            raise self.error(f"{self.name}: {e}") from e


def _set_levels(app: Sphinx, doctree: nodes.document) -> None:
    """Give each activity's heading its level: one below the section it stands in. Only the finished tree tells."""
    for node in doctree.findall(nodes.raw):
        if "<h0 " in node.astext():
            level, above = 1, node.parent
            while above is not None:
                level += isinstance(above, nodes.section)
                above = above.parent
            text = node.astext().replace("<h0 ", f"<h{level} ").replace("</h0>", f"</h{level}>")
            node.children[:] = [nodes.Text(text)]


def _mark_checklists(app: Sphinx, doctree: nodes.document) -> None:
    """Give a list whose entries begin with a box to tick the class ``checklist``: the box stands in place of the bullet."""
    for node in doctree.findall(nodes.bullet_list):
        if all(entry.astext().startswith("☐") for entry in node.children):
            node["classes"].append("checklist")


class Desk(CourseDirective):
    """What it means at a desk: ``police``, ``labour-attache`` or ``others``. A reader may fold the desks of others."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        desks = {name: name for name in ("police", "labour-attache", "others")}
        desk = self.known(self.arguments[0], desks)
        title = escape(self.words(f"lesson.desk.{desk}"))
        start = (
            f'<details class="desk desk-{desk}" data-desk="{desk}" open><summary class="box-title">{title}</summary>'
        )
        return [self.html(start), *self.body(nodes.container()).children, self.html("</details>")]


class More(CourseDirective):
    """A passage for those who have time, folded below its heading: the lesson's minutes do not count it."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        start = f'<details class="more"><summary>{escape(self.arguments[0])}</summary>'
        return [self.html(start), *self.body(nodes.container()).children, self.html("</details>")]


class Facilitator(CourseDirective):
    """A note that shows only in the trainer's view."""

    def run(self) -> list[nodes.Node]:
        return [self.body(self.box("facilitator", title=self.words("book.trainer_note")))]


class Since(CourseDirective):
    """What has changed since 2003: an entry of `book/updates.yml`, by its id; the body adds to it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        update = self.known(self.arguments[0], self.course.updates)
        words = self.words
        # In a lesson the box says what it is; on the page of all notes each would say it again.
        title = f"{words('lesson.since')}: {update.title}" if "modules/" in self.env.docname else update.title
        box = self.box("since", title=title)
        box["ids"].append(f"since-{update.id.lower()}")
        self.myst(
            f"**{words('lesson.then')}** {line(update.then)}\n\n**{words('lesson.now')}** {line(update.now)}", box
        )
        self.body(box)
        checked = words("lesson.checked", date=f'<span class="day">{update.checked}</span>')
        source = words("lesson.source_of", source=f"{self.sources(update.source)} ({checked})")
        return [self.myst(source, box)]


LOW = 0.5
"""A drawing's wide layout stands in the page too where it is lower than this share of the other, both as height per width.
Otherwise it saves too little room for its bytes, since the other takes only part of a wide page."""


class Drawing(CourseDirective):
    """A figure of `book/figures`, drawn into the page; the body is its caption. `column`: never in its wide layout, for a
    page that has no bytes left."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"alt": options.unchanged, "column": options.flag}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        rtl = self.words.direction == "rtl"
        try:
            drawing, wide = (drawings.draw(name, self.course.root, rtl=rtl, wide=w, whole=True) for w in (False, True))
        except (ValueError, FileNotFoundError) as e:
            raise self.error(str(e)) from e
        svg = drawings.svg(drawing)
        if "column" not in self.options and wide.shape < LOW * drawing.shape:
            # Both stand in the page, and the style sheet shows the one that fits the width of the text.
            svg = f'<div class="drawing-narrow">{svg}</div><div class="drawing-wide">{drawings.svg(wide, f"{name}-wide", f"{name}-desc")}</div>'
        described = self.options.get("alt") or drawing.alt
        box = nodes.container(classes=["drawing", f"drawing-{name}"])
        box += self.html(svg)
        self.body(box)
        box += self.html(
            f'<details class="drawing-words"><summary>{escape(self.words("lesson.drawing_words"))}</summary>{prose.block(described)}</details>'
        )
        return [box]


class Sources(CourseDirective):
    """The references that the page cites."""

    def run(self) -> list[nodes.Node]:
        return list(self.myst("```{bibliography}\n:filter: docname in docnames\n```", nodes.container()).children)


class GlossaryList(CourseDirective):
    """Every term of `book/glossary.yml`, in the order of the alphabet: links to the letters, then the terms of each."""

    def run(self) -> list[nodes.Node]:
        terms = sorted(self.course.glossary.values(), key=lambda t: t.term.lower())
        letters = [(letter, [*those]) for letter, those in groupby(terms, key=lambda t: t.term[0].upper())]
        # Numbers, since a letter of another alphabet makes no anchor that every browser takes.
        links = "".join(f'<li><a href="#letter-{n}">{escape(letter)}</a></li>' for n, (letter, _) in enumerate(letters))
        name = escape(self.words("book.letters"))
        found: list[nodes.Node] = [self.html(f'<nav class="letters" aria-label="{name}"><ul>{links}</ul></nav>')]
        for n, (letter, those) in enumerate(letters):
            found.append(self.html(f'<h2 class="letter" id="letter-{n}">{escape(letter)}</h2>'))
            found += self.terms(those)
        return found

    def terms(self, terms: list[Term]) -> list[nodes.Node]:
        """Some terms and their definitions."""
        lines = ["```{glossary}"]
        for term in terms:
            lines += [term.term, *term.also, f"  {line(term.definition)} {self.sources_mark(term.source)}", ""]
        return list(self.myst("\n".join([*lines, "```"]), nodes.container()).children)

    def sources_mark(self, sources: tuple[str, ...]) -> str:
        """Sources as small marks."""
        plain = "; ".join(s for s in sources if not s.startswith("@"))
        works = "".join(f" {self.source_myst(s)}" for s in sources if s.startswith("@"))
        return (f"{{src}}`{plain}`" if plain else "") + works


class SessionPlan(CourseDirective):
    """The trainer's plan of a module, by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return [self.plan(self.arguments[0])]

    def plan(self, module: str) -> nodes.Element:
        """The plan as a box, with the minutes of each step added up."""
        words = self.words
        plan = self.course.module(module).session
        lines = [
            f"**{words('session.room')}:** {line(plan.room)}",
            "\n".join([f"**{words('session.material')}:**", "", *(f"- {line(m)}" for m in plan.material)]),
            f"**{words('session.opens_with')}:** {line(plan.opens_with)}",
        ]
        at = 0
        for step in plan.steps:
            cut = "" if step.must else f" *({words('session.can_cut')})*"
            method = words(f"session.methods.{step.method}")
            lines.append(
                f"**{at}–{at + step.minutes}** **{line(step.title)}**{cut} ({words('session.minutes', n=step.minutes)}, {method})\n\n"
                f"*{words('session.do')}:* {line(step.do)}\n\n*{words('session.watch')}:* {line(step.watch)}"
            )
            at += step.minutes
        lines += [
            f"**{words('session.total', n=plan.minutes)}**",
            f"**{words('session.runs_late')}:** {line(plan.runs_late)}",
            f"**{words('session.runs_early')}:** {line(plan.runs_early)}",
        ]
        return self.myst("\n\n".join(lines), self.box("session-plan", title=plan.title))


class Plans(SessionPlan):
    """Every module's slides and trainer's plan, each below the lesson's title."""

    required_arguments = 0

    def run(self) -> list[nodes.Node]:
        found: list[nodes.Node] = []
        for module in self.course.modules:
            section = nodes.section(ids=[f"plan-{module.id}"], names=[f"plan-{module.id}"])
            section += nodes.title(module.lesson.title, module.lesson.title)
            self.myst(f"{{deck}}`{module.id}`", section)
            section += self.plan(module.id)
            found.append(section)
        return found


def line(text: str) -> str:
    """A text of several lines as one."""
    return " ".join(text.split())


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.connect("doctree-read", _set_levels)
    app.connect("doctree-read", _mark_checklists)
    for name, kind in {
        "activity": ActivityDirective,
        "desk": Desk,
        "drawing": Drawing,
        "facilitator": Facilitator,
        "glossary-list": GlossaryList,
        "key-points": KeyPoints,
        "more": More,
        "objectives": Objectives,
        "on-paper": OnPaper,
        "plans": Plans,
        "session": SessionPlan,
        "since": Since,
        "sources": Sources,
    }.items():
        app.add_directive(name, kind)
