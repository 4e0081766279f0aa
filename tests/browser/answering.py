"""How tests answer an activity on a page: with the mouse or a finger, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations

from playwright.sync_api import Locator, Page

from booklet6.activities import score
from booklet6.content import Activity, Case, Response
from booklet6.content.graph import scene_of, slot_of, walk
from booklet6.content.types import Scenario

Cases = dict[str, Case]
WRITTEN = "Good evening. I work here."
"""What tests write where a text is asked for."""


def best_response(activity: Activity, cases: Cases) -> Response:
    """An answer that earns all there is."""
    key = activity.key(cases)
    if isinstance(activity, Scenario):
        return path_of(activity, activity.good_path())
    if activity.one_each():
        slots = list(key)
        places = [str(n + 1) for n in range(len(slots))]
        tries = (dict(zip(slots, order, strict=True)) for order in permutations(places))
        return next(r for r in tries if score(key, r).all_right)
    return _texts(activity, cases) | {s: k.best_value for s, k in key.items() if k.best > 0 and k.weight > 0}


def _texts(activity: Activity, cases: Cases) -> Response:
    return {s.id: WRITTEN for s in activity.slots(cases) if s.control == "text"}


def poor_response(activity: Activity, cases: Cases) -> Response:
    """An answer that earns less than all: the first wrong value of each slot that has one."""
    key = activity.key(cases)
    slots = activity.slots(cases)
    if isinstance(activity, Scenario):
        return worst_path(activity)
    if activity.one_each():
        order = [s for s, _ in sorted(best_response(activity, cases).items(), key=lambda kv: -int(kv[1]))]
        return {s: str(n + 1) for n, s in enumerate(order)}
    if texts := _texts(activity, cases):
        return texts  # and nothing of the rubric
    return {
        s.id: next((v for v in s.values if key[s.id].credit.get(v, 0) <= 0), s.values[0])
        for s in slots
        if s.id != "question"
    }


def path_of(scenario: Scenario, decisions: Iterable[tuple[str, str]]) -> Response:
    """A path, scene by scene, as a response."""
    found: Response = {}
    for scene, choice in decisions:
        found[slot_of(scene, 1 + sum(scene_of(slot) == scene for slot in found))] = choice
    return found


def worst_path(scenario: Scenario) -> Response:
    """The response that takes, wherever it comes, the choice with the least credit, until the story ends."""
    found: Response = {}
    while not (here := walk(scenario.graph, found)).at_end:
        choices = scenario.scenes[here.scene].choices
        found[here.slot] = min(scenario.graph.offered(here.scene, here.state), key=lambda c: choices[c].credit)
    return found


def section(page: Page, activity_id: str) -> Locator:
    """The activity on the page, with the fold that it may stand in opened."""
    page.evaluate(
        "id => { const f = document.getElementById(id).closest('details.activity-fold'); if (f) f.open = true; }",
        f"activity-{activity_id}",
    )
    return page.locator(f"#activity-{activity_id}")


def order_of(root: Locator) -> list[str]:
    """The items of a ranking as they stand."""
    return root.locator(".rank-item").evaluate_all("items => items.map(i => i.dataset.slot)")  # type: ignore[no-any-return]


def answer(root: Locator, response: Response, *, touch: bool = False) -> None:
    """Choose what `response` says, by clicking or tapping."""

    def act(where: Locator) -> None:
        if touch:
            where.tap()
        else:
            where.click()

    if root.locator(".rank-item").count():
        wanted = sorted(response, key=lambda s: int(response[s]))
        for n, slot in enumerate(wanted):
            while order_of(root).index(slot) > n:
                act(root.locator(f'.rank-item[data-slot="{slot}"] [data-way="up"]'))
        return
    for slot, value in response.items():
        if root.locator(".scenario").count():
            act(root.locator(f'label:has([name="{slot}"][value="{value}"])'))
            act(root.locator(".scenario-decide"))
            continue
        place = root.locator(f'[name="{slot}"]')
        if place.first.evaluate("e => e.tagName") == "TEXTAREA":
            place.fill(value)
            if root.locator(".reflect-compare").count():
                act(root.locator(".reflect-compare > summary"))
        elif root.locator(".passage").count():
            act(root.locator(f'.passage:has([name="{slot}"])'))
            if value != "yes":
                root.locator(f'select[name="{slot}"]').select_option(value)
        elif place.first.evaluate("e => e.tagName") == "SELECT":
            place.select_option(value)
        else:
            act(root.locator(f'label:has([name="{slot}"][value="{value}"])'))


ACTIVE = "() => { const e = document.activeElement; return {name: e.name || '', value: e.value || '', type: e.type || '', way: e.dataset?.way || '', slot: e.closest?.('.rank-item')?.dataset.slot || '', check: e.classList.contains('check'), decide: e.classList.contains('scenario-decide'), compare: e.matches('.reflect-compare > summary')}; }"


def answer_by_keyboard(page: Page, root: Locator, response: Response, last: str = ".check") -> None:
    """The same with Tab, Space, Enter and the arrows only, beginning before the activity's first control."""
    root.evaluate("r => { const h = r.querySelector('.activity-title'); h.tabIndex = -1; h.focus(); }")
    if root.locator(".rank-item").count():
        _rank_by_keyboard(page, root, response)
    elif root.locator(".scenario").count():
        for slot, value in response.items():
            _tab_to(page, "name", slot)
            for _ in range(30):
                if page.evaluate(ACTIVE)["value"] == value:
                    break
                page.keyboard.press("ArrowDown")
            page.keyboard.press("Space")
            _tab_to(page, "decide", True)
            page.keyboard.press("Enter")
    else:
        done: set[tuple[str, str]] = set()
        for _ in range(200):
            if done == response.keys() and not last:
                break  # there is no button to go on to
            page.keyboard.press("Tab")
            here = page.evaluate(ACTIVE)
            if here["check"]:
                break
            name = here["name"]
            if here["compare"]:
                page.keyboard.press("Enter")
            if not name or (name, here["type"]) in done or name not in response:
                continue
            done.add((name, here["type"]))
            if here["type"] == "checkbox":
                page.keyboard.press("Space")
                continue
            if here["type"] == "textarea":
                page.keyboard.type(response[name])
                continue
            if here["type"] == "radio" and here["value"] == response[name]:
                page.keyboard.press("Space")
            for _ in range(30):
                if page.evaluate(ACTIVE)["value"] == response[name]:
                    break
                page.keyboard.press("ArrowDown")
    if last:
        _tab_to(page, "check", True)
        page.keyboard.press("Enter")


def _tab_to(page: Page, what: str, value: object, slot: str = "") -> None:
    """Move by Tab, or back by Shift+Tab, to the control wanted."""
    for key, times in (("Tab", 60), ("Shift+Tab", 120)):
        for _ in range(times):
            here = page.evaluate(ACTIVE)
            if here[what] == value and (not slot or here["slot"] == slot):
                return
            page.keyboard.press(key)
    raise AssertionError(f"no {what} {value} {slot} can be reached by keyboard")


def _rank_by_keyboard(page: Page, root: Locator, response: Response) -> None:
    wanted = sorted(response, key=lambda s: int(response[s]))
    for place, slot in enumerate(wanted):
        if order_of(root).index(slot) <= place:
            continue
        _tab_to(page, "way", "up", slot)
        while order_of(root).index(slot) > place:
            page.keyboard.press("Enter")
