"""Kernels for apps, each a copy by fork of one process (`apps.process`) that has imported what apps use and has read the
course. In the server of apps.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from importlib.metadata import EntryPoint
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ..frames import ClosedError, receive, send

NAME = "booklet6-app"
POSSIBLE = sys.platform.startswith("linux")
"""Whether kernels of apps are forked here. Elsewhere a process that has imported so much may not fork safely."""


class AppProcess:
    """The process that kernels are forked from, seen from the server of apps."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            # -P: a json.py in the folder that the server was started in is no library.
            [sys.executable, "-P", "-m", "booklet6.apps.process", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the server's terminal is for the server
        )
        theirs.close()
        self._asking = threading.Lock()

    def fork(self, file: str, env: dict[str, str]) -> Forked:
        """A kernel with the sockets of this connection file. Raises ClosedError where the process has ended."""
        ours, theirs = socket.socketpair()
        with theirs, self._asking:
            send(self._ours, {"file": file, "env": env})
            try:
                socket.send_fds(self._ours, [b"."], [theirs.fileno()])
            except OSError as e:
                raise ClosedError from e
        return Forked(ours)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    def close(self) -> None:
        """End it, and every kernel with it."""
        self._ours.close()
        self._process.kill()  # its kernels end when it does
        self._process.wait()


class Forked:
    """One kernel, with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._take()
        return self.returncode

    def wait(self) -> int | None:
        """Wait for its end."""
        while self.returncode is None:
            self._take()
        return self.returncode

    def _take(self) -> None:
        try:
            self.returncode = int(receive(self._connection)["exit"])
        except (ClosedError, ValueError):
            self.returncode = -1
        self._connection.close()

    def send_signal(self, number: int) -> None:
        """Send it, and all that it has started, a signal."""
        if self.poll() is None:
            with contextlib.suppress(ClosedError):
                send(self._connection, {"signal": number})

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Has a kernel forked in place of started. All else is jupyter_client's own."""

    source: AppProcess
    """Set on a subclass by `register`."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have a kernel. It answers when it is ready; one that cannot start has ended."""
        env = {**kwargs.get("env", os.environ)}
        manager: Any = self.parent
        process: Any = await asyncio.to_thread(self.source.fork, manager.connection_file, env)
        self.process = process
        return self.connection_info


def register(source: AppProcess) -> str:
    """Have jupyter_client, in this process alone, fork kernels from `source`. Returns the name for a kernelspec."""
    ForkProvisioner.source = source
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkProvisioner", factory.GROUP_NAME)
    return NAME
