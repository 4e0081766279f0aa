"""Tables for spreadsheets, out and in. A spreadsheet may take a cell for a formula, so such cells get a quote in front."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else."""


def plain_cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([list(map(plain_cell, row)) for row in (header, *rows)])
    return MARK + out.getvalue()


def read_table(text: str, most: int = 1000) -> list[list[str]]:
    """The rows of a CSV, whichever of , ; or tab a spreadsheet has put between the cells. At most so many rows.

    Raises ValueError where it is no such table.
    """
    text = text.removeprefix(MARK)
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    try:
        rows = [row for _, row in zip(range(most), csv.reader(io.StringIO(text), delimiter=between), strict=False)]
    except csv.Error as e:
        raise ValueError(str(e)) from e
    return [[c[1:] if c.startswith("'") and c[1:].startswith(FORMULA) else c for c in row] for row in rows]
