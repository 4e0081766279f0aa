"""The book and the package's own files, as static files with safe headers."""

from __future__ import annotations

import gzip
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import tornado.web
from tornado.iostream import StreamClosedError

from .pages import message_page

_POLICY = "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; "
_BOOK_POLICY = _POLICY + "img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'"


def app_policy(host: str) -> str:
    """What an app's page may load: as the book, and what Voila and anywidget need (modules from blobs, a socket)."""
    socket = f"ws://{host} wss://{host}" if re.fullmatch(r"[\w.:\[\]-]+", host) else ""
    return (
        f"{_POLICY}img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        f"script-src 'self' 'unsafe-inline' blob:; connect-src 'self' {socket}"
    )


class Headers(tornado.web.RequestHandler):
    """Safe headers on every answer."""

    def policy(self) -> str:
        """The Content-Security-Policy of this answer."""
        return _BOOK_POLICY

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Content-Security-Policy", self.policy())

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        # Somebody who leaves before all has come is no failure, and no matter for a trainer's screen.
        if not isinstance(value, StreamClosedError):
            super().log_exception(typ, value, tb)


class BookHandler(Headers, tornado.web.StaticFileHandler):
    """The book. A change is seen at once: browsers ask each time, and are sent again only what is other.

    Its pages set a cookie that tells their scripts that the apps are at hand.
    """

    def initialize(self, path: str) -> None:  # type: ignore[override]
        super().initialize(path=path, default_filename="index.html")

    def parse_url_path(self, url_path: str) -> str:
        if "\0" in url_path or any(part.startswith(".") for part in re.split(r"[/\\]", url_path)):
            raise tornado.web.HTTPError(404)
        return super().parse_url_path(url_path)

    def compute_etag(self) -> str | None:
        # Tornado keeps a file's hash as long as it runs; a book that was built again would look unchanged.
        stat = Path(self.absolute_path or "").stat()
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-cache")
        if self.get_content_type() == "text/html":
            self.set_cookie("booklet6-apps", "1", path="/", samesite="Lax")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        if status_code in (403, 404):
            self.set_status(404)
            self.finish(message_page("no_page"))
        else:
            self.finish(message_page("broken"))


class PackageFiles(Headers):
    """Scripts and styles of this package and of Voila, from the first of several folders that has them.

    A page needs about ninety of them, so they are kept compressed. `fresh` seconds long a browser need not ask again.
    """

    def initialize(self, folders: list[str], fresh: int = 0) -> None:
        self.folders = folders
        self.fresh = fresh

    async def get(self, path: str) -> None:
        if (file := self._find(path)) is None:
            self.set_status(404)
            await self.finish(message_page("no_page"))
            return
        stat = file.stat()
        self.set_header("Content-Type", mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        self.set_header("Cache-Control", f"max-age={self.fresh}" if self.fresh else "no-cache")
        self.set_header("Etag", f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"')
        if self.check_etag_header():
            self.set_status(304)
            return
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.set_header("Vary", "Accept-Encoding")
            await self.finish(_compressed(file, stat.st_mtime_ns))
        else:
            await self.finish(file.read_bytes())

    head = get

    def _find(self, path: str) -> Path | None:
        if ".." in re.split(r"[/\\]", path):
            return None
        return next(
            (file for folder in self.folders if (file := Path(folder, path)).is_file() and file.is_relative_to(folder)),
            None,
        )


@lru_cache(maxsize=512)
def _compressed(file: Path, changed: int) -> bytes:
    """The file, compressed. `changed` (its time of change) is there so that a new one is read anew."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
