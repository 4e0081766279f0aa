"""Boxes and arrows, as SVG that takes the colours of the page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Box:
    """A box by its middle and its size, in the drawing's own units."""

    x: float
    y: float
    wide: float
    high: float

    def edge(self, towards: tuple[float, float]) -> tuple[float, float]:
        """Where the line from the middle to a point leaves the box."""
        dx, dy = towards[0] - self.x, towards[1] - self.y
        reach = min((self.wide / 2 + 3) / abs(dx) if dx else 9e9, (self.high / 2 + 3) / abs(dy) if dy else 9e9)
        return self.x + dx * min(reach, 1), self.y + dy * min(reach, 1)


HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>'
)


def arrow(start: Box, end: Box, thick: float, bend: float = 0) -> str:
    """An arrow between two boxes, bent to its own right by that part of its length, so that two ways stand apart."""
    dx, dy = end.x - start.x, end.y - start.y
    middle = ((start.x + end.x) / 2 - dy * bend, (start.y + end.y) / 2 + dx * bend)
    sx, sy = start.edge(middle)
    ex, ey = end.edge(middle)
    path = f"M{sx:.0f} {sy:.0f}Q{middle[0]:.0f} {middle[1]:.0f} {ex:.0f} {ey:.0f}"
    return f'<path class="way" d="{path}" stroke-width="{thick:g}" marker-end="url(#head)"/>'


def beside(start: Box, end: Box, thick: float, out: float) -> str:
    """An arrow that leaves by the side, runs `out` beyond the boxes, and comes in by the side: past what is between.

    A box less than 40 wide is a point on a bar: there the arrow comes in from above or below.
    """
    x = max(b.x + b.wide / 2 for b in (start, end) if b.wide >= 40) + out
    path = ""
    for n, box in enumerate((start, end)):
        point = box.wide < 40
        side = (end if n == 0 else start).y > box.y
        at = (x, box.y + (box.high / 2 + 3) * (1 if side else -1)) if point else (box.x + box.wide / 2 + 3, box.y)
        corner = f"{x:.0f} {box.y:.0f}"
        if n == 0:
            path = f"M{at[0]:.0f} {at[1]:.0f}" + ("" if point else f"Q{corner} {x:.0f} {(start.y + end.y) / 2:.0f}")
        else:
            path += f"L{at[0]:.0f} {at[1]:.0f}" if point else f"Q{corner} {at[0]:.0f} {at[1]:.0f}"
    return f'<path class="way" d="{path}" stroke-width="{thick:g}" marker-end="url(#head)"/>'


def loop(box: Box, thick: float) -> str:
    """An arrow from a box back to itself, below it."""
    path = f"M{box.x + box.wide / 2 - 26:g} {box.y + box.high / 2:g}c-4 34 44 34 40 2"
    return f'<path class="way" d="{path}" stroke-width="{thick:g}" marker-end="url(#head)"/>'


def label(lines: list[str], x: float, y: float, step: float = 13, last: str = "") -> str:
    """Lines of text round a point. `last` is the class of the last of them, if it has one."""
    top = y - step * (len(lines) - 1) / 2 + step * 0.32
    spans = "".join(
        f"<tspan{f' class={chr(34)}{last}{chr(34)}' if last and n == len(lines) - 1 else ''} "
        f'x="{x:g}" y="{top + step * n:g}">{escape(line)}</tspan>'
        for n, line in enumerate(lines)
    )
    return f'<text text-anchor="middle">{spans}</text>'


def wrap(text: str, letters: int, most: int = 3) -> list[str]:
    """A text in lines of about so many letters; what does not fit ends with an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        while len(word) > letters:
            lines.append(word[:letters])
            word = word[letters:]
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: letters - 1]}…"]
    return lines or [""]
