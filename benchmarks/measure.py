"""Measure a page in Chromium: what it weighs, and when its activities can be used. Over http, from file://, on a phone."""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Page, Request, Route

PATIENCE = 120_000
"""Milliseconds after which a page that is not ready counts as broken."""

# Runs before anything of the page. An activity counts once it stands in the document, ready.
_WATCH = """
const count = {count};
globalThis.benchTimes = new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`${document.querySelectorAll(".activity[data-ready]").length} of ${count} activities are ready`)), {patience});
  const painted = new Promise((done) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName("first-contentful-paint")) done(entry.startTime);
    }).observe({ type: "paint", buffered: true });
  });
  let first = null;
  const watcher = new MutationObserver(() => {
    const ready = document.querySelectorAll(".activity[data-ready]").length;
    if (!ready) return;
    const now = performance.now();
    first ??= now;
    if (ready < count) return;
    watcher.disconnect();
    painted.then((paint) => resolve({ paint, first, ready: now }));
  });
  watcher.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] });
});
"""

# Answers the first quiz: what only looks ready is not. Returns the activities, and whether feedback appeared.
_TRY = """() => {
  const quiz = document.querySelector('.activity[data-type="quiz"]');
  quiz.querySelector("input").click();
  quiz.querySelector("form").requestSubmit();
  const ids = [...document.querySelectorAll(".activity[data-ready]")].map((a) => a.dataset.activity);
  return { ids, feedback: quiz.matches("[data-done]") && quiz.querySelector(".feedback .outcome") !== null };
}"""


@dataclass(frozen=True)
class Way:
    """A way to open a page. `cpu`: how many times slower; `network`: bits a second and milliseconds, or as it is."""

    name: str
    file: bool = False
    phone: bool = False
    cpu: int = 1
    network: tuple[float, float] | None = None


@dataclass(frozen=True)
class Weight:
    """What a page loads from its own server: bodies as they are and as sent (gzip); and its requests to others."""

    requests: int
    raw: int
    sent: int
    elsewhere: int


@dataclass(frozen=True)
class Times:
    """Milliseconds from the start of the navigation: first contentful paint, first activity ready, all ready."""

    paint: float
    first: float
    ready: float


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a small body may wait 40 ms for an acknowledgement
    server: Server

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        raw, packed = self.server.file(path)
        body = packed if "gzip" in self.headers.get("Accept-Encoding", "") else raw
        self.send_response(200 if raw else 404)
        self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        if body is packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)
        self.server.log.append((len(raw), len(body)))

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves a folder from memory, packed beforehand: neither disk nor gzip is on the clock. `log`: what it sent."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.log: list[tuple[int, int]] = []
        self._files: dict[str, tuple[bytes, bytes]] = {}

    def file(self, path: str) -> tuple[bytes, bytes]:
        """A file as it is and packed; nothing where there is none."""
        if path not in self._files:
            place = self.folder / path
            raw = place.read_bytes() if place.is_file() else b""
            self._files[path] = raw, gzip.compress(raw, 6) if raw else b""
        return self._files[path]


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Serve a folder on a free port of this machine."""
    server = Server(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Subject:
    """A page to measure: what to call it, where it stands, how many activities it has."""

    name: str
    server: Server
    path: str
    activities: int

    def url(self, file: bool) -> str:
        """Its address."""
        port = self.server.server_address[1]
        return (self.server.folder / self.path).as_uri() if file else f"http://127.0.0.1:{port}/{self.path}"


@contextmanager
def _page(browser: Browser, way: Way, subject: Subject) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page in a context of its own (nothing cached). Yields it with the errors and the foreign addresses it meets."""
    size = {"width": 390, "height": 844} if way.phone else {"width": 1280, "height": 900}
    context = browser.new_context(viewport=size, is_mobile=way.phone, has_touch=way.phone)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    elsewhere: list[str] = []
    home = urlsplit(subject.url(way.file))

    def seen(request: Request) -> None:
        there = urlsplit(request.url)
        if there.scheme not in ("data", "blob") and (there.scheme, there.netloc) != (home.scheme, home.netloc):
            elsewhere.append(request.url)

    page.on("request", seen)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    try:
        yield page, faults, elsewhere
    finally:
        context.close()


def _watch(page: Page, subject: Subject) -> None:
    script = _WATCH.replace("{count}", str(subject.activities)).replace("{patience}", str(PATIENCE))
    page.add_init_script(script)


def _times(page: Page, subject: Subject, way: Way) -> Times:
    page.goto(subject.url(way.file), wait_until="commit", timeout=PATIENCE)
    return Times(**page.evaluate("benchTimes"))


def time_page(browser: Browser, way: Way, subject: Subject) -> Times:
    """Open the page once, nothing cached. Raises RuntimeError where it is broken or asks others for anything."""
    with _page(browser, way, subject) as (page, faults, elsewhere):
        _watch(page, subject)
        session = page.context.new_cdp_session(page)
        if way.cpu > 1:
            session.send("Emulation.setCPUThrottlingRate", {"rate": way.cpu})
        if way.network:
            rate, latency = way.network
            limits = {
                "downloadThroughput": rate / 8,
                "uploadThroughput": rate / 16,
                "latency": latency,
                "offline": False,
            }
            session.send("Network.enable")
            session.send("Network.emulateNetworkConditions", limits)
        times = _times(page, subject, way)
        _refuse(subject, faults, elsewhere)
    return times


def try_page(browser: Browser, subject: Subject, picture: Path | None = None) -> tuple[Weight, list[str]]:
    """Weigh the page, and answer its first quiz. Returns its weight and its activities' ids.

    `picture`: where to put a picture of it. Raises RuntimeError where it is broken or asks others for anything.
    """
    way = Way("http")
    with _page(browser, way, subject) as (page, faults, elsewhere):
        subject.server.log.clear()
        _watch(page, subject)
        _times(page, subject, way)
        page.wait_for_load_state("networkidle")
        weight = _weight(subject, elsewhere)
        tried = page.evaluate(_TRY)
        if picture:
            page.screenshot(path=picture, full_page=True)
        _refuse(subject, faults, elsewhere)
        if not tried["feedback"]:
            raise RuntimeError(f"{subject.name}: its first quiz gives no feedback")
    return weight, tried["ids"]


def weigh_page(browser: Browser, subject: Subject) -> Weight:
    """Weigh a page that may want things from others: they get no answer, and are counted."""
    with _page(browser, Way("http"), subject) as (page, _, elsewhere):
        subject.server.log.clear()
        home = subject.url(False).removesuffix(subject.path)

        def own_only(route: Route) -> None:
            if route.request.url.startswith(home):
                route.continue_()
            else:
                route.abort()

        page.route("**/*", own_only)
        page.goto(subject.url(False), timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        return _weight(subject, elsewhere)


def _weight(subject: Subject, elsewhere: list[str]) -> Weight:
    log = subject.server.log
    return Weight(len(log), sum(raw for raw, _ in log), sum(sent for _, sent in log), len(elsewhere))


def _refuse(subject: Subject, faults: list[str], elsewhere: list[str]) -> None:
    if faults or elsewhere:
        raise RuntimeError("\n".join([f"{subject.name}: the page is broken", *faults, *elsewhere]))
