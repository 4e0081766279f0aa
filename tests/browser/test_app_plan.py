"""The response-plan builder in a browser: choose, see what is open, save, open again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from helpers import ROOT, there
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
FRAMEWORK = there(load_course(ROOT).app_data.framework)
NEEDS = len(FRAMEWORK.needs)


def test_a_plan_is_made_saved_and_opened_again(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("response-plan")
    status = page.locator(".panel-status")
    assert faults_of(page) == []
    page.locator("#measure-inspect").focus()
    page.keyboard.press("Space")
    expect(page.locator('.needs [data-covered="yes"]')).to_have_count(3)
    expect(page.locator("#measure-inspect")).to_be_focused()
    page.click("#need-reflection")
    expect(page.locator("#plan-choose")).to_be_focused()
    expect(page.locator("#plan-need")).to_have_value("reflection")
    page.check("#measure-reflection")
    expect(status).to_have_text(WORDS("app.plan.covered", done=4, total=NEEDS))
    page.select_option("#plan-need", "")
    page.fill("#own-text", "Call the <b>inspector</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".plan-lines > li")).to_have_count(3)
    expect(page.locator("#own-text")).to_have_value("")
    page.select_option("#actor-inspect", "labour-ministry")
    expect(page.locator(".idle li", has_text=FRAMEWORK.actors["labour-ministry"])).to_have_count(0)
    page.fill("#when-inspect", "May")
    page.keyboard.press("Tab")
    page.keyboard.type("typed at once")
    page.keyboard.press("Tab")
    expect(page.locator("#note-inspect")).to_have_value("typed at once")
    expect(page.locator(".matrix .some").first).to_be_visible()
    assert faults_of(page) == []
    for kind in ("docx", "csv"):
        with page.expect_download() as download:
            page.click(f"#plan-{kind}")
        download.value.save_as(tmp_path / f"plan.{kind}")
        assert download.value.suggested_filename.endswith(f".{kind}")
    assert (tmp_path / "plan.docx").read_bytes()[:2] == b"PK"

    def bring(name: str, content: bytes, size: int = 0) -> None:
        with (tmp_path / name).open("wb") as file:
            file.write(content)
            file.truncate(size or len(content))
        page.set_input_files("#plan-file", tmp_path / name)

    for name, content, size, says in (
        ("empty.csv", b"", 0, WORDS("app.panel.empty", file="empty.csv")),
        ("picture.csv", bytes(range(256)), 0, WORDS("app.panel.not_text", file="picture.csv")),
        ("huge.csv", b"", 200_000_000, WORDS("app.panel.too_big", file="huge.csv", limit=0.5)),
        ("other.csv", b"a,b\n1,2\n", 0, WORDS("app.plan.not_ours", file="other.csv")),
    ):
        bring(name, content, size)
        expect(status).to_have_text(says)
        expect(page.locator(".plan-lines > li")).to_have_count(3)
    page.click("#remove-inspect")
    expect(page.locator(".plan-lines > li")).to_have_count(2)
    page.set_input_files("#plan-file", tmp_path / "plan.csv")
    expect(page.locator(".plan-lines > li")).to_have_count(3)
    expect(page.locator("#note-inspect")).to_have_value("typed at once")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
