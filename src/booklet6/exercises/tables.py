"""The course's own data as tables, for those who want to count: one CSV file a table, beside the notebook that uses it.

All are made here, from the course files: nobody keeps a second copy of a number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..content import Course
from .cases import cases_csv

if TYPE_CHECKING:
    import pandas as pd

LISTS = {"examples": ("countries", "level", "stage", "sectors", "responders", "measures")}
"""The columns of a table that hold lists. In the file their parts stand with semicolons between them."""


def table_csv(name: str, course: Course) -> str:
    """The text of `<name>.csv`. Raises KeyError for a table that there is not, ValueError for a figure with mistakes."""
    return _TABLES[name](course)


def table(name: str, folder: Path | str = ".") -> pd.DataFrame:
    """A table of the course that lies in `folder`, with lists where a cell holds several things.

    `name`: ``estimates``, ``found``, ``examples``, ``path`` or ``stages``; for the cases there is `case_table`. Raises
    FileNotFoundError.
    """
    import pandas as pd

    found = pd.read_csv(Path(folder) / f"{name}.csv", keep_default_na=False)
    for column in LISTS.get(name, ()):
        found[column] = [[part for part in field.split(";") if part] for field in found[column]]
    return found


def _csv(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([";".join(v) if isinstance(v, tuple) else v for v in row] for row in rows)
    return out.getvalue()


def _cases(course: Course) -> str:
    return cases_csv(course.cases)


def _estimates(course: Course) -> str:
    """Each number of the figure of estimates, in words: three kinds, which have no common scale."""
    from ..book.drawings.data import load
    from ..book.drawings.estimates import Estimates

    figure = load(Estimates, "estimates-then-and-now", course.root)
    rows = [
        (n.id, kind, n.when, n.what, n.number, n.made)
        for kind in ("flow", "stock", "count")
        for n in getattr(figure, kind).numbers
    ]
    return _csv(("id", "kind", "when", "what", "number", "made"), rows)


def _found(course: Course) -> str:
    """Each share of the figure of people found. `exact` is no where words such as *about* or *over* stand with it."""
    from ..book.drawings.data import load
    from ..book.drawings.detection import Detection

    figure = load(Detection, "detection-over-time", course.root)
    rows = [
        (panel, group.name, bar.when, f"{bar.value:g}", "yes" if bar.exact else "no", bar.share)
        for panel in ("forms", "people")
        for group in getattr(figure, panel).groups
        for bar in group.bars
    ]
    return _csv(("panel", "group", "when", "percent", "exact", "words"), rows)


def _examples(course: Course) -> str:
    columns = ("id", "title", "countries", "practice", "level", "stage", "sectors", "responders", "measures")
    examples = sorted(course.examples.values(), key=lambda e: e.id)
    return _csv(columns, (tuple(getattr(e, c) for c in columns) for e in examples))


def _path(course: Course) -> str:
    """One row for each way in which a person is lost; steps in the order of the path."""
    from ..book.drawings.data import load
    from ..book.drawings.path import Losses

    figure = load(Losses, "path-and-losses", course.root)
    rows = [
        (n, step.id, step.name, loss.strip()) for n, step in enumerate(figure.steps, 1) for loss in step.lost.split(";")
    ]
    return _csv(("place", "step", "name", "lost"), rows)


def _stages(course: Course) -> str:
    from ..book.drawings.case_road import CaseRoad
    from ..book.drawings.data import load

    figure = load(CaseRoad, "from-report-to-verdict", course.root)
    return _csv(
        ("place", "stage", "lost", "kept"), ((n, s.name, s.lost, s.kept) for n, s in enumerate(figure.steps, 1))
    )


_TABLES: dict[str, Callable[[Course], str]] = {
    "cases": _cases,
    "estimates": _estimates,
    "found": _found,
    "examples": _examples,
    "path": _path,
    "stages": _stages,
}
