"""An actor map of one's own country: who acts at which stage, in which role, with which duty; and who is linked to whom.

Pure: the map as data, as a file, as a drawing. The list is the drawing in words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import Literal, get_args

from pydantic import Field, ValidationError, model_validator

from ..content.slots import Frozen
from ..content.sources import Id
from ..content.vocabulary import VOCABULARY, Stage
from ..words import Words
from .svg import HEAD, Box, arrow, beside, label, wrap

Side = Literal["part", "used", "duty", "help"]
"""Takes part in trafficking; can be used without knowing it; has a duty towards the person; can help."""
SIDES: tuple[Side, ...] = get_args(Side)
STAGES = VOCABULARY["stage"]
PERSON = "person"
"""The id of the person in the middle."""
MOST_ACTORS, MOST_LINKS = 40, 120


class OwnActor(Frozen):
    """One actor on the map."""

    id: Id
    name: str = Field(min_length=1, max_length=60)
    side: Side
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=4)
    role: str = Field(default="", max_length=200)
    duty: str = Field(default="", max_length=200)


class Link(Frozen):
    """From one actor to another, or to the person: pays, sends, inspects, refers to."""

    start: Id
    end: Id
    text: str = Field(default="", max_length=60)


class OwnMap(Frozen):
    """The whole map, as it stands in its file."""

    format: Literal[1] = 1
    title: str = Field(default="", max_length=120)
    actors: tuple[OwnActor, ...] = Field(default=(), max_length=MOST_ACTORS)
    links: tuple[Link, ...] = Field(default=(), max_length=MOST_LINKS)

    @model_validator(mode="after")
    def _fits(self) -> OwnMap:
        ids = [a.id for a in self.actors]
        if len(set(ids)) < len(ids) or PERSON in ids:
            raise ValueError("an id stands twice")
        if any(end not in (*ids, PERSON) for link in self.links for end in (link.start, link.end)):
            raise ValueError("a link leads nowhere")
        return self

    def name(self, actor: str, words: Words) -> str:
        """An actor's name, or how the person is called."""
        return next((a.name for a in self.actors if a.id == actor), words("app.actors.person"))

    def without(self, actor: str) -> OwnMap:
        """The map without an actor and what is linked to it."""
        actors = tuple(a for a in self.actors if a.id != actor)
        return self.model_copy(
            update={"actors": actors, "links": tuple(n for n in self.links if actor not in (n.start, n.end))}
        )


def to_file(own: OwnMap) -> str:
    """The map as a file, to be opened here again."""
    return json.dumps({"booklet6": "actor-map", **own.model_dump()}, ensure_ascii=False, indent=1) + "\n"


def from_file(text: str) -> OwnMap:
    """The map in a file. Raises ValueError where it is none."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.pop("booklet6", None) != "actor-map":
            raise ValueError("no actor map")
        return OwnMap.model_validate(data)
    except (ValidationError, RecursionError) as e:
        raise ValueError("no actor map") from e


@dataclass(frozen=True)
class Gaps:
    """What is missing on the map: stages where nobody has a duty, and actors with a duty who are linked to nobody."""

    stages: tuple[str, ...]
    alone: tuple[str, ...]
    no_duty: tuple[str, ...]
    """Actors with a duty of whom nobody has said which."""


def gaps(own: OwnMap) -> Gaps:
    """What somebody should ask about the map."""
    linked = {end for link in own.links for end in (link.start, link.end)}
    with_duty = [a for a in own.actors if a.side == "duty"]
    return Gaps(
        stages=tuple(s for s in STAGES if not any(s in a.stages for a in with_duty)),
        alone=tuple(a.name for a in own.actors if a.side in ("duty", "help") and a.id not in linked),
        no_duty=tuple(a.name for a in with_duty if not a.duty),
    )


WIDE, HIGH, ROW, COLUMN, EDGE = 140, 44, 82, 204, 16
"""A box, the height of a row, the width of a column, and the room around them."""
LETTERS = 20


def draw(own: OwnMap, words: Words) -> str:
    """The network as an `<svg>`: a column for each stage; above those who take part, below those with a duty; between
    them the person. An actor with several stages has a box in each of them."""
    above = [a for a in own.actors if a.side in ("part", "used")]
    below = [a for a in own.actors if a.side in ("duty", "help")]
    boxes: dict[str, list[Box]] = {}
    top = 44.0
    top = _stack(above, top, boxes) + 24
    width = 2 * EDGE + COLUMN * len(STAGES)
    person = Box(width / 2, top + 18, width - 2 * EDGE, 36)
    bottom = _stack(below, top + 36 + 40, boxes)
    shapes = [
        f'<text class="stage" text-anchor="middle" x="{_x(n):g}" y="24">{escape(words(f"stage.{s}"))}</text>'
        for n, s in enumerate(STAGES)
    ]
    said_last = []
    for n, link in enumerate(own.links):
        drawn = _link(link, boxes, person, n)
        shapes += drawn[:1]
        said_last += drawn[1:]
    shapes.append(
        f'<g class="person"><rect x="{EDGE}" y="{top:g}" width="{width - 2 * EDGE:g}" height="36" rx="18"/>'
        f"{label([words('app.actors.person')], width / 2, top + 18)}</g>"
    )
    for actor in own.actors:
        for box in boxes[actor.id]:
            shapes.append(
                f'<g class="side-{actor.side}"><rect x="{box.x - WIDE / 2:g}" y="{box.y - HIGH / 2:g}" width="{WIDE}" '
                f'height="{HIGH}" rx="6"/>{label(wrap(actor.name, LETTERS, 2), box.x, box.y)}</g>'
            )
    said = words("app.actors.picture", n=len(own.actors), links=len(own.links))
    return (
        f'<svg class="actor-map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + EDGE:g}" role="img" '
        f'aria-label="{escape(said)}">{HEAD}{"".join([*shapes, *said_last])}</svg>'
    )


def _x(column: int) -> float:
    return EDGE + COLUMN * (column + 0.5)


def _stack(actors: list[OwnActor], top: float, boxes: dict[str, list[Box]]) -> float:
    """Put the boxes of these actors into their columns, one below the other. Returns where the next lane may begin."""
    used = [0] * len(STAGES)
    for actor in actors:
        columns = [n for n, s in enumerate(STAGES) if s in actor.stages]
        row = max(used[n] for n in columns)  # the same row in each, so that it reads as one
        for n in columns:
            boxes.setdefault(actor.id, []).append(Box(_x(n), top + ROW * row + HIGH / 2, WIDE, HIGH))
            used[n] = row + 1
    return top + ROW * max(used, default=0)


def _link(link: Link, boxes: dict[str, list[Box]], person: Box, n: int) -> list[str]:
    """The arrow of a link, between the two boxes that are nearest, and its words in the middle of it."""
    starts, ends = ([person] if i == PERSON else boxes[i] for i in (link.start, link.end))
    pairs = [(_at(s, e, person), _at(e, s, person)) for s in starts for e in ends]
    start, end = min(pairs, key=lambda p: (p[0].x - p[1].x) ** 2 + (p[0].y - p[1].y) ** 2)
    if start == end:
        return []
    if abs(start.x - end.x) < 1 and abs(start.y - end.y) > ROW * 1.1 + (
        person.high if person in (*starts, *ends) else 0
    ):
        out = 12 + 9 * (n % 3)
        x, y = start.x + WIDE / 2 + out, (start.y + end.y) / 2
        drawn = beside(start, end, 2, out)
    else:
        bend = 0.06 + 0.04 * (n % 3)
        x = (start.x + end.x) / 2 - (end.y - start.y) * bend / 2
        y = (start.y + end.y) / 2 + (end.x - start.x) * bend / 2
        drawn = arrow(start, end, 2, bend)
    if not link.text:
        return [drawn]
    return [drawn, f'<text class="link" text-anchor="middle" x="{x:.0f}" y="{y + 4:.0f}">{escape(link.text)}</text>']


def _at(box: Box, other: Box, person: Box) -> Box:
    """The part of the person's long bar that is nearest to the other box; any other box as it is."""
    return Box(other.x, person.y, 20, person.high) if box is person else box


STANDALONE = """<style>svg{font-family:sans-serif;font-size:12px;background:#fff}rect{fill:#f4f6f8;stroke:#7b8794;stroke-width:1.5}
.side-part rect{fill:#fcece5;stroke:#a23415;stroke-width:3}.side-used rect{stroke:#a23415;stroke-dasharray:5 4}
.side-duty rect{fill:#e4f4ed;stroke:#0a6b4b;stroke-width:3}.side-help rect{stroke:#0a6b4b;stroke-dasharray:5 4}
.person rect{fill:#1c2430}.person text{fill:#fff}.way{fill:none;stroke:#0b5c8a}.head{fill:#0b5c8a}
.stage{font-weight:700;font-size:14px}.link{fill:#0b5c8a;font-style:italic}</style>"""


def standalone(svg: str) -> str:
    """The drawing as a file of its own, with its own colours."""
    head, rest = svg.split(">", 1)
    return f"{head}>{STANDALONE}{rest}\n"
