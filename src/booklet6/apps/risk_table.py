"""The risk table: for a community or a consular section. Place situations, see the gradient, note an action."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..content.apps import BANDS, RiskTable
from ..words import load_words
from . import risks
from .course import the_course
from .panels import Event, Panel, render
from .risks import MOST, TEXT_LIMIT, Situation


def show() -> Panel:
    """The app's widget. Raises CourseError where the course has mistakes, ValueError where it has no table."""
    table = the_course().app_data.risks
    if table is None:
        raise ValueError("apps/risk-table/table.yml is missing")
    return Board(table).panel


class Board:
    """One table in the making, in memory only."""

    def __init__(self, table: RiskTable):
        self.words = load_words()
        self.table = table
        self.setting = table.settings[0].id
        self.situations: tuple[Situation, ...] = ()
        self.made = 0
        self.panel = Panel(self._html(), self._event)

    def _event(self, event: Event) -> None:
        name, _, rest = event.name.partition(":")
        say = ""
        if name == "setting" and event.value in [s.id for s in self.table.settings]:
            self.setting = event.value
        elif name == "add" and event.one("mark", 60) and len(self.situations) < MOST:
            say = self._add(event)
        elif name == "change":
            field, _, situation_id = rest.partition(":")
            if not self._change(situation_id, field, event.value):
                return
        elif name == "remove" and event.value in [s.id for s in self.situations]:
            self.situations = tuple(s for s in self.situations if s.id != event.value)
            self.panel.focus("risk-board")
        elif name == "csv":
            self.panel.save("risk-table", "csv", risks.to_csv(self.situations, self.table, self.words), "text/csv")
            return
        elif name == "open" and event.files:
            say = self._open(event.files[0].content, event.files[0].name)
        else:
            return
        self.panel.html = self._html()
        if say:
            self.panel.say(say)

    def _add(self, event: Event) -> str:
        self.made += 1
        known = event.one("known", TEXT_LIMIT)
        signs = tuple(s for s in event.fields.get("sign", ()) if s in self.table.signs)
        new = Situation(f"n{self.made}", event.one("mark", 60), known, signs, bool(event.one("child")))
        self.situations = (*self.situations, new)
        self.panel.clear()
        band = risks.band_of(new, self.table)
        title = next((b.title for b in self.table.bands if b.id == band), self.words("app.risks.no_place"))
        return self.words("app.risks.added", mark=new.mark, band=title)

    def _change(self, situation_id: str, field: str, value: str) -> bool:
        if field not in ("placed", "action", "who", "when") or (field == "placed" and value not in ("", *BANDS)):
            return False
        if all(s.id != situation_id for s in self.situations):
            return False
        change: dict[str, Any] = {field: " ".join(value.split())[:TEXT_LIMIT]}
        self.situations = tuple(replace(s, **change) if s.id == situation_id else s for s in self.situations)
        return True

    def _open(self, text: str, file: str) -> str:
        try:
            opened = risks.from_csv(text, self.table, self.words)
        except ValueError:
            return self.words("app.risks.not_ours", file=file)
        if not opened:
            return self.words("app.risks.nothing_in", file=file)
        self.situations = opened
        self.panel.focus("risk-board")
        return self.words("app.risks.opened", file=file, n=len(opened))

    def _html(self) -> str:
        return render(
            "risks.html",
            table=self.table,
            setting=next(s for s in self.table.settings if s.id == self.setting),
            groups_of=risks.by_band(self.situations, self.table),
            suggested=lambda s: risks.suggested(s, self.table),
            lowered=lambda s: risks.lowered(s, self.table),
            titles={b.id: b.title for b in self.table.bands} | {"": self.words("app.risks.no_place")},
            total=len(self.situations),
        )
