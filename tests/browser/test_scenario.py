"""A scenario as a reader plays it: what a choice does, going back, coming back later, the debrief; and without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from answering import answer, path_of, section
from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.activities import mark
from booklet6.activities.paper import Paper
from booklet6.content import load_course
from booklet6.content.graph import walk
from booklet6.content.types import Scenario
from booklet6.words import load_words

Open = Callable[..., Page]
COURSE = load_course(ROOT)
STORIES = [a for a in COURSE.activities.values() if isinstance(a, Scenario)]
DESK = next(a for a in STORIES if a.id == "prot-scenario-front-desk")
PAGE = {a.id: f"/modules/{m.id}/lesson.html" for m in COURSE.modules for a in m.activities}
BAD = path_of(DESK, [("counter", "van"), ("room", "driver"), ("talk", "promise"), ("phones", "policy")])


def test_choices_have_consequences_and_can_be_taken_back(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[DESK.id])
    root = section(page, DESK.id)
    here, came, log = (
        root.locator(".scenario-scene:visible"),
        root.locator(".scenario-came"),
        root.locator(".scenario-log"),
    )
    expect(here).to_have_count(1)
    expect(here).to_contain_text(DESK.scenes["counter"].title)
    expect(came).to_be_hidden()
    expect(root.locator(".check")).to_be_hidden()
    answer(root, {"counter": "room"})
    expect(came).to_contain_text("No arrest")
    expect(came).to_be_focused()
    expect(root.locator('[data-variable="trust"]')).to_have_text("His trust in you: 3 of 5")
    expect(here.locator('input[value="driver"]')).to_be_hidden()
    root.locator(".scenario-back").click()
    expect(here).to_be_focused()
    expect(here.locator("input:checked")).to_have_attribute("value", "room")
    answer(root, BAD)
    expect(here).to_contain_text(DESK.scenes["bed"].title)
    expect(here.locator(".scenario-passage:visible")).to_have_text(
        [p.text for p in DESK.scenes["bed"].passages if p.when == ("seen",)], use_inner_text=True
    )
    expect(log.locator("> ol > li")).to_have_count(4)
    expect(log).to_contain_text(f"From now on: {DESK.facts['seen']}")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    root = section(page, DESK.id)
    expect(here).to_contain_text(DESK.scenes["bed"].title)
    kept = json.loads(page.evaluate("localStorage.getItem('booklet6:progress:1')"))[DESK.id]
    assert kept["response"] == BAD
    assert not kept["done"]
    log.get_by_role("button", name="Decide again: What do you ask?").click()
    expect(here).to_contain_text(DESK.scenes["talk"].title)
    assert json.loads(page.evaluate("localStorage.getItem('booklet6:progress:1')"))[DESK.id]["response"] == {
        "counter": "van",
        "room": "driver",
    }


def test_the_debrief_tells_of_the_path_and_of_others(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[DESK.id])
    root = section(page, DESK.id)
    response = {**BAD, "bed": "holding"}
    answer(root, response)
    root.locator(".check").click()
    debrief = root.locator(".scenario-debrief")
    told = debrief.inner_text()
    result = mark(DESK, {}, response)
    steps = debrief.locator("> ol > li")
    expect(steps).to_have_count(5)
    assert steps.evaluate_all("all => all.map(e => e.dataset.outcome)") == list(result.outcomes.values())
    for scene, choice in response.items():
        made = DESK.scenes[scene].choices[choice]
        better = next(c for c in DESK.scenes[scene].choices.values() if c.credit == 1)
        assert " ".join(made.why.replace("*", "").split()) in told
        assert " ".join(better.why.replace("*", "").split()) in told, "what the standards prefer"
        assert (made.credit == 1) != (" ".join(better.then.replace("*", "").split()) in told), (
            "what would have come of it"
        )
    assert DESK.scenes["cell"].repair
    assert " ".join(DESK.scenes["cell"].repair.split()) in told
    assert DESK.scenes["morning"].title in told, "another end"
    assert "Box 6.25" in told, "with its source"
    expect(root.locator(".scenario-log")).to_be_hidden()
    root.locator(".scenario-back").click()
    expect(debrief).to_have_count(0)
    expect(root.locator(".activity-status")).to_contain_text("changed")
    answer(root, {"bed": "card"})
    root.locator(".check").click()
    expect(root.locator(".scenario-debrief > ol > li")).to_have_count(5)
    root.locator(".again").click()
    expect(root.locator(".scenario-debrief")).to_have_count(0)
    expect(root.locator(".scenario-scene:visible")).to_contain_text(DESK.scenes["counter"].title)
    expect(root.locator("input:checked")).to_have_count(0)


def test_a_loop_asks_again_and_keeps_each_answer(origin: str, open_page: Open) -> None:
    story = next(a for a in STORIES if max(a.visits.values()) > 2)
    page = open_page(origin + PAGE[story.id])
    root = section(page, story.id)
    path = [("call", "safe"), ("hour", "nine"), ("hour", "inspector"), ("hour", "file")]
    response = path_of(story, path)
    assert set(response) == {"call", "hour", "hour.2", "hour.3"}
    answer(root, response)
    here = walk(story.graph, response)
    offered = root.locator(f'[data-slot="{here.slot}"] input').evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.value)"
    )
    assert sorted(offered) == sorted(story.graph.offered(here.scene, here.state))
    assert json.loads(page.evaluate("localStorage.getItem('booklet6:progress:1')"))[story.id]["response"] == response


def test_without_scripts_it_is_a_book_of_numbers(site: Path, open_page: Open) -> None:
    """Every link of every entry leads to the entry that its number names, and one entry is shown at a time."""
    for story in STORIES:
        page = open_page(
            (site / PAGE[story.id].lstrip("/")).as_uri(),
            java_script_enabled=False,
            viewport={"width": 360, "height": 740},
        )
        paper = Paper(story, load_words())
        root = section(page, story.id)
        shown = root.locator(".scenario-entry:visible")
        expect(shown).to_have_count(1)
        for scene, choice in story.good_path():
            expect(shown).to_contain_text(story.scenes[scene].title)
            number = paper.number(scene, choice)
            option = shown.locator(f'.scenario-choice:has(input[value="{choice}"]):visible')
            option.get_by_role("link", name=f"Go to {number}", exact=True).click()
            expect(shown).to_have_count(1)
            expect(shown).to_contain_text(
                " ".join(story.scenes[scene].choices[choice].then.split()).replace("*", "")[:60]
            )
            shown.locator("a").last.click()
        expect(shown).to_contain_text("Here the story ends")
        links = root.locator(".scenario-entry a").evaluate_all(
            "all => all.map(a => [a.textContent, a.hash, !!document.getElementById(a.hash.slice(1))])"
        )
        assert len(links) > 30
        for text, target, there in links:
            assert there, target
            assert text == f"Go to {target.rpartition('--')[2]}"


def test_in_print_every_entry_stands_with_a_sheet_to_fill_in(origin: str, open_page: Open) -> None:
    page = open_page(origin + PAGE[DESK.id])
    root = section(page, DESK.id)
    answer(root, {"counter": "room"})
    page.emulate_media(media="print")
    entries = root.locator(".scenario-entry")
    assert entries.evaluate_all("all => all.filter(e => e.checkVisibility()).length") == len(
        [*Paper(DESK, load_words()).entries]
    )
    expect(root.locator('[data-slot="room"] input[value="driver"]')).to_be_visible()
    expect(root.locator(".scenario-sheet")).to_be_visible()
    for part in (".scenario-came", ".scenario-log", ".scenario-buttons"):
        expect(root.locator(part)).to_be_hidden()
