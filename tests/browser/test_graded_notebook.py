"""The graded notebook as it is handed out, in real JupyterLab: answered by keyboard, and restored by a new kernel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ROOT, one_form_each
from lab import jupyter_lab
from playwright.sync_api import Browser, Locator, Page, expect

NAME = "definitions"
SLOW = 120_000
"""Milliseconds for what waits for a kernel: only so that a hanging test ends."""


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's copy of the release, with no bank above it."""
    tmp = tmp_path_factory.mktemp("lab")
    course = tmp / "exercises"
    kept = shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "gradebook.db", ".*")
    shutil.copytree(ROOT / "exercises", course, ignore=kept)
    one_form_each(course / "source" / NAME, course / "bank" / f"{NAME}.yml")
    env = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME]
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(shutil.copytree(course / "release" / NAME, tmp / "my work"))


@pytest.fixture(scope="module")
def lab(handed_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab on the learner's folder; its address."""
    with jupyter_lab(handed_out, tmp_path_factory.mktemp("home")) as address:
        yield address


def menu(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("menuitem", name=name, exact=True).click()


def decision(page: Page, name: str) -> Locator:
    """The decision's widget. Its cell is drawn only when it comes into view, so go to its heading first."""
    found = page.locator(f'.activity[data-activity="{name}"][data-ready]')
    found.wait_for(state="attached", timeout=SLOW)
    found.scroll_into_view_if_needed()
    return found


def test_answered_by_keyboard_and_restored(lab: str, handed_out: Path, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.goto(f"{lab}/lab/tree/{NAME}.ipynb?reset")
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=SLOW)
    menu(page, "Run", "Run All Cells")

    laundry = decision(page, "g-laundry")
    laundry.locator('[data-slot="a"] input').first.focus()
    for key in ("Space", "ArrowRight", "Tab"):
        page.keyboard.press(key)
    expect(laundry.locator(".activity-status")).to_contain_text("1 of 7")
    for letter in "dxab":  # JupyterLab's own shortcuts must not take them
        page.keyboard.press(letter)
    assert laundry.is_visible()

    ranking = decision(page, "g-ten-minutes")
    button = ranking.locator("button:not(:disabled)").last
    moved = ranking.locator(".rank-item").last.get_attribute("data-slot")
    button.focus()
    page.keyboard.press("Enter")
    expect(ranking.locator(".rank-item").nth(3)).to_have_attribute("data-slot", str(moved))

    def recorded() -> dict[str, dict[str, str]]:
        file = handed_out / "responses.json"
        found: dict[str, dict[str, str]] = json.loads(file.read_text())["answers"] if file.is_file() else {}
        return found

    end = time.monotonic() + SLOW / 1000
    while (recorded().get("g-laundry"), recorded().get("g-ten-minutes", {}).get(str(moved))) != ({"a": "means"}, "4"):
        assert time.monotonic() < end, recorded()
        page.wait_for_timeout(50)
    answers = recorded()

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    expect(page.locator('.activity[data-activity="g-laundry"][data-done]')).to_be_attached(timeout=SLOW)
    expect(decision(page, "g-laundry").locator("input:checked")).to_have_attribute("value", "means")
    expect(decision(page, "g-ten-minutes").locator(".rank-item").nth(3)).to_have_attribute("data-slot", str(moved))
    assert recorded() == answers
    expect(page.get_by_text("Not recorded")).to_have_count(0)
    assert not faults
    page.context.close()
