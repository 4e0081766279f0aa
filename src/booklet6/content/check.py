"""What is checked across files: references that lead nowhere, keys that do not fit their slots, objectives unmeasured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .agenda import PRACTICE, STEPS, Agendas
from .case import Case
from .coverage import Part
from .desk_cards import DeskCard
from .edition import SLOT_ROLE, Edition
from .example import Example
from .matched import FORMS, MatchedItem
from .model import Assignment, Deck, FinalTest, Lesson, ModuleTest, Session, Term, Update, Written
from .places import Places
from .problems import Lines, Place, Report, did_you_mean
from .room_papers import RoomPaper
from .slots import Frozen, Key, Slot
from .sources import cited
from .text import Known, faults, slot_faults
from .types import Activity, Classify, Reflect, Sort

At = tuple[Path, Lines, Place]
"""Where a record stands: its file, the file's lines, and the place in it."""


@dataclass
class ModuleFiles:
    """A module, as far as its files could be read."""

    id: str
    folder: Path
    lesson: Lesson | None
    body: str
    first: int
    """The line of the lesson's file where its body begins; 0 if there is no body to look at."""
    activities: list[Any]
    complete: bool
    """Nothing of `activities.yml` is left out here because of a mistake in it."""
    session: Session | None
    deck: Deck | None


@dataclass
class BankFile:
    """The bank of an assignment or of a module's part of the final test, as far as it could be read: what has a mistake
    is left out."""

    at: At
    module: str | None
    cases: dict[int, Case]
    """Position in the file's list → case; so too with decisions and written answers."""
    decisions: dict[int, Any]
    written: dict[int, Written]
    whole: Assignment | ModuleTest | None
    """All of it, if nothing is wrong with it."""

    def place(self, *place: str | int) -> At:
        """Where one of the bank's records stands."""
        return (self.at[0], self.at[1], place)

    def variants(self) -> Iterator[tuple[At, Activity]]:
        """Each other form of a decision, if the bank is whole, and where it stands."""
        for name, forms in self.whole.variants.items() if isinstance(self.whole, Assignment) else ():
            yield from ((self.place("variants", name, n), form) for n, form in enumerate(forms))


@dataclass
class Files:
    """All course files, as far as they could be read.

    `where` knows also records that have a mistake, so that what refers to them is not told as a mistake too. `unread`
    are the kinds of which a whole file could not be read: of these nobody can say that one is not there.
    """

    root: Path
    references: dict[str, str] = field(default_factory=dict)
    glossary: dict[str, Term] = field(default_factory=dict)
    updates: dict[str, Update] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
    coverage: dict[str, dict[str, Part]] = field(default_factory=dict)
    modules: list[ModuleFiles] = field(default_factory=list)
    banks: list[BankFile] = field(default_factory=list)
    agendas: Agendas | None = None
    desk_cards: list[DeskCard] = field(default_factory=list)
    room_papers: list[RoomPaper] = field(default_factory=list)
    edition: Edition | None = None
    final_test: FinalTest | None = None
    matched: dict[str, list[MatchedItem]] = field(default_factory=dict)
    """Module → its items of the matched tests that have no mistake."""
    matched_at: dict[int, At] = field(default_factory=dict)
    """Where each of them stands, by its `id()`: two may have the same name, and that is to be told."""
    app_data: dict[str, Any] = field(default_factory=dict)
    app_at: dict[str, At] = field(default_factory=dict)
    """Where each file of `app_data` stands."""
    pages: list[tuple[Path, int, str]] = field(default_factory=list)
    """Pages that are no lessons: the file, the line where the text begins, and the text."""
    where: dict[str, At] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    @property
    def texts(self) -> dict[Path, str]:
        """The texts of lessons and pages, by their file."""
        lessons = {m.folder / "lesson.md": m.body for m in self.modules if m.first}
        return lessons | {path: text for path, _, text in self.pages}

    def lacks(self, kind: str, name: str) -> bool:
        """True if it is sure that there is no such record."""
        return f"{kind}:{name}" not in self.where and kind not in self.unread

    def names(self, kind: str) -> list[str]:
        """The names of all records of a kind."""
        return [name for k, _, name in (w.partition(":") for w in self.where) if k == kind]


_DIRECTIVE = re.compile(r"^(?:`{3,}|:{3,})\{(activity|drawing|since)\}[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_FIGURE = re.compile(r"\]\(figure:([^)#\s]*)")


def check(files: Files, report: Report) -> None:
    """Add to the report every mistake that shows only when the files are held side by side."""
    for source in _sourced(files):
        _sources(files, report, *source)
    for module in files.modules:
        _lesson(files, module, report)
        _session(files, module, report)
        _deck(files, module, report)
        for activity in module.activities:
            # A case that is there, but has a mistake, is not told as one that is not there.
            sure = files.lacks("case", getattr(activity, "case", ""))
            _activity(activity, files.cases, sure, module.lesson, report, files.where[f"activity:{activity.id}"])
    _banks(files, report)
    _final_test(files, report)
    _matched(files, report)
    _examples(files, report)
    _coverage(files, report)
    _glossary(files, report)
    _agendas(files, report)
    _desk_cards(files, report)
    _room_papers(files, report)
    _texts(files, report)
    _maps(files, report)


def _maps(files: Files, report: Report) -> None:
    """Every way of the case explorer's maps is told by a case or an example that there is."""
    if maps := files.app_data.get("maps"):
        at = files.app_at["maps"]
        for m, drawn in enumerate(maps.maps):
            for n, way in enumerate(drawn.routes):
                if files.lacks("case", way.record) and files.lacks("example", way.record):
                    known = [*files.names("case"), *files.names("example")]
                    text = f"record: there is no case or example {way.record!r}. {did_you_mean(way.record, known)}"
                    _point(report, at, ("maps", m, "routes", n, "record"), f"{text}Expected the id of one")


def _glossary(files: Files, report: Report) -> None:
    """A word, in any of its forms, stands under one id: a reader must not meet two meanings."""
    owner: dict[str, str] = {}
    for name, term in files.glossary.items():
        for n, form in enumerate((term.term, *term.also)):
            first = owner.setdefault(form.lower(), name)
            if first != name or form in (term.term, *term.also)[:n]:
                place = ("also", n - 1) if n else ("term",)
                _point(
                    report,
                    files.where[f"term:{name}"],
                    place,
                    f"{name}: {form!r} stands also under {first!r}, expected each word once",
                )


def _texts(files: Files, report: Report) -> None:
    """Directives, roles and links of every Markdown text that the book reads."""
    forms = {f.lower() for t in files.glossary.values() for f in (t.term, *t.also)}
    sure = len(files.glossary) == len(files.names("term")) and "term" not in files.unread
    known = Known(files.root, files.texts, frozenset(forms if sure else ()), files.lacks, files.names)
    for path, first, body in files.pages:
        for line, fault in faults(body, path, known):
            report.add(path, first + line, fault)
    for module in files.modules:
        path = module.folder / "lesson.md"
        for line, fault in faults(module.body, path, known):
            report.add(path, module.first + line, fault)
    for name, example in files.examples.items():
        at = files.where[f"example:{name}"]
        for line, fault in faults(example.account, at[0], known):
            _point(report, at, ("account", line), fault)
    records: list[tuple[str, str, str]] = [
        *((f"term:{n}", "definition", t.definition) for n, t in files.glossary.items()),
        *((f"update:{n}", f, getattr(u, f)) for n, u in files.updates.items() for f in ("then", "now")),
    ]
    for name, fieldname, text in records:
        at = files.where[name]
        # Such a text is shown on several pages, so it is read as from the folder of the book's own.
        for _, fault in faults(text, files.root / "book" / at[0].name, known):
            _point(report, at, (fieldname,), fault)


def _examples(files: Files, report: Report) -> None:
    for name, example in files.examples.items():
        at = files.where[f"example:{name}"]
        for n, update in enumerate(example.updates):
            if files.lacks("update", update):
                _point(report, at, ("updates", n), f"updates: {_nothing(files, 'update', update)}")


def _coverage(files: Files, report: Report) -> None:
    places = _places(files)
    for name, part in (item for section in files.coverage.values() for item in section.items()):
        for n, place in enumerate(part.taught):
            if fault := places.fault(place):
                _point(report, files.where[f"part:{name}"], ("taught", n), f"{name}: taught: {fault}")


def _places(files: Files) -> Places:
    kinds = {kind for kind, _, _ in (w.partition(":") for w in files.where)}
    return Places(files.root, files.texts, {kind: files.names(kind) for kind in kinds}, files.unread)


def _desk_cards(files: Files, report: Report) -> None:
    """A card names a module, and slots that a national edition has."""
    for card in files.desk_cards:
        at = files.where[f"desk card:{card.id}"]
        if files.lacks("module", card.module):
            _point(report, at, ("module",), f"{card.id}: module: {_nothing(files, 'module', card.module)}")
        for name in ("call", "law"):
            for n, slot in enumerate(getattr(card, name)):
                for fault in slot_faults([slot]):
                    _point(report, at, (name, n), f"{card.id}: {name}: {fault.removeprefix('{local}: ')}")
        for place, text in card.texts:
            for fault in slot_faults(SLOT_ROLE.findall(text)):
                _point(report, at, place, f"{card.id}: {fault}")


def _room_papers(files: Files, report: Report) -> None:
    """A paper names modules and blocks that use it, and a sort or a part of a lesson that it is made from."""
    places = _places(files)
    known = [*files.names("module"), *(b.id for b in (files.agendas.blocks if files.agendas else ()))]
    # Of an agenda with a mistake the blocks are not known.
    sure = "module" not in files.unread and (files.agendas or not (files.root / "book" / "agenda.yml").exists())
    for paper in files.room_papers:
        at = files.where[f"room paper:{paper.id}"]
        for n, name in enumerate(paper.used):
            if name not in known and sure:
                near = did_you_mean(name, known)
                text = f"there is no module or block {name!r}. {near}Expected one of: {', '.join(known)}"
                _point(report, at, ("used", n), f"{paper.id}: used: {text}")
        if paper.sort:
            sorts = [a.id for m in files.modules for a in m.activities if isinstance(a, Sort)]
            if paper.sort not in sorts and files.lacks("activity", paper.sort):
                text = f"there is no sort {paper.sort!r}. {did_you_mean(paper.sort, sorts)}"
                _point(report, at, ("sort",), f"{paper.id}: sort: {text.strip()}")
            elif paper.sort not in sorts:
                _point(report, at, ("sort",), f"{paper.id}: sort: {paper.sort!r} is no sort")
        if paper.section:
            module, _, heading = paper.section.partition("#")
            lesson = heading and module in files.names("module")
            text = (
                places.fault(paper.section)
                if lesson
                else f"{paper.section!r} is no part of a lesson, expected module#heading"
            )
            if text:
                _point(report, at, ("section",), f"{paper.id}: section: {text}")


def _agendas(files: Files, report: Report) -> None:
    """Names in `book/agenda.yml`: of modules, of blocks, of audiences."""
    agendas = files.agendas
    if agendas is None:
        return
    at = files.where["agendas:"]
    modules = files.names("module")
    extras = [b.id for b in agendas.blocks if b.place == "extra"]
    for n, block in enumerate(agendas.blocks):
        if block.id in [b.id for b in agendas.blocks[:n]]:
            _point(report, at, ("blocks", n, "id"), f"blocks: id {block.id!r} stands twice, expected each id once")
        if block.after is not None and files.lacks("module", block.after):
            _point(report, at, ("blocks", n, "after"), f"blocks: {block.id}: {_nothing(files, 'module', block.after)}")
    for name, audience in agendas.audiences.items():
        for n, wanted in enumerate(audience.order):
            known = [*modules, *extras, STEPS, PRACTICE]
            place = ("audiences", name, "order", n)
            if wanted not in known:
                near = did_you_mean(wanted, known)
                text = (
                    f"{name}: order: there is no module or extra {wanted!r}. {near}Expected one of: {', '.join(known)}"
                )
                _point(report, at, place, text)
            elif wanted in audience.order[:n]:
                _point(report, at, place, f"{name}: order: {wanted!r} stands twice, expected each once")
    for n, plan in enumerate(agendas.plans):
        if plan.id in [p.id for p in agendas.plans[:n]]:
            _point(report, at, ("plans", n, "id"), f"plans: id {plan.id!r} stands twice, expected each id once")
        if plan.audience not in agendas.audiences:
            near = did_you_mean(plan.audience, agendas.audiences)
            text = f"{plan.id}: there is no audience {plan.audience!r}. {near}Expected one of: {', '.join(agendas.audiences)}"
            _point(report, at, ("plans", n, "audience"), text)
        for part, known in (("must", modules), ("without", [*modules, *(b.id for b in agendas.blocks if not b.must)])):
            for k, wanted in enumerate(getattr(plan, part)):
                if wanted not in known and "module" not in files.unread:
                    near = did_you_mean(wanted, known)
                    text = f"{plan.id}: {part}: there is no {wanted!r}. {near}Expected one of: {', '.join(known)}"
                    _point(report, at, ("plans", n, part, k), text)


def _point(report: Report, at: At, place: Place, text: str) -> None:
    path, lines, under = at
    report.add(path, lines.of(under + place), text)


def _sourced(files: Files) -> Iterator[tuple[At, tuple[str, ...]]]:
    """Every record that names its sources, and where it stands."""
    records: list[tuple[str, Any]] = [
        *((f"case:{n}", c) for n, c in files.cases.items()),
        *((f"example:{n}", e) for n, e in files.examples.items()),
        *((f"term:{n}", t) for n, t in files.glossary.items()),
        *((f"update:{n}", u) for n, u in files.updates.items()),
        *((f"desk card:{c.id}", c) for c in files.desk_cards),
        *((f"room paper:{p.id}", p) for p in files.room_papers),
    ]
    for m in files.modules:
        records += [(f"module:{m.id}", m.lesson), (f"deck:{m.id}", m.deck)]
        if m.deck is not None:
            path, lines, _ = files.where[f"deck:{m.id}"]
            yield from (((path, lines, ("slides", n)), s.source) for n, s in enumerate(m.deck.slides))
    yield from ((files.where[name], record.source) for name, record in records if record)
    for bank in files.banks:
        for part in ("cases", "written"):
            yield from ((bank.place(part, n), record.source) for n, record in getattr(bank, part).items())
    decisions = [(bank.place("decisions", n), d) for bank in files.banks for n, d in bank.decisions.items()]
    practice = [(files.where[f"activity:{a.id}"], a) for m in files.modules for a in m.activities]
    forms = [pair for bank in files.banks for pair in bank.variants()]
    matched = [
        ((path, lines, (*place, "forms", f)), item.forms[f])
        for items in files.matched.values()
        for item in items
        for path, lines, place in (files.matched_at[id(item)],)
        for f in FORMS
    ]
    for (path, lines, under), activity in (*matched, *practice, *decisions, *forms):
        yield from (((path, lines, under + place), sources) for place, sources in activity.sources())
    for name, data in files.app_data.items():
        path, lines, _ = files.app_at[name]
        yield from (((path, lines, place), sources) for place, sources in _sources_within(data, ()))


def _sources_within(record: Any, place: Place) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Every record inside a record that names its sources, with its place."""
    if isinstance(record, Frozen):
        if isinstance(sources := getattr(record, "source", None), tuple):
            yield place, sources
        for name in type(record).model_fields:
            yield from _sources_within(getattr(record, name), (*place, name))
    elif isinstance(record, tuple | dict):
        for key, value in record.items() if isinstance(record, dict) else enumerate(record):
            yield from _sources_within(value, (*place, key))


def _sources(files: Files, report: Report, at: At, sources: tuple[str, ...]) -> None:
    for n, source in enumerate(sources):
        reference = cited(source)
        if reference and files.lacks("reference", reference[0]):
            near = did_you_mean(reference[0], files.names("reference"))
            _point(
                report,
                at,
                ("source", n),
                f"source: there is no {reference[0]!r} in book/references.bib. {near}Expected a key that stands there",
            )
        if re.fullmatch(r"U\d\d", source) and files.lacks("update", source):
            _point(report, at, ("source", n), f"source: {_nothing(files, 'update', source)}")


_KINDS = {
    "activity": "the id of one in activities.yml",
    "case": "the name of a file in case_studies/",
    "update": "the id of one in book/updates.yml",
    "module": "the name of a folder in modules/",
}


def _nothing(files: Files, kind: str, name: str) -> str:
    return f"there is no {kind} {name!r}. {did_you_mean(name, files.names(kind))}Expected {_KINDS[kind]}"


def _lesson(files: Files, module: ModuleFiles, report: Report) -> None:
    at = files.where[f"module:{module.id}"]
    path = at[0]
    placed: dict[str, int] = {}
    for m in _DIRECTIVE.finditer(module.body):
        kind, name = m[1].replace("since", "update"), m[2]
        line = module.body.count("\n", 0, m.start()) + module.first
        if kind == "drawing":
            if not (files.root / "book" / "figures" / f"{name}.yml").is_file():
                report.add(path, line, f"there is no drawing {name!r}, expected the name of a file in book/figures/")
            continue
        if files.lacks(kind, name):
            report.add(path, line, _nothing(files, kind, name))
        elif kind == "activity":
            if name in placed:
                report.add(
                    path, line, f"activity {name!r} stands in line {placed[name]} already, expected it once on a page"
                )
            placed.setdefault(name, line)
    activities = module.folder / "activities.yml"
    for name in files.names("activity") if module.first else ():
        spot = files.where[f"activity:{name}"]
        if spot[0] == activities and name not in placed:
            _point(
                report,
                spot,
                (),
                f"{name}: stands nowhere in the lesson, expected ```{{activity}} {name} in {report.shown(path)}",
            )
    if module.lesson is None:
        return
    for n, update in enumerate(module.lesson.updates):
        if files.lacks("update", update):
            _point(report, at, ("updates", n), f"updates: {_nothing(files, 'update', update)}")
    measured = {o for a in module.activities for o in a.objectives}
    for objective in module.lesson.objectives:
        # An activity with a mistake may be the one that measures it.
        if objective not in measured and module.complete:
            _point(
                report,
                at,
                ("objectives", objective),
                f"objectives: {objective} is measured by no activity, expected it in the objectives of one",
            )


def _session(files: Files, module: ModuleFiles, report: Report) -> None:
    if module.session is None:
        return
    at = files.where[f"session:{module.id}"]
    if module.session.module != module.id:
        _point(report, at, ("module",), f"module: is {module.session.module!r}, expected {module.id!r}")
    seen: set[str] = set()
    for n, step in enumerate(module.session.steps):
        if step.id in seen:
            _point(report, at, ("steps", n), f"steps: id {step.id!r} stands twice, expected each id once")
        seen.add(step.id)
        for k, wanted in enumerate(step.activities):
            if files.lacks("activity", wanted):
                _point(
                    report,
                    at,
                    ("steps", n, "activities", k),
                    f"steps: {step.id}: {_nothing(files, 'activity', wanted)}",
                )


def _deck(files: Files, module: ModuleFiles, report: Report) -> None:
    if module.deck is None:
        return
    at = files.where[f"deck:{module.id}"]
    if module.deck.module != module.id:
        _point(report, at, ("module",), f"module: is {module.deck.module!r}, expected {module.id!r}")
    for slide in module.deck.slides:
        for m in _FIGURE.finditer(slide.body):
            if not (files.root / "book" / "figures" / f"{m[1]}.yml").is_file():
                report.add(
                    at[0],
                    slide.line,
                    f"slide {slide.title!r}: there is no drawing {m[1]!r}, expected the name of a file in book/figures/",
                )
        for fault in slot_faults(SLOT_ROLE.findall(slide.body)):
            report.add(at[0], slide.line, f"slide {slide.title!r}: {fault}")


def _banks(files: Files, report: Report) -> None:
    taken = {kind: {n: files.where[f"{kind}:{n}"] for n in files.names(kind)} for kind in ("activity", "case")}
    for bank in files.banks:
        if bank.module is not None and files.lacks("module", bank.module):
            _point(report, bank.at, ("module",), f"module: {_nothing(files, 'module', bank.module)}")
        for part, kind, wanted in (
            ("cases", "case", "a case that learners have not seen"),
            ("decisions", "activity", "each id once in the whole course"),
            ("variants", "activity", "each id once in the whole course"),
            ("written", "activity", "each id once in the whole course"),
        ):
            records: Iterable[tuple[At, Any]] = (
                bank.variants()
                if part == "variants"
                else ((bank.place(part, n), record) for n, record in getattr(bank, part).items())
            )
            for at, record in records:
                if other := taken[kind].get(record.id):
                    there = f"{report.shown(other[0])}:{other[1].of(other[2])}"
                    text = f"{part}: {record.id}: the id is taken in {there}, expected {wanted}"
                    _point(report, at, ("id",), text)
                taken[kind].setdefault(record.id, at)
        lesson = next((m.lesson for m in files.modules if m.id == bank.module), None)
        cases = {c.id: c for c in bank.cases.values()}
        for n, decision in bank.decisions.items():
            if isinstance(decision, Reflect):
                text = "is marked by the learner alone, expected a type that can be graded, or an entry of written:"
                _point(report, bank.place("decisions", n), ("type",), f"decisions: {decision.id}: type: reflect {text}")
            _activity(decision, cases, bank.whole is not None, lesson, report, bank.place("decisions", n))
        for at, form in bank.variants():
            _activity(form, cases, True, lesson, report, at)


def _final_test(files: Files, report: Report) -> None:
    """There are items for the rules, rules for the items, and more items than are drawn: two attempts must differ."""
    tests = [b for b in files.banks if isinstance(b.whole, ModuleTest)]
    for bank in tests:
        if files.final_test is None:
            if "final test:rules" not in files.where:
                _point(
                    report, bank.at, (), "has no rules, expected them in book/final-test.yml: draw, pass_mark, minutes"
                )
        elif len(bank.decisions) <= files.final_test.draw:
            _point(
                report,
                bank.at,
                ("decisions",),
                f"decisions: has {len(bank.decisions)}, expected more than the {files.final_test.draw} that "
                "book/final-test.yml draws, so that two attempts differ",
            )
    if files.final_test and not any(b.at[0].name == "test.yml" for b in files.banks):
        _point(report, files.where["final test:rules"], (), "has no items, expected a test.yml in a module's folder")


def _matched(files: Files, report: Report) -> None:
    """Each file is a module's, each item measures an objective of it, and no id stands twice in the course."""
    taken = {n: files.where[f"activity:{n}"] for n in files.names("activity")}
    for bank in files.banks:
        taken |= {d.id: bank.place("decisions", n) for n, d in bank.decisions.items()}
        taken |= {form.id: at for at, form in bank.variants()}
    for name in files.names("matched"):
        at = files.where[f"matched:{name}"]
        if files.lacks("module", name):
            near = did_you_mean(name, files.names("module"))
            text = f"there is no module {name!r}. {near}Expected the name of a folder in modules/"
            report.add(at[0], 0, text)
        lesson = next((m.lesson for m in files.modules if m.id == name), None)
        for item in files.matched.get(name, ()):
            at = files.matched_at[id(item)]
            for one in (item.id, *(item.forms[f].id for f in FORMS)):
                if other := taken.get(one):
                    there = f"{report.shown(other[0])}:{other[1].of(other[2])}"
                    text = f"{item.id}: the id {one!r} is taken in {there}, expected each id once in the whole course"
                    _point(report, at, ("id",), text)
                    break
                taken[one] = at
            if lesson and item.objective not in lesson.objectives:
                wanted = ", ".join(lesson.objectives)
                text = f"{item.id}: objective: the lesson has no {item.objective!r}, expected one of: {wanted}"
                _point(report, at, ("objective",), text)


def _activity(
    activity: Activity, cases: Mapping[str, Case], every_case: bool, lesson: Lesson | None, report: Report, at: At
) -> None:
    """Check one activity. `cases` are those that it may take; `every_case`: none is left out because of a mistake."""
    for n, objective in enumerate(activity.objectives if lesson else ()):
        if lesson and objective not in lesson.objectives:
            _point(
                report,
                at,
                ("objectives", n),
                f"{activity.id}: objectives: the lesson has no {objective!r}, "
                f"expected one of: {', '.join(sorted(lesson.objectives))}",
            )
    if isinstance(activity, Classify) and activity.case not in cases:
        if every_case:
            _point(
                report,
                at,
                ("case",),
                f"{activity.id}: case: there is no case {activity.case!r}. {did_you_mean(activity.case, cases)}"
                f"Expected one of: {', '.join(sorted(cases)) or 'none there'}",
            )
        return
    for text in key_problems(activity.slots(cases), activity.key(cases), activity.one_each()):
        _point(report, at, (), f"{activity.id}: {text}")


def key_problems(slots: tuple[Slot, ...], key: Key, one_each: bool) -> list[str]:
    """What is wrong between an activity's slots and its key; an empty list where they fit.

    Looked for: slots without a key and keys without a slot, values that no slot offers, and full marks that nobody can
    reach (with `one_each`, no two slots may take the same value).
    """
    problems = []
    by_id = {s.id: s for s in slots}
    if len(by_id) != len(slots):
        problems.append("two slots have the same id, expected each once")
    if missing := set(by_id) - set(key):
        problems.append(f"the key has nothing for {', '.join(sorted(missing))}, expected an entry for each slot")
    if extra := set(key) - set(by_id):
        problems.append(f"the key has entries for {', '.join(sorted(extra))}, expected only slots that there are")
    for name in sorted(set(by_id) & set(key)):
        for value in [*key[name].credit, *(v for v in key[name].feedback if v)]:
            if value not in by_id[name].values:
                problems.append(
                    f"{name}: the key speaks of {value!r}, which cannot be answered; expected one of: {', '.join(by_id[name].values)}"
                )
    if not problems and one_each and not _all_best(slots, key):
        problems.append("full marks cannot be reached: two items accept only the same places, expected places for all")
    if not problems and not any(k.best * k.weight for k in key.values()):
        problems.append("nothing can be earned here, expected at least one right answer")
    return problems


def _all_best(slots: tuple[Slot, ...], key: Key) -> bool:
    """Can every slot get its best value with no value used twice? (A matching, by augmenting paths.)"""
    taken: dict[str, str] = {}

    def seat(slot: str, tried: set[str]) -> bool:
        for value, credit in key[slot].credit.items():
            if credit < key[slot].best or value in tried:
                continue
            tried.add(value)
            if value not in taken or seat(taken[value], tried):
                taken[value] = slot
                return True
        return False

    return all(seat(s.id, set()) for s in slots)
