"""The grader's side of the warm server: start it, and have kernels from it."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from jupyter_client.connect import KernelConnectionInfo

from ..frames import ClosedError, receive, send, send_folder
from .limits import Limits
from .sandbox import USER, Kind, Role, below_tmp, command, environment

_count = itertools.count()


class KernelError(Exception):
    """A kernel could not be had; the text says why."""


@dataclass(frozen=True)
class Address:
    """Where kernels are had from: what a worker needs to know of a server."""

    folder: Path
    kind: Kind
    hidden: tuple[Path, ...] = ()

    def socket(self, role: Role) -> Path:
        """Where to ask for a kernel."""
        return self.folder / f"server-{role}"

    @property
    def sockets(self) -> Path:
        return self.folder / "k"


class Server:
    """The warm server, for as long as the `with` block lasts. It ends with this process, however that ends."""

    def __init__(self, kind: Kind, hidden: list[Path]):
        """kind: how to isolate. hidden: folders that no kernel may see."""
        self._kind = kind
        self._hidden = tuple(p.resolve() for p in hidden)

    def __enter__(self) -> Address:
        self._folder = Path(tempfile.mkdtemp(prefix="booklet6-"))
        self.address = Address(self._folder, self._kind, self._hidden)
        self.address.sockets.mkdir()
        if os.getuid() == 0 and self._kind != "none":
            os.chown(self.address.sockets, USER, USER)
        self._listeners = [_listener(self.address.socket(role), 64) for role in get_args(Role)]
        self._life, theirs = os.pipe()[::-1]
        self._process: subprocess.Popen[bytes] | None = None
        if self._kind != "cold":
            self._process = start_program(self.address, self._listeners, theirs)
        os.close(theirs)
        return self.address

    def __exit__(self, *_: object) -> None:
        os.close(self._life)
        for listener in self._listeners:
            listener.close()
        if self._process:
            self._process.kill()  # and with it all that is in its sandbox
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _listener(path: Path, waiting: int) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen(waiting)
    return listener


def start_program(address: Address, listeners: list[socket.socket], life: int) -> subprocess.Popen[bytes]:
    """Start the server's program, in the sandbox that the address names.

    listeners: one for each role; a single one is for a single kernel of any role.
    """
    kind, once = address.kind, len(listeners) == 1
    options = {
        "nested": kind == "warm",
        "confined": kind != "none",
        "once": once,
        "tests": listeners[-1].fileno(),
        "preload": not once,
        "kept": below_tmp(),
        "kernels": "/run/kernels" if kind != "none" else str(address.sockets),
    }
    program = [
        sys.executable,
        "-m",
        "booklet6.grading.warm",
        str(listeners[0].fileno()),
        str(life),
        json.dumps(options),
    ]
    around = command(list(address.hidden), address.sockets) if kind != "none" else []
    env = None if kind != "none" else {**os.environ, **environment(), "HOME": str(address.folder)}
    log = (address.folder / "log").open("ab")
    with log:
        return subprocess.Popen(
            [*around, *program],
            pass_fds=[*(s.fileno() for s in listeners), life],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=env,
        )


class Kernel:
    """One kernel, seen from outside. Closing it ends it and all that it has started."""

    def __init__(
        self,
        address: Address,
        role: Role,
        limits: Limits,
        folders: Mapping[str, Path | None],
        env: Mapping[str, str] | None = None,
    ):
        """Ask for a kernel. folders: the name that the kernel sees → what is copied there. Raises KernelError."""
        self.exit: int | None = None
        self.why = ""
        self._ready = False
        self.channel: socket.socket | None = None
        self.key = secrets.token_hex(16)
        self._name = f"{os.getpid()}-{next(_count)}" if role == "student" else ""
        self.sockets = address.sockets / self._name
        self._cold: _Cold | None = None
        if self._name:
            self.sockets.mkdir(mode=0o777)
            self.sockets.chmod(0o777)  # the folder above lets nobody else in
        theirs: socket.socket | None = None
        try:
            self._connection = socket.socket(socket.AF_UNIX)
            if address.kind == "cold":
                self._cold = _Cold(address)
                self._connection.connect(str(self._cold.path))
            else:
                self._connection.connect(str(address.socket(role)))
            request: dict[str, Any] = {
                "role": role,
                "limits": limits.to_json(),
                "env": {**(env or {}), "BOOKLET6_KEY": self.key},
                "sockets": self._name,
                "folders": list(folders),
                "channel": role == "tests",
            }
            send(self._connection, request)
            if role == "tests":
                self.channel, theirs = socket.socketpair()
                socket.send_fds(self._connection, [b"."], [theirs.fileno()])
            for folder in folders.values():
                send_folder(self._connection, folder)
        except (OSError, ClosedError) as e:
            self.close()
            raise KernelError(f"the kernel server does not answer ({type(e).__name__}: {e})") from None
        finally:
            if theirs:
                theirs.close()

    def connection_info(self) -> KernelConnectionInfo:
        """Where its channels are, as a Jupyter client wants it."""
        ports = {f"{name}_port": n for n, name in enumerate(("shell", "iopub", "stdin", "control", "hb"), 1)}
        told: dict[str, Any] = {"transport": "ipc", "ip": str(self.sockets / "s"), "signature_scheme": "hmac-sha256"}
        return cast(KernelConnectionInfo, {**told, **ports, "key": self.key.encode()})

    def wait_ready(self, seconds: float) -> None:
        """Wait until it can be talked to. Raises KernelError."""
        while not self._ready:
            if not self._look(seconds):
                raise KernelError(f"no kernel after {seconds:.0f} seconds")
            if self.exit is not None:
                raise KernelError(f"the kernel did not start ({self.why or self.exit})")

    def poll(self) -> int | None:
        """How it ended, or None while it runs."""
        while self.exit is None and self._look(0):
            pass
        return self.exit

    def fileno(self) -> int:
        """Readable when there is news of it."""
        return self._connection.fileno()

    def signal(self, number: int) -> None:
        """Send it a signal."""
        if self.exit is None:
            with contextlib.suppress(ClosedError):
                send(self._connection, {"signal": number})

    def interrupt(self) -> None:
        """As if a person had pressed the stop button."""
        self.signal(signal.SIGINT)

    def close(self) -> None:
        """End it, and clear up."""
        self._connection.close()
        if self.channel:
            self.channel.close()
        if self._cold:
            self._cold.close()
        if self._name:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _look(self, seconds: float) -> bool:
        try:
            if not select.select([self._connection], [], [], seconds)[0]:
                return False
            news = receive(self._connection)
        except (ClosedError, ValueError, OSError):
            news = {"exit": -1, "why": "the kernel server has ended"}
        self._ready = self._ready or "ready" in news
        if "exit" in news:
            self.exit, self.why = int(news["exit"]), str(news["why"])
        return True


class _Cold:
    """A sandbox and an interpreter for one kernel alone, where kernels cannot be forked from a warm one."""

    def __init__(self, address: Address):
        self.path = address.folder / f"cold-{os.getpid()}-{next(_count)}"
        listener = _listener(self.path, 1)
        self._life, theirs = os.pipe()[::-1]
        self._process = start_program(address, [listener], theirs)
        os.close(theirs)
        listener.close()

    def close(self) -> None:
        os.close(self._life)
        self._process.kill()
        self._process.wait()
        self.path.unlink(missing_ok=True)
