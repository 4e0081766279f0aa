"""Where certificates are issued and checked. Nothing about a learner is kept: no name, no answer, no certificate.

An address is remembered for a minute, in memory, so that nobody keeps the server busy.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tornado.web

from ..content import Course, CourseError, load_course
from ..learner.certificate import Issuer, KeyFileError, clean_name, load_key
from ..learner.marks import Item, is_form, items_of, marks
from ..words import load_words
from .site import Headers

KEY = "certificate.key"
"""The copy's secret, in the course's folder. `git` ignores it; it is in no site that is built."""
LARGEST = 64 * 1024
"""Bytes of a request. The answers of a whole attempt take about 10,000."""
MOST = 60
"""Requests from one address in `SECONDS`. A room behind one address can still hand in together."""
SECONDS = 60.0
MADE = date(2026, 11, 1)
"""No certificate is older than this program. A clock that says so is wrong, as after an empty battery."""
ADDRESSES = 5000
"""The most addresses that are remembered."""


class Limiter:
    """At most `most` in `seconds` from one address."""

    def __init__(self, most: int, seconds: float, now: Callable[[], float] = time.monotonic):
        self._most, self._seconds, self._now = most, seconds, now
        self._seen: dict[str, deque[float]] = {}

    def allows(self, address: str) -> bool:
        """Count one more from there. False where it is one too many."""
        now = self._now()
        if len(self._seen) >= ADDRESSES:
            self._seen = {a: times for a, times in self._seen.items() if times and now - times[-1] < self._seconds}
            if len(self._seen) >= ADDRESSES:
                return False  # so many at once are no class
        times = self._seen.setdefault(address, deque())
        while times and now - times[0] >= self._seconds:
            times.popleft()
        if len(times) >= self._most:
            return False
        times.append(now)
        return True


class Desk:
    """What both handlers need: the test as the site has it, and the copy's key."""

    def __init__(self, root: Path):
        self._root = root
        self._lock = threading.Lock()
        self._loaded: tuple[str, Course, dict[str, Item]] | None = None
        self.limiter = Limiter(MOST, SECONDS)

    def test(self) -> tuple[Course, dict[str, Item]]:
        """The course and the items of its test; read again when the site was built again. Raises CourseError."""
        stamp = self._root / "_build" / "html" / ".built-from"
        built = stamp.read_text() if stamp.is_file() else ""
        with self._lock:
            if self._loaded is None or self._loaded[0] != built:
                course = load_course(self._root)
                self._loaded = (built, course, items_of(course))
            return self._loaded[1:]

    def issuer(self, *, make: bool) -> Issuer | None:
        """This copy as an issuer; None where it has no key and `make` is false. Raises KeyFileError."""
        key = load_key(self._root / KEY, make=make)
        return None if key is None else Issuer(key)


class _RefusalError(Exception):
    """What the page is to tell: the name of a text below `certificate.say`, and the status."""

    def __init__(self, name: str, status: int):
        super().__init__(name)
        self.name, self.status = name, status


@tornado.web.stream_request_body
class _Post(Headers):
    """A request of a page of this site, with a small JSON body. Answered with JSON."""

    SUPPORTED_METHODS = ("POST",)

    def initialize(self, desk: Desk) -> None:
        self.desk = desk
        self.body = bytearray()

    def check_xsrf_cookie(self) -> None:
        """Not asked for. What a page of another site may not do is refused in `prepare`, by where it comes from."""

    def prepare(self) -> None:
        headers = self.request.headers
        self.set_header("Cache-Control", "no-store")
        # A page of another site must not ask: browsers say where a request comes from, and JSON is asked about first.
        origin = headers.get("Origin", "")
        if headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or (
            origin and urlsplit(origin).netloc != self.request.host
        ):
            self._refuse("not_from_there", 403)
        elif headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            self._refuse("broken", 415)
        elif int(headers.get("Content-Length") or 0) > LARGEST:
            self._refuse("too_big", 413)
        elif not self.desk.limiter.allows(self.request.remote_ip or ""):
            self.set_header("Retry-After", str(int(SECONDS)))
            self._refuse("too_many", 429)

    def data_received(self, chunk: bytes) -> None:
        if not self._finished:
            self.body += chunk
            if len(self.body) > LARGEST:
                self._refuse("too_big", 413)

    async def post(self) -> None:
        if self._finished:
            return
        try:
            data = json.loads(bytes(self.body))
            if not isinstance(data, dict):
                raise ValueError
        except (ValueError, RecursionError):
            self._refuse("broken", 400)
            return
        try:
            self.finish(await asyncio.get_running_loop().run_in_executor(None, self.answer, data))
        except _RefusalError as e:
            self._refuse(e.name, e.status)
        except KeyFileError as e:
            print(load_words()("serve.no_key", reason=e), flush=True)
            self._refuse("no_key", 503)
        except CourseError:
            self._refuse("broken_course", 503)

    def _refuse(self, name: str, status: int) -> None:
        self.set_status(status)
        self.set_header("Connection", "close")  # what else comes on this line is not waited for
        self.finish({"refused": name})

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.finish({"refused": "broken"})

    def answer(self, data: dict[str, Any]) -> dict[str, Any]:
        """What to send back. Raises `_RefusalError`."""
        raise NotImplementedError


class Issue(_Post):
    """Counts an attempt by itself, and signs what it has counted. What the page says of points is not looked at."""

    def answer(self, data: dict[str, Any]) -> dict[str, Any]:
        name = clean_name(data["name"]) if isinstance(data.get("name"), str) else ""
        if not name:
            raise _RefusalError("no_name", 422)
        form, answers = data.get("form"), data.get("answers")
        if not isinstance(form, list) or not all(isinstance(i, str) for i in form) or not isinstance(answers, dict):
            raise _RefusalError("broken", 400)
        course, items = self.desk.test()
        rules = course.final_test
        if rules is None or not is_form(form, items, rules.draw):
            raise _RefusalError("other_test", 422)
        counted = marks(form, items, answers)
        if counted.percent < rules.pass_mark:
            raise _RefusalError("not_passed", 422)
        today = date.today()
        if today < MADE:
            raise _RefusalError("clock", 503)
        issuer = self.desk.issuer(make=True)
        assert issuer is not None
        return issuer.issue(
            course=load_words()("app.course"),
            name=name,
            day=today,
            percent=counted.percent,
            pass_mark=rules.pass_mark,
            items=len(form),
            modules={m.lesson.title: counted.modules[m.id] for m in course.modules if m.id in counted.modules},
        )


class Check(_Post):
    """Tells what became of a certificate: by its file, or by its code and the name on it."""

    def answer(self, data: dict[str, Any]) -> dict[str, Any]:
        # Without a key nothing can be ours. A key that is known would make everything ours.
        issuer = self.desk.issuer(make=False) or Issuer(secrets.token_bytes(32))
        if "file" in data:
            found = issuer.check_file(data["file"])
        else:
            name, code = data.get("name"), data.get("code")
            if not isinstance(name, str) or not isinstance(code, str):
                raise _RefusalError("broken", 400)
            found = issuer.check_code(name, code)
        return {"state": found.state, "issuer": found.issuer, "says": found.says}


def certificate_routes(root: Path) -> list[Any]:
    """The routes for the course at `root`."""
    desk = {"desk": Desk(root)}
    return [("/certificate/issue", Issue, desk), ("/certificate/check", Check, desk)]
