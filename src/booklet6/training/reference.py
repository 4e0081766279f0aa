"""The reference template of PowerPoint decks: pandoc's own, with our sizes, colours and places.

Written at build time, so that no binary file stands in the repository. Slides are 10 by 5.625 inches: 24 pt here is as
large on the wall as 32 pt on a slide of 13.33 inches.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pypandoc
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

FONT = "Arial"
"""On every machine, or one of the same widths."""

COLOURS = {
    "dk1": "1B2430", "lt1": "FFFFFF", "dk2": "4A5561", "lt2": "FFF6EA", "accent1": "005F99", "accent2": "B04300",
    "accent3": "006B4C", "accent4": "8A3A6C", "accent5": "4A5561", "accent6": "8A3400", "hlink": "005F99",
    "folHlink": "8A3A6C",
}  # fmt: skip
"""The theme: ink, paper, quiet ink, the ground of an activity, the drawings' four colours, an activity's ink, links."""

TITLE, BODY, LONG = 32, 30, 26
"""Sizes, in points; the last is for titles of more than thirty letters, and for more than six lines. The levels
of a list below the first are 24."""


def write(path: Path) -> Path:
    """Write the template to `path`, and return it. Raises CalledProcessError where pandoc fails."""
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.pptx"]
    deck = Presentation(BytesIO(_themed(subprocess.run(command, capture_output=True, check=True).stdout)))
    master = deck.slide_master
    _sizes(master.element)
    for layout in (master, *deck.slide_layouts):
        name = layout.name or "master"
        for shape in layout.placeholders:
            kind = shape.placeholder_format.type.name
            if name == "Title Slide" and kind in ("CENTER_TITLE", "SUBTITLE"):
                _place(shape, 0.9, *((0.7, 8.4, 1.95) if kind == "CENTER_TITLE" else (2.75, 8.4, 1.3)))
                shape.text_frame._txBody.bodyPr.set("anchor", "b" if kind == "CENTER_TITLE" else "t")
                _left(shape, *((54, "accent1") if kind == "CENTER_TITLE" else (28, "tx2")))
            elif name in ("master", "Title and Content", "Title Only") and kind == "TITLE":
                _place(shape, 0.5, 0.25, 9.0, 0.85)
            elif name in ("master", "Title and Content") and kind in ("BODY", "OBJECT"):
                _place(shape, 0.5, 1.2, 9.0, 4.05)
    master.shapes._spTree.insert(2, band("accent1"))
    deck.save(str(path))
    return path


def _themed(default: bytes) -> bytes:
    """The default template with our colours and our font in its theme."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(default)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if re.fullmatch(r"ppt/theme/theme\d+\.xml", item.filename):
                text = data.decode("utf-8")
                for name, value in COLOURS.items():
                    text = re.sub(rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{value}"/>\2', text)
                text = re.sub(r'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
                data = text.encode("utf-8")
            new.writestr(item, data)
    return out.getvalue()


def _sizes(master: Any) -> None:
    """Titles to the left, bold, blue; text large on every level, and loosely set."""
    styles = master.find(qn("p:txStyles"))
    title = styles.find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    run = title.find(qn("a:defRPr"))
    run.set("sz", str(TITLE * 100))
    run.set("b", "1")
    run.find(qn("a:solidFill")).find(qn("a:schemeClr")).set("val", "accent1")
    for level in styles.find(qn("p:bodyStyle")):
        if (run := level.find(qn("a:defRPr"))) is not None:
            run.set("sz", str((BODY if level.tag == qn("a:lvl1pPr") else 24) * 100))
            level.find(qn("a:spcBef")).find(qn("a:spcPct")).set("val", "40000")


def _left(shape: Any, size: int, colour: str) -> None:
    """Text of a placeholder to the left, in a size and a colour of the theme."""
    body = shape.text_frame._txBody
    if (old := body.find(qn("a:lstStyle"))) is not None:
        body.remove(old)
    body.insert(
        1,
        parse_xml(
            f'<a:lstStyle {nsdecls("a")}><a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{size * 100}">'
            f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        ),
    )


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(n) for n in (left, top, width, height))


def band(colour: str) -> Any:
    """The band at the left edge of a slide, in a colour of the theme: a shape to put behind the others."""
    w, h = int(Inches(0.14)), int(Inches(5.625))
    return parse_xml(
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="99" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{w}" cy="{h}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
