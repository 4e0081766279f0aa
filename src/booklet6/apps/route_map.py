"""A map of places and ways: a scheme of boxes on a grid, and arrows."""

from __future__ import annotations

from html import escape

from .explore import Drawn
from .svg import HEAD, Box, arrow, label, loop, wrap

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 132, 54, 52, 66, 40
"""A box, the room between boxes, and the room around them, in the drawing's own units."""


def draw(drawn: Drawn, words: str) -> str:
    """The map as an `<svg>`. `words` says what it shows; a table beside it says all of it."""
    boxes = {p.id: _box(p.at) for p in drawn.map.places}
    width = max(b.x for b in boxes.values()) + WIDE / 2 + EDGE
    height = max(b.y for b in boxes.values()) + HIGH / 2 + EDGE
    shapes = []
    for (start, end), records in sorted(drawn.ways.items(), key=lambda w: w[0]):
        thick = min(1.5 + len(records), 6)
        if start == end:
            shapes.append(loop(boxes[start], thick))
        else:
            shapes.append(
                arrow(boxes[start], boxes[end], thick, _bend(boxes[start], boxes[end], (end, start) in drawn.ways))
            )
    for place in drawn.map.places:
        b = boxes[place.id]
        number = drawn.places[place.id]
        shapes.append(
            f'<g{"" if number else " class=empty"}><rect x="{b.x - WIDE / 2:g}" y="{b.y - HIGH / 2:g}" '
            f'width="{WIDE}" height="{HIGH}" rx="8"/>{label([*wrap(place.name, 19, 2), str(number)], b.x, b.y, last="number")}</g>'
        )
    return (
        f'<svg class="route-map" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{escape(words)}">'
        f"{HEAD}{''.join(shapes)}</svg>"
    )


def _box(at: tuple[int, int]) -> Box:
    return Box(EDGE + at[0] * (WIDE + GAP_X) + WIDE / 2, EDGE + at[1] * (HIGH + GAP_Y) + HIGH / 2, WIDE, HIGH)


def _bend(start: Box, end: Box, both: bool) -> float:
    """More where a straight line would run over a box between the two, and where a way leads back as well."""
    far = abs(end.x - start.x) > WIDE + GAP_X + 1 or abs(end.y - start.y) > HIGH + GAP_Y + 1
    return (0.16 if far else 0.05) + (0.1 if both else 0)
