"""How tests answer an activity on a page: with the mouse or a finger, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations
from typing import Any

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


AIM = """(root, [selector, names, done]) => {
  const active = document.activeElement;
  const seen = (e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true });
  const radios = [...root.querySelectorAll("input[type=radio]")].filter(seen);
  const stop = (e) => {  // of buttons that exclude each other Tab reaches one
    if (e.type !== "radio") return true;
    const group = radios.filter((r) => r.name === e.name);
    return e === (group.find((r) => r === active) ?? group.find((r) => r.checked) ?? group[0]);
  };
  const wanted = (e) => selector ? e.matches(selector)
    : names.includes(e.name) ? !done.includes(`${e.name} ${e.type}`)
    : e.matches(".reflect-compare:not([open]) > summary");
  const stops = [...root.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => seen(e) && stop(e));
  const after = stops.filter((e) => active.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
  const before = stops.filter((e) => active.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING).reverse();
  const [ahead, behind] = [after, before].map((way) => way.findIndex(wanted));
  window.aim = active.matches(selector || "x-none") ? active : after[ahead] ?? (selector ? before[behind] : undefined);
  return !window.aim ? null : window.aim === active ? 0 : ahead >= 0 ? ahead + 1 : -(behind + 1);
}"""
"""Aim at a control of the activity: how many times Tab (or, below nought, Shift+Tab) is to be pressed. None: there is none."""

HERE = """([response]) => {
  const active = document.activeElement;
  const { type, name } = window.aim;
  const there = active === window.aim || (type === "radio" && active.type === "radio" && active.name === name && active.form === window.aim.form);
  const choices = type === "radio"
    ? [...active.form?.querySelectorAll("input[type=radio]") ?? []].filter((r) => r.name === name && !r.disabled && r.checkVisibility())
    : [...active.options ?? []].filter((o) => !o.disabled && !o.hidden);
  const at = choices.findIndex((c) => c === active || c.selected);
  const to = choices.findIndex((c) => c.value === response[name]);
  return { there, type: type ?? "", name: name ?? "", moves: to < 0 ? 0 : to - at };
}"""
"""Where the focus is: if it is where it was aimed, and how many arrows away from the value wanted."""


def _go(
    page: Page, root: Locator, selector: str = "", response: Response | None = None, done: Iterable[str] = ()
) -> Any:
    """Move by Tab to the control that `selector` names, or to the next that `response` has a value for. None: there is none."""
    response = response or {}
    steps = root.evaluate(AIM, [selector, list(response), list(done)])
    if steps is None:
        assert not selector, f"there is no {selector}"
        return None
    key = "Tab" if steps >= 0 else "Shift+Tab"
    for _ in range(abs(steps)):
        page.keyboard.press(key)
    for _ in range(60):  # what scrolls takes the focus too
        here = page.evaluate(HERE, [response])
        if here["there"]:
            return here
        page.keyboard.press(key)
    raise AssertionError(f"{selector or response} cannot be reached by keyboard")


def _choose(page: Page, here: Any) -> None:
    """Of what excludes each other, go to the value wanted with the arrows."""
    for _ in range(abs(here["moves"])):
        page.keyboard.press("ArrowDown" if here["moves"] > 0 else "ArrowUp")
    if here["type"] == "radio" and not here["moves"]:
        page.keyboard.press("Space")


def answer_by_keyboard(page: Page, root: Locator, response: Response, last: str = ".check") -> None:
    """The same with Tab, Space, Enter and the arrows only, beginning before the activity's first control."""
    title = root.locator(".activity-title")
    title.evaluate("h => { h.tabIndex = -1; h.focus(); }")
    if root.locator(".rank-item").count():
        _rank_by_keyboard(page, root, response)
    elif root.locator(".scenario").count():
        for slot, value in response.items():
            _choose(page, _go(page, root, f'[name="{slot}"]', {slot: value}))
            _go(page, root, ".scenario-decide")
            page.keyboard.press("Enter")
    else:
        done: list[str] = []
        while here := _go(page, root, "", response, done):
            done.append(f"{here['name']} {here['type']}")
            if here["type"] == "checkbox":
                page.keyboard.press("Space")
            elif here["type"] == "textarea":
                page.keyboard.type(response[here["name"]])
            elif here["name"]:
                _choose(page, here)
            else:
                page.keyboard.press("Enter")  # the fold of the model answer
    if last:
        _go(page, root, last)
        page.keyboard.press("Enter")


def _rank_by_keyboard(page: Page, root: Locator, response: Response) -> None:
    wanted = sorted(response, key=lambda s: int(response[s]))
    for place, slot in enumerate(wanted):
        ahead = order_of(root).index(slot) - place
        if ahead > 0:
            _go(page, root, f'.rank-item[data-slot="{slot}"] [data-way="up"]')
            for _ in range(ahead):
                page.keyboard.press("Enter")
