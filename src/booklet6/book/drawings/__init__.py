"""Figures drawn from data: `book/figures/<name>.yml` → a matplotlib figure → inline SVG, or PNG.

All words come from the file, none from the code, so that a translation is a file; with `rtl` the layout is mirrored.
The SVG takes its colours from the page by CSS variables, each with a value for light pages as a fallback; values for
dark pages and for print stand in `drawings.css` beside this module:

| variable | what it paints |
| --- | --- |
| ``currentColor`` | text and thin marks |
| ``--fig-1`` … ``--fig-4`` | strong colours: blue, vermillion, green, purple |
| ``--fig-1-soft`` … ``--fig-4-soft`` | their pale fills, under text |
| ``--fig-on`` | text on a strong colour |
| ``--fig-line``, ``--fig-quiet`` | an outline without a meaning, and its fill |
| ``--fig-paper`` | a plate under text |

Colour never carries a meaning alone: every area is named in words, and line, dash or hatch tells it apart as well.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import (
    case_road,
    continuum,
    cycle,
    detection,
    estimates,
    framework,
    levels,
    path,
    prevention,
    residence,
    risks,
    smuggling,
    supply_demand,
    three_elements,
)
from .export import png, svg
from .kit import Drawing

__all__ = ["DRAWINGS", "STYLESHEET", "Drawing", "draw", "png", "svg"]

STYLESHEET = Path(__file__).parent / "drawings.css"
"""Values of the variables for light, dark and print."""

_MODULES = {
    "three-elements": three_elements,
    "smuggling-and-trafficking": smuggling,
    "migration-continuum": continuum,
    "estimates-then-and-now": estimates,
    "detection-over-time": detection,
    "from-report-to-verdict": case_road,
    "four-acts": case_road,
    "supply-and-demand": supply_demand,
    "path-and-losses": path,
    "reflection-and-residence": residence,
    "response-framework": framework,
    "levels-of-action": levels,
    "table-of-risks": risks,
    "prevention-measures": prevention,
    "cycle-and-actors": cycle,
}

DRAWINGS: dict[str, tuple[str, ...]] = {name: module.PARTS for name, module in _MODULES.items()}
"""Name of a drawing → the parts of it that can be drawn alone; the first is the whole."""


_ITS_OWN_ON_A_SLIDE = (case_road, continuum, cycle, estimates, path, prevention, residence, risks, supply_demand)
"""Drawings with more words than a slide has room for, in letters for the back row: there they are laid out in another way."""


def draw(
    name: str, root: Path, *, rtl: bool = False, wide: bool = False, part: str = "all", whole: bool = False
) -> Drawing:
    """Draw `book/figures/<name>.yml` of the course at `root`.

    `wide` lays it out for a slide (about 2:1) instead of a column (portrait, made for 328 to 680 px); with `whole` as well,
    for a wide page, with all the words of the column, which a slide has no room for. `part` draws a part of it alone, see
    `DRAWINGS`. Raises ValueError where there is no such drawing or part, or where the file is
    wrong (one ``path:line: …`` a mistake), and FileNotFoundError where there is no file.
    """
    module = _MODULES.get(name)
    if module is None:
        raise ValueError(f"no drawing is named {name!r}; expected one of {', '.join(_MODULES)}")
    if part not in module.PARTS:
        raise ValueError(f"drawing {name!r} has no part {part!r}; expected one of {', '.join(module.PARTS)}")
    make: Callable[..., Drawing] = module.draw
    more = {"slide": wide and not whole} if module in _ITS_OWN_ON_A_SLIDE else {}
    return make(name, root, rtl=rtl, wide=wide, part=part, **more)
