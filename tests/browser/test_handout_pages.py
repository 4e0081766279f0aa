"""Handouts as they are printed: no page holds the last few lines of a sheet, on either paper, with and without the key."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from folders import serve_folder
from helpers import ROOT
from playwright.sync_api import Page

from booklet6.cli import main
from booklet6.content import load_course
from booklet6.training.handouts import forms
from booklet6.training.handouts.pdf import count_pages
from booklet6.words import load_words

LEAST = 6
"""Lines of text on a page, its foot not counted, that goes on with a sheet."""
PDFJS = ROOT / "src" / "booklet6" / "apps" / "vendor" / "pdfjs"
READER = """<!doctype html><link rel="icon" href="data:,"><script type="module">
import * as pdfjs from "./pdf.js";
pdfjs.GlobalWorkerOptions.workerSrc = "./pdf_worker.js";
window.pages = async (address) => {
  const file = await pdfjs.getDocument({ url: address, isEvalSupported: false }).promise, out = [];
  for (let n = 1; n <= file.numPages; n++) {
    const lines = [];
    for (const { str, transform } of (await (await file.getPage(n)).getTextContent()).items) {
      if (!str.trim()) continue;
      const line = lines.find((l) => Math.abs(l.y - transform[5]) < 4);
      if (line) line.text += str;
      else lines.push({ y: transform[5], text: str });
    }
    out.push(lines.sort((a, b) => b.y - a.y).slice(0, -1).map((l) => l.text));
  }
  return out;
};
</script>"""


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_no_page_holds_the_last_few_lines_of_a_sheet(
    paper: str, tmp_path: Path, chromium: str, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    kinds = ["--only", "activities,workbook,capstone,cards", "--key", "--paper", paper, "--out", str(tmp_path)]
    result = CliRunner().invoke(main, ["--root", str(ROOT), "handouts", *kinds])
    assert result.exit_code == 0, result.output
    for name in ("pdf.js", "pdf_worker.js"):
        shutil.copyfile(PDFJS / name, tmp_path / name)
    (tmp_path / "reader.html").write_text(READER, encoding="utf-8")
    to_fill_in = re.sub(r"\s", "", load_words()("on_paper.path"))
    heads = {
        re.sub(r"\s", "", load_words()(name))
        for name in ("handouts.reasons", "classify.elements_shown", "scenario.reasons")
    }
    starts = {a.id for module in load_course(ROOT).modules for a in module.activities}
    origin, stop = serve_folder(tmp_path)
    try:
        page = open_page(f"{origin}/reader.html", ready=False)
        page.wait_for_function("() => !!window.pages")
        found, seen = [], 0
        for file in sorted(tmp_path.glob("*.pdf")):
            for number, lines in enumerate(page.evaluate("(name) => pages(name)", file.name), 1):
                seen += 1
                # A line is told from a ligature's pieces, and a page of empty boxes from one of text.
                text = [re.sub(r"\s", "", unicodedata.normalize("NFKC", line)) for line in lines]
                begins = any(line.startswith(i) or line.endswith(i) for line in text[:4] for i in starts)
                if not begins and text and text[0] != to_fill_in and len(text) < LEAST:
                    found.append(f"{file.name}, page {number}: {lines}")
                if text and (text[-1] in heads or re.search(r"^[^.]+\(card\d+\)$", text[-1])):
                    found.append(f"{file.name}, page {number} ends with a heading: {lines[-1]}")
    finally:
        stop()
    assert seen > 400
    assert not found, "\n".join(found)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_attendance_list_fills_its_page(
    paper: str, tmp_path: Path, chromium: str, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", chromium)
    names = tmp_path / "names.csv"
    for people, pages in ((forms.ROWS - forms.SPARE_ROWS, 1), (2 * forms.ROWS - forms.SPARE_ROWS, 2)):
        names.write_text("name\n" + "".join(f"Person {n}\n" for n in range(people)), encoding="utf-8")
        out = tmp_path / str(pages)
        kinds = ["--only", "attendance", "--paper", paper, "--names", str(names), "--out", str(out)]
        result = CliRunner().invoke(main, ["--root", str(ROOT), "handouts", *kinds])
        assert result.exit_code == 0, result.output
        assert count_pages(out / f"attendance-{paper}.pdf") == pages
    page = open_page((tmp_path / "1" / f"attendance-{paper}.html").as_uri(), ready=False)
    page.emulate_media(media="print")
    height = page.evaluate("() => document.querySelector('table').getBoundingClientRect().height / 96 * 25.4")
    inner = page.evaluate(
        "() => parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--inner-height'))"
    )
    assert inner - 5 < height < inner, f"{height:.0f} mm of {inner:.0f}"
