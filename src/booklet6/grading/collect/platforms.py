"""What the paths of a platform's download say: whose file it is, when it was handed in, and what it was called.

- Moodle:      ``Ana Silva_12345_assignsubmission_file_/work.ipynb``, or in one folder ``…_assignsubmission_file_work.ipynb``
- Canvas:      ``silvaana_123_456_work-1.ipynb``, ``silvaana_LATE_123_456_work.ipynb``
- Blackboard:  ``Assignment_asilva_attempt_2026-11-26-19-09-32_work.ipynb``
- Brightspace: ``123-456 - Ana Silva - Nov 26, 2026 709 PM/work.ipynb``
- Sakai:       ``Silva, Ana(asilva)/Submission attachment(s)/work.ipynb``
- nbgrader:    ``asilva/ps1/work.ipynb``, and its exchange's ``asilva+ps1+2026-11-26 19:09:32 UTC+x/work.ipynb``
- Teams:       ``Ana Silva/ps1/Version 2/work.ipynb``
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass


@dataclass
class Mark:
    """What a path says. names: who it may be, the likeliest first. inner: the file's path in what was handed in."""

    names: list[str]
    inner: tuple[str, ...]
    number: str = ""
    time: datetime.datetime | None = None
    turn: int = 0
    """Which time it was handed in, where that is counted."""
    late: bool = False
    aside: str = ""
    """Why it is no work, where it is the platform's own."""
    platform: str = ""


_MOODLE = re.compile(r"(.+)_(\d+)_assign(submission|feedback)_(file|onlinetext|comments|editpdf)_?(.*)", re.S)
_CANVAS = re.compile(r"([^_]+(?:_[^_]+)*?)_(?:(LATE)_)?(\d+)_(\d+)_(.+)", re.S)
_BLACKBOARD = re.compile(r"(.+)_attempt_(\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(.*)|(\.txt))", re.S)
_BRIGHTSPACE = re.compile(r"\d+-\d+ ?- (.+?) ?- (.+\d.*)", re.S)
_SAKAI = re.compile(r"(.+)\(([^()]+)\)", re.S)
_EXCHANGE = re.compile(r"([^+]+)\+([^+]+)\+([^+]+)(?:\+.*)?", re.S)
_VERSION = re.compile(r"version (\d+)", re.I)
_WRAPPERS = {"submission attachment(s)", "submitted files", "working files"}


def read_path(parts: tuple[str, ...], assignment: str, zone: datetime.tzinfo | None) -> Mark | None:
    """The first part, from the outside in, that a platform has made; None where there is none."""
    for n, part in enumerate(parts):
        rest, last = parts[n + 1 :], n + 1 == len(parts)
        if found := _moodle(part, rest) or _blackboard(part, rest, zone) or _canvas(part, rest):
            return found
        if last:
            continue
        if found := _exchange(part, rest, assignment) or _brightspace(part, rest, zone) or _sakai(part, rest):
            return found
        if n + 2 < len(parts) and parts[n + 1] == assignment:
            inner, turn = _versions(parts[n + 2 :])
            return Mark([part], inner, turn=turn, platform="Teams" if turn else "nbgrader")
    return None


def _moodle(part: str, rest: tuple[str, ...]) -> Mark | None:
    if not (m := _MOODLE.fullmatch(part)):
        return None
    inner = (*filter(None, (m[5],)), *rest)
    if not inner:
        return None
    aside = "feedback that was given there" if m[3] == "feedback" else ""
    return Mark([m[1]], inner, number=m[2], aside=aside, platform="Moodle")


def _canvas(part: str, rest: tuple[str, ...]) -> Mark | None:
    if not (m := _CANVAS.fullmatch(part)) or ("." not in m[5]):
        return None
    return Mark([m[1]], (m[5], *rest), number=m[3], late=bool(m[2]), platform="Canvas")


def _blackboard(part: str, rest: tuple[str, ...], zone: datetime.tzinfo | None) -> Mark | None:
    if not (m := _BLACKBOARD.fullmatch(part)):
        return None
    words = m[1].split("_")
    names = [words[-1], *("_".join(words[n:]) for n in range(1, len(words) - 1))]
    aside = "the platform's own note of the hand-in" if m[4] else ""
    when = _at(m[2], "%Y-%m-%d-%H-%M-%S", zone)
    return Mark(names, (m[3] or part, *rest), time=when, aside=aside, platform="Blackboard")


def _brightspace(part: str, rest: tuple[str, ...], zone: datetime.tzinfo | None) -> Mark | None:
    if not (m := _BRIGHTSPACE.fullmatch(part)):
        return None
    text = re.sub(r"[_.:]", "", m[2])
    forms = ("%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%d %B, %Y %H%M", "%d %b, %Y %H%M", "%d %B %Y %H%M")
    when = next((t for f in forms if (t := _at(text, f, zone))), None)
    return Mark([m[1]], rest, time=when, platform="Brightspace") if when else None


def _sakai(part: str, rest: tuple[str, ...]) -> Mark | None:
    m = _SAKAI.fullmatch(part)
    if not m or m[2].isdigit() or m[2].casefold() == "s" or part.lower().endswith(".zip"):
        return None
    inner = tuple(p for p in rest if p.casefold() not in _WRAPPERS)
    if not inner:
        return None
    aside = "" if len(inner) < len(rest) else "the platform's own note of the hand-in"
    return Mark([m[2], m[1]], inner, aside=aside, platform="Sakai")


def _exchange(part: str, rest: tuple[str, ...], assignment: str) -> Mark | None:
    m = _EXCHANGE.fullmatch(part)
    return Mark([m[1]], rest, time=utc(m[3]), platform="nbgrader") if m and m[2] == assignment else None


def _versions(inner: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    if len(inner) > 1 and (m := _VERSION.fullmatch(inner[0])):
        return inner[1:], int(m[1])
    return inner, 0


def utc(text: str) -> datetime.datetime | None:
    """A time as nbgrader writes it; without a zone it is UTC."""
    from nbgrader.utils import parse_utc

    try:
        found: datetime.datetime = parse_utc(text.strip()[:200])
    except Exception:  # whatever stands there, in whatever library reads it
        return None
    return found.replace(tzinfo=datetime.UTC)


def _at(text: str, form: str, zone: datetime.tzinfo | None) -> datetime.datetime | None:
    try:
        found = datetime.datetime.strptime(text, form)
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if zone else found.astimezone()
