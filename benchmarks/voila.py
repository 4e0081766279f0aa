"""How fast apps open, and what a kernel takes of memory: our server, against stock Voila on the same notebook.

Ready is an app whose page has come, whose kernel has answered the page, and has sent all its widgets: what a browser needs
to show it. The browser's own time is not in it. One is opened at a time, then forty at once. Memory is what a kernel has for
itself, with its share of what it has in common with others (PSS).

    python benchmarks/voila.py [--app NAME] [--many 40] [--pool 1]

Stock Voila is run twice: as it comes, and with kernels preheated (--preheat_kernel; --pool is its --pool_size).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import websockets

ROOT = Path(__file__).resolve().parents[1]
ONES = 5
"""How often one is opened, for the median."""
CONTROL = "jupyter.widget.control"


@dataclass(frozen=True)
class Kind:
    """A server: how it is started, and where its app and its kernels' messages are."""

    name: str
    command: list[str]
    page: str
    channels: str
    leave: str


def kinds(app: str, pool: int) -> list[Kind]:
    """The three that are compared."""
    code = "import sys; from pathlib import Path; from booklet6.serve import serve; sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2])))"
    ours = [sys.executable, "-c", code, str(ROOT), "PORT"]
    stock = [sys.executable, "-m", "voila", str(ROOT / "apps" / app / "app.ipynb"), "--no-browser", "--port=PORT"]
    heated = [*stock, "--preheat_kernel=True", f"--pool_size={pool}"]
    plain = ("/", "/api/kernels/ID/channels", "/voila/api/shutdown/ID")
    return [
        Kind("booklet6", ours, f"/apps/{app}", "/apps/api/kernels/ID/channels", "/apps/voila/api/shutdown/ID"),
        Kind("stock Voila", stock, *plain),
        Kind(f"stock Voila, preheated ({pool})", heated, *plain),
    ]


class Running:
    """A server that runs, until the `with` block ends."""

    def __init__(self, kind: Kind):
        self.kind = kind
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = int(s.getsockname()[1])

    def __enter__(self) -> Running:
        command = [part.replace("PORT", str(self.port)) for part in self.kind.command]
        env = {**os.environ, "BOOKLET6_ROOT": str(ROOT)}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command, env=env, stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True
        )
        end = time.monotonic() + 300
        while time.monotonic() < end:
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            if self.process.poll() is not None:
                self.log.seek(0)
                raise RuntimeError(self.log.read().decode(errors="replace"))
            time.sleep(0.1)
        self.settle()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        for pid in [self.process.pid, *self.children()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        self.process.wait()
        self.log.close()

    def settle(self) -> None:
        """Wait until nothing of it works any more: kernels that are being warmed are warm then."""
        before = -1.0
        time.sleep(3)
        for _ in range(300):
            now = sum(busy(pid) for pid in [self.process.pid, *self.children()])
            if 0 <= now - before < 0.06:
                return
            before = now
            time.sleep(2)

    def children(self) -> list[int]:
        """All processes that it has started, at any depth."""
        found, pending = [], [self.process.pid]
        while pending:
            pid = pending.pop()
            try:
                tasks = list(Path(f"/proc/{pid}/task").iterdir())
                below = [int(p) for t in tasks for p in (t / "children").read_text().split()]
            except OSError:
                continue
            found += below
            pending += below
        return found


def busy(pid: int) -> float:
    """Seconds of a core that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def proportional(pid: int) -> int:
    """Bytes of its own, and its share of what others have too."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.M)
    return int(found[1]) * 1024 if found else 0


def message(kind: str, content: dict[str, Any]) -> str:
    """A message as a page sends it."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "username": "",
        "session": "s",
        "version": "5.3",
        "date": "",
    }
    return json.dumps(
        {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}
    )


async def opened(server: Running) -> tuple[float, str, Any]:
    """Open the app, and keep its connection. Returns how long it took until it was ready, and its kernel's id."""
    origin = f"http://127.0.0.1:{server.port}"
    began = time.monotonic()

    def page() -> str:
        with urllib.request.urlopen(origin + server.kind.page, timeout=600) as answer:
            return str(answer.read().decode())

    text = await asyncio.to_thread(page)
    found = re.search(r'"kernelId": ?"([\w-]+)"', text)
    if not found:
        raise RuntimeError(f"no kernel in the page: {text[:300]}")
    url = f"ws://127.0.0.1:{server.port}{server.kind.channels.replace('ID', found[1])}"
    connection = await websockets.connect(url, origin=origin, max_size=None, open_timeout=300)  # type: ignore[arg-type]
    comm = uuid.uuid4().hex
    await connection.send(message("kernel_info_request", {}))
    target = {"comm_id": comm, "target_name": CONTROL, "data": {}}
    opening = json.loads(message("comm_open", target))
    opening["metadata"] = {"version": "1.0.0"}
    await connection.send(json.dumps(opening))
    asked = {"comm_id": comm, "data": {"method": "request_states"}}
    await connection.send(message("comm_msg", asked))
    while True:
        told = await asyncio.wait_for(connection.recv(), 300)
        if isinstance(told, bytes):
            if b'"update_states"' in told:
                break
        elif json.loads(told)["content"].get("data", {}).get("method") == "update_states":
            break
    return time.monotonic() - began, found[1], connection


def leave(server: Running, kernel: str) -> None:
    """What a page does when it is closed."""
    url = f"http://127.0.0.1:{server.port}{server.kind.leave.replace('ID', kernel)}"
    request = urllib.request.Request(url, method="POST", data=b"")
    try:
        urllib.request.urlopen(request, timeout=60).close()
    except OSError:
        return


async def one(server: Running) -> float:
    """The median of some, opened one after the other."""
    times = []
    for _ in range(ONES):
        took, kernel, connection = await opened(server)
        times.append(took)
        await connection.close()
        await asyncio.to_thread(leave, server, kernel)
        await asyncio.to_thread(server.settle)
    return statistics.median(times)


async def many(server: Running, n: int) -> tuple[list[float], float, float]:
    """n at once: the time of each, in order; then bytes of memory a kernel, and of all processes together."""
    done = await asyncio.gather(*(opened(server) for _ in range(n)))
    await asyncio.to_thread(server.settle)
    sizes = {pid: proportional(pid) for pid in server.children()}
    whole = proportional(server.process.pid) + sum(sizes.values())
    for _, _, connection in done:
        await connection.close()
    return sorted(took for took, _, _ in done), sum(sizes.values()) / n, whole


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", default="risk-table", help="Which app.")
    parser.add_argument("--many", type=int, default=40, help="How many are opened at once.")
    parser.add_argument("--pool", type=int, default=1, help="How many kernels stock Voila preheats.")
    args = parser.parse_args()
    print(f"| server | one ready | {args.many} at once: first | half | all | a kernel | all processes |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind in kinds(args.app, args.pool):
        with Running(kind) as server:
            alone = asyncio.run(one(server))
            times, each, whole = asyncio.run(many(server, args.many))
        print(
            f"| {kind.name} | {alone:.2f} s | {times[0]:.1f} s | {statistics.median(times):.1f} s | {times[-1]:.1f} s | "
            f"{each / 1e6:.0f} MB | {whole / 1e6:.0f} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
