"""The contract audit in a browser: files of every kind, clause by clause, a finding, and nothing that leaves the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from helpers import ROOT, there
from papers import docx, pdf, zipped
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.words import load_words

WORDS = load_words()
CONTRACT = there(load_course(ROOT).app_data.contract)
LINES = (
    "1. The Employee is employed as cook and shall do other duties as directed.",
    "2. The basic salary is 400 per month, paid at the end of the contract.",
    "3. The Employer keeps the passport in safekeeping.",
    "4. Zanzibar fixes the working hours.",
)


def message(page: Page, says: str, file: str, **gaps: object) -> None:
    expect(page.locator("#audit-message")).to_have_text(WORDS(f"app.file.{says}", file=file, **gaps))


def test_a_contract_is_audited_and_never_leaves_the_page(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("contract-audit")
    sent: list[str] = []
    page.on("request", lambda r: sent.append(f"{r.url} {r.post_data or ''}"))
    page.on("websocket", lambda s: s.on("framesent", lambda payload: sent.append(str(payload))))
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached", timeout=90_000)
    assert faults_of(page) == []
    page.keyboard.press("Tab")
    page.click(".own-on")
    expect(page.locator("#audit-message")).to_have_text(WORDS("app.audit.no_text"))

    def bring(name: str, content: bytes | None = None, size: int = 0) -> None:
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(content or b"")
            file.truncate(size or len(content or b""))
        page.set_input_files("#audit-file", path)

    mine = "What I have typed already."
    page.fill("#audit-text", mine)
    doctype = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for name, content, says in (
        ("empty.docx", b"", "empty"),
        ("photo.jpg", b"\xff\xd8\xff" + bytes(range(200)), "wrong_type"),
        ("nonsense.txt", bytes(range(256)), "not_text"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_doc"),
        ("secret.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked"),
        ("sheet.docx", zipped("xl/workbook.xml", b"<x/>"), "wrong_type"),
        ("cut.docx", docx(*LINES)[:-30], "damaged"),
        ("broken.docx", zipped("word/document.xml", b"<w:document"), "damaged"),
        ("entities.docx", docx("&b;", before=doctype), "damaged"),
        ("bomb.docx", zipped("word/document.xml", b" " * 40_000_000), "bomb"),
        ("secret.pdf", pdf(LINES, locked=True), "locked"),
        ("cut.pdf", b"%PDF-1.7 and then nonsense", "damaged"),
        ("scan.pdf", pdf((), ()), "scanned"),
    ):
        bring(name, content)
        message(page, says, name)
        expect(page.locator("#audit-text")).to_have_value(mine)
    bring("huge.pdf", size=200_000_000)
    message(page, "too_big", "huge.pdf", limit=10)
    bring("long.pdf", pdf(*[("A page of words that somebody wrote.",)] * 61))
    message(page, "many_pages", "long.pdf", pages=61, limit=60)
    bring("contract.docx", docx(*LINES))
    message(page, "added", "contract.docx")
    expect(page.locator("#audit-text")).to_have_value(f"{mine}\n\n" + "\n".join(LINES))
    page.fill("#audit-text", "")
    bring("half.pdf", pdf(LINES, ()))
    message(page, "some_pictures", "half.pdf", pages="2")
    assert re.sub(r"\s+", " ", page.input_value("#audit-text")).strip() == " ".join(LINES)

    page.locator(".own-on").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#audit-step-paper")).to_be_focused()
    page.click('[data-go="2"]')
    job = page.locator('[data-clause="job"]')
    expect(job.locator("mark").first).to_have_text("employed as")
    assert faults_of(page) == []
    job.locator('[value="below"]').focus()
    page.keyboard.press("Space")
    job.locator(".use-passage").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#quote-job")).to_have_value(LINES[0])
    page.click('[data-go="4"]')
    page.check('[name="clause-hours"][value="unclear"]')
    start = page.input_value("#audit-read").index("Zanzibar")
    page.evaluate("s => document.getElementById('audit-read').setSelectionRange(s, s + 8)", start)
    page.click('[data-clause="hours"] .own-use')
    expect(page.locator("#quote-hours")).to_have_value("Zanzibar")
    expect(page.locator('.audit-map [data-go="4"] .done')).to_have_text(WORDS("app.audit.done", done=1, total=4))
    page.click('[data-go="7"]')
    page.check('[data-alarm="passport"] input')
    page.click('[data-alarm="passport"] .use-passage >> nth=0')
    assert faults_of(page) == []
    page.click(".own-on")
    finding = page.locator("#audit-finding")
    expect(finding).to_have_value(re.compile(re.escape(WORDS("app.audit.conclusion.holds"))))
    for part in (
        WORDS("app.audit.finding.quoted", quote=LINES[2]),
        WORDS("app.audit.finding.quoted", quote="Zanzibar"),
        WORDS("app.audit.finding.repair", text=CONTRACT.clauses["job"].repair),
    ):
        assert part in finding.input_value()
    page.fill("#audit-notes", "Ask <b>Zanzibar</b>.")
    page.press("#audit-notes", "Tab")
    expect(finding).to_have_value(re.compile("Ask <b>Zanzibar</b>"))
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.click('[data-save="html"]')
    download.value.save_as(tmp_path / "finding.html")
    assert "Ask &lt;b&gt;Zanzibar" in (tmp_path / "finding.html").read_text(encoding="utf-8")
    page.emulate_media(media="print")
    expect(page.locator(".audit-print h1")).to_be_visible()
    expect(page.locator(".audit")).to_be_hidden()
    page.emulate_media(media="screen")

    page.fill("#audit-finding", "Mine.")
    page.click('[data-go="7"]')
    page.uncheck('[data-alarm="passport"] input')
    page.click(".own-on")
    expect(page.locator("#audit-message")).to_have_text(WORDS("app.own.say.edited"))
    expect(finding).to_have_value("Mine.")
    page.click(".own-again")
    expect(finding).to_have_value(re.compile(re.escape(WORDS("app.audit.conclusion.mend"))))

    assert any("below" in payload for payload in sent), "the judgements were sent, and this test saw it"
    assert not [payload for payload in sent if "Zanzibar" in payload or "safekeeping" in payload]

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    for step in range(9):
        page.click(f'[data-go="{step}"]')
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, step
    assert faults_of(page) == []
