"""The course as data: what a course file may hold. Loading is in `load`, what is checked across files in `check`.

Every class is one kind of record in a course file, named in the first line of its docstring. Fields hold Markdown
where they hold prose. All are frozen: a `Course` does not change once it is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from .agenda import Agendas
from .apps import App, AppData
from .case import Case
from .coverage import Part
from .desk_cards import DeskCard
from .edition import Edition
from .example import Example
from .matched import MatchedItem
from .problems import Place, UnfitError, did_you_mean
from .room_papers import RoomPaper
from .slots import Frozen
from .sources import Day, Id, Source, Sources, Text, Whole
from .types import AnyActivity
from .vocabulary import Method, Topic


class Update(Frozen):
    """What has changed since 2003: one entry of `book/updates.yml`."""

    id: Annotated[str, Field(pattern=r"^U\d\d$")]
    title: Text
    topic: Topic
    then: Text
    now: Text
    source: Sources
    checked: Day


class Term(Frozen):
    """A word explained: one entry of `book/glossary.yml`, under its id."""

    id: Id
    term: Text
    also: tuple[str, ...] = ()
    definition: Text
    source: Sources


class Step(Frozen):
    """One step of a session, in the order in which it is held."""

    id: Id
    title: Text
    minutes: Whole = Field(ge=1, le=240)
    method: Method
    activities: tuple[Id, ...] = ()
    must: bool = True
    do: Text
    watch: Text


class Session(Frozen):
    """A trainer's plan for a module: `modules/<module>/session.yml`."""

    module: str
    title: Text
    room: Text
    material: tuple[Text, ...] = Field(min_length=1)
    opens_with: Text
    lead: Text | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    runs_late: Text
    runs_early: Text

    @property
    def minutes(self) -> int:
        """How long the whole session takes, in minutes."""
        return sum(s.minutes for s in self.steps)


class Slide(Frozen):
    """One slide: its title, what it shows, where that comes from, and what the speaker says."""

    title: Text
    body: str
    source: tuple[Source, ...] = ()
    notes: Text
    line: int


class Deck(Frozen):
    """A deck: `slides/<module>.md`."""

    module: str
    title: Text
    subtitle: Text
    source: Sources
    slides: tuple[Slide, ...] = Field(min_length=1)


class Lesson(Frozen):
    """The header of `modules/<module>/lesson.md`."""

    title: Text
    minutes: Whole = Field(ge=5, le=240)
    source: Sources
    updates: tuple[str, ...] = ()
    objectives: dict[Annotated[str, Field(pattern=r"^[A-Z]+\d+$")], Text] = Field(min_length=1)
    key_points: tuple[Text, ...] = Field(min_length=1)

    @property
    def short(self) -> str:
        """The title up to its first colon, on one line: for lists of titles."""
        return " ".join(self.title.partition(":")[0].split())


class ModuleTest(Frozen):
    """A module's items for the final test: `modules/<module>/test.yml`. Practice never shows them."""

    cases: tuple[Case, ...] = ()
    decisions: tuple[AnyActivity, ...] = Field(min_length=1)


class Module(Frozen):
    """A module: one folder of `modules/`."""

    id: str
    folder: Path
    lesson: Lesson
    body: str
    activities: tuple[AnyActivity, ...]
    session: Session
    deck: Deck
    test: ModuleTest | None = None


class Criterion(Frozen):
    """One line of a rubric: what is looked for, and what each level earns."""

    text: Text
    points: Whole = Field(ge=1, le=20)
    levels: dict[int, Text]

    @model_validator(mode="after")
    def _fits(self) -> Criterion:
        faults: list[tuple[Place, str]] = [
            (("levels",), f"levels: has no {n}, expected what {n} points look like")
            for n in (0, self.points)
            if n not in self.levels
        ]
        faults += [
            (("levels", str(n)), f"levels: {n} is outside the points, expected 0 to {self.points}")
            for n in self.levels
            if not 0 <= n <= self.points
        ]
        if faults:
            raise UnfitError(faults)
        return self


class Exemplar(Frozen):
    """An answer marked by hand, for those who mark others."""

    answer: Text
    marks: dict[Id, Whole]
    comment: Text


class Written(Frozen):
    """A written answer of a graded assignment: its task, its rubric and three marked exemplars."""

    id: Id
    task: Text
    source: Sources
    rubric: dict[Id, Criterion] = Field(min_length=1)
    exemplars: dict[Literal["strong", "middling", "weak"], Exemplar]

    @property
    def points(self) -> int:
        """The most that the answer can earn."""
        return sum(c.points for c in self.rubric.values())

    @model_validator(mode="after")
    def _fits(self) -> Written:
        faults: list[tuple[Place, str]] = [
            (("exemplars",), f"exemplars: has no {name!r}, expected all three: strong, middling, weak")
            for name in ("strong", "middling", "weak")
            if name not in self.exemplars
        ]
        for name, exemplar in self.exemplars.items():
            if unmarked := [c for c in self.rubric if c not in exemplar.marks]:
                faults.append(
                    (
                        ("exemplars", name, "marks"),
                        f"exemplars: {name}: marks: has nothing for {', '.join(unmarked)}, "
                        "expected a mark for each line of the rubric",
                    )
                )
            for criterion, mark in exemplar.marks.items():
                place = ("exemplars", name, "marks", criterion)
                if criterion not in self.rubric:
                    faults.append(
                        (
                            place,
                            f"exemplars: {name}: marks: {criterion!r} is not in the rubric. "
                            f"{did_you_mean(criterion, self.rubric)}Expected one of: {', '.join(self.rubric)}",
                        )
                    )
                elif mark not in self.rubric[criterion].levels:
                    levels = ", ".join(map(str, self.rubric[criterion].levels))
                    faults.append(
                        (
                            place,
                            f"exemplars: {name}: marks: {criterion}: {mark} is not a level, expected one of: {levels}",
                        )
                    )
        if faults:
            raise UnfitError(faults)
        return self


Table = Literal["cases", "estimates", "found", "examples", "path", "stages"]
"""A table of the course's own data that lies beside a graded notebook. What is in each: `booklet6.exercises.tables`."""


class Assignment(Frozen):
    """A graded assignment's bank: `exercises/bank/<id>.yml`. It holds the keys, and never leaves the instructor."""

    id: Id
    title: Text
    module: str
    cases: tuple[Case, ...] = ()
    decisions: tuple[AnyActivity, ...]
    variants: dict[str, tuple[AnyActivity, ...]] = Field(default_factory=dict)
    """Decision → its other forms. Each learner gets one form of it, so that neighbours do not all have the same."""
    written: tuple[Written, ...] = ()
    points: dict[str, Annotated[Whole, Field(ge=1, le=20)]] = Field(default_factory=dict)
    """Type of decision → what one is worth here, where that is not what it is worth elsewhere."""
    tables: tuple[Table, ...] = ()

    @property
    def activities(self) -> tuple[AnyActivity, ...]:
        """Every form of every decision, in order."""
        return tuple(form for d in self.decisions for form in self.forms(d.id))

    def forms(self, decision: str) -> tuple[AnyActivity, ...]:
        """The forms of a decision; the first is the decision itself. Raises KeyError."""
        for d in self.decisions:
            if d.id == decision:
                return (d, *self.variants.get(decision, ()))
        raise KeyError(decision)

    @model_validator(mode="after")
    def _fits(self) -> Assignment:
        there = dict.fromkeys(d.type for d in self.decisions)
        faults: list[tuple[Place, str]] = [
            (
                ("points", name),
                f"points: no decision here is a {name!r}. {did_you_mean(name, there)}Expected one of: {', '.join(there)}",
            )
            for name in self.points
            if name not in there
        ]
        by_id = {d.id: d for d in self.decisions}
        for name, forms in self.variants.items():
            if (first := by_id.get(name)) is None:
                near = did_you_mean(name, by_id)
                text = f"variants: there is no decision {name!r}. {near}Expected one of: {', '.join(by_id)}"
                faults.append((("variants", name), text))
                continue
            for n, form in enumerate(forms):
                place: Place = ("variants", name, n)
                if form.type != first.type:
                    text = f"variants: {form.id}: type: is {form.type!r}, expected {first.type!r} as in {name}"
                    faults.append(((*place, "type"), text))
                if set(form.objectives) != set(first.objectives):
                    wanted = ", ".join(first.objectives)
                    faults.append(
                        ((*place, "objectives"), f"variants: {form.id}: objectives: expected {wanted} as in {name}")
                    )
        if faults:
            raise UnfitError(faults)
        return self


class FinalTest(Frozen):
    """The rules of the final test: `book/final-test.yml`."""

    draw: Whole = Field(ge=1, le=20)
    pass_mark: Whole = Field(ge=1, le=100)
    minutes: Whole = Field(ge=5, le=240)


class Course(Frozen):
    """The whole course, checked."""

    root: Path
    modules: tuple[Module, ...]
    cases: dict[str, Case]
    examples: dict[str, Example]
    coverage: dict[str, dict[str, Part]]
    """File of `book/coverage` → every part of the booklet that it lists: where it is taught, or why it is set aside."""
    glossary: dict[str, Term]
    updates: dict[str, Update]
    references: dict[str, str]
    """Key of `book/references.bib` → how it is named in few words: who, and the year."""
    assignments: tuple[Assignment, ...]
    agendas: Agendas | None = None
    """What agendas are made from, where the course has it."""
    edition: Edition | None = None
    """The facts of one country, where an edition was given."""
    edition_file: Path | None = None
    final_test: FinalTest | None = None
    """Its rules; None where the course has no final test. Its items are at the modules."""
    matched: dict[str, tuple[MatchedItem, ...]] = {}
    """Module → its items of the matched tests, in their order. A module may have none."""
    apps: dict[str, App] = {}
    """Every app, by its name in the address."""
    app_data: AppData = AppData()
    desk_cards: tuple[DeskCard, ...] = ()
    room_papers: tuple[RoomPaper, ...] = ()
    """Cards of one page to keep at a desk, in their order."""
    pages: dict[str, str] = {}
    """The pages around the lessons: path below the root, without its ending → MyST text."""

    @property
    def names(self) -> dict[str, str]:
        """What a source that is no part of the booklet is called: key of a reference → who and when, id of an update →
        its title."""
        return self.references | {u.id: u.title for u in self.updates.values()}

    @property
    def activities(self) -> dict[str, AnyActivity]:
        """Every practice activity, by id, in the order of the modules."""
        return {a.id: a for m in self.modules for a in m.activities}

    def module(self, module_id: str) -> Module:
        """The module with that folder name. Raises KeyError."""
        for m in self.modules:
            if m.id == module_id:
                return m
        raise KeyError(module_id)
