"""The drawing kit: a sheet that takes boxes, lines and wrapped text, in any height and in both directions.

A drawing flows from top to bottom on a `Sheet`, in units of one pixel at its own width; the height is known at the
end, so longer words (another language) make a taller figure and never leave their box. Colours are the names of
`LIGHT`; `export` turns each into a CSS variable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.lines import Line2D
from matplotlib.patches import Arc, Circle, FancyBboxPatch, Patch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.text import Text

Colour = Literal["ink", "paper", "on", "line", "quiet", "1", "1-soft", "2", "2-soft", "3", "3-soft", "4", "4-soft"]
Align = Literal["start", "middle", "end"]

LIGHT: dict[Colour, str] = {
    "ink": "#1b2430",
    "paper": "#fffffe",
    "on": "#ffffff",
    "line": "#6b7480",
    "quiet": "#f1f3f5",
    "1": "#005f99",
    "1-soft": "#e2f0fa",
    "2": "#b04300",
    "2-soft": "#fdeadd",
    "3": "#006b4c",
    "3-soft": "#e0f3ec",
    "4": "#8a3a6c",
    "4-soft": "#f8e8f1",
}
"""Colour name → its value on white; each value is unique, since `export` finds the name by the value.

1 blue, 2 vermillion, 3 green, 4 purple: the Okabe-Ito hues, darkened until white text on them reads (4.5 and more).
``on`` is text on 1 to 4, ``ink`` all other text, ``line`` an outline without a meaning, ``quiet`` its fill.
"""

SLACK = 1.15
"""How much wider than DejaVu Sans, itself a wide face, the page's font may be before words leave their box."""

LEADING = 1.32
"""Line height, as a multiple of the text size."""


@dataclass(frozen=True)
class Scale:
    """Sizes for one shape of page, in units (pixels at full width)."""

    width: float
    text: float
    head: float
    pad: float
    gap: float
    radius: float
    stroke: float


NARROW = Scale(width=360, text=13, head=15.5, pad=10, gap=8, radius=8, stroke=1.6)
"""A column of a page: at 328 px, the narrowest phone, text is 11.8 px high, and 19.6 px at 544."""

WIDE = Scale(width=1120, text=27, head=31, pad=16, gap=13, radius=14, stroke=3)
"""A wide page, or a slide, 16:9 below its title, that has few words."""

SLIDE = Scale(width=1120, text=25, head=27, pad=11, gap=9, radius=12, stroke=3)
"""A slide that has many words: text is 20 pt high on a slide of 13.33 inches, if the figure is at most 540 units high."""


class Drawing(Figure):
    """A matplotlib figure that knows what it is: its name, its title, its long text, its direction."""

    def __init__(self, *, name: str, title: str, alt: str, rtl: bool, width: float, height: float) -> None:
        super().__init__(figsize=(width / 72, height / 72), dpi=72, facecolor="white")
        self.name = name
        self.title = title
        self.alt = alt
        self.rtl = rtl
        self.size = (width, height)

    @property
    def shape(self) -> float:
        """Height per width."""
        return self.size[1] / self.size[0]


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How wide the text is in DejaVu Sans, in units."""
    return _width_of_one(text, bold) * size if text.strip() else 0.0


@lru_cache(maxsize=16384)
def _width_of_one(text: str, bold: bool) -> float:
    """The width at size 1, by the font's own measures: ten times faster than its outlines."""
    font = get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return float(width) / 64 / 100


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break the text into lines no wider than `width`, with slack for a wider font.

    A word that is too long is cut; a no-break space does not break.
    """
    room = width / SLACK
    lines: list[str] = []
    line = ""
    for word in filter(None, re.split(r"[ \n\t]+", text)):
        longer = f"{line} {word}".strip()
        if text_width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold) > room and len(word) > 1:
            cut = next((n for n in range(len(word) - 1, 1, -1) if text_width(word[:n], size, bold) <= room), 1)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line else lines


@dataclass(frozen=True)
class Block:
    """Text, broken into lines for a width."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False
    colour: Colour = "ink"

    @property
    def height(self) -> float:
        """How high the lines are together."""
        return len(self.lines) * self.size * LEADING


def block(text: str, width: float, size: float, *, bold: bool = False, colour: Colour = "ink") -> Block:
    """Break a text for a width: see `wrap`."""
    return Block(tuple(wrap(text, width, size, bold)), size, bold, colour)


class Sheet:
    """Paper to draw on, from the top left corner down; with `rtl`, everything is mirrored."""

    def __init__(self, scale: Scale, rtl: bool = False) -> None:
        self.scale = scale
        self.rtl = rtl
        self.artists: list[Artist] = []

    def _x(self, x: float) -> float:
        return self.scale.width - x if self.rtl else x

    def box(
        self, x: float, y: float, w: float, h: float, *, fill: Colour | None = None, edge: Colour | None = None,
        stroke: float | None = None, dashed: bool = False, radius: float | None = None,
    ) -> None:  # fmt: skip
        """A rectangle with round corners."""
        left = self._x(x + w) if self.rtl else x
        radius = min(self.scale.radius if radius is None else radius, w / 2, h / 2)
        patch: Patch = (
            FancyBboxPatch((left, y), w, h, boxstyle=f"round,pad=0,rounding_size={radius}", mutation_aspect=1)
            if radius
            else Rectangle((left, y), w, h)
        )
        width = self.scale.stroke if stroke is None else stroke
        patch.set(facecolor=LIGHT[fill] if fill else "none", edgecolor=LIGHT[edge] if edge else "none")
        patch.set_linewidth(width if edge else 0)
        if dashed:
            patch.set_linestyle((0, (4, 2.5)))
        self.artists.append(patch)

    def text(self, x: float, y: float, words: Block, align: Align = "start") -> float:
        """Write the lines; `x` is their start, middle or end, `y` their top. Returns the bottom."""
        side: Literal["left", "center", "right"] = "center"
        if align != "middle":
            side = "left" if (align == "start") != self.rtl else "right"
        for n, line in enumerate(words.lines):
            base = y + words.size * (n * LEADING + LEADING / 2 + 0.36)
            text = Text(self._x(x), base, line, fontsize=words.size, horizontalalignment=side)
            text.set(verticalalignment="baseline", family="DejaVu Sans", color=LIGHT[words.colour])
            text.set_fontweight("bold" if words.bold else "normal")
            text.set_parse_math(False)
            self.artists.append(text)
        return y + words.height

    def middle(self, x: float, y: float, w: float, h: float, words: Block, align: Align = "middle") -> None:
        """Write the lines half way down a box, in its middle or at its start."""
        at = {"start": x, "middle": x + w / 2, "end": x + w}[align]
        self.text(at, y + (h - words.height) / 2, words, align)

    def line(
        self, points: Sequence[tuple[float, float]], colour: Colour = "line", stroke: float | None = None,
        dashed: bool = False,
    ) -> None:  # fmt: skip
        """A line through the points."""
        line = Line2D([self._x(x) for x, _ in points], [y for _, y in points])
        line.set(color=LIGHT[colour], linewidth=stroke or self.scale.stroke, solid_capstyle="round")
        if dashed:
            line.set_linestyle((0, (3, 2)))
        self.artists.append(line)

    def curve(self, points: Sequence[tuple[float, float]], colour: Colour, stroke: float) -> None:
        """A cubic curve: its start, two handles, its end."""
        codes = [Outline.MOVETO, Outline.CURVE4, Outline.CURVE4, Outline.CURVE4]
        path = Outline([(self._x(x), y) for x, y in points], codes)
        self.artists.append(PathPatch(path, facecolor="none", edgecolor=LIGHT[colour], linewidth=stroke))

    def hatch(self, x: float, y: float, w: float, h: float, colour: Colour) -> None:
        """Diagonal lines over a rectangle."""
        step = self.scale.pad * 1.2
        points: list[tuple[float, float]] = []
        for n in range(1, int((w + h) / step) + 1):
            c = n * step
            points += [(x + min(c, w), y + max(0.0, c - w)), (x + max(0.0, c - h), y + min(c, h))]
        path = Outline([(self._x(px), py) for px, py in points], [Outline.MOVETO, Outline.LINETO] * (len(points) // 2))
        patch = PathPatch(path, facecolor="none", edgecolor=LIGHT[colour], linewidth=self.scale.stroke * 0.6)
        self.artists.append(patch)

    def shape(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        """A filled polygon."""
        self.artists.append(Polygon([(self._x(x), y) for x, y in points], facecolor=LIGHT[fill], linewidth=0))

    def dot(
        self, x: float, y: float, r: float, fill: Colour, edge: Colour | None = None, stroke: float | None = None
    ) -> None:
        """A disc, or a ring where an edge is named."""
        dot = Circle((self._x(x), y), r, facecolor=LIGHT[fill], edgecolor=LIGHT[edge] if edge else "none")
        dot.set_linewidth((stroke or self.scale.stroke) if edge else 0)
        self.artists.append(dot)

    def arc(self, x: float, y: float, r: float, colour: Colour, stroke: float) -> None:
        """The upper half of a ring."""
        self.artists.append(
            Arc((self._x(x), y), 2 * r, 2 * r, theta1=180, theta2=360, edgecolor=LIGHT[colour], linewidth=stroke)
        )

    def arrow_head(self, x: float, y: float, size: float, colour: Colour, down: bool = False) -> None:
        """The point of an arrow, at (x, y), that looks onward (or down)."""
        if down:
            self.shape([(x, y), (x - size * 0.65, y - size), (x + size * 0.65, y - size)], colour)
        else:
            self.shape([(x, y), (x - size, y - size * 0.65), (x - size, y + size * 0.65)], colour)

    def finish(self, name: str, title: str, alt: str, height: float) -> Drawing:
        """Cut the paper at its height, and give the figure."""
        width = self.scale.width
        figure = Drawing(name=name, title=title, alt=alt, rtl=self.rtl, width=width, height=height)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        for order, artist in enumerate(self.artists):
            artist.set_zorder(order)
            artist.set_clip_on(False)
            axes.add_artist(artist)
        return figure
