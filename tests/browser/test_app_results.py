"""The results app in a browser. That it is closed to everybody else is shown in `test_serve`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from helpers import ROOT
from playwright.sync_api import Page, expect

from booklet6.content import load_course
from booklet6.exercises.responses import LIMIT, NAME
from booklet6.words import load_words

WORDS = load_words()
BANK = next(a for a in load_course(ROOT).assignments if a.id == "definitions")


def test_an_instructor_sees_what_was_hard(
    open_app: Callable[..., Page], faults_of: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_app("results")
    status = page.locator(".panel-status")
    assert faults_of(page) == []
    (tmp_path / "gradebook.db").write_bytes(b"none of it" * 100)
    page.set_input_files("#results-book", tmp_path / "gradebook.db")
    expect(status).to_have_text(WORDS("app.results.no_gradebook", file="gradebook.db"))
    with (tmp_path / "huge.db").open("wb") as file:
        file.truncate(200_000_000)
    page.set_input_files("#results-book", tmp_path / "huge.db")
    expect(status).to_have_text(WORDS("app.panel.too_big", file="huge.db", limit=6))
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("x")
    page.set_input_files("#results-answers", tmp_path / "empty")
    expect(status).to_have_text(WORDS("app.panel.none_there", file="responses.json"))
    # Signs that are three bytes each once they are sent: 17 such files are more than the server takes, 16 are not.
    for n in range(17):
        heavy = tmp_path / "heavy" / f"Learner-{n}" / BANK.id / NAME
        heavy.parent.mkdir(parents=True)
        heavy.write_bytes(b"\x80" * LIMIT)
    page.set_input_files("#results-answers", tmp_path / "heavy")
    expect(status).to_have_text(WORDS("app.panel.too_many"))
    heavy.unlink()
    page.set_input_files("#results-answers", tmp_path / "heavy")
    expect(status).to_have_text(WORDS("app.results.no_answers"), timeout=30_000)
    for n in range(12):
        work = tmp_path / "submitted" / f"Learner-{n}" / BANK.id
        work.mkdir(parents=True)
        answers = {BANK.decisions[0].id: {"verdict": "no_crime" if n < 6 else "trafficking"}}
        (work / NAME).write_text(json.dumps({"format": 1, "assignment": BANK.id, "answers": answers}))
        (work / "essay.txt").write_text("A text that is not read.")
    page.set_input_files("#results-answers", tmp_path / "submitted")
    expect(status).to_have_text(WORDS("app.results.answers_read", n=12))
    item = page.locator(f"#item-{BANK.decisions[0].id}")
    expect(item).to_contain_text(WORDS("verdict.no_crime"))
    expect(item).to_contain_text(WORDS("app.results.of", n=6, total=12))
    assert "Learner-" not in page.content()
    assert faults_of(page) == []
    with page.expect_download() as download:
        page.click("#results-csv")
    assert download.value.suggested_filename.startswith("results-definitions-")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert faults_of(page) == []
    page.click("#results-forget")
    expect(item).to_have_count(0)
