"""`migration-continuum`: all mobility, its kinds, and trafficking reaching across them (Box 6.2, drawn anew)."""

from __future__ import annotations

from pathlib import Path

from .data import Area, Continuum, load
from .kit import NARROW, SLIDE, WIDE, Block, Colour, Drawing, Sheet, block

PARTS = ("all",)


def draw(name: str, root: Path, *, rtl: bool, wide: bool, slide: bool, part: str) -> Drawing:
    """Draw `book/figures/<name>.yml`; see `booklet6.book.drawings.draw`."""
    del part
    data = load(Continuum, name, root)
    sheet = Sheet((SLIDE if slide else WIDE) if wide else NARROW, rtl)
    height = _across(sheet, data, slide) if wide else _down(sheet, data)
    return sheet.finish(name, data.title, data.alt, height)


def _down(sheet: Sheet, data: Continuum) -> float:
    """Rows for the kinds of movement; a column for trafficking, laid over all of them.

    Left, in the rows: movement that is not trafficking. In the column: the same kind of movement, where a person is
    trafficked. Smuggling is a box inside the irregular row, so where it lies in the column it is smuggling that turned. Returns the height.
    """
    s = sheet.scale
    edge = s.stroke
    inset = s.pad * 0.9
    frame_left, frame_width = edge, s.width - 2 * edge
    row_left, row_width = frame_left + inset, frame_width - 2 * inset
    split = s.width * 0.53
    column_width = row_left + row_width - inset * 0.7 - split
    pad = s.pad * 0.9

    def pair(area: Area, left: float) -> tuple[Block, Block, Block, float]:
        room = split - left - 2 * pad
        title = block(area.name, room, s.text if area == data.smuggling else s.head, bold=True)
        text = block(area.text, room, s.text)
        case = block(area.trafficked, column_width - 2 * pad, s.text)
        return title, text, case, max(title.height + text.height, case.height) + 2 * pad

    regular = pair(data.regular, row_left)
    irregular = pair(data.irregular, row_left)
    smuggling = pair(data.smuggling, row_left + pad)
    plate = block(data.smuggling.trafficked, column_width - 5 * pad, s.text)
    smuggling = (*smuggling[:2], plate, max(smuggling[3], plate.height + 4 * pad))
    internal = pair(data.internal, row_left)
    still = pair(data.still, row_left)

    y = top = s.gap / 2
    mobility = block(data.mobility.name, split - row_left - pad, s.head, bold=True)
    mobility_text = block(data.mobility.text, split - row_left - pad, s.text)
    heading = block(data.trafficking.name, column_width - 2 * pad, s.head, bold=True, colour="on")
    heading_text = block(data.trafficking.text, column_width - 2 * pad, s.text, colour="on")
    column_head = heading.height + heading_text.height + 1.6 * pad
    head = max(mobility.height + mobility_text.height, column_head + s.gap) + pad
    rows_top = top + head + pad
    ys = {}
    y = rows_top
    for key, height in (
        ("regular", regular[3]),
        ("irregular", irregular[3] + smuggling[3] + pad),
        ("internal", internal[3]),
    ):
        ys[key] = (y, height)
        y += height + s.gap
    frame_bottom = y - s.gap + inset
    still_top = frame_bottom + s.gap * 0.6
    column_top, column_bottom = top + pad, still_top + still[3]

    sheet.box(frame_left, top, frame_width, frame_bottom - top, fill="quiet", edge="line")
    at = sheet.text(row_left + pad * 0.4, top + pad, mobility)
    sheet.text(row_left + pad * 0.4, at, mobility_text)
    strongs: dict[str, Colour] = {"regular": "3", "irregular": "4", "internal": "line"}
    softs: dict[str, Colour] = {"regular": "3-soft", "irregular": "4-soft", "internal": "paper"}
    for key, (row, height) in ys.items():
        sheet.box(row_left, row, row_width, height, fill=softs[key], edge=strongs[key])

    # Trafficking lies over the rows, and reaches out of the frame: no journey is needed.
    sheet.box(split, column_top, column_width, column_bottom - column_top, fill="2-soft", edge="2", stroke=s.stroke * 2)
    sheet.box(split, column_top, column_width, column_head, fill="2")
    at = sheet.text(split + column_width / 2, column_top + 0.8 * pad, heading, "middle")
    sheet.text(split + column_width / 2, at, heading_text, "middle")
    for key, (row, height) in ys.items():
        if key != "regular":
            sheet.line([(split + pad, row - s.gap / 2), (split + column_width - pad, row - s.gap / 2)], "2")
        del height
    sheet.line([(split + pad, frame_bottom), (split + column_width - pad, frame_bottom)], "2", dashed=True)

    # Smuggling: a box in the irregular row whose end lies in the column.
    box_top = ys["irregular"][0] + irregular[3]
    box_width = split + column_width - pad * 0.8 - (row_left + pad)
    sheet.box(row_left + pad, box_top, box_width, smuggling[3], fill="1-soft")
    over = split + s.stroke
    sheet.box(over, box_top, row_left + pad + box_width - over, smuggling[3], fill="1-soft", radius=0)
    sheet.hatch(over, box_top, row_left + pad + box_width - over, smuggling[3], "2")
    sheet.box(row_left + pad, box_top, box_width, smuggling[3], edge="1", stroke=s.stroke * 1.4)
    sheet.line([(split, box_top - 2), (split, box_top + smuggling[3] + 2)], "2", s.stroke * 2)

    def write(parts: tuple[Block, Block, Block, float], left: float, row: float, plated: bool = False) -> None:
        title, text, case, height = parts
        at = row + (height - title.height - text.height) / 2
        at = sheet.text(left + pad, at, title)
        sheet.text(left + pad, at, text)
        width = column_width
        if plated:
            width = row_left + pad + box_width - split
            top = row + height / 2 - case.height / 2 - pad * 0.5
            sheet.box(split + pad * 1.4, top, width - 2.8 * pad, case.height + pad, fill="paper", radius=pad / 2)
        sheet.middle(split, row, width, height, case)

    write(regular, row_left, ys["regular"][0])
    write(irregular, row_left, ys["irregular"][0])
    write(smuggling, row_left + pad, box_top, plated=True)
    write(internal, row_left, ys["internal"][0])
    write(still, row_left, still_top)
    y = column_bottom + s.gap
    note = block(data.note, frame_width - 2 * pad, s.text)
    y = sheet.text(s.width / 2, y, note, "middle")
    return y + s.gap / 2


def _across(sheet: Sheet, data: Continuum, slide: bool) -> float:
    """The same, turned: columns for the kinds of movement, and a band for trafficking, laid over all of them."""
    s = sheet.scale
    edge, inset, pad = s.stroke, s.pad * 0.6, s.pad * 0.7
    areas = (data.regular, data.irregular, data.smuggling, data.internal, data.still)
    column = (s.width - 2 * edge - 6 * inset) / len(areas)
    lefts = [edge + inset + n * (column + inset) + (inset if n == len(areas) - 1 else 0) for n in range(len(areas))]
    room = column - 2 * pad
    names = [block(a.name, room, s.text, bold=True) for a in areas]
    texts = [block(a.text, room, s.text) for a in areas]
    cases = [block(a.trafficked, room, s.text) for a in areas]
    mobility = block(f"{data.mobility.name}: {data.mobility.text}", 4 * column, s.text, bold=True)
    note = block(data.note, room, s.text * (1 if slide else 0.9))
    heading = block(f"{data.trafficking.name}: {data.trafficking.text}", s.width * 0.8, s.head, bold=True, colour="on")

    top = s.gap / 2
    columns_top = top + pad + mobility.height + pad
    labels = [n.height + t.height for n, t in zip(names, texts, strict=True)]
    # Above the last column, outside the frame, stand the note and then, close to the band, its label.
    label = max(*labels[:-1], labels[-1] + note.height + 2 * pad - mobility.height) + 2 * pad
    band_top = columns_top + label + pad
    band_head = heading.height + pad
    cases_top = band_top + band_head
    band_height = band_head + max(c.height for c in cases) + 3.4 * pad
    band_bottom = band_top + band_height
    columns_bottom = band_bottom + pad
    frame_right = lefts[3] + column + inset
    bottom = columns_bottom + inset

    sheet.box(edge, top, frame_right - edge, bottom - top, fill="quiet", edge="line")
    sheet.text(lefts[0] + pad, top + pad, mobility)
    sheet.text(lefts[4] + column / 2, top + pad, note, "middle")
    kinds: tuple[tuple[int, int, Colour, Colour], ...] = (
        (0, 0, "3", "3-soft"), (1, 2, "4", "4-soft"), (3, 3, "line", "paper"),
    )  # fmt: skip
    for first, last, strong, soft in kinds:
        width = lefts[last] + column - lefts[first]
        sheet.box(lefts[first], columns_top, width, columns_bottom - columns_top, fill=soft, edge=strong)
    band_left = lefts[0] + inset
    band_width = lefts[4] + column - band_left
    sheet.box(band_left, band_top, band_width, band_height, fill="2-soft", edge="2", stroke=s.stroke * 1.6)
    over_top, over_left, over_width = cases_top, lefts[2], column - inset
    smuggling_top = columns_top + pad * 0.6
    sheet.box(over_left, smuggling_top, over_width, band_bottom - smuggling_top - pad, fill="1-soft")
    sheet.hatch(over_left, over_top, over_width, band_bottom - pad - over_top, "2")
    sheet.box(over_left, smuggling_top, over_width, band_bottom - smuggling_top - pad, edge="1", stroke=s.stroke * 1.2)
    sheet.box(band_left, band_top, band_width, band_head, fill="2")
    sheet.middle(band_left, band_top, band_width, band_head, heading)
    for n, (left, name, text, case) in enumerate(zip(lefts, names, texts, cases, strict=True)):
        width = over_width if n == 2 else column
        at = band_top - 2 * pad - labels[n] if n == len(areas) - 1 else columns_top + pad
        at = sheet.text(left + width / 2, at, name, "middle")
        sheet.text(left + width / 2, at, text, "middle")
        height = band_bottom - pad - cases_top
        if n == 2:
            plate = case.height + pad
            sheet.box(left + pad, cases_top + (height - plate) / 2, width - 2 * pad, plate, fill="paper", radius=pad)
        sheet.middle(left, cases_top, width, height, case)
    return bottom + s.gap / 2
