"""The case explorer: find, count, map and compare all cases and examples of the course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..content import Course
from ..tables import case_studies
from ..words import load_words
from . import explore
from .course import the_course
from .explore import FACETS, FIRST, SPLITS, label, narrow, values
from .panels import Event, Panel, render
from .route_map import draw

if TYPE_CHECKING:
    import pandas as pd

MOST_COMPARED = 4
"""Records side by side: more do not fit on a projector."""


def show() -> Panel:
    """The app's widget. Raises CourseError where the course has mistakes."""
    return Explorer(the_course()).panel


class Explorer:
    """One person's view: what is filtered, counted, mapped and compared. All of it is in memory only."""

    def __init__(self, course: Course):
        self.words = load_words()
        self.table = case_studies(course)
        self.maps = {m.id: m for m in course.app_data.maps.maps} if course.app_data.maps else {}
        self.columns = {c: values(self.table, c) for c in FACETS}
        self.filters: dict[str, str] = {}
        self.text = ""
        self.rows, self.split = "means", "kind"
        self.map = next(iter(self.maps), "")
        self.chosen: list[str] = []
        self.panel = Panel(self._html(), self._event)

    def _event(self, event: Event) -> None:
        name, _, column = event.name.partition(":")
        if name == "filter" and column in self.columns:
            self.filters.pop(column, None)
            if event.value in self.columns[column]:
                self.filters[column] = event.value
        elif name == "text":
            self.text = event.one("text")
        elif name == "clear":
            self.filters, self.text = {}, ""
        elif name == "rows" and event.value in FACETS:
            self.rows = event.value
        elif name == "split" and event.value in ("", *SPLITS):
            self.split = event.value
        elif name == "map" and event.value in self.maps:
            self.map = event.value
        elif name == "compare" and event.value in self.table.index:
            if not event.on:
                self.chosen = [c for c in self.chosen if c != event.value]
            elif event.value not in self.chosen and len(self.chosen) < MOST_COMPARED:
                self.chosen.append(event.value)
            elif event.value not in self.chosen:
                self.panel.html = ""  # so that the box that was ticked is drawn anew, without its tick
                self.panel.html = self._html()
                self.panel.say(self.words("app.explore.too_many", limit=MOST_COMPARED))
                return
        elif name == "compare_none":
            self.chosen = []
        elif name == "csv":
            self.panel.save("cases", "csv", explore.as_csv(self._found(), self.words), "text/csv")
            return
        else:
            return
        self.panel.html = self._html()
        self.panel.status = self.words("cases.shown", n=len(self._found()), total=len(self.table))
        if name == "clear":
            self.panel.focus("explore-find")

    def _found(self) -> pd.DataFrame:
        return narrow(self.table, self.filters, self.text)

    def _html(self) -> str:
        words, found = self.words, self._found()
        drawn = explore.routes(found, self.maps[self.map]) if self.map else None
        return render(
            "explorer.html",
            columns=self.columns,
            names={c: words(f"cases.facet.{name}") for c, (name, _) in FACETS.items()},
            label=lambda column, value: label(column, value, words),
            first=FIRST,
            splits=SPLITS,
            filters=self.filters,
            text=self.text,
            found=found,
            titles=self.table["title"].to_dict(),
            kinds=self.table["kind"].to_dict(),
            total=len(self.table),
            chart=explore.count(found, self.rows, self.split),
            maps=self.maps,
            drawn=drawn,
            picture=draw(drawn, words("app.explore.map_label", title=drawn.map.title)) if drawn else "",
            places={p.id: p.name for p in drawn.map.places} if drawn else {},
            chosen=self.chosen,
            compared=explore.compared(self.table, self.chosen, words) if self.chosen else [],
            limit=MOST_COMPARED,
        )
