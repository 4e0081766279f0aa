"""Where the kernels run: inside bubblewrap, which shows them a read-only system and nothing of the course.

What is bound in is what Python needs to start: the system's libraries, the interpreter, its packages. Home folders, the
course folder, other learners' work and the network are not there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

USER = 64925
"""The user id that kernels run with where the grader is root: root's own could read what is root's, and has no limits."""
KERNELS = "/run/kernels"
"""Where the sandbox sees the sockets of its kernels."""

Role = Literal["student", "tests"]
"""What a kernel is for."""
Kind = Literal["warm", "cold", "none"]
"""``warm``: forked from one server in a sandbox. ``cold``: a sandbox and a new interpreter for each kernel. ``none``."""

INSTALL = (
    "Work cannot be isolated here: {reason}\nOn Debian or Ubuntu: apt-get install bubblewrap. On Fedora: dnf install bubblewrap. On Windows use WSL.\n"
    "Without isolation the learners' code runs as you, and can read and change all that you can."
)

_ETC = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "fonts",
    "localtime",
    "alternatives",
    "mime.types",
    "ssl/openssl.cnf",
)


@dataclass(frozen=True)
class Sandbox:
    """What this machine allows."""

    kind: Kind
    reason: str = ""
    """Why not better."""


def probe() -> Sandbox:
    """Try out, with a program that does nothing, how well work can be isolated here."""
    if not sys.platform.startswith("linux"):
        return Sandbox("none", "isolation needs Linux.")
    if shutil.which("bwrap") is None:
        return Sandbox("none", "bubblewrap is not installed.")
    nested = "from booklet6.grading import confine; confine.new_namespaces(); confine.mount_tmpfs('/tmp', 10000, 10)"
    done = _try(["-c", f"import os\nfrom booklet6.grading.warm import become; become()\n{nested}"])
    if done.returncode == 0:
        return Sandbox("warm")
    plain = _try(["-c", "pass"])
    if plain.returncode == 0:
        return Sandbox("cold", f"namespaces inside a sandbox are refused ({_last(done.stderr)}).")
    return Sandbox("none", f"bubblewrap does not work here ({_last(plain.stderr)}).")


def _try(python: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command([], None), sys.executable, *python], capture_output=True, text=True, check=False, timeout=60
    )


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["no message"])[-1]


def command(hidden: list[Path], sockets: Path | None) -> list[str]:
    """The command line of bubblewrap, to be followed by the program.

    hidden: folders that must not be seen even where something around them is. sockets: the host's folder of sockets.
    """
    args = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    args += ["--die-with-parent", "--new-session"]
    if os.getuid() != 0:
        args += ["--unshare-user"]
    args += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/") / name
        if path.is_symlink():
            args += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            args += ["--ro-bind", str(path), str(path)]
    for name in _ETC:
        args += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    args += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
        "--dir",
        "/run",
        "--dir",
        KERNELS,
        "--dir",
        "/run/kept",
    ]
    for path in shown():
        for parent in [*path.parents][
            -2::-1
        ]:  # bubblewrap would let nobody but root through those that it makes itself
            args += ["--dir", str(parent)]
        args += ["--ro-bind", str(path), str(path)]
    for there, kept in below_tmp():
        args += ["--ro-bind", kept, there]
    for path in hidden:
        if any(path.is_relative_to(s) for s in (*shown(), Path("/usr"))):
            args += ["--tmpfs", str(path)]
    if sockets is not None:
        args += ["--bind", str(sockets), KERNELS]
    args += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--clearenv"]
    for name, value in environment().items():
        args += ["--setenv", name, value]
    return args


def environment() -> dict[str, str]:
    """The variables that kernels start with: nothing of the grader's own but where Python finds its packages."""
    here = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": "/tmp",  # the sandbox's own
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(str(p) for p in _python_path()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONSAFEPATH": "1",  # what lies in the folder that one starts in is not imported
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": "/tmp/matplotlib",
        "IPYTHONDIR": "/tmp/ipython",
    }
    # Threads that are started at import would be lost at a fork, and one core is what a kernel gets.
    here |= {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR")}
    return here | {n: os.environ[n] for n in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "TZ") if n in os.environ}


def _python_path() -> list[Path]:
    """Folders of packages that were added by hand or by an editable install."""
    ours = Path(__file__).resolve().parents[2]
    inside = [Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()]
    return [] if any(ours.is_relative_to(p) for p in inside) else [ours]


def shown() -> list[Path]:
    """The folders that the sandbox shows besides the system's: interpreter, environment, this package."""
    found: list[Path] = []
    for path in [Path(sys.base_prefix), Path(sys.prefix), *_python_path()]:
        for each in {path, path.resolve()}:
            if each != Path("/usr") and not each.is_relative_to("/usr") and each not in found:
                found.append(each)
    return found


def below_tmp() -> list[tuple[str, str]]:
    """Where to find again what is shown below /tmp, when a kernel has got a /tmp of its own: (path there, path)."""
    found = [p for p in shown() if p.is_relative_to("/tmp")]
    return [(f"/run/kept/{n}", str(path)) for n, path in enumerate(found)]
