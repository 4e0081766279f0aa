"""Pages in Chromium. Every page opened here is watched: an error in the console, or a request to anywhere but its own
origin, fails the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import node
import pytest
from browser import ARGS
from folders import serve_folder
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from serving import INSTRUCTOR, VOILA_SAYS, Server, tiny_course


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def origin(site: Path) -> Iterator[str]:
    """The site over http."""
    origin, stop = serve_folder(site)
    yield origin
    stop()


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of all the apps, those for instructors too."""
    server = Server(tiny_course(tmp_path_factory.mktemp("apps") / "course"), INSTRUCTOR)
    yield server
    assert server.stop() == 0


Open = Callable[..., Page]


class Watch:
    """Opens pages, each in a new context, and notes what they do that they must not."""

    def __init__(self, browser: Browser):
        self.browser = browser
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(
        self,
        url: str,
        *,
        ready: bool = True,
        allow: tuple[str, ...] = (),
        init: str = "",
        patience: float = 30_000,
        **options: Any,
    ) -> Page:
        """Open an address (options of `new_context`), and wait until its scripts are ready. `init`: a script that runs
        before the page's own. `patience`: milliseconds until a page that does not come has failed."""
        home = urlsplit(url)

        def request(r: Request) -> None:
            there = urlsplit(r.url)
            if there.scheme not in ("data", "blob") and (there.scheme, there.netloc) != (home.scheme, home.netloc):
                self.faults.append(f"request off the origin: {r.url}")

        def console(m: ConsoleMessage) -> None:
            if m.type in ("error", "warning") and not any(a in m.text for a in allow):
                self.faults.append(f"console {m.type}: {m.text}")

        context = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.contexts.append(context)
        # A script that runs before a document opened as a file now and then sees an empty storage, which Chromium then
        # does not keep. So there it runs once, in the page, and the page is loaded again.
        file = home.scheme == "file"
        if init and not file:
            context.add_init_script(init)
        page = context.new_page()
        page.on("request", request)
        page.on("console", console)
        page.on("pageerror", lambda e: self.faults.append(f"error: {e}"))
        page.goto(url, timeout=patience)
        if init and file:
            page.evaluate(f"() => {{ {init} }}")
            page.reload()
        if ready and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    def close(self) -> None:
        """Close what is open."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open an address in a new context, watched: see `Watch.open`."""
    watch = Watch(browser)
    yield watch.open
    watch.close()
    assert not watch.faults, watch.faults


@pytest.fixture(scope="module")
def _kept(browser: Browser) -> Iterator[tuple[Watch, dict[str, Page]]]:
    watch = Watch(browser)
    yield watch, {}
    watch.close()


@pytest.fixture
def keep_page(_kept: tuple[Watch, dict[str, Page]]) -> Iterator[Open]:
    """Like `open_page`, but the page stays open for the next tests of the file that ask for the same, and nothing else
    in between. For tests that each look at their own part of a long page, which then loads once."""
    watch, pages = _kept

    def open_it(url: str, **options: Any) -> Page:
        name = f"{url} {options}"
        if name not in pages:
            watch.close()
            pages.clear()
            pages[name] = watch.open(url, **options)
        return pages[name]

    yield open_it
    faults = [*watch.faults]
    watch.faults.clear()
    assert not faults, faults


@pytest.fixture
def open_app(apps: Server, open_page: Open) -> Open:
    """Open an app by its name, and wait until it can be used."""

    def open_it(name: str, **options: Any) -> Page:
        page = open_page(f"{apps.origin}/apps/{name}", ready=False, allow=VOILA_SAYS, patience=90_000, **options)
        page.wait_for_selector("html[data-ready]", state="attached", timeout=90_000)
        return page

    return open_it


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return (node.install() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def faults_of(axe: str) -> Callable[..., list[str]]:
    """What axe finds on a page, a line each; every rule it has for WCAG 2.2 AA and good practice, or the named ones."""

    def find(page: Page, within: str = "html", rules: list[str] | None = None) -> list[str]:
        # What is not laid out yet has no true place, and axe would think that it covers what is there.
        page.add_style_tag(content="* { content-visibility: visible !important; }")
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(axe)
        options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        found = page.evaluate("([w, o]) => axe.run(w, o).then(r => r.violations)", [within, options])
        return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found for n in v["nodes"]]

    return find
