"""The actor map of one's own country, in a browser, by keyboard where that matters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from booklet6.words import load_words

WORDS = load_words()
SLOW_LAPTOP = """const Plain = Blob;
window.Blob = class extends Plain {
  constructor(parts, options) {
    const late = options?.type === "text/javascript" ? ["await new Promise((r) => setTimeout(r, 2300));"] : [];
    super([...late, ...(parts ?? [])], options);
  }
};"""
"""The scripts of widgets come later than anywidget, by itself, waits for them."""


def test_a_map_is_made_saved_and_opened_again(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("actor-map", init=SLOW_LAPTOP)
    assert faults_of(page) == []
    page.focus("#actor-name")
    page.keyboard.type("Recruiter")
    page.locator('[name="side"][value="part"]').focus()
    page.keyboard.press("Space")
    page.locator('[name="stage"][value="recruitment"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".actor-map .side-part")).to_have_count(1)
    expect(page.locator("#actor-name")).to_have_value("")
    page.fill("#link-text", "protects")
    page.fill("#actor-name", "Labour inspectorate")
    page.check('[name="side"][value="duty"]')
    page.check('[name="stage"][value="exploitation"]')
    page.check('[name="stage"][value="transit"]')
    page.click("#actor-do-add")
    expect(page.locator(".actor-map .side-duty")).to_have_count(2)
    expect(page.get_by_text(WORDS("app.actors.gap.no_duty", actor="Labour inspectorate"))).to_be_visible()
    page.click("#edit-a2")
    expect(page.locator("#actor-name")).to_be_focused()
    page.click("#actor-leave")
    expect(page.locator("#actor-name")).to_have_value("")
    page.click("#edit-a2")
    expect(page.locator("#actor-name")).to_have_value("Labour inspectorate")
    page.fill("#actor-duty", "Labour Act")
    page.click("#actor-do-add")
    expect(page.get_by_text(WORDS("app.actors.gap.no_duty", actor="Labour inspectorate"))).to_have_count(0)
    page.select_option("#link-start", "a2")
    expect(page.locator("#link-text")).to_have_value("protects")
    page.click("#actor-do-link")
    expect(page.locator("#link-text")).to_have_value("")
    expect(page.locator(".links li")).to_contain_text(["protects"])
    expect(page.locator(".actor-map .way")).to_have_count(1)
    page.fill("#actors-title", "Our port")
    page.keyboard.press("Tab")
    assert faults_of(page) == []
    for button, ending in (("#actors-do-save", "json"), ("#actors-svg", "svg")):
        with page.expect_download() as download:
            page.click(button)
        download.value.save_as(tmp_path / f"map.{ending}")
    assert "<svg" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    page.click("#remove-a1")
    expect(page.locator(".actor-map .side-part")).to_have_count(0)
    (tmp_path / "other.json").write_text("{}")
    page.set_input_files("#actors-file", tmp_path / "other.json")
    expect(page.locator(".panel-status")).to_have_text(WORDS("app.actors.not_ours", file="other.json"))
    expect(page.locator(".actor-map .side-duty")).to_have_count(2)
    page.set_input_files("#actors-file", tmp_path / "map.json")
    expect(page.locator(".actor-map .side-part")).to_have_count(1)
    expect(page.locator("#actors-title")).to_have_value("Our port")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
