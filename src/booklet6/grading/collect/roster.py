"""Who is in the class: a table from a spreadsheet or a platform, and who is meant by a name as platforms write it."""

from __future__ import annotations

import csv
import datetime
import difflib
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class RosterError(Exception):
    """The table cannot be used; the text says what to do."""


_IDS = ("id", "student_id", "student id", "username", "user name", "user", "sis login id", "login", "login id",
        "id number", "sis user id", "orgdefinedid", "email", "email address", "e-mail", "mail")  # fmt: skip
"""Columns that can name a learner's folder: the first that there is does."""
_NAMES = ("name", "full name", "fullname", "student", "student name", "display name")
_FIRST = ("first_name", "first name", "firstname", "given name", "forename")
_LAST = ("last_name", "last name", "lastname", "surname", "family name")
_EMAILS = ("email", "email address", "e-mail", "mail")
_NUMBERS = ("identifier", "id", "lms_user_id", "canvas user id", "moodle id", "participant", "user id")
"""Columns with the number that a platform has for a learner."""
_TIMES = ("submitted", "last modified (submission)", "submission time", "handed in")
_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%d/%m/%Y %H:%M", "%d %B %Y, %I:%M %p")


@dataclass
class Person:
    """A learner. keys: all ways to write who it is, squeezed; numbers: what platforms call this person."""

    id: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    keys: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    submitted: datetime.datetime | None = None


class Roster:
    """The class. `said`: where it comes from."""

    def __init__(self, people: Iterable[Person], said: str = ""):
        self.people = list(people)
        self.said = said
        self._keys: dict[str, list[Person]] = {}
        self._numbers: dict[str, list[Person]] = {}
        for person in self.people:
            for key in person.keys | {squeezed(person.id)}:
                self._keys.setdefault(key, []).append(person)
            for number in person.numbers:
                self._numbers.setdefault(number, []).append(person)
        self._by_id = {p.id: p for p in self.people}

    def __bool__(self) -> bool:
        return bool(self.people)

    def get(self, student: str) -> Person | None:
        """The learner with exactly this id."""
        return self._by_id.get(student)

    def find(self, name: str) -> list[Person]:
        """Who is meant by a name, address or id; several where more than one could be."""
        if exact := self.get(name):
            return [exact]
        for key in (squeezed(name), _bare(name)):
            if key and (found := self._keys.get(key)):
                return found
        return []

    def number(self, number: str) -> list[Person]:
        """Who has this number on a platform."""
        return self._numbers.get(number.lstrip("0"), [])

    def like(self, name: str) -> str:
        """Somebody whose name is nearly this, to ask about; nobody is taken for another because of it."""
        near = difflib.get_close_matches(_bare(name.partition("@")[0]), [*self._keys], 1, 0.75)
        return self._keys[near[0]][0].id if near else ""


def squeezed(text: str) -> str:
    """Letters and numbers only, small, in one Unicode form."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc"))


def _bare(text: str) -> str:
    """The same without accents: some platforms leave them out."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if c.isalnum())


def is_id(text: str) -> bool:
    """Whether a text can be a learner's id: it is a folder's name, on any system, and nbgrader looks for it by pattern."""
    return bool(text) and len(text) <= 100 and text.isprintable() and text == text.strip() and text[0] not in ".-" \
        and text[-1] != "." and not re.search(r'[\\/:*?"<>|\[\]{}+,]', text)  # fmt: skip


def slug(text: str) -> str:
    """An id from a name: Ana María Núñez → ana-maria-nunez; letters of other scripts stay."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if _latin(text):
        text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    return re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFC", text)).strip("-._")[:100]


def _latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(c, "") for c in text if c.isalpha())


def person(student: str, first: str = "", last: str = "", email: str = "", others: Iterable[str] = ()) -> Person:
    """A learner with all ways to write the name."""
    name = " ".join(filter(None, (first, last)))
    ways = {student, email, email.partition("@")[0], f"{first} {last}", f"{last} {first}", *others}
    keys = {k for way in ways for k in (squeezed(way), _bare(way)) if k}
    if not (first and last):  # one word alone is nobody's name
        keys -= {squeezed(first), squeezed(last), _bare(first), _bare(last)} - {squeezed(student)}
    return Person(student, name, first, last, email, keys)


def read_roster(path: Path) -> Roster:
    """A table with a first line of headings, one learner a line. Raises RosterError."""
    try:
        data = path.read_bytes()
    except OSError as e:
        raise RosterError(f"{path} cannot be read: {e.strerror}") from None
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RosterError(f"{path} is an Excel file, or another that is packed. Save the table as CSV (UTF-8).")
    text = _decoded(data)
    if any(unicodedata.category(c) == "Cc" and not c.isspace() for c in text[:10_000]):
        raise RosterError(f"{path} is no table of text. Save the table as CSV (UTF-8).")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    headings = [h.strip() for h in rows[0]] if rows else []
    small = [h.casefold() for h in headings]
    column = _id_column(headings, small)
    if column is None:
        raise RosterError(
            f"{path}: no column says which name a learner's folder gets. Give one column the heading id. "
            f"The headings are: {', '.join(h[:40] for h in headings[:20]) or 'none'}."
        )
    people: dict[str, Person] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        student = row[column].strip() if column < len(row) else ""
        if not student and _id_may_be_empty(row):
            continue
        if not is_id(student):
            raise RosterError(
                f"{path}:{number}: {student!r} cannot be a learner's id. It becomes the name of a folder: letters, numbers, and - _ . @"
            )
        if student in people:
            raise RosterError(f"{path}:{number}: the id {student} stands there twice.")
        people[student] = _person(student, small, [c.strip() for c in row])
    if not people:
        raise RosterError(f"{path} names no learner.")
    return Roster(people.values(), path.name)


def _id_may_be_empty(row: list[str]) -> bool:
    """Lines that platforms add: points possible, a test student."""
    return any("points possible" in cell.casefold() or "student, test" in cell.casefold() for cell in row)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _id_column(headings: list[str], small: list[str]) -> int | None:
    if "id" in headings:
        return headings.index("id")
    if "sis login id" in small:  # Canvas: its ID is a number that nobody knows
        return small.index("sis login id")
    return next((small.index(n) for n in _IDS if n in small), None)


def _person(student: str, headings: list[str], row: list[str]) -> Person:
    cells = [*zip(headings, row, strict=False)]

    def first_of(names: tuple[str, ...]) -> str:
        return next((value for heading, value in cells if heading in names and value), "")

    name = first_of(_NAMES)
    others = [value for heading, value in cells if heading in _IDS or heading.startswith("also")]
    first, last = first_of(_FIRST), first_of(_LAST)
    if "," in name:
        parts = [part.strip() for part in name.partition(",")[::2]]
        others.append(f"{parts[1]} {parts[0]}")
        first, last = (first, last) if first or last else (parts[1], parts[0])
    found = person(student, first, last, first_of(_EMAILS), [*others, name])
    found.name = found.name or name
    for heading, value in cells:
        if heading in _NUMBERS and (number := re.search(r"(\d+)$", value)):
            found.numbers.add(number[1].lstrip("0"))
        if heading in _TIMES and value:
            found.submitted = found.submitted or _time(value)
    return found


def _time(text: str) -> datetime.datetime | None:
    """A time without a zone is this machine's; None where it is in words of another language."""
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def of_gradebook(students: Iterable[Any]) -> Roster:
    """The class, as the gradebook has it."""
    people = [person(s.id, s.first_name or "", s.last_name or "", s.email or "") for s in students]
    for p, s in zip(people, students, strict=False):
        if s.lms_user_id:
            p.numbers.add(str(s.lms_user_id).lstrip("0"))
    return Roster(people, "the gradebook")
