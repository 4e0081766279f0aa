"""Names from a table (CSV) for the attendance list and the certificates. They go onto paper, and nowhere else."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from booklet6.learner.certificate import LONGEST_NAME, clean_name

LARGEST = 1_000_000
"""Bytes of a file of names. A list of this size has tens of thousands of people: it is another file."""
MOST_NAMES = 1000
"""People in one list. A room has 40."""
_BETWEEN = ",;\t"


@dataclass(frozen=True)
class Person:
    """Somebody in the room."""

    name: str
    office: str = ""


class NamesError(ValueError):
    """What is wrong with the file, a line each (`lines`)."""

    def __init__(self, lines: list[str]):
        super().__init__("\n".join(lines))
        self.lines = lines


def read_names(path: Path) -> list[Person]:
    """The people of a table, in its order. Its first row names the columns: `name`, and if you like `office`.

    Between cells may stand a comma, a semicolon or a tab. Marks that turn the direction of a text are taken out of names.
    Raises `NamesError` with all that is wrong.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    between = max(_BETWEEN, key=first.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=between, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as e:
        raise NamesError([f"line {reader.line_num}: cannot be read as a table ({e}); save the table as CSV"]) from e
    if not rows:
        raise NamesError(["the file is empty, expected a first row `name` and a name in each row below it"])
    heads = [head.strip().casefold() for head in rows[0][1]]
    if "name" not in heads:
        told = ", ".join(repr(h) for h in heads[:6])
        raise NamesError([f"line 1: there is no column `name` (there are: {told}), expected it in the first row"])
    return _people(rows[1:], heads.index("name"), heads.index("office") if "office" in heads else None, len(heads))


def _people(rows: list[tuple[int, list[str]]], name_at: int, office_at: int | None, width: int) -> list[Person]:
    people: list[Person] = []
    faults: list[str] = []
    for line, row in rows:
        cells = [*row, *[""] * width]
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            faults.append(f"line {line}: has more cells than the first row; put a name with a comma between quotes")
            continue
        told = " ".join(cells[name_at].split())
        name = clean_name(told)
        if not name:
            faults.append(f"line {line}: has no name, expected one with at least one letter")
        elif len(told) > LONGEST_NAME:
            faults.append(f"line {line}: the name has {len(told)} characters, expected at most {LONGEST_NAME}")
        else:
            people.append(Person(name, clean_name(cells[office_at]) if office_at is not None else ""))
    if not faults and not people:
        faults.append("there are no names below the first row, expected one in each row")
    if len(people) > MOST_NAMES:
        faults.append(f"there are {len(people)} names, expected at most {MOST_NAMES}")
    if faults:
        more = [f"and {len(faults) - 10} lines more"] if len(faults) > 10 else []
        raise NamesError([*faults[:10], *more])
    return people


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise NamesError([f"the file has more than {LARGEST:,} bytes, expected a short table of names"])
        data = path.read_bytes()
    except OSError as e:
        raise NamesError([f"cannot be read ({e.strerror})"]) from e
    if data.startswith((b"PK", b"\xd0\xcf")):
        raise NamesError(["is a spreadsheet's own file, expected a table in text: save it as CSV (UTF-8)"])
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as e:
        raise NamesError(["is not in UTF-8, so its letters cannot be read: save it as CSV (UTF-8)"]) from e
    if "\0" in text:
        raise NamesError(["is no text, expected a table: save it as CSV (UTF-8)"])
    return text.replace("\r\n", "\n").replace("\r", "\n")
