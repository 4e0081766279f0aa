"""Messages over a socket between our own processes: a length, then JSON; files as a length, then bytes."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST = 64_000_000
"""Bytes of one message; more is an error, since a learner's kernel may be what sends."""

DEEPEST = 30
"""Folders inside each other that are looked at; Python's own walks through more of them end in errors."""


class ClosedError(Exception):
    """The other side has gone."""


def send(connection: socket.socket, message: object) -> None:
    """Send one message. Raises ClosedError."""
    data = json.dumps(message).encode()
    try:
        connection.sendall(struct.pack("<Q", len(data)) + data)
    except OSError as e:
        raise ClosedError from e


def receive(connection: socket.socket) -> Any:
    """Wait for one message. Raises ClosedError, ValueError."""
    (length,) = struct.unpack("<Q", _exactly(connection, 8))
    if length > MOST:
        raise ValueError(f"a message of {length} bytes")
    return json.loads(_exactly(connection, length))


def _exactly(connection: socket.socket, n: int) -> bytes:
    parts = bytearray()
    while len(parts) < n:
        try:
            part = connection.recv(min(n - len(parts), 1 << 20))
        except OSError as e:
            raise ClosedError from e
        if not part:
            raise ClosedError
        parts += part
    return bytes(parts)


def send_folder(connection: socket.socket, folder: Path | None) -> None:
    """Send the plain files of a folder, at any depth. Links and anything else are left out. Raises ClosedError, OSError."""
    files = list(plain_files(folder)) if folder else []
    send(connection, [[name, size] for name, _, size in files])
    for _, path, size in files:
        with path.open("rb") as file:
            left = size
            while left:
                data = file.read(min(left, 1 << 20))
                data = data or bytes(min(left, 1 << 20))  # a file that has shrunk meanwhile
                try:
                    connection.sendall(data)
                except OSError as e:
                    raise ClosedError from e
                left -= len(data)


def receive_folder(connection: socket.socket, folder: Path, room: int) -> int:
    """Write what `send_folder` sent, where there is room for so many bytes. Returns the room that is left.

    A file that does not fit is left out. Raises ClosedError, ValueError.
    """
    for name, size in receive(connection):
        path = folder / name
        try:
            if size > room:
                raise OSError("no room is left")
            room -= size
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError:
            path = Path(os.devnull)
        with path.open("wb") as file:
            left = size
            while left:
                data = _exactly(connection, min(left, 1 << 20))
                left -= len(data)
                try:
                    file.write(data)
                except OSError:
                    continue
    return room


def plain_files(folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Relative name, path and size of each plain file, in order of names. No link is followed.

    What lies deeper than DEEPEST, and what may not be read, is left out.
    """
    for parent, folders, names in os.walk(folder):
        folders.sort()
        if len(Path(parent).relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        for name in sorted(names):
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
                yield path.relative_to(folder).as_posix(), path, path.stat().st_size
