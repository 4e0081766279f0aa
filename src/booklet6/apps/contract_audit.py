"""The contract audit: a contract of employment held against minimum terms (section 6.7, Box 6.24).

The contract never comes here. The page sends which clause was judged how; it gets the lines of the finding, and puts the
words that were quoted into them itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from ..content.apps import Contract, ContractClause
from ..words import Words, load_words
from .course import the_course
from .panels import Asked, render
from .sources import shown

State = Literal["met", "below", "unclear", "silent", "na"]
"""Of a clause: it meets the minimum, stays below it, can be read in two ways, is not there, or does not apply."""
STATES: tuple[State, ...] = get_args(State)
TO_MEND: tuple[State, ...] = ("below", "unclear", "silent")
Conclusion = Literal["holds", "mend", "not_finished", "meets"]

Line = str | dict[str, str]
"""A line of a finding, or ``{"quote": id, "without": line}`` where the page puts the words quoted for that clause,
and the other line if there are none."""


@dataclass(frozen=True)
class Audit:
    """What was judged: clause → state, and the alarms that were ticked."""

    states: dict[str, State] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()


def show() -> Asked:
    """The app's widget. Raises CourseError where the course has mistakes, ValueError where it has no list of clauses."""
    course, words = the_course(), load_words()
    contract = course.app_data.contract
    if contract is None:
        raise ValueError("apps/contract-audit/clauses.yml is missing")
    names = {s: shown(s, course, words) for s in _sources(contract)}
    search = {c.id: list(c.words) for c in contract.clauses.values()} | {a.id: list(a.words) for a in contract.alarms}
    titles = [words("app.audit.text.title"), *(g.title for g in contract.groups)]
    titles += [words("app.audit.alarms.title"), words("app.audit.finding.step")]
    return Asked(
        "contract",
        render("contract.html", contract=contract, states=STATES, steps=list(enumerate(titles)), source_names=names),
        lambda data: {"finding": finding(clean(data, contract), contract, words, date.today())},
        words=words.part("app.own.say.", "app.audit.", "app.file."),
        search=search,
    )


def _sources(contract: Contract) -> set[str]:
    return {s for c in contract.clauses.values() for s in c.source} | {s for a in contract.alarms for s in a.source}


def clean(data: object, contract: Contract) -> Audit:
    """An audit from what a client sent: known clauses, states and alarms only. Raises nothing."""
    get = data.get if isinstance(data, Mapping) else lambda _: None
    states, alarms = get("states"), get("alarms")
    return Audit(
        states={c: s for c in contract.clauses if isinstance(states, Mapping) and (s := states.get(c)) in STATES},
        alarms=tuple(a.id for a in contract.alarms if isinstance(alarms, list) and a.id in alarms),
    )


def conclude(audit: Audit, contract: Contract) -> Conclusion:
    """What the audit comes to. Words that can hold a person weigh more than all else."""
    if any(a.holds and a.id in audit.alarms for a in contract.alarms):
        return "holds"
    if audit.alarms or any(s in TO_MEND for s in audit.states.values()):
        return "mend"
    return "meets" if audit.states.keys() == contract.clauses.keys() else "not_finished"


def finding(audit: Audit, contract: Contract, words: Words, today: date) -> list[Line]:
    """The finding as lines of plain text with underlined headings."""
    by_state: dict[str, list[ContractClause]] = {}
    for clause in contract.clauses.values():
        by_state.setdefault(audit.states.get(clause.id, "open"), []).append(clause)
    title = words("app.audit.finding.title")
    lines: list[Line] = [title, "=" * len(title), "", words("app.finding.date", date=today.isoformat()), ""]
    lines += [words("app.audit.finding.what_it_is"), ""]
    counts = {name: len(by_state.get(name, ())) for name in (*STATES, "open")}
    lines += _section(
        words("app.audit.finding.conclusion"),
        [
            words(f"app.audit.conclusion.{conclude(audit, contract)}"),
            words(
                "app.audit.finding.counts", mend=sum(counts[s] for s in TO_MEND), total=len(contract.clauses), **counts
            ),
        ],
    )
    alarms = [a for a in contract.alarms if a.id in audit.alarms]
    if alarms:
        body: list[Line] = []
        for alarm in alarms:
            body += [f"- {alarm.text} {alarm.why}", {"quote": alarm.id, "without": words("app.audit.finding.no_quote")}]
        lines += _section(words("app.audit.finding.alarms"), body)
    body = []
    for state in TO_MEND:
        for clause in by_state.get(state, ()):
            body += [
                f"- {clause.title}: {words(f'app.audit.state.{state}')}",
                {"quote": clause.id, "without": "" if state == "silent" else words("app.audit.finding.no_quote")},
                words("app.audit.finding.minimum", text=clause.minimum),
                words("app.audit.finding.repair", text=clause.repair),
            ]
    if body:
        lines += _section(words("app.audit.finding.mend"), body)
    for kind in ("met", "na", "open"):
        if clauses := by_state.get(kind):
            lines += _section(words(f"app.audit.finding.{kind}"), [f"- {c.title}" for c in clauses])
    for title, steps in (
        ("app.audit.finding.beyond", "app.audit.finding.beyond_steps"),
        ("app.audit.finding.next", "app.audit.finding.next_steps"),
    ):
        lines += _section(words(title), [f"- {step}" for step in words(steps).strip().split("\n")])
    lines += _section(words("app.audit.finding.standard"), [words("app.audit.finding.standard_text")])
    return lines


def _section(title: str, body: Sequence[Line]) -> list[Line]:
    return [title, "-" * len(title), "", *body, ""]
