"""Decks as they are played: nothing is cut off, nothing lies on anything else, all can be read from the back row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from helpers import ROOT
from playwright.sync_api import Page

Open = Callable[..., Page]
DECKS = sorted(p.stem for p in (ROOT / "slides").glob("*.md"))

LEAST, LEAST_IN_FIGURES = 32, 26.67
"""Heights of text on a slide of 720 px, which stands for one of 7.5 inches: 24 and 20 points."""

MEASURE = """() => Reveal.getSlides().map((slide, n) => {
  Reveal.slide(n);
  const inView = (r) => r.width > 0 && r.height > 0;
  const box = (r) => ({ left: r.left, top: r.top, right: r.right, bottom: r.bottom });
  const texts = [];
  const walker = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!node.data.trim() || parent.closest("aside, title, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const svg = parent.closest("svg");
    const size = parseFloat(getComputedStyle(parent).fontSize) * (svg ? svg.getScreenCTM().a : 1);
    const small = parent.closest(".source, .links") !== null;
    for (const r of [...range.getClientRects()].filter(inView)) texts.push({ ...box(r), size, small, figure: svg !== null, says: node.data.trim().slice(0, 40) });
  }
  const figures = [...slide.querySelectorAll("svg")].map((s) => s.getBoundingClientRect()).filter(inView).map(box);
  const foot = slide.querySelector(".source");
  const fixed = [".slide-number", ".navigate-right", ".navigate-left"].map((s) => box(document.querySelector(s).getBoundingClientRect()));
  const paused = getComputedStyle(document.querySelector(".pause-overlay")).opacity;
  return { title: slide.querySelector("h1, h2").textContent, texts, figures, fixed, paused, foot: foot && box(foot.getBoundingClientRect()) };
})"""


def apart(a: dict[str, float], b: dict[str, float]) -> bool:
    return a["right"] <= b["left"] or b["right"] <= a["left"] or a["bottom"] <= b["top"] or b["bottom"] <= a["top"]


def faults(slide: dict[str, Any]) -> list[str]:
    """What is wrong with a slide of 1280 by 720 px."""
    found = []
    for text in slide["texts"]:
        at = f"{text['says']!r}"
        if text["left"] < 0 or text["top"] < 0 or text["right"] > 1280 or text["bottom"] > 720:
            found.append(f"{at} is cut off")
        if not all(apart(text, other) for other in slide["fixed"]):
            found.append(f"{at} lies on an arrow or the slide's number")
        if not text["small"] and text["size"] < (LEAST_IN_FIGURES if text["figure"] else LEAST) - 0.1:
            found.append(f"{at} is {text['size']:.1f} px high")
        if slide["foot"] and not text["small"] and not apart(text, slide["foot"]):
            found.append(f"{at} lies on the sources")
    if slide["foot"] and slide["foot"]["bottom"] - slide["foot"]["top"] > 30:
        found.append("the sources take more than one line")
    for figure in slide["figures"]:
        if figure["left"] < 0 or figure["right"] > 1280 or figure["bottom"] > 690:
            found.append("the figure is cut off")
    if slide["paused"] != "0":
        found.append("is covered in grey")
    return found


def test_slides_fit_and_can_be_read_from_the_back_row(origin: str, open_page: Open) -> None:
    page = open_page(f"{origin}/slides/{DECKS[0]}.html", ready=False, viewport={"width": 1280, "height": 720})
    found, seen = [], 0
    for name in DECKS:
        if name != DECKS[0]:
            page.goto(f"{origin}/slides/{name}.html")
        page.wait_for_function("window.Reveal && Reveal.isReady()")
        slides = page.evaluate(MEASURE)
        seen += sum(len(slide["texts"]) for slide in slides)
        found += [f"{name}: {slide['title']}: {fault}" for slide in slides for fault in faults(slide)]
    assert seen > 50 * len(DECKS)
    assert not found, "\n".join(found)
