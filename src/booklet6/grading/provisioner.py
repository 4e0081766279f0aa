"""Warm, isolated kernels for anything that starts kernels through jupyter_client: an entry point `booklet6-warm`.

A kernelspec asks for it with ``"metadata": {"kernel_provisioner": {"provisioner_name": "booklet6-warm", "config":
{"server": "/the/server's/folder"}}}``; the server is a `kernels.Server` that somebody holds open. Without a server
named there, BOOKLET6_WARM in the environment names its folder.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from traitlets import Instance, Unicode

from .kernels import Address, Kernel, KernelError
from .limits import Limits


class WarmProvisioner(KernelProvisionerBase):
    """One kernel from the warm server. It works on a copy of the folder that it is started in."""

    server = Unicode(help="The folder of the warm server.").tag(config=True)
    limits = Instance(Limits, args=())
    kernel: Kernel | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel."""
        return self.kernel is not None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """There is no command to run."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have a kernel. Raises KernelError."""
        folder = self.server or os.environ.get("BOOKLET6_WARM", "")
        if not folder:
            raise KernelError("no warm server is named: set BOOKLET6_WARM, or `server` in the kernelspec")
        cwd = kwargs.get("cwd")
        work = {"work": Path(cwd) if cwd else None}
        self.kernel = await asyncio.to_thread(Kernel, Address(Path(folder), "warm"), "student", self.limits, work)
        await asyncio.to_thread(self.kernel.wait_ready, 300)
        self.connection_info = self.kernel.connection_info()
        return self.connection_info

    async def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self.kernel.poll() if self.kernel else 0

    async def wait(self) -> int | None:
        """Wait for its end."""
        while self.kernel and self.kernel.poll() is None:
            await asyncio.sleep(0.02)
        return await self.poll()

    async def send_signal(self, signum: int) -> None:
        """Pass a signal on."""
        if self.kernel:
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End it at once."""
        await self.send_signal(9)

    async def terminate(self, restart: bool = False) -> None:
        """End it at once: it has nothing that it could save."""
        await self.send_signal(9)

    async def cleanup(self, restart: bool = False) -> None:
        """Let go of it."""
        if self.kernel:
            self.kernel.close()
            self.kernel = None
