"""One picture of some objectives: what was right before, after and later, and how sure the gain is.

It is read without colour: times differ by shape and by fill, and every number stands in the table beside it.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from ..activities import prose
from ..words import Words
from .results import ObjectiveResult

INK, SOFT, BEFORE, AFTER, LATER = "#1b2430", "#8a949e", "#8a949e", "#005f99", "#b04300"
"""Of the colours of the book; grey, blue and rust differ in lightness and for the colour-blind."""
_ROW, _HEAD, _FOOT, _WIDE = 0.6, 0.5, 0.65, 8.6
"""Inches."""
_AIM = (36, 3)
"""Letters in a line, and lines, of an objective's words beside its row."""


def draw(
    objectives: Sequence[ObjectiveResult], told: Callable[[ObjectiveResult], str], words: Words, kind: str
) -> bytes:
    """The picture as `svg` (without a declaration) or `png`. Needs at least one objective with a result.

    `told`: what stands beside an objective's row, as Markdown.
    """
    import matplotlib
    from matplotlib.figure import Figure

    rows = [o for o in objectives if o.after]
    settings: Any = {"svg.fonttype": "path", "svg.hashsalt": "booklet6", "font.size": 10}
    with matplotlib.rc_context(settings):
        high = _ROW * len(rows) + _HEAD + _FOOT
        figure = Figure(figsize=(_WIDE, high), facecolor="white")
        bottom, tall = _FOOT / high, _ROW * len(rows) / high
        shares = figure.add_axes((0.36, bottom, 0.31, tall))
        gains = figure.add_axes((0.72, bottom, 0.26, tall))
        for y, o in enumerate(rows):
            _shares(shares, y, o)
            _gain(gains, y, o)
        gains.axvline(0, color=INK, linewidth=1)
        low = min(-25.0, *(100 * o.after.gain.low - 5 for o in rows if o.after))
        names = [_name(told(o)) for o in rows]
        _axes(shares, (-3, 103), names, words("evaluation.plot.share"))
        _axes(gains, (low, 103), [""] * len(rows), words("evaluation.plot.gain"))
        _legend(figure, words, any(o.kept for o in rows))
        out = io.BytesIO()
        about: Any = {"Date": None, "Creator": None, "Format": None, "Type": None} if kind == "svg" else {}
        figure.savefig(out, format=kind, dpi=200, metadata=about)
    data = out.getvalue()
    return data[data.index(b"<svg") :] if kind == "svg" else data


def _name(text: str) -> str:
    """What stands beside a row, or its beginning."""
    width, most = _AIM
    lines = textwrap.wrap(prose.plain(text), width)
    return "\n".join(
        lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: width - 2].rstrip()} …"]
    )


def _shares(axes: Any, y: int, o: ObjectiveResult) -> None:
    assert o.after
    one, two = 100 * o.after.first, 100 * o.after.second
    axes.plot([one, two], [y, y], color=SOFT, linewidth=2, zorder=1)
    axes.plot(one, y, "o", markersize=10, markerfacecolor="white", markeredgecolor=INK, markeredgewidth=1.6, zorder=2)
    axes.plot(two, y, "o", markersize=10, color=AFTER, markeredgecolor=INK, zorder=3)
    if o.kept:
        axes.plot(100 * o.kept.second, y + 0.24, "D", markersize=6.5, color=LATER, markeredgecolor=INK, zorder=4)


def _gain(axes: Any, y: int, o: ObjectiveResult) -> None:
    assert o.after
    gain = o.after.gain
    axes.plot([100 * gain.low, 100 * gain.high], [y, y], color=INK, linewidth=2, solid_capstyle="butt")
    axes.plot(100 * gain.value, y, "s", markersize=7, color=AFTER, markeredgecolor=INK)


def _axes(axes: Any, span: tuple[float, float], names: list[str], title: str) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, colors=INK, labelsize=9.5)
    axes.tick_params(axis="x", colors=INK)
    axes.set_xlabel(title, color=INK)
    axes.grid(axis="x", color="#d5dade", linewidth=0.8)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(SOFT)


def _legend(figure: Any, words: Words, later: bool) -> None:
    from matplotlib.lines import Line2D

    seen = [
        Line2D([], [], marker="o", linestyle="", markersize=10, markerfacecolor="white", markeredgecolor=INK),
        Line2D([], [], marker="o", linestyle="", markersize=10, color=AFTER, markeredgecolor=INK),
    ]
    labels = [words("evaluation.time.before"), words("evaluation.time.after")]
    if later:
        seen.append(Line2D([], [], marker="D", linestyle="", markersize=6.5, color=LATER, markeredgecolor=INK))
        labels.append(words("evaluation.time.later"))
    figure.legend(seen, labels, loc="upper left", bbox_to_anchor=(0.35, 1.0), ncols=3, frameon=False)
