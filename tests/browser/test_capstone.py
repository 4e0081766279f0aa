"""The capstone as it is played: two paths to two ends, by keyboard alone, with a look back after each act; and on paper."""

from __future__ import annotations

import json
from collections.abc import Callable

from answering import answer, answer_by_keyboard, path_of, section, worst_path
from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.activities import mark
from booklet6.content import load_course
from booklet6.content.graph import walk
from booklet6.content.types import Scenario

Open = Callable[..., Page]
COURSE = load_course(ROOT)
CASE = next(a for a in COURSE.activities.values() if isinstance(a, Scenario) and a.acts)
LESSON = "/modules/09_capstone/lesson.html"
PAPER = "/book/capstone-on-paper.html"
GOOD = path_of(CASE, CASE.good_path())
BAD = worst_path(CASE)


def act_of(slot: str) -> str:
    return CASE.scenes[slot.partition(".")[0]].act or ""


def test_two_paths_to_two_ends_with_a_look_back_after_each_act(
    origin: str, open_page: Open, faults_of: Callable[..., list[str]]
) -> None:
    """The good path is played act by act, by keyboard; the worst one in one go. They end differently, and say why."""
    page = open_page(origin + LESSON)
    root = section(page, CASE.id)
    here, look, papers = (
        root.locator(".scenario-scene:visible"),
        root.locator(".scenario-look"),
        root.locator(".scenario-papers"),
    )
    expect(look).to_be_hidden()
    expect(papers).to_be_hidden()
    expect(here.locator(".scenario-role > summary")).to_contain_text(CASE.roles["health_worker"].name)
    played: dict[str, str] = {}
    for act, after in zip(CASE.acts, [*CASE.acts, ""][1:], strict=True):
        part = {slot: choice for slot, choice in GOOD.items() if act_of(slot) == act}
        expect(here.locator(".scenario-act")).to_have_text(CASE.acts[act].title)
        expect(here.locator(".scenario-act-text")).to_be_visible()
        answer_by_keyboard(page, root, part, last="")
        played |= part
        seen = {p for slot in played for p in CASE.scenes[slot].pieces} if after else set()
        if after:
            expect(look.locator("> summary")).to_have_text(f"Look back: {CASE.acts[act].title}")
            look.locator("> summary").press("Enter")
            steps = look.locator("> ol > li")
            expect(steps).to_have_count(len(part))
            assert steps.evaluate_all("all => all.map(e => e.dataset.outcome)") == ["right"] * len(part)
            assert int(look.locator("> ol").get_attribute("start") or 0) == len(played) - len(part) + 1
            expect(steps.first.locator(".activity-sources")).to_contain_text("Booklet 6")
            expect(papers.locator("> summary")).to_have_text(f"Papers so far: {len(seen)}")
            papers.locator("> summary").press("Enter")
            expect(papers.locator(".scenario-piece")).to_have_count(len(seen))
    expect(here).to_contain_text(CASE.scenes["home"].title)
    expect(look).to_be_hidden()
    root.locator(".check").press("Enter")
    expect(root).to_have_attribute("data-done", "right")
    debrief = root.locator(".scenario-debrief")
    expect(debrief.locator("> .scenario-act")).to_have_text([act.title for act in CASE.acts.values()])
    expect(debrief.locator("> ol")).to_have_count(len(CASE.acts))
    expect(debrief.locator("> ol > li")).to_have_count(len(GOOD))
    assert faults_of(page, f"#activity-{CASE.id}") == []

    root.locator(".again").press("Enter")
    answer(root, BAD)
    end = walk(CASE.graph, BAD).scene
    assert end != "home"
    expect(here).to_contain_text(CASE.scenes[end].title)
    root.locator(".check").press("Enter")
    told = debrief.inner_text()
    assert (repair := CASE.scenes[end].repair)
    assert " ".join(repair.split()) in told
    for slot, choice in BAD.items():
        assert " ".join(CASE.scenes[slot].choices[choice].why.replace("*", "").split()) in told
    result = mark(CASE, {}, BAD)
    kept = json.loads(page.evaluate("localStorage.getItem('booklet6:progress:1')"))[CASE.id]
    assert (kept["points"], kept["maximum"]) == (result.points, result.maximum)


def test_going_back_closes_the_act_again_and_a_mixed_act_is_told_honestly(origin: str, open_page: Open) -> None:
    """On a phone: what was chosen, how it stands beside the standards, and what the other choice would have brought."""
    page = open_page(origin + LESSON, viewport={"width": 360, "height": 740})
    root = section(page, CASE.id)
    look = root.locator(".scenario-look")
    path = {"burn": "card", "curtain": "keep", "report": "send", "lantern": "nine", "six": "nobody", "house": "permit"}
    answer(root, path)
    look.locator("> summary").click()
    assert look.locator("> ol > li").evaluate_all("all => all.map(e => e.dataset.outcome)") == [
        "partly",
        "partly",
        "wrong",
        "wrong",
        "right",
        "wrong",
    ]
    told = look.inner_text()
    assert " ".join(CASE.scenes["report"].choices["note"].then.split()) in told, "what would have come of it"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    root.locator(".scenario-back").click()
    expect(look).to_be_hidden()
    expect(root.locator(".scenario-papers > summary")).to_have_text("Papers so far: 2")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(section(page, CASE.id).locator(".scenario-scene:visible")).to_contain_text(CASE.scenes["house"].title)


def test_on_paper_each_card_is_whole_and_the_law_is_the_lessons(origin: str, open_page: Open) -> None:
    page = open_page(origin + LESSON)
    law = page.locator("#the-law-of-orlesia > ol > li").all_inner_texts()
    assert len(law) == 17
    page = open_page(origin + PAPER)
    assert page.locator("#the-act-of-orlesia ol > li").all_inner_texts() == law
    page.emulate_media(media="print")
    cards = page.locator(".paper-card")
    every = len(CASE.scenes) + sum(len(s.choices) for s in CASE.scenes.values())
    every += len(CASE.roles) + len(CASE.acts) + len(CASE.pieces)
    expect(cards).to_have_count(every)
    style = cards.evaluate_all(
        "all => [...new Set(all.map(e => { const s = getComputedStyle(e); return s.breakInside + ' ' + s.borderTopStyle; }))]"
    )
    assert style == ["avoid dashed"], "no card is cut in two, and each has its own line to cut along"
    expect(page.locator(".paper-debrief")).to_be_visible()
