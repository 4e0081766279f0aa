"""Every activity, as a reader meets it on a page: keyboard, touch, small screens, no scripts, no network, print."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from answering import WRITTEN, answer, answer_by_keyboard, best_response, poor_response, section
from helpers import ROOT, TYPE_NAMES
from playwright.sync_api import Page, expect

from booklet6.activities import mark
from booklet6.content import Activity, load_course
from booklet6.content.types import Audit, Classify, Reflect, Spot
from booklet6.words import load_words

COURSE = load_course(ROOT)
CASES = COURSE.cases
ALL = list(COURSE.activities.values())
ONE_OF_EACH = list({a.type: a for a in reversed(ALL)}.values())
PAGE = {a.id: f"/modules/{m.id}/lesson.html" for m in COURSE.modules for a in m.activities}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
STORE = "booklet6:progress:1"

Open = Callable[..., Page]


def name(a: Activity) -> str:
    return a.id


def test_all_types_are_in_use_and_the_module_has_its_items() -> None:
    assert {a.type for a in ONE_OF_EACH} == TYPE_NAMES
    assert len(COURSE.module("02_definitions").activities) >= 12
    assert sum(isinstance(a, Classify) for a in ALL) >= 8


@pytest.mark.parametrize("activity", ALL, ids=name)
def test_by_keyboard_alone_from_a_file(activity: Activity, site: Path, keep_page: Open) -> None:
    """The page is opened from file://: no server, no network."""
    page = keep_page((site / PAGE[activity.id].lstrip("/")).as_uri())
    root = section(page, activity.id)
    answer_by_keyboard(page, root, best_response(activity, CASES))
    result = mark(activity, CASES, best_response(activity, CASES))
    expect(root).to_have_attribute("data-done", "right")
    expect(root.locator(".activity-status")).to_contain_text(f"{result.maximum:g} of {result.maximum:g}")
    reasons = root.locator('[data-outcome="right"] > .feedback')
    said = reasons.evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.innerText)")
    assert all(len(reason) > 15 for reason in said), "each right answer says why"
    stored = json.loads(page.evaluate(f"localStorage.getItem('{STORE}')"))
    assert stored[activity.id]["done"] is True
    assert stored[activity.id]["points"] == result.points


@pytest.mark.parametrize("activity", ALL, ids=name)
def test_a_poor_answer_teaches(activity: Activity, origin: str, keep_page: Open) -> None:
    page = keep_page(origin + PAGE[activity.id])
    root = section(page, activity.id)
    response = poor_response(activity, CASES)
    answer(root, response)
    root.locator(".check").click()
    result = mark(activity, CASES, response)
    expect(root).to_have_attribute("data-done", "answered")
    shown = root.evaluate("""r => Object.fromEntries([...r.querySelectorAll('[data-slot]')].map(e =>
      [e.dataset.slot, [e.dataset.outcome, e.checkVisibility(), e.querySelector(':scope > .feedback')?.innerText ?? '']]))""")
    assert {slot: outcome for slot, (outcome, _, _) in shown.items() if outcome} == result.outcomes
    for slot, (outcome, visible, said) in shown.items():
        if outcome in ("wrong", "missed") and visible:
            assert len(said) > 15, f"{slot}: a wrong answer gets a reason"


@pytest.mark.parametrize("activity", ONE_OF_EACH, ids=name)
def test_by_touch_on_a_phone(activity: Activity, origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[activity.id], **PHONE)
    root = section(page, activity.id)
    answer(root, best_response(activity, CASES), touch=True)
    root.locator(".check").tap()
    expect(root).to_have_attribute("data-done", "right")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = root.evaluate(
        "r => [...r.querySelectorAll('button, label.option, select, summary')].filter(e => e.offsetHeight && e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 80))"
    )
    assert not small, f"too small for a finger: {small}"


@pytest.mark.parametrize("activity", ALL, ids=name)
def test_without_scripts(activity: Activity, site: Path, keep_page: Open) -> None:
    page = keep_page((site / PAGE[activity.id].lstrip("/")).as_uri(), java_script_enabled=False)
    root = page.locator(f"#activity-{activity.id}")
    fold = page.locator(f"details.activity-fold:has(#activity-{activity.id}) > summary")
    if fold.count():
        fold.click()
    controls = root.locator("form :is(input, select, textarea)")
    assert controls.count() >= 2
    expect(controls.first).to_be_visible()
    expect(root.locator(".check")).to_be_hidden()
    answer_box = root.locator("details.activity-answer")
    assert answer_box.get_attribute("open") is None
    answer_box.locator("summary").click()
    expect(answer_box.locator("ul, ol").first).to_be_visible()
    assert len(answer_box.inner_text()) > 100


@pytest.mark.parametrize("activity", ONE_OF_EACH, ids=name)
def test_dark_and_print(activity: Activity, origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[activity.id], color_scheme="dark")
    root = section(page, activity.id)
    paper = root.evaluate("r => getComputedStyle(r).backgroundColor")
    assert max(int(n) for n in paper.removeprefix("rgb(").rstrip(")").split(",")) < 80, "dark paper"
    page.emulate_media(media="print")
    ink = root.evaluate("r => getComputedStyle(r).color")
    assert max(int(n) for n in ink.removeprefix("rgb(").rstrip(")").split(",")) < 80, (
        "dark ink on paper, also from a dark screen"
    )
    expect(root.locator("details.activity-answer")).to_be_hidden()
    expect(root.locator(".activity-buttons")).to_be_hidden()
    expect(root.locator("form label").first).to_be_visible()


def test_print_shows_what_is_folded(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[ALL[0].id])
    page.emulate_media(media="print")
    assert page.locator("details.activity-fold").count() > 0, "the lesson folds its extra cases"
    hidden = page.locator("details.activity-fold > .activity").evaluate_all(
        "all => all.filter(a => !a.checkVisibility()).length"
    )
    assert hidden == 0


def test_a_trainers_copy_has_every_answer(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[ALL[0].id])
    page.get_by_role("button", name="Trainer's view").click()
    page.emulate_media(media="print")
    answers = page.locator("details.activity-answer")
    assert answers.count() > 5
    unseen = answers.evaluate_all(
        "all => all.filter(a => !a.lastElementChild.checkVisibility()).map(a => a.closest('section')?.id)"
    )
    assert unseen == []


def test_the_words_of_the_case_are_marked_after_the_answer(origin: str, open_page: Open) -> None:
    activity = next(a for a in ALL if isinstance(a, Classify) and CASES[a.case].verdict == "trafficking")
    assert isinstance(activity, Classify)
    case = CASES[activity.case]
    page = open_page(origin + PAGE[activity.id])
    root = section(page, activity.id)
    story = root.locator(".case")
    background = "e => getComputedStyle(e).backgroundColor"
    proof = story.locator(f'.evidence[data-elements~="{next(iter(case.acts))}"]').first
    plain = proof.evaluate(background)
    answer(root, best_response(activity, CASES))
    root.locator(".check").click()
    assert proof.evaluate(background) != plain
    for arguable in story.locator(".evidence.arguable").all():
        assert arguable.evaluate(background) == plain, "what is only arguable is not marked as proof"
    for span in case.evidence:
        assert " ".join(span.words.split()) in " ".join(story.inner_text().split())
    assert story.locator(".evidence-label").count() == len(case.evidence)
    expect(root.locator("form .decided")).to_be_visible()
    expect(root.locator("form .decided")).to_contain_text(case.decided_by)
    root.locator(".again").click()
    expect(root.locator("form .decided")).to_have_count(0)
    expect(root.locator(".evidence-label")).to_have_count(0)


def test_the_best_next_question_is_asked_of_those_who_cannot_tell(origin: str, open_page: Open) -> None:
    activity = next(a for a in ALL if isinstance(a, Classify) and CASES[a.case].verdict == "cannot_tell")
    page = open_page(origin + PAGE[activity.id])
    root = section(page, activity.id)
    expect(root.locator(".next-question")).to_be_hidden()
    answer(root, {"verdict": "cannot_tell"})
    expect(root.locator(".next-question")).to_be_visible()
    answer(root, best_response(activity, CASES))
    root.locator(".check").click()
    expect(root).to_have_attribute("data-done", "right")


def test_what_is_marked_is_listed_and_loses_its_kind_with_its_mark(origin: str, open_page: Open) -> None:
    activity = next(a for a in ALL if isinstance(a, Spot) and a.kinds)
    page = open_page(origin + PAGE[activity.id])
    root = section(page, activity.id)
    first, second = [i for i, p in activity.passages.items() if p.shows in activity.kinds][:2]
    expect(root.locator(".spot-list")).to_be_hidden()
    answer(root, {first: activity.passages[first].shows, second: "yes"})
    expect(root.locator(".spot-row:visible")).to_have_count(2)
    root.locator(f'.passage:has([name="{first}"])').click()
    root.locator(".check").click()
    expect(root.locator(f'[data-slot="{first}"]')).to_have_attribute("data-outcome", "missed")
    expect(root.locator(f'[data-slot="{second}"]')).to_have_attribute("data-outcome", "partly")
    expect(root.locator(f'.passage:has([name="{second}"])')).to_contain_text("(Partly right)")
    harmless = [i for i, p in activity.passages.items() if p.shows == "nothing"]
    expect(root.locator(f'[data-slot="{harmless[0]}"]')).to_be_hidden()
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    root = section(page, activity.id)
    expect(root.locator(".passage :checked")).to_have_count(1)
    expect(root.locator(".activity-status")).to_contain_text("0.5 of")


def test_a_line_leads_into_the_document_and_back(origin: str, open_page: Open) -> None:
    activity = next(a for a in ALL if isinstance(a, Audit))
    page = open_page(origin + PAGE[activity.id], viewport={"width": 360, "height": 740})
    root = section(page, activity.id)
    document = root.locator(".audit-document")
    answer(root, poor_response(activity, CASES))
    root.locator(".check").click()
    name, line = next((i, line) for i, line in activity.lines.items() if line.at)
    link = root.locator(f'[data-slot="{name}"] .audit-at a').first
    document.locator("summary").click()
    link.focus()
    page.keyboard.press("Enter")
    clause = document.locator(f"#clause-{activity.id}-{line.at[0]}")
    expect(clause).to_be_focused()
    expect(clause).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    expect(root.locator(".audit-back")).to_have_count(0)
    # Above the list, the document stays in view, and nothing that has the focus is behind it.
    last = root.locator(f'[data-slot="{list(activity.lines)[-1]}"] input').first
    last.focus()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        below = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert below > document.evaluate("d => d.getBoundingClientRect().bottom")


def test_a_text_comes_first_stays_here_and_can_be_forgotten(origin: str, open_page: Open) -> None:
    activity = next(a for a in ALL if isinstance(a, Reflect))
    first = next(iter(activity.rubric))
    page = open_page(origin + PAGE[activity.id])
    root = section(page, activity.id)
    status, model = root.locator(".activity-status"), root.locator(".reflect-model")
    root.locator(".reflect-compare > summary").click()
    expect(status).to_contain_text("Write your own text first")
    expect(model).to_be_hidden()
    root.locator("textarea").press_sequentially("Good evening.")
    root.locator(".check").click()
    expect(model).to_be_visible()
    expect(root).not_to_have_attribute("data-done", "answered")
    root.locator(f'label:has([name="{first}"])').click()
    root.locator(".check").click()
    expect(status).to_contain_text(f"By your own marking: 1 of {len(activity.rubric)}. Nobody else")
    expect(root.locator('[data-outcome="right"] > .feedback')).to_contain_text("You have it")
    root.locator("textarea").press_sequentially(" Sit down.")
    expect(status).to_contain_text("You have changed your text")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    root = section(page, activity.id)
    expect(root.locator("textarea")).to_have_value("Good evening. Sit down.")
    expect(root.locator(".activity-status")).to_contain_text("1 of")
    root.locator(".again").click()
    expect(root.locator("textarea")).to_have_value("")
    expect(model).to_be_hidden()
    assert "evening" not in page.evaluate(f"localStorage.getItem('{STORE}')")


def test_progress_is_kept_shown_and_can_be_forgotten(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[ALL[0].id])
    first, second = ALL[0], next(a for a in ALL if a.type == "quiz")
    for activity in (first, second):
        answer(section(page, activity.id), best_response(activity, CASES))
        section(page, activity.id).locator(".check").click()
    count = sum(p == PAGE[first.id] for p in PAGE.values())
    expect(page.locator(".progress-text")).to_have_text(f"Done here: 2 of {count} activities")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator(".progress-text")).to_have_text(f"Done here: 2 of {count} activities")
    expect(section(page, second.id)).to_have_attribute("data-done", "right")
    page.goto(origin + "/book/progress.html")
    expect(page.locator(f'[data-progress="{second.id}"]')).to_contain_text("Done")
    page.on("dialog", lambda d: d.accept())
    page.locator(".progress-reset-all").click()
    expect(page.locator(f'[data-progress="{second.id}"]')).to_contain_text("Not yet")
    assert page.evaluate(f"localStorage.getItem('{STORE}')") == "{}"
    page.goto(origin + PAGE[ALL[0].id])
    expect(section(page, second.id)).not_to_have_attribute("data-done", "right")


def test_a_reader_can_forget_what_was_answered_here_or_refuse(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[ALL[0].id])
    activity = next(a for a in ALL if a.type == "quiz")
    forget = page.locator(".progress-reset")
    expect(forget).to_be_hidden()
    answer(section(page, activity.id), best_response(activity, CASES))
    section(page, activity.id).locator(".check").click()
    page.once("dialog", lambda d: d.dismiss())
    forget.click()
    expect(section(page, activity.id)).to_have_attribute("data-done", "right")
    page.once("dialog", lambda d: d.accept())
    forget.click()
    expect(section(page, activity.id)).not_to_have_attribute("data-done", "right")
    expect(page.locator(".progress-text")).to_have_text(load_words()("progress.reset_done"))
    expect(page.locator(".progress-text")).to_be_focused()
    expect(forget).to_be_hidden()


def test_answer_again_clears_only_this_one(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[ALL[0].id])
    quiz, other = [a for a in ALL if a.type == "quiz"][:2]
    for activity in (quiz, other):
        answer(section(page, activity.id), best_response(activity, CASES))
        section(page, activity.id).locator(".check").click()
    section(page, quiz.id).locator(".again").click()
    expect(section(page, quiz.id).locator(".feedback:not(:empty)")).to_have_count(0)
    assert not section(page, quiz.id).locator("input:checked").count()
    expect(section(page, other.id)).to_have_attribute("data-done", "right")


@pytest.mark.parametrize("activity", ONE_OF_EACH, ids=name)
def test_nothing_chosen_is_said_kindly(activity: Activity, origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[activity.id])
    section(page, activity.id).locator(":is(.check, .scenario-decide):visible").click()
    said = "Write your own text first" if activity.type == "reflect" else re.compile("Nothing is (answered|chosen) yet")
    expect(section(page, activity.id).locator(".activity-status")).to_contain_text(said)


@pytest.mark.parametrize(
    "kept",
    [
        "not json",
        "[1,2]",
        '{"ID": 7}',
        '{"ID": {"response": {"answer": "no such value"}, "done": true}}',
        '{"ID": {"response": {"answer": ["x"], "__proto__": "y"}}}',
        "null",
    ],
)
def test_what_others_wrote_into_the_storage_does_no_harm(kept: str, origin: str, open_page: Open) -> None:
    quiz = next(a for a in ALL if a.type == "quiz")
    init = f"if (!sessionStorage.seen) {{ sessionStorage.seen = 1; localStorage.setItem('{STORE}', {json.dumps(kept.replace('ID', quiz.id))}); }}"
    page = open_page(origin + PAGE[quiz.id], init=init)
    assert page.locator(".activity[data-ready]").count() == page.locator(".activity").count() > 0
    answer(section(page, quiz.id), best_response(quiz, CASES))
    section(page, quiz.id).locator(".check").click()
    expect(section(page, quiz.id)).to_have_attribute("data-done", "right")


def test_without_storage_it_works_and_says_so(origin: str, open_page: Open) -> None:
    init = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } });"
    page = open_page(origin + PAGE[ALL[0].id], init=init)
    quiz = next(a for a in ALL if a.type == "quiz")
    answer(section(page, quiz.id), best_response(quiz, CASES))
    section(page, quiz.id).locator(".check").click()
    expect(section(page, quiz.id).locator(".activity-status")).to_contain_text("keeps nothing")


def test_another_reporter_can_take_the_place_of_the_device(origin: str, open_page: Open) -> None:
    """A learning platform or a classroom server later: it needs four methods, and nothing else of ours."""
    init = """
      window.told = [];
      window.booklet6Reporter = {
        load: () => null,
        save: (id, record) => { window.told.push([id, record]); return true; },
        clear: (ids) => { window.told.push(['clear', ids]); },
        subscribe: () => () => {},
      };
    """
    page = open_page(origin + PAGE[ALL[0].id], init=init)
    quiz = next(a for a in ALL if a.type == "quiz")
    answer(section(page, quiz.id), best_response(quiz, CASES))
    section(page, quiz.id).locator(".check").click()
    told = page.evaluate("window.told")
    assert told[-1][0] == quiz.id
    assert told[-1][1]["done"] is True
    reflect = next(a for a in ALL if isinstance(a, Reflect))
    page.goto(origin + PAGE[reflect.id])
    answer(section(page, reflect.id), best_response(reflect, CASES))
    section(page, reflect.id).locator(".check").click()
    expect(section(page, reflect.id)).to_have_attribute("data-done", "right")
    told = page.evaluate("window.told")
    assert told[-1][1]["response"] == dict.fromkeys(reflect.rubric, "yes")
    assert WRITTEN not in json.dumps(told), "what somebody writes is given to nobody"
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None


@pytest.mark.parametrize("activity", ONE_OF_EACH, ids=name)
def test_axe_finds_nothing_before_during_and_after(
    activity: Activity, origin: str, open_page: Open, faults_of: Any
) -> None:
    page = open_page(origin + PAGE[activity.id])
    root = section(page, activity.id)

    def faults() -> list[str]:
        """Of what stands there in the light; in the dark only its colours are others."""
        within = f"#activity-{activity.id}"
        found = faults_of(page, within)
        page.emulate_media(color_scheme="dark")
        found += faults_of(page, within, ["color-contrast"])
        page.emulate_media(color_scheme="light")
        return found  # type: ignore[no-any-return]

    assert faults() == []
    answer(root, poor_response(activity, CASES))
    assert faults() == []
    root.locator(".check").click()
    root.locator(".activity-answer > summary").click()
    assert faults() == []
