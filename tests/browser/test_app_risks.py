"""The risk table in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from booklet6.words import load_words

WORDS = load_words()


def test_situations_are_placed_moved_saved_and_opened_again(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("risk-table")
    assert faults_of(page) == []
    page.focus("#risk-mark")
    page.keyboard.type("A.")
    page.locator('[name="sign"][value="sold"]').focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator('[data-band="high"] .situation')).to_have_count(1)
    expect(page.locator("#risk-mark")).to_have_value("")
    expect(page.locator('[name="sign"]:checked')).to_have_count(0)
    page.select_option("#risk-setting", "consular")
    expect(page.locator('[name="sign"][value="no-call"]')).to_be_attached()
    page.fill("#risk-mark", "B.")
    page.fill("#risk-known", "Has not called for six weeks.")
    page.check('[name="sign"][value="no-call"]')
    page.check('[name="child"]')
    page.click("#risk-do-add")
    expect(page.locator('.band[data-band="grey"] .situation')).to_have_count(1)
    page.select_option("#placed-n1", "low")
    moved = page.locator('.band[data-band="low"] .situation')
    expect(moved.locator(".note")).to_contain_text("Highest risk")
    page.fill("#action-n1", "Call the aunt")
    page.keyboard.press("Tab")
    expect(page.locator("#who-n1")).to_be_focused()
    page.fill("#risk-mark", "C.")
    half = page.locator('[name="sign"][value="no-call"]')
    half.check()
    for band in ("grey", "low"):
        page.select_option("#placed-n1", band)
        expect(page.locator(f'.band[data-band="{band}"] #placed-n1')).to_have_count(1)
        expect(half).to_be_checked()
        expect(page.locator("#risk-mark")).to_have_value("C.")
    page.click("#advice-high summary")
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.click("#risk-csv")
    download.value.save_as(tmp_path / "risks.csv")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    page.set_input_files("#risk-file", tmp_path / "other.csv")
    expect(page.locator(".panel-status")).to_have_text(WORDS("app.risks.not_ours", file="other.csv"))
    expect(page.locator(".situation")).to_have_count(2)
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached", timeout=90_000)
    expect(page.locator(".situation")).to_have_count(0)
    page.set_input_files("#risk-file", tmp_path / "risks.csv")
    expect(page.locator('.band[data-band="low"] .situation h4')).to_have_text("A.")
    expect(page.get_by_label(WORDS("app.risks.column.action")).last).to_have_value("Call the aunt")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
