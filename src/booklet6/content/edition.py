"""The national edition: one file with the facts of one country, `edition.yml`. They fill the slots of book and decks.

Every slot has an entry, and every entry has a day and somebody who looked. What a country does not have is said, with
what to do instead (`missing`). Texts are plain: no Markdown, so that a name with a star in it is a name with a star.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from .problems import CourseError, Place, Problem, Report, UnfitError
from .read import read_yaml
from .slots import Frozen
from .sources import Day, Whole

VALID_DAYS = 365
"""How old an entry may be, in days, where the edition does not say."""
LONGEST_VALID = 730
"""The most that an edition may say. Older numbers are not to be relied on. (An invented country's do not change.)"""

_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMPTY = re.compile(
    r"[\W_]*|(?:todo|tbd|tba|xxx+|fill in|to be filled in.*|to come|n/?a|none|nothing)[\W_]*", re.IGNORECASE
)


LEAST_DIGITS = 2
"""Of a number to call. A word may stand before it: *SMS 1234*."""
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}")


def _told(value: str) -> str:
    """A text that says something, on one line, and does not turn the direction of what stands round it."""
    if _EMPTY.fullmatch(value):
        raise ValueError(f"{value!r} says nothing, expected what is so; or missing: and what to do instead")
    if _HIDDEN.search(value):
        raise ValueError("holds a hidden sign that turns the direction of the text, expected it typed anew")
    return " ".join(value.split())


def _number(value: str) -> str:
    if "@" in value or "://" in value:
        raise ValueError(f"{value!r} is no number to call; an e-mail goes into address:, a page into web:")
    if "++" in value or sum(c.isdigit() for c in value) < LEAST_DIGITS:
        raise ValueError(f"{value!r} is no number to call, expected one as it is dialled, such as '+999 20 555 0110'")
    return value


def _web(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # a port that is none, brackets that do not close
        parts, host = urlsplit(""), ""
    whole = re.fullmatch(r"[^\s<>\"']+", value) and "@" not in parts.netloc
    if not whole or parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        mail = "; an e-mail goes into address:" if "@" in value and "/" not in value else ""
        raise ValueError(f"{value!r} is no address on the web, expected one such as https://example.org{mail}")
    return value


def _day(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no day of the calendar, expected one such as '2026-11-23'") from None
    return value


Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_told)]
Line = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_told)]
Words = Annotated[str, Field(min_length=1, max_length=400), AfterValidator(_told)]
Number = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_told), AfterValidator(_number)]
Web = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_web)]


class Entry(Frozen):
    """What every entry of an edition has: the day on which somebody looked, and who."""

    needed: ClassVar[tuple[str, ...]] = ()
    """The lines that only `missing` can stand for."""

    checked: Annotated[Day, AfterValidator(_day)]
    by: Name

    @field_validator("*", mode="before")
    @classmethod
    def _filled(cls, value: object, info: ValidationInfo) -> object:
        """A line that is there and says nothing is a blank, also where it may be left out."""
        if value in (None, "", []):
            name = str(info.field_name)
            other = "" if cls.model_fields[name].is_required() else ", or the line taken out"
            if name in cls.needed:
                other = f"; or, in place of {', '.join(cls.needed)}, missing: and what to do instead"
            raise ValueError(f"is empty, expected it filled in{other}")
        return value


class Law(Entry):
    """A rule of national law: the law, the article, and what it says; or that there is none."""

    needed = ("name", "article", "says")

    name: Name | None = None
    article: Line | None = None
    says: Words | None = None
    web: Web | None = None
    missing: Words | None = None

    @model_validator(mode="after")
    def _fits(self) -> Law:
        _whole(self, also=("web",))
        return self


class Contact(Entry):
    """Whom to call: the name, a way to reach it, when, in which languages; or that there is none."""

    needed = ("name", "hours", "languages")

    name: Name | None = None
    number: Number | None = None
    web: Web | None = None
    address: Name | None = None
    hours: Line | None = None
    languages: tuple[Line, ...] = ()
    missing: Words | None = None

    @model_validator(mode="after")
    def _fits(self) -> Contact:
        ways = ("number", "web", "address")
        _whole(self, also=ways)
        if self.missing is None and not any(getattr(self, way) for way in ways):
            raise UnfitError([((), "has no way to reach it, expected number, web or address, one or more")])
        return self


class Ministry(Contact):
    """A ministry, and what it does against trafficking."""

    task: Words


class Embassy(Contact):
    """An embassy or consulate, and whose nationals it serves."""

    country: Line


def _whole(entry: Entry, also: tuple[str, ...]) -> None:
    """Everything that is needed is there, or only what is said in its place. Raises UnfitError."""
    have = [f for f in (*entry.needed, *also) if getattr(entry, f) not in (None, ())]
    faults: list[tuple[Place, str]] = []
    if getattr(entry, "missing", None) is not None:
        faults = [((f,), f"{f}: stands beside missing, expected one of the two") for f in have]
    else:
        faults = [
            ((), f"{f!r} is missing, expected a value for it; or missing: and what to do instead")
            for f in entry.needed
            if f not in have
        ]
    if faults:
        raise UnfitError(faults)


class Laws(Frozen):
    """The rules of national law that the course speaks of."""

    trafficking: Law
    child: Law
    non_punishment: Law
    stay: Law
    compensation: Law
    recruitment: Law
    reporting: Law


class Contacts(Frozen):
    """Whom the course tells people to call."""

    emergency: Contact
    hotline: Contact
    child: Contact
    shelter: Contact
    labour_inspectorate: Contact
    union: Contact
    embassy: Contact
    legal_aid: Contact
    police_unit: Contact
    prosecutor: Contact
    referral: Contact
    data: Contact


class Edition(Frozen):
    """A national edition: `edition.yml`."""

    country: Line
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
    fictional: bool = False
    valid_days: Whole = Field(default=VALID_DAYS, ge=1)
    law: Laws
    contacts: Contacts
    ministries: tuple[Ministry, ...] = Field(min_length=1)
    embassies: tuple[Embassy, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Edition:
        if self.valid_days > LONGEST_VALID and not self.fictional:
            text = f"valid_days: {self.valid_days} is too large, expected {LONGEST_VALID} or less: numbers change"
            raise UnfitError([(("valid_days",), text)])
        return self

    @property
    def entries(self) -> Iterator[tuple[Place, Law | Contact]]:
        """Every entry with its place in the file."""
        for group in ("law", "contacts"):
            part = getattr(self, group)
            yield from (((group, name), getattr(part, name)) for name in type(part).model_fields)
        for group in ("ministries", "embassies"):
            yield from (((group, n), entry) for n, entry in enumerate(getattr(self, group)))


SLOTS = (
    *(f"law.{name}" for name in Laws.model_fields),
    *(f"contacts.{name}" for name in Contacts.model_fields),
    "ministries",
    "embassies",
)
"""What pages and decks may ask an edition for."""
SLOT_ROLE = re.compile(r"\{local\}`([^`]*)`")
"""A slot in a line of Markdown: {local}`contacts.hotline`."""


def out_of_date(path: Path, root: Path, today: date) -> list[Problem]:
    """Every entry of that file that is too old on that day, or that was checked on a day that has not come, with its line.

    The file may have other mistakes: what is no entry and no day is passed over here.
    """
    data, lines = read_yaml(path, Report(root))
    report = Report(root)
    valid = _valid_days(data) if isinstance(data, dict) else VALID_DAYS
    for place, day in _days(data):
        age = (today - day).days
        name = ".".join(str(p + 1) if isinstance(p, int) else p for p in place)
        if age < 0:
            text = f"{name}: checked: {day} has not come yet, expected {today} or a day before it"
        elif age > valid:
            text = f"{name}: checked: {day} is {age} days ago, expected {valid} or fewer: check it again, and write the day"
        else:
            continue
        report.add(path, lines.of((*place, "checked")), text)
    return sorted(report.problems)


def _valid_days(data: dict[str, Any]) -> int:
    found = str(data.get("valid_days"))
    return int(found) if re.fullmatch(r"[1-9]\d{0,5}", found) else VALID_DAYS


def _days(data: object) -> Iterator[tuple[Place, date]]:
    """The place of each entry that was checked on a day, and the day."""
    groups = data.items() if isinstance(data, dict) else ()
    for group, part in groups:
        entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for name, entry in entries:
            with suppress(ValueError):
                if isinstance(entry, dict):
                    yield (group, name), date.fromisoformat(str(entry.get("checked")))


class StaleError(CourseError):
    """The edition has entries that are too old, or that were checked on a day that has not come, and no other mistake."""
