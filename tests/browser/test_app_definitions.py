"""The case desk in a browser, from a real server. Every page is watched for errors and requests off its origin."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import ROOT
from playwright.sync_api import Page, expect
from serving import VOILA_SAYS, Server

from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
OWN_CASE = "A. came to the town for work. The owner locked the gate at night. He pays her nothing."


@pytest.fixture
def open_desk(open_app: Callable[..., Page]) -> Callable[..., Page]:
    def open_it(**options: object) -> Page:
        page = open_app("definitions", **options)
        page.wait_for_selector(".activity[data-ready]", timeout=60_000)
        return page

    return open_it


def decide(page: Page, verdict: str, *ticks: str) -> None:
    for tick in ticks:
        page.check(f'[name="{tick}"]')
    page.check(f'[name="verdict"][value="{verdict}"]')
    page.click(".activity .check")


def at(page: Page, step: str) -> None:
    expect(page.locator(f"#own-step-{step}")).to_be_focused()


def message(page: Page, says: str, /, **gaps: object) -> None:
    expect(page.locator("#own-message")).to_have_text(WORDS(f"app.own.say.{says}", **gaps))


def test_a_case_is_decided_and_the_picture_follows(
    open_desk: Callable[..., Page], faults_of: Callable[[Page], list[str]]
) -> None:
    page = open_desk()
    assert page.locator("#desk-case option").count() == len(load_course(ROOT).cases)
    expect(page.get_by_text(WORDS("app.compare.empty"))).to_be_visible()
    assert faults_of(page) == []

    page.select_option("#desk-case", "tomato-house")
    expect(page.locator(".activity-title")).to_have_text("The tomato house")
    decide(page, "labour_violation", "acts-recruitment", "means-fraud")
    expect(page.locator(".activity-status")).not_to_be_empty()
    expect(page.locator(".verdicts tbody tr")).to_have_count(1)
    expect(page.locator(".verdicts tbody tr")).to_contain_text(WORDS("app.compare.verdict.right"))
    expect(page.locator(".compare-picture svg")).to_be_visible()
    rows = page.locator(".counts tbody tr").all_inner_texts()
    assert [r.split("\t")[1:] for r in rows if r.startswith(("Recruitment", "Fraud"))] == [
        ["1", "0", "0"],
        ["0", "0", "1"],
    ]
    expect(page.get_by_text(WORDS("app.compare.updated", done=1, total=len(load_course(ROOT).cases)))).to_be_attached()

    first = page.locator(".activity-title").inner_text()
    page.click("#desk-next")
    expect(page.locator(".activity-title")).not_to_have_text(first)
    expect(page.locator(".activity-title")).to_be_focused()
    decide(page, "cannot_tell")
    expect(page.locator(".verdicts tbody tr")).to_have_count(2)
    assert faults_of(page) == []

    page.select_option("#desk-case", "tomato-house")
    expect(page.locator('[name="verdict"][value="labour_violation"]')).to_be_checked()
    page.click("#desk-forget")
    expect(page.locator(".verdicts")).to_have_count(0)
    expect(page.locator(".activity :checked")).to_have_count(0)


def test_an_own_case_is_led_to_a_finding(
    open_desk: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_desk()
    page.click(".own-on")
    message(page, "no_text")
    page.fill("#own-text", OWN_CASE)
    page.click(".own-on")
    at(page, "person")
    page.check('[name="own-age"][value="adult"]')
    page.click(".own-on")
    at(page, "acts")
    page.check('[data-element="harbouring"] input')
    page.click('[data-element="harbouring"] .own-use')
    message(page, "no_selection")
    start = OWN_CASE.index("locked")
    page.locator("#own-read").focus()
    page.evaluate("s => document.getElementById('own-read').setSelectionRange(s, s + 15)", start)
    page.click('[data-element="harbouring"] .own-use')
    expect(page.locator("#own-quote-harbouring")).to_have_value("locked the gate")
    assert faults_of(page) == []
    page.click(".own-on")
    at(page, "means")
    expect(page.locator('[data-when="child"]')).to_be_hidden()
    page.check('[data-element="coercion"] input')
    page.fill("#own-quote-coercion", "locked the gate at night")
    page.check('[name="own-consent"][value="yes"]')
    page.click(".own-on")
    at(page, "purposes")
    page.click(".own-on")
    at(page, "gaps")
    expect(page.locator(".own-gaps li")).to_have_text([WORDS("app.gap.purposes")])
    page.click(".own-back")
    page.check('[data-element="forced_labour"] input')
    page.fill("#own-quote-forced_labour", "pays her nothing")
    page.click(".own-on")
    expect(page.locator(".own-gaps li")).to_have_text([WORDS("app.own.say.no_gaps")])
    page.fill("#own-notes", "How old is A.?")
    page.click(".own-on")
    at(page, "finding")
    expect(page.locator("#own-finding")).to_have_value(re.compile(re.escape("How old is A.?")))
    finding = page.locator("#own-finding").input_value()
    for part in (
        WORDS("app.conclusion.trafficking"),
        "“pays her nothing”",
        WORDS("app.law.consent_means"),
        "How old is A.?",
    ):
        assert part in finding
    assert faults_of(page) == []

    page.fill("#own-finding", finding + "\nMine: <b>&\n")
    for kind in ("txt", "html"):
        with page.expect_download() as download:
            page.click(f'[data-save="{kind}"]')
        name = download.value.suggested_filename
        assert name.startswith("finding-20")
        assert name.endswith(f".{kind}")
        download.value.save_as(tmp_path / name)
        saved = (tmp_path / name).read_text(encoding="utf-8")
        assert ("Mine: <b>&" if kind == "txt" else "<p>Mine: &lt;b&gt;&amp;</p>") in saved
        assert kind == "txt" or "<h2>" in saved
        message(page, "saved", file=name)

    page.click(".own-back")
    page.fill("#own-notes", "")
    page.click(".own-on")
    message(page, "edited")
    assert "Mine:" in page.locator("#own-finding").input_value()
    page.click(".own-again")
    assert "Mine:" not in page.locator("#own-finding").input_value()
    assert WORDS("app.finding.nothing_missing") in page.locator("#own-finding").input_value()


def test_a_child_needs_no_means(open_desk: Callable[..., Page]) -> None:
    page = open_desk()
    page.fill("#own-text", OWN_CASE)
    page.click(".own-on")
    page.check('[name="own-age"][value="child"]')
    page.click(".own-on")
    page.click(".own-on")
    expect(page.locator('[data-when="child"]')).to_be_visible()
    expect(page.locator('[data-when="unknown"]')).to_be_hidden()


def test_files_that_cannot_be_read_are_refused_and_nothing_is_lost(
    open_desk: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_desk()
    page.fill("#own-text", OWN_CASE)

    def upload(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        page.set_input_files("#own-file", tmp_path / name)

    for name, content, says in (
        ("case.docx", b"PK\x03\x04", "wrong_type"),
        ("case.pdf", b"%PDF-1.7", "wrong_type"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t", "empty"),
        ("picture.txt", bytes(range(256)), "not_text"),
        ("big.txt", b"a" * 100_001, "too_big"),
    ):
        upload(name, content)
        message(page, says, file=name, limit=100)
        expect(page.locator("#own-text")).to_have_value(OWN_CASE)
    upload("more.md", "Später kam B.".encode())
    message(page, "added", file="more.md")
    expect(page.locator("#own-text")).to_have_value(f"{OWN_CASE}\n\nSpäter kam B.")
    page.fill("#own-text", "")
    for name, content in (("old.txt", "Später".encode("cp1252")), ("wide.txt", "Später".encode("utf-16"))):
        upload(name, content)
        message(page, "loaded", file=name)
        expect(page.locator("#own-text")).to_have_value("Später")
        page.fill("#own-text", "")
    page.fill("#own-text", "a" * 100_001)
    page.click(".own-on")
    message(page, "too_long", limit=100)


def test_the_keyboard_alone_is_enough(open_desk: Callable[..., Page]) -> None:
    page = open_desk()
    page.locator("#own-text").focus()
    page.keyboard.type("She was locked in.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at(page, "person")
    page.locator('[name="own-age"]:checked').focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator('[name="own-age"][value="child"]')).to_be_checked()
    page.locator(".own-on").focus()
    page.keyboard.press("Enter")
    at(page, "acts")
    page.locator('[data-element="harbouring"] input').focus()
    page.keyboard.press("Space")
    page.locator("#own-read").focus()
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.locator('[data-element="harbouring"] .own-use').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#own-quote-harbouring")).to_have_value("She")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(open_desk: Callable[..., Page], faults_of: Callable[[Page], list[str]], scheme: str) -> None:
    page = open_desk(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    decide(page, "trafficking", "acts-harbouring", "means-fraud")
    expect(page.locator(".compare-picture svg")).to_be_visible()
    page.fill("#own-text", OWN_CASE)
    for _ in range(3):
        page.click(".own-on")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []


def test_a_program_that_has_ended_is_said(apps: Server, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{apps.origin}/apps/definitions", allow=(*VOILA_SAYS, "404"))
    page.wait_for_selector(".activity[data-ready]", timeout=60_000)
    expect(page.locator("#app-gone")).to_be_hidden()
    page.evaluate(
        "fetch('/apps/voila/api/shutdown/' + JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId,"
        " {method: 'POST'})"
    )
    page.fill("#own-text", OWN_CASE)
    page.click(".own-on")
    expect(page.locator("#app-gone")).to_be_visible(timeout=30_000)
    expect(page.locator("#own-read")).to_have_value(OWN_CASE)


def test_the_list_of_apps_and_the_pages_of_the_server_are_accessible(
    apps: Server, open_page: Callable[..., Page], faults_of: Callable[[Page], list[str]]
) -> None:
    for path in ("/apps/", "/apps/nothing", "/nothing.html"):
        page = open_page(apps.origin + path, ready=False, allow=("404",))
        assert faults_of(page) == []
