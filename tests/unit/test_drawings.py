"""Drawings: words from the file, colours from the page, the same text each time, and room for every word."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from booklet6.book import drawings
from booklet6.book.drawings.kit import LIGHT, NARROW, SLACK, WIDE, text_width, wrap

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
ALL = [(name, part, wide) for name, parts in drawings.DRAWINGS.items() for part in parts for wide in (False, True)]
all_drawings = pytest.mark.parametrize(("name", "part", "wide"), ALL)


def _leaves(data: object, *, slide: bool = False) -> Iterator[str]:
    """The words of a file that a column shows; with `slide`, those too that only a slide shows."""
    if isinstance(data, dict):
        for key, value in data.items():
            seen = key not in ("alt", "source", "id") and (slide or key != "on_slide")
            if seen and not (key == "title" and "alt" in data):
                yield from _leaves(value, slide=slide)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, slide=slide)
    else:
        yield str(data)


@all_drawings
def test_svg_takes_size_font_and_colours_from_the_page(name: str, part: str, wide: bool) -> None:
    text = drawings.svg(drawings.draw(name, ROOT, part=part, wide=wide))
    svg = ET.fromstring(text)
    assert svg.get("viewBox")
    assert svg.get("width") is None
    assert svg.get("height") is None
    assert svg.get("role") == "img"
    title = svg.find(f"{SVG}title")
    assert title is not None
    assert title.text
    assert svg.get("aria-labelledby") == title.get("id")
    assert not re.search(r"font-family|<style|<metadata|\d{4}-\d\d-\d\dT|\d(pt|px)\b", text)
    assert all(i.startswith(f"{name}-") for i in re.findall(r'\bid="([^"]+)"', text))
    painted = re.findall(r"(?:fill|stroke):([^;\"]+)", text)
    assert painted
    for colour in painted:
        assert colour == "currentColor" or re.fullmatch(r"var\(--fig-[\w-]+, #[0-9a-f]{6}\)", colour), colour
    assert {n.tag for n in svg} <= {f"{SVG}{t}" for t in ("title", "desc", "path", "circle", "text")}


@all_drawings
def test_no_word_is_broken(name: str, part: str, wide: bool) -> None:
    """A box that is too narrow for one of its words would cut it: *Identificatio n*."""
    file = yaml.safe_load((ROOT / "book" / "figures" / f"{name}.yml").read_text(encoding="utf-8"))
    words = {word for leaf in _leaves(file, slide=True) for word in re.findall(r"[^\W\d_]+", leaf)}
    svg = ET.fromstring(drawings.svg(drawings.draw(name, ROOT, part=part, wide=wide)))
    drawn = {word for text in svg.iter(f"{SVG}text") for word in re.findall(r"[^\W\d_]+", "".join(text.itertext()))}
    assert drawn - words == set()


@pytest.mark.parametrize(
    "name", sorted(drawings.DRAWINGS.keys() - {"smuggling-and-trafficking"})
)  # too high for a page when wide
def test_a_wide_page_leaves_no_word_out(name: str) -> None:
    def words(wide: bool) -> set[str]:
        svg = ET.fromstring(drawings.svg(drawings.draw(name, ROOT, wide=wide, whole=True)))
        return {word for t in svg.iter(f"{SVG}text") for word in re.findall(r"[^\W_]+", "".join(t.itertext()))}

    assert words(wide=True) == words(wide=False)


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_same_text_each_time_and_ids_of_its_own(name: str) -> None:
    first = drawings.svg(drawings.draw(name, ROOT))
    assert first == drawings.svg(drawings.draw(name, ROOT))
    figure = drawings.draw(name, ROOT)
    assert drawings.svg(figure) == drawings.svg(figure) == first
    other = drawings.svg(figure, prefix="again")
    ids = re.compile(r'\bid="([^"]+)"')
    assert not set(ids.findall(first)) & set(ids.findall(other))


@pytest.mark.parametrize("name", drawings.DRAWINGS)
@pytest.mark.parametrize("rtl", [False, True])
def test_every_word_comes_from_the_file_and_is_drawn(name: str, rtl: bool, tmp_path: Path) -> None:
    def marked(data: object) -> object:
        if isinstance(data, dict):
            return {k: v if k in ("source", "id") else marked(v) for k, v in data.items()}
        return [marked(v) for v in data] if isinstance(data, list) else f"⟦{data}⟧".replace(" ", " ~")

    source = yaml.safe_load((ROOT / "book" / "figures" / f"{name}.yml").read_text(encoding="utf-8"))
    folder = tmp_path / "book" / "figures"
    folder.mkdir(parents=True)
    (folder / f"{name}.yml").write_text(yaml.safe_dump(marked(source), allow_unicode=True), encoding="utf-8")
    svg = ET.fromstring(drawings.svg(drawings.draw(name, tmp_path, rtl=rtl)))
    drawn = "".join((t.text or "") for t in svg.iter(f"{SVG}text")).replace(" ", "").replace("\u00a0", "")
    for words in _leaves(marked(source)):
        assert words.replace(" ", "") in drawn
    assert re.sub(r"⟦[^⟧]*⟧|[·:]", "", drawn) == ""


@pytest.mark.parametrize("name", drawings.DRAWINGS)
def test_a_slide_says_the_shorter_words_and_the_book_never_does(name: str, tmp_path: Path) -> None:
    source = yaml.safe_load((ROOT / "book" / "figures" / f"{name}.yml").read_text(encoding="utf-8"))
    count = 0

    def marked(data: object) -> object:
        nonlocal count
        if isinstance(data, dict):
            count += "on_slide" in data
            return {k: f"⟦{count}⟧" if k == "on_slide" else marked(v) for k, v in data.items()}
        return [marked(v) for v in data] if isinstance(data, list) else data

    folder = tmp_path / "book" / "figures"
    folder.mkdir(parents=True)
    (folder / f"{name}.yml").write_text(yaml.safe_dump(marked(source), allow_unicode=True), encoding="utf-8")
    assert set(re.findall(r"⟦\d+⟧", drawings.svg(drawings.draw(name, tmp_path, wide=True)))) == {
        f"⟦{n}⟧" for n in range(1, count + 1)
    }
    for wide in (False, True):
        assert "⟦" not in drawings.svg(drawings.draw(name, tmp_path, wide=wide, whole=True))


@all_drawings
def test_words_keep_room_and_can_be_read(name: str, part: str, wide: bool) -> None:
    svg = ET.fromstring(drawings.svg(drawings.draw(name, ROOT, part=part, wide=wide)))
    _, _, width, height = (float(n) for n in (svg.get("viewBox") or "").split())
    for text in svg.iter(f"{SVG}text"):
        size, x, y = (float(text.get(k) or 0) for k in ("font-size", "x", "y"))
        room = text_width(text.text or "", size, text.get("font-weight") == "700") * SLACK
        start = {None: x, "middle": x - room / 2, "end": x - room}[text.get("text-anchor")]
        assert start >= -1
        assert start + room <= width + 1
        assert 0 < y < height
        if not wide:
            assert size * 328 / width >= 11


@all_drawings
def test_right_to_left_is_the_mirror(name: str, part: str, wide: bool) -> None:
    ltr, rtl = (
        ET.fromstring(drawings.svg(drawings.draw(name, ROOT, part=part, wide=wide, rtl=r))) for r in (False, True)
    )
    width = float((ltr.get("viewBox") or "").split()[2])
    assert rtl.get("viewBox") == ltr.get("viewBox")
    assert (ltr.get("direction"), rtl.get("direction")) == ("ltr", "rtl")
    for one, two in zip(ltr.iter(f"{SVG}text"), rtl.iter(f"{SVG}text"), strict=True):
        assert one.text == two.text
        assert one.get("text-anchor") == two.get("text-anchor")  # start and end turn with the direction
        assert float(one.get("x") or 0) + float(two.get("x") or 0) == pytest.approx(width, abs=0.21)


def test_a_column_is_narrow_and_a_slide_is_wide() -> None:
    assert (NARROW.width, WIDE.width) == (360, 1120)
    for name, part, shape in (
        ("three-elements", "adult", 2),
        ("three-elements", "child", 2.3),
        ("smuggling-and-trafficking", "table", 2),
        ("smuggling-and-trafficking", "turn", 2),
        ("migration-continuum", "all", 2),
    ):
        width, height = drawings.draw(name, ROOT, part=part, wide=True).size
        assert width / height == pytest.approx(shape, rel=0.25)


def test_png_is_on_white(tmp_path: Path) -> None:
    from PIL import Image

    path = drawings.png(drawings.draw("three-elements", ROOT), tmp_path / "a.png", pixels=720)
    with Image.open(path) as picture:
        assert picture.width == 720
        assert picture.convert("RGBA").getpixel((0, 0)) == (255, 255, 255, 255)


def test_long_words_are_cut_and_bound_words_stay() -> None:
    assert wrap("one\u00a0two", 1000, 13) == ["one\u00a0two"]
    lines = wrap("Donaudampfschifffahrtsgesellschaft", 60, 13)
    assert "".join(lines) == "Donaudampfschifffahrtsgesellschaft"
    assert all(text_width(line, 13) * SLACK <= 60 for line in lines)
    assert wrap("", 60, 13) == []


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("block", "ink", "page"),
    [
        (":root", "#1b2430", "#ffffff"),
        ('html[data-colours="dark"]', "#ced6dd", "#14181e"),
        ("print", "#1b2430", "#ffffff"),
    ],
)
def test_contrast_in_light_dark_and_print(block: str, ink: str, page: str) -> None:
    css = drawings.STYLESHEET.read_text(encoding="utf-8")
    rule = css.split("@media print")[1] if block == "print" else css.split(f"{block} {{", 1)[1].split("}", 1)[0]
    colours = {k: "#ffffff" if v == "#fff" else v for k, v in re.findall(r"--fig-([\w-]+): (#\w+)", rule)}
    assert set(colours) == set(LIGHT) - {"ink"}
    for n in "1234":
        assert _contrast(ink, colours[f"{n}-soft"]) >= 4.5
        assert _contrast(colours["on"], colours[n]) >= 4.5
        assert _contrast(colours[n], colours[f"{n}-soft"]) >= 4.5
        assert _contrast(colours[n], page) >= 3
    for ground in ("paper", "quiet"):
        assert _contrast(ink, colours[ground]) >= 4.5
        assert _contrast(colours["line"], colours[ground]) >= 3


def test_what_is_wrong_is_said_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no drawing is named 'three'; expected one of three-elements"):
        drawings.draw("three", ROOT)
    with pytest.raises(ValueError, match="has no part 'half'"):
        drawings.draw("three-elements", ROOT, part="half")
    with pytest.raises(FileNotFoundError):
        drawings.draw("three-elements", tmp_path)
    folder = tmp_path / "book" / "figures"
    shutil.copytree(ROOT / "book" / "figures", folder)
    path = folder / "three-elements.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('  question: "What for?"', '  quest: "What for?"'), encoding="utf-8")
    line = text[: text.index('  question: "What for?"')].count("\n") + 1
    with pytest.raises(ValueError, match="purpose") as caught:
        drawings.draw("three-elements", tmp_path)
    assert f"book/figures/three-elements.yml:{line}: purpose: unknown field 'quest'" in str(caught.value)
    assert "purpose: 'question' is missing" in str(caught.value)
    path.write_text("title: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"three-elements\.yml:\d+: .*expected"):
        drawings.draw("three-elements", tmp_path)
