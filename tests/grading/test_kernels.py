"""The warm kernels: what they can do, and above all what they cannot reach."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from pathlib import Path

import nbformat
import pytest
from as_user import as_user
from helpers import ROOT

from booklet6.grading.execute import SafeExecute
from booklet6.grading.kernels import Address, Kernel, KernelError, Server
from booklet6.grading.limits import MB, Limits
from booklet6.grading.sandbox import Sandbox, _python_path, probe


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    found = probe()
    assert found.kind == "warm", found.reason
    return found


@pytest.fixture(scope="module")
def address(sandbox: Sandbox) -> Iterator[Address]:
    with Server("warm", []) as address:
        yield address


def run(address: Address, *cells: str, work: Path | None = None, **limits: int) -> tuple[list[str], SafeExecute]:
    """Run cells as a learner's; what each has printed, or its error, and the preprocessor with its findings."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])  # type: ignore[no-untyped-call]
    execute = SafeExecute(timeout=limits.pop("timeout", 10), **limits)
    execute.use(address, {"work": work}, None)
    execute.preprocess(nb, {})
    return [_said(c) for c in nb.cells], execute


def _said(cell: nbformat.NotebookNode) -> str:
    parts = []
    for o in cell.outputs:
        parts.append(o.get("text") or o.get("data", {}).get("text/plain") or f"{o.ename}: {o.evalue}")
    return " ".join(p.strip() for p in parts)


def test_a_kernel_works(address: Address, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b\n1,2\n")
    cells = (
        "import pandas as pd\npd.read_csv('data.csv').b.sum().item()",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "!echo from a shell",
        "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')",
        "open('mine.txt', 'w').write('x'); open('mine.txt').read()",
        "import multiprocessing as m\nm.get_context('fork').Pool(2).map(abs, [-1, -2])",
        "input('name?')",
    )
    said, execute = run(address, *cells, work=tmp_path)
    assert said[0] == "2"
    assert "Figure" in said[1]
    assert said[2:6] == ["from a shell", "awaited", "'x'", "[1, 2]"]
    assert said[6].startswith("StdinNotImplementedError")
    assert execute.findings.notes == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data.csv"], "it works on a copy"


MANY = """
import subprocess
running = []
try:
    for n in range(200):
        running.append(subprocess.Popen(["sleep", "60"]))
finally:
    for p in running:
        p.kill()
        p.wait()
"""
REACHES = {
    "the network": "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
    "an abstract socket": "import socket; s = socket.socket(socket.AF_UNIX); s.connect('\\0booklet6')",
    "home folders": "import os; print(os.listdir('/home'))",
    "root's home": "import os; print(os.listdir('/root' + '/.ssh'))",
    "the password file": "open('/etc/shadow').read()",
    "other processes": "import os; assert [p for p in os.listdir('/proc') if p.isdigit()]",
    "its parent": "import os; assert os.getppid()",
    "the server's socket": "import os; assert [f for f in os.listdir('/run/kernels') if not f.startswith('s-')]",
    "writing among the sockets": "open('/run/kernels/x', 'w')",
    "writing to the system": "open('/usr/x', 'w')",
    "writing to the root": "open('/x', 'w')",
    "writing to the packages": "import numpy; open(numpy.__file__, 'a')",
    "writing to devices' folder": "open('/dev/x', 'w')",
    "a mount": "import ctypes, os; l = ctypes.CDLL(None, use_errno=True); assert l.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0",
    "a namespace": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "tracing": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "memory that no limit counts": "import os; os.memfd_create('x')",
    "being root": "import os; os.setuid(0) if os.getuid() else (_ for _ in ()).throw(OSError)",
    "more files than allowed": "for n in range(5000): open(f'f{n}', 'w')",
    "more disk than allowed": "f = open('big', 'wb')\nfor n in range(300): f.write(bytes(1_000_000)); f.flush()",
    "more processes than allowed": MANY,
    "more memory than allowed, at once": "x = bytearray(3_000_000_000)",
    "more open files than allowed": "f = [open('/dev/null') for n in range(1000)]",
}


def test_what_it_cannot_reach(address: Address) -> None:
    """In one kernel, one after the other: each ends with an error, and the kernel lives."""
    said, execute = run(address, *REACHES.values(), "print('alive')")
    wrong = {name: s for name, s in zip(REACHES, said, strict=False) if "Error" not in s}
    assert wrong == {}
    assert said[-1] == "alive"
    assert execute.findings.notes == []


def test_the_environment_tells_nothing(address: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKLET6_SECRET", "x")
    said, _ = run(address, "import os; print(dict(os.environ), open('/proc/self/environ').read())")
    assert "SECRET" not in said[0]
    said, _ = run(address, "import os; print({k: v for k, v in os.environ.items() if 'KEY' in k or 'SECRET' in k})")
    assert said == ["{}"]


def test_two_kernels_see_nothing_of_each_other(address: Address, tmp_path: Path) -> None:
    one = Kernel(address, "student", Limits(), {"work": None})
    one.wait_ready(300)
    look = "import os, subprocess; print(os.listdir('/tmp'), os.listdir('/run/kernels'), os.listdir('/dev/shm'))"
    said, _ = run(address, "open('/tmp/left', 'w'); open('/dev/shm/left', 'w')", look)
    assert "left" in said[1]
    said, _ = run(address, look)
    assert "left" not in said[0]
    assert one.poll() is None
    one.close()


ENDS = {
    "exit": ("import os; os._exit(3)", "its kernel ended"),
    "crash": ("import ctypes; ctypes.string_at(0)", "its kernel ended"),
    "memory bit by bit": ("x = []\nwhile True: x.append(bytearray(10_000_000))", "too much memory"),
    "memory in many": (
        "import os, time\nfor n in range(20):\n    if os.fork() == 0:\n        x = b'x' * 300_000_000\n        time.sleep(60)\ntime.sleep(60)",
        "too much memory",
    ),
    "output": ("while True: print('x' * 10000)", "printed without end"),
    "a loop that cannot be interrupted": (
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "could not be interrupted",
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_what_ends_a_kernel_is_told(address: Address, name: str) -> None:
    source, reason = ENDS[name]
    began = time.monotonic()
    seconds = 3 if "loop" in name else 30  # on a busy machine memory fills slowly
    said, execute = run(address, "print('before')", source, "print('after')", max_memory=800 * MB, timeout=seconds)
    notes = " ".join(map(str, execute.findings.notes))
    if name == "memory bit by bit":
        assert "MemoryError" in said[1] or reason in notes
    else:
        assert reason in notes
        assert said[2].startswith("NotRun")
    assert said[0] == "before"
    assert time.monotonic() - began < 60


def test_a_loop_is_interrupted_and_the_rest_goes_on(address: Address) -> None:
    said, execute = run(address, "while True: pass", "print('after')", timeout=2)
    assert "CellTimeoutError" in said[0]
    assert said[1] == "after"
    assert list(map(str, execute.findings.notes)) == ["A cell took longer than 2 seconds."]


def test_all_cells_have_a_time_together(address: Address) -> None:
    said, execute = run(address, *["import time; time.sleep(1.5)"] * 4, notebook_timeout=3)
    assert "all cells together took longer than 3 seconds" in " ".join(map(str, execute.findings.notes))
    assert said[3].startswith("NotRun")


def test_nothing_is_left_after_a_kernel(address: Address) -> None:
    mark = "booklet6-left-over"
    run(
        address,
        f"import subprocess, os\nsubprocess.Popen(['sleep', '600'], start_new_session=True, env={{'X': '{mark}'}})",
    )
    end = time.monotonic() + 10
    while (found := _with_environment(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not found
    assert not list(address.sockets.iterdir()), "no sockets stay behind"


def _with_environment(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


HOLDER = """
import sys, time
from booklet6.grading.kernels import Kernel, Server
from booklet6.grading.limits import Limits
with Server("warm", []) as address:
    kernel = Kernel(address, "student", Limits(), {"work": None})
    kernel.wait_ready(300)
    print(address.folder, flush=True)
    time.sleep(600)
"""


def test_the_server_ends_with_the_grader_however_that_ends(sandbox: Sandbox) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    folder = holder.stdout.readline().strip()
    assert folder
    assert _servers(folder)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    end = time.monotonic() + 20
    while _servers(folder) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _servers(folder)


def _servers(folder: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if folder.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_a_cold_sandbox_a_kernel_does_the_same(sandbox: Sandbox) -> None:
    with Server("cold", []) as address:
        said, execute = run(address, "print(1 + 1)", REACHES["the network"], REACHES["the password file"])
    assert said[0] == "2"
    assert "Error" in said[1]
    assert "Error" in said[2]
    assert execute.findings.notes == []


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match="does not answer"):
        Kernel(Address(tmp_path, "warm"), "tests", Limits(), {"work": None})


def test_the_provisioner_starts_one_for_any_client(address: Address, tmp_path: Path) -> None:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    name, value = "booklet6-warm", "booklet6.grading.provisioner:WarmProvisioner"
    factory = KernelProvisionerFactory.instance()
    factory.provisioners.setdefault(name, EntryPoint(name, value, factory.GROUP_NAME))
    told = {"kernel_provisioner": {"provisioner_name": name, "config": {"server": str(address.folder)}}}
    (tmp_path / "here.txt").write_text("from the folder")

    async def talk() -> str:
        manager = AsyncKernelManager(transport="ipc", ip=str(tmp_path / "kernel"))
        manager._kernel_spec = KernelSpec(argv=[], language="python", display_name="x", metadata=told)
        await manager.start_kernel(cwd=str(tmp_path))
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=30)
            reply = await client.execute_interactive(
                "", user_expressions={"x": "open('here.txt').read()"}, timeout=30, allow_stdin=False
            )
            assert await manager.is_alive()
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
        return str(reply["content"]["user_expressions"]["x"]["data"]["text/plain"])

    with ThreadPoolExecutor(1) as apart:  # where tests of pages ran before in this process, a loop is running here
        assert apart.submit(lambda: asyncio.run(talk())).result() == "'from the folder'"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_has_the_same(sandbox: Sandbox, tmp_path: Path) -> None:
    """The same, with no more rights than a user has."""
    program = (
        "from booklet6.grading.kernels import Server; from booklet6.grading.sandbox import probe\n"
        "import test_kernels as t\n"
        "assert probe().kind == 'warm', probe()\n"
        "with Server('warm', []) as a:\n"
        "    said, e = t.run(a, *t.REACHES.values(), 'print(\"alive\")')\n"
        "    print({n: s for n, s in zip(t.REACHES, said) if 'Error' not in s}, said[-1], e.findings.notes)\n"
    )
    ours = [Path(__file__).parent, ROOT / "tests", ROOT / "tools"]
    path = os.pathsep.join(str(p) for p in [*ours, *_python_path()])
    env = {**os.environ, "HOME": "/tmp", "TMPDIR": "/tmp", "PYTHONPATH": path}
    done = subprocess.run(
        [*as_user(), sys.executable, "-c", program], env=env, check=False, cwd="/tmp", capture_output=True, text=True
    )
    assert done.stdout.strip() == "{} alive []", done.stdout + done.stderr


def test_without_isolation_it_grades_only_where_somebody_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from booklet6.cli import main
    from booklet6.grading import sandbox as module

    (tmp_path / "source").mkdir()
    monkeypatch.setattr(module, "probe", lambda: Sandbox("none", "bubblewrap is not installed."))
    command = ["grade", "ps", "--course-dir", str(tmp_path)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1
    for words in ("cannot be isolated", "apt-get install bubblewrap", "--no-sandbox"):
        assert words in result.output
    result = CliRunner().invoke(main, [*command, "--no-sandbox"])
    assert result.exit_code == 1
    assert "runs as you" in result.output
    assert "knows no assignment 'ps'" in result.output, "it went on"
    assert not (tmp_path / "grading" / "ps").exists(), "of what is no assignment nothing is left"


def test_kernels_without_isolation_work(tmp_path: Path) -> None:
    with Server("none", []) as address:
        said, execute = run(address, "print(1 + 1)", "open('x', 'w').close()", "import os; os._exit(1)", work=tmp_path)
    assert said[0] == "2"
    assert "It was stopped: its kernel ended." in map(str, execute.findings.notes)
    assert not list(tmp_path.iterdir())
