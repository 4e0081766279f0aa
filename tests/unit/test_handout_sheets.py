"""Activities on paper: sheet, key and screen say the same, and whoever copies the key earns all points."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from elements import Node, read
from helpers import ROOT, TYPE_NAMES, Generator

from booklet6.activities import mark, prose, render
from booklet6.content import Activity, Case, Response, load_course
from booklet6.content.graph import walk
from booklet6.content.types import Classify, Reflect, Scenario, Spot
from booklet6.training.handouts.sheet import Sheet, best_response
from booklet6.words import load_words

COURSE = load_course(ROOT)
WORDS = load_words()
ITEMS = list(COURSE.activities.values())


def on_screen(activity: Activity, cases: Mapping[str, Case]) -> dict[tuple[str, str], str]:
    """Slot and value → what the screen says beside the control."""
    page = read(render(activity, cases, WORDS, with_key=False))
    found: dict[tuple[str, str], str] = {}
    for control in page.tagged("input"):
        found[control.attrs["name"], control.attrs["value"]] = control.up("label").text(without=("small",))
    for option in page.tagged("option"):
        if option.attrs["value"]:
            found[option.up("select").attrs["name"], option.attrs["value"]] = option.text()
    return found


def legend(sheet: Node) -> dict[str, str]:
    """Letter → what it stands for."""
    return {n.of("code")[0].text(): n.of("text")[0].text() for ul in sheet.of("legend") for n in ul.tagged("li")}


def beside(box: Node) -> str:
    """What is read beside a box: in its line, or at the head of its column."""
    cell = box.parent
    assert cell
    if cell.tag != "td":
        return box.up("li").of("text")[0].text()
    row, table = box.up("tr"), box.up("table")
    at = [n for n in row.parts if isinstance(n, Node)].index(cell)
    return table.tagged("thead")[0].tagged("th")[at].text()


def filled_in(sheet: Node, activity: Activity, screen: dict[tuple[str, str], str]) -> Response:
    """What somebody wrote who copied a sheet's crosses, letters and numbers, read by what stands beside them."""
    letters = legend(sheet)
    found: Response = {}
    for box in sheet.of("box"):
        if box.text() == "×":
            found[box.attrs["data-slot"]] = box.attrs["data-value"]
    for blank in sheet.of("blank"):
        slot, written = blank.attrs["data-slot"], blank.text()
        if written:
            told = letters.get(written, written)
            found[slot] = next(
                v for (s, v), text in screen.items() if s == slot and text in (told, f"{written}. {told}")
            )
    return found


def sheet_of(activity: Activity, cases: Mapping[str, Case], with_key: bool) -> Node:
    return read(Sheet(activity, cases, WORDS, with_key).html())


def test_every_type_has_a_sheet() -> None:
    assert {a.type for a in ITEMS} == TYPE_NAMES


@pytest.mark.parametrize("kind", sorted(TYPE_NAMES - {"scenario"}))
def test_sheet_and_screen_offer_the_same(kind: str) -> None:
    for activity in (a for a in ITEMS if a.type == kind):
        screen = on_screen(activity, COURSE.cases)
        sheet = sheet_of(activity, COURSE.cases, False)
        letters = legend(sheet)
        boxes = {(b.attrs["data-slot"], b.attrs["data-value"]): beside(b) for b in sheet.of("box")}
        blanks = {b.attrs["data-slot"] for b in sheet.of("blank")}
        # A passage that is marked and named has one line on paper, for its name.
        asked = {
            k: t for k, t in screen.items() if not (isinstance(activity, Spot) and activity.kinds and k[1] == "yes")
        }
        assert {*(s for s, _ in boxes), *blanks} == {s for s, _ in asked}, activity.id
        for (slot, value), told in asked.items():
            if slot in blanks:
                assert value == told or told in letters.values() or told in [f"{c}. {t}" for c, t in letters.items()]
            elif isinstance(activity, Spot):
                assert told in boxes[slot, value], activity.id  # on paper between quotation marks of its own
            elif slot.endswith((".recruitment", ".transit", ".exploitation")):
                assert boxes[slot, value] == told
            elif slot.endswith(".duty"):
                assert boxes[slot, value] == WORDS("handouts.duty")
            else:
                assert boxes[slot, value] == told, activity.id
        order = list(dict.fromkeys(b.attrs["data-slot"] for n in ("box", "blank") for b in sheet.of(n)))
        if not (boxes and blanks):
            assert order == [s.id for s in activity.slots(COURSE.cases) if s.control != "text"], (
                "the order of the screen"
            )
        for row in (n for n in sheet.all() if "data-row" in n.attrs):
            assert row.text(), activity.id


@pytest.mark.parametrize("activity", ITEMS, ids=lambda a: a.id)
def test_a_sheet_without_key_tells_nothing_and_with_key_earns_everything(activity: Activity) -> None:
    bare, key = (sheet_of(activity, COURSE.cases, with_key) for with_key in (False, True))
    screen = on_screen(activity, COURSE.cases)
    assert not bare.of("on")
    assert not bare.of("answer")
    if not isinstance(activity, Scenario):
        assert filled_in(bare, activity, screen) == {}
        response = filled_in(key, activity, screen)
    else:
        response = told_path(activity, key)
    assert mark(activity, COURSE.cases, response).all_right
    secret = activity.explain or (COURSE.cases[activity.case].finding if isinstance(activity, Classify) else "")
    first = start_of(secret)
    assert first in key.of("answer")[0].text()
    assert first not in bare.text()
    if isinstance(activity, Reflect):
        assert start_of(activity.model) in key.text()
        assert start_of(activity.model) not in bare.text()


def start_of(markdown: str) -> str:
    """The first words of a text, as they are read."""
    return " ".join(prose.plain(markdown).split())[:25].strip()


def told_path(story: Scenario, key: Node) -> Response:
    """The path that a debrief names, scene by scene, read by its words."""
    lines = [li.text() for li in key.of("answer")[0].tagged("ol")[0].tagged("li")]
    assert lines
    response: Response = {}
    for line in lines:
        slot = walk(story.graph, response).slot
        scene = story.scenes[walk(story.graph, response).scene]
        assert line.startswith(f"{scene.title} ")
        said = {name: " ".join(c.text.replace("*", "").split()) for name, c in scene.choices.items()}
        response[slot] = next(name for name, text in said.items() if line.endswith(text))
    return response


def test_the_key_of_any_activity_earns_everything() -> None:
    make = Generator(17)
    for _ in range(400):
        activity, cases = make.activity()
        assert mark(activity, cases, best_response(activity, cases)).all_right
