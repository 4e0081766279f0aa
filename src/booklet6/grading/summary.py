"""What a run came to, in words: how many, and above all whose work needs a person, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .journal import Entry
from .pool import Result


def lines(result: Result, assignment: str) -> Iterator[str]:
    """The summary, line by line, in Markdown that reads well as plain text."""
    done = [e for e in result.entries if e.state == "done"]
    yield f"# {assignment}: {_n(len(done), 'submission')} graded, {result.graded} of them in this run"
    yield ""
    if result.skipped:
        names = ", ".join(sorted(result.skipped))
        yield f"Graded before by nbgrader itself, and left as they are: {names}. To grade them again: --force"
        yield ""
    if result.advice:
        yield "## About the assignment"
        yield ""
        yield from (f"- {text}" for text in result.advice)
        yield ""
    person = [e for e in result.entries if e.state == "failed" or e.person]
    if person:
        yield f"## {_n(len(person), 'submission')} to look at"
        yield ""
        for entry in person:
            yield f"- **{plain_line(entry.student)}** ({_points(entry)})"
            yield from (f"  - {plain_line(text)}" for text in [*_by_reason(entry.person), *entry.notes])
        yield ""
    noted = [e for e in result.entries if e.notes and e not in person]
    if noted:
        yield f"## {_n(len(noted), 'submission')} with something worth knowing"
        yield ""
        for entry in noted:
            yield f"- **{plain_line(entry.student)}** ({_points(entry)})"
            yield from (f"  - {plain_line(text)}" for text in entry.notes)
        yield ""
    written = sum(e.written for e in done)
    if written:
        yield f"{_n(written, 'written answer')} to mark by hand: booklet6 formgrader"
    if not person and not noted:
        yield "Nothing else needs a person."


def write(result: Result, assignment: str, folder: Path) -> Path:
    """Keep the summary in that folder. Returns the file."""
    path = folder / "summary.md"
    path.write_text("\n".join(lines(result, assignment)) + "\n", encoding="utf-8")
    return path


def _by_reason(lines: list[str]) -> Iterator[str]:
    """Lines of one reason (`notebook, cell: reason`) as one line, with the cells that it is about."""
    cells: dict[str, list[str]] = {}
    for line in lines:
        where, colon, why = line.partition(": ")
        cells.setdefault(why if colon else line, []).extend([where] if colon else [])
    for why, places in cells.items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield f"{places[0]}{more}: {why}" if places else why


def _points(entry: Entry) -> str:
    return "not graded" if entry.state == "failed" else f"{entry.points:g} of {entry.most:g} points"


def _n(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def plain_line(text: str) -> str:
    """On one line, and without what a terminal or a page would obey: part of it comes from learners."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.replace("\n", " "))
    for sign in "\\`*_[]<>|":
        shown = shown.replace(sign, f"\\{sign}") if sign in "<>`[]" else shown
    return shown[:600]
