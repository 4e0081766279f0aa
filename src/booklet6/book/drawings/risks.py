"""`table-of-risks`: departures from a village in three bands, from the highest risk to the lowest (Box 6.13)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from booklet6.content.slots import Frozen
from booklet6.content.sources import Text

from .data import FigureFile, load
from .kit import NARROW, SLIDE, WIDE, Colour, Drawing, Sheet, block

PARTS = ("all",)


class Band(Frozen):
    """One band of risk: its name, what it points to, and the departures in it."""

    name: Text
    points: Text
    signs: tuple[Text, ...] = Field(min_length=1)


class Risks(FigureFile):
    """The three bands."""

    high: Band
    grey: Band
    low: Band


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(Risks, name, root)
    sheet = Sheet((SLIDE if slide else replace(WIDE, text=24, head=26, pad=11)) if wide else NARROW, rtl)
    s = sheet.scale
    track = s.pad * 1.4
    left = track + s.pad * 1.6
    width = s.width - left - s.stroke
    bands: tuple[tuple[Band, Colour, Colour, float], ...] = (
        (data.high, "2", "2-soft", 2.4),
        (data.grey, "line", "quiet", 1.4),
        (data.low, "3", "3-soft", 1),
    )
    y = top = s.gap / 2
    for band, strong, soft, weight in bands:
        y = _band(sheet, band, (left, y, width), (strong, soft), weight * s.stroke, slide) + s.gap
    bottom = y - s.gap
    # The scale beside the bands grows thinner: it can be read without its colours.
    third = (bottom - top) / 3
    for n, (_, strong, _, weight) in enumerate(bands):
        sheet.line(
            [(track, top + n * third), (track, top + (n + 1) * third - (0, 0, s.pad)[n])], strong, s.pad * weight / 2.4
        )
    sheet.arrow_head(track, bottom, s.pad * 1.4, "3", down=True)
    return sheet.finish(name, data.title, data.alt, bottom + s.gap / 2)


def _band(
    sheet: Sheet, band: Band, place: tuple[float, float, float], colours: tuple[Colour, Colour], stroke: float,
    slide: bool,
) -> float:  # fmt: skip
    """One band at `place` (left, top, width), with as many columns as there is room for. Returns its bottom.

    On a slide its name and what it points to stand on one line: three lines more would cost the size of all.
    """
    s = sheet.scale
    left, top, width = place
    strong, soft = colours
    pad = s.pad * 0.9
    columns = 2 if s.width > 600 else 1
    room = (width - (columns + 1) * pad) / columns
    name = block(band.name, room if slide else width - 2 * pad, s.head, bold=True)
    points = block(band.points, room if slide else width - 2 * pad, s.head if slide else s.text)
    signs = [block(sign, room - 1.6 * pad, s.text) for sign in band.signs]
    rows = [signs[n : n + columns] for n in range(0, len(signs), columns)]
    heights = [max(b.height for b in row) for row in rows]
    heads = max(name.height, points.height) if slide else name.height + points.height
    height = 2 * pad + heads + pad * 0.6 + sum(heights) + pad * 0.4 * (len(rows) - 1)
    sheet.box(left, top, width, height, fill=soft, edge=strong, stroke=stroke)
    y = sheet.text(left + pad, top + pad, name)
    sheet.text(left + pad + (room + pad if slide else 0), top + pad if slide else y, points)
    y = top + pad + heads + pad * 0.6
    for row, tall in zip(rows, heights, strict=True):
        for n, words in enumerate(row):
            x = left + pad + n * (room + pad)
            sheet.dot(x + pad * 0.5, y + s.text * 0.66, s.text * 0.16, strong, strong, 1)
            sheet.text(x + 1.6 * pad, y, words)
        y += tall + pad * 0.4
    return top + height
