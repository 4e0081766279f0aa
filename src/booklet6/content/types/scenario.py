"""Scenario: a story in which each decision has a price and a consequence, and an end that looks back on the path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from ..graph import (
    MOST_SITUATIONS,
    MOST_VISITS,
    Explored,
    Graph,
    Move,
    Path,
    Term,
    Way,
    explore,
    scene_of,
    slot_of,
    walk,
)
from ..graph import condition as read_condition
from ..graph import effect as read_effect
from ..problems import Place, UnfitError, did_you_mean
from ..slots import Frozen, Key, Response, Slot, SlotKey
from ..sources import Id, Source, Text, Whole
from ..vocabulary import Responder
from .base import Activity, shuffled

if TYPE_CHECKING:
    from ..case import Case

Fault = tuple[Place, str]
Conditions = tuple[Text, ...]


class Variable(Frozen):
    """A number that decisions change: time, or trust. It begins at `start` and stays between `least` and `most`."""

    name: Text
    start: Whole
    least: Whole = 0
    most: Whole


class Act(Frozen):
    """A part of a long story. `text`: what is to be known as it begins. At its end the reader can look back on it."""

    title: Text
    text: Text


class Role(Frozen):
    """Who somebody is at a desk, what they may do there, and what they want."""

    name: Text
    text: Text


class Piece(Frozen):
    """A paper that comes onto a desk: a letter, a list, a contract. Whoever has read it can read it again."""

    title: Text
    text: Text


class Passage(Frozen):
    """A part of a scene's text that is shown only where all of the conditions hold."""

    when: Conditions = Field(min_length=1)
    text: Text


class Instead(Frozen):
    """Another scene to which a choice leads where all of the conditions hold, once its effects are there."""

    when: Conditions = Field(min_length=1)
    to: Id


class Choice(Frozen):
    """One thing that can be done. `then`: what comes of it at once. `why`: what the standards say of it, told at the end.

    `credit`: 1 where it is what the standards prefer, a half where it is partly so, 0 where it is not.
    """

    text: Text
    when: Conditions = ()
    then: Text
    effects: tuple[Text, ...] = ()
    to: Id
    instead: tuple[Instead, ...] = ()
    credit: Annotated[float, Field(ge=0, le=1, strict=True)]
    why: Text


class Scene(Frozen):
    """One scene. With choices somebody decides here: whoever sits at the `desk`. Without, the story ends here.

    `pieces`: the papers that come with it. `source`: what the reasons of its choices rest on. `repair`: what can still be
    put right after this end.
    """

    title: Text
    act: Id | None = None
    desk: Responder | None = None
    text: Text
    pieces: tuple[Id, ...] = ()
    passages: tuple[Passage, ...] = ()
    choices: dict[Id, Choice] = {}
    source: tuple[Source, ...] = ()
    repair: Text | None = None


class Scenario(Activity):
    """The story begins with the first of the `scenes`. `facts`: what can become so, and how it is told in the log.

    Slots: one for each scene where something is decided, and one more for each further time that a path can come back
    to it; its value is the choice. Points count on the path that somebody took: see `met`.
    """

    type: Literal["scenario"]
    prompt: Text
    explain: Text
    variables: dict[Id, Variable] = {}
    facts: dict[Id, Text] = {}
    acts: dict[Id, Act] = {}
    roles: dict[Responder, Role] = {}
    pieces: dict[Id, Piece] = {}
    scenes: dict[Id, Scene] = Field(min_length=2)

    @cached_property
    def graph(self) -> Graph:
        """The scenario without its words."""
        scenes = {
            name: {
                c: Move(
                    to=it.to,
                    effects=it.effects,
                    when=it.when,
                    instead=tuple(Way(when=w.when, to=w.to) for w in it.instead),
                )
                for c, it in scene.choices.items()
            }
            for name, scene in self.scenes.items()
        }
        variables = {name: (v.start, v.least, v.most) for name, v in self.variables.items()}
        return Graph(start=next(iter(self.scenes)), variables=variables, facts=tuple(self.facts), scenes=scenes)

    @cached_property
    def visits(self) -> dict[str, int]:
        """How often one path can come to each scene, at most."""
        return self._every.visits

    @cached_property
    def _every(self) -> Explored:
        return self._explored()

    def _explored(self, allowed: Callable[[str, str], bool] | None = None) -> Explored:
        passages = {name: tuple(p.when for p in scene.passages) for name, scene in self.scenes.items()}
        return explore(self.graph, passages, allowed)

    def good_path(self) -> Path:
        """A shortest path on which each choice has full credit: scene and choice."""
        return self._explored(lambda scene, choice: self.scenes[scene].choices[choice].credit == 1).end or ()

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        return tuple(
            Slot(id=slot_of(name, n), control="radio", values=shuffled(scene.choices, f"{self.id}/{name}"))
            for name, scene in self.scenes.items()
            if scene.choices
            for n in range(1, self.visits[name] + 1)
        )

    def key(self, cases: Mapping[str, Case]) -> Key:
        found: Key = {}
        for slot in self.slots(cases):
            choices = self.scenes[scene_of(slot.id)].choices
            best = max(choices.values(), key=lambda c: c.credit)
            found[slot.id] = SlotKey(
                credit={name: c.credit for name, c in choices.items()},
                feedback={**{name: c.why for name, c in choices.items()}, "": best.why},
            )
        return found

    def met(self, cases: Mapping[str, Case], response: Response) -> tuple[Key, Response]:
        """Only the decisions on the path count, each by what was offered there. So nobody loses points for a scene that
        another path would have shown, and full marks are in reach on every path.

        Who stops before an end has all the other decisions still open: else one good choice would earn full marks.
        """
        key = self.key(cases)
        path = walk(self.graph, response)
        kept = {s.slot: s for s in path.steps}
        found = {
            slot: entry.model_copy(update={"credit": {c: entry.credit[c] for c in kept[slot].offered}})
            if slot in kept
            else entry
            for slot, entry in key.items()
            if slot in kept or not path.at_end
        }
        return found, {slot: step.choice for slot, step in kept.items()}

    def sources(self) -> Iterator[tuple[Place, tuple[str, ...]]]:
        yield from super().sources()
        yield from ((("scenes", name), scene.source) for name, scene in self.scenes.items())

    @model_validator(mode="after")
    def _fits(self) -> Scenario:
        faults = [*self._ranges(), *self._shapes(), *self._stage(), *self._conditions(), *self._targets()]
        faults = faults or [*self._unused()]
        faults = faults or [*self._paths()]
        if faults:
            raise UnfitError(faults)
        return self

    def _ranges(self) -> Iterator[Fault]:
        for name, v in self.variables.items():
            place = ("variables", name)
            if v.least >= v.most:
                yield (
                    (*place, "most"),
                    f"variables: {name}: most: {v.most} is not above least ({v.least}), expected more",
                )
            elif not v.least <= v.start <= v.most:
                yield (
                    (*place, "start"),
                    f"variables: {name}: start: {v.start} is out of range, expected {v.least} to {v.most}",
                )
            if name in self.facts:
                yield ("facts", name), f"facts: {name}: is a variable too, expected another name"

    def _shapes(self) -> Iterator[Fault]:
        """What a scene where something is decided needs, and an end."""
        for name, scene in self.scenes.items():
            place, called = ("scenes", name), f"scenes: {name}: "
            if len(scene.choices) == 1:
                yield (*place, "choices"), f"{called}choices: has 1, expected at least 2, or none where the story ends"
            if scene.choices and not scene.source:
                yield place, f"{called}'source' is missing, expected what the reasons of its choices rest on"
            if scene.choices and scene.repair:
                yield (*place, "repair"), f"{called}repair: the story does not end here, expected it at an end only"
        if all(scene.choices for scene in self.scenes.values()):
            yield ("scenes",), "scenes: the story has no end, expected a scene without choices"
        if not next(iter(self.scenes.values())).choices:
            yield ("scenes",), "scenes: the first one has no choices, expected the scene where the story begins"

    def _stage(self) -> Iterator[Fault]:
        """Acts, roles and papers: each is used, and each that is named is there."""
        for field, one, there in (
            ("acts", "act", self.acts),
            ("roles", "desk", self.roles),
            ("pieces", "pieces", self.pieces),
        ):
            if not there and field == "roles":
                continue  # a desk needs no card
            used: set[str] = set()
            for name, scene in self.scenes.items():
                told = getattr(scene, one)
                for it in told if isinstance(told, tuple) else (told,) if told else ():
                    used.add(it)
                    if it not in there:
                        yield (
                            ("scenes", name, one),
                            f"scenes: {name}: {one}: there is no {it!r} in {field}. {did_you_mean(it, there)}"
                            f"Expected one of: {', '.join(there) or 'none there'}",
                        )
                if field == "acts" and there and scene.choices and not scene.act:
                    yield (
                        ("scenes", name),
                        f"scenes: {name}: 'act' is missing, expected one of: {', '.join(there)}",
                    )
            for name in there:
                if name not in used:
                    yield (field, name), f"{field}: {name}: no scene names it, expected it in one"

    def _moves(self) -> Iterator[tuple[Place, str, Choice]]:
        for name, scene in self.scenes.items():
            for c, choice in scene.choices.items():
                yield ("scenes", name, "choices", c), f"scenes: {name}: choices: {c}: ", choice

    def _terms(self) -> Iterator[tuple[Place, str, str, Callable[[str], Term]]]:
        """Every condition and every effect: its place, how it is called, its text, and what takes it apart."""
        for name, scene in self.scenes.items():
            for n, passage in enumerate(scene.passages):
                for k, text in enumerate(passage.when):
                    called = f"scenes: {name}: passages: no. {n + 1}: when: "
                    yield ("scenes", name, "passages", n, "when", k), called, text, read_condition
        for place, called, choice in self._moves():
            for k, text in enumerate(choice.when):
                yield (*place, "when", k), f"{called}when: ", text, read_condition
            for k, text in enumerate(choice.effects):
                yield (*place, "effects", k), f"{called}effects: ", text, read_effect
            for n, way in enumerate(choice.instead):
                for k, text in enumerate(way.when):
                    yield (
                        (*place, "instead", n, "when", k),
                        f"{called}instead: no. {n + 1}: when: ",
                        text,
                        read_condition,
                    )

    def _conditions(self) -> Iterator[Fault]:
        for place, called, text, read in self._terms():
            try:
                term = read(text)
            except ValueError as e:
                yield place, f"{called}{e}"
                continue
            known = self.facts if term.fact else self.variables
            if term.name in known:
                continue
            if term.name in self.variables:
                example = f"{term.name} >= 1" if read is read_condition else f"{term.name} + 1"
                yield place, f"{called}{term.name!r} is a variable, expected a number with it ({example})"
            elif term.name in self.facts:
                yield place, f"{called}{term.name!r} is a fact, expected no number with it ({term.name})"
            else:
                every = [*self.variables, *self.facts]
                yield (
                    place,
                    f"{called}there is no {'fact' if term.fact else 'variable'} {term.name!r}. "
                    f"{did_you_mean(term.name, every)}Expected one of: {', '.join(every) or 'none there'}",
                )

    def _targets(self) -> Iterator[Fault]:
        for place, called, choice in self._moves():
            ways: list[tuple[Place, str, str]] = [((*place, "to"), f"{called}to: ", choice.to)]
            ways += [
                ((*place, "instead", n, "to"), f"{called}instead: no. {n + 1}: to: ", way.to)
                for n, way in enumerate(choice.instead)
            ]
            for where, name, to in ways:
                if to not in self.scenes:
                    near = did_you_mean(to, self.scenes)
                    yield where, f"{name}there is no scene {to!r}. {near}Expected one of: {', '.join(self.scenes)}"

    def _unused(self) -> Iterator[Fault]:
        """Variables that nothing changes, and facts that nothing makes so."""
        changed = {read_effect(text).name for _, _, choice in self._moves() for text in choice.effects}
        for kind, names in (("variables", self.variables), ("facts", self.facts)):
            for name in names:
                if name not in changed:
                    yield (kind, name), f"{kind}: {name}: no choice changes it, expected it in the effects of one"

    def _paths(self) -> Iterator[Fault]:
        """What shows only when every path is walked: scenes and choices that none reaches, dead ends, endless loops."""
        found = self._every
        if found.endless:
            yield (
                ("scenes", found.endless),
                f"scenes: {found.endless}: a path can come here more than {MOST_VISITS} times, "
                "expected a condition that ends the loop",
            )
            return
        if found.too_many:
            yield (
                ("scenes",),
                f"scenes: there are more than {MOST_SITUATIONS:,} situations, too many to check; "
                "expected fewer variables and facts in conditions, or a choice that sets them again (trust = 2)",
            )
            return
        for name, path in found.few.items():
            yield (
                ("scenes", name, "choices"),
                f"scenes: {name}: choices: fewer than two are offered {_after(path)}, expected two on every path",
            )
        for name, scene in self.scenes.items():
            if name not in found.scenes:
                yield ("scenes", name), f"scenes: {name}: no path leads here, expected a choice that can be taken"
                continue
            for n in range(len(scene.passages)):
                if (name, n) not in found.passages:
                    yield (
                        ("scenes", name, "passages", n, "when"),
                        f"scenes: {name}: passages: no. {n + 1}: when: never holds here, "
                        "expected conditions that do on some path",
                    )
        for place, called, choice in self._moves():
            name, c = str(place[1]), str(place[3])
            if name not in found.scenes:
                continue
            if (name, c) not in found.choices:
                yield (*place, "when"), f"{called}when: never holds here, expected conditions that do on some path"
                continue
            for n in range(len(choice.instead)):
                if (name, c, n) not in found.ways:
                    yield (
                        (*place, "instead", n, "when"),
                        f"{called}instead: no. {n + 1}: when: never holds here, expected conditions that do on some path",
                    )
            if (name, c, -1) not in found.ways:
                yield (*place, "to"), f"{called}to: is never taken, expected an instead that does not always hold"
        if not found.few and not self.good_path():
            yield (
                ("scenes",),
                "scenes: full marks cannot be reached, expected a path from the first scene to an end on which each "
                "choice has credit: 1",
            )


def _after(path: Path) -> str:
    """A path in words, to say where on it something is wrong."""
    return "after " + ", ".join(f"{scene}: {choice}" for scene, choice in path) if path else "at the beginning"
