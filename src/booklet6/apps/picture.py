"""The running picture: a comparison as bars, as SVG that takes the colours of the page it stands in."""

from __future__ import annotations

import io
import re
from typing import Any

from ..words import Words
from .compare import Comparison, Count

_COLOURS = {
    "#0a6b4b": "--right",
    "#a23415": "--wrong",
    "#5c4a8a": "--open",
    "#1c2430": "--ink",
    "#7b8794": "--line",
    "#fefefe": "--paper",
}
"""What is drawn in each of these takes the page's own colour of that name: so the picture is right in the dark too."""
_SERIES = (("hits", "#0a6b4b", None), ("missed", "#a23415", "////"), ("false_alarms", "#5c4a8a", "...."))
"""Each kind has its own pattern beside its own colour."""
_WIDE, _ROW, _HEAD, _FOOT = 3.5, 0.36, 0.3, 0.3
"""Inches. As wide as a small phone, so that letters are never shrunk."""


def draw(comparison: Comparison, words: Words) -> str:
    """The picture as an `<svg>`. Needs at least one element that came up."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    rows = _rows(comparison, words)
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "booklet6",
        "font.family": "sans-serif",
        "hatch.linewidth": 1.2,
    }
    with matplotlib.rc_context(settings):
        high = _ROW * len(rows) + _FOOT + _HEAD
        figure = Figure(figsize=(_WIDE, high))
        axes = figure.add_axes((0.02, _FOOT / high, 0.96, 1 - (_FOOT + _HEAD) / high))
        most = max(count.total for _, count in rows if count)
        for y, (label, count) in enumerate(rows):
            place = (0, y - 0.16) if count else (0, y + 0.3)
            axes.text(*place, label, fontsize=9, color="#1c2430", weight="normal" if count else "bold", va="bottom")
            _bar(axes, y, count) if count else None
        axes.set_xlim(0, most)
        axes.set_ylim(len(rows) - 0.5, -0.3)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axes.tick_params(axis="x", colors="#1c2430", labelsize=9)
        axes.yaxis.set_visible(False)
        for side, spine in axes.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color("#7b8794")
        _legend(figure, words)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    return _for_page(out.getvalue(), words("app.compare.picture"))


def _rows(comparison: Comparison, words: Words) -> list[tuple[str, Count | None]]:
    """Top to bottom: a heading for each group that came up (no count), its elements below it."""
    rows: list[tuple[str, Count | None]] = []
    for group, elements in comparison.elements.items():
        if elements:
            rows.append((words(f"app.group.{group}"), None))
            rows += [(words(f"element.{e}"), count) for e, count in elements.items()]
    return rows


def _bar(axes: Any, y: int, count: Count) -> None:
    start = 0
    for name, colour, hatch in _SERIES:
        n = getattr(count, name)
        if n:
            axes.barh(
                y + 0.1, n, left=start, height=0.34, color=colour, hatch=hatch, edgecolor="#fefefe", linewidth=0.8
            )
        start += n


def _legend(figure: Any, words: Words) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=c, hatch=h, edgecolor="#fefefe", label=words(f"app.compare.{name}")) for name, c, h in _SERIES
    ]
    figure.legend(
        handles=patches, loc="upper left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize=8.5, labelcolor="#1c2430",
        handlelength=1.3, columnspacing=1, handletextpad=0.4, borderaxespad=0.2,
    )  # fmt: skip


def _for_page(svg: str, label: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for colour, name in _COLOURS.items():
        svg = svg.replace(colour, f"var({name})")
    head, rest = svg.split(">", 1)
    head = re.sub(r' (width|height)="[^"]*"', "", head)
    return f'{head} role="img" aria-label="{label}">{rest}'
