"""Another language: the whole book with a made-up catalogue, written from right to left. Nothing may stay English."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from answering import answer, best_response, poor_response, section
from folders import serve_folder
from helpers import COURSE as PARTS
from helpers import ROOT
from playwright.sync_api import Page

from booklet6.content import load_course
from booklet6.publish.site import build
from booklet6.words import load_words

Open = Callable[..., Page]
COURSE = load_course(ROOT)
CATALOGUE = ROOT / "src/booklet6/words/en.yml"

INTERFACE = """button, summary:not(:is(.activity-fold, .audit-document, .more, .progress-items) > summary), .elements > legend, .element-group > legend, .verdict > legend,
.next-question > legend, .activity-kind, .activity-status:not(:empty), .outcome, .box-title:not(.session-plan *, .since *), .case-label, .elements .option > span,
.verdict .option > span, .progress-text, .progress-table thead th, .here-title, .skip, .foot > p, .help, .turn span, .evidence-label,
.content-note > strong, select > option:not([value]), .sort-count, .activity-sources, .lesson-time"""
"""What the interface says: each must come from the catalogue."""


def mark(tree: Any) -> Any:
    """Each text of a catalogue between ⟦ and ⟧."""
    if isinstance(tree, dict):
        return {k: mark(v) for k, v in tree.items()}
    return f"⟦{tree}⟧"


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The site in the made-up language, served."""
    folder = tmp_path_factory.mktemp("pseudo")
    tree = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    meta = tree.pop("meta")
    tree = mark(tree) | {"meta": {**meta, "language": "ar", "direction": "rtl"}}
    (folder / "ar.yml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    site = build(ROOT, language="ar", words=folder, out=folder / "out")
    origin, stop = serve_folder(site)
    yield origin, site
    stop()


def plain(text: str) -> str:
    """Letters and digits only, small: what is left when markup, quotes and dashes are taken away."""
    return re.sub(r"[\W_]+", "", text.lower())


@pytest.fixture(scope="module")
def corpus() -> str:
    """All that the course's authors wrote."""
    texts = []
    for part in PARTS:
        for path in [ROOT / part] if (ROOT / part).is_file() else sorted((ROOT / part).rglob("*")):
            if path.suffix in (".md", ".yml", ".bib"):
                raw = path.read_text(encoding="utf-8")
                texts += [raw, re.sub(r"\]\([^)]*\)|\{[^}]*\}|<[^>]*>|^\s*[-#:>|]+", " ", raw, flags=re.MULTILINE)]
    return plain(" ".join(texts))


VISIBLE = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const n = walk.currentNode, e = n.parentElement;
    if (!n.textContent.trim() || e.closest('script, style, .citation, .xref, a[href*="sources.html#"], a[href^="#id"], a.reference[href*="#id"], .headerlink, .src, .search-summary')) continue;
    out.push(n.textContent.trim());
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (e.closest('.citation, .headerlink, .src, a.reference[href*="#id"]') || e.tagName === 'ABBR') continue;
    for (const a of ['aria-label', 'placeholder', 'title']) if (e.getAttribute(a)) out.push(e.getAttribute(a));
  }
  return out;
}"""


def hard_coded(page: Page, corpus: str) -> list[str]:
    """Texts on the page that come neither from the catalogue nor from the course."""
    texts = page.evaluate(VISIBLE)
    return sorted(
        {
            t
            for t in texts
            if "⟦" not in t
            and not re.fullmatch(r"[\W\d_]*", t)
            # A drawing writes a name and what it means in one line; where two groups are right, both are named.
            and any(
                plain(part) not in corpus
                for half in re.sub(r"^[A-Z]\. | \(\d+\)$", "", t).split(": ", 1)
                for part in half.split(" / ")
            )
        }
    )


@pytest.mark.parametrize(
    "path",
    [
        "/modules/02_definitions/lesson.html",
        "/book/progress.html",
        "/book/final-test.html",
        "/book/certificate.html",
        "/book/check-certificate.html",
        "/book/glossary.html",
        "/case_studies/index.html",
        "/book/since-2003.html",
        "/book/trainers.html",
        "/book/plans.html",
        "/book/agendas.html",
        "/slides/02_definitions.html",
    ],
)
def test_nothing_is_hard_coded(path: str, pseudo: tuple[str, Path], corpus: str, open_page: Open) -> None:
    page = open_page(pseudo[0] + path, ready="/slides/" not in path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.lang") == "ar"
    assert not (found := hard_coded(page, corpus)), "\n".join(found)
    english = page.locator(INTERFACE).evaluate_all(
        "all => all.map(e => e.textContent.trim()).filter(t => t && !t.includes('⟦') && !/^[▲▼]$/.test(t))"
    )
    assert english == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "mirrored, it still fits a phone"


@pytest.mark.parametrize("query", ["smuggling", "zebras"])
def test_nothing_is_hard_coded_in_the_search(
    query: str, pseudo: tuple[str, Path], corpus: str, open_page: Open
) -> None:
    page = open_page(f"{pseudo[0]}/search.html?q={query}")
    page.locator("#search-results .search-summary", has_text="⟦").wait_for()
    texts = [*page.evaluate(VISIBLE), page.title(), page.locator(".search-summary").inner_text()]
    assert [t for t in texts if "⟦" not in t and plain(t) not in corpus] == []


def test_nothing_is_hard_coded_in_what_is_said_of_answers(
    pseudo: tuple[str, Path], corpus: str, open_page: Open
) -> None:
    types: set[str] = set()
    for module in COURSE.modules:
        # All of one lesson, and of the others the first of each type that was not yet seen.
        first = {a.type: a for a in reversed(module.activities) if a.type not in types}
        chosen = module.activities if module.id == "02_definitions" else tuple(first.values())
        if module.id < "02" or not chosen:
            continue
        types |= {a.type for a in chosen}
        page = open_page(f"{pseudo[0]}/modules/{module.id}/lesson.html")
        for n, activity in enumerate(chosen):
            root = section(page, activity.id)
            root.locator(":is(.check, .scenario-decide):visible").click()
            answer(root, (best_response if n % 2 else poor_response)(activity, COURSE.cases))
            root.locator(".check").click()
        assert not (found := hard_coded(page, corpus)), "\n".join(found)
        english = page.locator(INTERFACE).evaluate_all(
            "all => all.map(e => e.textContent.trim()).filter(t => t && !t.includes('⟦') && !/^[▲▼]$/.test(t))"
        )
        assert english == []
    assert types == {a.type for a in COURSE.activities.values()}


def test_nothing_is_hard_coded_in_the_test_and_on_the_certificate(
    pseudo: tuple[str, Path], corpus: str, open_page: Open
) -> None:
    """A test that was handed in empty, one that was passed, the sheet, the file of progress, and a check."""
    record = {"response": {"form": "x", **{f"module/{m.id}": "90" for m in COURSE.modules}}, "done": True, "points": 90}
    kept = json.dumps(json.dumps({"final-test-passed": {**record, "maximum": 100}}))
    page = open_page(
        pseudo[0] + "/book/final-test.html",
        init=f"localStorage['booklet6:progress:1'] ??= {kept}; Math.random = () => 0.5;",
    )

    def english() -> list[str]:
        said = page.locator(
            f"{INTERFACE}, .learner-status:not(:empty), .test-sum, .certificate p:not(.certificate-name)"
        )
        texts = said.evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.textContent.trim())")
        return [*(t for t in texts if t and "⟦" not in t and not re.fullmatch(r"[▲▼]", t)), *hard_coded(page, corpus)]

    page.click(".test-begin")
    page.click(".test-hand-in")
    assert english() == []
    page.click(".test-hand-in")
    assert english() == []
    page.goto(pseudo[0] + "/book/certificate.html")
    page.click(".certificate-form button")
    assert english() == []
    page.fill("#certificate-name", "٠١٢")
    page.click(".certificate-form button")
    assert english() == []
    page.goto(pseudo[0] + "/book/progress.html")
    page.click(".carry-save")
    page.set_input_files(".carry-file", {"name": "⟦", "mimeType": "application/json", "buffer": b"{}"})
    page.locator(".carry-status", has_text="⟦").wait_for()
    assert english() == []
    page.goto(pseudo[0] + "/book/check-certificate.html")
    page.click(".check-form button")
    assert english() == []


def test_the_test_can_find_a_hard_coded_word(origin: str, corpus: str, open_page: Open) -> None:
    """The English site, looked at the same way, must be full of finds."""
    page = open_page(origin + "/modules/02_definitions/lesson.html")
    english = page.locator(INTERFACE).evaluate_all(
        "all => all.map(e => e.textContent.trim()).filter(t => t && !t.includes('⟦'))"
    )
    assert len(english) > 100
    page.evaluate("document.querySelector('main').append('Zebras wander quietly')")
    assert "Zebras wander quietly" in hard_coded(page, corpus)


def test_styles_use_logical_properties_only() -> None:
    """So a page mirrors by itself."""
    physical = re.compile(
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)(?:-\w+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
        r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
    )
    sheets = [p for p in (ROOT / "src").rglob("*.css") if "vendor" not in p.parts and "static" not in p.parts]
    assert len(sheets) >= 3
    finds = [f"{p.name}: {m[0]}" for p in sheets for m in physical.finditer(p.read_text(encoding="utf-8"))]
    assert finds == []


def test_every_catalogue_has_the_same_entries_and_gaps() -> None:
    """English is the model; another language must have each entry, with the same gaps."""
    english = load_words("en").entries
    for path in CATALOGUE.parent.glob("*.yml"):
        other = load_words(path.stem).entries
        assert other.keys() == english.keys(), path.name
        for name, text in english.items():
            assert set(re.findall(r"\{\w+\}", other[name])) == set(re.findall(r"\{\w+\}", text)), f"{path.name}: {name}"
