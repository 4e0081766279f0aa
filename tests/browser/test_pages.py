"""Every page of the book: accessible, small, on its own origin, whole on a phone; and what a page offers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.content import load_course

Open = Callable[..., Page]
COURSE = load_course(ROOT)
LESSON = "/modules/02_definitions/lesson.html"
PAGE_BYTES = 500_000
"""The goal for a lesson with its activities: everything that the page loads, unpacked."""


def pages() -> list[str]:
    """Every page that the table of contents makes, and Sphinx's own."""
    import yaml

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters: list[str] = []
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            chapters += [chapter["file"], *(s["file"] for s in chapter.get("sections", ()))]
    return ["/index.html", f"/{toc['root']}.html", "/search.html", *(f"/{c}.html" for c in chapters)]


@pytest.mark.parametrize("path", pages())
def test_page(path: str, site: Path, origin: str, open_page: Open, faults_of: Any) -> None:
    """No fault for axe, light and dark; one h1; nothing wider than a phone; no console error (watched by open_page)."""
    page = open_page(origin + path, viewport={"width": 360, "height": 740})
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("h1").count() == 1
    assert faults_of(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    assert faults_of(page) == []
    page = open_page((site / path.lstrip("/")).as_uri())
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("module", [m.id for m in COURSE.modules])
def test_a_lesson_is_small(module: str, origin: str, open_page: Open) -> None:
    sizes: dict[str, int] = {}
    page = open_page(origin + "/book/progress.html")
    page.on("response", lambda r: sizes.update({r.url: len(r.body())}))
    page.goto(f"{origin}/modules/{module}/lesson.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3
    assert sum(sizes.values()) < PAGE_BYTES, sizes


def test_tab_reaches_the_text_first(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"


def test_a_term_is_explained_on_hover_on_focus_and_without_scripts(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    term = page.locator("main a.term").first
    tip = page.locator("#term-tip")
    expect(tip).to_be_hidden()
    term.hover()
    expect(tip).to_be_visible()
    assert len(tip.inner_text()) > 20
    tip.hover()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_be_visible()
    assert term.get_attribute("aria-describedby") == "term-tip"
    plain = open_page(origin + LESSON, java_script_enabled=False)
    assert len(plain.locator("main a.term").first.get_attribute("title") or "") > 20


def test_with_a_finger_the_first_tap_explains_and_the_second_follows(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    term = page.locator("main a.term").first
    term.tap()
    expect(page.locator("#term-tip")).to_be_visible()
    assert "lesson.html" in page.url
    term.tap()
    page.wait_for_url("**/glossary.html#term-*")


def test_every_term_used_is_explained(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    terms = page.locator("main a.term")
    assert terms.count() >= 15
    assert page.locator("main a.term:not([data-definition])").count() == 0


def test_notes_for_trainers_show_in_the_trainers_view_only(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    notes = page.locator(".facilitator")
    assert notes.count() >= 4
    expect(notes.first).to_be_hidden()
    page.emulate_media(media="print")
    expect(notes.first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Trainer's view").click()
    expect(notes.first).to_be_visible()
    page.reload()
    expect(page.locator(".facilitator").first).to_be_visible()
    page.get_by_role("button", name="Leave trainer's view").click()
    expect(page.locator(".facilitator").first).to_be_hidden()
    plain = open_page(origin + LESSON, java_script_enabled=False)
    expect(plain.locator(".facilitator").first).to_be_hidden()
    phone = open_page(origin + LESSON, viewport={"width": 360, "height": 740})
    expect(phone.locator(".facilitator").first).to_be_hidden()


def test_colours_can_be_chosen_and_are_kept(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    button = page.locator(".colours-toggle")
    button.click()
    button.click()
    expect(button).to_have_text("Colours: Dark")
    assert page.evaluate(paper) != light
    page.reload()
    assert page.evaluate(paper) != light


@pytest.mark.parametrize("how", ["http", "file"])
def test_search_finds(how: str, site: Path, origin: str, open_page: Open) -> None:
    base = origin if how == "http" else site.as_uri()
    page = open_page(f"{base}/book/glossary.html")
    page.locator(".search input").fill("smuggling")
    page.locator(".search button").click()
    expect(page.locator("#search-results li").first).to_be_visible()
    expect(page.locator("#search-results a[href*='lesson.html']").first).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#search-results ul").first.evaluate("e => getComputedStyle(e).display") == "block"


def test_the_lesson_has_its_parts(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    for desk in ("police", "labour-attache", "others"):
        expect(page.locator(f".desk-{desk}").first).to_be_visible()
    for part in (
        ".objectives",
        ".key-points",
        ".drawing-smuggling-and-trafficking svg:visible",
        ".drawing-migration-continuum svg:visible",
        "table",
    ):
        expect(page.locator(part).first).to_be_visible()
    for update in ("u01", "u02", "u03", "u04", "u05", "u06"):
        expect(page.locator(f"#since-{update}")).to_be_visible()
    for svg in page.locator(".drawing svg").all():
        assert svg.get_attribute("role") == "img"
        assert len(svg.locator("title").first.text_content() or "") > 10


def test_a_tall_drawing_lies_down_on_a_wide_page(origin: str, open_page: Open) -> None:
    page = open_page(origin + "/modules/01_global_problem/lesson.html")
    for width, shown in ((1280, "wide"), (360, "narrow")):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.locator(".drawing-estimates-then-and-now svg:visible")).to_have_count(1)
        expect(page.locator(f".drawing-estimates-then-and-now .drawing-{shown}")).to_be_visible()


def test_the_menu_works_without_scripts_on_a_phone(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page.locator(".menu > summary").click()
    page.locator(".menu a", has_text="Glossary").click()
    expect(page.locator("h1")).to_contain_text("Glossary")


def test_what_is_on_this_page_is_folded_on_a_phone_and_open_beside_the_text(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON, viewport={"width": 360, "height": 740})
    link = page.locator(".here a", has_text="Children").first
    expect(link).to_be_hidden()
    page.locator(".here summary").click()
    link.click()
    expect(page.locator("#children h2").first).to_be_in_viewport()
    page = open_page(origin + LESSON, viewport={"width": 1400, "height": 900})
    expect(page.locator(".here a", has_text="Children").first).to_be_visible()
    plain = open_page(origin + LESSON, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    plain.locator(".here summary").click()
    expect(plain.locator(".here a", has_text="Children").first).to_be_visible()


def test_a_desk_that_is_folded_stays_folded_and_is_printed(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    text = page.locator(".desk-police p").first
    expect(text).to_be_visible()
    page.locator(".desk-police > summary").click()
    expect(text).to_be_hidden()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator(".desk-police p").first).to_be_hidden()
    expect(page.locator(".desk-others p").first).to_be_visible()
    page.emulate_media(media="print")
    assert page.locator(".desk-police p").first.evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    page.emulate_media(media="screen")
    page.locator(".desk-police > summary").click()
    page.reload()
    expect(page.locator(".desk-police p").first).to_be_visible()
