"""A national edition on the pages, in Chromium: names of any script and length, a country that is not named, numbers to
tap, and what is shown where there is none. Built from the tests' small course, so that it costs little."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from folders import serve_folder
from helpers import ROOT, small_course
from playwright.sync_api import Page
from pptx import Presentation

from booklet6.content.edition import SLOTS
from booklet6.publish.site import build

Open = Callable[..., Page]

HOSTILE = "بيت <script>alert(1)</script> *النساء* {src}`x` "
LONG = "w" * 120
"""A name without a place where a line could be broken."""


def page_of_all_slots() -> str:
    boxes = "\n\n".join(f"```{{local}} {slot}\n```" for slot in SLOTS)
    table = "```{local} contacts.emergency contacts.hotline contacts.shelter contacts.union\n:table:\n```"
    filled = "```{local} contacts.child\n:if-filled:\n```"
    unfilled = "::::{unfilled}\nStill **empty** here.\n::::"
    inline = "Call {local}`contacts.hotline` first."
    return "\n\n".join(["# Get help", unfilled, filled, inline, "## A table", table, "## Boxes", boxes]) + "\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small course, with the pages that the theme links to, every slot on one of them, and one on a slide."""
    root = small_course(tmp_path_factory.mktemp("local"))
    (root / "_config.yml").write_bytes((ROOT / "_config.yml").read_bytes())
    (root / "book" / "get-help.md").write_text(page_of_all_slots(), encoding="utf-8")
    (root / "book" / "progress.md").write_text("# Progress\n", encoding="utf-8")
    toc = root / "_toc.yml"
    more = "  - caption: More\n    chapters:\n      - file: book/get-help\n      - file: book/progress\n"
    toc.write_text(toc.read_text(encoding="utf-8") + more, encoding="utf-8")
    deck = root / "slides" / "01_one.md"
    text = deck.read_text(encoding="utf-8")
    deck.write_text(text.replace("::: notes", "{local}`contacts.shelter`\n\n::: notes", 1), encoding="utf-8")
    found: dict[str, Any] = yaml.load((ROOT / "editions/kaleshia.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    del found["fictional"]
    found["valid_days"], found["language"], found["country"] = 365, "ar", HOSTILE[:80]
    found["contacts"]["shelter"] |= {"name": HOSTILE, "by": HOSTILE}
    found["contacts"]["union"] |= {"name": LONG, "address": LONG, "number": "1" * 40, "by": LONG}
    found["contacts"]["hotline"]["number"] = "SMS 1234"
    found["contacts"]["child"] = {"missing": HOSTILE, "checked": "2026-11-20", "by": "A"}
    found["law"]["trafficking"] |= {"name": LONG, "says": "y" * 400}
    (root / "e.yml").write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def filled(course: Path) -> Iterator[tuple[str, Path]]:
    """The site with the edition, served."""
    site = build(course, edition=course / "e.yml", today=date(2026, 12, 1), out=course / "filled")
    origin, stop = serve_folder(site)
    yield origin, site
    stop()


def test_whatever_stands_in_an_edition_is_shown_and_nothing_of_it_runs(
    filled: tuple[str, Path], open_page: Open, faults_of: Any
) -> None:
    page = open_page(filled[0] + "/book/get-help.html", viewport={"width": 360, "height": 740})
    page.on("dialog", lambda d: pytest.fail(f"a script of the edition ran: {d.message}"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    text = page.locator("main").inner_text()
    assert text.count("<script>alert(1)</script>") >= 3
    assert "*النساء*" in text
    assert "{src}`x`" in text
    assert LONG in text
    assert page.locator("main script").count() == 0
    assert "Still empty here." not in text
    assert "to be filled in locally" not in text
    assert "Call SMS 1234 first." in text
    for number in page.locator("main a[href^='tel:']").all():
        assert number.get_attribute("href", timeout=1000) == "tel:" + "".join(
            c for c in number.inner_text() if c in "+0123456789"
        )
        assert number.locator("bdi").get_attribute("dir") == "ltr"
    assert page.locator("main a[href^='tel:']").count() > 5
    assert page.locator("main a", has_text="SMS").count() == 0, "what cannot be dialled is no link"
    assert page.locator("bdi[lang='ar']").count() > 20
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert faults_of(page) == []


def test_slides_have_the_facts_too(filled: tuple[str, Path]) -> None:
    html = (filled[1] / "slides" / "01_one.html").read_text(encoding="utf-8")
    assert "+999 20 555 0112" in html
    deck = Presentation(str(filled[1] / "slides" / "01_one.pptx"))
    assert "+999 20 555 0112" in " ".join(s.text_frame.text for x in deck.slides for s in x.shapes if s.has_text_frame)


def test_without_an_edition_it_is_plain_what_is_to_be_filled_in(course: Path, open_page: Open) -> None:
    site = build(course, out=course / "plain")
    page = open_page((site / "book" / "get-help.html").as_uri(), viewport={"width": 360, "height": 740})
    text = page.locator("main").inner_text()
    assert "Still empty here." in text
    assert page.locator("main .local").count() == len(SLOTS)
    assert page.locator("main em", has_text="to be filled in locally").count() >= len(SLOTS) + 12
    assert "Kaleshia" not in text
    assert page.locator("a[href^='tel:']").count() == 0
    html = (site / "slides" / "01_one.html").read_text(encoding="utf-8")
    assert "to be filled in locally" in html
