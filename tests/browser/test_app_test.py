"""The test before, after and later on a telephone: from the card to the file on the trainer's machine."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from serving import Server

from booklet6.content import FORMS, load_course
from booklet6.evaluation import answers, codes, plan
from booklet6.exercises import found_in, secrets_of_matched
from booklet6.words import load_words

WORDS = load_words()


def test_a_participant_hands_in(
    apps: Server, open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]]
) -> None:
    course = load_course(apps.root)
    test = plan.make(course, ["02_definitions"], "What do you decide?", "2026-11-26")
    folder = apps.root / plan.FOLDER
    folder.mkdir()
    plan.save(test, folder)
    code = codes.draw(1, 1)[0]
    (folder / "codes.csv").write_text(answers.write_codes([code], WORDS), encoding="utf-8")
    sent: list[str] = []
    page = open_app("test", viewport={"width": 360, "height": 740})
    page.on("websocket", lambda ws: ws.on("framereceived", lambda data: sent.append(str(data))))
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached", timeout=90_000)
    assert faults_of(page) == []
    status = page.locator(".panel-status").first
    page.fill("#test-code", "123456")
    page.check("input[name=time][value=before]")
    page.click("#test-start")
    expect(status).to_have_text(WORDS("evaluation.screen.no_code"))
    page.fill("#test-code", codes.shown(code))
    page.press("#test-code", "Enter")
    form = codes.form_at(code, "before")
    expect(page.locator("#test-begun")).to_be_focused()
    first = test.items[1]
    page.check(f"#activity-{first.form(form).id} input[value={first.letters(form)[first.right(form)]}]")
    expect(page.get_by_text(WORDS("evaluation.screen.open", n=len(test.items) - 1))).to_be_visible()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached", timeout=90_000)
    page.fill("#test-code", code)
    page.check("input[name=time][value=before]")
    page.click("#test-start")
    expect(page.locator("#test-begun")).to_contain_text(WORDS("evaluation.screen.again"))
    page.click("#test-open a >> nth=0")
    expect(page.locator(f"#activity-{test.items[0].form(form).id}")).to_be_in_viewport()
    for asked in test.items[1:]:
        right = asked.letters(form)[asked.right(form)]
        page.check(f"#activity-{asked.form(form).id} input[value={right}]")
    expect(page.get_by_text(WORDS("evaluation.screen.open", n=1))).to_be_visible()
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#test-hand-in")
    expect(page.locator("#test-begun")).to_have_text(WORDS("evaluation.screen.handed_in"))
    assert page.evaluate("sessionStorage.length") == 0
    page.click("#test-another")
    expect(page.locator("#test-code")).to_have_value("", timeout=90_000)
    path = folder / "screen" / f"{code}-before.csv"
    got = answers.read_sheets([path], test, WORDS, frozenset([code]))
    assert [s.answers for s in got.sheets] == [("", *(a.right(form) for a in test.items[1:]))]
    secrets = [s for asked in test.items for s in secrets_of_matched(asked.item)]
    assert any(test.items[1].form(f).title in "".join(sent) for f in FORMS), "what was asked was sent"
    assert found_in("".join(sent), secrets) == []
