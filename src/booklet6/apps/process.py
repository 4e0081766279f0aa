"""The process that kernels of apps are forked from: it has imported what apps use, and has read the course.

The server of apps starts it (`serve.warm`), and it ends with the server. It forks a kernel at each request, passes signals
on, and tells how a kernel has ended. Nothing but the server can reach it: it listens on no address.

    python -m booklet6.apps.process CONNECTION-FD
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from ..forked import make_app, make_shell, preload, reseed, settle
from ..frames import ClosedError, receive, send
from ..grading import confine
from .course import course_stamp, the_course, warm_up

IMPORTED = ("ipywidgets", "matplotlib.figure", "matplotlib.backends.backend_svg", "ipykernel.kernelapp")
_TRIED = ("import ipywidgets\nipywidgets.HTML('')", "1 / 0")


def main() -> None:
    """Fork kernels until the server ends."""
    server = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    preload(IMPORTED, _TRIED)
    stamp = course_stamp()
    warm_up()
    make_shell()
    settle()
    _Forks(server, stamp).serve()


class _Forks:
    def __init__(self, server: socket.socket, stamp: str):
        self._server, self._stamp = server, stamp
        self._kernels: dict[int, socket.socket] = {}
        read, write = os.pipe()
        os.set_blocking(write, False)
        os.set_blocking(read, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._ended, self._wake = read, write

    def serve(self) -> None:
        while True:
            watched: list[Any] = [self._server, self._ended, *self._kernels.values()]
            ready, _, _ = select.select(watched, [], [])
            if self._ended in ready:
                self._reap()
            for pid, connection in list(self._kernels.items()):
                if connection in ready:
                    self._obey(pid, connection)
            if self._server in ready:
                try:
                    request = receive(self._server)
                    _, files, _, _ = socket.recv_fds(self._server, 1, 1)
                except ClosedError:
                    for pid in self._kernels:
                        _signal(pid, signal.SIGKILL)
                    os._exit(0)
                self._fork(request, socket.socket(fileno=files[0]))

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._ended, 4096)
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                connection = self._kernels.pop(found[0])
                with contextlib.suppress(ClosedError):
                    send(connection, {"exit": os.waitstatus_to_exitcode(found[1])})
                connection.close()

    def _obey(self, pid: int, connection: socket.socket) -> None:
        try:
            _signal(pid, int(receive(connection)["signal"]))
        except ClosedError:  # nobody asks for it any more
            _signal(pid, signal.SIGKILL)
            self._kernels[pid], theirs = socket.socketpair()
            theirs.detach()
            connection.close()

    def _fork(self, request: dict[str, Any], connection: socket.socket) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._kernels[pid] = connection
            return
        try:
            os.setsid()
            confine.die_with_parent()
            if os.getppid() != parent:
                os._exit(0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            for each in (self._server, connection, *self._kernels.values()):
                each.close()
            os.close(self._ended)
            os.close(self._wake)
            _be_kernel(request, self._stamp)
        except Exception:
            traceback.print_exc(file=sys.__stderr__)
        finally:
            os._exit(1)


def _signal(pid: int, number: int) -> None:
    """To the kernel and what it has started; to it alone where it has not yet a group of its own."""
    with contextlib.suppress(OSError):
        os.killpg(pid, number)
        return
    with contextlib.suppress(OSError):
        os.kill(pid, number)


def _be_kernel(request: dict[str, Any], stamp: str) -> None:
    env: dict[str, str] = request["env"]
    env.pop("JPY_PARENT_PID", None)  # the kernel would watch for the end of a process that is not its parent
    os.environ.update(env)
    reseed()
    from ipywidgets import register_comm_target

    if course_stamp() != stamp:  # somebody has changed the course since it was read
        the_course.cache_clear()
    app = make_app(Path(request["file"]))
    register_comm_target()  # imported before there was a kernel
    app.start()
    os._exit(0)


if __name__ == "__main__":
    main()
