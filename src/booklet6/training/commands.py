"""The trainer's commands. Each reads its options, calls the library, and tells what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..content.clock import clock, minutes, span
from ..options import EDITION, FORCE
from ..progress import steps
from .asked import course_at, in_the_way, modules_named
from .faults import Fault

if TYPE_CHECKING:
    from ..content import Course
    from ..content.agenda import Agendas, Request
    from .agenda.plan import Plan

FORMATS = (".md", ".docx", ".ics")
"""The endings of the files that an agenda can be written to."""
MOST_DAYS = 10
"""Days of a course. What a request says of more is refused."""
LONGEST_TITLE = 120
"""Characters of a plan's own title."""


@click.command()
@click.argument("audience", required=False)
@click.option("--ready", metavar="PLAN", help="Begin with a ready plan; other options change it. --list names them.")
@click.option("--days", type=int, help="How many days. If not given: 1.")
@click.option("--start", metavar="HH:MM", help="When each day begins. If not given: 08:30.")
@click.option("--end", metavar="HH:MM", help="When each day ends. If not given: 16:30.")
@click.option("--hours", multiple=True, metavar="DAY@FROM-TO", help="Other hours on one day: 5@08:30-12:30.")
@click.option(
    "--break", "breaks", multiple=True, metavar="[DAY@]FROM-TO", help="A break, on each day or on one: 10:15-10:30."
)
@click.option("--lunch", multiple=True, metavar="[DAY@]FROM-TO", help="Lunch, on each day or on one: 12:15-13:15.")
@click.option(
    "--prayer", multiple=True, metavar="[DAY@]FROM-TO", help="Time for prayer, on each day or on one: 5@12:00-13:30."
)
@click.option("--no-pauses", is_flag=True, help="No pause at all. If no pause is told, lunch and breaks are put in.")
@click.option(
    "--guest",
    "guests",
    multiple=True,
    metavar="[DAY@]FROM-TO[ WHO]",
    help="A guest at a fixed time: '2@14:00-14:45 Labour inspector'.",
)
@click.option(
    "--with",
    "must",
    multiple=True,
    metavar="MODULE",
    help="A module that must be in: 08_prosecution, prosecution or 8.",
)
@click.option(
    "--without", multiple=True, metavar="MODULE", help="A module, or a block such as test-before, to leave out."
)
@click.option(
    "--date", "dates", multiple=True, metavar="YYYY-MM-DD", help="The date of the first day, or of each day in turn."
)
@click.option(
    "--timezone",
    metavar="NAME",
    help="The time zone for the calendar file, such as Asia/Manila. If not given: the local clock.",
)
@click.option("--title", help="A title of your own for the plan.")
@click.option(
    "-o",
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to write: .md, .docx or .ics says which kind. If not given: Markdown, here.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@EDITION
@click.option("--list", "listed", is_flag=True, help="List the audiences, modules, blocks and ready plans, and stop.")
@click.pass_obj
def agenda(
    root: Path, /, listed: bool, outs: tuple[Path, ...], force: bool, edition: Path | None, **options: Any
) -> None:
    """Make a plan by the clock for a course: for whom, on which days, with which pauses.

    AUDIENCE is police, labour-attache, mixed or other. Sessions take the minutes that the modules' own plans say. Where
    it does not fit, nothing is written, and the missing minutes are told.
    """
    course = course_at(root, edition)
    agendas = course.agendas
    if agendas is None:
        raise Fault(
            [f"{root / 'book' / 'agenda.yml'} is missing: it says who comes and what stands around the sessions"]
        )
    if listed:
        click.echo(_list(course, agendas))
        return
    faults = _wrong_files(outs, force)
    request, title, wrong = _request(course, agendas, **options)
    faults += wrong
    dates, wrong = _dates(options["dates"], request.days if request else 0)
    faults += wrong
    if any(o.suffix.lower() == ".ics" for o in outs) and not options["dates"]:
        faults.append("a calendar file needs a date: say --date 2026-12-07 for the first day")
    zone, wrong = _zone(options["timezone"])
    faults += wrong
    if faults or request is None:
        raise Fault(faults)
    _write(_plan(course, request, title), title, dates, zone, outs)


@click.command()
@click.argument("names", nargs=-1, metavar="[MODULE]...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write to. If not given: _build/decks in the course's folder.",
)
@FORCE
@EDITION
@click.pass_obj
def decks(root: Path, /, names: tuple[str, ...], out: Path | None, force: bool, edition: Path | None) -> None:
    """Make the slides without the book: for each MODULE, or for all, an HTML deck and an editable PowerPoint file.

    MODULE is 08_prosecution, prosecution or 8.
    """
    course = course_at(root, edition)
    modules, faults = modules_named(names, course)
    if not faults and out:
        faults = in_the_way(out, [f"{m.id}.{end}" for m in modules for end in ("html", "pptx")], force)
    if faults:
        raise Fault(faults)
    from ..local import Local
    from ..words import load_words
    from .decks import build

    target, local = out or root / "_build" / "decks", Local(course.edition, load_words())
    written: list[Path] = []
    try:
        for module in steps(modules, "Decks"):
            written += build(root / "slides" / f"{module.id}.md", target, root, local, course.references)
    except ValueError as e:
        raise Fault(str(e).splitlines()) from e
    except OSError as e:
        raise Fault([f"{e.filename} cannot be written: {e.strerror}"]) from e
    for path in written:
        click.echo(path.name)
    click.echo(f"In {target}")


def _list(course: Course, agendas: Agendas) -> str:
    from .agenda.text import line

    parts = [
        ("Audiences", [(name, a.title) for name, a in agendas.audiences.items()]),
        ("Modules", [(m.id, f"{m.session.minutes} minutes. {line(m.lesson.title)}") for m in course.modules]),
        (
            "Blocks",
            [(b.id, f"{b.minutes} minutes. {b.title}" + (" (always in)" if b.must else "")) for b in agendas.blocks],
        ),
        ("Ready plans", [(p.id, p.title) for p in agendas.plans]),
    ]
    wide = max(len(name) for _, rows in parts for name, _ in rows)
    return "\n\n".join(f"{head}:\n" + "\n".join(f"  {n:{wide}}  {t}" for n, t in rows) for head, rows in parts)


def _request(
    course: Course, agendas: Agendas, *, audience: str | None, ready: str | None, days: int | None, start: str | None,
    end: str | None, hours: Sequence[str], breaks: Sequence[str], lunch: Sequence[str], prayer: Sequence[str],
    no_pauses: bool, guests: Sequence[str], must: Sequence[str], without: Sequence[str], title: str | None, **_: Any,
) -> tuple[Request | None, str, list[str]]:  # fmt: skip
    """What the options ask for, its title, and all that is wrong with them."""
    from ..content.agenda import read_request
    from ..content.problems import did_you_mean
    from ..words import load_words

    faults: list[str] = []
    plan = next((p for p in agendas.plans if p.id == ready), None)
    fields: dict[str, Any] = {"start": "08:30", "end": "16:30"}
    if ready and not plan:
        known = [p.id for p in agendas.plans]
        faults.append(
            f"there is no ready plan {ready!r}. {did_you_mean(ready, known)}Expected one of: {', '.join(known)}"
        )
    if plan:
        fields = plan.model_dump(exclude={"id", "title"})
    if audience and audience not in agendas.audiences:
        near = did_you_mean(audience, agendas.audiences)
        faults.append(f"there is no audience {audience!r}. {near}Expected one of: {', '.join(agendas.audiences)}")
    if title and len(title) > LONGEST_TITLE:
        faults.append(f"title: has {len(title)} characters, expected at most {LONGEST_TITLE}")
    if not audience and not ready:
        faults.append(f"say for whom it is. Expected one of: {', '.join(agendas.audiences)}")
    own = {
        "audience": audience,
        "days": days,
        "start": start,
        "end": end,
        "must": _names(must),
        "without": _names(without),
    }
    fields |= {name: value for name, value in own.items() if value}
    if days == 0:
        faults.append("days: 0 is too small, expected 1 or more")
    told = [(kind, text) for kind, texts in (("break", breaks), ("lunch", lunch), ("prayer", prayer)) for text in texts]
    if told and no_pauses:
        faults.append("--no-pauses and a pause do not go together, expected one of the two")
    faults += _bad_spans(told) + _bad_spans([("guest", _guest(g)[1]) for g in guests])
    if told or no_pauses:
        fields["pauses"] = [{"kind": kind, "day": day, "at": at} for kind, text in told for day, at in [_at(text)]]
    if hours:
        fields["hours"], wrong = _hours(hours)
        faults += wrong
    if guests:
        fields["guests"] = [{"day": day or 1, "at": at, "who": who} for day, at, who in map(_guest, guests)]
    fields.setdefault("audience", next(iter(agendas.audiences)))  # its absence is told already
    if faults:
        return (
            None,
            "",
            [*faults, *(f for f in read_request(fields)[1] if not f.startswith(("pauses: no.", "guests: no.")))],
        )
    if "pauses" not in fields and not _bad_times(fields):
        fields["pauses"] = _own_pauses(fields)
    request, faults = read_request(fields)
    name = title or (plan.title if plan and not audience else None)
    if request and not name:
        who = agendas.audiences.get(request.audience)
        name = load_words()("agenda.made_for", audience=who.title if who else request.audience)
    return request, name or "", faults


def _bad_spans(told: Sequence[tuple[str, str]]) -> list[str]:
    """What is wrong with the times of these, each named as its option is."""
    faults = []
    for kind, text in told:
        try:
            span(_at(text)[1])
        except ValueError as e:
            faults.append(f"{kind}: {e}")
    return faults


def _own_pauses(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """Pauses where nobody has told any: the same on each day, unless a day has its own hours or a guest."""
    from .agenda.breaks import pauses, pauses_around

    usual = minutes(fields["start"]), minutes(fields["end"])
    own = {h["day"]: (minutes(h["start"]), minutes(h["end"])) for h in fields.get("hours", ())}
    guests = [(g["day"], span(g["at"])) for g in fields.get("guests", ())]
    if not own and not guests:
        return [p.model_dump() for p in pauses(*usual)]
    found = []
    for day in range(1, min(fields.get("days", 1), MOST_DAYS) + 1):
        around = pauses_around(*own.get(day, usual), [at for on, at in guests if on == day])
        found += [{**p.model_dump(), "day": day} for p in around]
    return found


def _names(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())


def _at(text: str) -> tuple[int | None, str]:
    """A day and a time: `5@10:00-10:15`; without a day, None."""
    day, at, rest = text.partition("@")
    return (int(day), rest.strip()) if at and day.strip().isdigit() else (None, text.strip())


def _hours(texts: Sequence[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Days with other hours, and what is wrong with them."""
    found, faults = [], []
    for text in texts:
        day, at = _at(text)
        try:
            begins, ends = span(at)
        except ValueError as e:
            faults.append(f"hours: {e}")
            continue
        if day is None:
            faults.append(f"hours: {text!r} has no day, expected one before it: 5@08:30-12:30")
        found.append({"day": day or 1, "start": clock(begins), "end": clock(ends)})
    return found, faults


def _guest(text: str) -> tuple[int | None, str, str | None]:
    day, rest = _at(text)
    at, _, who = rest.partition(" ")
    return day, at, who.strip() or None


def _bad_times(fields: dict[str, Any]) -> bool:
    try:
        return minutes(fields["end"]) <= minutes(fields["start"])
    except ValueError:
        return True


def _dates(texts: Sequence[str], days: int) -> tuple[tuple[date, ...], list[str]]:
    """The date of each day, and what is wrong with them."""
    found: list[date] = []
    faults: list[str] = []
    for text in texts:
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            faults.append(f"date: {text!r} is no date, expected year, month and day, such as 2026-12-07")
    if faults or not found or not days:
        return (), faults
    if len(found) == 1:
        return tuple(found[0] + timedelta(days=n) for n in range(days)), []
    if len(found) != days:
        return (), [f"date: {len(found)} dates for {days} days, expected the first alone, or one for each day"]
    if any(b <= a for a, b in pairwise(found)):
        return (), ["date: the dates are not in order, expected each later than the one before"]
    return tuple(found), []


def _zone(name: str | None) -> tuple[Any, list[str]]:
    from zoneinfo import ZoneInfo, available_timezones

    from ..content.problems import did_you_mean

    if name is None:
        return None, []
    if name in (known := available_timezones()):
        return ZoneInfo(name), []
    return None, [
        f"timezone: there is no time zone {name!r}. {did_you_mean(name, known)}Expected a name such as Asia/Manila"
    ]


def _wrong_files(outs: Sequence[Path], force: bool) -> list[str]:
    faults = []
    for n, out in enumerate(outs):
        if out.suffix.lower() not in FORMATS:
            faults.append(f"{out}: its ending says no kind of file, expected one of: {', '.join(FORMATS)}")
        elif not out.parent.is_dir():
            faults.append(f"{out}: there is no folder {out.parent}, expected one that is there")
        elif out.exists() and not force:
            faults.append(f"{out} is there already, expected another name, or --force to write over it")
        if out in outs[:n]:
            faults.append(f"{out} stands twice, expected each file once")
    return faults


def _plan(course: Course, request: Request, title: str) -> Plan:
    from .agenda.make import make
    from .agenda.plan import PlanError

    try:
        return make(course, request, title)
    except PlanError as e:
        raise Fault(e.lines) from None


def _write(plan: Plan, title: str, dates: tuple[date, ...], zone: Any, outs: Sequence[Path]) -> None:
    from ..words import load_words
    from . import word
    from .agenda.calendar import calendar
    from .agenda.text import document

    words = load_words()
    text = document(plan, words, title, tuple(d.isoformat() for d in dates))
    for stretch in plan.long_sittings:
        click.echo(_sitting(stretch, several=plan.request.days > 1), err=True)
    if not outs:
        click.echo(text, nl=False)
        return
    for out in steps(outs, "Writing"):
        try:
            if out.suffix.lower() == ".docx":
                word.write(text, out, words, title)
            elif out.suffix.lower() == ".ics":
                found = calendar(plan, words, title, dates, datetime.now(UTC), zone)
                out.write_bytes(found.encode("utf-8"))
            else:
                out.write_text(text, encoding="utf-8")
        except ValueError as e:
            raise Fault([str(e)]) from None
        except OSError as e:
            raise Fault([f"{out} cannot be written: {e.strerror}"]) from None
    for out in outs:
        click.echo(str(out))


def _sitting(stretch: tuple[int, int], several: bool) -> str:
    from .agenda.breaks import middle

    begins, ends = stretch
    day = 24 * 60
    day_of = f"{begins // day + 1}@" if several else ""
    return (
        f"Note: on day {begins // day + 1} nobody has a pause from {clock(begins % day)} to {clock(ends % day)}, "
        f"{ends - begins} minutes. A break in between helps: --break {day_of}{middle(begins % day, ends % day)}."
    )
