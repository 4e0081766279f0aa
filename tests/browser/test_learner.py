"""The learner's side in Chromium: progress, the way back to where one stopped, the final test, the certificate."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from answering import answer_by_keyboard, best_response
from copies import serve_copy
from helpers import ROOT, copy_course
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.learner.marks import items_of
from booklet6.words import load_words

Open = Callable[..., Page]
Faults = Callable[[Page], list[str]]
COURSE = load_course(ROOT)
ITEMS = items_of(COURSE)
WORDS = load_words()
STORE = "booklet6:progress:1"
PHONE = {"width": 360, "height": 740}
PAGES = ("progress", "final-test", "certificate", "check-certificate")
AXE_ASKS = ("XMLHttpRequest", "preload assets", "net::ERR_FAILED")
"""What axe itself tries on an opened file: to read the style sheet once more, which a browser forbids there."""
RTL_NAME = "محمد بن عبد الله"


def form_of_all_types() -> list[str]:
    """An attempt in which each type of item comes up."""
    form: list[str] = []
    for m in (m for m in COURSE.modules if m.test):
        assert m.test  # the capstone has none
        form += [a.id for a in sorted(m.test.decisions, key=lambda a: a.type == "quiz")[:3]]
    assert {ITEMS[i].activity.type for i in form} == {"classify", "match", "quiz", "rank", "sort"}
    return form


FORM = form_of_all_types()
BY_KEYBOARD = [next(i for i in FORM if ITEMS[i].activity.type == t) for t in ("quiz", "match", "rank")]


def answers(leave_out: list[str]) -> dict[str, str]:
    """The best answers to all items of the form but those."""
    found: dict[str, str] = {}
    for i in FORM:
        if i not in leave_out:
            response = best_response(ITEMS[i].activity, dict(ITEMS[i].cases))
            found |= {f"{i}/{slot}": value for slot, value in response.items()}
    return found


def attempt(done: bool, leave_out: list[str] = []) -> dict[str, Any]:  # noqa: B006 (it is only read)
    """An attempt as the page keeps it."""
    response = {"form": " ".join(FORM), **answers(leave_out)}
    if not done:
        return {"response": response, "done": False, "when": "2026-11-20T10:00:00.000Z"}
    response |= {f"module/{m.id}": "95" for m in COURSE.modules}
    return {"response": response, "done": True, "points": 95, "maximum": 100, "when": "2026-11-20T10:00:00.000Z"}


def seeded(records: dict[str, Any]) -> str:
    """A script that puts records into the device once, before the first page."""
    text = json.dumps(json.dumps(records))
    return f"if (!localStorage.getItem('seeded')) {{ localStorage.setItem('seeded', 1); localStorage.setItem('{STORE}', {text}); }}"


def stored(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate(f"localStorage.getItem('{STORE}')") or "{}")
    return found


def sheets(page: Page, paper: str) -> int:
    """How many sheets of paper a print of the page takes."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))


@pytest.fixture(scope="module")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site as a copy serves it that issues certificates."""
    origin, stop = serve_copy(copy_course(tmp_path_factory.mktemp("copy") / "course"), site)
    yield origin
    stop()


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_a_page_says_what_needs_them(name: str, site: Path, open_page: Open) -> None:
    page = open_page((site / f"book/{name}.html").as_uri(), java_script_enabled=False, viewport=PHONE)
    expect(page.locator("main noscript p").first).to_be_visible()
    assert page.locator("main :is(button, input):visible").count() == 0 or name == "check-certificate"


# ---- progress -----------------------------------------------------------------------------------------------------


def test_progress_is_shown_by_module_and_leads_back_to_where_one_stopped(
    site: Path, open_page: Open, faults_of: Faults
) -> None:
    module = COURSE.module("02_definitions")
    folded = next(a for a in module.activities if a.id == "def-sort-consent")
    page = open_page((site / "modules/02_definitions/lesson.html").as_uri(), allow=AXE_ASKS)
    page.goto((site / "book/welcome.html").as_uri())
    expect(page.locator(".resume")).to_contain_text(module.lesson.title)
    page.goto((site / "modules/02_definitions/lesson.html").as_uri())
    page.locator(f"details.activity-fold:has(#activity-{folded.id}) > summary").click()
    root = page.locator(f"#activity-{folded.id}")
    response = best_response(folded, COURSE.cases)
    for slot, value in response.items():
        root.locator(f'label:has([name="{slot}"][value="{value}"])').click()
    root.locator(".check").click()
    page.goto((site / "book/progress.html").as_uri())
    row = page.locator(f'[data-module="{module.id}"] > td')
    expect(row).to_have_text([f"1 of {len(module.activities)}", f"{len(response)} of {len(response)}"])
    expect(page.locator(".progress-total")).to_have_text(f"Done in all: 1 of {len(COURSE.activities)} activities")
    assert page.locator("[data-module]").count() == len(COURSE.modules)
    expect(page.locator("[data-test] > td").first).to_have_text("Not yet")
    assert faults_of(page) == []
    page.goto((site / "book/welcome.html").as_uri())
    expect(page.locator(".resume a")).to_have_text(
        WORDS("progress.resume_at", page=module.lesson.title, activity=folded.title)
    )
    page.locator(".resume a").click()
    expect(page.locator(f"#activity-{folded.id}")).to_be_in_viewport()
    expect(page.locator(f"#activity-{folded.id} .check")).to_be_visible()
    page.goto((site / "book/progress.html").as_uri())
    page.on("dialog", lambda d: d.accept())
    page.locator(".progress-reset-all").click()
    expect(page.locator(".progress-status")).to_have_text(WORDS("progress.reset_done"))
    expect(page.locator(".resume")).to_be_hidden()
    expect(row.first).to_have_text(f"0 of {len(module.activities)}")


def test_what_one_marks_oneself_is_done_and_no_point(site: Path, open_page: Open) -> None:
    own = next(a for a in COURSE.activities.values() if a.type == "reflect")
    module = next(m for m in COURSE.modules if own in m.activities)
    other = next(a for a in module.activities if a.type == "quiz")
    done = {"response": {}, "done": True, "points": 2, "maximum": 3}
    page = open_page((site / "book/progress.html").as_uri(), init=seeded({own.id: done}))
    total, row = len(module.activities), page.locator(f'[data-module="{module.id}"] > td')
    expect(page.locator(f'[data-progress="{own.id}"]')).to_contain_text("Done: 2 of 3, by your own marking")
    expect(row).to_have_text([f"1 of {total}", "–"])
    page.evaluate(f"text => localStorage.setItem('{STORE}', text)", json.dumps({own.id: done, other.id: done}))
    page.reload()
    expect(row).to_have_text([f"2 of {total}", "2 of 3"])
    expect(page.locator(".progress-all")).to_contain_text(WORDS("progress.own"))


@pytest.mark.parametrize(
    "page_", ["javascript:alert(1)", "//x.example/a.html", "../../a.html", "book/nothing.html", ""]
)
def test_a_place_that_others_wrote_leads_nowhere(page_: str, origin: str, open_page: Open) -> None:
    init = seeded({"last-place": {"response": {"page": page_, "activity": "x", "title": "<b>x</b>"}}})
    page = open_page(origin + "/book/welcome.html", init=init)
    expect(page.locator(".resume")).to_be_hidden()


def test_progress_is_carried_in_a_file_and_bad_files_lose_nothing(
    site: Path, open_page: Open, tmp_path: Path, faults_of: Faults
) -> None:
    here = (site / "book/progress.html").as_uri()
    one, other = list(COURSE.activities)[:2]
    record = {"response": {"answer": "x"}, "done": True, "points": 2, "maximum": 3, "when": "2026-11-01T10:00:00.000Z"}
    first = open_page(here, init=seeded({one: record, "final-test-passed": attempt(True)}))
    with first.expect_download() as download:
        first.click(".carry-save")
    assert re.fullmatch(r"progress-20\d\d-\d\d-\d\d\.json", download.value.suggested_filename)
    download.value.save_as(tmp_path / "mine.json")
    assert not set(json.loads((tmp_path / "mine.json").read_text())) - {"booklet6", "version", "saved", "records"}

    page = open_page(here, init=seeded({one: {**record, "points": 1}, other: record}), viewport=PHONE, allow=AXE_ASKS)
    before = stored(page)
    status = page.locator(".carry-status")

    def choose(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        page.set_input_files(".carry-file", tmp_path / name)

    for name, content, says in (
        ("picture.json", bytes(range(256)), "not_json"),
        ("empty.json", b"", "not_json"),
        ("list.json", b"[1, 2]", "other_kind"),
        ("certificate.json", b'{"booklet6": "certificate"}', "certificate"),
        ("huge.json", b" " * 3_000_000, "too_big"),
        ("newer.json", b'{"booklet6": "progress", "version": 9, "records": {}}', "newer"),
        ("older.json", b'{"booklet6": "progress", "version": 0, "records": {}}', "older"),
        (
            "other.json",
            b'{"booklet6": "progress", "version": 1, "records": {"x": {}, "__proto__": {}}}',
            "other_course",
        ),
    ):
        choose(name, content)
        expect(status).to_have_text(WORDS(f"carry.{says}", file=name, limit=1))
        assert stored(page) == before
    page.set_input_files(".carry-file", tmp_path / "mine.json")
    expect(status).to_have_text(WORDS("carry.merged", file="mine.json", added=1, better=1, kept=0))
    after = stored(page)
    assert after[one] == record
    assert after[other] == before[other]
    expect(page.locator("[data-test] > td")).to_have_text(["Passed", "95 %"])
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# ---- the final test -----------------------------------------------------------------------------------------------


def test_the_test_is_taken_by_keyboard_from_a_file_and_gives_a_self_declared_certificate(
    site: Path, open_page: Open, faults_of: Faults
) -> None:
    test = (site / "book/final-test.html").as_uri()
    page = open_page(test, allow=AXE_ASKS)
    assert faults_of(page) == []
    page.locator(".test-begin").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".test-paper .activity")).to_have_count(24)
    expect(page.locator(".test-paper h2").first).to_be_focused()
    for secret in (".activity-answer", ".activity-key", ".evidence", ".check"):
        assert page.locator(f".test-paper {secret}").count() == 0, "before the end nothing is told"
    page.locator(".test-hand-in").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".test-status")).to_have_text(WORDS("test.open", n=24))
    expect(page.locator(".test-open a")).to_have_count(24)

    page = open_page(test, init=seeded({"final-test": attempt(False, BY_KEYBOARD)}), allow=AXE_ASKS)
    for i in BY_KEYBOARD:
        root = page.locator(f"#activity-{i}")
        answer_by_keyboard(page, root, best_response(ITEMS[i].activity, dict(ITEMS[i].cases)), last="")
        expect(root.locator(".activity-status")).not_to_be_empty()
    assert faults_of(page) == []
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator(".test-hand-in").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".test-result h2")).to_be_focused()
    expect(page.locator(".test-sum")).to_have_text(WORDS("test.passed", percent=100, pass_mark=70))
    expect(page.locator("[data-result] > td")).to_have_text(["100 %"] * 8)
    expect(page.locator(".test-weak")).to_be_hidden()
    assert page.locator('.test-paper .activity[data-done="right"]').count() == 24
    assert page.locator(".test-paper form :is(input, select, button):enabled").count() == 0
    assert stored(page)["final-test-passed"]["points"] == 100
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
    page.emulate_media(color_scheme="light")

    page.locator(".test-certificate a").click()
    page.wait_for_url("**/certificate.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Tab")
    page.locator("#certificate-name").focus()
    page.keyboard.type("  ")
    page.keyboard.press("Enter")
    expect(page.locator(".certificate-status")).to_have_text(WORDS("certificate.say.no_name"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("W" * 120)
    page.keyboard.press("Enter")
    expect(page.locator(".certificate h2")).to_be_focused()
    expect(page.locator(".certificate-declared")).to_contain_text("Self-declared")
    expect(page.locator(".certificate-code")).to_be_hidden()
    assert len(page.locator("[data-part=name]").inner_text()) == 100
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert sheets(page, "A4") == sheets(page, "Letter") == 1
    assert "W" * 20 not in json.dumps(stored(page)), "the name is not kept"


def test_a_poor_attempt_teaches_and_the_next_one_differs(origin: str, open_page: Open) -> None:
    wrong = [i for i in FORM if ITEMS[i].module in ("01_global_problem", "02_definitions", "03_mechanics_and_actors")]
    page = open_page(origin + "/book/final-test.html", init=seeded({"final-test": attempt(False, wrong)}))
    page.click(".test-hand-in")
    expect(page.locator(".test-status")).to_have_text(WORDS("test.open", n=len(wrong)))
    page.click(".test-hand-in")
    expect(page.locator(".test-sum")).to_have_text(re.compile(r"^6\d per cent\. 70 per cent are needed"))
    expect(page.locator(".test-certificate")).to_be_hidden()
    objectives = {o for i in wrong for o in ITEMS[i].activity.objectives}
    assert page.locator(".test-weak li").count() == len(objectives)
    assert page.locator(".test-paper .activity-answer").count() == 24, "each item says why"
    assert "final-test-passed" not in stored(page)
    page.click(".test-again")
    drawn = page.locator(".test-paper .activity").evaluate_all("all => all.map(a => a.dataset.activity)")
    assert len(set(drawn) - set(FORM)) >= 16
    assert page.locator(".test-paper input:checked").count() == 0
    page.goto(origin + "/book/certificate.html")
    expect(page.locator(".certificate-none")).to_be_visible()
    expect(page.locator(".certificate-form")).to_be_hidden()


def test_what_was_handed_in_cannot_be_changed_in_another_window(origin: str, open_page: Open) -> None:
    page = open_page(origin + "/book/final-test.html", init=seeded({"final-test": attempt(False)}))
    other = page.context.new_page()
    other.goto(origin + "/book/final-test.html")
    other.wait_for_selector("html[data-ready]", state="attached")
    page.click(".test-hand-in")
    expect(page.locator(".test-sum")).to_be_visible()
    handed_in = stored(page)["final-test"]
    quiz = next(i for i in FORM if ITEMS[i].activity.type == "quiz")
    other.locator(f"#activity-{quiz} label.option:has(input:not(:checked))").first.click()
    expect(other.locator(".test-status")).to_have_text(WORDS("test.elsewhere"))
    assert stored(page)["final-test"] == handed_in


@pytest.mark.parametrize(
    "record",
    [
        {"response": {"form": "a b c"}},
        {"response": {"form": " ".join(FORM[1:])}, "done": True, "points": 90, "maximum": 100},
        {"response": {"form": " ".join([FORM[0]] * 24)}},
        {"response": {}},
    ],
)
def test_an_attempt_that_this_test_cannot_give_is_no_attempt(record: Any, origin: str, open_page: Open) -> None:
    page = open_page(origin + "/book/final-test.html", init=seeded({"final-test": record}))
    expect(page.locator(".test-begin")).to_be_visible()
    expect(page.locator(".test-result")).to_be_hidden()


def test_where_nothing_is_kept_the_test_says_so_and_works(origin: str, open_page: Open) -> None:
    init = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    page = open_page(origin + "/book/final-test.html", init=init)
    page.click(".test-begin")
    expect(page.locator(".test-lost")).to_have_text(WORDS("test.not_kept"))
    page.click(".test-hand-in")
    page.click(".test-hand-in")
    expect(page.locator(".test-sum")).to_contain_text("0 per cent")


def test_its_page_is_small_and_a_search_does_not_lead_to_its_items(origin: str, open_page: Open) -> None:
    sizes: dict[str, int] = {}
    page = open_page(origin + "/book/about.html")
    page.on("response", lambda r: sizes.update({r.url: len(r.body())}))
    page.goto(origin + "/book/final-test.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_load_state("networkidle")
    assert sum(sizes.values()) < 500_000, sizes
    page.goto(origin + "/search.html?q=minibus")
    page.locator("#search-results .search-summary").wait_for()
    expect(page.locator("#search-results a[href*='final-test']")).to_have_count(0)


# ---- the certificate of a served copy -----------------------------------------------------------------------------


def test_a_served_copy_signs_and_checks(copy: str, open_page: Open, tmp_path: Path, faults_of: Faults) -> None:
    page = open_page(f"{copy}/book/certificate.html", init=seeded({"final-test-passed": attempt(True)}), viewport=PHONE)
    for name in ("<img src=x onerror=alert(1)>\u202eb", "a" + "\u0301" * 90, RTL_NAME):
        page.fill("#certificate-name", name)
        page.click(".certificate-form button")
        expect(page.locator("[data-part=name]")).to_have_text(
            name.replace("\u202e", " ") if "\u0301" not in name else re.compile(".")
        )
        expect(page.locator(".certificate [data-part=code]")).to_be_visible()
        assert sheets(page, "A4") == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("[data-part=name] img").count() == 0
    expect(page.locator(".certificate-declared")).to_be_hidden()
    expect(page.locator("[data-part=result]")).to_contain_text("100 per cent")
    assert faults_of(page) == []
    code = page.locator("[data-part=code]").inner_text()
    with page.expect_download() as download:
        page.click(".certificate-save")
    download.value.save_as(tmp_path / "signed.json")
    signed = json.loads((tmp_path / "signed.json").read_text(encoding="utf-8"))
    assert signed["percent"] == 100, "the copy counted by itself; the page had said 95"

    page.goto(f"{copy}/book/check-certificate.html")
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator(".check-static")).to_be_hidden()
    assert faults_of(page) == []
    said = page.locator(".check-status")
    for name, typed, state in (
        (RTL_NAME, code.lower().replace("-", " "), "valid"),
        (RTL_NAME + " x", code, "changed"),
        (RTL_NAME, code[:-1] + ("0" if code[-1] != "0" else "1"), "changed"),
        (RTL_NAME, ("0000" if code[:4] != "0000" else "1111") + code[4:], "other"),
        (RTL_NAME, "25 letters", "unreadable"),
        ("", code, "both"),
    ):
        page.fill("#check-name", name)
        page.fill("#check-code", typed)
        page.keyboard.press("Enter")
        issuer = "0000" if code[:4] != "0000" else "1111"
        expect(said).to_have_text(WORDS(f"check.{state}", issuer=issuer))
        expect(page.locator(".check-says")).to_be_visible(visible=state == "valid")
    for data, state in (
        (signed, "valid"),
        ({**signed, "name": "Somebody Else"}, "changed"),
        ({**signed, "percent": 101}, "changed"),
        ({**signed, "issuer": "0000"}, "other"),
        ({k: v for k, v in signed.items() if k not in ("issuer", "signature")}, "self"),
        ({"booklet6": "progress"}, "unreadable"),
        ("x" * 60_000, "unreadable"),
        ({**signed, "name": [[[]]]}, "changed"),
    ):
        (tmp_path / "c.json").write_text(json.dumps(data), encoding="utf-8")
        page.set_input_files(".check-file", tmp_path / "c.json")
        expect(said).to_have_text(WORDS(f"check.{state}", issuer="0000"))
        expect(page.locator(".check-says")).to_be_visible(visible=state == "valid")
    page.set_input_files(".check-file", tmp_path / "signed.json")
    expect(page.locator(".check-says [data-part=name]")).to_have_text(RTL_NAME)
    assert faults_of(page) == []


def test_a_static_copy_says_that_it_can_check_no_signature(site: Path, open_page: Open, tmp_path: Path) -> None:
    page = open_page((site / "book/check-certificate.html").as_uri())
    expect(page.locator(".check-static")).to_be_visible()
    said = page.locator(".check-status")
    page.fill("#check-name", "Ana")
    page.fill("#check-code", "x")
    page.keyboard.press("Enter")
    expect(said).to_have_text(WORDS("check.elsewhere_code"))
    (tmp_path / "c.json").write_text('{"booklet6": "certificate", "issuer": "ABCDEFGH", "signature": "x"}')
    page.set_input_files(".check-file", tmp_path / "c.json")
    expect(said).to_have_text(WORDS("check.elsewhere", issuer="ABCD"))


def test_where_the_copy_cannot_sign_the_learner_is_told_and_has_another_way(copy: str, open_page: Open) -> None:
    poor = attempt(True, leave_out=FORM[:12])
    page = open_page(
        f"{copy}/book/certificate.html", init=seeded({"final-test-passed": poor}), allow=("422", "Failed to load")
    )
    page.fill("#certificate-name", "Ana")
    page.click(".certificate-form button")
    expect(page.locator(".certificate-status")).to_have_text(WORDS("certificate.say.not_passed"))
    expect(page.locator(".certificate-self")).to_be_hidden()
    page.context.set_offline(True)
    page.click(".certificate-form button")
    expect(page.locator(".certificate-status")).to_have_text(WORDS("certificate.say.no_answer"))
    page.click(".certificate-self button")
    expect(page.locator(".certificate-declared")).to_be_visible()
    page.context.set_offline(False)
