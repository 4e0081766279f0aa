"""The practice cases as a table, for those who want to count."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..content import Case
from ..content.law import GROUPS

if TYPE_CHECKING:
    import pandas as pd

NAME = "cases.csv"
LISTS = (*GROUPS, "ways_in", "actors")
"""Columns that hold several things. In the file they stand with semicolons between them."""
COLUMNS = ("id", "title", "sector", "person", "age", "child", "route", "journey", "verdict", "decided_by", *LISTS)


def cases_csv(cases: Mapping[str, Case]) -> str:
    """One line a case."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for case in sorted(cases.values(), key=lambda c: c.id):
        row = (getattr(case, c) for c in COLUMNS)
        writer.writerow([";".join(v) if isinstance(v, dict | tuple) else v for v in row])
    return out.getvalue()


def case_table(source: str | Path | Mapping[str, Case] = NAME) -> pd.DataFrame:
    """The practice cases as a pandas table: one row a case.

    `acts`, `means`, `purposes`, `ways_in` and `actors` are lists. Beside the first three each element has a column of its
    own, true where the case shows it. `source`: a CSV file as `cases_csv` writes it, or the cases of a loaded course. Raises FileNotFoundError.
    """
    import pandas as pd

    file = io.StringIO(cases_csv(source)) if isinstance(source, Mapping) else source
    table = pd.read_csv(file, keep_default_na=False, dtype={"age": "Int64"}, na_values={"age": [""]})
    for column in LISTS:
        table[column] = [[part for part in field.split(";") if part] for field in table[column]]
    for group, elements in GROUPS.items():
        for element in elements:
            table[element] = [element in shown for shown in table[group]]
    return table
