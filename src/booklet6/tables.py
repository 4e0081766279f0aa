"""All case studies as one pandas table, from one call: `booklet6.tables.case_studies("path/to/course")`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from .content import Case, Course, Example, load_course

if TYPE_CHECKING:
    import pandas as pd

LISTS = (
    "countries",
    "stage",
    "acts",
    "means",
    "purposes",
    "actors",
    "sectors",
    "ways_in",
    "level",
    "responders",
    "measures",
)
"""Columns that hold a tuple of words; an empty one where the record says nothing."""
COLUMNS = (
    "id",
    "kind",
    "title",
    *LISTS,
    "practice",
    "person",
    "age",
    "child",
    "route",
    "journey",
    "verdict",
    "decided_by",
    "lesson",
    "since",
    "source",
)


def case_studies(course: Course | str | Path = ".") -> pd.DataFrame:
    """Every real example and every practice case, one row each, `id` as the index.

    `course`: a loaded course, or its folder. `kind` is `example` or `fictional`; a column that belongs to the other kind
    is empty (a missing value, or an empty tuple in the columns of `LISTS`). Use `table.explode("means")` to count. Raises
    `CourseError` where the course has mistakes.
    """
    import pandas as pd

    if not isinstance(course, Course):
        course = load_course(Path(course))
    rows = [*map(_example, course.examples.values()), *map(_case, course.cases.values())]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"age": "Int64", "child": "boolean"})
    return table.sort_values(["kind", "id"]).set_index("id")


def _example(example: Example) -> dict[str, Any]:
    same = {
        name: getattr(example, name)
        for name in (*LISTS, "id", "title", "practice", "lesson", "source")
        if name != "ways_in"
    }
    return {**same, "kind": "example", "ways_in": (), "since": example.since.text}


def _case(case: Case) -> dict[str, Any]:
    same = {
        name: getattr(case, name)
        for name in (
            "id",
            "title",
            "actors",
            "ways_in",
            "person",
            "age",
            "child",
            "route",
            "journey",
            "verdict",
            "decided_by",
            "source",
        )
    }
    lists = {"acts": tuple(case.acts), "means": tuple(case.means), "purposes": tuple(case.purposes)}
    none: dict[str, Any] = dict.fromkeys(LISTS, ())
    return {**none, **same, **lists, "kind": "fictional", "countries": (case.country,), "sectors": (case.sector,)}
