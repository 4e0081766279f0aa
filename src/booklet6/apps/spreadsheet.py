"""Tables for spreadsheets, out and in. A spreadsheet may take a cell for a formula, so such cells get a quote in front."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
"""Without it, spreadsheets read UTF-8 as something else."""


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[f"'{c}" if c.startswith(FORMULA) else c for c in row] for row in (header, *rows)])
    return MARK + out.getvalue()


def read_rows(text: str, header: Sequence[str], most: int, letters: int) -> list[list[str]]:
    """The rows below a header of ours, at most so many: as many cells as the header has, each on one line and cut to so
    many letters. Raises ValueError where the table is none of ours."""
    table = read_table(text, most + 1)
    if not table or [c.strip() for c in table[0][: len(header)]] != list(header):
        raise ValueError("another table")
    return [[" ".join(c.split())[:letters] for c in (*row, *[""] * len(header))][: len(header)] for row in table[1:]]


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
