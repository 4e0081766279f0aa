"""Decks: the rules of a slide, the HTML deck and the PowerPoint file, as a trainer gets them."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.text import Text
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn

from booklet6.book import drawings
from booklet6.content import Course, load_course
from booklet6.content.model import Slide
from booklet6.local import Local
from booklet6.training import decks
from booklet6.words import Words, load_words

ROOT = Path(__file__).parents[2]
DECK = ROOT / "slides" / "02_definitions.md"
DECKS = sorted((ROOT / "slides").glob("*.md"))


class Tags(HTMLParser):
    """Every start tag of a page, with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module", params=DECKS, ids=lambda p: p.stem)
def source(request: pytest.FixtureRequest) -> Path:
    """Each deck in turn."""
    path: Path = request.param
    return path


@pytest.fixture(scope="module")
def built(source: Path, course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "slides"
    lesson = f"../modules/{source.stem}/lesson.html"
    assert decks.build(source, out, ROOT, Local(None, load_words()), course.references, lesson) == [
        out / f"{source.stem}.html",
        out / f"{source.stem}.pptx",
    ]
    return out


@pytest.fixture(scope="module")
def html(source: Path, built: Path) -> str:
    return (built / f"{source.stem}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="module")
def pptx(source: Path, built: Path) -> Any:
    return Presentation(str(built / f"{source.stem}.pptx"))


def test_every_module_has_a_deck() -> None:
    assert [p.stem for p in DECKS] == sorted(p.name for p in (ROOT / "modules").iterdir() if p.is_dir())


def test_the_deck_is_fit_for_a_room(source: Path, course: Course) -> None:
    deck = decks.read(source, ROOT)
    assert 12 <= len(deck.slides) <= 20
    activities = [n for n, slide in enumerate(deck.slides) if "::: activity" in slide.body]
    between = [b - a - 1 for a, b in zip([-1, *activities], [*activities, len(deck.slides)], strict=True)]
    assert max(between) <= 3, f"at most three slides in a row without something to do, here: {between}"
    for slide in deck.slides:
        assert decks.count_words(f"{slide.title}\n{slide.body}") <= decks.MOST_WORDS
        told = dict(re.findall(r"^\*\*([A-Z][\w ]+):\*\* (.+)$", slide.notes, re.MULTILINE))
        for label in ("Ask", "Expect", "Goes wrong", "Time"):
            assert len(told.get(label, "")) > 8, f"{slide.title}: {label}"
        assert re.match(r"\d+ minutes?\b", told["Time"]), slide.title
    assert "help" in deck.slides[-1].title.lower()
    said = " ".join(slide.notes for slide in deck.slides)
    objectives = course.module(source.stem).lesson.objectives
    letter = next(iter(objectives))[0]
    ranges = re.findall(rf"{letter}(\d)(?: to {letter}(\d))?", said)
    covered = {n for a, b in ranges for n in range(int(a), int(b or a) + 1)}
    assert {f"{letter}{n}" for n in covered} >= objectives.keys()


def test_a_slide_that_states_something_says_where_it_is_from(source: Path) -> None:
    """So all but tasks, invented stories, what one will be able to do, and the two last, which look forward."""
    deck = decks.read(source, ROOT)
    for slide in deck.slides[:-2]:
        asks = "::: activity" in slide.body or "*Fictional.*" in slide.body
        if (not asks and "Source:" in slide.notes) or "figure:" in slide.body:
            assert slide.source, slide.title


def test_the_source_of_a_slide_stands_at_its_foot(html: str, source: Path, pptx: Any) -> None:
    slides = [s for s in decks.read(source, ROOT).slides if s.source]
    feet = re.findall(r'<p class="source">(.+?)</p>', html)
    assert len(feet) == len(slides)
    boxes = [s.text_frame.text for slide in pptx.slides for s in slide.shapes if s.name == "Source"]
    assert boxes == [unescape(f) for f in feet]
    for slide, foot in zip(slides, feet, strict=True):
        assert foot.startswith("Source: ")
        assert "@" not in foot
        for place in re.findall(r"art\. ([\d()a-z]+)|Box ([\d.]+)|note (\d+)", "; ".join(slide.source)):
            assert "".join(place) in foot, slide.title


def test_a_work_is_named_once_for_all_its_places() -> None:
    slide = Slide(
        title="T", body="b", notes="n", line=1,
        source=("art. 6", "art. 7(1)", "6.8", "Box 6.25", "@coe2005, art. 13"),
    )  # fmt: skip
    foot = decks._foot(slide, {"coe2005": "Council of Europe 2005"}, load_words())
    assert foot == (
        "Source: Trafficking Protocol, article 6, article 7(1) · Booklet 6, section 6.8, Box 6.25 · "
        "Council of Europe 2005, art. 13"
    )


def test_a_slide_and_a_step_of_the_same_name_take_the_same_minutes(source: Path, course: Course) -> None:
    """A trainer may take either, so they may not disagree on how long it takes; nor may a slide with its own label."""
    deck, session = decks.read(source, ROOT), course.module(source.stem).session
    planned = {step.title: step.minutes for step in session.steps}
    told = {slide.title: re.findall(r"\*\*Time:\*\* (\d+) minutes?", slide.notes) for slide in deck.slides}
    assert {title: told[title] for title in planned if title in told} == {
        title: [str(minutes)] for title, minutes in planned.items() if title in told
    }
    for slide in deck.slides:
        for label in re.findall(r"::: activity\n.*· (\d+) minutes\n", slide.body):
            assert told[slide.title] == [label], slide.title


def test_html_needs_nothing_from_elsewhere(source: Path, built: Path, html: str) -> None:
    tags = Tags(html)
    links = [a.get("src") or a.get("href") for t in ("script", "link", "img", "a") for a in tags.all(t)]
    for link in filter(None, links):
        assert not re.match(r"[a-z]+:(?!,)|//", link) or link == "data:,", link
        if not link.startswith(("..", "data:", "#")):
            assert (built / link).is_file(), link
    names = {p.name for p in (built / "reveal").iterdir()}
    assert names == {"reveal.js", "reveal.css", "notes.js", "LICENSE", "deck.css", "drawings.css"}
    for sheet in (built / "reveal").glob("*.css"):
        assert not re.search(r"@import|url\((?!data:|\"data:)", sheet.read_text(encoding="utf-8")), sheet.name
    assert f'href="../modules/{source.stem}/lesson.html"' in html


def test_html_can_be_read_by_all(source: Path, html: str) -> None:
    deck, tags = decks.read(source, ROOT), Tags(html)
    assert tags.all("html") == [{"lang": "en", "dir": "ltr"}]
    assert f"<title>{escape(deck.title, quote=False)}" in html
    assert len(tags.all("main")) == 1
    assert len(tags.all("h1")) == 1
    assert len(tags.all("h2")) == len(deck.slides)
    assert len(tags.all("section")) == len(deck.slides) + 1
    assert html.count('class="notes"') == len(deck.slides)
    pictures = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(pictures) == 2 * sum("figure:" in slide.body for slide in deck.slides)
    alts = re.findall(r"!\[([^\]]+)\]\(figure:", source.read_text(encoding="utf-8"))
    for picture, alt in zip(pictures, [a for a in alts for _ in "12"], strict=True):
        assert 'role="img"' in picture
        assert f">{alt}</title>" in picture
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_html_in_another_language(tmp_path: Path, course: Course) -> None:
    english = load_words().part("deck.")
    words = Words(
        {"meta.language": "ar", "meta.direction": "rtl"}
        | {key: f"⟦{key}⟧" for key in english}
        | load_words().part("local.")
        | load_words().part("source.")
    )
    page, file = decks.build(DECK, tmp_path, ROOT, Local(None, words), course.references, "lesson.html")
    text = page.read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in text
    assert all(f"⟦{key}⟧" in text for key in english)
    assert not any(word in text for word in english.values())
    assert 'direction="rtl"' in text
    deck: Any = Presentation(str(file))
    assert all(p.get("rtl") == "1" for s in deck.slides for p in s.element.iter(qn("a:pPr")))


def test_pptx_is_text_to_edit_with_notes(source: Path, pptx: Any) -> None:
    deck = decks.read(source, ROOT)
    slides = list(pptx.slides)
    assert len(slides) == len(deck.slides) + 1
    assert slides[0].shapes.title.text == deck.title
    for record, slide in zip(deck.slides, slides[1:], strict=True):
        plain = re.sub(r"\W+", "", record.title)
        assert re.sub(r"\W+", "", slide.shapes.title.text) == plain
        assert "Time:" in slide.notes_slide.notes_text_frame.text
        pictures = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
        figure = re.fullmatch(r"!\[(.+)\]\(.+\)", record.body)
        assert len(pictures) == bool(figure)
        for picture in pictures:
            assert figure
            assert picture._element.nvPicPr.cNvPr.get("descr") == figure[1]
            assert picture.left >= 0
            assert picture.left + picture.width <= pptx.slide_width
            assert picture.top + picture.height <= pptx.slide_height
            assert len(slide.placeholders) == 1
        if not pictures:
            assert slide.placeholders[1].text_frame.text.strip()


def test_pptx_is_readable_from_the_back_row(pptx: Any) -> None:
    """24 points and more on a slide of 10 inches; nothing on a slide asks for less."""
    styles = pptx.slide_master.element.find(qn("p:txStyles"))
    for style in ("p:titleStyle", "p:bodyStyle"):
        assert all(int(run.get("sz")) >= 2400 for run in styles.find(qn(style)).iter(qn("a:defRPr")) if run.get("sz"))
    for slide in pptx.slides:
        for shape in slide.shapes:
            least = 1100 if shape.name == "Source" else 2400
            assert not [r for r in shape._element.iter(qn("a:rPr")) if int(r.get("sz") or least) < least]


LEAST_IN_DRAWINGS = 20
"""Points, on a slide of 13.33 inches, of the smallest letter of a drawing."""


def test_the_smallest_letter_of_a_drawing_is_readable_from_the_back_row(source: Path, pptx: Any) -> None:
    """A picture has no size of letters that PowerPoint knows; so they are measured where it is drawn, in the width it has here."""
    for record, slide in zip(decks.read(source, ROOT).slides, list(pptx.slides)[1:], strict=True):
        if found := re.fullmatch(r"!\[.+\]\(figure:([\w-]+)(?:#(\w+))?\)", record.body):
            drawing = drawings.draw(found[1], ROOT, wide=True, part=found[2] or "all")
            picture = next(s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE)
            assert picture.width / picture.height == pytest.approx(1 / drawing.shape, rel=0.01)
            letters = [(text.get_fontsize(), text.get_text()) for text in drawing.findobj(Text) if text.get_text()]
            size, says = min(letters)
            points = size * picture.width / drawing.size[0] / 12700 * (13.333 / (pptx.slide_width / 914400))
            assert points >= LEAST_IN_DRAWINGS, f"{record.title}: {says!r} is {points:.1f} points high"


FACES = {bold: findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")) for bold in (0, 1)}
"""Wider than the font of the decks, and so on the safe side where that one is not at hand."""


@cache
def width(text: str, bold: bool) -> float:
    """How wide a text is, in ems."""
    return float(ImageFont.truetype(FACES[int(bold)], 100).getlength(text)) / 100


def lines(paragraph: Any, size: float, room: float, bold: bool) -> int:
    """How many lines a paragraph takes; `size` and `room` in points."""
    count, at = 1, 0.0
    for run in paragraph.runs:
        for word in re.findall(r"\S+|\s+", run.text):
            long = width(word, bold or bool(run.font.bold)) * size
            assert not word.strip() or long <= room, f"{word!r} is wider than its box"
            if at + long > room and word.strip():
                count, at = count + 1, 0.0
            at += long
    return count


def height(shape: Any, master: Any) -> float:
    """How high the text of a shape is, in points, the margins of the box included."""
    frame = shape.text_frame
    kind = shape.placeholder_format.type.name if shape.is_placeholder else ""
    size = {"TITLE": 32, "CENTER_TITLE": 54, "SUBTITLE": 28, "": 11}.get(kind, 30)
    body = master.find(qn("p:txStyles")).find(qn("p:bodyStyle")).find(qn("a:lvl1pPr"))
    total: float = (frame.margin_top + frame.margin_bottom) / 12700
    for n, paragraph in enumerate(frame.paragraphs):
        properties = paragraph._p.find(qn("a:pPr"))
        indent = int(
            (properties.get("marL") if properties is not None else None) or (body.get("marL") if size == 30 else 0)
        )
        room = (shape.width - frame.margin_left - frame.margin_right - indent) / 12700
        set_size = next((run.font.size.pt for run in paragraph.runs if run.font.size), size)
        before = 0.4 * set_size if size == 30 and n else 0
        total += lines(paragraph, set_size, room, kind.endswith("TITLE")) * set_size * 1.2 + before
    return total


def test_numbers_of_a_list_have_room_beside_their_text(pptx: Any) -> None:
    for slide in pptx.slides:
        for properties in slide.element.iter(qn("a:pPr")):
            if properties.find(qn("a:buAutoNum")) is not None:
                room = int(properties.get("marL")) / 12700
                assert -int(properties.get("indent")) / 12700 == room >= width("9.", bold=False) * 30 + 3


def test_pptx_text_fits_its_box_and_every_shape_its_slide(pptx: Any) -> None:
    for number, slide in enumerate(pptx.slides, 1):
        shapes = list(slide.shapes)
        for shape in shapes:
            where = f"slide {number}, {shape.name}"
            assert shape.left >= 0, where
            assert shape.top >= 0, where
            assert shape.left + shape.width <= pptx.slide_width, where
            assert shape.top + shape.height <= pptx.slide_height, where
            if shape.has_text_frame and shape.text_frame.text.strip():
                assert height(shape, pptx.slide_master.element) <= shape.height / 12700 + 0.5, f"{where} runs over"
        seen = sorted((s for s in shapes if s.name != "Band"), key=lambda s: s.top)
        for above, below in pairwise(seen):
            assert above.top + above.height <= below.top, f"slide {number}: {above.name} lies on {below.name}"


WRONG = """---
module: 02_definitions
title: Wrong
subtitle: In every way
source: ["6.4.1"]
---

## Too long

{words}

::: notes
Said.
:::

## No notes

Seen.

## Without alt text

![](figure:three-elements)

::: notes
Said.
:::

## No drawing

![A thing](figure:nothing)

::: notes
Said.
:::

## Not alone

And ![a thing](figure:three-elements#adult)

::: notes
Said.
:::

## From elsewhere

![A thing](thing.png)

::: notes
Said.
:::

## Not the work itself

Said.

::: source
U05
:::

::: notes
Said.
:::

## From nowhere

Said.

::: source
page 4
:::

::: notes
Said.
:::
"""


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "slides").mkdir()
    file = tmp_path / "slides" / "02_definitions.md"
    file.write_text(WRONG.replace("{words}", "word " * 29), encoding="utf-8")
    with pytest.raises(ValueError, match="Too long") as caught:
        decks.build(file, tmp_path / "out", tmp_path, Local(None, load_words()), {})
    lines = str(caught.value).splitlines()
    said = [
        (8, "has 31 words, expected at most 30"),
        (16, "has no notes"),
        (20, "without alt text"),
        (28, "is no drawing"),
        (36, "beside other words"),
        (44, "expected a drawing"),
        (52, "expected the work that shows it"),
        (64, "'page 4' is no source"),
    ]
    assert len(lines) == len(said)
    for line, (number, text) in zip(lines, said, strict=True):
        assert line.startswith(f"slides/02_definitions.md:{number}: ")
        assert text in line
    assert not (tmp_path / "out").exists()


def test_a_wrong_header_is_told(tmp_path: Path) -> None:
    file = tmp_path / "deck.md"
    file.write_text(
        "---\nmodule: m\ntitle: T\nsubtle: S\nsource: [6.4.9]\n---\n\n## A\n\nb\n\n::: notes\nc\n:::\n", "utf-8"
    )
    with pytest.raises(ValueError, match=r"deck\.md:4: ") as caught:
        decks.read(file, tmp_path)
    assert "subtitle" in str(caught.value)
    file.write_text("## A\n\nb\n\n::: notes\nc\n:::\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no header"):
        decks.read(file, tmp_path)


def test_words_are_counted_as_seen() -> None:
    assert (
        decks.count_words("::: activity\nIn pairs · 8 minutes\n:::\n\n*B.*, 24, isn't **here**. ![no](figure:x)") == 8
    )


def test_the_command_makes_the_slides_without_the_book(tmp_path: Path) -> None:
    """Where there is no lesson beside the deck, it does not lead to one."""
    from click.testing import CliRunner

    from booklet6.cli import main

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["--root", str(ROOT), "decks", *words])
        return result.exit_code, result.output

    out = tmp_path / "slides"
    status, said = run("prevention", "--out", str(out))
    assert status == 0, said
    assert {p.name for p in out.iterdir()} == {"06_prevention.html", "06_prevention.pptx", "reveal"}
    page = (out / "06_prevention.html").read_text(encoding="utf-8")
    assert "lesson.html" not in page
    assert "06_prevention.pptx" in page
    for words, told in (
        (["prevention", "--out", str(out)], "--force"),
        (["prevenion"], "Did you mean"),
        (["6", "--out", str(out / "06_prevention.html")], "is a file"),
        (["6", "--edition", str(tmp_path / "none.yml")], "none.yml"),
    ):
        status, said = run(*words)
        assert status != 0
        assert told in said, said
