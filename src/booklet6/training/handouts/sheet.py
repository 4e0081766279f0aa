"""An activity on paper: the same words and choices as on the screen, with boxes and lines to fill in; and its key.

What is asked comes from the activity's slots and from `activities.public_item`, what is right from its key. So screen, sheet
and key cannot differ: see `tests/unit/test_handout_sheets.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from booklet6.activities import answer, on_paper, prose, public_item
from booklet6.activities.render import PAPER_PARTS
from booklet6.content import Activity, Case, Key, Response, Slot
from booklet6.content.graph import walk
from booklet6.content.law import GROUPS
from booklet6.content.types import Classify, Rank, Scenario, Spot
from booklet6.content.types.actor_map import STAGES
from booklet6.words import Words

from .document import template

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TICK_BOX = re.compile(r'<input type="checkbox" name="([\w-]+)" value="yes">')


@dataclass(frozen=True)
class Sheet:
    """One activity, to print. `with_key`: the right answers are filled in, and the reasons stand below.

    `level` is that of its heading. `sources`: source as written → as shown. `lines` to write on, where a text is asked for.
    """

    activity: Activity
    cases: Mapping[str, Case]
    words: Words
    with_key: bool = False
    level: int = 2
    lines: int = 12
    sources: Mapping[str, str] | None = None

    def html(self) -> Markup:
        """The sheet as a section."""
        a = self.activity
        return template(
            f"sheet_{a.type}",
            s=self,
            a=a,
            words=self.words,
            case=self.cases.get(getattr(a, "case", "")),
            slots={s.id: s for s in self.slots},
            texts={i: t.values for i, t in public_item(a, self.cases, self.words).texts.items()},
            groups=GROUPS,
            stages=STAGES,
            letters=LETTERS,
        )

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """What is asked, in the order of the screen."""
        return self.activity.slots(self.cases)

    @cached_property
    def filled(self) -> Response:
        """What stands in boxes and on lines: nothing, or an answer that earns all points."""
        return best_response(self.activity, self.cases) if self.with_key else {}

    def box(self, slot: str, value: str = "yes") -> Markup:
        """A box to tick; on a key it has its cross where that is right."""
        return template("box", slot=slot, value=value, on=self.filled.get(slot) == value)

    def blank(self, slot: str, codes: Mapping[str, str]) -> Markup:
        """A line for a letter or a number. `codes`: value → what is written for it."""
        value = self.filled.get(slot)
        return template("blank", slot=slot, text=codes[value] if value else "")

    def story(self) -> Markup:
        """The story of its case, with no mark in it."""
        if not isinstance(self.activity, Classify):
            return Markup("")
        return Markup(prose.story(self.cases[self.activity.case].story, False))

    def passages(self) -> Markup:
        """The text of a `spot`, each passage with its number."""
        if not isinstance(self.activity, Spot):
            return Markup("")
        numbers = {name: n for n, name in enumerate(self.activity.words(), 1)}
        text = prose.spots(self.activity.text, True).replace("<label", "<span").replace("</label>", "</span>")
        return Markup(_TICK_BOX.sub(lambda m: f'<b class="number">{numbers[m[1]]}</b> ', text))

    def answer(self) -> Markup:
        """The reasons as on the screen, what to take away, and the sources."""
        return Markup(answer(self.activity, self.cases, self.words, self.sources))

    def told(self, part: str) -> Markup:
        """A part of a story on cards; nothing where the story has none of it."""
        it = self.activity
        if not isinstance(it, Scenario) or part not in PAPER_PARTS:
            return Markup("")
        has = {"roles": it.roles, "acts": it.acts, "papers": it.pieces}
        return Markup(on_paper(it, self.words, part, self.sources) if has.get(part, True) else "")


def best_response(activity: Activity, cases: Mapping[str, Case]) -> Response:
    """One answer that earns all points: of several right ones, the first that the key names."""
    if isinstance(activity, Scenario):
        response: Response = {}
        for _, choice in activity.good_path():
            response[walk(activity.graph, response).slot] = choice
        return response
    key = activity.key(cases)
    if isinstance(activity, Rank):
        return _one_each(key)
    return {slot: entry.best_value for slot, entry in key.items() if entry.best * entry.weight > 0}


def _one_each(key: Key) -> Response:
    """Each slot has its best value, and no two have the same. The course is checked, so there is such an answer."""
    order = sorted(key, key=lambda slot: sum(credit == key[slot].best for credit in key[slot].credit.values()))

    def seat(n: int, taken: Response) -> Response | None:
        if n == len(order):
            return taken
        entry = key[order[n]]
        for value, credit in entry.credit.items():
            if credit == entry.best and value not in taken.values():
                found = seat(n + 1, {**taken, order[n]: value})
                if found is not None:
                    return found
        return None

    found = seat(0, {})
    if found is None:
        raise ValueError("two items accept only the same places")
    return found
