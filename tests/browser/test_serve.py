"""The one-port server: the book, the apps, what it refuses, and how it stops."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import Mock

import pytest
import tornado.web
import websockets
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from serving import CODE, INSTRUCTOR, Server, tiny_course
from tornado.iostream import StreamClosedError
from websockets.exceptions import InvalidStatus

from booklet6.serve import warm
from booklet6.serve.site import Headers
from booklet6.words import load_words

T = TypeVar("T")
WORDS = load_words()


def on_its_own(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run it in a thread: in this one, the browser of other tests has a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_course(tmp_path_factory.mktemp("serve") / "course")


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[Server]:
    server = Server(root)
    yield server
    server.stop()


class Plain(urllib.request.HTTPRedirectHandler):
    """Follows nothing."""

    def redirect_request(self, *args: object) -> None:
        return None


def get(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(server.origin + path, headers=headers, method=method)
    try:
        with urllib.request.build_opener(Plain).open(request, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        return e.code, e.headers, e.read()


def test_an_app_is_not_started_by_another_site(server: Server) -> None:
    """Whoever follows a link may come; a picture, a frame or a script of another site starts no kernel."""
    address = "/apps/definitions"
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert get(server, address, **embedded)[0] == 403
    assert get(server, address, **{**embedded, "Sec-Fetch-Dest": "iframe"})[0] == 403
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert get(server, address, **opened)[0] == 403
    assert get(server, address, **opened, **{"Sec-Fetch-User": "?1"})[0] == 200


def kernel_of(server: Server) -> str:
    """Open the app's page as a program would, and return its kernel's id."""
    _, _, page = get(server, "/apps/definitions")
    found = re.search(r'"kernelId": "([\w-]+)"', page.decode())
    assert found, page[-500:]
    return found[1]


def test_the_book_is_at_the_root(server: Server) -> None:
    status, headers, _ = get(server, "/", **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Set-Cookie"] == "booklet6-apps=1; Path=/; SameSite=Lax"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "Server" not in headers
    assert b"The book" in get(server, "/index.html")[2]
    assert get(server, "/", **{"If-None-Match": headers["Etag"]})[0] == 304


def test_a_rebuilt_page_is_sent_again(server: Server, root: Path) -> None:
    before = get(server, "/lesson.html")[1]["Etag"]
    (root / "_build/html/lesson.html").write_text("<!doctype html><title>New</title>")
    status, _, body = get(server, "/lesson.html", **{"If-None-Match": before})
    assert (status, b"New" in body) == (200, True)


def test_what_is_not_there_is_said_in_plain_words(server: Server) -> None:
    for path, says in (
        ("/nothing.html", b"no such page"),
        ("/sub/", b"no such page"),
        ("/apps/nothing", b"no such app"),
    ):
        status, headers, body = get(server, path)
        assert status == 404, path
        assert says in body, path
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_somebody_who_leaves_before_all_has_come_is_no_matter_for_the_screen(caplog: pytest.LogCaptureFixture) -> None:
    handler = Headers(tornado.web.Application(), Mock())
    for fault in (StreamClosedError(), ValueError("a fault of ours")):
        handler.log_exception(type(fault), fault, None)
    assert [r.exc_info[1] for r in caplog.records if r.exc_info] == [fault]


def test_the_list_of_apps(server: Server) -> None:
    status, _, body = get(server, "/apps/")
    assert status == 200
    assert b'<a href="/apps/definitions">Case desk: definitions</a>' in body
    assert get(server, "/apps")[1]["Location"] == "/apps/"
    assert get(server, "/apps/definitions/")[1]["Location"] == "/apps/definitions"


@pytest.mark.parametrize(
    "path",
    [
        "/.built-from",
        "/certificate.key",
        "/../certificate.key",
        "/apps/certificate.key",
        "/../course/_config.yml",
        "/..%2f..%2f_config.yml",
        "/%00",
        "/%2e%2e/%2e%2e/_config.yml",
        "/sub/..%5c..%5c..%5c_config.yml",
        "/modules/02_definitions/app.ipynb",
        "/apps/app.ipynb",
        "/apps/definitions.ipynb",
        "/apps/definitions/app.ipynb",
        "/apps/voila/files/02_definitions/app.ipynb",
        "/apps/voila/files/02_definitions/activities.yml",
        "/apps/voila/render/02_definitions/app.ipynb",
        "/apps/voila/tree",
        "/apps/voila/tree/02_definitions",
        "/apps/voila/templates/lab/static/voila.js",
        "/apps/voila/static/../conf.json",
        "/apps/voila/static/%2e%2e/index.html.j2",
        "/apps/voila/labextensions/anywidget/package.json",
        "/apps/voila/labextensions/anywidget/static/%2e%2e/package.json",
        "/apps/static/..%2f__init__.py",
        "/apps/api/contents",
        "/apps/api/kernels",
        "/apps/api/kernelspecs",
        "/apps/api/sessions",
        "/apps/api/terminals",
        "/voila/render/02_definitions/app.ipynb",
    ],
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    status, _, body = get(server, path)
    assert status == 404
    assert b"case_desk" not in body
    assert b"def-case" not in body


def test_certificates_are_issued_and_checked_on_the_same_port(server: Server) -> None:
    """What they are is tested without apps; here only that the real server has them."""
    for what in ("issue", "check"):
        status, headers, body = get(
            server, f"/certificate/{what}", method="POST", **{"Content-Type": "application/json"}
        )
        assert (status, json.loads(body)) == (400, {"refused": "broken"})
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert get(server, f"/certificate/{what}")[0] == 405


def test_no_source_is_in_the_apps_page(server: Server) -> None:
    status, headers, body = get(server, "/apps/definitions?template=lab&theme=dark")
    assert status == 200
    for secret in (b"case_desk", b"import ", b"booklet6.apps", b"/modules/"):
        assert secret not in body
    assert "Content-Security-Policy" in headers


def test_what_is_for_the_instructor_is_closed_unless_asked_for(server: Server, root: Path) -> None:
    status, _, body = get(server, "/apps/results")
    assert (status, WORDS("serve.for_instructors.title").encode() in body) == (403, True)
    listed = get(server, "/apps/")[2].decode()
    assert 'href="/apps/results"' not in listed
    assert WORDS("app.list_closed") in listed
    done = subprocess.run(
        [sys.executable, "-c", INSTRUCTOR.replace("instructor=True", "'0.0.0.0', instructor=True"), str(root), "1"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (1, WORDS("serve.no_room"), "")


def test_a_kernel_can_be_asked_after_but_not_driven(server: Server) -> None:
    kernel = kernel_of(server)
    assert get(server, f"/apps/api/kernels/{kernel}")[0] == 200
    assert get(server, f"/apps/api/kernels/{kernel}", method="DELETE")[0] == 405
    for verb in ("restart", "interrupt"):
        assert get(server, f"/apps/api/kernels/{kernel}/{verb}", method="POST")[0] == 404
    assert get(server, "/apps/api/kernels", method="POST")[0] == 404


def message(kind: str, content: dict[str, object]) -> str:
    header = {"msg_id": kind, "msg_type": kind, "username": "", "session": "s", "version": "5.3", "date": ""}
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})


def test_clients_cannot_execute_code(server: Server, tmp_path: Path) -> None:
    kernel = kernel_of(server)
    target = tmp_path / "executed"
    code = {
        "code": f"open({str(target)!r}, 'w')",
        "silent": False,
        "user_expressions": {"x": f"open({str(target)!r}, 'w')"},
    }

    async def talk() -> list[str]:
        url = f"ws://localhost:{server.port}/apps/api/kernels/{kernel}/channels"
        kinds = []
        async with websockets.connect(url, origin=server.origin) as socket:  # type: ignore[arg-type]
            await socket.send(message("execute_request", code))
            await socket.send(message("inspect_request", {"code": "open", "cursor_pos": 4, "detail_level": 1}))
            await socket.send(message("complete_request", {"code": "op", "cursor_pos": 2}))
            await socket.send(message("kernel_info_request", {}))
            while "kernel_info_reply" not in kinds:
                kinds.append(json.loads(await asyncio.wait_for(socket.recv(), 30))["header"]["msg_type"])
        return kinds

    kinds = on_its_own(talk())
    assert not {"execute_reply", "inspect_reply", "complete_reply", "execute_input"} & set(kinds)
    assert not target.exists()


def test_other_origins_get_no_socket(server: Server) -> None:
    kernel = kernel_of(server)

    async def talk() -> None:
        url = f"ws://localhost:{server.port}/apps/api/kernels/{kernel}/channels"
        async with websockets.connect(url, origin="http://elsewhere.example"):  # type: ignore[arg-type]
            pass

    with pytest.raises(InvalidStatus):
        on_its_own(talk())


def test_a_closed_page_ends_its_kernel(server: Server) -> None:
    kernel = kernel_of(server)
    assert get(server, f"/apps/voila/api/shutdown/{kernel}", method="POST")[0] == 204
    assert get(server, f"/apps/api/kernels/{kernel}")[0] == 404
    assert get(server, f"/apps/voila/api/shutdown/{kernel}", method="POST")[0] == 204


def test_a_kernel_without_a_page_ends_and_the_warm_ones_stay(root: Path) -> None:
    quick = "import booklet6.serve.apps as a; a.LEFT_SECONDS = 1; a.LOOK_SECONDS = 1; "
    server = Server(root, quick + CODE)
    try:
        kernel = kernel_of(server)
        until = time.monotonic() + 60
        while get(server, f"/apps/api/kernels/{kernel}")[0] == 200 and time.monotonic() < until:
            time.sleep(0.5)
        assert get(server, f"/apps/api/kernels/{kernel}")[0] == 404
        assert children(server.process.pid)
    finally:
        assert server.stop() == 0


def test_beyond_the_last_place_it_says_so(root: Path) -> None:
    server = Server(root, "import booklet6.serve.apps as a; a.KERNELS = 0; " + CODE)
    try:
        status, headers, body = get(server, "/apps/definitions")
        assert (status, headers["Retry-After"]) == (503, "60")
        assert b"All places are taken" in body
    finally:
        assert server.stop() == 0


def test_a_port_in_use_is_said_in_one_line(server: Server, root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(root), str(server.port)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stdout.startswith(f"Port {server.port} is in use.")
    assert done.stdout.count("\n") == 1
    assert not done.stderr


def children(pid: int) -> list[int]:
    """All that a process has started, at any depth."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    found = [int(p) for p in told.split()]
    return found + [below for child in found for below in children(child)]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{pid}/status").read_text() if Path(f"/proc/{pid}").exists() else True


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("when", ["at once", "in use"])
def test_it_stops_cleanly(root: Path, how: signal.Signals, when: str) -> None:
    server = Server(root)
    assert server.lines[0] == f"Book: {server.origin}/\n"
    assert server.lines[1] == f"Apps: {server.origin}/apps/\n"
    if when == "in use":
        kernel_of(server)
    kernels = children(server.process.pid)
    assert server.stop(how) == 0
    assert not any(alive(k) for k in kernels)
    assert [line for line in server.lines[3:] if line != "Stopping …\n"] == []


@pytest.mark.skipif(not warm.POSSIBLE, reason="kernels are forked only where that is safe")
def test_kernels_end_with_a_server_that_is_killed(root: Path) -> None:
    server = Server(root)
    kernel_of(server)
    started = children(server.process.pid)
    assert len(started) >= 2, "the process that forks, and a kernel"
    server.stop(signal.SIGKILL)
    until = time.monotonic() + 30
    while any(alive(p) for p in started) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(alive(p) for p in started)


@pytest.fixture
def source(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[warm.AppProcess]:
    """Started in a folder where a file has the name of a library, and is none."""
    monkeypatch.setenv("BOOKLET6_ROOT", str(root))
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong file')\n")
    monkeypatch.chdir(tmp_path)
    source = warm.AppProcess()
    yield source
    source.close()


@pytest.mark.skipif(not warm.POSSIBLE, reason="kernels are forked only where that is safe")
def test_a_forked_kernel_has_the_course_as_it_is_now(source: warm.AppProcess, root: Path, tmp_path: Path) -> None:
    course = "__import__('booklet6.apps.course', fromlist=['x']).the_course"
    looked = f"str({course}.cache_info().currsize) + ' ' + __import__('os').environ['ASKED']"

    def said(name: str) -> tuple[str, warm.Forked]:
        file, _ = write_connection_file(str(tmp_path / f"{name}.json"), transport="ipc", ip=str(tmp_path / name))
        kernel = source.fork(file, {**os.environ, "ASKED": name})
        client = BlockingKernelClient(connection_file=file)
        client.load_connection_file()
        client.start_channels(hb=False)
        try:
            client.wait_for_ready(timeout=60)
            reply = client.execute("", user_expressions={"x": looked}, reply=True, timeout=30)
            return reply["content"]["user_expressions"]["x"]["data"]["text/plain"], kernel
        finally:
            client.stop_channels()

    first, kernel = said("one")
    assert first == "'1 one'", "read before the fork, and with the environment that was asked for"
    assert kernel.poll() is None
    (root / "modules" / "note.txt").write_text("changed")
    try:
        second, other = said("two")
    finally:
        (root / "modules" / "note.txt").unlink()
    assert second == "'0 two'", "a course that has changed is read again"
    other.kill()
    assert other.wait() == -signal.SIGKILL
    assert kernel.poll() is None, "no other kernel ends with it"
