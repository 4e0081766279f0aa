"""An activity as HTML: the one markup for the book, Jupyter, Voila and the graded notebook.

It is whole without scripts: question, controls, and the answer in a `<details>`. `js/activity.js` brings it to life.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ..content import Activity, Case, Key
from ..content.graph import Graph, scene_of
from ..content.law import GROUPS
from ..content.slots import TEXT_LIMIT
from ..content.types import Scenario
from ..content.types.actor_map import STAGES
from ..templating import templates
from ..words import Words
from . import prose
from .paper import Paper


def render(
    activity: Activity,
    cases: Mapping[str, Case],
    words: Words,
    *,
    level: int = 3,
    graded: bool = False,
    with_key: bool = True,
    source_words: Mapping[str, str] | None = None,
) -> str:
    """The activity's section. `level` is that of its heading. Graded, it holds no key, no answer, no marked words.
    `with_key`: a page carries the key in a script element; a widget has it beside its markup.

    `source_words`: source as written → as shown, if they should not be shown as written.
    """
    return _rendered(activity, cases, words, level, graded, with_key, False, source_words)


def answer(
    activity: Activity, cases: Mapping[str, Case], words: Words, source_words: Mapping[str, str] | None = None
) -> str:
    """What stands in the answer of a practice activity, without the rest of it: each reason, what to take away, sources.

    Never call it for a graded one. `source_words`: see `render`.
    """
    return _rendered(activity, cases, words, 3, False, False, True, source_words)


def _rendered(
    activity: Activity,
    cases: Mapping[str, Case],
    words: Words,
    level: int,
    graded: bool,
    with_key: bool,
    answer_only: bool,
    source_words: Mapping[str, str] | None,
) -> str:
    template = _environment().get_template(f"{activity.type}.html")
    case = cases.get(getattr(activity, "case", ""))

    def shown(sources: Iterable[str]) -> list[str]:
        return [(source_words or {}).get(s, s) for s in sources]

    return template.render(
        a=activity,
        case=case,
        slots={s.id: s for s in activity.slots(cases)},
        key=None if graded else activity.key(cases),
        groups=GROUPS,
        group_of={e: g for g, es in GROUPS.items() for e in es},
        words=words,
        text_limit=TEXT_LIMIT,
        level=level,
        graded=graded,
        with_key=with_key,
        answer_only=answer_only,
        shown=shown,
        quotes=_quotes(case),
        stages=STAGES,
        paper=Paper(activity, words) if isinstance(activity, Scenario) else None,
    )


PAPER_PARTS = ("roles", "acts", "papers", "cards", "sheet", "debrief")
"""What a story for a room without screens is made of: see `on_paper`."""


def on_paper(scenario: Scenario, words: Words, part: str, source_words: Mapping[str, str] | None = None) -> str:
    """One of `PAPER_PARTS` as HTML: cards to cut out, with the numbers that the activity itself has; a sheet; the debrief.

    Raises ValueError where there is no such part. `source_words`: see `render`.
    """
    if part not in PAPER_PARTS:
        raise ValueError(f"there is no part {part!r}, expected one of: {', '.join(PAPER_PARTS)}")
    return (
        _environment()
        .get_template("on_paper.html")
        .render(
            a=scenario,
            part=part,
            words=words,
            paper=Paper(scenario, words),
            order={scene_of(s.id): s.values for s in scenario.slots({})},
            rows=len([s for s in scenario.scenes.values() if s.choices]),
            shown=lambda sources: [(source_words or {}).get(s, s) for s in sources],
        )
    )


def key_data(activity: Activity, cases: Mapping[str, Case]) -> dict[str, Any]:
    """The key of a practice activity as its page needs it: feedback as HTML, defaults left out.

    Never call it for a graded one.
    """
    return _key_html(activity.key(cases), activity.type)


SCRIPT_WORDS = (
    "meta.",
    "activity.",
    "actor_map.map.",
    "audit.",
    "element.",
    "rank.",
    "reflect.",
    "scenario.play.",
    "simulation.",
    "sort.",
    "spot.",
)
"""The parts of the catalogue that the scripts of activities use."""
TOLD_IN_ANSWER = ("classify", "quiz", "reflect")
"""Types whose answer, which stands on the page for readers without scripts, holds each reason (``data-why``)."""
WHOLLY_TOLD = ("actor_map", "scenario")
"""Those whose answer holds the reason for a slot that was left alone, too."""
RIGHT_IN_ANSWER = ("audit", "spot")
"""Types whose answer holds the one reason that a slot's right value, and no value, share."""


def _key_html(key: Key, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for slot, entry in key.items():
        feedback = entry.feedback
        if kind in WHOLLY_TOLD:  # the script takes the reasons from there; they need not be sent twice
            feedback = {}
        elif kind in TOLD_IN_ANSWER:
            feedback = {} if "yes" in feedback else {v: text for v, text in feedback.items() if v == ""}
        if kind in RIGHT_IN_ANSWER:
            feedback = {v: text for v, text in feedback.items() if text != feedback.get("")}
        found[slot] = {"credit": entry.credit}
        if entry.weight != 1:
            found[slot]["weight"] = entry.weight
        if feedback:
            found[slot]["feedback"] = {v: prose.inline(text) for v, text in feedback.items()}
    return found


def safe_json(data: object) -> Markup:
    """JSON that can stand inside a `<script>`: nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def graph_data(graph: Graph) -> str:
    """A scenario's graph as its script needs it: JSON, defaults left out."""
    return graph.model_dump_json(exclude_defaults=True)


def _quotes(case: Case | None) -> dict[str, list[str]]:
    """Element → the words of the story that show it."""
    found: dict[str, list[str]] = {}
    for span in case.evidence if case else ():
        for element in span.elements:
            found.setdefault(element, []).append(re.sub(r"\s+", " ", span.words))
    return found


@cache
def _environment() -> Environment:
    env = templates("booklet6.activities")
    env.filters["block"] = lambda text: Markup(prose.block(text))
    env.filters["inline"] = lambda text: Markup(prose.inline(text))
    env.filters["inlines"] = lambda texts: {name: Markup(prose.inline(text)) for name, text in texts.items()}
    env.filters["story"] = lambda text, evidence: Markup(prose.story(text, evidence))
    env.filters["spots"] = lambda text: Markup(prose.spots(text, True))
    env.filters["safe_json"] = safe_json
    env.filters["json_data"] = graph_data
    env.globals["key_html"] = _key_html
    return env
