"""Every practice activity in its other two hosts, Jupyter and Voila, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import nbformat
from answering import answer_by_keyboard, best_response
from helpers import ROOT
from lab import jupyter_lab
from playwright.sync_api import Browser, Page, expect
from serving import VOILA_SAYS, Server, tiny_course

from booklet6.activities import mark
from booklet6.content import Activity, Response, load_course
from booklet6.words import load_words

WORDS = load_words()
COURSE = load_course(ROOT)
ALL = list(COURSE.activities.values())
BANKED = {d.type for a in COURSE.assignments for d in a.decisions}
RECORDED = list({a.type: a for a in COURSE.activities.values() if a.type not in BANKED}.values())
"""Of the types that no graded notebook has yet, the last of each: here they are only recorded."""
SLOW = 120_000
"""Milliseconds for what waits for a kernel: only so that a hanging test ends."""

PRACTICE = """\
from pathlib import Path
from ipywidgets import Button, VBox
from booklet6.activities.widget import ActivityWidget, GradedWidget
from booklet6.content import load_course
course = load_course(Path({root!r}))
left = list(course.activities.values())
shown, button = VBox().add_class("practice"), Button(description="Next").add_class("next")
def turn(_):
    shown.children = [ActivityWidget(left.pop(0), course.cases) for _ in left[:{some}]]
button.on_click(turn)
turn(button)
VBox([shown, button])"""
"""Some at a time: of all at once a slow machine does not make each within the two seconds that anywidget waits."""
SOME = 10
RECORDING = """\
VBox([GradedWidget(course.activities[i], course.cases, on_change=lambda r: None) for i in {ids!r}]).add_class("graded")"""


def notebook(path: Path, root: Path, *recorded: Activity) -> None:
    """A notebook that shows every activity of the course, some at a time; then some that are only recorded."""
    texts = [PRACTICE.format(root=str(root), some=SOME)]
    if recorded:
        texts.append(RECORDING.format(ids=[a.id for a in recorded]))
    cells = [nbformat.v4.new_code_cell(text) for text in texts]  # type: ignore[no-untyped-call]
    said = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "title": "Practice",
        "about": "Every activity.",
    }
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=said), path)  # type: ignore[no-untyped-call]


READY = """([within, ids]) => {
  const all = [...document.querySelectorAll(`${within} .activity`)];
  return all.map((a) => a.dataset.activity).join() === ids.join() && all.every((a) => "ready" in a.dataset);
}"""


def wait_for(page: Page, within: str, activities: Iterable[Activity]) -> None:
    """Until these are there, and can be used."""
    page.wait_for_function(READY, arg=[within, [a.id for a in activities]], timeout=SLOW)


def answer_all(page: Page) -> None:
    """Answer each activity by keyboard, and see that each is right."""
    for n in range(0, len(ALL), SOME):
        some = ALL[n : n + SOME]
        if n:
            page.locator(".next").focus()
            page.keyboard.press("Enter")
        wait_for(page, ".practice", some)
        most = {}
        for activity in some:
            response = best_response(activity, COURSE.cases)
            most[activity.id] = mark(activity, COURSE.cases, response).maximum
            answer_by_keyboard(page, page.locator(f'.practice .activity[data-activity="{activity.id}"]'), response)
        told = page.locator(".practice .activity").evaluate_all(
            "all => all.map(a => [a.dataset.activity, a.dataset.done, a.querySelector('.activity-status').textContent])"
        )
        assert [t for t in told if t[1] != "right" or f"{most[t[0]]:g} of {most[t[0]]:g}" not in t[2]] == []
        assert len(told) == len(most)


def recorded(activity: Activity, response: Response) -> str:
    """What is said once all of it is answered. Of ticks and of a story nobody can say how many there are to answer."""
    slots = activity.slots(COURSE.cases)
    if activity.type == "scenario" or any(s.control in ("tick", "mark") for s in slots):
        return WORDS("activity.recorded_all")
    return WORDS("activity.recorded", answered=len(response), total=len(slots))


def test_in_jupyterlab(tmp_path: Path, browser: Browser) -> None:
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    notebook(folder / "practice.ipynb", ROOT, *RECORDED)
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda e: faults.append(str(e)))
    with jupyter_lab(folder, home) as address:
        page.goto(f"{address}/lab/tree/practice.ipynb?reset")
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=SLOW)
        for name in ("Run", "Run All Cells"):
            page.get_by_role("menuitem", name=name, exact=True).click()
        answer_all(page)
        wait_for(page, ".graded", RECORDED)
        for activity in RECORDED:
            root = page.locator(f'.graded .activity[data-activity="{activity.id}"]')
            expect(root.locator(".check, .activity-answer, .activity-key")).to_have_count(0)
            response = best_response(activity, COURSE.cases)
            answer_by_keyboard(page, root, response, last="")
            expect(root.locator(".activity-status")).to_have_text(recorded(activity, response))
            expect(root).to_have_attribute("data-done", "")
            expect(root.locator("[data-outcome]")).to_have_count(0)
        page.context.close()
    assert not faults


def test_in_voila(tmp_path: Path, open_page: Callable[..., Page]) -> None:
    root = tiny_course(tmp_path)
    notebook(root / "modules/02_definitions/app.ipynb", root)
    server = Server(root)
    try:
        page = open_page(f"{server.origin}/apps/definitions", ready=False, allow=VOILA_SAYS, patience=SLOW)
        answer_all(page)
        page.close()
    finally:
        status = server.stop()
    assert status == 0


def test_the_widget_tells_python_what_it_scored_itself() -> None:
    """Whatever a client claims about points, Python scores the answer again."""
    from booklet6.activities.widget import ActivityWidget

    activity = next(a for a in ALL if a.type == "quiz")
    told: list[tuple[float, float]] = []
    widget = ActivityWidget(activity, COURSE.cases, on_result=lambda _, r: told.append((r.points, r.maximum)))
    widget.record = {"response": {"answer": "nonsense", "x": [1]}, "done": True, "points": 99, "maximum": 1}
    assert told == [(0.0, 1.0)]
    assert widget.response == {}
    odd: list[Any] = [None, [], "text", {"response": 7}, {"done": True}]
    for hostile in odd:
        widget.record = hostile
        assert widget.response == {}
    assert re.search(r'data-type="quiz"', widget.html)
