"""What several tests use: the project's root, a copy of the course to break, and generated activities."""

from __future__ import annotations

import json
import random
import re
import shutil
import string
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from booklet6.content import Case
from booklet6.content.law import ACTS, MEANS, PURPOSES
from booklet6.content.types import (
    TYPES,
    Activity,
    ActorMap,
    Audit,
    Classify,
    Match,
    Quiz,
    Rank,
    Reflect,
    Scenario,
    Sort,
    Spot,
)
from booklet6.content.types.actor_map import STAGES

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent
COURSE = (
    "_config.yml",
    "_toc.yml",
    "book",
    "modules",
    "apps",
    "case_studies",
    "slides",
    "exercises/bank",
    "exercises/matched",
)

TYPE_NAMES = {name for kind in TYPES for name in get_args(kind.model_fields["type"].annotation)}
"""What `activities.yml` calls the types of activities."""


def copy_course(to: Path) -> Path:
    """A copy of the course files, to break or to add to."""
    for part in COURSE:
        source, target = ROOT / part, to / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if not source.exists():  # an edition may have no apps of its own
            continue
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__"))
        else:
            shutil.copy(source, target)
    return to


def one_form_each(source: Path, bank: Path | None = None) -> Path:
    """In this copy of an assignment's `source`, and of its bank, each decision has its first form only. Returns `source`.

    For tests that answer decisions by their ids. What is drawn by a learner's name is the matter of `test_forms`.
    """
    items = source / "items.json"
    data = json.loads(items.read_text(encoding="utf-8"))
    others = {form for forms in data.pop("forms").values() for form in forms[1:]}
    data["items"] = [item for item in data["items"] if item["id"] not in others]
    items.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if bank:
        text, cut = re.subn(
            r"^variants:\n.*?(?=^written:)", "", bank.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        assert cut == 1
        bank.write_text(text, encoding="utf-8")
    return source


def there(value: T | None) -> T:
    """The value, which is surely there."""
    assert value is not None
    return value


class Generator:
    """Random activities and responses, the same for the same seed."""

    def __init__(self, seed: int):
        self.r = random.Random(seed)

    def ids(self, low: int, high: int) -> list[str]:
        """Distinct ids, some of them names that JavaScript objects have from birth."""
        made = {"".join(self.r.choices(string.ascii_lowercase, k=self.r.randint(1, 6))) for _ in range(high * 2)}
        pool = [*made, "constructor", "valueof", "tostring"]
        return self.r.sample(sorted(set(pool)), self.r.randint(low, high))

    def activity(self) -> tuple[Activity, dict[str, Case]]:
        """An activity of any type, and the cases that it needs."""
        short = [self._sort, self._match, self._quiz, self._rank, self._reflect]
        make = self.r.choice([self._classify, *short, self._spot, self._audit, self._map, self._scenario])
        return make()

    def _common(self) -> dict[str, Any]:
        return {"id": "a", "title": "t", "prompt": "p", "objectives": ["D1"], "source": ["6.4.1"], "explain": "e"}

    def _sort(self) -> tuple[Activity, dict[str, Case]]:
        buckets = self.ids(2, 4)
        items: dict[str, Any] = {}
        for n, i in enumerate(self.ids(len(buckets), 8)):
            also = self.r.sample(buckets, self.r.choice([0, 0, 0, 1]))
            bucket = buckets[n] if n < len(buckets) else self.r.choice(buckets)
            items[i] = {"text": "x", "bucket": bucket, "also": also, "why": dict.fromkeys(buckets, "w")}
        return Sort.model_validate(
            {**self._common(), "type": "sort", "buckets": dict.fromkeys(buckets, "b"), "items": items}
        ), {}

    def _match(self) -> tuple[Activity, dict[str, Case]]:
        right = self.ids(2, 6)
        left = {i: {"text": "x", "goes_with": self.r.choice(right), "why": "w"} for i in self.ids(2, 6)}
        return Match.model_validate(
            {**self._common(), "type": "match", "left": left, "right": dict.fromkeys(right, "r")}
        ), {}

    def _quiz(self) -> tuple[Activity, dict[str, Case]]:
        mode = self.r.choice(["single", "multiple", "true_false"])
        names = self.ids(2, 2 if mode == "true_false" else 6)
        right = self.r.sample(names, 1 if mode != "multiple" else self.r.randint(1, len(names)))
        options = {o: {"text": "x", "right": o in right, "why": "w"} for o in names}
        return Quiz.model_validate({**self._common(), "type": "quiz", "mode": mode, "options": options}), {}

    def _rank(self) -> tuple[Activity, dict[str, Case]]:
        names = self.ids(3, 7)
        items = {}
        for n, i in enumerate(names, 1):
            more = [p for p in range(1, len(names) + 1) if p != n and self.r.random() < 0.2]
            items[i] = {"text": "x", "places": [n, *more], "why": "w"}
        return Rank.model_validate({**self._common(), "type": "rank", "items": items}), {}

    def _spot(self) -> tuple[Activity, dict[str, Case]]:
        kinds = self.ids(2, 4) if self.r.random() < 0.5 else []
        signs = kinds or ["sign"]
        names = self.ids(4, 8)
        shows = ["nothing", self.r.choice(signs), *self.r.choices([*signs, "nothing", "arguable"], k=len(names) - 2)]
        passages: dict[str, Any] = {}
        for name, shown in zip(names, self.r.sample(shows, len(shows)), strict=True):
            also = self.r.sample(kinds, self.r.choice([0, 0, 1])) if kinds else []
            passages[name] = {"shows": shown, "also": also, "why": "w", "not_why": dict.fromkeys(kinds[:1], "n")}
        text = " ".join(f"[words]{{#{name}}} x" for name in self.r.sample(names, len(names)))
        item = {**self._common(), "type": "spot", "document": "d", "text": text, "kinds": dict.fromkeys(kinds, "k")}
        return Spot.model_validate({**item, "passages": passages}), {}

    def _reflect(self) -> tuple[Activity, dict[str, Case]]:
        rubric = {i: {"text": "x", "why": "w", "mend": "m"} for i in self.ids(2, 6)}
        item = {**self._common(), "type": "reflect", "model": "m", "rubric": rubric}
        return Reflect.model_validate(item), {}

    def _audit(self) -> tuple[Activity, dict[str, Case]]:
        answers, clauses = self.ids(2, 4), self.ids(2, 5)
        lines: dict[str, Any] = {}
        for name in self.ids(3, 8):
            right = self.r.choice(answers)
            others = [a for a in answers if a != right]
            also = self.r.sample(others, self.r.choice([0, 0, 1]))
            at = self.r.sample(clauses, self.r.randint(0, 2))
            not_why = dict.fromkeys([a for a in others if a not in also][:1], "n")
            lines[name] = {"text": "x", "answer": right, "also": also, "at": at, "why": "w", "not_why": not_why}
        item = {**self._common(), "type": "audit", "document": "d", "answers": dict.fromkeys(answers, "a")}
        item["clauses"] = {c: {"title": "t", "text": "x"} for c in clauses}
        return Audit.model_validate({**item, "lines": lines}), {}

    def _classify(self) -> tuple[Activity, dict[str, Case]]:
        groups = {"acts": ACTS, "means": MEANS, "purposes": PURPOSES}
        child = self.r.random() < 0.3
        chosen = {g: self.r.sample(es, self.r.randint(0, 3)) for g, es in groups.items()}
        full = bool(chosen["acts"] and chosen["purposes"] and (chosen["means"] or child))
        verdict = "trafficking" if full else self.r.choice(["smuggling", "labour_violation", "no_crime", "cannot_tell"])
        present = [e for es in chosen.values() for e in es]
        rest = [e for es in groups.values() for e in es if e not in present]
        case = Case.model_validate(
            {
                **{"id": "c", "title": "t", "fictional": True, "country": "Verdania", "sector": "none"},
                **{"person": "girl" if child else "man", "route": "internal", "source": ["6.4.1"], "distinction": "d"},
                **{g: dict.fromkeys(es, "note") for g, es in chosen.items()},
                "arguable": dict.fromkeys(self.r.sample(rest, self.r.randint(0, 2)), "note"),
                "verdict": verdict,
                "decided_by": "3(a)",
                "finding": "f",
                "verdicts": dict.fromkeys((verdict, "cannot_tell", "trafficking", "smuggling"), "why")
                | {"other_crime": "why"},
                "next_questions": {"q": {"text": "q", "best": True, "why": "w"}, "p": {"text": "p", "why": "w"}},
                "story": " ".join(f"[words]{{.{e}}}" for e in present) or "words",
            }
        )
        item = {**self._common(), "type": "classify", "case": "c"}
        return Classify.model_validate(item), {"c": case}

    def _map(self) -> tuple[Activity, dict[str, Case]]:
        roles = self.ids(2, 4)
        actors: dict[str, Any] = {}
        for n, i in enumerate(self.ids(len(roles), 6)):
            stages = self.r.sample(STAGES, self.r.randint(1, 3))
            rest = [s for s in STAGES if s not in stages]
            role = roles[n] if n < len(roles) else self.r.choice(roles)
            actors[i] = {
                **{"name": i, "stages": dict.fromkeys(stages, "w"), "role": role, "why_role": "w", "why_duty": "w"},
                "arguable": dict.fromkeys(self.r.sample(rest, self.r.randint(0, len(rest))), "w"),
                "also": self.r.sample(roles, self.r.choice([0, 0, 1])),
                "duty": self.r.choice([True, False, None]),
            }
        data = {"type": "actor_map", "person": "p", "roles": dict.fromkeys(roles, "r"), "actors": actors}
        return ActorMap.model_validate({**self._common(), **data}), {}

    def _scenario(self) -> tuple[Activity, dict[str, Case]]:
        """Scenes in a row; choices lead on, some only under conditions. Not every draw is a sound story: then again."""
        while True:
            names = self.ids(3, 7)
            variable, fact, *scenes = names if len(names) > 4 else [*names, "zzone", "zztwo"]
            ends = scenes[-(1 + (len(scenes) > 3)) :]
            story: dict[str, Any] = {}
            for n, name in enumerate(scenes):
                story[name] = {"title": "t", "text": "x", "source": ["6.8"], "choices": {}}
                if name in ends:
                    continue
                later = scenes[n + 1 :]
                for k, choice in enumerate(self.ids(2, 4)):
                    effects = self.r.sample(
                        [fact, f"not {fact}", f"{variable} + 1", f"{variable} - 2", f"{variable} = 3"],
                        self.r.randint(0, 2),
                    )
                    it: dict[str, Any] = {"text": "x", "then": "x", "why": "w", "effects": effects}
                    it["to"] = later[0] if k == 0 else self.r.choice(later)
                    it["credit"] = 1 if k == 0 else self.r.choice([0, 0, 0.5, 0.25, 1])
                    conditions = [fact, f"not {fact}", f"{variable} >= 2", f"{variable} < 2", f"{variable} = 1"]
                    if k > 1 and self.r.random() < 0.5:
                        it["when"] = [self.r.choice(conditions)]
                    if self.r.random() < 0.2:
                        it["instead"] = [{"when": [self.r.choice(conditions)], "to": self.r.choice(later)}]
                    story[name]["choices"][choice] = it
                if self.r.random() < 0.3:  # a way round that can be gone once, and so comes to this scene again
                    once = {"when": [f"not {fact}"], "effects": [fact], "to": self.r.choice(scenes[: n + 1])}
                    story[name]["choices"]["round"] = {"text": "x", "then": "x", "why": "w", "credit": 0.5, **once}
            data = {
                **self._common(),
                "type": "scenario",
                "variables": {variable: {"name": "v", "start": 1, "least": 0, "most": 4}},
                "facts": {fact: "f"},
                "scenes": story,
            }
            try:
                return Scenario.model_validate(data), {}
            except ValidationError:
                continue

    def response(self, slots: tuple[Any, ...]) -> dict[str, Any]:
        """An answer to some of the slots, right, wrong or nonsense."""
        odd: list[Any] = [
            None,
            "",
            0,
            1,
            True,
            [],
            ["yes"],
            {"yes": 1},
            "no such value",
            "__proto__",
            "constructor",
            1e308,
        ]
        response: dict[str, Any] = {}
        for slot in slots:
            chance = self.r.random()
            if chance < 0.7:
                response[slot.id] = self.r.choice(slot.values or ["A text of some words.", "x"])
            elif chance < 0.85:
                response[slot.id] = self.r.choice(odd)
        if self.r.random() < 0.2:
            response[self.r.choice(["__proto__", "constructor", "unknown"])] = self.r.choice(odd)
        return response


def small_course(to: Path) -> Path:
    """A copy of the tests' own small course: whole, without a mistake, and not changed when the real one is."""
    return Path(shutil.copytree(ROOT / "tests" / "course", to, dirs_exist_ok=True))
