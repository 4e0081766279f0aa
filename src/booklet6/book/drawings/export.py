"""A drawing as inline SVG for a page, and as a PNG for print and slides."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib

from .kit import LIGHT, Drawing

_SVG = "http://www.w3.org/2000/svg"
_NAMES = {value: name for name, value in LIGHT.items()}
_DISC = re.compile("MC{8}z")
"""The commands by which matplotlib draws a circle, and nothing else of the kit."""


def svg(figure: Drawing, prefix: str | None = None, described_by: str | None = None) -> str:
    """The drawing as one `<svg>` element, to stand in an HTML page.

    It has a view box and no size, takes the page's font and text colour, and asks for every other colour by a CSS
    variable (see the package). Ids begin with `prefix`, the figure's name if None; give another where a page holds
    the same drawing twice; `described_by` is then the id of the words that describe both, which are not repeated. The
    same figure gives the same text each time.
    """
    prefix = prefix or figure.name
    buffer = io.StringIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": prefix, "svg.id": None}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    ET.register_namespace("", _SVG)
    source = ET.fromstring(buffer.getvalue())
    width, height = figure.size
    root = ET.Element(
        "svg",
        {
            "xmlns": _SVG,
            "class": "drawing",
            "viewBox": f"0 0 {_short(width)} {_short(height)}",
            "role": "img",
            "aria-labelledby": f"{prefix}-title",
            "aria-describedby": described_by or f"{prefix}-desc",
            "fill": "currentColor",
            "stroke-linejoin": "round",
            "direction": "rtl" if figure.rtl else "ltr",
            "style": "width:100%",
        },
    )
    ET.SubElement(root, "title", {"id": f"{prefix}-title"}).text = figure.title
    if not described_by:
        ET.SubElement(root, "desc", {"id": f"{prefix}-desc"}).text = figure.alt
    for node in source.iter():
        tag = node.tag.removeprefix(f"{{{_SVG}}}")
        if tag == "path" and (path := _path(node)) is not None:
            root.append(path)
        elif tag == "text":
            root.append(_text(node, figure.rtl))
    return ET.tostring(root, encoding="unicode")


def png(figure: Drawing, path: Path, *, pixels: int = 2000) -> Path:
    """Write the drawing on white, `pixels` wide. Returns the path."""
    figure.savefig(path, format="png", dpi=72 * pixels / figure.size[0], facecolor="white", metadata={"Software": None})
    return path


def _style(node: ET.Element) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in node.get("style", "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _colour(value: str) -> str:
    name = _NAMES.get(value.lower())
    if name == "ink":
        return "currentColor"
    return f"var(--fig-{name}, {value.lower()})" if name else value


def _short(value: float | str) -> str:
    return f"{float(value):.1f}".removesuffix(".0")


def _numbers(text: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda m: _short(m[0]), " ".join(text.split()))


def _path(node: ET.Element) -> ET.Element | None:
    """A path in few bytes, since a lesson holds hundreds: a disc as a circle, no spaces around letters; None if unpainted."""
    style = _style(node)
    painted = {key: _colour(style[key]) for key in ("fill", "stroke") if style.get(key, "none") != "none"}
    if not painted:
        return None
    d = node.get("d", "")
    if _DISC.fullmatch(re.sub(r"[^A-Za-z]", "", d)):
        points = [float(n) for n in re.findall(r"-?[\d.]+", d)]
        left, right, top, bottom = min(points[::2]), max(points[::2]), min(points[1::2]), max(points[1::2])
        at = {"cx": (left + right) / 2, "cy": (top + bottom) / 2, "r": (right - left) / 2}
        out = ET.Element("circle", {key: _short(value) for key, value in at.items()})
    else:
        out = ET.Element("path", {"d": re.sub(r" ?([A-Za-z]) ?", r"\1", _numbers(d))})
    out.set("style", ";".join(f"{key}:{value}" for key, value in painted.items()))
    if "fill" not in painted:
        out.set("fill", "none")
    if "stroke" in painted:
        out.set("stroke-width", _short(style.get("stroke-width", "1")))
        if "stroke-dasharray" in style:
            out.set("stroke-dasharray", _numbers(style["stroke-dasharray"]))
        if style.get("stroke-linecap", "butt") != "butt":
            out.set("stroke-linecap", style["stroke-linecap"])
    return out


def _text(node: ET.Element, rtl: bool) -> ET.Element:
    style = _style(node)
    out = ET.Element("text", {"x": _short(node.get("x", "0")), "y": _short(node.get("y", "0"))})
    font = style.get("font", "") or f"{style.get('font-weight', '')} {style.get('font-size', '')}"
    size = re.search(r"([\d.]+)px", font)
    out.set("font-size", _short(size[1]) if size else "13")
    if re.search(r"\b(bold|700)\b", font):
        out.set("font-weight", "700")
    anchor = style.get("text-anchor", "start")
    if rtl:
        anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
    if anchor != "start":
        out.set("text-anchor", anchor)
    colour = _colour(style.get("fill", "#000000"))
    if colour != "currentColor":
        out.set("style", f"fill:{colour}")
    out.text = "".join(node.itertext())
    return out
