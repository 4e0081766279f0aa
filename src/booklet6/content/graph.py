"""The graph of a scenario: which choice leads where, under which conditions. Walked by a response, and explored whole.

What is in it may go to every learner: no credit, no reason. `js/scenario.js` walks the same graph in the same way.

A *state* gives each variable its number, and each fact 1 where it is so, else 0. A *condition* is ``told``, ``not
told`` or ``trust >= 2``; an *effect* is ``told``, ``not told``, ``trust + 1``, ``trust - 1`` or ``trust = 0``. A
variable never leaves its range.

A scene where something is decided has a slot of its own name. If a story comes back to it, each further time has a
slot of its own: ``hall``, ``hall.2``, ``hall.3``. So one response is one path, and no path is endless.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .slots import Frozen

MOST_VISITS = 9
"""A story that can come to the same scene more often than this is taken for one that never ends."""
MOST_SITUATIONS = 20_000
"""A situation is a scene, with the numbers and facts that still matter from there on. More are not looked through."""

State = dict[str, int]

_NAME = r"[a-z][a-z0-9-]*"
_FACT = re.compile(rf"(?P<no>not )?(?P<name>{_NAME})")
_CONDITION = re.compile(rf"(?P<name>{_NAME}) (?P<sign>[<>]=?|=) (?P<n>-?\d+)")
_EFFECT = re.compile(rf"(?P<name>{_NAME}) (?P<sign>[-+=]) (?P<n>-?\d+)")


@dataclass(frozen=True)
class Term:
    """A condition or an effect, taken apart. Of a fact: ``sign`` is ``=``, ``n`` is 1 or 0, and ``fact`` is true."""

    name: str
    sign: str
    n: int
    fact: bool = False


@cache
def condition(text: str) -> Term:
    """Take a condition apart. Raises ValueError for what is none."""
    return _term(text, _CONDITION, "a fact (told, not told), or a variable with a number (trust >= 2)")


@cache
def effect(text: str) -> Term:
    """Take an effect apart. Raises ValueError for what is none."""
    return _term(
        text, _EFFECT, "a fact (told, not told), or a variable with a number (trust + 1, trust - 1, trust = 0)"
    )


def _term(text: str, form: re.Pattern[str], expected: str) -> Term:
    plain = " ".join(text.split())
    if m := _FACT.fullmatch(plain):
        return Term(m["name"], "=", 0 if m["no"] else 1, True)
    if m := form.fullmatch(plain):
        return Term(m["name"], m["sign"], int(m["n"]))
    raise ValueError(f"{text!r} cannot be read, expected {expected}")


class Way(Frozen):
    """Another way that a choice leads, where the conditions hold."""

    when: tuple[str, ...]
    to: str


class Move(Frozen):
    """A choice without its words."""

    to: str
    effects: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    instead: tuple[Way, ...] = ()


class Graph(Frozen):
    """A whole scenario without its words. `scenes`: scene → choice → where it leads; an end has no choices."""

    start: str
    variables: dict[str, tuple[int, int, int]] = {}
    """Name → where it starts, its least, its most."""
    facts: tuple[str, ...] = ()
    scenes: dict[str, dict[str, Move]]

    def first(self) -> State:
        """The state in which the story begins."""
        return {name: start for name, (start, _, _) in self.variables.items()} | dict.fromkeys(self.facts, 0)

    def offered(self, scene: str, state: Mapping[str, int]) -> tuple[str, ...]:
        """The choices that the scene offers in that state, in the order written."""
        return tuple(c for c, move in self.scenes[scene].items() if holds(move.when, state))

    def after(self, move: Move, state: State) -> State:
        """The state once the choice is made."""
        found = dict(state)
        for text in move.effects:
            it = effect(text)
            if it.name in found:  # else it no longer matters, where only what matters is looked at
                value = it.n if it.sign == "=" else found[it.name] + (it.n if it.sign == "+" else -it.n)
                _, least, most = self.variables.get(it.name, (0, 0, 1))
                found[it.name] = max(least, min(most, value))
        return found


def holds(conditions: Iterable[str], state: Mapping[str, int]) -> bool:
    """Do all of the conditions hold?"""
    for text in conditions:
        it = condition(text)
        value = state[it.name]
        ok = {"<": value < it.n, "<=": value <= it.n, "=": value == it.n, ">=": value >= it.n, ">": value > it.n}
        if not ok[it.sign]:
            return False
    return True


def target(move: Move, state: Mapping[str, int]) -> str:
    """Where the choice leads, once its effects are there: the first `instead` that holds, else `to`."""
    return next((way.to for way in move.instead if holds(way.when, state)), move.to)


def slot_of(scene: str, visit: int) -> str:
    """The slot of a scene at that visit, counted from 1."""
    return scene if visit == 1 else f"{scene}.{visit}"


def scene_of(slot: str) -> str:
    """The scene that a slot belongs to."""
    return slot.partition(".")[0]


@dataclass(frozen=True)
class Step:
    """One decision on a path: what was offered, and what was chosen."""

    slot: str
    scene: str
    offered: tuple[str, ...]
    choice: str


@dataclass(frozen=True)
class Walk:
    """The path of a response: its decisions, and the scene, the slot and the state where it stands now."""

    steps: tuple[Step, ...]
    scene: str
    slot: str
    state: State
    at_end: bool


def walk(graph: Graph, response: Mapping[str, object]) -> Walk:
    """Follow a response from the start, as far as it goes. A choice that is not offered there counts as none."""
    scene, state = graph.start, graph.first()
    steps: list[Step] = []
    visits: dict[str, int] = {}
    while True:
        visits[scene] = visits.get(scene, 0) + 1
        slot = slot_of(scene, visits[scene])
        moves = graph.scenes[scene]
        choice = response.get(slot)
        offered = graph.offered(scene, state)
        if not isinstance(choice, str) or choice not in offered:
            return Walk(tuple(steps), scene, slot, state, not moves)
        steps.append(Step(slot, scene, offered, choice))
        state = graph.after(moves[choice], state)
        scene = target(moves[choice], state)


Path = tuple[tuple[str, str], ...]
"""The decisions of a path: scene and choice."""
Situation = tuple[str, tuple[int, ...]]
"""A scene, and the values of what matters from there on."""


@dataclass
class Explored:
    """All that can happen in a scenario."""

    scenes: set[str] = field(default_factory=set)
    """Scenes that some path reaches."""
    choices: set[tuple[str, str]] = field(default_factory=set)
    """Choices that are offered on some path."""
    ways: set[tuple[str, str, int]] = field(default_factory=set)
    """Ways that some path takes: scene, choice, and the place in `instead`; -1 stands for `to`."""
    passages: set[tuple[str, int]] = field(default_factory=set)
    """Passages that are shown on some path."""
    visits: dict[str, int] = field(default_factory=dict)
    """How often one path can come to a scene, at most."""
    few: dict[str, Path] = field(default_factory=dict)
    """Scenes that offer fewer than two choices on some path, and that path."""
    endless: str = ""
    """A scene that a path can come to again and again."""
    too_many: bool = False
    """There are more situations than are looked through."""
    end: Path | None = None
    """A shortest path to an end."""


def explore(
    graph: Graph,
    passages: Mapping[str, tuple[tuple[str, ...], ...]],
    allowed: Callable[[str, str], bool] | None = None,
) -> Explored:
    """Walk every path that there is, by the choices that are `allowed`, or by all.

    `passages`: scene → the conditions of each of its passages. Situations that are alike in all that matters later are
    one, so the work grows with what the conditions ask, not with the number of paths. The graph's scenes must be there.
    """
    found = Explored()
    matters = _matters(graph, passages)

    counters = {scene: names.index(f"#{scene}") for scene, names in matters.items() if f"#{scene}" in names}

    def arrive(scene: str, state: State) -> Situation:
        values = [state.get(name, 0) for name in matters[scene]]
        visit = 1
        if scene in counters:
            visit = values[counters[scene]] = values[counters[scene]] + 1
        found.visits[scene] = max(found.visits.get(scene, 1), visit)
        return scene, tuple(values)

    first = arrive(graph.start, graph.first())
    came: dict[Situation, tuple[Situation, str] | None] = {first: None}
    waiting = deque([first])

    def path(here: Situation) -> Path:
        steps: list[tuple[str, str]] = []
        while (before := came[here]) is not None:
            here, choice = before
            steps.append((here[0], choice))
        return tuple(reversed(steps))

    while waiting:
        here = waiting.popleft()
        scene = here[0]
        state = dict(zip(matters[scene], here[1], strict=True))
        found.scenes.add(scene)
        found.passages |= {(scene, n) for n, when in enumerate(passages.get(scene, ())) if holds(when, state)}
        moves = graph.scenes[scene]
        offered = graph.offered(scene, state)
        if not moves and found.end is None:
            found.end = path(here)
        if moves and len(offered) < 2:
            found.few.setdefault(scene, path(here))
        for choice in offered:
            if allowed and not allowed(scene, choice):
                continue
            found.choices.add((scene, choice))
            move = moves[choice]
            then = graph.after(move, state)
            way = next((n for n, w in enumerate(move.instead) if holds(w.when, then)), -1)
            found.ways.add((scene, choice, way))
            there = arrive(move.to if way < 0 else move.instead[way].to, then)
            if found.visits[there[0]] > MOST_VISITS:
                found.endless = there[0]
                return found
            if there not in came:
                came[there] = (here, choice)
                waiting.append(there)
        if len(came) > MOST_SITUATIONS:
            found.too_many = True
            return found
    return found


def _matters(graph: Graph, passages: Mapping[str, tuple[tuple[str, ...], ...]]) -> dict[str, tuple[str, ...]]:
    """For each scene the names that some condition asks for, there or later, and ``#x`` for each scene x that a path
    may still come back to."""
    onward = {
        scene: {to for move in moves.values() for to in (move.to, *(w.to for w in move.instead))}
        for scene, moves in graph.scenes.items()
    }
    later = {scene: _reach(scene, onward) for scene in onward}
    asked: dict[str, set[str]] = {}
    for scene, moves in graph.scenes.items():
        conditions = [*passages.get(scene, ()), *(m.when for m in moves.values())]
        conditions += [w.when for m in moves.values() for w in m.instead]
        asked[scene] = {condition(text).name for when in conditions for text in when}
    found = {}
    for scene in onward:
        names = asked[scene].union(*(asked[s] for s in later[scene]))
        names |= {f"#{s}" for s in {scene, *later[scene]} if s in later[s]}
        found[scene] = tuple(sorted(names))
    return found


def _reach(scene: str, onward: Mapping[str, set[str]]) -> set[str]:
    """The scenes that can come after one."""
    seen: set[str] = set()
    waiting = [scene]
    while waiting:
        for there in onward[waiting.pop()] - seen:
            seen.add(there)
            waiting.append(there)
    return seen
