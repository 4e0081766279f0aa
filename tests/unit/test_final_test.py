"""The final test: what its items are like, how it is drawn, and that Python and JavaScript count alike."""

from __future__ import annotations

import json
import random
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import node
import pytest
from helpers import ROOT, Generator, small_course

from booklet6.activities import key_data
from booklet6.content import Activity, Case, CourseError, load_course
from booklet6.content.types import Classify, Quiz
from booklet6.learner.marks import is_form, items_of, marks

COURSE = load_course(ROOT)
ITEMS = items_of(COURSE)
assert COURSE.final_test
RULES = COURSE.final_test
POOLS = [{"module": m.id, "ids": [a.id for a in m.test.decisions]} for m in COURSE.modules if m.test]


# ---- the items ----------------------------------------------------------------------------------------------------


def test_every_objective_of_every_module_is_measured() -> None:
    teaching = [
        m for m in COURSE.modules if m.id != "09_capstone"
    ]  # the capstone is a case to play, not one more lesson
    for m in teaching:
        assert m.test
        assert {o for a in m.test.decisions for o in a.objectives} == set(m.lesson.objectives), m.id
    assert RULES.draw * len(teaching) == 24


def words(item: Activity, cases: Mapping[str, Case]) -> set[str]:
    """The longer words of an item, all of its texts together."""
    story = cases[item.case].story if isinstance(item, Classify) else ""
    return set(re.findall(r"\w{5,}", f"{item.model_dump_json(exclude={'id', 'type', 'source'})} {story}".lower()))


def test_no_item_is_a_copy_of_one_for_practice() -> None:
    practice = {a.id: words(a, COURSE.cases) for a in COURSE.activities.values()}
    for name, item in ITEMS.items():
        mine = words(item.activity, item.cases)
        for other, theirs in practice.items():
            assert len(mine & theirs) < 0.45 * len(mine | theirs), f"{name} is much like {other}"
    assert not {c.id for m in COURSE.modules if m.test for c in m.test.cases} & set(COURSE.cases)


@pytest.mark.parametrize("where", ["final test", "practice"])
def test_the_right_answer_is_not_known_by_its_length_or_place(where: str) -> None:
    """It is the longest, the shortest, and in each place about as often as chance would have it: seldom is a hint too."""
    items = COURSE.activities.values() if where == "practice" else [i.activity for i in ITEMS.values()]
    single = [a for a in items if isinstance(a, Quiz) and a.mode == "single"]
    longest = shortest = 0
    places = [0] * 4
    for quiz in single:
        order = quiz.order()
        right = next(o for o in order if quiz.options[o].right)
        others = [len(quiz.options[o].text) for o in order if o != right]
        longest += len(quiz.options[right].text) > max(others)
        shortest += len(quiz.options[right].text) < min(others)
        places[order.index(right)] += 1
    assert len(single) > 20
    for often in (longest, shortest):
        assert len(single) / 10 <= often <= len(single) / 3, f"{longest} longest, {shortest} shortest, of {len(single)}"
    assert len(single) / 8 <= min(places), places
    assert max(places) <= len(single) / 2, places


ABSOLUTE = re.compile(
    r"\b(alone|all|always|any(body|one|thing)?|each|every(body|one|thing)?|must|never|no|nobody|none|nothing|only|whole)\b",
    re.IGNORECASE,
)


def test_the_right_answer_is_not_known_by_an_absolute_word() -> None:
    """Such words stand in right options about as often as in wrong ones."""
    quizzes = [i.activity for i in ITEMS.values() if isinstance(i.activity, Quiz)]
    options = [o for quiz in quizzes for o in quiz.options.values()]
    share = {}
    for right in (True, False):
        texts = [o.text for o in options if o.right is right]
        share[right] = sum(bool(ABSOLUTE.search(text)) for text in texts) / len(texts)
    assert abs(share[True] - share[False]) < 0.08, share


def test_a_statement_is_as_often_true_as_a_reader_would_guess() -> None:
    stated = [a for a in COURSE.activities.values() if isinstance(a, Quiz) and a.mode == "true_false"]
    first = sum(next(iter(a.options.values())).right for a in stated)
    assert 0 < first < len(stated)


# ---- drawing and counting -----------------------------------------------------------------------------------------

RUNNER = """
import { draw, isForm, marks } from %s;
import { readFileSync } from "node:fs";
const { pools, count, attempts, seeds } = JSON.parse(readFileSync(0, "utf8"));
const random = (seed) => () => (seed = (seed * 16807) %% 2147483647) / 2147483647;
const drawn = seeds.map((seed) => {
  const first = draw(pools, [], count, random(seed));
  const second = draw(pools, first, count, random(seed + 1));
  return [first, second, isForm(first, pools, count), isForm(first.slice(1), pools, count), isForm([...first.slice(1), first[1]], pools, count)];
});
const counted = attempts.map(([items, answers]) => {
  const m = marks(items, answers);
  return [m.percent, Object.fromEntries(m.modules)];
});
process.stdout.write(JSON.stringify({ drawn, counted }));
"""


def in_javascript(data: Any, tmp_path: Path) -> Any:
    runner = tmp_path / "run.mjs"
    runner.write_text(RUNNER % json.dumps((ROOT / "src/booklet6/learner/js/marks.js").as_uri()))
    done = subprocess.run([node.NODE, runner], input=json.dumps(data), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_two_attempts_differ_and_both_programs_count_alike(tmp_path: Path) -> None:
    make = Generator(7)
    given: list[dict[str, Any]] = []
    forms = []
    for _ in range(150):
        form = [i for pool in POOLS for i in make.r.sample(pool["ids"], RULES.draw)]
        answers: dict[str, Any] = {}
        for i in form:
            slots = ITEMS[i].activity.slots(ITEMS[i].cases)
            answers |= {f"{i}/{s}": v for s, v in make.response(slots).items()}
        forms.append(form)
        given.append(answers)
    keys = {i: key_data(it.activity, it.cases) for i, it in ITEMS.items()}
    attempts = [
        [[{"id": i, "module": ITEMS[i].module, "objectives": ["X1"], "key": keys[i]} for i in form], answers]
        for form, answers in zip(forms, given, strict=True)
    ]
    seeds = list(range(1, 40))
    found = in_javascript({"pools": POOLS, "count": RULES.draw, "attempts": attempts, "seeds": seeds}, tmp_path)
    for form, answers, (percent, modules) in zip(forms, given, found["counted"], strict=True):
        ours = marks(form, ITEMS, answers)
        assert (percent, modules) == (ours.percent, ours.modules)
    assert len({percent for percent, _ in found["counted"]}) > 8, "the generated answers must differ"
    for first, second, whole, short, doubled in found["drawn"]:
        assert (whole, short, doubled) == (True, False, False)
        assert is_form(first, ITEMS, RULES.draw)
        for pool in POOLS:
            one, other = ({i for i in form if i in pool["ids"]} for form in (first, second))
            assert len(other - one) == min(RULES.draw, len(pool["ids"]) - RULES.draw), "new ones come first"


def test_all_right_is_a_hundred_and_nothing_is_nought() -> None:
    form = [i for pool in POOLS for i in pool["ids"][: RULES.draw]]
    best: dict[str, object] = {}
    for i in form:
        key = ITEMS[i].activity.key(ITEMS[i].cases)
        best |= {f"{i}/{s}": k.best_value for s, k in key.items() if k.best > 0 and k.weight > 0}
    counted = marks(form, ITEMS, best)
    assert counted.percent >= 95, "all but what a ranking with free places leaves open"
    assert marks(form, ITEMS, {}).percent == 0
    hostile: dict[str, object] = {f"{i}/{s}": v for i in form for s, v in (("answer", ["x"]), ("__proto__", {}))}
    assert marks(form, ITEMS, hostile).percent == 0


def test_what_cannot_be_drawn_is_no_form() -> None:
    form = [i for pool in POOLS for i in random.Random(1).sample(pool["ids"], RULES.draw)]
    assert is_form(form, ITEMS, RULES.draw)
    spare = next(i for i in POOLS[0]["ids"] if i not in form)
    for wrong in ([], form[1:], [*form, spare], [form[1], *form[1:]], ["nothing", *form[1:]], [*form[:-1], spare]):
        assert not is_form(wrong, ITEMS, RULES.draw)


# ---- mistakes in its files ----------------------------------------------------------------------------------------

BANK = """decisions:
  - {id: t-a, type: quiz, title: T, prompt: P, objectives: [A1], source: ["6.4.1"], explain: E,
     options: {x: {text: a, right: true, why: w}, y: {text: b, why: w}}}
"""


def told(root: Path) -> list[str]:
    try:
        load_course(root)
    except CourseError as e:
        return [str(p) for p in e.problems]
    return []


def test_mistakes_in_its_files_are_told(tmp_path: Path) -> None:
    root = small_course(tmp_path / "course")
    bank, rules = root / "modules/01_one/test.yml", root / "book/final-test.yml"
    bank.write_text(BANK, encoding="utf-8")
    (no_rules,) = told(root)
    assert "has no rules, expected them in book/final-test.yml" in no_rules
    rules.write_text("draw: 1\npass_mark: 70\nminutes: 30\n", encoding="utf-8")
    (too_few,) = told(root)
    assert "has 1, expected more than the 1 that book/final-test.yml draws" in too_few
    bank.write_text(BANK + BANK.partition("\n")[2].replace("t-a", "t-b"), encoding="utf-8")
    assert told(root) == []
    assert load_course(root).modules[0].test
    bank.write_text(bank.read_text().replace("t-b", "one-quiz").replace("[A1]", "[Z9]", 1), encoding="utf-8")
    objective, taken = sorted(told(root))
    assert "decisions: one-quiz: the id is taken in modules/01_one/activities.yml" in taken
    assert "t-a: objectives: the lesson has no 'Z9'" in objective
    bank.unlink()
    (no_items,) = told(root)
    assert "has no items, expected a test.yml" in no_items
    rules.write_text("draw: many\n", encoding="utf-8")
    assert any("pass_mark" in m for m in told(root))
