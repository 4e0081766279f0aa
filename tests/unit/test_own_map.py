"""An actor map of one's own: its gaps, its drawing, and that its file comes back whole."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET  # the drawing is our own

import pytest

from booklet6.apps.own_map import PERSON, Link, OwnActor, OwnMap, draw, from_file, gaps, standalone, to_file
from booklet6.apps.own_map_desk import Desk
from booklet6.apps.panels import Event, File
from booklet6.words import load_words

WORDS = load_words()
MAP = OwnMap(
    title="Our port",
    actors=(
        OwnActor(id="a1", name='Agency <"&>', side="part", stages=("recruitment", "transit")),
        OwnActor(id="a2", name="Inspectorate", side="duty", stages=("exploitation",), duty="Labour Act"),
        OwnActor(id="a3", name="Police", side="duty", stages=("transit", "exploitation")),
        OwnActor(id="a4", name="Shelter", side="help", stages=("return",)),
    ),
    links=(Link(start="a2", end="a3", text="tells"), Link(start="a1", end=PERSON), Link(start=PERSON, end="a3")),
)


def test_the_gaps_are_asked_about() -> None:
    found = gaps(MAP)
    assert found.stages == ("recruitment", "return")
    assert found.alone == ("Shelter",)
    assert found.no_duty == ("Police",)
    assert gaps(OwnMap()).stages == ("recruitment", "transit", "exploitation", "return")


def test_every_actor_and_link_is_drawn_in_each_of_its_stages() -> None:
    picture = draw(MAP, WORDS)
    root = ET.fromstring(picture)
    names = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert names.count("Police") == 2
    assert sum("Agency" in n for n in names) == 2
    assert names.count("tells") == 1
    assert len(re.findall('class="way"', picture)) == 3
    assert "var(--" not in standalone(picture)
    boxes = [
        tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height"))
        for r in root.iter("{http://www.w3.org/2000/svg}rect")
    ]
    for n, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[n + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, "no box lies on another"


def test_a_large_map_is_drawn_without_overlap_and_a_long_name_is_cut() -> None:
    actors = tuple(OwnActor(id=f"a{n}", name="W" * 60, side="duty", stages=("transit",)) for n in range(40))
    links = tuple(Link(start=f"a{n}", end=f"a{(n + 3) % 40}") for n in range(40))
    ET.fromstring(draw(OwnMap(actors=actors, links=links), WORDS))


def test_a_saved_map_comes_back() -> None:
    assert from_file(to_file(MAP)) == MAP
    assert MAP.without("a3").links == (Link(start="a1", end=PERSON),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        "[" * 100_000,
        '{"booklet6": "actor-map", "format": 2}',
        json.dumps(
            {"booklet6": "actor-map", "actors": [{"id": "a1", "name": "A", "side": "duty", "stages": ["moon"]}]}
        ),
        json.dumps({"booklet6": "actor-map", "links": [{"start": "x", "end": "person"}]}),
        to_file(MAP).replace("actor-map", "other"),
        to_file(MAP).replace('"a2"', '"a1"'),
        to_file(MAP).replace("Our port", "x" * 500),
    ],
)
def test_a_file_that_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_file(text)


def test_nothing_is_lost_by_a_wrong_file_or_a_hostile_client() -> None:
    desk = Desk()
    good: dict[str, tuple[str, ...]] = {"name": ("Union",), "side": ("help",), "stage": ("exploitation",)}
    desk._event(Event("actor", fields=good))
    before = desk.map
    assert [a.name for a in before.actors] == ["Union"]
    for event in (
        Event("actor", fields={**good, "name": (" ",)}),
        Event("actor", fields={**good, "side": ("king",)}),
        Event("actor", fields={**good, "stage": ("moon",)}),
        Event("edit", "zz"),
        Event("remove", "person"),
        Event("link", fields={"start": ("a1",), "end": ("a1",)}),
        Event("link", fields={"start": ("a1",), "end": ("zz",)}),
        Event("unlink", "-1"),
        Event("unlink", "0"),
        Event("open", files=(File("a.json", "a.json", "{}"),)),
    ):
        desk._event(event)
        assert desk.map == before
    desk._event(Event("edit", "a1"))
    desk._event(Event("actor", fields={**good, "name": ("<b>Union</b>",)}))
    assert [(a.id, a.name) for a in desk.map.actors] == [("a1", "<b>Union</b>")]
    assert "<b>Union" not in desk.panel.html
    for n in range(50):
        desk._event(Event("actor", fields={**good, "name": (f"n{n}",)}))
    assert len(desk.map.actors) == 40
