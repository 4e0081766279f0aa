"""The maintainers' pages say what is so: their examples work as they stand, and no field or derived file is forgotten."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
import yaml
from helpers import ROOT, copy_course

from booklet6.activities import score
from booklet6.content import Activity, Course, load_course
from booklet6.content import agenda as agenda_module
from booklet6.content import apps as apps_module
from booklet6.content import case as case_module
from booklet6.content import coverage as coverage_module
from booklet6.content import desk_cards as desk_cards_module
from booklet6.content import edition as edition_module
from booklet6.content import example as example_module
from booklet6.content import matched as matched_module
from booklet6.content import model as model_module
from booklet6.content import room_papers as room_papers_module
from booklet6.content.slots import Frozen
from booklet6.content.sources import source_parts
from booklet6.content.types import TYPES, Scenario
from booklet6.publish.site import build

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]

_STEP = re.compile(
    r"^(?:(?P<new>New file)|(?P<end>At the end of)|In) `(?P<file>[^`]+)`"
    r"(?:, (?P<side>above|below) the line `(?P<line>[^`]+)`)?:\n\n(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
"""One step of an example: where its block goes, and the block."""


def follow(page: str, root: Path) -> list[str]:
    """Do in a copy of the course what the page tells a maintainer to type. Returns the files that were touched.

    Skips the test where the course has the example already.
    """
    touched = []
    for step in _STEP.finditer((DOCS / page).read_text(encoding="utf-8")):
        path = root / step["file"]
        touched.append(step["file"])
        if path.exists() and step["text"].strip() in path.read_text(encoding="utf-8"):
            pytest.skip(f"somebody has typed the example of {page} into the course")
        if step["new"]:
            assert not path.exists(), f"{path.name} is there already"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["text"], encoding="utf-8")
            continue
        text = path.read_text(encoding="utf-8")
        if step["end"]:
            path.write_text(f"{text.rstrip()}\n\n{step['text']}", encoding="utf-8")
            continue
        line = f"{step['line']}\n"
        assert text.count(line) == 1, f"{step['file']} has {text.count(line)} lines {step['line']!r}"
        both = step["text"] + line if step["side"] == "above" else line + step["text"]
        path.write_text(text.replace(line, both), encoding="utf-8")
    return touched


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copy_course(tmp_path / "course")


def best(activity: Activity, course: Course) -> dict[str, str]:
    """The best answer to each slot that has one."""
    key = activity.key(course.cases)
    return {slot: max(k.credit, key=lambda v: k.credit[v]) for slot, k in key.items() if k.best > 0 and k.weight}


def test_a_case_is_added_as_its_page_says(copy: Path) -> None:
    touched = follow("add-a-case.md", copy)
    assert touched == [
        "case_studies/night-cleaners.md",
        "modules/02_definitions/activities.yml",
        "modules/02_definitions/lesson.md",
    ]
    course = load_course(copy)
    assert set(course.cases) - set(load_course(ROOT).cases) == {"night-cleaners"}
    activity = course.activities["def-case-night-cleaners"]
    key = activity.key(course.cases)
    result = score(key, best(activity, course))
    assert result.all_right
    assert result.points == 4 + 3, "four elements and the verdict"
    assert score(key, {"verdict": "labour_violation"}).points == 0


def test_a_mistake_reads_as_the_page_shows(copy: Path) -> None:
    follow("add-a-case.md", copy)
    path = copy / "case_studies" / "night-cleaners.md"
    path.write_text(path.read_text(encoding="utf-8").replace(".coercion", ""), encoding="utf-8")
    with pytest.raises(Exception, match="no words of the story show 'coercion'") as caught:
        load_course(copy)
    told = (DOCS / "add-a-case.md").read_text(encoding="utf-8")
    assert any(line in told for line in str(caught.value).splitlines())


def test_an_item_is_added_as_its_page_says(copy: Path) -> None:
    assert follow("add-an-item.md", copy) == [
        "modules/02_definitions/activities.yml",
        "modules/02_definitions/lesson.md",
    ]
    course = load_course(copy)
    activity = course.activities["def-quiz-kept-passport"]
    assert score(activity.key(course.cases), {"answer": "labour"}).all_right
    assert score(activity.key(course.cases), {"answer": "trafficking"}).points == 0


def test_the_shortest_scenario_is_one() -> None:
    text = (DOCS / "add-an-item.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```yaml\n(- id: prot-scenario-example\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    story = Scenario.model_validate(yaml.safe_load(block)[0])
    assert score(story.key({}), {"call": "safe"}).all_right


def test_a_module_case_and_item_are_added_and_built(copy: Path, tmp_path: Path) -> None:
    assert len(follow("add-a-module.md", copy)) == 5
    course = load_course(copy)
    assert [m.id for m in course.modules][-1] == "98_example"
    follow("add-a-case.md", copy)
    follow("add-an-item.md", copy)
    site = build(copy, out=tmp_path / "out")
    lesson = (site / "modules" / "98_example" / "lesson.html").read_text(encoding="utf-8")
    assert 'data-activity="ex-quiz-first-call"' in lesson
    assert 'class="since' in lesson or "since docutils" in lesson
    assert (site / "slides" / "98_example.html").is_file()
    assert (site / "slides" / "98_example.pptx").is_file()
    definitions = (site / "modules" / "02_definitions" / "lesson.html").read_text(encoding="utf-8")
    assert 'data-activity="def-case-night-cleaners"' in definitions
    assert 'data-activity="def-quiz-kept-passport"' in definitions
    assert 'id="case-night-cleaners"' in (site / "case_studies" / "index.html").read_text(encoding="utf-8")


# ---- formats.md ---------------------------------------------------------------------------------------------------

LOADED = {"Case": {"story"}, "Example": {"account"}, "Deck": {"slides"}}
"""Fields that the loader fills from the body of a file: they do not stand in its header."""
NOT_IN_FILES = {"App", "AppData", "Evidence", "Slide", "Module", "Course", "Request"}


def records() -> dict[str, tuple[type[Frozen], set[str]]]:
    """Every record of a course file, by its name, with the fields that a person writes."""
    found: dict[str, tuple[type[Frozen], set[str]]] = {}
    types = [sys.modules[kind.__module__] for kind in TYPES]
    for module in (
        agenda_module,
        apps_module,
        case_module,
        edition_module,
        example_module,
        coverage_module,
        matched_module,
        desk_cards_module,
        room_papers_module,
        model_module,
        *types,
    ):
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, Frozen) and kind.__module__ == module.__name__:
                found[name] = (kind, set(kind.model_fields) - LOADED.get(name, set()))
    for name in NOT_IN_FILES:
        del found[name]
    for name in ("Ministry", "Embassy"):  # described by what they have beside somebody to call
        kind, fields = found[name]
        found[name] = (kind, fields - set(edition_module.Contact.model_fields))
    del found["Forms"]  # described with the item
    common = set(Activity.model_fields)
    for kind in TYPES:
        found[kind.__name__] = (kind, set(kind.model_fields) - common)
    return found | {"Activity": (Activity, common)}


def described() -> dict[str, dict[str, str]]:
    """The tables of formats.md: record → field → its row."""
    tables: dict[str, dict[str, str]] = {}
    current: dict[str, str] | None = None
    for line in (DOCS / "formats.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            current = None
        elif m := re.search(r"^(?:.* )?\(`(\w+)`\):?$", line):
            assert m[1] not in tables, f"{m[1]} is described twice"
            current = tables[m[1]] = {}
        elif current is not None and (m := re.match(r"\| `(\w+)` \|", line)):
            assert m[1] not in current, f"{m[1]} stands twice"
            current[m[1]] = line
    return tables


def test_every_field_is_described_and_no_other() -> None:
    tables = described()
    expected = {name: fields for name, (_, fields) in records().items()}
    assert {name: set(rows) for name, rows in tables.items()} == expected


def choices(annotation: Any) -> set[str]:
    """The words that a field may hold, where it may hold only some."""
    if get_origin(annotation) is Literal:
        return {str(v) for v in get_args(annotation)}
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple, dict):
        return set().union(*(choices(a) for a in get_args(annotation)))
    return set()


def test_every_choice_of_a_field_is_named_with_it() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    tables = described()
    for name, (kind, fields) in records().items():
        for field in fields:
            for choice in choices(kind.model_fields[field].annotation):
                assert f"`{choice}`" in text, f"{name}.{field}: {choice} is not named"
            required = kind.model_fields[field].is_required()
            assert ("may be left out" in tables[name][field]) != required, f"{name}.{field}: is it required?"


def test_the_forms_of_a_source_are_sources() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    table = text.partition("## Sources of a statement")[2].partition("\n## ")[0]
    forms = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert {source_parts(f)[0] for f in forms} == {"section", "box", "note", "update", "bib", "article", "smuggling"}


# ---- derived-files.md ---------------------------------------------------------------------------------------------


def test_derived_files_are_where_the_page_says() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \|.*\| (yes|no) \|$", (DOCS / "derived-files.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) > 10
    for path, committed in rows:
        if committed == "yes":
            assert list(ROOT.glob(path.rstrip("/"))), f"{path} is not there"
        assert is_ignored(path) == (committed == "no"), f"{path}: committed {committed}, but .gitignore says other"


def is_ignored(path: str) -> bool:
    """Does .gitignore name it? Of git's patterns, those that the file uses: a name anywhere, or a path from the root."""
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            if path.startswith(line[1:]):
                return True
        elif line and line.rstrip("/") in path.split("/"):
            return True
    return False


def test_every_generated_file_is_listed() -> None:
    text = (DOCS / "derived-files.md").read_text(encoding="utf-8")
    for path in (p for end in ("js", "css") for p in (ROOT / "src").rglob(f"*.{end}") if p.is_file()):
        if "Generated by" in path.read_text(encoding="utf-8")[:200]:
            assert f"`{path.relative_to(ROOT).as_posix()}`" in text


# ---- architecture.md ----------------------------------------------------------------------------------------------


def imports(path: Path) -> set[str]:
    """What of ours a file imports, named below `booklet6`: `content.Case`, `book.drawings`."""
    package = ("booklet6", *path.relative_to(ROOT / "src" / "booklet6").parent.parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            name = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{name}.{a.name}" for a in node.names}
    return {n.removeprefix("booklet6.") for n in found if n.startswith("booklet6.")} - {"__version__"}


def test_packages_import_only_what_the_page_allows() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE))
    packages = {p.parent.name for p in (ROOT / "src" / "booklet6").glob("*/__init__.py")}
    assert packages <= set(rows)
    for package in packages:
        allowed = {package, *re.findall(r"`([\w.]+)`", rows[package])}
        for path in (ROOT / "src" / "booklet6" / package).rglob("*.py"):
            for name in imports(path):
                assert any(f"{name}.".startswith(f"{a}.") for a in allowed), (
                    f"{path.relative_to(ROOT)} imports {name}, expected only {', '.join(sorted(allowed))}"
                )


# ---- links, pictures, commands ------------------------------------------------------------------------------------


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere_and_pictures_have_words(path: Path) -> None:
    text = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "", prose(path))
    for picture, words, target in re.findall(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{target} is not there"
        if anchor:
            assert anchor in anchors(there), f"{target}: no such heading"
        if picture:
            assert len(words) > 30, f"{target} needs words that tell what it shows"


def test_pictures_are_small() -> None:
    sizes = {p.name: p.stat().st_size for p in (DOCS / "images").iterdir()}
    assert max(sizes.values()) < 200_000, sizes
    assert sum(sizes.values()) < 1_000_000, sizes


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_commands_and_files_that_a_page_names_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) <= targets
    for name in re.findall(r"`((?:src|tests|tools|book|benchmarks)/[\w./-]+)`", prose(path)):
        assert is_ignored(name) or (ROOT / name).exists(), f"{name} is not there"


def test_the_index_names_every_page() -> None:
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    assert {p.name for p in DOCS.glob("*.md")} - {"README.md"} <= set(re.findall(r"\]\(([\w-]+\.md)\)", text))
