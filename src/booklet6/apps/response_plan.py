"""The response-plan builder: measures over three aims, five levels and all actors, and what is still uncovered."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from ..content.apps import AIMS, Framework
from ..words import load_words
from . import plan as plans
from .course import the_course
from .panels import Event, Panel, render
from .plan import LEVELS, MOST_ROWS, Plan, Row
from .word import as_docx


def show() -> Panel:
    """The app's widget. Raises CourseError where the course has mistakes, ValueError where it has no framework."""
    framework = the_course().app_data.framework
    if framework is None:
        raise ValueError("apps/response-plan/framework.yml is missing")
    return Builder(framework).panel


class Builder:
    """One plan in the making. It is in memory only; the person saves it, and opens it again."""

    def __init__(self, framework: Framework):
        self.words = load_words()
        self.framework = framework
        self.plan: Plan = ()
        self.title = ""
        self.level = self.actor = self.need = ""
        self.numbers = count(1)
        self.panel = Panel(self._html(), self._event)

    def _event(self, event: Event) -> None:
        name, _, rest = event.name.partition(":")
        ids = [r.id for r in self.plan]
        known = [m.id for m in self.framework.measures]
        say = ""
        if name == "choose" and event.value in known:
            self._choose(event.value, event.on)
            say = self._coverage()
        elif name == "remove" and event.value in ids:
            self.plan = tuple(r for r in self.plan if r.id != event.value)
            say = self._coverage()
            self.panel.focus("plan-lines")
        elif name == "row":
            field, _, row_id = rest.partition(":")
            if row_id not in ids or not self._change(row_id, field, event.value):
                return
        elif name == "own" and event.one("text") and len(self.plan) < MOST_ROWS:
            aim = event.one("aim")
            row_id = next(i for n in self.numbers if (i := f"own-{n}") not in ids)
            self.plan = (*self.plan, Row(row_id, event.one("text", plans.TEXT_LIMIT), aim if aim in AIMS else "all"))
            self.panel.clear()
            say = self.words("app.plan.own_added")
        elif name == "title":
            self.title = " ".join(event.value.split())[:120]
        elif name == "level" and event.value in ("", *LEVELS):
            self.level = event.value
        elif name == "actor" and event.value in ("", *self.framework.actors):
            self.actor = event.value
        elif name in ("need", "show_need") and event.value in ("", *(n.id for n in self.framework.needs)):
            self.need = event.value
            if name == "show_need":
                self.panel.focus("plan-choose")
        elif name == "csv":
            self.panel.save("response-plan", "csv", plans.to_csv(self.plan, self.framework, self.words), "text/csv")
            return
        elif name == "docx":
            title = self.title or self.words("app.plan.title")
            page = plans.to_html(self.plan, self.framework, self.words, title)
            kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            self.panel.save("response-plan", "docx", as_docx(page), kind)
            return
        elif name == "open" and event.files:
            say = self._open(event.files[0].content, event.files[0].name)
        else:
            return
        self.panel.html = self._html()
        if say:
            self.panel.say(say)

    def _choose(self, measure_id: str, on: bool) -> None:
        if not on:
            self.plan = tuple(r for r in self.plan if r.id != measure_id)
        elif all(r.id != measure_id for r in self.plan):
            self.plan = (*self.plan, plans.row_of(measure_id, self.framework))

    def _change(self, row_id: str, field: str, value: str) -> bool:
        allowed = {"level": ("", *LEVELS), "actor": ("", *self.framework.actors)}.get(field)
        if field not in ("level", "actor", "when", "note") or (allowed and value not in allowed):
            return False
        value = " ".join(value.split())[: plans.TEXT_LIMIT]
        self.plan = tuple(replace(r, **{field: value}) if r.id == row_id else r for r in self.plan)
        return True

    def _open(self, text: str, file: str) -> str:
        try:
            opened = plans.from_csv(text, self.framework, self.words)
        except ValueError:
            return self.words("app.plan.not_ours", file=file)
        if not opened:
            return self.words("app.plan.nothing_in", file=file)
        self.plan = opened
        self.panel.focus("plan-lines")
        return self.words("app.plan.opened", file=file, n=len(opened))

    def _coverage(self) -> str:
        total = len(self.framework.needs)
        done = total - len(plans.uncovered(self.plan, self.framework))
        return self.words("app.plan.covered", done=done, total=total)

    def _html(self) -> str:
        shown = [
            m
            for m in self.framework.measures
            if (not self.level or self.level in m.levels)
            and (not self.actor or self.actor in m.actors)
            and (not self.need or self.need in m.covers)
        ]
        return render(
            "plan.html",
            framework=self.framework,
            measures={m.id: m for m in self.framework.measures},
            shown=shown,
            plan=self.plan,
            title=self.title,
            chosen={r.id for r in self.plan},
            aims=AIMS,
            levels=LEVELS,
            level=self.level,
            actor=self.actor,
            need=self.need,
            coverage=self._coverage(),
            matrix=plans.matrix(self.plan),
            covering={n.id: plans.covering(n, self.plan, self.framework) for n in self.framework.needs},
            idle=plans.idle(self.plan, self.framework),
            unfinished=len(plans.unfinished(self.plan)),
        )
