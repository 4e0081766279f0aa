"""A plan as Markdown: whole, for a file; or in its parts, for a page of the book. MyST and pandoc both read it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from booklet6.content.agenda import Day
from booklet6.content.clock import clock
from booklet6.content.model import Module
from booklet6.local import Local, plain_markdown
from booklet6.words import Words

from .pack import DAY, SHORT_REST
from .plan import Plan, Row

SPARE = 15
"""Minutes from which on an empty rest is long enough for one more case."""
_WIDTHS = {"time": 18, "minutes": 10, "what": 44, "how": 17, "lead": 22}
"""How wide the columns of a day are, in relation to one another: pandoc takes it from the dashes below the heads."""
MORE_ITEMS = 4
"""How many cases and questions are named that a session does not use."""


def document(plan: Plan, words: Words, title: str, dates: tuple[str, ...] = ()) -> str:
    """The whole plan as a Markdown document. `dates`: the date of each day, as it is to be written."""
    local = Local(plan.course.edition, words)
    parts = [f"# {local.markdown(titled(plan, words, title))}", facts(plan, words)]
    for n in range(plan.request.days):
        parts += [f"## {day_title(n, words, dates)}", day_table(plan, n, words)]
    parts += [f"## {words('agenda.late')}", late(plan, words), f"## {words('agenda.early')}", early(plan, words)]
    parts += [f"## {words('agenda.objectives')}", objectives(plan)]
    parts += [f"## {words('agenda.bring')}", bring(plan), f"## {words('agenda.room')}", rooms(plan)]
    parts += [f"## {words('local.help')}", local.bullets(), f"## {words('agenda.sheets')}", *sheets(plan, words)]
    return "\n\n".join(parts) + "\n"


def titled(plan: Plan, words: Words, title: str) -> str:
    """The title, with the country where there is a national edition: plain text."""
    edition = plan.course.edition
    return line(words("local.in_country", title=title, country=edition.country) if edition else title)


def line(text: str) -> str:
    """A text of several lines as one."""
    return " ".join(text.split())


def cell(text: str) -> str:
    """A text for a cell of a table."""
    return re.sub(r"(?<!\\)\|", r"\\|", line(text))


def bullets(texts: Iterator[str] | list[str]) -> str:
    """A list."""
    return "\n".join(f"- {line(t)}" for t in texts)


def day_title(n: int, words: Words, dates: tuple[str, ...] = ()) -> str:
    """The heading of day n, from 0."""
    return words("agenda.dated", n=n + 1, date=dates[n]) if dates else words("agenda.day", n=n + 1)


def hours(plan: Plan, words: Words) -> str:
    """From when to when, on which days."""
    request = plan.request
    days = [request.day(n + 1) for n in range(request.days)]
    usual = (request.start, request.end)

    def told(day: Day) -> dict[str, str]:
        return {"begins": clock(day.begins), "ends": clock(day.ends)}

    name = "agenda.one_day" if request.days == 1 else "agenda.days"
    first = told(days[0]) if request.days == 1 else {"begins": usual[0], "ends": usual[1]}
    other = [words("agenda.other_hours", day=h.day, begins=h.start, ends=h.end) for h in request.hours]
    return "; ".join([words(name, n=request.days, **first), *(other if request.days > 1 else [])])


def facts(plan: Plan, words: Words) -> str:
    """For whom, when, which modules; and what a trainer must know before."""
    rows = [
        f"**{words('agenda.whom')}:** {plan.audience.title}",
        f"**{words('agenda.when')}:** {hours(plan, words)}. "
        + words("agenda.time", hours=plan.work // 60, minutes=plan.work % 60),
        f"**{words('agenda.modules')}:** {titles(plan.modules)}",
    ]
    if plan.not_taught:
        rows.append(f"**{words('agenda.not_taught')}:** {titles(plan.not_taught)}")
    for begins, ends in plan.long_sittings:
        rows.append(
            words(
                "agenda.sitting",
                begins=clock(begins % DAY),
                ends=clock(ends % DAY),
                day=begins // DAY + 1,
                minutes=ends - begins,
            )
        )
    return bullets(rows)


def titles(modules: Iterable[Module]) -> str:
    """The short titles of modules, each set off from the next: some have commas in them."""
    return "; ".join(f"*{m.lesson.short}*" for m in modules)


def objectives(plan: Plan) -> str:
    """What people can do afterwards, module by module: the objectives that a held step works on."""
    parts = []
    for module in plan.modules:
        codes = {c for row in plan.held(module) for c in codes_of(row)}
        lines = [f"- {code}: {line(text)}" for code, text in module.lesson.objectives.items() if code in codes]
        if lines:
            parts.append(f"**{line(module.lesson.title)}**\n\n" + "\n".join(lines))
    return "\n\n".join(parts)


def codes_of(row: Row) -> list[str]:
    """The objectives that a step's items measure."""
    if not (row.step and row.module):
        return []
    measured = {o for a in row.module.activities if a.id in row.step.activities for o in a.objectives}
    return [o for o in row.module.lesson.objectives if o in measured]


def unused(module: Module) -> list[str]:
    """The titles of a module's items that its session does not use: cases first."""
    used = {a for s in module.session.steps for a in s.activities}
    items = [a for a in module.activities if a.id not in used]
    return [a.title for a in sorted(items, key=lambda a: a.type != "classify")]


def title_of(row: Row, plan: Plan, words: Words) -> str:
    """What a row is called."""
    if row.step:
        return row.step.title
    if row.kind == "practice" and row.block and row.module:
        return words("agenda.practice", title=row.block.title, module=row.module.lesson.short)
    if row.block:
        return row.block.title
    if row.taken and row.kind == "guest":
        return words("agenda.guest", who=plain_markdown(row.taken.who)) if row.taken.who else words("agenda.guest_at")
    if row.taken:
        return words(f"agenda.pause.{row.taken.kind}")
    if row.minutes < SHORT_REST:
        return words("agenda.breath")
    before = [r.module for r in plan.rows if r.module and r.begins < row.begins]
    if row.minutes < SPARE or not before:
        return words("agenda.questions")
    return words("agenda.spare", module=before[-1].lesson.short)


def lead_of(row: Row, words: Words) -> str:
    """Who leads."""
    if row.module and row.step:
        return row.module.session.lead or words("agenda.lead")
    if row.kind == "guest" and row.taken:
        return plain_markdown(row.taken.who or words("agenda.guest_at"))
    return row.block.lead if row.block else ""


def sittings(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    """The rows of a day, with steps of one module that follow one another as one group; each other row alone."""
    group: list[Row] = []
    for row in rows:
        same = group and row.step and group[-1].step and row.module and row.module.id == group[-1].module.id  # type: ignore[union-attr]
        if group and not same:
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _span(begins: int, ends: int) -> str:
    return f"{clock(begins % DAY)}–{clock(ends % DAY)}"


def _begun(row: Row, plan: Plan) -> bool:
    """Was the session of this step begun before?"""
    return any(r.step and r.module == row.module and r.begins < row.begins for r in plan.rows)


def day_table(plan: Plan, n: int, words: Words, narrow: bool = False) -> str:
    """The table of day n, from 0. `narrow`: two columns, for a telephone."""
    columns = ("time", "what") if narrow else ("time", "minutes", "what", "how", "lead")
    table = [" | ".join(words(f"agenda.column.{c}") for c in columns), "|".join("-" * _WIDTHS[c] for c in columns)]
    for rows in sittings(plan.days[n]):
        table += [_cells(found, narrow, words) for found in _lines(rows, plan, words)]
    return "\n".join(f"| {row} |" for row in table)


@dataclass(frozen=True)
class _Line:
    """One line of a day's table. The line that names a session has no minutes of its own: its steps have them."""

    span: str
    minutes: int | None
    what: str
    how: str
    lead: str


def _lines(rows: tuple[Row, ...], plan: Plan, words: Words) -> Iterator[_Line]:
    first = rows[0]
    if first.step and first.module:
        begins, ends = first.begins, rows[-1].ends
        lesson = first.module.lesson
        name, called = (
            ("agenda.continued", lesson.short) if _begun(first, plan) else ("agenda.session", line(lesson.title))
        )
        title = words(name, title=called, minutes=ends - begins)
        yield _Line(_span(begins, ends), None, f"**{title}**", "", lead_of(first, words))
    for row in rows:
        if row.step:
            codes = ", ".join(codes_of(row))
            what = line(row.step.title) + (f" ({codes})" if codes else "")
            how, lead = words(f"session.methods.{row.step.method}"), ""
        else:
            what = f"**{line(title_of(row, plan, words))}**" + (f" {line(row.block.aim)}" if row.block else "")
            how = words(f"session.methods.{row.block.method}") if row.block else ""
            lead = lead_of(row, words)
        yield _Line(_span(row.begins, row.ends), row.minutes, what, how, lead)


def _cells(it: _Line, narrow: bool, words: Words) -> str:
    minutes = "" if it.minutes is None else str(it.minutes)
    if not narrow:
        return " | ".join(cell(c) for c in (it.span, minutes, it.what, it.how, it.lead))
    told = words("session.minutes", n=it.minutes) if it.minutes else ""
    return f"{it.span} | " + " · ".join(cell(t) for t in (it.what, told, it.how, it.lead) if t)


def bring(plan: Plan) -> str:
    """What to bring, each thing once, with where it is used."""
    where: dict[str, list[str]] = {}
    for row in plan.rows:
        if row.step and row.module:
            for thing in row.module.session.material:
                where.setdefault(line(thing), []).append(row.module.lesson.short)
        elif row.block:
            for thing in row.block.material:
                where.setdefault(line(thing), []).append(line(row.block.title))
    used = {thing: "; ".join(f"*{name}*" for name in dict.fromkeys(names)) for thing, names in where.items()}
    return bullets([f"{thing} ({names})" for thing, names in used.items()])


def rooms(plan: Plan) -> str:
    """How the room is set up, each way once."""
    told: dict[str, list[str]] = {}
    for row in plan.rows:
        room = row.module.session.room if row.step and row.module else row.block.room if row.block else None
        if room:
            name = row.module.lesson.short if row.step and row.module else row.block.title if row.block else ""
            told.setdefault(line(room), []).append(name)
    return bullets([f"{'; '.join(dict.fromkeys(names))}: {room}" for room, names in told.items()])


def late(plan: Plan, words: Words) -> str:
    """What to drop, in which order; then what each session says of itself."""
    rows = [
        words(
            "agenda.late_row",
            title=line(title_of(r, plan, words)),
            minutes=r.minutes,
            day=r.day + 1,
            begins=clock(r.begins % DAY),
        )
        for r in plan.can_go
    ]
    drop = "\n".join(f"{n}. {row}" for n, row in enumerate(rows, 1))
    told = [words("agenda.from_module", module=m.lesson.short, text=line(m.session.runs_late)) for m in plan.modules]
    parts = [words("agenda.late_how"), drop] if rows else [words("agenda.late_none")]
    return "\n\n".join([*parts, words("agenda.sessions_say"), bullets(told)])


def early(plan: Plan, words: Words) -> str:
    """What can be put in: the steps that were left out, then what each session says of itself."""
    parts = []
    if cut := [(m, s) for m in plan.modules for s in plan.cut(m)]:
        parts += [
            words("agenda.early_how"),
            bullets(
                [
                    words(
                        "agenda.from_module",
                        module=m.lesson.short,
                        text=words("agenda.early_row", title=line(s.title), minutes=s.minutes),
                    )
                    for m, s in cut
                ]
            ),
        ]
    told = [words("agenda.from_module", module=m.lesson.short, text=line(m.session.runs_early)) for m in plan.modules]
    return "\n\n".join([*parts, words("agenda.sessions_say"), bullets(told)])


def cut_line(plan: Plan, module: Module, words: Words) -> str:
    """Which steps of a module are left out, by name."""
    cut = [words("agenda.early_row", title=line(s.title), minutes=s.minutes) for s in plan.cut(module)]
    return words("agenda.cut", steps="; ".join(cut)) if cut else words("agenda.cut_none")


def sheets(plan: Plan, words: Words) -> Iterator[str]:
    """Each session and each block with what the trainer does, in the order in which they come."""
    seen: set[str] = set()
    for row in plan.rows:
        if row.step and row.module and row.module.id not in seen:
            seen.add(row.module.id)
            yield f"### {line(row.module.lesson.title)}"
            yield _session(plan, row.module, words)
        elif row.block and row.block.id not in seen:
            seen.add(row.block.id)
            yield f"### {line(row.block.title)}"
            yield _block(plan, row, words)


def _session(plan: Plan, module: Module, words: Words) -> str:
    session = module.session
    parts = [
        f"**{words('session.room')}:** {line(session.room)}",
        f"**{words('session.material')}:** {line('; '.join(session.material))}",
        f"**{words('session.opens_with')}:** {line(session.opens_with)}",
    ]
    for row in plan.held(module):
        step = row.step
        assert step
        title = words(
            "agenda.step",
            begins=clock(row.begins % DAY),
            title=line(step.title),
            minutes=step.minutes,
            method=words(f"session.methods.{step.method}"),
        )
        parts += [
            f"**{title}**",
            f"{words('session.do')}: {line(step.do)}",
            f"{words('session.watch')}: {line(step.watch)}",
        ]
    parts.append(f"**{cut_line(plan, module, words)}**")
    if items := unused(module)[:MORE_ITEMS]:
        parts.append(words("agenda.early_items", items="; ".join(items)))
    return "\n\n".join(parts)


def _block(plan: Plan, row: Row, words: Words) -> str:
    block = row.block
    assert block
    parts = [
        f"**{words('agenda.aim')}:** {line(block.aim)}",
        f"**{words('agenda.column.lead')}:** {line(block.lead)}",
        f"{words('session.do')}: {line(block.do)}",
    ]
    if block.room:
        parts.append(f"{words('session.room')}: {line(block.room)}")
    if block.material:
        parts.append(f"{words('session.material')}: {line('; '.join(block.material))}")
    if row.kind == "practice" and row.module and (items := unused(row.module)[:MORE_ITEMS]):
        parts.append(words("agenda.early_items", items="; ".join(items)))
    return "\n\n".join(parts)
