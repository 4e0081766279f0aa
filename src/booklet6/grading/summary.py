"""What a run came to, in words: how many, and above all whose work needs a person, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .journal import Entry
from .pool import Result

_TO_DO = {
    r"could not be read|was not handed in|Its folder is a link|It could not be graded": (
        "Not read: ask the learner to save the notebook and to hand it in again. Collect it with --replace, and grade."
    ),
    r"given under the name": (
        "Another name: if the same person mistyped it, write the id, a comma and the typed name into bank/names.csv, and "
        "grade with --student ID --force. If it is another learner's name, compare the two files."
    ),
    r"too long\b|took longer|stopped|interrupted|too much|wrote more|could not be run|Not run|cell ended with": (
        "Stopped, or too slow: look at the cell. If it is honest, grade this learner again: --student ID --force."
    ),
    r"expect something else|cannot be carried across": (
        "Not plain data: look at the cell. If that test has earned points, give them in formgrader."
    ),
    r"Unproven|run to its end|The test gives|could not be marked by program|in another language": (
        "Unproven, or not marked: look at that test with your own eyes, and give its points in formgrader."
    ),
    r"put back|renamed|more than once|another order|of another type|says of itself|none of the assignment|were replaced|"
    r"inner name|kernel made no sense|made for another language|It has \d+ cells|had no text|is no cell": (
        "Mended: the cells as they were handed out were graded. Look in formgrader if all that was written is there."
    ),
    r"left out|left alone|not opened|not there when it ran|ha(ve|s) the name of|name that misleads": (
        "Left out, or oddly named: ask for a plain file, if the work needs one."
    ),
    r"handed in on time": "No time of handing in: look on your platform when it came. It counts as on time.",
    r"Unusual:|a result that it does not give|Script stood in": "Unusual: have a look. No points hang on it.",
}
"""What a reason looks like → what to do about it."""


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
    if to_do := list(dict.fromkeys(what for e in [*person, *noted] for what in to_do_about(e))):
        yield "## What to do"
        yield ""
        yield from (f"- {what}" for what in to_do)
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


def to_do_about(entry: Entry) -> list[str]:
    """What somebody does about a submission, by what is told of it."""
    told = "\n".join([*entry.person, *entry.notes])
    return [what for reason, what in _TO_DO.items() if re.search(reason, told)]


def _by_reason(lines: list[str]) -> Iterator[str]:
    """Lines of one reason (`notebook, cell: reason`) as one line, with the cells that it is about."""
    cells: dict[str, list[str]] = {}
    for line in lines:
        where, colon, why = line.partition(": ")
        cells.setdefault(why if colon else line, []).extend([where] if colon else [])
    for why, cells_of in cells.items():
        more = f" and {len(cells_of) - 1} more" if len(cells_of) > 1 else ""
        yield f"{cells_of[0]}{more}: {why}" if cells_of else why


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
