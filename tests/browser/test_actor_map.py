"""An actor map: the drawing follows the list, says the same in words, and changes with it; the list alone is the answer."""

from __future__ import annotations

import json
from collections.abc import Callable

from answering import answer, best_response, section
from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.content.types import ActorMap

Open = Callable[..., Page]
COURSE = load_course(ROOT)
MAPS = [a for a in COURSE.activities.values() if isinstance(a, ActorMap)]
PAGE = {a.id: f"/modules/{m.id}/lesson.html" for m in COURSE.modules for a in m.activities}


def test_the_network_is_drawn_from_the_answers_and_told_in_words(origin: str, open_page: Open) -> None:
    it = next(a for a in MAPS if a.id == "mech-map-hotel")
    page = open_page(origin + PAGE[it.id])
    root = section(page, it.id)
    drawing, words = root.locator(".actor-drawn svg"), root.locator(".actor-drawn .actor-map-words")
    expect(drawing.locator(".box")).to_have_count(0)
    assert "The aunt" in (drawing.get_attribute("aria-label") or ""), "who is not placed yet is told"
    answer(root, {"aunt.recruitment": "yes", "owner.transit": "yes", "owner.exploitation": "yes"})
    expect(drawing.locator(".box")).to_have_count(3)
    expect(drawing.locator(".same")).to_have_count(1)
    expect(drawing.locator(".inner")).to_have_count(0)
    answer(root, {"owner.role": "uses", "owner.duty": "yes"})
    expect(drawing.locator(".inner")).to_have_count(2)
    assert drawing.locator("text.role").all_text_contents() == [it.roles["uses"]] * 2
    words.locator("summary").click()
    told = words.locator("li").all_text_contents()
    assert told[0] == "Recruitment: The aunt."
    assert told[1] == "Transit: The owner of the hotel (Uses her for gain, has a duty)."
    assert told[3].startswith("Not placed: Mr. D. of the agency;")
    assert drawing.get_attribute("aria-label") == " ".join(told), "who hears the page, hears the same"
    assert drawing.get_attribute("role") == "img"
    root.locator('[name="owner.transit"]').uncheck()
    expect(drawing.locator(".box")).to_have_count(2)
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(section(page, it.id).locator(".actor-drawn svg .box")).to_have_count(2)
    kept = json.loads(page.evaluate("localStorage.getItem('booklet6:progress:1')"))[it.id]["response"]
    assert kept == {"aunt.recruitment": "yes", "owner.exploitation": "yes", "owner.role": "uses", "owner.duty": "yes"}


def test_after_the_answer_both_maps_are_there_and_nothing_runs_over_its_box(origin: str, open_page: Open) -> None:
    for it in MAPS:
        page = open_page(origin + PAGE[it.id], viewport={"width": 360, "height": 740})
        root = section(page, it.id)
        answer(root, best_response(it, COURSE.cases))
        root.locator(".check").click()
        root.locator(".activity-answer > summary").click()
        good = root.locator(".activity-answer svg")
        placed = sum(len(actor.stages) for actor in it.actors.values())
        expect(good.locator(".box")).to_have_count(placed)
        expect(root.locator(".actor-drawn svg .box.right")).to_have_count(placed)
        over = root.locator("svg.network").evaluate_all(
            "all => all.flatMap(s => [...s.querySelectorAll('text')].filter(t => { const b = t.getBBox();"
            " return b.x < 0 || b.x + b.width > 340 || b.y + b.height > s.viewBox.baseVal.height; })).map(t => t.textContent)"
        )
        assert over == []
        root.locator(".again").click()
        expect(root.locator("svg.network .box")).to_have_count(0)
        expect(root.locator("svg.network")).to_have_count(1)
