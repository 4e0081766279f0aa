"""`make bench`: how soon an app can be used after its address is opened, with a warm kernel and with a cold one.

Each app is opened on its own, by a browser that keeps nothing. A warm kernel has read the course before the page comes; a
cold one is started for the page. All goes to the screen. Needs the built site for nothing: apps have their own pages.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))

import browser as chromium
from playwright.sync_api import Browser, sync_playwright
from serving import INSTRUCTOR, Server, tiny_course

from booklet6.content import find_apps

COLD = INSTRUCTOR.replace(
    "from booklet6.serve import", "import booklet6.serve.apps as a; a.POOL = 0; from booklet6.serve import"
)
"""A server that keeps no kernel warm."""
PAUSE = 8.0
"""Seconds between two pages of the warm server: so the next kernel has become warm."""


def ready(browser: Browser, address: str) -> float:
    """Milliseconds from opening the address until the app can be used."""
    context = browser.new_context()
    page = context.new_page()
    before = time.perf_counter()
    page.goto(address, timeout=120_000)
    page.wait_for_selector("html[data-ready]", state="attached", timeout=120_000)
    found = 1000 * (time.perf_counter() - before)
    context.close()
    return found


def main() -> int:
    """Measure, and print a line for each app."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--runs", type=int, default=3, help="openings of each app by a warm kernel (default: %(default)s)"
    )
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = tiny_course(Path(folder) / "course")
        browser = playwright.chromium.launch(executable_path=chromium.get(), args=chromium.ARGS)
        names = [a.name for a in find_apps(root)]
        warm: dict[str, list[float]] = {name: [] for name in names}
        server = Server(root, INSTRUCTOR)
        for _ in range(runs):
            for name in names:
                time.sleep(PAUSE)
                warm[name].append(ready(browser, f"{server.origin}/apps/{name}"))
        server.stop()
        server = Server(root, COLD)
        cold = [ready(browser, f"{server.origin}/apps/{name}") for name in names[:runs]]
        server.stop()
        browser.close()
    for name, times in warm.items():
        print(f"{name:22} {statistics.median(times):6,.0f} ms warm")
    every = [t for times in warm.values() for t in times]
    print(f"all apps, median       {statistics.median(every):6,.0f} ms warm (slowest {max(every):,.0f})")
    print(f"                       {statistics.median(cold):6,.0f} ms cold")
    return 0


if __name__ == "__main__":
    sys.exit(main())
