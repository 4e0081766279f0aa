"""Tables as people have them – CSV of any spreadsheet, or Excel's .xlsx – as rows of text, each with its line."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

LIMIT = 20_000_000
"""Bytes, unpacked. Five thousand people have less."""
MOST_ROWS = 20_000
MOST_COLUMNS = 1_000
Row = tuple[int, list[str]]
"""The line as a spreadsheet counts it, and its cells as text."""


class UnreadableError(Exception):
    """The file is no table. The text says what is wrong and what to do."""


def read(path: Path, most: int = MOST_ROWS) -> list[Row]:
    """The rows that are not empty, `most` at most. Raises UnreadableError."""
    limit = max(LIMIT, most * 150)  # bytes: a row of the tidy table has some sixty
    try:
        if path.stat().st_size > limit:
            raise UnreadableError(f"is larger than {limit // 1_000_000} MB. Take the sheet with the answers only.")
        data = path.read_bytes()
    except FileNotFoundError as e:
        raise UnreadableError("is not there. Look at its name.") from e
    except OSError as e:
        raise UnreadableError(f"cannot be read ({e.strerror}). Is it still open in another program?") from e
    if data.startswith(b"PK\x03\x04"):
        rows = _xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("is an old Excel file (.xls), or has a password. Save it as .xlsx or as CSV UTF-8.")
    elif data.lstrip()[:1] == b"<" or data.startswith(b"%PDF"):
        raise UnreadableError("is no table. Save the sheet as CSV UTF-8 or as .xlsx.")
    else:
        rows = _csv(data)
    found = [(n, cells) for n, cells in rows if any(c.strip() for c in cells)]
    if not found:
        raise UnreadableError("is empty. Type the answers below the header of the template.")
    if len(found) > most:
        raise UnreadableError(f"has more than {most} rows. Take the sheet with the answers only.")
    return found


def _text(data: bytes) -> str:
    """UTF-8 with or without a mark, Excel's *Unicode text* (UTF-16), else as Western Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv(data: bytes) -> Iterator[Row]:
    text = _text(data)
    if "\0" in text:
        raise UnreadableError("is no table of text. Save the sheet as CSV UTF-8 or as .xlsx.")
    first = text.lstrip().split("\n", 1)[0]
    told = re.fullmatch(r"sep=(.)\s*", first)  # Excel's own first line
    between = told[1] if told else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    line = 1
    try:
        for cells in reader:
            if not (told and line == 1):
                yield line, cells[:MOST_COLUMNS]
            line = reader.line_num + 1
    except csv.Error as e:
        raise UnreadableError(f"cannot be read from line {line} on ({e}). Save the sheet again as CSV UTF-8.") from e


_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


def _xlsx(data: bytes) -> Iterator[Row]:
    """The rows of the first sheet. Formulas count as what they last gave."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if sum(i.file_size for i in book.infolist()) > 4 * LIMIT:
                raise UnreadableError("is far too large once it is unpacked. Take the sheet with the answers only.")
            names = set(book.namelist())
            shared = (
                [_joined(si) for si in _part(book, "xl/sharedStrings.xml")] if "xl/sharedStrings.xml" in names else []
            )
            sheet = _first_sheet(book, names)
            yield from _sheet_rows(_part(book, sheet), shared)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, IndexError, ValueError, TypeError, NotImplementedError, RuntimeError, OSError) as e:  # fmt: skip
        raise UnreadableError("is no Excel file that can be read. Save the sheet as CSV UTF-8.") from e


def _part(book: zipfile.ZipFile, name: str) -> Any:
    if book.getinfo(name).file_size > LIMIT:
        raise UnreadableError("is far too large once it is unpacked. Take the sheet with the answers only.")
    xml = book.read(name)
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:  # no spreadsheet writes one; what is in it could grow without end
        raise ValueError("a document type")
    return ElementTree.fromstring(xml.replace(_STRICT[1:-1].encode(), _MAIN[1:-1].encode()))


def _first_sheet(book: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the first sheet, as the workbook says it."""
    related = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        first = next(_part(book, "xl/workbook.xml").iter(f"{_MAIN}sheet")).get(related)
        for link in _part(book, "xl/_rels/workbook.xml.rels"):
            if link.get("Id") == first:
                target = str(link.get("Target"))
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    except (KeyError, StopIteration):
        pass
    return min(n for n in names if n.startswith("xl/worksheets/") and n.endswith(".xml"))


def _joined(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter(f"{_MAIN}t"))


def _sheet_rows(sheet: Any, shared: list[str]) -> Iterator[Row]:
    for n, row in enumerate(sheet.iter(f"{_MAIN}row"), 1):
        cells: list[str] = []
        for k, cell in enumerate(row.iter(f"{_MAIN}c")):
            at = _column(cell.get("r", "")) if cell.get("r") else k
            if at >= MOST_COLUMNS:
                break
            cells += [""] * (at - len(cells))
            cells.append(_value(cell, shared))
        yield int(row.get("r", n)), cells


def _value(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _joined(cell)
    value = cell.find(f"{_MAIN}v")
    text = "" if value is None else value.text or ""
    if cell.get("t") == "s" and text:
        return shared[int(text)]
    if cell.get("t") in (None, "n") and re.fullmatch(r"\d+\.0+|\d+(\.\d+)?E\+?\d+", text):
        return str(int(float(text)))
    return text


def _column(name: str) -> int:
    """`C7` → 2."""
    number = 0
    for letter in re.match(r"[A-Z]{1,3}", name)[0]:  # type: ignore[index]  # a KeyError's kin, caught above
        number = number * 26 + ord(letter) - 64
    return number - 1
