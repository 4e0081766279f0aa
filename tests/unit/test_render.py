"""Activities as HTML: whole, well formed, inert, and without a word of the key where they are graded."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from helpers import ROOT, Generator
from pydantic import ValidationError

from booklet6.activities import key_data, on_paper, prose, render
from booklet6.activities.render import PAPER_PARTS, safe_json
from booklet6.book.cases import FACETS
from booklet6.content import Activity, Case, load_course
from booklet6.content.coverage import COVERAGE_FILES
from booklet6.content.types import (
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
from booklet6.content.types.base import shuffled
from booklet6.content.vocabulary import VOCABULARY
from booklet6.templating import ended
from booklet6.words import load_words

WORDS = load_words()
COURSE = load_course(ROOT)
VOID = {"br", "hr", "img", "input", "meta", "link"}
PROSE = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}  # fmt: skip


def banked() -> list[tuple[Activity, dict[str, Case]]]:
    """The graded decisions, with the cases that they need."""
    return [(d, {c.id: c for c in a.cases}) for a in COURSE.assignments for d in a.activities]


PRACTICE = [pytest.param(a, COURSE.cases, id=a.id) for a in COURSE.activities.values()]
ALL = PRACTICE + [pytest.param(a, cases, id=a.id) for a, cases in banked()]


class Page(HTMLParser):
    """Reads HTML strictly: every element is closed, in order."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.all: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        assert len({name for name, _ in attrs}) == len(attrs), f"<{tag}> has an attribute twice"
        assert not (tag == "p" and "p" in self.open), "a paragraph inside a paragraph"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another"

    def handle_data(self, data: str) -> None:
        self.all.append((tuple(self.open), data))

    def text(self, inside: str = "") -> str:
        """The text, of all or of what stands inside an element; white space as one blank."""
        return " ".join("".join(t for path, t in self.all if not inside or inside in path).split())


def without_roles(html: str) -> str:
    """Without the cards of a scenario that say who sits at a desk: they are folded, and hold no answer."""
    return re.sub(r'<details class="scenario-role">.*?</details>', "", html, flags=re.DOTALL)


def plain(markdown: str) -> str:
    """A text of a course file as a reader sees it."""
    return Page(prose.inline(markdown)).text()


@pytest.mark.parametrize(("activity", "cases"), ALL)
@pytest.mark.parametrize("graded", [False, True])
def test_the_markup_is_well_formed(activity: Activity, cases: dict[str, Case], graded: bool) -> None:
    page = Page(render(activity, cases, WORDS, graded=graded))
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert page.tags["section"] == page.tags["form"] == page.tags["h3"] == 1
    asked = [value for _, name, value in page.attributes if name == "data-slot"]
    assert sorted(asked) == sorted(s.id for s in activity.slots(cases))
    labels = page.tags["label"]
    assert labels == page.tags["input"] + page.tags["select"] + page.tags["textarea"]


@pytest.mark.parametrize(("activity", "cases"), PRACTICE)
def test_the_answer_is_there_without_scripts(activity: Activity, cases: dict[str, Case]) -> None:
    html = without_roles(render(activity, cases, WORDS))
    page = Page(html)
    (fold,) = re.findall(r'<details class="activity-answer">.*?</details>', html, re.DOTALL)
    answer = Page(fold).text()
    for right in right_words(activity, cases):
        assert right in answer
    if activity.explain:
        assert Page(prose.block(activity.explain)).text() in answer
    (data,) = [text for path, text in page.all if path[-1:] == ("script",)]
    assert json.loads(data) == key_data(activity, cases)


def right_words(activity: Activity, cases: dict[str, Case]) -> list[str]:
    """What the answer has to name, in the words that a reader sees."""
    match activity:
        case Classify():
            case = cases[activity.case]
            elements = [WORDS(f"element.{e}") for e in case.elements]
            quotes = [" ".join(e.words.split()) for e in case.evidence]
            return [WORDS(f"verdict.{case.verdict}"), plain(case.finding), *elements, *quotes]
        case Quiz():
            return [f"{WORDS('activity.right')}: {plain(o.text)}" for o in activity.options.values() if o.right]
        case Sort():
            return [f"{plain(i.text)} {plain(activity.buckets[i.bucket])}" for i in activity.items.values()]
        case Match():
            return [f"{plain(p.text)} {ended(plain(activity.right[p.goes_with]))}" for p in activity.left.values()]
        case Rank():
            return [f"{ended(plain(i.text))} {plain(i.why)}" for i in activity.items.values()]
        case ActorMap():
            told: list[str] = []
            for it in activity.actors.values():
                told += [f"{it.name}", *it.stages.values(), *it.arguable.values(), it.why_role, it.why_duty]
                told += [activity.roles[r] for r in (it.role, *it.also)]
            return [plain(text) for text in told]
        case Scenario():
            path = [activity.scenes[s].choices[c].text for s, c in activity.good_path()]
            reasons = [c for scene in activity.scenes.values() for c in scene.choices.values()]
            repairs = [scene.repair for scene in activity.scenes.values() if scene.repair]
            return [*map(plain, path), *(f"{plain(c.text)} {plain(c.why)}" for c in reasons), *map(plain, repairs)]
        case Reflect():
            return [f"{plain(x.text)} {plain(x.why)} {plain(x.mend)}" for x in activity.rubric.values()]
        case Audit():
            titles = {c: f"{WORDS('audit.at')} {clause.title}" for c, clause in activity.clauses.items()}
            shown = [titles[line.at[0]] for line in activity.lines.values() if line.at]
            return [f"{plain(i.text)} {plain(activity.answers[i.answer])}" for i in activity.lines.values()] + shown
        case Spot():
            told = []
            for i, text in activity.words().items():
                p = activity.passages[i]
                named = " / ".join(plain(activity.kinds[k]) for k in (p.shows, *p.also) if k in activity.kinds)
                if p.shows != "arguable":
                    told.append(f"{plain(text)}{named and f' {named}.'} {plain(p.why)}")
            return told
    raise AssertionError(f"{activity.type}: say here what its answer has to name")


def test_a_ranking_is_shown_in_its_order() -> None:
    for activity in COURSE.activities.values():
        if isinstance(activity, Rank):
            answer = Page(render(activity, COURSE.cases, WORDS)).text("details")
            items = sorted(activity.items.values(), key=lambda i: i.places[0])
            assert sorted(items, key=lambda i: answer.index(plain(i.text))) == items


# ---- Graded: nothing of the key --------------------------------------------------------------------------------------


def secrets(activity: Activity, cases: dict[str, Case]) -> list[str]:
    """Every text that tells what is right or why."""
    told = [t for k in activity.key(cases).values() for t in k.feedback.values()]
    told += [activity.explain] if activity.explain else []
    if isinstance(activity, Reflect):
        told += [Page(prose.block(p)).text() for p in activity.model.split("\n\n")]
    if isinstance(activity, Classify):
        case = cases[activity.case]
        told += [case.finding, case.distinction, *case.arguable.values(), *case.elements.values()]
        told += [*case.verdicts.values(), *(q.why for q in case.next_questions.values())]
    if isinstance(activity, Scenario):
        told += [scene.repair for scene in activity.scenes.values() if scene.repair]
    return told


@pytest.mark.parametrize(("activity", "cases"), ALL)
def test_graded_markup_holds_no_key(activity: Activity, cases: dict[str, Case]) -> None:
    html = render(activity, cases, WORDS, graded=True)
    page = Page(html)
    assert not {"script", "mark", "q", "style"} & set(page.tags)
    folds = {value for tag, name, value in page.attributes if tag == "details" and name == "class"}
    assert folds <= {"audit-document", "scenario-role"}
    assert not {"checked", "selected", "data-elements", "style", "title"} & {name for _, name, _ in page.attributes}
    # An item may speak of evidence in its words and in the names of its parts, but no class may mark any.
    assert "evidence" not in " ".join(value for _, name, value in page.attributes if name == "class").split()
    assert not {name for _, name, _ in page.attributes} & {"data-outcome", "data-credit", "data-key", "data-at"}
    assert not re.search(r"activity-key|\{\.|\]\{", html)
    shown = page.text()
    for secret in secrets(activity, cases):
        assert plain(secret) not in shown
        assert secret not in html


def other_keys(activity: Activity, cases: dict[str, Case], make: Generator) -> tuple[Activity, dict[str, Case]]:
    """The same activity to look at, with another key: other things are right, for other reasons."""
    data: dict[str, Any] = activity.model_dump()
    data["explain"] = "something else"
    if isinstance(activity, Quiz):
        names = list(activity.options)
        right = make.r.sample(names, 1 if activity.mode != "multiple" else make.r.randint(1, len(names)))
        data["options"] = {o: {**it, "right": o in right, "why": "else"} for o, it in data["options"].items()}
    elif isinstance(activity, Sort):
        buckets = [i.bucket for i in activity.items.values()]
        make.r.shuffle(buckets)
        why = dict.fromkeys(activity.buckets, "else")
        data["items"] = {
            i: {**it, "bucket": b, "also": list(activity.buckets)[:1], "why": why}
            for (i, it), b in zip(data["items"].items(), buckets, strict=True)
        }
    elif isinstance(activity, Match):
        right = list(activity.right)
        data["left"] = {i: {**p, "goes_with": make.r.choice(right), "why": "else", "not_why": {}} for i, p in data["left"].items()}  # fmt: skip
    elif isinstance(activity, Rank):
        places = make.r.sample(range(1, len(activity.items) + 1), len(activity.items))
        data["items"] = {i: {**it, "places": [p], "why": "else"} for (i, it), p in zip(data["items"].items(), places, strict=True)}  # fmt: skip
    elif isinstance(activity, ActorMap):
        roles = [it["role"] for it in data["actors"].values()]
        make.r.shuffle(roles)
        for it, role in zip(data["actors"].values(), roles, strict=True):
            chosen = make.r.sample(STAGES, 2)
            it |= {
                "stages": {chosen[0]: "else"},
                "arguable": {chosen[1]: "else"},
                "why_role": "else",
                "why_duty": "else",
            }
            it |= {"role": role, "duty": make.r.choice([True, False, None])}
    elif isinstance(activity, Scenario):
        for scene in data["scenes"].values():
            scene |= {"source": ["6.9"], "repair": None if scene["choices"] else "else"}
            turned = dict(
                zip(scene["choices"], reversed([c["credit"] for c in scene["choices"].values()]), strict=True)
            )
            scene["choices"] = {n: {**c, "why": "else", "credit": turned[n]} for n, c in scene["choices"].items()}
        try:
            Scenario.model_validate(data)
        except ValidationError:  # with these credits no path would earn full marks
            for scene in data["scenes"].values():
                scene["choices"] = {n: {**c, "credit": 1} for n, c in scene["choices"].items()}
    elif isinstance(activity, Reflect):
        data["model"] = "something else"
        data["rubric"] = {i: {**x, "why": "else", "mend": "else"} for i, x in data["rubric"].items()}
    elif isinstance(activity, Audit):
        answers, clauses = list(activity.answers), list(activity.clauses)
        data["lines"] = {
            i: {"text": line.text, "answer": make.r.choice(answers), "at": [make.r.choice(clauses)], "why": "else"}
            for i, line in activity.lines.items()
        }
    elif isinstance(activity, Spot):
        signs = list(activity.kinds) or ["sign"]
        more = make.r.choices([*signs, "nothing", "arguable"], k=len(activity.passages) - 2)
        shows = make.r.sample(["nothing", make.r.choice(signs), *more], len(activity.passages))
        data["passages"] = {i: {"shows": s, "why": "else"} for i, s in zip(activity.passages, shows, strict=True)}
    elif isinstance(activity, Classify):
        case = cases[activity.case].model_dump()
        bare = re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", case["story"])
        case |= {"acts": {}, "means": {}, "purposes": {}, "arguable": {"fraud": "else"}}
        case |= {"story": bare, "finding": "else", "distinction": "else", "decided_by": "3(d)"}
        case["verdict"] = make.r.choice(sorted(set(case["verdicts"]) - {"trafficking"}))
        case["verdicts"] = dict.fromkeys(case["verdicts"], "else")
        best = make.r.choice(list(case["next_questions"]))
        case["next_questions"] = {q: {**it, "best": q == best, "why": "else"} for q, it in case["next_questions"].items()}  # fmt: skip
        cases = {activity.case: Case.model_validate(case)}
    else:
        raise AssertionError(f"{activity.type}: give it another key here")
    return type(activity).model_validate(data), cases


def test_graded_markup_does_not_depend_on_the_key() -> None:
    """The strongest form: with any other key, the learner's machine gets the same bytes."""
    make = Generator(6)
    known = [(a, COURSE.cases) for a in COURSE.activities.values()] + banked()
    differ = 0
    for activity, cases in known + [make.activity() for _ in range(400)]:
        other, other_cases = other_keys(activity, cases, make)
        differ += key_data(activity, cases) != key_data(other, other_cases)
        graded = render(activity, cases, WORDS, graded=True)
        assert graded == render(other, other_cases, WORDS, graded=True), activity.id
    assert differ > 300, "the other keys must be others"


@pytest.mark.parametrize(
    "story",
    [
        "Plain [words]{.coercion} here.",
        "Code `[words]{.coercion}` here.",
        "    [words]{.coercion} in a block of code",
        "Escaped \\[words]{.coercion} here.",
        "[words\nover lines]{.coercion\n.harbouring}",
        "*[words]{.coercion}* and [a *b]{ .coercion } c*",
        "> [words]{.coercion}",
        "- [words]{.coercion}(https://example.org)",
        "![words]{.coercion}",
        "<b>[words]{.coercion}</b>",
    ],
)
def test_no_mark_is_left_in_a_graded_story(story: str) -> None:
    html = prose.story(story, False)
    Page(html)
    assert "words" in html
    assert not re.search(r"coercion|harbouring|class|\{", html)


def test_the_marked_words_of_every_case_are_shown_in_practice() -> None:
    for case in COURSE.cases.values():
        html = prose.story(case.story, True)
        spans = re.findall(r'<span class="evidence" data-elements="([^"]*)">(.*?)</span>', html, re.DOTALL)
        assert [tuple(e.split()) for e, _ in spans] == [e.elements for e in case.evidence], case.id
        assert [Page(w).text() for _, w in spans] == [plain(e.words) for e in case.evidence], case.id


# ---- Course text is inert --------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://example.org/pixel.png)",
    "<a href='javascript:alert(1)'>x</a>",
    "<javascript:alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</section></form></details><form action=https://example.org><input name=a>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }} {% raw %} {0.__class__} {country} %(x)s",
    "`<script>alert(1)</script>`",
    "\\<script>alert(1)</script>",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "x\u202e\u2066<b onclick=alert(1)>\u2028",
]


def hostile_activities(text: str) -> list[tuple[Activity, dict[str, Case]]]:
    """One activity of each type, with that text wherever a course file can have text."""
    common: dict[str, Any] = {"id": "a", "title": text, "prompt": text, "explain": text, "content_note": text}
    common |= {"objectives": ["D1"], "source": ["6.4.1"]}
    texts = {"a": text, "b": text}
    items = {i: {"text": text, "bucket": i, "why": texts} for i in texts}
    left = {
        i: {"text": text, "goes_with": i, "why": text, "not_why": {j: text for j in texts if j != i}} for i in texts
    }
    options = {i: {"text": text, "why": text, "right": i == "a"} for i in texts}
    ranked = {i: {"text": text, "places": [n], "why": text} for n, i in enumerate("abc", 1)}
    case = {
        **{"id": "c", "title": text, "fictional": True, "country": text, "sector": "none", "person": "girl"},
        **{"route": "internal", "source": ["6.4.1"], "distinction": text, "content_note": text},
        **{"acts": {"receipt": text}, "purposes": {"slavery": text}, "arguable": {"fraud": text}},
        **{"verdict": "trafficking", "decided_by": "3(c)", "finding": text},
        "verdicts": dict.fromkeys(["trafficking", "no_crime", "cannot_tell"], text),
        "next_questions": {i: {"text": text, "why": text, "best": i == "a"} for i in texts},
        "story": f"{text} [words {text.replace('[', '').replace(']', '')}]{{.receipt .slavery}}\n\n{text}",
    }
    return [
        (Quiz.model_validate({**common, "type": "quiz", "options": options}), {}),
        (Quiz.model_validate({**common, "type": "quiz", "mode": "multiple", "options": options}), {}),
        (Sort.model_validate({**common, "type": "sort", "buckets": texts, "items": items}), {}),
        (Match.model_validate({**common, "type": "match", "left": left, "right": texts}), {}),
        (Rank.model_validate({**common, "type": "rank", "items": ranked}), {}),
        (ActorMap.model_validate({**common, "type": "actor_map", **hostile_map(text)}), {}),
        (Scenario.model_validate({**common, "type": "scenario", **hostile_story(text)}), {}),
        (Classify.model_validate({**common, "type": "classify", "case": "c"}), {"c": Case.model_validate(case)}),
        *((Spot.model_validate({**common, **it}), {}) for it in spots(text)),
        (Audit.model_validate({**common, **audit(text)}), {}),
        (Reflect.model_validate({**common, **reflect(text)}), {}),
    ]


def hostile_map(text: str) -> dict[str, Any]:
    """A map with that text in every place; a name is short."""
    actor = {"name": text[:30], "role": "a", "also": ["b"], "why_role": text, "why_duty": text, "duty": True}
    actor |= {"stages": {"transit": text}, "arguable": {"recruitment": text}}
    return {"person": text[:30], "roles": {"a": text, "b": text}, "actors": {"x": actor, "y": {**actor, "duty": None}}}


def hostile_story(text: str) -> dict[str, Any]:
    """A story with that text in every place."""
    choice = {"text": text, "then": text, "why": text, "credit": 1, "when": ["a < 9"], "to": "m"}
    scene = {"title": text, "act": "t", "desk": "police", "text": text, "pieces": ["p"], "source": ["6.4.1"]}
    passages = [{"when": ["not b", "a = 0"], "text": text}]
    end = {"title": text, "text": text, "repair": text}
    begin = {"x": {**choice, "effects": ["a + 1", "b"]}, "y": choice}
    after = {"x": {**choice, "to": "f", "instead": [{"when": ["b", "a >= 1"], "to": "e"}]}, "y": {**choice, "to": "f"}}
    return {
        "variables": {"a": {"name": text, "start": 0, "most": 9}},
        "facts": {"b": text},
        "acts": {"t": {"title": text, "text": text}},
        "roles": {"police": {"name": text, "text": text}},
        "pieces": {"p": {"title": text, "text": text}},
        "scenes": {
            "s": {**scene, "choices": begin},
            "m": {**scene, "choices": after, "passages": passages},
            "e": end,
            "f": end,
        },
    }


def spots(text: str) -> list[dict[str, Any]]:
    """A text to mark, with kinds and without, that holds the text between the marks and in them."""
    inside = "harmless" if "`" in text else re.sub(r"[\[\]]", "", text).replace("\n", " ")
    marked = "\n\n".join(f"Words [x {inside}]{{#p{n}}} {inside}" for n in range(4))
    shows = {"p0": "a", "p1": "nothing", "p2": "arguable", "p3": "b"}
    common = {"type": "spot", "document": text, "text": f"{text}\n\n{marked}"}
    plain = {i: {"shows": s if len(s) > 1 else "sign", "why": text} for i, s in shows.items()}
    kinds = {i: {"shows": s, "why": text, "not_why": {"b": text}} for i, s in shows.items()}
    return [{**common, "passages": plain}, {**common, "kinds": {"a": text, "b": text}, "passages": kinds}]


def audit(text: str) -> dict[str, Any]:
    """A document and a list that hold the text wherever they can."""
    line = {"text": text, "answer": "a", "at": ["a", "b"], "why": text, "not_why": {"b": text}}
    clauses = {i: {"title": text, "text": text} for i in "ab"}
    answers = {"a": text, "b": text}
    return {"type": "audit", "document": text, "clauses": clauses, "answers": answers, "lines": dict.fromkeys("abc", line)}  # fmt: skip


def reflect(text: str) -> dict[str, Any]:
    """A task to write that holds the text wherever it can."""
    line = {"text": text, "why": text, "mend": text}
    return {"type": "reflect", "model": text, "rubric": {"a": line, "b": line}}


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("graded", [False, True])
def test_hostile_course_text_is_inert(text: str, graded: bool) -> None:
    harmless = [Page(render(a, cases, WORDS, graded=graded)) for a, cases in hostile_activities("harmless")]
    for (activity, cases), like in zip(hostile_activities(text), harmless, strict=True):
        source_words = {"6.4.1": text}
        page = Page(render(activity, cases, WORDS, graded=graded, source_words=source_words))
        for tag in set(page.tags) - PROSE:
            assert page.tags[tag] == like.tags[tag], f"{activity.type}: <{tag}> comes from the text"
        assert {(t, n) for t, n, _ in page.attributes} - {("a", "href")} <= {(t, n) for t, n, _ in like.attributes}
        for _, name, value in page.attributes:
            assert name != "href" or re.match(r"https?:|#a--\d+$|#clause-a-[ab]$", value), value
        heading = " ".join("".join(t for path, t in page.all if path[-1:] == ("h3",)).split())
        assert heading == " ".join(text.split()), "a title is shown as it is written"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("part", PAPER_PARTS)
def test_hostile_course_text_is_inert_on_paper(part: str, text: str) -> None:
    def story(words: str) -> Scenario:
        return next(a for a, _ in hostile_activities(words) if isinstance(a, Scenario))

    page = Page(on_paper(story(text), WORDS, part, {"6.4.1": text}))
    like = Page(on_paper(story("harmless"), WORDS, part))
    for tag in set(page.tags) - PROSE:
        assert page.tags[tag] == like.tags[tag], f"<{tag}> comes from the text"
    assert {(t, n) for t, n, _ in page.attributes} - {("a", "href")} <= {(t, n) for t, n, _ in like.attributes}
    assert all(re.match("https?:", value) for _, name, value in page.attributes if name == "href")


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_is_cleaned(text: str) -> None:
    for html in (prose.block(text), prose.inline(text), prose.story(text, True), prose.story(text, False)):
        page = Page(html)
        assert set(page.tags) <= PROSE
        assert {(tag, name) for tag, name, _ in page.attributes} <= {("a", "href")}
        assert all(value.startswith("https:") for _, _, value in page.attributes)


def test_markdown_that_is_meant_is_kept() -> None:
    assert prose.inline("*a* **b** `c` [d](https://example.org)\ne") == (
        '<em>a</em> <strong>b</strong> <code>c</code> <a href="https://example.org">d</a> e'
    )
    page = Page(prose.block("- a\n- b\n\n|x|\n|-|\n|y|"))
    assert page.tags == {"ul": 1, "li": 2, "table": 1, "thead": 1, "tbody": 1, "tr": 2, "th": 1, "td": 1}


@pytest.mark.parametrize("text", [*HOSTILE, "</SCRIPT >", "<!--", "-->", "]]>", "\u2028", "\x00", '"', "\\"])
def test_json_cannot_end_its_script(text: str) -> None:
    data = {"a": text, text: [text, {"b": text}]}
    out = str(safe_json(data))
    assert json.loads(out) == data
    assert not re.search("[<>&]", out)
    page = Page(f'<script type="application/json">{out}</script>')
    assert page.tags == {"script": 1}


# ---- Order -----------------------------------------------------------------------------------------------------------


def test_a_shuffled_order_is_never_the_one_written_and_always_the_same() -> None:
    make = Generator(1)
    for n in range(3000):
        ids = make.ids(2, 8)
        order = shuffled(ids, f"seed-{n}")
        assert order != tuple(ids)
        assert sorted(order) == sorted(ids)
        assert order == shuffled(iter(ids), f"seed-{n}")
    assert shuffled(["only"], "x") == ("only",)
    assert shuffled([], "x") == ()
    assert shuffled("abcde", "def-quiz-border") == ("b", "d", "e", "a", "c"), "the same on every machine, for ever"


def test_what_is_shuffled_is_not_shown_as_written() -> None:
    make = Generator(2)
    for activity in [*COURSE.activities.values(), *(make.activity()[0] for _ in range(300))]:
        match activity:
            case Quiz(mode="single" | "multiple"):
                assert activity.order() != tuple(activity.options)
            case Sort() | Rank():
                assert tuple(s.id for s in activity.slots({})) != tuple(activity.items)
            case Match():
                assert activity.slots({})[0].values != tuple(activity.right)


# ---- Words -----------------------------------------------------------------------------------------------------------

_SOURCE = [
    text
    for path in sorted((ROOT / "src" / "booklet6").rglob("*"))
    if path.suffix in (".py", ".html", ".j2", ".js")
    and "vendor" not in path.parts
    and not (text := path.read_text(encoding="utf-8")).startswith("/* Generated")
]
_ALL_SOURCE = "\n".join(_SOURCE)
_STARTS = set(re.findall(r"""["'`]((?:[a-z_]+\.)+[a-z_]*)(?:["']\s*[~+]|\$?\{)""", _ALL_SOURCE))
"""Beginnings of names that are put together: f"verdict.{v}", "hint." ~ element, `activity.${outcome}`."""
_CALLED = re.compile(r"""\b_?(?:words|say)\(\s*f?["'`]([a-z_]+\.[^"'`{$]*)(["'`{$])(\s*[~+])?""")


def test_every_word_that_is_used_is_in_the_catalogue() -> None:
    called = _CALLED.findall(_ALL_SOURCE)
    assert len(called) > 100
    for name, end, more in called:
        if end in "{$" or more:
            assert any(known.startswith(name) for known in WORDS.entries), f"no words begin with {name}"
        else:
            assert name in WORDS.entries, f"no words for {name}"


def test_every_word_of_the_catalogue_is_used() -> None:
    quoted = set(re.findall(r"""(?<=["'`])[\w.()-]+(?=["'`])""", _ALL_SOURCE))
    parts = quoted | set(re.findall(r"\b(\w+):", _ALL_SOURCE)) | COURSE_WORDS

    def used(name: str) -> bool:
        kind, _, value = name.partition(".")
        if kind in FACETS or kind in VOCABULARY:  # put together from the facet and its value
            return value in quoted or value in VOCABULARY.get(kind, ())
        rests = [name.removeprefix(start) for start in _STARTS if name.startswith(start)]
        return name in quoted or any(rest in parts or rest.split(".")[0] in parts for rest in rests)

    assert {name for name in WORDS.entries if not used(name)} <= UNUSED


COURSE_WORDS = {"smuggling 3(a)", *COVERAGE_FILES}
"""Parts of names that come from course files."""
UNUSED = {"meta.name"}
"""For whoever offers a choice of languages."""


def test_gaps_are_filled_by_name() -> None:
    for name, text in WORDS.entries.items():
        gaps = re.findall(r"\{([^}]*)\}", text)
        assert all(re.fullmatch(r"[a-z_]+", gap) for gap in gaps), name
        WORDS(name, **dict.fromkeys(gaps, "x"))
