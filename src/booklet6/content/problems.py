"""Mistakes in course files, told to the person who made them: `path:line: what is wrong, what is expected`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]
"""The way into a file's data: keys and list positions, outermost first."""

UNREADABLE = object()
"""Stands in a file's data where a value could not be read. That was told already, so nothing more is said of it."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `line` counts from 1; 0 is the file as a whole."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class CourseError(Exception):
    """The course has mistakes: all of them, in `problems`."""

    def __init__(self, problems: list[Problem]):
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class UnfitError(ValueError):
    """What does not fit within one record, each fault with its place in the record. For validators of models."""

    def __init__(self, faults: list[tuple[Place, str]]):
        self.faults = faults
        super().__init__("; ".join(text for _, text in faults))


@dataclass
class Lines:
    """Where each place of a file's data stands: place → line, from 1; and how a value is written that is no text."""

    at: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, str] = field(default_factory=dict)

    def of(self, place: Place) -> int:
        """The line of the nearest known place: the place itself, or what holds it. 0 where nothing is known."""
        for n in range(len(place), -1, -1):
            if place[:n] in self.at:
                return self.at[place[:n]]
        return 0


class Report:
    """Collects the mistakes of a whole course. Paths are told from `root`."""

    def __init__(self, root: Path):
        self.root = root
        self.problems: list[Problem] = []

    def shown(self, path: Path) -> str:
        """The path as it is told."""
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()

    def add(self, path: Path, line: int, text: str) -> None:
        """Note one mistake."""
        self.problems.append(Problem(self.shown(path), line, text))

    def add_invalid(
        self, path: Path, lines: Lines, error: ValidationError, model: Any, under: Place = (), called: str = ""
    ) -> None:
        """Note every mistake that checking data against `model` found.

        `under` is where the data stands in the file; `called`, how its record is called, if the file holds several.
        """
        before = f"{called}: " if called else ""
        for e in error.errors(include_url=False):
            if e["input"] is UNREADABLE or (e["type"] == "too_short" and len(e["input"]) >= e["ctx"]["min_length"]):
                continue  # Told already: it cannot be read, or what it holds has mistakes.
            place, record = _resolve(model, e["loc"])
            cause = e.get("ctx", {}).get("error")
            if isinstance(cause, UnfitError):
                for inner, text in cause.faults:
                    self.add(path, lines.of(under + place + inner), before + _way(place) + text)
                continue
            if e["type"] == "union_tag_invalid":
                place = (*place, "type")
            if e["type"] in ("missing", "extra_forbidden"):
                name, text = place[:-1], _field(e["type"], str(place[-1]), record)
            elif e["loc"][-1:] == ("[key]",):
                name, text = place[:-1], _say(e, str(place[-2]) if len(place) > 1 else "", None)
            else:
                name, text = place, _say(e, str(place[-1]) if place else "", lines.written.get(under + place))
            self.add(path, lines.of(under + place), before + _way(name) + text)


def did_you_mean(value: object, options: Iterable[str]) -> str:
    """A question that names the option nearest to what is written, with a space after it; nothing if none is near."""
    wanted, options = str(value), list(options)
    # Who writes `tests` means `test-before` more than `two-desks`, though as many letters agree.
    begun = [o for o in options if o.startswith(wanted[: max(4, len(wanted) - 1)])]
    near = difflib.get_close_matches(wanted, begun, 1, cutoff=0) or difflib.get_close_matches(
        wanted, options, 1, cutoff=0.5
    )
    return f"Did you mean {near[0]!r}? " if near else ""


def _way(place: Place) -> str:
    """A place in words, to stand before what is wrong there."""
    return "".join(f"no. {p + 1}: " if isinstance(p, int) else f"{p}: " for p in place)


def _resolve(model: Any, loc: Place) -> tuple[Place, type[BaseModel] | None]:
    """The way into the data, without what pydantic adds (the tag of a union, ``[key]``), and the record where it ends."""
    place: Place = ()
    record: type[BaseModel] | None = None
    kind = _plain(model)
    for part in loc:
        if get_origin(kind) in (Union, UnionType):
            kind = next(m for m in get_args(kind) if part in get_args(m.model_fields["type"].annotation))
            record = kind
            continue
        if part == "[key]":
            break
        place += (part,)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            record = kind
            known = kind.model_fields.get(str(part))
            kind = _plain(known.annotation) if known else None
        else:
            arguments = [a for a in get_args(kind) if a is not ...]
            kind = _plain(arguments[-1]) if arguments else None
    return place, record


def _plain(kind: Any) -> Any:
    """A type without what is annotated to it, and without ``| None``."""
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    if get_origin(kind) in (Union, UnionType):
        members = [m for m in get_args(kind) if m is not type(None)]
        return _plain(members[0]) if len(members) == 1 else kind
    return kind


def _field(kind: str, name: str, record: type[BaseModel] | None) -> str:
    if kind == "missing":
        return f"{name!r} is missing, expected a value for it"
    # What the loader adds itself (the story of a case, the slides of a deck) may not stand in a file.
    fields = list(record.model_fields) if record else []
    return f"unknown field {name!r}. {did_you_mean(name, fields)}Expected only: {', '.join(fields)}"


_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "dict": "a mapping (name: value)",
    "model": "a mapping (name: value)",
}
_NOT_ALLOWED = {
    "acts": "an act of article 3(a)",
    "means": "a means of article 3(a)",
    "purposes": "a purpose of article 3(a)",
    "type": "a type of activity",
}


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float | None) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else text[:57] + "..."


def _say(e: Any, name: str, written: str | None) -> str:
    """One of pydantic's errors in plain words. `name`: the field. `written`: the value as written, if it is no text."""
    kind, value, ctx = e["type"], e.get("input"), e.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        if kind == "union_tag_invalid":
            value = ctx["tag"]
        allowed = ctx.get("expected_tags") or ctx["expected"]
        options = [w.strip(" '") for w in allowed.replace(" or ", ", ").split(",")]
        what = _NOT_ALLOWED.get(name, "allowed here")
        return f"{_short(value)} is not {what}. {did_you_mean(value, options)}Expected one of: {', '.join(options)}"
    if kind == "union_tag_not_found":
        return "'type' is missing, expected the type of the activity"
    if kind == "string_pattern_mismatch":
        return f"{_short(value)} has the wrong form, expected {_pattern(ctx.get('pattern', ''))}"
    if kind == "string_too_short":
        return "is empty, expected some text"
    if kind == "string_too_long":
        return f"{_short(value)} has {len(value)} characters, expected at most {ctx['max_length']}"
    if kind == "too_short":
        return f"has {ctx.get('actual_length')}, expected at least {ctx.get('min_length')}"
    if kind == "too_long":
        return f"has more than {ctx.get('max_length')}, expected at most {ctx.get('max_length')}"
    if kind == "greater_than_equal":
        return f"{_short(value)} is too small, expected {ctx['ge']:g} or more"
    if kind == "less_than_equal":
        return f"{_short(value)} is too large, expected {ctx['le']:g} or less"
    if kind == "value_error":
        return str(ctx.get("error"))
    base = kind.partition("_")[0]
    if base in _EXPECTED:
        return f"{_is(value, written)}, expected {_EXPECTED[base]}{_quotes(value, base)}"
    return f"{e['msg'][0].lower()}{e['msg'][1:]} (here: {_short(value)})"


def _is(value: Any, written: str | None) -> str:
    """What is there instead of what was expected."""
    if value is None:
        return "is empty"
    if isinstance(value, bool):
        return f"{written or value} means {'true' if value else 'false'} in YAML"
    if isinstance(value, int | float):
        return f"{_short(value) if written is None else written[:60]} is a number in YAML"
    if isinstance(value, dict):
        return "is a mapping (name: value)"
    return "is a list" if isinstance(value, list | tuple) else f"{_short(value)} is text"


def _quotes(value: Any, wanted: str) -> str:
    return ": put it in quotes" if wanted == "string" and isinstance(value, int | float) else ""


_PATTERNS = {
    r"^[a-z][a-z0-9-]*$": "an id: small letters, digits and hyphens, a letter first",
    r"^U\d\d$": "the id of an update, such as U05",
    r"^[A-Z]+\d+$": "the id of an objective, such as D2",
    r"^\d{4}-\d{2}-\d{2}$": "a date, such as 2026-11-23",
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "the tag of a language, such as en, fr or pt-BR",
}


def _pattern(pattern: str) -> str:
    return _PATTERNS.get(pattern, f"a match for {pattern}")
