"""The warm server: a process that has imported everything, and gives each kernel a copy of itself by fork.

It runs inside one bubblewrap (`sandbox`). For each connection it forks a warden; the warden makes namespaces for the
kernel, receives its files, forks the kernel itself, and then only watches: it passes signals on, kills what takes too
much, and ends the kernel when the grader has gone. The kernel cannot see it.

Two of it run, so that a shell of the right kind is there before the fork: one forks kernels for work, one for tests.

    python -m booklet6.grading.warm LISTENING-FD LIFETIME-FD OPTIONS
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ..forked import make_shell, ports, preload, reseed, settle, silence, start_app
from ..frames import ClosedError, receive, receive_folder, send
from . import confine
from .limits import Limits
from .sandbox import KERNELS, USER, Role

PRELOADED = (
    *("numpy", "pandas", "matplotlib.pyplot", "matplotlib.font_manager", "matplotlib_inline.backend_inline"),
    *("IPython.core.interactiveshell", "ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.pylabtools"),
    *("booklet6.grading.bridge", "booklet6.grading.streams", "booklet6.grading.trusted"),
    *("booklet6.exercises", "booklet6.content"),
    *("numpy.random", "json", "csv", "statistics", "math", "random", "datetime", "re", "collections", "itertools"),
)
_TRIED = (
    "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.show()\nprint(1)",
    "import pandas as pd\ntable = pd.DataFrame({'a': [1, 2], 'b': ['c', 'd']})\ntable.groupby('b').a.sum()",
    "table",
    "1 / 0",
)
"""Cells of all kinds: what they import besides, the server imports."""
_TICK = 0.25
"""Seconds between two looks at the memory."""


def become() -> None:
    """Give up root, where the grader is root."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)


def main() -> None:
    """Serve until the grader ends."""
    listening, life, options = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    tests = options["tests"]
    if options["confined"]:
        become()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if options["preload"]:
        preload(PRELOADED, _TRIED)
        role: Role = "student"
        if os.fork() == 0:
            listening, tests, role = tests, listening, "tests"
        os.close(tests)
        if role == "tests":
            from .trusted import make_kernel

            make_kernel()
        else:
            make_shell()
        settle()
    listener = socket.socket(fileno=listening)
    listener.setblocking(False)
    watched: list[Any] = [listener, life]
    while True:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        ready, _, _ = select.select(watched, [], [], 1)
        if life in ready:
            os._exit(0)
        if listener not in ready:
            continue
        try:
            connection, _ = listener.accept()
        except OSError:
            continue
        connection.setblocking(True)
        if options["once"] or os.fork() == 0:
            listener.close()
            os.close(life)
            _guarded(connection, options)
        connection.close()


def _guarded(connection: socket.socket, options: dict[str, Any]) -> None:
    try:
        _Warden(connection, options).run()
    except ClosedError:
        pass
    except BaseException as e:
        with contextlib.suppress(Exception):
            send(connection, {"exit": -1, "why": f"{type(e).__name__}: {e}"})
    finally:
        os._exit(0)


class _Warden:
    def __init__(self, connection: socket.socket, options: dict[str, Any]):
        os.setsid()
        self._connection = connection
        self._options = options
        request = receive(connection)
        self._role: str = request["role"]
        self._limits = Limits.from_json(request["limits"])
        self._environment: dict[str, str] = request["env"]
        self._sockets: str = request["sockets"]
        self._folders: list[str] = request["folders"]
        self._channel = -1
        if request["channel"]:
            _, files, _, _ = socket.recv_fds(connection, 1, 1)
            self._channel = files[0]

    def run(self) -> None:
        self._held = confine.held_data() if sys.platform.startswith("linux") else 0
        self._proc = os.open("/proc", os.O_RDONLY) if Path("/proc").is_dir() else -1
        own = None
        if self._options["nested"]:
            self._enclose()
            base = Path("/tmp")
        else:
            base = own = Path(tempfile.mkdtemp(prefix="booklet6-kernel-"))
        try:
            (base / "home").mkdir()
            room = self._limits.room
            for name in self._folders:
                (base / name).mkdir()
                room = receive_folder(self._connection, base / name, room)
            self._start(base)
        finally:
            if own:
                shutil.rmtree(own, ignore_errors=True)

    def _enclose(self) -> None:
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")
        confine.new_namespaces()
        confine.mount_tmpfs("/tmp", self._limits.disk, self._limits.files)
        confine.mount_tmpfs("/dev/shm", self._limits.disk // 4, 100)
        cpus = Path("/proc/cpuinfo").read_bytes()
        for there, path in self._options["kept"]:
            Path(path).mkdir(parents=True, exist_ok=True)
            confine.mount_bind(there, path)
            confine.make_readonly(path)
        if self._sockets:
            Path("/tmp/sockets").mkdir()
            confine.mount_bind(f"{KERNELS}/{self._sockets}", "/tmp/sockets")
        confine.mount_tmpfs(KERNELS, 0, 2, "755")
        if self._sockets:
            # A mount of its own, so that it can be made read-only for the kernel once its sockets are there.
            confine.mount_bind("/tmp/sockets", KERNELS)
        confine.mount_tmpfs("/proc", 1_000_000, 20, "755")
        Path("/proc/cpuinfo").write_bytes(cpus)
        Path("/proc/self").mkdir()
        confine.make_readonly("/proc")

    def _start(self, base: Path) -> None:
        ready_read, ready_write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(ready_read)
                self._be_kernel(base, ready_write)
            except BaseException as e:
                with contextlib.suppress(OSError):
                    os.write(ready_write, f"!{type(e).__name__}: {e}"[:2000].encode())
            finally:
                os._exit(1)
        os.close(ready_write)
        if self._channel >= 0:
            os.close(self._channel)
        why = self._watch(child, ready_read)
        _, status = os.waitpid(child, 0)
        with contextlib.suppress(ClosedError):
            send(self._connection, {"exit": os.waitstatus_to_exitcode(status), "why": why})

    def _be_kernel(self, base: Path, ready: int) -> None:
        os.setsid()  # so that a signal to its own group does not reach the warden
        self._connection.detach()
        silence()
        keep = {0, 1, 2, ready, self._channel}
        for fd in range(3, 1024):
            if fd not in keep:
                with contextlib.suppress(OSError):
                    os.close(fd)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(base / "work")
        environment = {**self._environment, "HOME": str(base / "home"), "TMPDIR": str(base)}
        if "bank" in self._folders:
            environment["BOOKLET6_BANK"] = str(base / "bank")
        for name, folder in (("MPLCONFIGDIR", "matplotlib"), ("IPYTHONDIR", ".ipython")):
            environment[name] = str(base / "home" / folder)
        os.environ.update(environment)
        tempfile.tempdir = None
        if self._options["confined"]:
            confine.drop_powers()
            confine.refuse_system_calls()
        if sys.platform.startswith("linux"):
            confine.set_limits(self._limits, self._held)
        reseed()
        if self._role == "tests":
            sys.path[:] = [str(base / "source"), *(p for p in sys.path if p)]
            from .trusted import serve

            os.write(ready, b".")
            os.close(ready)
            serve(socket.socket(fileno=self._channel), self._limits)
            os._exit(0)
        folder = KERNELS if self._options["nested"] else self._options["kernels"] + "/" + self._sockets
        key = os.environ.pop("BOOKLET6_KEY", "")
        connection = {"transport": "ipc", "ip": f"{folder}/s", "key": key, **ports()}
        app = start_app(connection, {}, outstream_class="booklet6.grading.streams.Portioned")
        os.write(ready, b".")
        os.close(ready)
        app.start()
        os._exit(0)

    def _watch(self, child: int, ready: int) -> str:
        """Wait for the kernel's end. Returns why it was ended, or nothing where it ended by itself."""
        end = time.monotonic() + self._limits.notebook_seconds + 60
        exit_fd = os.pidfd_open(child) if hasattr(os, "pidfd_open") else -1
        watched = {self._connection.fileno(), ready} | ({exit_fd} if exit_fd >= 0 else set())
        first, why = 0, ""
        while True:
            found, _, _ = select.select(list(watched), [], [], _TICK if exit_fd >= 0 else 0.05)
            if exit_fd in found or (exit_fd < 0 and _ended(child)):
                return why
            if ready in found:
                watched.discard(ready)
                said = os.read(ready, 2001).decode(errors="replace")
                why = said[1:] if said.startswith("!") else why
                if said == ".":
                    if self._sockets and self._options["nested"]:
                        confine.make_readonly(KERNELS)
                        confine.make_readonly("/tmp/sockets")
                    send(self._connection, {"ready": True})
            if self._connection.fileno() in found:
                try:
                    os.kill(child, int(receive(self._connection)["signal"]))
                except ClosedError:
                    os.kill(child, signal.SIGKILL)
                    watched.discard(self._connection.fileno())
                continue
            if why:
                continue
            used = self._resident(child)
            first = first or max(1, used[0])
            if sum(max(0, n - first) for n in used) > self._limits.memory:
                why = "memory"
            elif time.monotonic() > end:
                why = "time"
            if why:
                os.kill(child, signal.SIGKILL)

    def _resident(self, child: int) -> list[int]:
        """Bytes in memory of the kernel and of each process that it has started."""
        sizes, pending = [], [child]
        while pending and self._proc >= 0:
            pid = pending.pop()
            try:
                sizes.append(int(self._read(f"{pid}/statm").split()[1]) * os.sysconf("SC_PAGE_SIZE"))
                pending += [int(p) for p in self._read(f"{pid}/task/{pid}/children").split()]
            except (OSError, IndexError):
                continue
        return sizes or [0]

    def _read(self, name: str) -> str:
        fd = os.open(name, os.O_RDONLY, dir_fd=self._proc)
        try:
            return os.read(fd, 65536).decode()
        finally:
            os.close(fd)


def _ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


if __name__ == "__main__":
    main()
