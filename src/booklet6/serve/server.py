"""Start and stop the one server of book and apps."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from ..content import find_apps
from ..words import load_words
from .apps import AppServer
from .certificates import certificate_routes


def serve(root: Path, port: int = 8000, host: str = "127.0.0.1", *, instructor: bool = False) -> int:
    """Serve the site of `root` (its `_build/html`) and its apps until Ctrl-C or SIGTERM. Returns the exit status.

    `host`: the address to listen on. The default is this machine alone; ``0.0.0.0`` lets a classroom in.
    `instructor`: serve also the apps that show keys and results; refused where others can connect.
    Returns 0 after a clean stop, 1 where it cannot start; then it has said why, in one line.
    """
    root = root.resolve()
    words = load_words()
    if instructor and host not in ("127.0.0.1", "localhost", "::1"):
        print(words("serve.no_room"), flush=True)
        return 1
    try:
        sockets = bind_sockets(port, host)
    except (OSError, OverflowError) as e:
        in_use = isinstance(e, OSError) and e.errno == errno.EADDRINUSE
        print(words("serve.in_use" if in_use else "serve.no_address", port=port, host=host, reason=e), flush=True)
        return 1
    for name in ("tornado.access", "tornado.application", "tornado.general"):
        logging.getLogger(name).setLevel(logging.ERROR)
    os.environ["BOOKLET6_ROOT"] = str(root)
    with tempfile.TemporaryDirectory(prefix="booklet6-") as scratch:
        # Kernels must not read or write the settings and the history of whoever serves.
        os.environ["IPYTHONDIR"] = str(Path(scratch) / "ipython")
        asyncio.run(_run(root, sockets, port, host, scratch, instructor))
    return 0


class _Failures(logging.Handler):
    """Tells in one line why an app's notebook failed. Voila tells it at length, to a log that nobody reads."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", error)
        print(
            load_words()("serve.app_failed", reason=f"{name}: {text}" if error else record.getMessage()),
            file=sys.stderr,
            flush=True,
        )


async def _run(root: Path, sockets: list[socket.socket], port: int, host: str, scratch: str, instructor: bool) -> None:
    words = load_words()
    failures = _Failures(logging.ERROR)
    logging.getLogger("traitlets").addHandler(failures)
    stop = asyncio.Event()
    apps = find_apps(root)
    app = AppServer(
        site=root / "_build" / "html",
        apps=apps,
        port=port,
        root_dir=str(root),
        more=certificate_routes(root),
        instructor=instructor,
    )
    server = HTTPServer(app.web_application(scratch), xheaders=False, max_buffer_size=16 * 1024 * 1024)
    server.add_sockets(sockets)
    # Only now: Voila has put a handler of its own for SIGTERM.
    for sig in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sig, stop.set)
    print(words("serve.where", port=port), flush=True)
    if address := _room_address(host):
        print(words("serve.room", address=address, port=port), flush=True)
    print(words("serve.how_to_stop"), flush=True)
    await stop.wait()
    print(words("serve.stopping"), flush=True)
    logging.getLogger("traitlets").removeHandler(failures)  # that kernels end now is no failure
    server.stop()
    await server.close_all_connections()
    await app.close()
    await _end_tasks()


async def _end_tasks() -> None:
    """End what still runs (kernels that were being warmed), so that nothing complains at exit."""
    rest = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
    for task in rest:
        task.cancel()
    await asyncio.wait(rest, timeout=5) if rest else None
    for task in rest:
        if task.done() and not task.cancelled():
            task.exception()


def _room_address(host: str) -> str | None:
    """The address by which others on the network reach this machine, where it listens to them. Sends nothing."""
    if host not in ("0.0.0.0", "::", ""):
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation: only the route is looked up
        except OSError:
            return None
        return str(probe.getsockname()[0])
