"""A map of places and ways, as an SVG that takes the colours of the page. It is a scheme: boxes on a grid, and arrows."""

from __future__ import annotations

from html import escape

from .explore import Drawn

WIDE, HIGH, GAP_X, GAP_Y, EDGE = 132, 54, 52, 66, 40
"""A box, the room between boxes, and the room around them, in the drawing's own units."""


def draw(drawn: Drawn, label: str) -> str:
    """The map as an `<svg>`. `label` says in words what it shows; a table beside it says all of it."""
    where = {p.id: p.at for p in drawn.map.places}
    columns, rows = (max(at[n] for at in where.values()) + 1 for n in (0, 1))
    width = 2 * EDGE + columns * WIDE + (columns - 1) * GAP_X
    height = 2 * EDGE + rows * HIGH + (rows - 1) * GAP_Y
    middle = {i: _middle(at) for i, at in where.items()}
    shapes = []
    for (start, end), records in sorted(drawn.ways.items(), key=lambda w: w[0]):
        shapes.append(_way(middle[start], middle[end], len(records), (end, start) in drawn.ways))
    for place in drawn.map.places:
        shapes.append(_box(place.name, drawn.places[place.id], middle[place.id]))
    return (
        f'<svg class="route-map" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="var(--accent)"/></marker></defs>'
        f"{''.join(shapes)}</svg>"
    )


def _middle(at: tuple[int, int]) -> tuple[float, float]:
    return EDGE + at[0] * (WIDE + GAP_X) + WIDE / 2, EDGE + at[1] * (HIGH + GAP_Y) + HIGH / 2


def _box(name: str, number: int, middle: tuple[float, float]) -> str:
    x, y = middle
    lines = _lines(name)
    top = y - 6 * (len(lines) - 1) - 4
    texts = "".join(f'<tspan x="{x:g}" y="{top + 13 * n:g}">{escape(line)}</tspan>' for n, line in enumerate(lines))
    texts += f'<tspan class="number" x="{x:g}" y="{top + 13 * len(lines) + 3:g}">{number}</tspan>'
    empty = "" if number else ' class="empty"'
    return (
        f'<g{empty}><rect x="{x - WIDE / 2:g}" y="{y - HIGH / 2:g}" width="{WIDE}" height="{HIGH}" rx="8"/>'
        f'<text text-anchor="middle">{texts}</text></g>'
    )


def _lines(name: str) -> list[str]:
    """A name in one line or two."""
    if len(name) <= 19 or " " not in name:
        return [name]
    cut = min((n for n, c in enumerate(name) if c == " "), key=lambda n: abs(n - len(name) / 2))
    return [name[:cut], name[cut + 1 :]]


def _way(start: tuple[float, float], end: tuple[float, float], number: int, both: bool) -> str:
    """An arrow, bent a little to its own right, so that a way and its way back stand apart. Thicker for more records."""
    thick = min(1.5 + number, 6)
    if start == end:
        x, y = start[0] + WIDE / 2 - 26, start[1] + HIGH / 2
        path = f"M{x:g} {y:g}c-4 34 44 34 40 2"
    else:
        (x1, y1), (x2, y2) = start, end
        dx, dy = x2 - x1, y2 - y1
        long = (dx * dx + dy * dy) ** 0.5
        bend = (18 if both else 0) + long * (0.16 if _passes_a_box(dx, dy) else 0.05)
        cx, cy = (x1 + x2) / 2 - dy / long * bend, (y1 + y2) / 2 + dx / long * bend
        sx, sy = _edge(start, (cx, cy))
        ex, ey = _edge(end, (cx, cy))
        path = f"M{sx:.0f} {sy:.0f}Q{cx:.0f} {cy:.0f} {ex:.0f} {ey:.0f}"
    return f'<path class="way" d="{path}" stroke-width="{thick:g}" marker-end="url(#head)"/>'


def _passes_a_box(dx: float, dy: float) -> bool:
    """Would a straight line run over a box between the two?"""
    return abs(dx) > WIDE + GAP_X + 1 or abs(dy) > HIGH + GAP_Y + 1


def _edge(box: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the middle of a box to a point leaves the box."""
    dx, dy = towards[0] - box[0], towards[1] - box[1]
    reach = min((WIDE / 2 + 3) / abs(dx) if dx else 9e9, (HIGH / 2 + 3) / abs(dy) if dy else 9e9)
    return box[0] + dx * min(reach, 1), box[1] + dy * min(reach, 1)
