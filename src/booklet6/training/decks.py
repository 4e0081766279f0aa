"""Decks: `slides/<module>.md` → an HTML deck that needs no network, and an editable PowerPoint file.

A slide begins with ``## Title`` and holds at most `MOST_WORDS` words; ``::: notes … :::`` is what the trainer reads.
``::: source … :::`` says where a fact on it comes from, in a small line at its foot.
``::: activity … :::`` says how a slide is worked on in the room. ``![alt](figure:NAME)`` or ``figure:NAME#PART`` is a
drawing of `booklet6.book.drawings`, which stands alone on its slide.
"""

from __future__ import annotations

import json
import math
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypandoc
from jinja2 import Environment, StrictUndefined
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt
from pydantic import ValidationError

from booklet6.book import drawings
from booklet6.citing import source_text
from booklet6.content.edition import SLOT_ROLE
from booklet6.content.load import split_slides
from booklet6.content.model import Deck, Slide
from booklet6.content.problems import Report
from booklet6.content.read import read_markdown
from booklet6.local import Local
from booklet6.words import Words

from . import reference

MOST_WORDS = 30
"""The most words on a slide, its title included; the words of a drawing and the line of sources are not counted."""

MOST_LINES, LETTERS = 6, 40
"""Lines of a slide that is not a task, above the line of sources, in the usual size; letters in such a line."""

NUMBERS = 0.56
"""Inches between the edge of a numbered list and its text."""
FOOT, FOOT_SIZE = (0.4, 5.3, 9.3, 0.25), 11
"""Where the line of sources stands on a slide of 10 by 5.625 inches: left, top, width, height; and its size in points."""

TITLE_OVER_PICTURE, PICTURE = (0.4, 0.1, 9.2, 0.6), (0.3, 0.75, 9.5, 4.5)
"""Where a drawing and its title stand on a slide of 10 by 5.625 inches: left, top, width, height. All the room that there is,
since the letters of a drawing are as large as its picture."""

_MARKDOWN = "markdown-implicit_figures-auto_identifiers"
_FIGURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<target>[^)\s]+)\)")
_DIV = re.compile(r"^:::+.*$", re.MULTILINE)


def read(deck_file: Path, root: Path) -> Deck:
    """Read and check a deck.

    Raises ValueError with one line ``path:line: what is wrong, what is expected`` a mistake: a header that does not
    fit, a slide without notes, more than `MOST_WORDS` words, a source that is none, a picture without alt text, an unknown
    drawing, a picture that is not alone on its slide.
    """
    report = Report(root)
    header, lines, body, first = read_markdown(deck_file, report)
    slides = split_slides(body, first)
    for slide in slides:
        for text in _mistakes(slide["title"], slide["body"], slide["source"], slide["notes"]):
            report.add(deck_file, slide["line"], f"slide {slide['title']!r} {text}")
    for n, slide in enumerate(slides):
        lines.at["slides", n] = slide["line"]
    deck = None
    if isinstance(header, dict):
        try:
            kept = [{**s, "notes": s["notes"] or "-"} for s in slides]
            deck = Deck.model_validate({**header, "slides": kept})
        except ValidationError as error:
            report.add_invalid(deck_file, lines, error, Deck)
    if report.problems or deck is None:
        raise ValueError("\n".join(str(p) for p in sorted(set(report.problems))))
    return deck


def build(
    deck_file: Path,
    out: Path,
    root: Path,
    local: Local,
    references: Mapping[str, str],
    lesson: str = "",
) -> list[Path]:
    """Write `<out>/<module>.html` and `<out>/<module>.pptx`, and what the HTML needs in `<out>/reveal/`.

    `local` fills the slots, and its words say the language of the deck and its direction; `references` (key → who and
    when) names the works in the lines of sources; `lesson` is where the deck finds its lesson, if it does. Returns the two files. Raises ValueError as `read` does, KeyError for
    a work that `references` has not, and CalledProcessError where pandoc fails. Nothing is written if the deck is wrong.
    """
    deck, words = _filled(read(deck_file, root), local), local.words
    feet = [_foot(slide, references, words) for slide in deck.slides]
    out.mkdir(parents=True, exist_ok=True)
    html, pptx = out / f"{deck_file.stem}.html", out / f"{deck_file.stem}.pptx"
    html.write_text(_html(deck, feet, deck_file.stem, root, words, lesson), encoding="utf-8")
    _mechanics(out / "reveal")
    _pptx(deck, feet, pptx, root, words.language, words.direction == "rtl")
    return [html, pptx]


def _filled(deck: Deck, local: Local) -> Deck:
    """The deck with the facts of the country in its slots."""
    slides = tuple(s.model_copy(update={"body": local.filled_in(s.body)}) for s in deck.slides)
    return deck.model_copy(update={"slides": slides})


def _foot(slide: Slide, references: Mapping[str, str], words: Words) -> str:
    """The line of sources at the foot of a slide, or nothing. What all names have in common at their start is said once."""
    named: list[str] = []
    for source in slide.source:
        name, before = source_text(source, references, words), named[-1] if named else ""
        work, comma, place = name.partition(", ")
        named.append(f"{before}, {place}" if comma and before.partition(", ")[0] == work else name)
        if named[-1] != name:
            named.pop(-2)
    return words("deck.source", sources=" · ".join(named)) if named else ""


def count_words(text: str) -> int:
    """How many words of a slide's Markdown are seen on screen: no pictures, no fences, no marks; a slot is one word."""
    seen = SLOT_ROLE.sub("slot", _DIV.sub("", _FIGURE.sub("", text)))
    return len(re.findall(r"\w+(?:['’.-]\w+)*", seen))


def _mistakes(title: str, body: str, source: list[str], notes: str) -> list[str]:
    found = []
    for update in (s for s in source if s.startswith("U")):
        found.append(f"has the source {update}, expected the work that shows it, as book/updates.yml names it")
    if not notes.strip():
        found.append("has no notes, expected ::: notes … ::: below it")
    if (n := count_words(f"{title}\n{body}")) > MOST_WORDS:
        found.append(f"has {n} words, expected at most {MOST_WORDS}: move some to the notes")
    for figure in _FIGURE.finditer(body):
        if not figure["alt"].strip():
            found.append(f"shows {figure['target']} without alt text, expected ![what it shows]({figure['target']})")
        if not figure["target"].startswith("figure:"):
            found.append(f"shows {figure['target']}, expected a drawing: figure:NAME or figure:NAME#PART")
            continue
        name, part = _target(figure["target"])
        if part not in drawings.DRAWINGS.get(name, ()):
            known = ", ".join(f"{n}#{p}" for n, parts in drawings.DRAWINGS.items() for p in parts)
            found.append(f"shows {name}#{part}, which is no drawing; expected one of {known}")
        if body.strip() != figure[0]:
            found.append(f"shows {figure['target']} beside other words, expected the drawing alone")
    return found


def _target(target: str) -> tuple[str, str]:
    name, _, part = target.removeprefix("figure:").partition("#")
    return name, part or "all"


def _is_activity(slide: Slide) -> bool:
    return bool(re.search(r"^:::+ *activity", slide.body, re.MULTILINE))


def _pandoc(arguments: list[str], text: str) -> str:
    command = [pypandoc.get_pandoc_path(), "--from", _MARKDOWN, *arguments]
    return subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8").stdout


def _html(deck: Deck, feet: list[str], module: str, root: Path, words: Words, lesson: str) -> str:
    rtl = words.direction == "rtl"
    text = []
    for number, (slide, foot) in enumerate(zip(deck.slides, feet, strict=True), 1):
        kind = " .room" if _is_activity(slide) else " .pictured" if _FIGURE.search(slide.body) else ""

        def inline(found: re.Match[str], number: int = number) -> str:
            name, part = _target(found["target"])
            shapes = []
            for shape in ("wide", "narrow"):
                figure = drawings.draw(name, root, rtl=rtl, wide=shape == "wide", part=part)
                figure.title = found["alt"]
                svg = drawings.svg(figure, prefix=f"slide-{number}-{shape}")
                shapes.append(f'<div class="figure {shape}">{svg}</div>')
            return "```{=html}\n" + "\n".join(shapes) + "\n```"

        body = _FIGURE.sub(inline, slide.body)
        if foot:
            body += f'\n\n```{{=html}}\n<p class="source">{escape(foot)}</p>\n```'
        text.append(f"## {slide.title} {{#slide-{number}{kind}}}\n\n{body}\n\n::: notes\n{slide.notes}\n:::\n")
    body = _pandoc(["--to", "revealjs", "--slide-level", "2", "--wrap", "none"], "\n".join(text))
    names = {
        ".navigate-right": words("deck.next"),
        ".navigate-left": words("deck.previous"),
        ".resume-button": words("deck.resume"),
    }
    if rtl:
        names[".navigate-right"], names[".navigate-left"] = words("deck.previous"), words("deck.next")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
        (files(__package__) / "deck.html.j2").read_text(encoding="utf-8")
    )
    return page.render(
        title=deck.title, subtitle=deck.subtitle, module=module, lesson=lesson, lang=words.language, rtl=rtl, words=words,
        body=_Safe(body), names=_Safe(json.dumps(names, ensure_ascii=False).replace("<", "\\u003c")),
    )  # fmt: skip


class _Safe(str):
    """Markup that is safe as it is."""

    def __html__(self) -> str:
        return str(self)


def _mechanics(folder: Path) -> None:
    """Copy what every deck of a folder shares."""
    here = Path(str(files(__package__)))
    folder.mkdir(exist_ok=True)
    for source in (
        *(here / "vendor" / "reveal.js" / name for name in ("reveal.js", "reveal.css", "notes.js", "LICENSE")),
        here / "deck.css",
        drawings.STYLESHEET,
    ):
        shutil.copyfile(source, folder / source.name)


def _pptx(deck: Deck, feet: list[str], path: Path, root: Path, lang: str, rtl: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def picture(found: re.Match[str]) -> str:
            drawing, part = _target(found["target"])
            file = folder / f"{drawing}-{part}.png"
            drawings.png(drawings.draw(drawing, root, rtl=rtl, wide=True, part=part), file, pixels=1800)
            return f"![{found['alt']}]({file.name})"

        text = [f"## {s.title}\n\n{_FIGURE.sub(picture, s.body)}\n\n::: notes\n{s.notes}\n:::\n" for s in deck.slides]
        header = json.dumps({"title": deck.title, "subtitle": deck.subtitle, "lang": lang}, ensure_ascii=False)
        template = reference.write(folder / "reference.pptx")
        _pandoc(
            ["--to", "pptx", "--slide-level", "2", "--reference-doc", str(template), "--resource-path", str(folder),
             "--output", str(path)],
            f"---\n{header}\n---\n\n" + "\n".join(text),
        )  # fmt: skip
    _finish(deck, feet, path, rtl)


def _finish(deck: Deck, feet: list[str], path: Path, rtl: bool) -> None:
    """What pandoc cannot say: the look of an activity, the room of a picture, the sources, the direction of the text."""
    file = Presentation(str(path))
    for record, foot, slide in zip(deck.slides, feet, list(file.slides)[1:], strict=True):
        if _is_activity(record):
            slide.shapes._spTree.insert(2, reference.band("accent6"))
            slide.background.fill.solid()
            slide.background.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
            _paint(slide.shapes.title)
            _paint(slide.placeholders[1].text_frame.paragraphs[0])
        elif _lines(record.body) > MOST_LINES:
            _shrink(slide.placeholders[1])
        figure = _FIGURE.search(record.body)
        if figure or len(record.title) > 30:
            _shrink(slide.shapes.title)
        if figure:
            title = slide.shapes.title
            title.left, title.top, title.width, title.height = (Inches(n) for n in TITLE_OVER_PICTURE)
            for shape in list(slide.shapes):
                if shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                    _fit(shape)
                    shape._element.nvPicPr.cNvPr.set("id", "10")
                    shape._element.nvPicPr.cNvPr.set("descr", figure["alt"])
                elif shape != slide.shapes.title:  # pandoc prints the alt text as a caption, over the picture
                    shape._element.getparent().remove(shape._element)
        for properties in slide.element.iter(qn("a:pPr")):
            if properties.find(qn("a:buAutoNum")) is not None:  # pandoc leaves no gap between number and text
                properties.set("marL", str(Inches(NUMBERS)))
                properties.set("indent", str(-Inches(NUMBERS)))
        if foot:
            _add_foot(slide, foot)
    if rtl:
        for slide in file.slides:
            for paragraph in slide.element.iter(qn("a:p")):
                paragraph.get_or_add_pPr().set("rtl", "1")
                paragraph.get_or_add_pPr().set("algn", "r")
    file.save(str(path))


def _lines(body: str) -> int:
    """How many lines a slide's words take, about, in the size of the body."""
    return sum(math.ceil(len(row) / LETTERS) for row in _FIGURE.sub("", _DIV.sub("", body)).split("\n"))


def _add_foot(slide: Any, text: str) -> None:
    """The line of sources, below all that is on the slide."""
    box = slide.shapes.add_textbox(*(Inches(n) for n in FOOT))
    box.name = "Source"
    frame = box.text_frame
    frame.margin_top = frame.margin_bottom = 0
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.color.theme_color = text, Pt(FOOT_SIZE), MSO_THEME_COLOR.TEXT_2


def _paint(shape: Any) -> None:
    """Bold, in the colour of activities."""
    paragraphs = shape.text_frame.paragraphs if hasattr(shape, "text_frame") else [shape]
    for paragraph in paragraphs:
        for run in paragraph.runs:
            run.font.bold = True
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_6


def _shrink(shape: Any) -> None:
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(reference.LONG)


def _fit(picture: Any) -> None:
    """As large as the room below the title allows, in its middle."""
    left, top, width, height = (Inches(n) for n in PICTURE)
    scale = min(width / picture.width, height / picture.height)
    picture.width, picture.height = int(picture.width * scale), int(picture.height * scale)
    picture.left, picture.top = left + (width - picture.width) // 2, top + (height - picture.height) // 2


__all__ = ["MOST_WORDS", "build", "count_words", "read"]
