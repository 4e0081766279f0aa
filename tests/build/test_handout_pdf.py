"""Handouts as PDF: a browser prints them on the right paper, tagged, with their fonts, and each page that must fit fits."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers import ROOT

from booklet6.cli import main
from booklet6.training.handouts.pdf import count_pages

LETTER, A4_ACROSS = (612.0, 792.0), (841.9, 595.0)
KINDS = {"desk-cards": LETTER, "help-cards": LETTER, "cards": LETTER}


def box(pdf: bytes) -> tuple[float, float]:
    """Width and height of the pages, in points."""
    found = {tuple(map(float, m.split())) for m in re.findall(rb"/MediaBox \[0 0 ([\d. ]+)\]", pdf)}
    assert len(found) == 1, found
    (size,) = found
    return size[0], size[1]


def printed(out: Path, *arguments: str) -> None:
    result = CliRunner().invoke(main, ["--root", str(ROOT), "handouts", "--out", str(out), *arguments])
    assert result.exit_code == 0, result.output  # also that no page runs over: the command counts


def test_pages_fit_on_the_shorter_paper_with_the_facts_of_a_country(
    tmp_path: Path, chromium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    edition = str(ROOT / "editions" / "kaleshia.yml")
    printed(tmp_path, "--paper", "letter", "--only", "desk-cards,help-cards,cards", "--edition", edition)
    for kind, size in KINDS.items():
        data = (tmp_path / f"{kind}-letter.pdf").read_bytes()
        assert box(data) == size
        fonts = re.findall(rb"/Type /FontDescriptor.*?>>", data, re.DOTALL)
        assert fonts
        assert all(b"/FontFile" in font for font in fonts), "each font is in the file"
        for mark in (rb"/StructTreeRoot", rb"/Marked true", rb"/Lang \(en\)", rb"/Outlines"):
            assert re.search(mark, data), mark
        assert not re.search(rb"/URI \(http|/JavaScript|/Launch", data)


def test_names_are_printed_one_to_a_page(tmp_path: Path, chromium: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    names = tmp_path / "names.csv"
    longest = "Wilhelmina-Konstantina " * 4
    names.write_text(f"name;office\nمحمد الأمين;وزارة العمل\n{longest};{'Office ' * 12}\nAna;\n", encoding="utf-8")
    printed(tmp_path / "out", "--only", "certificates", "--names", str(names), "--where", "W" * 80)
    file = tmp_path / "out" / "certificates-a4.pdf"
    assert count_pages(file) == 3
    width, height = box(file.read_bytes())
    assert (round(width), round(height)) == (842, 595)
