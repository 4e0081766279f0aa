"""Find a Chromium for the tests and the benchmarks, or get one: by apt where we are root. Prints where it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from booklet6.training.handouts.pdf import find

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
]
"""How tests and benchmarks start it: also as root, and with no business of its own in the network."""


def get() -> str:
    """The path of a Chromium, installed by apt if there is none. Raises RuntimeError with what to do."""
    if path := find():
        return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        ):
            done = subprocess.run(
                command, capture_output=True, text=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            )
            if done.returncode:
                raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
        if path := find():
            return path
    raise RuntimeError(
        "The browser tests need Chromium or Chrome, and there is none here.\n"
        "Install it (Debian, Ubuntu: sudo apt-get install chromium), or name one: CHROMIUM=/path/to/chrome make test"
    )


if __name__ == "__main__":
    try:
        print(f"Browser: {get()}")
    except RuntimeError as e:
        sys.exit(str(e))
