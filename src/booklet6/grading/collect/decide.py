"""Whose each file is, what it is, and which of several counts."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ...exercises.forms import plain
from .platforms import Mark, read_path, utc
from .roster import Person, Roster, is_id, slug, squeezed
from .unpack import Item
from .wanted import RESPONSES, Look, Wanted, look_at

_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


@dataclass(eq=False)
class File:
    """A file that was found, and what becomes of it."""

    item: Item
    state: str = "found"
    """``collected``, ``beside`` (collected, though the assignment does not ask for it), ``older``, ``same``, ``opened``,
    ``junk``, ``aside`` (left out for a plain reason) or ``person`` (left out, and somebody has to look)."""
    why: str = ""
    mark: Mark | None = None
    student: str = ""
    target: str = ""
    copy: int = 0
    look: Look = field(default_factory=Look)

    @property
    def time(self) -> datetime.datetime | None:
        """When it was handed in, where somebody but the learner's machine says so."""
        return (self.mark.time if self.mark else None) or self.item.sent

    @property
    def order(self) -> tuple[int, datetime.datetime, int]:
        """The greater is the later."""
        return (self.mark.turn if self.mark else 0, self.time or self.item.time or _NEVER, self.copy)

    def end(self, state: str, why: str = "") -> None:
        """Say what becomes of it."""
        self.state, self.why = state, why


@dataclass
class Work:
    """What one learner hands in."""

    student: str
    files: list[File] = field(default_factory=list)
    time: datetime.datetime | None = None
    notes: list[str] = field(default_factory=list)
    person: list[str] = field(default_factory=list)
    """What somebody has to look at."""


def decide(
    items: list[Item],
    wanted: Wanted,
    roster: Roster,
    strict: bool,
    zone: datetime.tzinfo | None,
    file_times: bool = False,
) -> tuple[list[File], list[Work]]:
    """All files, with what becomes of each; and the work of each learner.

    strict: whether only people of the roster are learners. zone: of times that name none. file_times: whether the times
    of files count as times of handing in.
    """
    files = [File(i) for i in items]
    for file in files:
        _outside(file, wanted, zone)
    open_ = [f for f in files if f.state == "found"]
    _structure([f for f in open_ if f.mark is None], wanted, roster)
    numbered = _numbers(open_)
    for file in open_:
        if file.state == "found":
            _whose(file, roster, strict, numbered)
    groups: dict[str, list[File]] = defaultdict(list)
    for file in open_:
        if file.state == "found":
            groups[file.student].append(file)
    works = [_work(student, groups[student], wanted, roster, zone, file_times) for student in sorted(groups)]
    return files, [w for w in works if w.files or w.person or w.notes]


def _outside(file: File, wanted: Wanted, zone: datetime.tzinfo | None) -> None:
    item = file.item
    if item.opened:
        file.end("opened")
    elif item.junk:
        file.end("junk", "a system's own file")
    else:
        file.mark = read_path(item.parts, wanted.assignment, zone)
        if item.refused:
            file.end("person", item.refused)
        elif file.mark and file.mark.aside:
            file.end("aside", file.mark.aside)


def _structure(files: list[File], wanted: Wanted, roster: Roster) -> None:
    """Of files that no platform has named: who is meant by a folder's or file's name."""
    by_mail = [f for f in files if f.item.sender]
    for file in by_mail:
        at = next((n for n, p in enumerate(file.item.parts) if p.lower().endswith(".eml")), -1)
        file.mark = Mark([file.item.sender], file.item.parts[at + 1 :], platform="mail")
    rest = [f for f in files if not f.item.sender]
    around = _wrapper([f.item.parts for f in rest])
    for file in rest:
        parts = file.item.parts
        found = next(((n, m) for n in range(len(parts)) if (m := _meant(parts, n, wanted, roster))), None)
        if found:
            n, name = found
            file.mark = Mark([name], parts[n + 1 :] or parts[-1:])
        elif len(inside := parts[around:]) > 1:
            file.mark = Mark([_without_end(inside[0])], inside[1:])
        else:
            name = _left_over(parts[-1], wanted)
            file.mark = Mark([name] if name else [], parts[-1:])


def _meant(parts: tuple[str, ...], n: int, wanted: Wanted, roster: Roster) -> str:
    """The person of the roster whom a part of a path names."""
    ways = [parts[n], _without_end(parts[n])]
    if n + 1 == len(parts):
        ways = [PurePosixPath(parts[n]).stem, _left_over(parts[n], wanted)]
    return next((w for w in ways if w and len(roster.find(w)) == 1), "")


def _left_over(name: str, wanted: Wanted) -> str:
    """What a file's name says beyond the name that the assignment gives it: ``ana - work (1).ipynb`` → ``ana``."""
    stem = re.sub(r"\.(ipynb|json)(\.txt|\.json)?( ?\(\d+\))?$", "", unicodedata.normalize("NFC", name), flags=re.I)
    stem = re.sub(r"( ?\(\d+\)| - copy)+$", "", stem, flags=re.I)
    for known in sorted({*(PurePosixPath(w).stem for w in wanted.files), wanted.assignment}, key=len, reverse=True):
        stem = re.sub(rf"(?<![^\W_]){re.escape(known)}(?![^\W_])", "", stem, flags=re.I)
    return re.sub(r"^[\W_]+|[\W_]+$", "", stem)


def _without_end(part: str) -> str:
    return re.sub(r"\.(zip|eml)$", "", part, flags=re.I)


def _wrapper(paths: list[tuple[str, ...]]) -> int:
    """How many folders stand around all, none of them a learner's."""
    paths = [p for p in paths if len(p) > 1] if any(len(p) > 1 for p in paths) else paths
    around = 0
    while paths and all(len(p) > around + 2 for p in paths) and len({p[around] for p in paths}) == 1:
        around += 1
    return around


def _numbers(files: Iterable[File]) -> dict[str, set[str]]:
    """Name → the numbers that a platform has for people of that name."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in files:
        if file.mark and file.mark.number and file.mark.names:
            found[squeezed(file.mark.names[0])].add(file.mark.number)
    return found


def _whose(file: File, roster: Roster, strict: bool, numbered: dict[str, set[str]]) -> None:
    mark = file.mark
    assert mark is not None
    people = _people(mark, roster)
    if len(people) == 1:
        file.student = people[0].id
    elif people:
        who = ", ".join(p.id for p in people[:5])
        file.end(
            "person",
            f"several people could be meant by {_shown(mark)}: {who}. Write the name behind the right one, in a column of the list with the heading also",
        )
    elif strict:
        near = roster.like(mark.names[0]) if mark.names else ""
        asked = f"; is it {near}? Then write it there, in a column of the list with the heading also" if near else ""
        if not mark.names:
            file.end(
                "person",
                "neither its name nor its folder says whose it is; put it into a folder with the learner's name",
            )
        else:
            file.end("person", f"nobody on the roster is called {_shown(mark)}{asked}")
    else:
        file.student = _new_id(mark, numbered)
        if not file.student:
            file.end(
                "person",
                "neither its name nor its folder says whose it is; put it into a folder with the learner's name",
            )


def _people(mark: Mark, roster: Roster) -> list[Person]:
    by_number = roster.number(mark.number) if mark.number else []
    by_name = next((p for n in mark.names if (p := roster.find(n))), [])
    if by_number and by_name:
        both = [p for p in by_name if p in by_number]
        return both or [*by_name, *by_number]  # the two contradict each other: somebody looks
    return by_name or by_number


def _shown(mark: Mark) -> str:
    number = f" ({mark.number})" if mark.number else ""
    return f"{mark.names[0] if mark.names else '?'}{number}"


def _new_id(mark: Mark, numbered: dict[str, set[str]]) -> str:
    if not mark.names:
        return ""
    name = mark.names[0] if is_id(mark.names[0]) and " " not in mark.names[0] else slug(mark.names[0])
    if len(numbered.get(squeezed(mark.names[0]), ())) > 1:  # two people of one name
        name = f"{name}-{mark.number}"
    return name if is_id(name) else ""


def _work(
    student: str, files: list[File], wanted: Wanted, roster: Roster, zone: datetime.tzinfo | None, file_times: bool
) -> Work:
    work = Work(student)
    stamps = [t for f in files if (t := _timestamp(f)) is not None]
    targets: dict[str, list[File]] = defaultdict(list)
    for file in files:
        if file.state == "found":
            _what(file, wanted)
        if file.state == "found":
            targets[file.target].append(file)
    for target in sorted(targets):
        work.files.append(_latest(target, targets[target], wanted, work))
    if not any(f.target in wanted.notebooks for f in work.files):
        _no_notebook(work, files, wanted)
    times = [t for f in work.files if f.target in wanted.files and (t := f.time)]
    known = roster.get(student)
    if stamps or times:
        work.time = max(stamps or times)
    elif known and known.submitted:
        named = known.submitted.tzinfo or zone  # else it is this machine's
        work.time = known.submitted.replace(tzinfo=named) if named else known.submitted.astimezone()
    elif file_times:
        work.time = max((f.item.time for f in work.files if f.target in wanted.files and f.item.time), default=None)
    if work.time is None and any(f.mark and f.mark.late for f in work.files):
        work.person.append("The platform calls it late, and says not when it came; it counts as on time.")
    _names(work, roster)
    return work


def _timestamp(file: File) -> datetime.datetime | None:
    """The time in nbgrader's timestamp.txt, where it lies where nbgrader puts it; the file has done its work then."""
    mark = file.mark
    if file.state != "found" or not mark or mark.inner != ("timestamp.txt",):
        return None
    if mark.platform != "nbgrader" or file.item.archives > 1:
        file.end("aside", "a time that the learner's own file gives does not count")
        return None
    try:
        found = utc(file.item.read()[:200].decode("utf-8", "replace"))
    except OSError:
        found = None
    file.end("aside", "the time of handing in was read from it" if found else "it holds no date and time")
    return found


def _what(file: File, wanted: Wanted) -> None:
    """Which file of the assignment it is."""
    assert file.mark is not None
    inner = file.mark.inner
    file.target, file.copy = wanted.by_name(inner)
    small = inner[-1].lower()
    json_like = small.endswith((".ipynb", ".json", ".txt")) or "." not in small or ".ipynb" in small
    if file.target and not (file.target in wanted.notebooks or file.target == RESPONSES):
        return
    if file.target or json_like:
        try:
            file.look = look_at(file.item.read(), wanted.assignment)
        except OSError as e:
            file.end("person", f"it could not be read: {e}")
            return
    if not file.target:
        file.target = wanted.by_content(file.look)
    if not file.target:
        file.target = _beside(inner)


def _beside(inner: tuple[str, ...]) -> str:
    """A name to keep a file under that the assignment does not ask for."""
    parts = []
    for part in inner[-4:]:
        part = unicodedata.normalize("NFC", part)
        part = "".join(c if c.isprintable() and c not in '\\/:*?"<>|\u202e' else "_" for c in part).strip(" .")
        while len(part.encode()) > 150:
            part = part[: len(part) // 2] + part[len(part) // 2 + 1 :]
        parts.append(part or "_")
    name = "/".join(parts)
    return f"{name}.other" if name.lower() in ("timestamp.txt", RESPONSES) else name


def _usable(file: File, wanted: Wanted) -> bool:
    if file.target in wanted.notebooks:
        return file.look.kind == "notebook" and not wanted.other(file.target, file.look)
    return file.target != RESPONSES or file.look.kind == "responses"


def _latest(target: str, files: list[File], wanted: Wanted, work: Work) -> File:
    """The one that counts: the latest that can be used."""
    ranked = sorted(files, key=lambda f: (_usable(f, wanted), f.order, f.item.parts), reverse=True)
    best, rest = ranked[0], ranked[1:]
    asked = target in wanted.files
    best.end("collected" if asked else "beside", "" if asked else "not asked for; kept beside the work")
    data = _data(best) if rest else None
    for file in rest:
        if data is not None and _data(file) == data:
            file.end("same", f"the same as {best.item.path}")
        elif _usable(best, wanted) and not _usable(file, wanted):
            file.end("older", f"{file.look.problem or 'it cannot be used'}; {best.item.path} counts")
        elif file.order == best.order:
            file.end("person", f"as late as {best.item.path}, which was taken; look which one counts")
            work.person.append(
                f"Two different files are {target}, and nothing says which is later: {best.item.path} was taken."
            )
        else:
            file.end("older", f"{best.item.path} is later")
    if asked and not _usable(best, wanted):
        what = "it is a notebook of another assignment" if best.look.kind == "notebook" else best.look.problem
        work.person.append(f"{target}: {what or 'it cannot be used'} ({best.item.path}).")
        later = ""
    else:
        later = next((f.item.path for f in rest if f.order > best.order and f.state != "same"), "")
    if later:
        work.person.append(f"{target}: {later} came later, but cannot be used; {best.item.path} was taken.")
    return best


def _data(file: File) -> bytes | None:
    try:
        return file.item.read()
    except OSError:
        return None


def _no_notebook(work: Work, files: list[File], wanted: Wanted) -> None:
    """Nothing is collected of who has handed in no notebook and no answers: they can hand in again."""
    names = " or ".join(sorted(wanted.notebooks))
    if any(f.target == RESPONSES for f in work.files):
        work.person.append(f"No {names} was handed in; only the answers can be collected.")
        return
    what = sorted({PurePosixPath(f.item.parts[-1]).suffix.lower() or "no ending" for f in files})
    if any(f.state in ("collected", "beside") for f in files):
        work.person.append(f"Not collected: {names} was not handed in. What came: {', '.join(what)}.")
    for file in work.files:
        file.end("person", f"{names} is missing")
    work.files = []


def _names(work: Work, roster: Roster) -> None:
    """Answers under another name than the learner's id get no points where forms are drawn by it: say so early."""
    for file in work.files:
        typed = file.look.learner if file.target == RESPONSES else ""
        if not typed or plain(typed) == plain(work.student):
            continue
        said = f"The answers were given under the name {typed!r}"
        whose = [p.id for p in roster.find(typed)]
        typed = '"{}"'.format(typed.replace('"', '""')) if re.search('[,"]', typed) else typed  # as a table has it
        line = f"add this line to bank/names.csv: {work.student},{typed}"
        if whose == [work.student]:
            work.notes.append(f"{said}, which is this learner's too. So that they are marked, {line}")
        elif whose:
            other = ", ".join(whose)
            work.person.append(
                f"{said}, and that is another learner: {other}. They are not marked. Compare the two files."
            )
        else:
            work.notes.append(f"{said}. If that is the same person, {line}")
