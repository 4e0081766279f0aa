"""One batch of hostile and honest work: it ends, honest grades are right, and nothing else is touched."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from hostile import CANARY, KINDS, MARK, cell, edit
from journeys import course, graded, hand_in_copy

from booklet6.cli import main
from booklet6.grading.journal import read_entries
from booklet6.grading.summary import to_do_about

HONEST = {
    "honest-1": ({"a": "number = 6 * 7", "b": "def double(x):\n    return x + x"}, 4.0),
    "honest-2": ({"a": "number = 42.0", "b": "def double(x):\n    return x"}, 2.0),
    "honest-3": ({}, 0.0),
    "honest ü 4": ({"a": "number = 42", "b": "double = lambda x: 2 * x", "memo": "She said no: $a_1^2$."}, 4.0),
}


@dataclass
class Batch:
    folder: Path
    output: str = ""
    status: int = -1
    reached: list[bytes] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    seconds: float = 0

    @cached_property
    def grades(self) -> dict[str, dict[str, Any]]:
        return graded(self.folder)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    found = Batch(course(tmp_path_factory.mktemp("hostile") / "course"))
    with (found.folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Execute.timeout = 5\nc.SafeExecute.notebook_timeout = 15\n")
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            found.reached.append(connection.recv(100))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    for name, change in KINDS.items():
        change(hand_in_copy(found.folder, f"x-{name}"), listener.getsockname()[1])
    for name, (answers, _) in HONEST.items():
        folder = hand_in_copy(found.folder, name)
        for where, source in answers.items():
            edit(folder, lambda nb, w=where, s=source: cell(nb, w).__setitem__("source", s))  # type: ignore[misc]
    found.before = _hashes(found.folder)
    began = time.monotonic()
    result = CliRunner().invoke(main, ["grade", "ps", "--course-dir", str(found.folder), "--jobs", "4"])
    found.seconds = time.monotonic() - began
    stop.set()
    thread.join()
    listener.close()
    found.output, found.status = result.output, result.exit_code
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    yield found
    shutil.rmtree(found.folder, ignore_errors=True)


def _hashes(folder: Path) -> dict[str, str]:
    found = {}
    for step in ("source", "submitted", "release"):
        for path in sorted((folder / step).rglob("*")):
            if path.is_file() and not path.is_symlink():
                told = path.stat()  # of a large file, made of holes, size and time have to do
                large = told.st_size > 100_000_000
                read = f"{told.st_size} {told.st_mtime_ns}".encode() if large else path.read_bytes()
                found[str(path)] = hashlib.sha256(read).hexdigest()
    return found


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 40


def test_the_batch_ends(batch: Batch) -> None:
    assert "not graded" not in batch.output
    assert batch.status == 0
    assert set(batch.grades) == {f"x-{k}" for k in KINDS} | set(HONEST)


def test_honest_work_has_the_points_that_it_deserves(batch: Batch) -> None:
    found = {name: sum(batch.grades[name][t]["auto"] for t in ("t1", "t2")) for name in HONEST}
    assert found == {name: points for name, (_, points) in HONEST.items()}
    assert all(not batch.grades[n][t]["person"] for n in HONEST for t in ("t1", "t2"))
    assert batch.grades["honest-1"]["memo"]["auto"] == 0, "nothing was written"
    assert batch.grades["honest ü 4"]["memo"]["person"]


def test_no_hostile_work_gains_a_point(batch: Batch) -> None:
    gained = {
        name: {t: g["auto"] for t, g in grades.items() if g["auto"] or g["manual"] or g["most"] > 3}
        for name, grades in batch.grades.items()
        if name.startswith("x-")
    }
    assert {n: g for n, g in gained.items() if g} == {}


def test_each_is_named_in_the_summary(batch: Batch) -> None:
    said = batch.output
    missing = [name for name in KINDS if f"**x-{name}**" not in said]
    assert missing == []
    assert "\x1b" not in said
    for name in HONEST:
        assert f"**{name}**" not in said, "honest work needs nobody"
    entries = read_entries(batch.folder / "grading" / "ps" / "journal.jsonl")
    assert [name for name in KINDS if not to_do_about(entries[f"x-{name}"])] == [], "nobody is left alone with a reason"
    assert "## What to do" in said


def test_nothing_was_reached(batch: Batch) -> None:
    assert batch.reached == []
    assert "REACHED" not in _outputs(batch)


def test_nothing_was_written(batch: Batch) -> None:
    assert _hashes(batch.folder) == batch.before
    assert not list(batch.folder.rglob("OWNED"))
    for place in ("/tmp", "/", Path.home(), "/dev/shm", "/var/tmp"):
        assert not (Path(place) / "OWNED").exists()


def test_nothing_was_read(batch: Batch) -> None:
    """What work has printed holds nothing of the hidden tests, the gradebook, or other work."""
    assert CANARY not in _outputs(batch)
    for path in (batch.folder / "autograded").rglob("*"):
        if path.name in ("stolen.txt", "password.txt") or path.is_symlink():
            raise AssertionError(f"{path} was handed in as a link")


def _outputs(batch: Batch) -> str:
    """All outputs of cells of learners."""
    found = []
    for path in (batch.folder / "autograded").glob("*/ps/work.ipynb"):
        for c in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if c["metadata"].get("nbgrader", {}).get("grade_id") not in ("t1", "t2"):
                found.append(json.dumps(c.get("outputs", [])))
    return "\n".join(found)


def test_nothing_still_runs(batch: Batch) -> None:
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            assert MARK.encode() not in path.read_bytes()
        except OSError:
            continue


def test_graded_copies_can_be_opened_and_are_small(batch: Batch) -> None:
    for path in (batch.folder / "autograded").glob("*/ps/work.ipynb"):
        assert path.stat().st_size < 15_000_000, path
        nbformat.validate(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]


def test_grading_again_changes_nothing(batch: Batch) -> None:
    from booklet6.grading.gradebook import dump

    url = f"sqlite:///{batch.folder / 'gradebook.db'}"
    before = dump(url)
    result = CliRunner().invoke(main, ["grade", "ps", "--course-dir", str(batch.folder)])
    assert result.exit_code == 0
    assert "0 of them in this run" in result.output
    assert dump(url) == before


def test_no_learner_is_named_to_the_terminal_in_signs_that_it_obeys(batch: Batch) -> None:
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", batch.output)
    assert os.linesep == "\n" or batch.output


@pytest.fixture(scope="module")
def pages(batch: Batch) -> list[Path]:
    """The feedback for all of them."""
    result = CliRunner().invoke(main, ["feedback", "ps", "--course-dir", str(batch.folder)])
    assert result.exit_code == 0, result.output
    found = sorted((batch.folder / "feedback").glob("*/ps/work.html"))
    assert len(found) > len(KINDS) * 0.9
    return found


def test_feedback_shows_no_hidden_test(pages: list[Path]) -> None:
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert CANARY not in text, page
        assert "HIDDEN" not in text, page
        assert "2 * n" not in text, page
    honest = next(p for p in pages if p.parts[-3] == "honest-2").read_text(encoding="utf-8")
    assert "A check has failed: assert double(1) == 2" in honest
    assert "2 of 2 points" in honest
    assert "0 of 2 points" in honest


def test_feedback_is_inert_in_a_browser(pages: list[Path], chromium: str) -> None:
    """Every page of the batch, in Chromium, with scripts allowed: nothing runs, nothing is asked for."""
    with ThreadPoolExecutor(1) as apart:  # where tests of pages ran before in this process, a loop is running here
        apart.submit(_look_at, pages, chromium).result()


def _look_at(pages: list[Path], chromium: str) -> None:
    import browser
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        running = p.chromium.launch(executable_path=chromium, args=browser.ARGS)
        page = running.new_page()
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        page.on("dialog", lambda d: asked.append(f"dialog {d.message}"))
        for path in pages:
            asked.clear()
            page.goto(path.as_uri())
            assert page.title() == "work: feedback", path
            assert [u for u in asked if not u.startswith("data:")] == [path.as_uri()]
            scripts = "document.querySelectorAll('script, iframe, object, embed, form, svg, base, link').length"
            assert page.evaluate(scripts) == 0, path
            powers = "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => /^on|srcdoc/i.test(a.name) || /^\\s*javascript:/i.test(a.value))).length"
            assert page.evaluate(powers) == 0, path
        running.close()


def test_formgrader_shows_work_without_power_and_rubrics_beside_it(batch: Batch, chromium: str) -> None:
    """nbgrader's own pages, in Chromium: no script of a learner runs, and marks arrive in the gradebook."""
    (batch.folder / "autograded" / "x-script-in-text" / "ps" / "page.html").write_text("<script>1</script>")
    command = [sys.executable, "-m", "booklet6.cli", "formgrader", "--no-browser", "--course-dir", str(batch.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout is not None
            url = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
            with ThreadPoolExecutor(1) as apart:
                apart.submit(_mark, url, batch.folder, chromium).result()
        finally:
            server.terminate()
    memo = graded(batch.folder)["honest ü 4"]["memo"]
    assert (memo["manual"], memo["person"]) == (2.5, False)


def _mark(url: str, folder: Path, chromium: str) -> None:
    import browser
    from nbgrader.api import Gradebook
    from playwright.sync_api import sync_playwright

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        ids = {s.student.id: s.id for s in book.notebook_submissions("work", "ps")}
    home = url.partition("/formgrader")[0]
    with sync_playwright() as p:
        running = p.chromium.launch(executable_path=chromium, args=browser.ARGS)
        page = running.new_page()
        wrong: list[str] = []
        ours = (home + "/", "data:", "about:blank")  # the last is a font of MathJax's that stands for none
        page.on("request", lambda r: None if r.url.startswith(ours) else wrong.append(r.url))
        page.on("dialog", lambda d: wrong.append(f"dialog {d.message}"))
        page.on(
            "console", lambda m: wrong.append(m.text) if m.type == "error" and "about:blank" not in m.text else None
        )
        page.on("pageerror", lambda e: wrong.append(str(e)))
        assert "/login" in page.request.get(f"{home}/formgrader/gradebook").url
        page.goto(url)
        page.wait_for_selector("#main-table a")
        page.click("[data-click]")
        page.wait_for_selector(".modal-title")
        for name in ("x-script-in-text", "x-script-in-output", "honest ü 4"):
            page.goto(f"{home}/formgrader/submissions/{ids[name]}/?index=0")
            for _ in range(600):  # `wait_for_function` needs what the policy forbids
                if page.evaluate("MathJax.loaded === true"):
                    break
                page.wait_for_timeout(50)
            assert page.title() == "work", name
            assert (
                page.evaluate(
                    "[...document.querySelectorAll('.work *')].filter(e => /^(script|iframe|object|embed|form|svg|base|link)$/i.test(e.tagName) && !/^MathJax|^math/.test(e.type + e.className)"
                    " || [...e.attributes].some(a => /^on|srcdoc/i.test(a.name) || /^\\s*javascript:/i.test(a.value))).map(e => e.outerHTML)"
                )
                == []
            ), name
            assert "A good memo." in page.inner_text(".rubric")
        assert page.locator(".work .MathJax").count() == 1
        for width in (1300, 1280, 1024, 360):  # each link has its words within it, on one line, and is not covered
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
            assert page.evaluate(
                """[...document.querySelectorAll("li.previous a, li.next a")].every((link) => {
                  const text = document.createRange();
                  text.selectNodeContents(link);
                  const [inner, outer] = [text.getBoundingClientRect(), link.getBoundingClientRect()];
                  return text.getClientRects().length === 1 && outer.left + 8 <= inner.left && inner.right <= outer.right - 8
                    && outer.left >= 0 && outer.right <= innerWidth
                    && link.contains(document.elementFromPoint(inner.right - 1, inner.y + inner.height / 2));
                })"""
            ), width
        assert wrong == [], wrong
        with page.expect_response("**/api/grade/*"):
            page.fill("#memo", "2.5")
            page.locator("#memo").blur()
        for path in ("/terminals/1", "/api/contents", "/api/kernels", "/api/terminals", "/tree"):
            assert page.request.get(home + path).status == 404, path
        start = page.request.get(f"{home}/formgrader/?path=/tmp")
        assert start.url.endswith("/formgrader/manage_assignments")
        file = page.request.get(f"{home}/formgrader/submissions/{ids['x-script-in-text']}/page.html")
        assert file.status == 200
        assert file.headers["content-security-policy"].startswith("sandbox")
        assert file.headers["content-disposition"] == "attachment"
        running.close()


def test_files_of_the_course_folder_are_no_libraries(tmp_path: Path) -> None:
    """Formgrader runs in the course's folder, and an instructor's own files there may have any name."""
    from booklet6.grading.formgrader.handlers import COMMAND

    for name in ("json", "random", "numpy", "pandas", "click", "booklet6"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong file')\n")
    done = subprocess.run([*COMMAND, "grade", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "--no-sandbox" in done.stdout


def test_the_buttons_of_formgrader_act_by_our_engine() -> None:
    """nbgrader's own would run work without isolation, and put hidden tests into feedback."""
    from booklet6.grading.formgrader.handlers import routes

    for pattern, handler, *_ in routes():
        if pattern.endswith(("/autograde", "/generate_feedback", "/assign")):
            assert any("_acting" in kind.__qualname__ for kind in handler.__mro__), pattern
