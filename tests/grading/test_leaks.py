"""Nothing that a learner gets holds a key: not the release, not the public items, not what a widget sends."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from classroom import BANKS, EXERCISES, NAME, Class, cases_of
from helpers import ROOT, TYPE_NAMES, Generator

from booklet6.activities import public_item
from booklet6.activities.widget import GradedWidget
from booklet6.content import Assignment, load_course
from booklet6.content.types import Activity, Audit, Classify, Match, Quiz, Rank, Sort, Spot
from booklet6.exercises import forms_of, found_in, load_bank, public_items, secrets_of, secrets_of_matched, stale
from booklet6.exercises.items import items_json
from booklet6.exercises.notebook import notebook
from booklet6.words import load_words

TRACES = (
    "HIDDEN TEST",
    "BEGIN SOLUTION",
    "ex.grade",
    '"credit"',
    '"feedback":',
    "data-elements",
    "activity-key",
    "is_monotonic",
)


MATCHED = [s for items in load_course(ROOT).matched.values() for item in items for s in secrets_of_matched(item)]
"""What the items of the matched tests must not tell."""
LONG = {
    "w": "these are seven words that tell all",
    "n": "and here are seven others that tell",
    "m": "some more of them that tell much",
}
"""What stands in for the short reasons of generated decisions: long enough to be a secret."""


def check(text: str, bank: Assignment, where: str) -> None:
    assert not found_in(text, secrets_of(bank)), where
    assert not [t for t in TRACES if t in text], where


def test_the_search_finds_what_it_should(bank: Assignment) -> None:
    secrets = secrets_of(bank)
    assert len(secrets) > 200
    raw = (EXERCISES / "bank" / f"{NAME}.yml").read_text(encoding="utf-8")
    marked = [s for s in secrets if s.startswith("elements ")]
    assert set(secrets) - set(marked) == set(found_in(raw, secrets)), "every secret stands in the bank"
    why = bank.cases[0].verdicts["no_crime"]
    for written in (
        why,
        why.replace(" ", "\n"),
        json.dumps({"a": why}),
        f"<p>{why.replace('the', '<em>the</em>')}</p>",
    ):
        assert found_in(f"something {written} else", secrets) == [why]
    assert found_in(
        '<span class="evidence" data-elements="deception">The agency knew that there was no hotel</span>', secrets
    )
    assert found_in("[The agency knew that there was no hotel]{.deception}", secrets)
    assert not found_in("The agency knew that there was no hotel. His visa names the hotel.", secrets)


def test_the_search_knows_what_each_type_of_decision_must_not_tell(bank: Assignment) -> None:
    """Whatever a key says back to an answer is a secret of a bank that holds such a decision."""
    make = Generator(23)
    types = set()
    for _ in range(120):
        activity, cases = make.activity()
        key = activity.key(cases)
        replies = {text for entry in key.values() for text in entry.feedback.values()}
        written = activity.model_dump_json()
        if isinstance(activity, Classify) or not replies <= set(LONG) or re.search(r'"[wnm]":|[\[,]"[wnm]"', written):
            continue  # the reasons of a case stand in the case; or an id is as short as a reason
        types.add(activity.type)
        told = type(activity).model_validate_json(re.sub(r'(?<=:)"([wnm])"', lambda m: json.dumps(LONG[m[1]]), written))
        secrets = secrets_of(bank.model_copy(update={"cases": (), "decisions": (told,), "written": ()}))
        assert {LONG[text] for text in replies} <= set(secrets), activity.type
        public = public_item(told, cases, load_words()).model_dump_json()
        assert not found_in(public, secrets), activity.type
        assert "credit" not in public
    assert types >= TYPE_NAMES - {"classify"}


def test_derived_files_are_fresh() -> None:
    assert stale(load_course(ROOT)) == [], "run: booklet6 exercises"


def test_nothing_of_the_bank_lies_in_source_but_in_cells_that_are_emptied(each: Assignment) -> None:
    for path in (EXERCISES / "source" / each.id).rglob("*"):
        if path.is_file() and path.suffix != ".ipynb":
            check(path.read_text(encoding="utf-8"), each, str(path))
    assert not list((EXERCISES / "source").rglob("responses*")), "it would be laid over every learner's answers"


def test_release(released: Class) -> None:
    files = [p for p in released.release.rglob("*") if p.is_file()]
    assert {p.name for p in files} == {f"{NAME}.ipynb", "items.json", "cases.csv"}
    for path in files:
        check(path.read_text(encoding="utf-8"), released.bank, str(path))
        assert not found_in(path.read_text(encoding="utf-8"), MATCHED), path
    cells = json.loads((released.release / f"{NAME}.ipynb").read_text())["cells"]
    assert not [c["outputs"] for c in cells if c.get("outputs")]
    tests = [c for c in cells if c["metadata"]["nbgrader"]["grade"] and c["cell_type"] == "code"]
    assert all(c["metadata"]["editable"] is False and c["metadata"]["deletable"] is False for c in tests)
    texts = [c for c in cells if c["metadata"]["nbgrader"]["grade"] and c["cell_type"] == "markdown"]
    assert ["".join(c["source"]) for c in texts] == ["YOUR ANSWER HERE"] * 2


def test_widget_sends_no_key(each: Assignment) -> None:
    for decision, item in zip(each.activities, public_items(each), strict=True):
        for widget in (
            GradedWidget(item, on_change=lambda _: None),
            GradedWidget(decision, cases_of(each), on_change=lambda _: None),
        ):
            state = {k: v for k, v in widget.get_state().items() if not k.startswith("_")}
            assert state["key"] is None
            sent = json.dumps(state, default=str)
            assert not found_in(sent, secrets_of(each))
            assert "activity-key" not in sent
            assert "evidence" not in state["html"]


def test_site(site: Path) -> None:
    secrets = [s for name in BANKS for s in secrets_of(load_bank(EXERCISES / "bank" / f"{name}.yml"))]
    secrets += MATCHED
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".json", ".txt", ".md", ".xml", ".ipynb"):
            assert not found_in(path.read_text(encoding="utf-8", errors="replace"), secrets), path


def other_key(activity: Activity, r: random.Random) -> Activity:
    """The same item as a learner sees it, with another key."""
    match activity:
        case Quiz():
            rights = [o.right for o in activity.options.values()]
            r.shuffle(rights)
            pairs = zip(activity.options.items(), rights, strict=True)
            update: dict[str, Any] = {
                "options": {n: o.model_copy(update={"right": x, "why": "?"}) for (n, o), x in pairs}
            }
        case Sort():
            names = list(activity.buckets)
            update = {"items": {n: i.model_copy(update={"bucket": r.choice(names)}) for n, i in activity.items.items()}}
        case Match():
            names = list(activity.right)
            update = {
                "left": {n: p.model_copy(update={"goes_with": r.choice(names)}) for n, p in activity.left.items()}
            }
        case Rank():
            places = r.sample(range(1, len(activity.items) + 1), len(activity.items))
            pairs_ = zip(activity.items.items(), places, strict=True)
            update = {"items": {n: i.model_copy(update={"places": (p,)}) for (n, i), p in pairs_}}
        case Audit():
            names = list(activity.answers)
            lines = activity.lines.items()
            update = {
                "lines": {n: x.model_copy(update={"answer": r.choice(names), "at": (), "why": "?"}) for n, x in lines}
            }
        case Spot():
            names = [p.shows for p in activity.passages.values()]
            r.shuffle(names)
            shown = zip(activity.passages.items(), names, strict=True)
            update = {"passages": {n: p.model_copy(update={"shows": s, "why": "?"}) for (n, p), s in shown}}
        case _:
            update = {}
    return activity.model_copy(update={**update, "explain": "?"})


def test_what_is_public_does_not_depend_on_the_key(each: Assignment) -> None:
    """With any other key, learners would get the same bytes: so no order, mark or number in them tells the key."""
    before = items_json(each.id, public_items(each), forms_of(each))
    r = random.Random(6)
    for _ in range(20 if each.id == NAME else 3):
        cases = tuple(
            case.model_copy(
                update={
                    "verdict": r.choice(sorted(case.verdicts)),
                    "acts": {},
                    "means": {"fraud": "?"},
                    "purposes": {},
                    "arguable": {},
                    "finding": "?",
                    "decided_by": "3(a)",
                    "distinction": "?",
                    "verdicts": dict.fromkeys(case.verdicts, "?"),
                    "next_questions": {
                        n: q.model_copy(update={"best": r.random() < 0.5, "why": "?"})
                        for n, q in case.next_questions.items()
                    },
                    "story": re.sub(r"\]\{[^}]*\}", "]{.fraud}", case.story),
                }
            )
            for case in each.cases
        )
        decisions = tuple(other_key(d, r) for d in each.decisions)
        variants = {name: tuple(other_key(d, r) for d in forms) for name, forms in each.variants.items()}
        other = each.model_copy(update={"cases": cases, "decisions": decisions, "variants": variants})
        assert items_json(each.id, public_items(other), forms_of(other)) == before


def test_ids_that_learners_see_say_nothing(each: Assignment) -> None:
    for case in each.cases:
        assert all(re.fullmatch(r"q\d", q) for q in case.next_questions), case.id
    for d in each.activities:
        match d:
            case Quiz():
                ids = [*d.options]
            case Sort() | Rank():
                ids = [*d.items]
            case Audit():
                ids = [*d.lines, *d.clauses, *d.answers]
            case Spot():
                ids = [*d.passages, *d.kinds]
            case Match():
                ids = [*d.left, *d.right]
                same = [n for n, pair in d.left.items() if n[1:] == pair.goes_with[1:]]
                assert len(same) < 2, f"{d.id}: the numbers on both sides tell what goes with what"
            case _:
                ids = []
        assert all(re.fullmatch(r"[a-z]\d?", i) for i in ids), (d.id, ids)


def test_tasks_and_criteria_say_nothing_of_the_keys(bank: Assignment) -> None:
    """The cells that learners read: a task that names the verdict would spoil the decision before it."""
    made = notebook(bank, None, load_words())
    read = " ".join(c.source for c in made.cells if not c.metadata["nbgrader"]["solution"])
    for word in ("3(a)", "3(b)", "3(c)", "3(d)", "trafficked", "deception", "coercion", "no means"):
        assert word not in read, word
