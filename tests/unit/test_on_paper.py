"""A story on paper is the story on the screen: whoever follows the cards and keeps the sheet walks the same path."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import pytest
from helpers import ROOT

from booklet6.activities import on_paper, prose
from booklet6.activities.paper import Paper
from booklet6.content import load_course
from booklet6.content.graph import State, condition, effect, holds, walk
from booklet6.content.types import Scenario
from booklet6.words import load_words

COURSE = load_course(ROOT)
WORDS = load_words()
STORIES = [a for a in COURSE.activities.values() if isinstance(a, Scenario)]
CAPSTONE = next(a for a in STORIES if a.acts)


@dataclass
class Card:
    """What a player reads on a card. `choices`: what is said, its condition in words, and the card to go to."""

    text: str = ""
    does: list[str] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    choices: list[tuple[str, str, int]] = field(default_factory=list)
    ways: list[tuple[str, int]] = field(default_factory=list)


class Cards(HTMLParser):
    """Reads the printed cards, by their number."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cards: dict[int, Card] = {}
        self._path: list[tuple[str, str]] = []
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._path.append((tag, given.get("class") or ""))
        if number := given.get("data-number"):
            self.here = self.cards.setdefault(int(number), Card())
        if tag in ("p", "li") or given.get("class") == "paper-when":
            self._words = ""
        if tag == "li":
            self._when = ""

    def handle_data(self, data: str) -> None:
        self._words += data
        if hasattr(self, "here"):
            self.here.text += data

    def handle_endtag(self, tag: str) -> None:
        kind = self._path.pop()[1]
        said = " ".join(self._words.split())
        if tag == "span" and kind == "paper-when":
            self._when, self._words = said, ""
        elif tag == "p" and kind == "paper-when":
            self.here.when.append(said)
        elif kind == "paper-does":
            self.here.does.append(said)
        elif kind == "paper-go":
            self.here.ways.append(self._go(said))
        elif tag == "li":
            text, to = self._go(said)
            self.here.choices.append((text, self._when, to))

    @staticmethod
    def _go(said: str) -> tuple[str, int]:
        m = re.fullmatch(r"(.*?) ?Go to (\d+)", said)
        assert m, said
        return m[1], int(m[2])


def plain(markdown: str) -> str:
    """A text as it stands on a card."""
    return " ".join(prose.plain(markdown).split())


class Player:
    """Somebody with the cards and a sheet. Knows no graph: only what the words mean, from the item's own terms."""

    def __init__(self, story: Scenario) -> None:
        self.story = story
        self.paper = Paper(story, WORDS)
        self.cards = Cards(on_paper(story, WORDS, "cards")).cards
        conditions = {c.when for s in story.scenes.values() for c in s.choices.values() if c.when}
        conditions |= {p.when for s in story.scenes.values() for p in s.passages}
        conditions |= {w.when for s in story.scenes.values() for c in s.choices.values() for w in c.instead}
        effects = {e for s in story.scenes.values() for c in s.choices.values() for e in c.effects}
        self.meaning = {self.paper.needs(when): when for when in conditions}
        self.change = {self.paper.does([e])[0]: e for e in effects}
        assert len(self.meaning) == len({tuple(map(condition, when)) for when in conditions}), "two read alike"
        assert len(self.change) == len({effect(e) for e in effects}), "two read alike"

    def so(self, said: str, sheet: State) -> bool:
        """Is the condition of a line so, by the sheet? A line without one always is."""
        if not said or said == WORDS("scenario.otherwise"):
            return True
        inner = next(
            m[1]
            for form in ("scenario.if", "scenario.only_if")
            if (m := re.fullmatch(re.escape(WORDS(form)).replace(r"\{condition\}", "(.*)"), said))
        )
        return holds(self.meaning[inner], sheet)

    def move(self, line: str, sheet: State) -> None:
        """Move a coin, or tick a box, as a line says."""
        it = effect(self.change[line])
        boxes = self.story.variables.get(it.name)
        value = it.n if it.sign == "=" else sheet[it.name] + (it.n if it.sign == "+" else -it.n)
        sheet[it.name] = max(boxes.least, min(boxes.most, value)) if boxes else value


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.id)
def test_who_follows_the_cards_walks_the_same_path(story: Scenario) -> None:
    player = Player(story)
    assert sorted(player.cards) == list(range(1, len(player.cards) + 1))
    ends = set()
    for seed in range(60):
        r = random.Random(seed)
        sheet: State = {v: it.start for v, it in story.variables.items()} | dict.fromkeys(story.facts, 0)
        response: dict[str, str] = {}
        number = 1
        while True:
            here = walk(story.graph, response)
            scene, card = story.scenes[here.scene], player.cards[number]
            assert number == player.paper.number(here.scene)
            assert scene.title in card.text
            assert sheet == here.state
            assert [player.so(when, sheet) for when in card.when] == [holds(p.when, sheet) for p in scene.passages]
            may = story.graph.offered(here.scene, here.state)
            offered = {text: to for text, when, to in card.choices if player.so(when, sheet)}
            assert sorted(offered) == sorted(plain(scene.choices[c].text) for c in may)
            if here.at_end:
                ends.add(here.scene)
                break
            choice = r.choice(may)
            response[here.slot] = choice
            then = player.cards[offered[plain(scene.choices[choice].text)]]
            for line in then.does:
                player.move(line, sheet)
            number = next(to for said, to in then.ways if player.so(said, sheet))
    assert len(ends) > 1


def test_every_part_of_the_capstone_is_there() -> None:
    told = {part: on_paper(CAPSTONE, WORDS, part) for part in ("roles", "acts", "papers", "cards", "sheet", "debrief")}
    told = {part: " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()) for part, html in told.items()}
    for role in CAPSTONE.roles.values():
        assert role.name in told["roles"]
    for act in CAPSTONE.acts.values():
        assert act.title in told["acts"]
        assert told["cards"].count(f"Here begins {act.title}.") == 1, "said once, where the act begins"
    for n, piece in enumerate(CAPSTONE.pieces.values(), 1):
        assert f"Paper {n}: {piece.title}" in told["papers"]
        assert f"Take paper {n}." in told["cards"]
    for it in CAPSTONE.variables.values():
        assert it.name in told["sheet"]
    for fact in CAPSTONE.facts.values():
        assert fact in told["sheet"]
    secrets = [c.why for s in CAPSTONE.scenes.values() for c in s.choices.values()]
    secrets += [s.repair for s in CAPSTONE.scenes.values() if s.repair]
    for secret in secrets:
        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", prose.inline(secret))).split())
        assert words in told["debrief"]
        assert words not in told["cards"], "the debrief stays in its envelope"
    with pytest.raises(ValueError, match="expected one of: roles, acts"):
        on_paper(CAPSTONE, WORDS, "roles and acts")
