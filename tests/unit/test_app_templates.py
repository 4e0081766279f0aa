"""The apps' pages hold no word of their own: each comes from the catalogue or from the course."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import ROOT

from booklet6.words import load_words

APPS = ROOT / "src" / "booklet6" / "apps"
ENTRIES = load_words().entries


@pytest.mark.parametrize("path", sorted((APPS / "templates").glob("*.html")), ids=lambda p: p.name)
def test_a_template_holds_no_word_of_its_own(path: Path) -> None:
    text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    said = re.sub(r"<[^>]*>", " ", text)
    assert not re.findall(r"[^\W\d_]{2,}", said)
    assert not re.findall(r'(?:aria-label|title|placeholder|alt)="[^"]*[A-Za-z]{2,}[^"]*"', text)


@pytest.mark.parametrize(
    "path",
    sorted([*(APPS / "js").glob("*.js"), *APPS.glob("*.py"), *(APPS / "templates").glob("*.html")]),
    ids=lambda p: p.name,
)
def test_every_name_of_a_word_is_in_the_catalogue(path: Path) -> None:
    """Names that are put together while the program runs are not looked at; their beginnings are."""
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"""["'`]((?:app|activity|cases|verdict|kind)\.[a-z_]+(?:\.[a-z_]+)*)["'`]""", text):
        assert name in ENTRIES or (name.endswith("_") and any(e.startswith(name) for e in ENTRIES)), name
    for start in re.findall(r"""["'`](app\.[a-z_.]+?\.)["'`{]""", text):
        assert any(entry.startswith(start) for entry in ENTRIES), start
