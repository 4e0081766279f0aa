"""What became of each file, in words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from ..summary import plain_line
from .collect import Collected
from .decide import File

_SAID = {
    "collected": "collected",
    "beside": "collected",
    "older": "not taken",
    "same": "not taken",
    "opened": "opened",
    "junk": "left out",
    "aside": "left out",
    "there": "there already",
    "person": "NOT COLLECTED",
}


def lines(result: Collected, whole: bool) -> Iterator[str]:
    """The summary in Markdown that reads well as plain text. whole: with each file, not only what needs a look."""
    done = [w for w in result.works if w.files]
    people = f"{len(done)} learner{'' if len(done) == 1 else 's'}"
    yield f"# {result.assignment}: {people}, {len(result.files)} files in {plain_line(result.source)}"
    yield ""
    if result.dry:
        yield "Nothing was written: this is what would be done."
        yield ""
    yield from _times(result)
    yield from _to_look_at(result)
    if result.missing:
        yield f"## Nothing came from {len(result.missing)} of {result.class_size} in the class"
        yield ""
        yield ", ".join(plain_line(m) for m in result.missing)
        yield ""
    if whole:
        yield "## What became of each file"
        yield ""
        for file in result.files:
            yield f"- {_file(file)}"


def write(result: Collected, path: Path) -> Path:
    """Keep the whole summary in a file. Returns it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines(result, whole=True)) + "\n", encoding="utf-8")
    return path


def _times(result: Collected) -> Iterator[str]:
    without = [w for w in result.works if w.files and not w.time]
    if without:
        yield f"No time of handing in is known for {len(without)}: their work counts as on time."
        times = [f.item.time for w in without for f in w.files if f.item.time]
        if times:
            first, last = min(times), max(times)
            yield f"The files themselves bear times from {_when(first)} to {_when(last)}. If these are the times of handing in, and not of the download, give --file-times."
        yield ""
    late = [(w, w.time - result.due) for w in result.works if w.files and w.time and result.due and w.time > result.due]
    if late:
        yield f"## {len(late)} late"
        yield ""
        yield from (
            f"- **{plain_line(w.student)}**: {_long(by)} after {_when(result.due)}" for w, by in late if result.due
        )
        yield ""


def _to_look_at(result: Collected) -> Iterator[str]:
    looked = [f for f in result.files if f.state == "person"]
    works = [w for w in result.works if w.person or w.notes]
    if not looked and not works:
        yield "Nothing needs a person."
        yield ""
        return
    yield "## To look at"
    yield ""
    for work in works:
        yield f"- **{plain_line(work.student)}**"
        yield from (f"  - {plain_line(text)}" for text in [*work.person, *work.notes])
    yield from (f"- {_file(f)}" for f in looked)
    yield ""


def _file(file: File) -> str:
    who = f" for {file.student}" if file.student else ""
    name = f" as {file.target}" if file.state in ("collected", "beside", "there") and file.target else ""
    why = f": {file.why}" if file.why else ""
    return plain_line(f"{file.item.path} – {_SAID[file.state]}{who if file.state != 'opened' else ''}{name}{why}")


def _when(time: datetime.datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M %Z}"


def _long(time: datetime.timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    days, rest = divmod(minutes, 1440)
    return f"{days} d {rest // 60} h" if days else f"{rest // 60} h {rest % 60} min"
