"""Mistakes in course files, told to the person who made them: `path:line: what is wrong, what is expected`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]
"""The way into a file's data: keys and list positions, outermost first."""


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


@dataclass
class Lines:
    """Where each place of a file's data stands: place → line, from 1. `shift` is added (a header inside a file)."""

    at: dict[Place, int] = field(default_factory=dict)

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

    def add(self, path: Path, line: int, text: str) -> None:
        """Note one mistake."""
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        self.problems.append(Problem(shown.as_posix(), line, text))

    def add_invalid(self, path: Path, lines: Lines, error: ValidationError, model: Any, under: Place = ()) -> None:
        """Note every mistake that checking data against `model` found. `under` is where the data stands in the file."""
        for e in error.errors(include_url=False):
            place = under + tuple(p for p in e["loc"] if not _is_tag(p, e))
            self.add(path, lines.of(_in_file(place, lines)), _say(e, place, model))


def _in_file(place: Place, lines: Lines) -> Place:
    """Drop what pydantic adds to a place and no file holds: union tags, the `[key]` of a mapping."""
    kept: Place = ()
    for part in place:
        if (*kept, part) in lines.at:
            kept += (part,)
    return kept


def _is_tag(part: str | int, error: Any) -> bool:
    return part == "[key]"


_EXPECTED = {
    "string_type": "expected text",
    "string_too_short": "expected some text",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "tuple_type": "expected a list",
    "list_type": "expected a list",
    "dict_type": "expected a mapping (name: value)",
    "model_type": "expected a mapping (name: value)",
    "model_attributes_type": "expected a mapping (name: value)",
}


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _say(e: Any, place: Place, model: Any) -> str:
    """One of pydantic's errors in plain words."""
    kind, value, ctx = e["type"], e.get("input"), e.get("ctx", {})
    name = ".".join(str(p) for p in place) or "this file"
    if kind == "missing":
        return f"{name}: is missing, expected a value for {place[-1]!r}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), _field_names(model), 1)
        hint = f"did you mean {near[0]!r}?" if near else "see docs/formats.md for the fields there are"
        return f"{name}: unknown field {place[-1]!r}, {hint}"
    if kind in ("literal_error", "enum"):
        allowed = ctx.get("expected", "")
        options = [w.strip(" '") for w in allowed.replace(" or ", ", ").split(",")]
        near = difflib.get_close_matches(str(value), options, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return f"{name}: {_short(value)} is not allowed here. {hint}Expected one of: {', '.join(options)}"
    if kind == "union_tag_invalid":
        return (
            f"{name}: there is no activity type {_short(ctx.get('tag'))}, expected one of: {ctx.get('expected_tags')}"
        )
    if kind == "union_tag_not_found":
        return f"{name}: type is missing, expected the type of the activity (classify, match, quiz, rank, sort)"
    if kind == "string_pattern_mismatch":
        return f"{name}: {_short(value)} has the wrong form, expected {_pattern(ctx.get('pattern', ''))}"
    if kind == "too_short":
        return f"{name}: has {ctx.get('actual_length')}, expected at least {ctx.get('min_length')}"
    if kind == "value_error":
        return f"{name}: {ctx.get('error')}"
    if kind in _EXPECTED:
        return f"{name}: {_short(value)} is of the wrong type, {_EXPECTED[kind]}"
    return f"{name}: {e['msg'][0].lower()}{e['msg'][1:]} (here: {_short(value)})"


_PATTERNS = {
    r"^[a-z][a-z0-9-]*$": "an id: small letters, digits and hyphens, a letter first",
    r"^U\d\d$": "the id of an update, such as U05",
    r"^[A-Z]+\d+$": "the id of an objective, such as D2",
    r"^\d{4}-\d{2}-\d{2}$": "a date in quotes, such as '2026-11-23'",
}


def _pattern(pattern: str) -> str:
    return _PATTERNS.get(pattern, f"a match for {pattern}")


def _field_names(model: Any) -> list[str]:
    """Every field name that may stand somewhere in `model`, for *did you mean*."""
    seen: set[type] = set()
    names: set[str] = set()

    def walk(kind: Any) -> None:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind in seen:
                return
            seen.add(kind)
            for field_name, info in kind.model_fields.items():
                names.add(field_name)
                walk(info.annotation)
        for arg in getattr(kind, "__args__", ()):
            walk(arg)

    walk(model)
    return sorted(names)
