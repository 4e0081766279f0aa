"""What a run came to, in words: how many, and above all whose work needs a person, and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .journal import Entry
from .reasons import Cause, Reason

if TYPE_CHECKING:
    from .pool import Result

TO_DO = {
    Cause.UNREADABLE: (
        "Not read: ask the learner to save the notebook and to hand it in again. Collect it with --replace, and grade."
    ),
    Cause.ABSENT: "Not handed in: ask the learner for what is missing. Collect it with --replace, and grade.",
    Cause.GIVEN_UP: (
        "Not graded: try again with --student ID --force. If it ends so again, ask the learner for the "
        "notebook, saved anew."
    ),
    Cause.OTHER_NAME: (
        "Another name: if the same person mistyped it, write the id, a comma and the typed name into bank/names.csv, and "
        "grade with --student ID --force. If it is another learner's name, compare the two files."
    ),
    Cause.STOPPED: (
        "Stopped, too slow, or too large: look at the cell. If it is honest, grade this learner again: --student ID --force."
    ),
    Cause.NO_DATA: "Not plain data: look at the cell. If that test has earned points, give them in formgrader.",
    Cause.UNPROVEN: (
        "Unproven: look at what that test is about with your own eyes, and confirm or change its points in formgrader."
    ),
    Cause.UNMARKED: "Not marked: look at the answer, and give its points in formgrader.",
    Cause.OTHER_LANGUAGE: (
        "Another language: only Python is run here. Mark it by hand in formgrader, or run nbgrader autograde on work that "
        "you trust."
    ),
    Cause.MENDED: (
        "Mended: the cells as they were handed out were graded. Look in formgrader if all that was written is there."
    ),
    Cause.LEFT_OUT: "Left out, or oddly named: ask for a plain file, if the work needs one.",
    Cause.NO_TIME: "No time of handing in: look on your platform when it came. It counts as on time.",
    Cause.UNUSUAL: "Unusual: have a look. No points hang on it.",
    Cause.UNTOLD: "Graded by an earlier version: for what to do about it, grade again with --student ID --force.",
}
"""What somebody does about a reason, by its cause; the most pressing first."""


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
            yield from (f"  - {plain_line(text)}" for text in [*_by_reason(entry.person), *map(str, entry.notes)])
        yield ""
    noted = [e for e in result.entries if e.notes and e not in person]
    if noted:
        yield f"## {_n(len(noted), 'submission')} with something worth knowing"
        yield ""
        for entry in noted:
            yield f"- **{plain_line(entry.student)}** ({_points(entry)})"
            yield from (f"  - {plain_line(text)}" for text in map(str, entry.notes))
        yield ""
    if to_do := {what for e in [*person, *noted] for what in to_do_about(e)}:
        yield "## What to do"
        yield ""
        yield from (f"- {what}" for what in TO_DO.values() if what in to_do)
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
    causes = {reason.cause for reason in [*entry.person, *entry.notes]}
    return [what for cause, what in TO_DO.items() if cause in causes]


def _by_reason(reasons: list[Reason]) -> Iterator[str]:
    """Reasons with one text as one line, with the cells that it is about."""
    cells: dict[str, list[str]] = {}
    for reason in reasons:
        cells.setdefault(reason.text, []).extend([reason.where] if reason.where else [])
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


_NAMED = 5
"""So many learners are named in a line; of others their number."""


def plain_names(learners: list[str]) -> str:
    """The first few, and how many more there are."""
    named, more = ", ".join(map(plain_line, learners[:_NAMED])), len(learners) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
