"""A scenario as it stands on paper: numbered entries, as in a book in which the reader chooses where to go on.

Each scene is an entry, and what comes of each choice is one. So it can be played with scripts off and from a print, and
nobody reads a consequence before the choice. The order of the entries is mixed, but for the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..content.graph import condition, effect
from ..content.types.base import shuffled
from ..content.types.scenario import Choice, Scenario, Scene
from ..words import Words

_COMPARED = {"<": "under", "<=": "at_most", "=": "exactly", ">=": "at_least", ">": "over"}
_CHANGED = {"+": "more", "-": "less", "=": "becomes"}
_MOST_ROWS = 12
"""Rows of the log to fill in by hand."""


@dataclass(frozen=True)
class Entry:
    """One numbered entry: a scene or, if `choice` is named, what comes of that choice."""

    number: int
    name: str
    scene: Scene
    choice: str = ""

    @property
    def made(self) -> Choice:
        """The choice whose consequence this is."""
        return self.scene.choices[self.choice]


class Paper:
    """The entries of a scenario, and its conditions and effects in words."""

    def __init__(self, scenario: Scenario, words: Words):
        self._it = scenario
        self._words = words
        first, *scenes = scenario.scenes
        consequences = [f"{name}:{c}" for name, scene in scenario.scenes.items() for c in scene.choices]
        order = (first, *shuffled([*scenes, *consequences], scenario.id))
        self._numbers = {place: n for n, place in enumerate(order, 1)}
        self.rows = min(_MOST_ROWS, sum(bool(scene.choices) for scene in scenario.scenes.values()))

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, by its number."""
        for place, n in self._numbers.items():
            name, _, choice = place.partition(":")
            yield Entry(n, name, self._it.scenes[name], choice)

    def number(self, scene: str, choice: str = "") -> int:
        """The number of a scene, or of what comes of a choice."""
        return self._numbers[f"{scene}:{choice}" if choice else scene]

    def piece(self, name: str) -> int:
        """The number of a paper: they are counted in the order in which they are written."""
        return [*self._it.pieces].index(name) + 1

    def opens(self, scene: str) -> bool:
        """Does an act begin here: is it the first scene, or one to which another act leads?"""
        scenes = self._it.scenes
        before = {
            s.act for s in scenes.values() for c in s.choices.values() if scene in (c.to, *(w.to for w in c.instead))
        }
        return scene == next(iter(scenes)) or bool(before - {scenes[scene].act})

    def link(self, number: int) -> str:
        """The id of an entry on the page."""
        return f"{self._it.id}--{number}"

    def needs(self, conditions: Iterable[str]) -> str:
        """Conditions in words: *Her trust is 2 or more, and it is so that the embassy knows*."""
        return self._words("scenario.and").join(self._need(text) for text in conditions)

    def _need(self, text: str) -> str:
        it = condition(text)
        if it.fact:
            return self._words("scenario.so" if it.n else "scenario.not_so", fact=self._it.facts[it.name])
        return self._words(f"scenario.{_COMPARED[it.sign]}", what=self._it.variables[it.name].name, n=it.n)

    def does(self, effects: Iterable[str]) -> list[str]:
        """Effects in words, one by one: *Her trust: 1 less*."""
        return [self._does(text) for text in effects]

    def _does(self, text: str) -> str:
        it = effect(text)
        if it.fact:
            return self._words("scenario.now_so" if it.n else "scenario.no_more", fact=self._it.facts[it.name])
        return self._words(f"scenario.{_CHANGED[it.sign]}", what=self._it.variables[it.name].name, n=it.n)
