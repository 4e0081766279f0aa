"""A response plan: measures chosen from the framework, and what they leave uncovered. Pure: no widget, no files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..content.apps import AIMS, Framework, Need
from ..content.vocabulary import VOCABULARY
from ..words import Words
from .spreadsheet import read_rows, write_table

LEVELS = VOCABULARY["level"]
MOST_ROWS = 100
TEXT_LIMIT = 300


@dataclass(frozen=True)
class Row:
    """One line of a plan. `id` is that of a measure, or ``own-…``. `level` and `actor` are ids, or empty."""

    id: str
    text: str
    aim: str
    level: str = ""
    actor: str = ""
    when: str = ""
    note: str = ""


Plan = tuple[Row, ...]
COLUMNS = ("id", "text", "aim", "level", "actor", "when", "note")


def row_of(measure_id: str, framework: Framework) -> Row:
    """A new line for a measure, with its first level and actor where there is only one. Raises KeyError."""
    measure = {m.id: m for m in framework.measures}[measure_id]
    level = measure.levels[0] if len(measure.levels) == 1 else ""
    actor = measure.actors[0] if len(measure.actors) == 1 else ""
    return Row(measure.id, measure.text, measure.aim, level, actor)


def uncovered(plan: Plan, framework: Framework) -> list[Need]:
    """What no chosen measure covers. A measure of one's own covers nothing that we could know of."""
    chosen = {row.id for row in plan}
    covered = {c for m in framework.measures if m.id in chosen for c in m.covers}
    return [n for n in framework.needs if n.id not in covered]


def covering(need: Need, plan: Plan, framework: Framework) -> list[str]:
    """The ids of the chosen measures that cover a need."""
    chosen = {row.id for row in plan}
    return [m.id for m in framework.measures if need.id in m.covers and m.id in chosen]


def matrix(plan: Plan) -> dict[str, dict[str, int]]:
    """Aim → level → how many lines; ``""`` is no level yet."""
    return {
        aim: {level: sum(r.aim == aim and r.level == level for r in plan) for level in (*LEVELS, "")} for aim in AIMS
    }


def idle(plan: Plan, framework: Framework) -> list[str]:
    """The actors who carry nothing yet."""
    busy = {row.actor for row in plan}
    return [a for a in framework.actors if a not in busy]


def unfinished(plan: Plan) -> list[Row]:
    """The lines for which nobody is named, or no day."""
    return [row for row in plan if not (row.actor and row.when)]


def to_csv(plan: Plan, framework: Framework, words: Words) -> str:
    """The plan as a table, to be read by people and to be opened here again."""
    rows = [
        (
            r.id,
            r.text,
            words(f"app.plan.aim.{r.aim}"),
            _level(r, words),
            framework.actors.get(r.actor, ""),
            r.when,
            r.note,
        )
        for r in plan
    ]
    return write_table(_header(words), rows)


def _header(words: Words) -> list[str]:
    return [words(f"app.plan.column.{c}") for c in COLUMNS]


def _level(row: Row, words: Words) -> str:
    return words(f"level.{row.level}") if row.level else ""


def from_csv(text: str, framework: Framework, words: Words) -> Plan:
    """The plan in a table that `to_csv` has made, or that a spreadsheet has saved again.

    A line without a known measure becomes one of one's own. Raises ValueError where the table is none of ours.
    """
    table = read_rows(text, _header(words), MOST_ROWS, TEXT_LIMIT)
    aims = {words(f"app.plan.aim.{a}"): a for a in AIMS}
    levels = {words(f"level.{name}"): name for name in LEVELS}
    actors = {name: i for i, name in framework.actors.items()}
    known = {m.id: m for m in framework.measures}
    rows: list[Row] = []
    for n, (name, said, aim, level, actor, when, note) in enumerate(table, 1):
        if not (said or name in known):
            continue
        measure = known.get(name)
        row = Row(
            id=name if measure else f"own-{n}",
            text=measure.text if measure else said,
            aim=measure.aim if measure else aims.get(aim, "all"),
            level=levels.get(level, ""),
            actor=actors.get(actor, ""),
            when=when,
            note=note,
        )
        if all(row.id != r.id for r in rows):
            rows.append(row)
    return tuple(rows)


def to_html(plan: Plan, framework: Framework, words: Words, title: str) -> str:
    """The plan as a page, of which a Word document is made."""
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(words('app.plan.page.intro'))}</p>"]
    for aim in AIMS:
        rows = [r for r in plan if r.aim == aim]
        if rows:
            head = [words(f"app.plan.column.{c}") for c in ("text", "level", "actor", "when", "note")]
            cells = [(r.text, _level(r, words), framework.actors.get(r.actor, ""), r.when, r.note) for r in rows]
            parts.append(f"<h2>{escape(words(f'app.plan.aim.{aim}'))}</h2>{_table(head, cells)}")
    open_needs = uncovered(plan, framework)
    parts.append(f"<h2>{escape(words('app.plan.open'))}</h2>")
    parts.append(_list([f"{n.title}: {n.why}" for n in open_needs] or [words("app.plan.none_open")]))
    parts.append(f"<h2>{escape(words('app.plan.idle'))}</h2>")
    parts.append(_list([framework.actors[a] for a in idle(plan, framework)] or [words("app.plan.none_idle")]))
    parts.append(f"<p>{escape(words('app.plan.page.source'))}</p>")
    return f'<html lang="{words.language}"><body>{"".join(parts)}</body></html>'


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(i)}</li>' for i in items)}</ul>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in rows)
    return (
        f"<table><thead><tr>{''.join(f'<th>{escape(h)}</th>' for h in head)}</tr></thead><tbody>{cells}</tbody></table>"
    )
