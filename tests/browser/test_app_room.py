"""A module's app in a room: an item is shown, hands are counted twice, the answer is shown."""

from __future__ import annotations

from collections.abc import Callable

from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.content.types import Quiz
from booklet6.words import load_words

WORDS = load_words()
COURSE = load_course(ROOT)
MODULE = "06_prevention"
QUIZ = next(a for a in COURSE.module(MODULE).activities if isinstance(a, Quiz) and a.mode == "single")


def test_a_room_counts_hands_and_sees_the_answer(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]]
) -> None:
    page = open_app("prevention")
    page.wait_for_selector(".activity[data-ready]", timeout=60_000)
    assert faults_of(page) == []
    page.select_option("#room-item", QUIZ.id)
    expect(page.locator(".activity")).to_have_attribute("data-activity", QUIZ.id)
    expect(page.locator(".hands li")).to_have_count(len(QUIZ.options))
    page.focus("#hands-0")
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    expect(page.locator(".hands li").first).to_contain_text(WORDS("app.room.both", first=12, second=0))
    page.locator("#more-1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#hands-1")).to_have_value("1")
    expect(page.locator("#more-1")).to_be_focused()
    page.select_option("#room-round", "2")
    expect(page.locator("#hands-0")).to_have_value("0")
    expect(page.locator("[data-best]")).to_have_count(0)
    page.click("#room-reveal")
    expect(page.locator('[data-best="yes"]')).to_have_count(1)
    best = next(i for i, o in QUIZ.options.items() if o.right)
    assert QUIZ.options[best].why[:20] in page.locator('[data-best="yes"] .why').inner_text()
    expect(page.locator("#room-so-far")).to_be_visible()
    page.locator(f'.activity input[value="{best}"]').check()
    page.click(".activity .check")
    expect(page.locator(".activity")).to_have_attribute("data-done", "right")
    assert faults_of(page) == []
    page.click("#room-next")
    expect(page.locator(".activity")).not_to_have_attribute("data-activity", QUIZ.id)
    expect(page.locator(".activity-title")).to_be_focused()
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []


def test_every_app_of_the_list_opens(open_app: Callable[..., Page]) -> None:
    """Also those that no other test drives: they are the same app, with another module."""
    others = [a.name for a in COURSE.apps.values() if a.module and a.name not in ("definitions", "prevention")]
    assert len(others) >= 6
    for name in others:
        page = open_app(name)
        page.wait_for_selector(".activity[data-ready]", timeout=60_000)
        expect(page.locator("h1")).to_have_text(COURSE.apps[name].title)
        page.close()
