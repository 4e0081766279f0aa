"""The public part of a graded activity: what a learner's machine may have. No key, no reason, no marked words.

It is plain data, so that a notebook can show the activity without the bank that it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..content import Activity, Case, Response, Slot
from ..content.graph import Graph, scene_of, walk
from ..content.law import GROUPS
from ..content.slots import Frozen
from ..content.types import ActorMap, Audit, Classify, Match, Quiz, Rank, Reflect, Scenario, Sort, Spot
from ..content.types.actor_map import STAGES
from ..content.types.reflect import TEXT
from ..words import Words
from . import prose
from .render import render
from .scoring import clean


class SlotText(Frozen):
    """A slot in words: what it asks, and what each value says. Slots with the same heading are read as one question.

    `only_if`: slot and value without which this one is not asked.
    """

    heading: str
    values: dict[str, str]
    only_if: tuple[str, str] | None = None


class PublicItem(Frozen):
    """A graded activity without its key. `html` is its whole markup; `reading` only what has to be read.

    `graph`: of a scenario, which choice leads where. Then only what lies on the path of the answers was asked.
    """

    id: str
    type: str
    title: str
    html: str
    reading: str
    slots: tuple[Slot, ...]
    texts: dict[str, SlotText]
    graph: Graph | None = None

    def kept(self, response: object) -> Response:
        """What of a response counts as an answer: known slots, offered values, and nothing that was not asked."""
        given = clean(self.slots, response)
        if self.graph:
            return {step.slot: step.choice for step in walk(self.graph, given).steps}
        return {slot: value for slot, value in given.items() if self.asked(slot, given)}

    def asked(self, slot: str, response: Response) -> bool:
        """Is that slot asked of a person who has answered so?"""
        condition = self.texts[slot].only_if
        return condition is None or response.get(condition[0]) == condition[1]

    def in_words(self, response: Response) -> list[tuple[str, list[str]]]:
        """Each question that is asked, with the words of what was answered to it; of a ranking, the first place first."""
        found: dict[str, list[str]] = {}
        if self.graph:
            steps = walk(self.graph, response).steps
            return [(self.texts[s.slot].heading, [self.texts[s.slot].values[s.choice]]) for s in steps]
        slots = self.slots
        if self.type == "rank":
            slots = tuple(sorted(slots, key=lambda slot: int(response.get(slot.id, len(slots) + 1))))
        for slot in slots:
            if self.asked(slot.id, response):
                answers = found.setdefault(self.texts[slot.id].heading, [])
                if slot.id in response:
                    value = response[slot.id]
                    answers.append(value if slot.control == "text" else self.texts[slot.id].values[value])
        return list(found.items())

    def open(self, response: Response) -> int:
        """How many questions wait for an answer. Ticks and marks may all be left alone, unless there is nothing else.

        Of a scenario, the one where the path has come to.
        """
        if self.graph:
            return 0 if walk(self.graph, response).at_end else 1
        choices = [s.id for s in self.slots if s.control not in ("tick", "mark") and self.asked(s.id, response)]
        if not choices and not response:
            return 1
        unnamed = [s.id for s in self.slots if s.control == "mark" and len(s.values) > 1]
        return sum(slot not in response for slot in choices) + sum(response.get(slot) == "yes" for slot in unnamed)


def public_item(
    activity: Activity,
    cases: Mapping[str, Case],
    words: Words,
    *,
    level: int = 3,
    source_words: Mapping[str, str] | None = None,
) -> PublicItem:
    """The public part of an activity. `level` is that of its heading."""
    return PublicItem(
        id=activity.id,
        type=activity.type,
        title=activity.title,
        html=render(activity, cases, words, level=level, graded=True, source_words=source_words),
        reading=_reading(activity, cases),
        slots=activity.slots(cases),
        texts=_texts(activity, cases, words),
        graph=activity.graph if isinstance(activity, Scenario) else None,
    )


def _reading(activity: Activity, cases: Mapping[str, Case]) -> str:
    """What has to be read before the questions, as HTML."""
    match activity:
        case Classify():
            return prose.story(cases[activity.case].story, False)
        case Spot():
            return prose.block(activity.prompt) + prose.spots(activity.text, False)
        case Audit():
            clauses = "".join(prose.block(f"**{c.title}** {c.text}") for c in activity.clauses.values())
            return prose.block(activity.prompt) + clauses
        case _:
            return prose.block(activity.prompt or "")


def _texts(activity: Activity, cases: Mapping[str, Case], words: Words) -> dict[str, SlotText]:
    match activity:
        case Classify():
            case = cases[activity.case]
            ticks = {
                f"{group}-{element}": SlotText(
                    heading=words(f"classify.{group}"), values={"yes": words(f"element.{element}")}
                )
                for group, elements in GROUPS.items()
                for element in elements
            }
            return {
                **ticks,
                "verdict": SlotText(
                    heading=words("classify.verdict"), values={v: words(f"verdict.{v}") for v in case.verdicts}
                ),
                "question": SlotText(
                    heading=words("classify.question"),
                    values={q: prose.plain(it.text) for q, it in case.next_questions.items()},
                    only_if=("verdict", "cannot_tell"),
                ),
            }
        case Quiz(mode="multiple"):
            heading = prose.plain(activity.prompt or "")
            return {
                o: SlotText(heading=heading, values={"yes": prose.plain(activity.options[o].text)})
                for o in activity.order()
            }
        case Quiz():
            values = {o: prose.plain(activity.options[o].text) for o in activity.order()}
            return {"answer": SlotText(heading=prose.plain(activity.prompt or ""), values=values)}
        case ActorMap():
            return _map_texts(activity, words)
        case Scenario():
            return {
                s.id: SlotText(
                    heading=prose.plain(activity.scenes[scene_of(s.id)].title),
                    values={c: prose.plain(it.text) for c, it in activity.scenes[scene_of(s.id)].choices.items()},
                )
                for s in activity.slots(cases)
            }
        case Reflect():
            rubric = words("reflect.rubric")
            ticks = {
                i: SlotText(heading=rubric, values={"yes": prose.plain(x.text)}) for i, x in activity.rubric.items()
            }
            return {TEXT: SlotText(heading=words("reflect.text"), values={}), **ticks}
        case Spot():
            heading = words("spot.marked")
            kinds = {kind: prose.plain(text) for kind, text in activity.kinds.items()}
            return {
                i: SlotText(heading=heading, values={"yes": quote} | {k: f"{quote} ({t})" for k, t in kinds.items()})
                for i, quote in ((i, prose.plain(text)) for i, text in activity.words().items())
            }
        case Sort():
            buckets = {b: prose.plain(text) for b, text in activity.buckets.items()}
            texts = {s.id: activity.items[s.id].text for s in activity.slots(cases)}
        case Audit():
            buckets = {answer: prose.plain(text) for answer, text in activity.answers.items()}
            texts = {i: line.text for i, line in activity.lines.items()}
        case Match():
            buckets = {r: prose.plain(activity.right[r]) for r in activity.slots(cases)[0].values}
            texts = {i: pair.text for i, pair in activity.left.items()}
        case Rank():
            buckets = {str(n): str(n) for n in range(1, len(activity.items) + 1)}
            texts = {s.id: activity.items[s.id].text for s in activity.slots(cases)}
        case _:
            raise TypeError(f"{activity.type} has no words for its slots")
    return {i: SlotText(heading=prose.plain(text), values=buckets) for i, text in texts.items()}


def _map_texts(activity: ActorMap, words: Words) -> dict[str, SlotText]:
    roles = {r: prose.plain(text) for r, text in activity.roles.items()}
    found: dict[str, SlotText] = {}
    for name, actor in activity.actors.items():
        where, role, duty = (f"{actor.name}: {words(f'actor_map.{w}')}" for w in ("stages", "role", "duty"))
        for stage in STAGES:
            found[f"{name}.{stage}"] = SlotText(heading=where, values={"yes": words(f"actor_map.{stage}")})
        found[f"{name}.role"] = SlotText(heading=role, values=roles)
        found[f"{name}.duty"] = SlotText(heading=f"{duty}:", values={"yes": words("actor_map.yes")})
    return found
