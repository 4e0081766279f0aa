"""A copy of the course, served as `booklet6 serve` does, but without apps: quick to start."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from booklet6.serve.certificates import certificate_routes
from booklet6.serve.site import BookHandler


def serve_copy(root: Path, site: Path) -> tuple[str, Callable[[], None]]:
    """Serve the pages of `site`, and certificates for the course at `root`. Returns the origin, and what stops it."""
    ready = threading.Event()
    found: dict[str, Any] = {}

    async def run() -> None:
        routes = [*certificate_routes(root), (r"/(.*)", BookHandler, {"path": str(site)})]
        (socket,) = bind_sockets(0, "127.0.0.1")
        server = HTTPServer(tornado.web.Application(routes, log_function=lambda _: None))
        server.add_sockets([socket])
        found.update(port=socket.getsockname()[1], loop=asyncio.get_running_loop(), stop=asyncio.Event())
        ready.set()
        await found["stop"].wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(30)

    def stop() -> None:
        found["loop"].call_soon_threadsafe(found["stop"].set)
        thread.join(10)

    return f"http://127.0.0.1:{found['port']}", stop
