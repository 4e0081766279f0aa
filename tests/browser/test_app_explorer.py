"""The case explorer in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
COURSE = load_course(ROOT)


def test_cases_are_found_counted_mapped_and_compared(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("case-explorer")
    total = len(COURSE.cases) + len(COURSE.examples)
    shown = page.locator("strong", has_text=WORDS("cases.shown", n=total, total=total))
    expect(shown).to_be_visible()
    assert faults_of(page) == []
    page.locator("#facet-kind").focus()
    page.keyboard.type("fict")
    expect(page.locator(".found-list li")).to_have_count(len(COURSE.cases))
    expect(page.locator("#facet-kind")).to_be_focused()
    page.click("#more-facets summary")
    page.select_option("#facet-verdict", "smuggling")
    smuggled = [c for c in COURSE.cases.values() if c.verdict == "smuggling"]
    expect(page.locator(".found-list li")).to_have_count(len(smuggled))
    expect(page.locator("#more-facets")).to_have_attribute("open", "")
    expect(page.locator(".route-map .way")).to_have_count(1)
    page.check(f"#pick-{smuggled[0].id}")
    page.click("#explore-clear")
    expect(shown).to_be_visible()
    page.check("#pick-night-boat")
    expect(page.locator(".side-by-side thead th")).to_have_text([smuggled[0].title, "The night boat"])
    page.select_option("#explore-which", "world")
    expect(page.locator(".route-map text", has_text="South Asia")).to_be_visible()
    page.select_option("#explore-rows", "sectors")
    expect(page.locator(".bars caption")).to_have_text(WORDS("app.explore.caption", what=WORDS("cases.facet.sector")))
    page.fill("#explore-text", "no such words")
    page.keyboard.press("Enter")
    expect(page.get_by_text(WORDS("app.explore.nothing"))).to_be_visible()
    page.fill("#explore-text", "")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        page.click("#explore-csv")
    download.value.save_as(tmp_path / "cases.csv")
    assert len((tmp_path / "cases.csv").read_text(encoding="utf-8").splitlines()) > total
    page.click("#map-words summary")
    assert faults_of(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
