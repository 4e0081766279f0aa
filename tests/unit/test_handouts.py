"""Handouts: what each document holds, what is fit for a printer without colour, and what the command refuses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from elements import read
from helpers import ROOT, small_course, there

from booklet6.activities import prose
from booklet6.cli import main
from booklet6.content import Course, CourseError, load_course
from booklet6.content.case import MARKED
from booklet6.content.desk_cards import MOST_WORDS
from booklet6.content.types import ActorMap, Classify, Scenario, Sort
from booklet6.local import HELP
from booklet6.training.handouts import pdf
from booklet6.training.handouts.cards import SIZES
from booklet6.training.handouts.document import PAPERS, Document, css_text
from booklet6.training.handouts.forms import CARRIED, TO_A_PAGE
from booklet6.training.handouts.kinds import KINDS
from booklet6.training.handouts.make import documents
from booklet6.training.handouts.names import LARGEST, NamesError, Person, read_names
from booklet6.training.handouts.request import Request
from booklet6.words import Words, load_words

COURSE = load_course(ROOT)
WORDS = load_words()
EDITION = load_course(ROOT, ROOT / "editions" / "kaleshia.yml")
PEOPLE = (Person("Ana Lopes", "Port police"), Person("محمد الأمين", "وزارة العمل"), Person("<b>O'Neil</b> & Co"))


def asked(course: Course = COURSE, words: Words = WORDS, **more: Any) -> Request:
    return Request(course, words, **{"modules": course.modules, "key": True, "people": PEOPLE, **more})


ALL = {d.name: d for d in documents(asked(), KINDS)[0]}


@cache
def text_of(name: str) -> str:
    """What is read in a document."""
    return read(ALL[name].body).text()


def told(markdown: str) -> str:
    return " ".join(prose.plain(markdown).split())


# ---- what is in them ----------------------------------------------------------------------------------------------------


def test_there_are_all_kinds_and_keys_are_apart() -> None:
    assert list(ALL) == [
        "workbook", "cards", "cards-key", "activities", "activities-key", "actors", "capstone", "capstone-key",
        "room-papers", "desk-cards", "help-cards", "evaluation", "attendance", "certificates",
    ]  # fmt: skip
    without = [d.name for d in documents(asked(key=False), KINDS)[0]]
    assert without == [name for name in ALL if not name.endswith("-key")]


def test_no_document_without_key_holds_a_reason() -> None:
    reasons = [told(c.finding) for c in COURSE.cases.values()]
    reasons += [told(a.explain) for a in COURSE.activities.values() if a.explain]
    for name in ALL:
        found = [reason for reason in reasons if reason in text_of(name)]
        assert not found or name.endswith("-key"), (name, found[:2])
    assert all(told(c.finding)[:40] in text_of("cards-key") for c in COURSE.cases.values())


def test_an_answer_on_a_key_ends_before_its_reason_begins() -> None:
    for name in (n for n in ALL if n.endswith("-key")):
        assert not re.findall(r".{30}[?!][.:;].{10}", text_of(name)), name
    key = read(ALL["activities-key"].body)
    for kind in ("match", "rank"):
        for sheet in key.of(f"sheet-{kind}"):
            for line in sheet.of("reasons")[0].tagged("li"):
                answer = line.tagged("strong" if kind == "match" else "em")[0].text()
                assert re.search(r"[.?!][\"”]?$", answer), answer


def test_a_key_names_each_element_and_keeps_what_is_arguable_apart() -> None:
    for row in read(ALL["cards-key"].body).of("key-row"):
        case = COURSE.cases[row.attrs["data-case"]]
        *groups, last = row.tagged("li")
        arguable = last if case.arguable else None
        groups = groups if case.arguable else [*groups, last]
        for group, shown in zip(("acts", "means", "purposes"), groups, strict=True):
            named = [f"{WORDS(f'element.{e}')}:" for e in getattr(case, group)]
            assert [em.text() for em in shown.tagged("em") if em.text() in named] == named
        if arguable:
            assert arguable.text().startswith(f"{WORDS('activity.open')}: ")
            assert {f"{WORDS(f'element.{e}')}:" for e in case.arguable} <= {em.text() for em in arguable.tagged("em")}


def test_no_document_holds_an_item_of_a_test_or_a_bank() -> None:
    hidden = [c.story for b in COURSE.assignments for c in b.cases]
    hidden += [c.story for m in COURSE.modules if m.test for c in m.test.cases]
    assert len(hidden) > 10
    texts = {name: text_of(name) for name in ALL}
    for story in hidden:
        start = told(MARKED.sub(r"\1", story))[:60]
        assert not [name for name, text in texts.items() if start in text]


def test_the_workbook_has_each_part_of_each_module() -> None:
    book = text_of("workbook")
    for module in COURSE.modules:
        (part,) = [n for n in read(ALL["workbook"].body).all() if n.attrs.get("data-module") == module.id]
        words = part.text()
        assert words.startswith(module.lesson.title)
        assert all(told(o) in words for o in module.lesson.objectives.values())
        assert all(told(p) in words for p in module.lesson.key_points)
        assert len(part.of("desk")) == 3
        assert len(part.of("line")) >= 14, "room for notes"
        sheets = [n.attrs["data-sheet"] for n in part.of("sheet")]
        session = dict.fromkeys(a for s in module.session.steps for a in s.activities)
        own = {a.id for a in module.activities if not isinstance(a, Scenario)}
        assert sheets == [a for a in session if a in own]
        rest = {a.title for a in module.activities if a.id not in sheets}
        assert {li.text().rpartition(" (")[0] for li in part.of("more")[0].tagged("li")} == rest
        assert part.of("words")[0].tagged("dt")
    for sign in ("{term}", "{src}", "{cite}", "{local}", "](", "**", "`"):
        assert sign not in book, "MyST is no text for paper"


def test_each_case_has_a_card_with_the_number_of_its_key() -> None:
    cards = {n.attrs["data-case"]: n for n in read(ALL["cards"].body).of("card")}
    key = {n.attrs["data-case"]: n for n in read(ALL["cards-key"].body).of("key-row")}
    assert set(cards) == set(key) == set(COURSE.cases)
    numbers = {}
    for name, card in cards.items():
        case = COURSE.cases[name]
        numbers[name] = int(card.of("card-number")[0].text())
        assert f"Fictional case, set in {case.country}" in card.text()
        assert told(MARKED.sub(r"\1", case.story).split("\n\n")[0]) in card.text()
        assert key[name].text().startswith(f"{numbers[name]}. {case.title} {WORDS(f'verdict.{case.verdict}')}.")
    assert sorted(numbers.values()) == list(range(1, len(COURSE.cases) + 1))
    for item in COURSE.activities.values():
        if isinstance(item, Classify):  # the screen's key says the same as the trainer's sheet
            right = item.key(COURSE.cases)["verdict"].best_value
            assert WORDS(f"verdict.{right}") in key[item.case].tagged("strong")[0].text()
    pages = read(ALL["cards"].body).of("cut")
    assert len(pages) == ALL["cards"].pages
    sizes = [next(n for n in SIZES if f"cut-{n}" in p.attrs["class"]) for p in pages]
    assert all(1 <= len(p.of("card")) <= n for p, n in zip(pages, sizes, strict=True))
    assert len(pages) <= 0.35 * len(COURSE.cases) + 1, "most cards take less than half a page"
    only = documents(asked(modules=(COURSE.module("06_prevention"),)), ["cards"])[0][0]
    used = {a.case for a in COURSE.module("06_prevention").activities if isinstance(a, Classify)}
    assert {n.attrs["data-case"] for n in read(only.body).of("card")} == used


def test_the_wall_has_everybody_of_each_map() -> None:
    walls = {n.attrs["data-map"]: n for n in read(ALL["actors"].body).of("wall")}
    maps = {k: a for k, a in COURSE.activities.items() if isinstance(a, ActorMap)}
    assert set(walls) == set(maps)
    for name, wall in walls.items():
        names = [n.tagged("h3")[0].text() for n in wall.of("wall-name")]
        assert names == [maps[name].person, *(a.name for a in maps[name].actors.values())]
        assert len(wall.of("wall-stage")) == 3
        assert [n.tagged("h3")[0].text() for n in wall.of("wall-role")] == [told(r) for r in maps[name].roles.values()]
        assert len(wall.of("wall-duty")) == len(names) - 1


def test_the_capstone_is_the_page_and_its_debrief_is_apart() -> None:
    story = next(a for a in COURSE.activities.values() if isinstance(a, Scenario) and a.acts)
    main_text, debrief = text_of("capstone"), text_of("capstone-key")
    assert len(read(ALL["capstone"].body).of("paper-scene")) == len(story.scenes)
    assert "How it is played" in main_text
    assert "The Act of Orlesia" in main_text
    assert "What it is." in main_text, "the law of the exercise is taken from the lesson"
    for scene in story.scenes.values():
        for choice in scene.choices.values():
            assert told(choice.why) in debrief
            assert told(choice.why) not in main_text
    for rest in ("{on-paper}", ":part:", ":::", "{include}", "%"):
        assert rest not in main_text


def test_desk_cards_are_of_the_course_and_have_the_facts_of_the_country() -> None:
    assert {c.desk for c in COURSE.desk_cards} == {"police", "labour-attache", "others"}
    bare = read(ALL["desk-cards"].body)
    assert len(bare.of("desk-card")) == len(COURSE.desk_cards) == ALL["desk-cards"].pages
    assert bare.text().count(WORDS("local.open")) == sum(len(c.call) + len(c.law) for c in COURSE.desk_cards)
    (filled,), _ = documents(asked(EDITION), ["desk-cards"])
    words = read(filled.body).text()
    assert WORDS("local.open") not in words
    assert EDITION.edition
    assert there(EDITION.edition.contacts.hotline.number) in words
    assert words.count("Kaleshia is an invented country. Call none of these numbers.") == len(COURSE.desk_cards)
    assert words.count("All checked on 2026-11-20 or later.") == len(COURSE.desk_cards), (
        "a card lies on a desk for years"
    )
    assert "All checked on" not in bare.text()
    for card in COURSE.desk_cards:
        for _, text in card.texts:
            assert told(text) in words


def test_help_cards_are_one_for_each_person_and_one_for_the_wall() -> None:
    (filled,), _ = documents(asked(EDITION), ["help-cards"])
    for document, contacts in ((ALL["help-cards"], None), (filled, EDITION.edition and EDITION.edition.contacts)):
        body = read(document.body)
        wall, cards = body.of("help-wall")[0], body.of("help-card")
        assert len(cards) == TO_A_PAGE
        assert document.pages == 2
        for place, slots in ((wall, HELP), *((card, CARRIED) for card in cards)):
            assert len(place.tagged("dt")) == len(slots)
            assert place.text().count(WORDS("local.open")) == (0 if contacts else len(slots))
            assert ("Call none of these numbers." in place.text()) == bool(contacts)
            for slot in slots if contacts else ():
                entry = getattr(contacts, slot.partition(".")[2])
                assert there(entry.number or entry.missing) in place.text()
                assert [n.text() for n in place.of("dialled") if n.text() == entry.number] or not entry.number
    for block in (there(COURSE.agendas).block(name) for name in ("welcome", "goodbye")):
        assert any("the handout help-cards" in thing for thing in block.material), block.id


def test_room_papers_are_what_the_sessions_bring_along() -> None:
    body = read(ALL["room-papers"].body)
    listed = [row.attrs["data-paper"] for row in body.tagged("tr") if "data-paper" in row.attrs]
    assert listed == [p.id for p in COURSE.room_papers]
    text = body.text()
    for paper in COURSE.room_papers:
        assert there(told(paper.use)) in text
        row = next(n for n in body.tagged("tr") if n.attrs.get("data-paper") == paper.id)
        assert ("Source:" in row.text()) == bool(paper.source), "also of cards, which have no room for it"
        for card in paper.cards:
            assert there(told(card.title)) in text
            for sentence in re.split(r"\n|\|[ -]*", card.text or ""):
                assert there(told(sentence.strip(" -"))) in text if sentence.strip() else True
        if paper.sort:
            sort = COURSE.activities[paper.sort]
            assert isinstance(sort, Sort)
            assert all(there(told(item.text)) in text for item in sort.items.values())
    assert "Is there money and know-how" in text, "a part of a lesson goes to the end of its list"
    assert "Who brought you out?" in text
    assert "held on arrival" not in text, "of what stands above a list only the last paragraph"
    assert text.count(WORDS("handouts.room_papers.notes")) == 2, "each table of a lesson has room to write"
    assert "Right remarks do not make a note yet" not in text, "and no further"
    # Whoever names this handout has something in it, and the other way round.
    assert COURSE.agendas
    brought = {m.id: m.session.material for m in COURSE.modules} | {b.id: b.material for b in COURSE.agendas.blocks}
    naming = {name for name, things in brought.items() if any("the handout room-papers" in thing for thing in things)}
    assert naming == {paper.used[0] for paper in COURSE.room_papers}
    (one,), _ = documents(asked(modules=(COURSE.module("08_prosecution"),)), ["room-papers"])
    assert "A wage book" in one.body
    assert "You sit at the desk" not in one.body, "blocks belong to the whole course"
    (none, empty) = documents(asked(modules=(COURSE.module("03_mechanics_and_actors"),)), ["room-papers"])
    assert (none, empty) == ([], ["room-papers"])


def test_names_keep_their_direction_and_their_signs() -> None:
    for name in ("attendance", "certificates"):
        assert "<bdi>محمد الأمين</bdi>" in ALL[name].body
        assert "<bdi>&lt;b&gt;O&#39;Neil&lt;/b&gt; &amp; Co</bdi>" in ALL[name].body
    assert "Attendance list" in read(ALL["attendance"].body).tagged("caption")[0].text()
    rows = read(ALL["attendance"].body).tagged("tbody")[0].tagged("tr")
    assert len(rows) == 18
    assert [bool(r.tagged("td")[1].text()) for r in rows] == [True] * 3 + [False] * 15
    many, _ = documents(asked(people=tuple(Person(f"N {n}") for n in range(40))), ["attendance", "certificates"])
    assert [d.pages for d in many] == [None, 40]
    assert len(read(many[0].body).tagged("tbody")[0].tagged("tr")) == 54
    (blank,), _ = documents(asked(people=()), ["certificates"])
    assert blank.pages == 1
    assert "says nothing of a test" in read(blank.body).text()
    assert not re.search(r"pass(ed)?\b|per cent|points", read(blank.body).text())


def test_the_evaluation_asks_for_no_name() -> None:
    assert "Write no name" in text_of("evaluation")
    assert WORDS("handouts.my_name") not in text_of("evaluation")
    assert "Ana Lopes" not in text_of("evaluation")


def test_a_course_without_some_things_has_no_such_papers(tmp_path: Path) -> None:
    course = load_course(small_course(tmp_path))
    made, empty = documents(asked(course), KINDS)
    assert set(empty) == {"desk-cards", "room-papers", "capstone"}
    assert {"workbook", "activities", "evaluation"} <= {d.name for d in made}


# ---- fit to print -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("paper", PAPERS)
def test_each_file_is_whole_and_asks_for_nothing(paper: Any) -> None:
    for document in ALL.values():
        html = document.html(WORDS, paper)
        assert f'<html lang="{WORDS.language}" dir="{WORDS.direction}">' in html
        assert f"<title>{document.title}</title>" in html
        assert f"size: {PAPERS[paper][0]}{' landscape' if document.wide else ''};" in html
        assert not re.search(r"<(script|link|img|iframe|object)\b|@import|url\(|https?://(?!www\.w3)|\bsrc=", html)
        assert "default-src 'none'" in html
        assert css_text(document.footer) in html
        assert "counter(page)" in html
        assert html.count("<h1>") == 1
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        ranks = [int(n) for n in re.findall(r"<h(\d)", html)]
        assert all(after <= before + 1 for before, after in pairwise(ranks)), document.name


def test_the_fiction_is_named_at_each_foot() -> None:
    for name in (
        "workbook",
        "cards",
        "cards-key",
        "activities",
        "activities-key",
        "actors",
        "capstone",
        "capstone-key",
    ):
        assert "fictional" in ALL[name].footer


STYLE = (ROOT / "src/booklet6/training/handouts/print.css").read_text(encoding="utf-8")


def test_nothing_needs_colour_and_nothing_is_small() -> None:
    colours = re.findall(r"#([0-9a-f]{3,6})\b", STYLE)
    assert colours
    assert all(len(set(c)) == 1 for c in colours), "black, white and greys only"
    assert all(int(c[0], 16) <= 7 or c[0] in "ef" for c in colours), "no pale grey for what is read"
    assert not re.search(r"rgb|hsl|color-mix|\b(red|green|blue|orange|yellow)\b", STYLE)
    assert not re.search(
        r"[\s(](?:left|right|top|bottom|width|height|margin-(?:left|right|top|bottom)|padding-(?:left|right))\s*:",
        STYLE,
    )
    sizes = [float(s) for s in re.findall(r"font(?:-size)?: (?:[a-z ]*)([\d.]+)pt", STYLE)]
    assert min(sizes) == 10.5
    assert not re.search(r"font(-size)?:[^;]*\d(em|%|px|rem)", STYLE), (
        "sizes of type in points, so that they can be checked"
    )


def test_a_right_box_is_told_by_a_cross_and_not_by_its_look() -> None:
    for box in read(ALL["activities-key"].body).of("box"):
        assert ("on" in box.attrs["class"].split()) == (box.text() == "×")


def test_a_footer_cannot_leave_its_string() -> None:
    assert css_text('a"; } </style><script>') == '"a\\22 ; \\7d  \\3c \\2f style\\3e \\3c script\\3e "'
    html = Document("x", "t", "", 'f"}</style><script>alert(1)</script>').html(WORDS, "a4")
    assert "<script" not in html
    assert html.count("</style>") == 1


def test_another_language_and_direction() -> None:
    other = {k: f"⟦{v}⟧" for k, v in WORDS.entries.items()} | {"meta.language": "ar", "meta.direction": "rtl"}
    other |= {k: v for k, v in WORDS.entries.items() if k.startswith("source.")}
    words = Words(other)
    for document in documents(asked(words=words), ["evaluation", "attendance", "certificates", "desk-cards"])[0]:
        html = document.html(words, "a4")
        assert 'dir="rtl"' in html
        assert "@bottom-right { content: " in html, "the footer begins at the right"
        hint = re.findall(r'<header class="on-screen"><p>(.+)</p></header>', html)[0]
        assert ("⟦⟦A4⟧, landscape⟧" in hint) == document.wide
        while (outer := re.sub(r"⟦[^⟦⟧]*⟧", "", hint)) != hint:
            hint = outer
        assert hint == "", "all words come from the catalogue"
        bare = re.sub(r"⟦[^⟧]*⟧", "", read(document.body).text())
        if document.name == "evaluation":
            assert not re.search(r"[A-Za-z]", bare), "all words come from the catalogue"


# ---- names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"name\nAna\nBo\n", ["Ana", "Bo"]),
        (b"Office;Name\r\nPort;  Ana   Maria \r\n\r\n;Bo\r\n", ["Ana Maria", "Bo"]),
        ("\ufeffname\toffice\nمحمد\tوزارة\n".encode(), ["محمد"]),
        ("name\nשרה\n".encode("utf-16"), ["שרה"]),
        (b'name\n"Lopes, Ana"\n', ["Lopes, Ana"]),
        ("name\n\u202eevil\u202c name\u2066\n".encode(), ["evil name"]),
        (b"name\rAna\rBo", ["Ana", "Bo"]),
        (b"name\n=HYPERLINK(1)\n", ["=HYPERLINK(1)"]),
    ],
)
def test_names_are_read(tmp_path: Path, data: bytes, names: list[str]) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(data)
    assert [p.name for p in read_names(file)] == names


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b"\n \n,,\n", "the file is empty"),
        (b"Ana\nBo\n", "there is no column `name`"),
        (b"name\n", "there are no names below the first row"),
        (b"name,office\n,Port\n", "line 2: has no name"),
        (b"name\n...\n", "line 2: has no name"),
        (b"name\nLopes, Ana\n", "line 2: has more cells"),
        (b"name\n" + b"a" * 101 + b"\n", "line 2: the name has 101 characters"),
        (b"name\n" + b"Ana\n" * 1001, "1001 names, expected at most 1000"),
        (b"PK\x03\x04", "spreadsheet's own file"),
        (b"name\nJos\xe9\n", "not in UTF-8"),
        (b"name\nAna\0\n", "is no text"),
        (b'name\n"Ana\n', "cannot be read as a table"),
        (b"name\n" + b"x" * LARGEST, "more than 1,000,000 bytes"),
    ],
)
def test_names_that_cannot_be_read_are_told(tmp_path: Path, data: bytes, says: str) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(data)
    with pytest.raises(NamesError, match=re.escape(says)):
        read_names(file)


def test_many_faults_in_names_are_cut_short(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_bytes(b"name,office\n" + b",x\n" * 30)
    with pytest.raises(NamesError) as caught:
        read_names(file)
    assert len(caught.value.lines) == 11
    assert caught.value.lines[-1] == "and 20 lines more"


# ---- the course file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda c: c.update(call=["contacts.hotlin"]), r"call: there is no slot 'contacts.hotlin'\. Did you mean 'contacts"),
        (lambda c: c.update(module="07_protektion"), "module: there is no module '07_protektion'"),
        (lambda c: c.update(source=["@nobody2000"]), "no 'nobody2000' in book/references.bib"),
        (lambda c: c["parts"][0].update(points=["Call {local}`contacts.x`"]), "there is no slot 'contacts.x'"),
        (lambda c: c.update(lead="word " * 400), f"expected at most {MOST_WORDS}, so that it stays on one page"),
        (lambda c: c.update(desk="nurse"), "desk"),
    ],
)  # fmt: skip
def test_mistakes_in_desk_cards_are_told(tmp_path: Path, change: Callable[[Any], object], says: str) -> None:
    root = small_course(tmp_path)
    file = root / "book" / "desk-cards.yml"
    good = {
        "id": "one", "desk": "police", "title": "T", "who": "W", "lead": "L", "call": ["contacts.hotline"],
        "parts": [{"title": "P", "points": ["x"]}], "module": "01_one", "source": ["6.8"],
    }  # fmt: skip
    file.write_text(yaml.safe_dump([good]), encoding="utf-8")
    assert [c.id for c in load_course(root).desk_cards] == ["one"]
    change(good)
    file.write_text(yaml.safe_dump([good]), encoding="utf-8")
    with pytest.raises(CourseError, match=says) as caught:
        load_course(root)
    assert re.search(r"book/desk-cards\.yml:\d+:", str(caught.value))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda p: p.update(sheet="x"), "has cards and sheet, expected one of cards, sort, sheet and section"),
        (lambda p: p.pop("cards"), "has nothing on it, expected one of cards, sort, sheet and section"),
        (lambda p: p.update(used=["01_on"]), "used: there is no module or block '01_on'. Did you mean '01_one'"),
        (lambda p: p.update(source=["@nobody2000"]), "no 'nobody2000' in book/references.bib"),
        (lambda p: (p.pop("cards"), p.update(sort="sort-of")), "sort: there is no sort 'sort-of'"),
        (lambda p: (p.pop("cards"), p.update(section="01_one#nowhere")), "the page has no such heading"),
        (lambda p: (p.pop("cards"), p.update(section="01_one")), "is no part of a lesson, expected module#heading"),
        (lambda p: (p.pop("cards"), p.update(section="case:x")), "is no part of a lesson, expected module#heading"),
    ],
)  # fmt: skip
def test_mistakes_in_room_papers_are_told(tmp_path: Path, change: Callable[[Any], object], says: str) -> None:
    root = small_course(tmp_path)
    file = root / "book" / "room-papers.yml"
    good = {"id": "one", "title": "T", "use": "Cut.", "used": ["01_one"], "cards": [{"title": "C"}], "source": ["6.8"]}
    file.write_text(yaml.safe_dump([good]), encoding="utf-8")
    assert [p.id for p in load_course(root).room_papers] == ["one"]
    change(good)
    file.write_text(yaml.safe_dump([good]), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(says)) as caught:
        load_course(root)
    assert re.search(r"book/room-papers\.yml:\d+:", str(caught.value))


# ---- the command --------------------------------------------------------------------------------------------------------


pytestmark = pytest.mark.usefixtures("course_loaded_once")


def run(*arguments: str | Path) -> Result:
    """Run `booklet6 handouts` in the real course. An error that is not caught fails the test."""
    result = CliRunner().invoke(main, ["--root", str(ROOT), "handouts", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_html_alone_is_written_when_asked(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    result = run("--only", "evaluation, desk-cards", "--paper", "letter", "--no-pdf", "--out", out)
    assert result.exit_code == 0, result.output
    assert sorted(p.name for p in out.iterdir()) == ["desk-cards-letter.html", "evaluation-letter.html"]
    assert "size: letter" in (out / "evaluation-letter.html").read_text(encoding="utf-8")
    again = run("--only", "evaluation", "--paper", "letter", "--no-pdf", "--out", out)
    assert again.exit_code == 1
    assert "evaluation-letter.html is there already; say --force" in again.stderr
    assert run("--only", "evaluation", "--paper", "letter", "--no-pdf", "--out", out, "--force").exit_code == 0


def test_without_a_browser_the_html_is_there_and_the_status_is_not_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find", lambda: None)
    result = run("--only", "evaluation", "--out", tmp_path)
    assert result.exit_code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["evaluation-a4.html"]
    assert "no PDF was made" in result.stderr
    assert "open it in any browser and print it" in result.stderr


def test_a_browser_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "browser"
    bad.write_text("#!/bin/sh\necho 'no display' >&2\nexit 3\n", encoding="utf-8")
    bad.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(bad))
    result = run("--only", "evaluation", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "evaluation-a4.pdf: the browser wrote no PDF (exit status 3). no display" in result.stderr
    assert (tmp_path / "out" / "evaluation-a4.html").is_file()
    assert "evaluation-a4.html" in result.stdout


def test_a_certificate_does_not_name_more_than_was_taught_without_a_word(tmp_path: Path) -> None:
    said = "A certificate names all modules."
    assert said in run("--only", "certificates", "--no-pdf", "--out", tmp_path / "all").stderr
    assert said not in run("--only", "certificates", "--module", "2", "--no-pdf", "--out", tmp_path / "one").stderr
    assert said not in run("--only", "attendance", "--no-pdf", "--out", tmp_path / "other").stderr


def test_a_page_that_runs_over_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find", lambda: "browser")
    long = COURSE.desk_cards[1]

    def pages(_: str, page: Path, __: Path) -> int:
        """As of a browser for which each card takes a page, and the second one two."""
        text = page.read_text(encoding="utf-8")
        return text.count("data-card=") + (f'data-card="{long.id}"' in text)

    monkeypatch.setattr(pdf, "print_pdf", pages)
    result = run("--only", "desk-cards", "--out", tmp_path)
    assert f"Too long for its page: {long.title}. Shorten its text" in result.stderr
    assert not [c.title for c in COURSE.desk_cards if c != long and c.title in result.stderr]
    assert result.exit_code == 1
    assert f"takes {len(COURSE.desk_cards) + 1} pages, and should take {len(COURSE.desk_cards)}" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--only", "deskcards"], "there is no kind 'deskcards'. Did you mean 'desk-cards'? Expected one of: workbook"),
        (["--only", ""], "there is no kind ''"),
        (["--module", "protektion"], "there is no module 'protektion'. Did you mean 'protection'?"),
        (["--paper", "a5"], "'a5' is not one of 'a4', 'letter'"),
        (["--names", "nobody.csv"], "--names nobody.csv: cannot be read (No such file or directory)"),
        (["--names", "."], "--names .: cannot be read"),
        (["--names", "nobody.csv", "--only", "cards"], "no name goes onto cards, expected attendance or certificates"),
        (["--when", "x" * 81], "--when: has 81 characters, expected at most 80"),
        (["--only", "actors", "--module", "1"], "these modules have nothing for actors"),
        (["--out", str(ROOT / "README.md")], "is a file, expected a folder"),
        (["--no-pdf", "--only", "evaluation", "--out", str(ROOT / "README.md" / "x")], "cannot be made (Not a directory)"),
    ],
)  # fmt: skip
def test_each_wrong_input_is_told(arguments: list[str], says: str) -> None:
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert says in result.stderr, result.stderr
    assert "Traceback" not in result.output


def test_a_folder_without_a_course_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--root", str(tmp_path), "handouts"])
    assert result.exit_code == 1
    assert "holds no course" in result.stderr


def test_the_list_names_kinds_and_modules() -> None:
    result = run("--list")
    assert result.exit_code == 0
    assert all(f"  {name}\n" in result.stdout for name in (*KINDS, *(m.id for m in COURSE.modules)))


def test_a_browser_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "cache"))
    monkeypatch.setattr(pdf, "_MAC", ())
    assert pdf.find() is None
    inner = tmp_path / "cache" / "chromium-1" / "chrome-linux" / "chrome"
    inner.parent.mkdir(parents=True)
    inner.touch()
    assert pdf.find() == str(inner)
    edge = tmp_path / "msedge"
    edge.touch(mode=0o755)
    assert pdf.find() == str(edge)
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    assert pdf.find() is None, "a name that leads nowhere is not passed over"
