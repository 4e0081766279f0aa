"""Start the real server on a free port, with a course and a tiny site, and stop it as a person does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from helpers import copy_course

CODE = "import sys; from pathlib import Path; from booklet6.serve import serve; sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2])))"
INSTRUCTOR = CODE.replace("int(sys.argv[2])", "int(sys.argv[2]), instructor=True")
SITE = {
    "index.html": "<!doctype html><html lang=en><title>Book</title><h1>The book</h1>" + "<p>words</p>" * 200,
    "lesson.html": "<!doctype html><html lang=en><title>Lesson</title><h1>Lesson</h1>",
    ".built-from": "secret",
    "sub/page.html": "<!doctype html><html lang=en><title>Sub</title>",
}


VOILA_SAYS = ("Unsatisfied version", "No satisfying version")
"""Voila 0.5 brings an older JupyterLab than the widgets were built for, and warns of it. They work together."""


def tiny_course(to: Path) -> Path:
    """A copy of the course, and a site of a few pages in its `_build/html`."""
    root = copy_course(to)
    for name, text in SITE.items():
        page = root / "_build" / "html" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text)
    return root


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Server:
    """A server in a process of its own. `lines` is what it has said so far."""

    def __init__(self, root: Path, code: str = CODE):
        self.root = root
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(root), str(self.port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.lines: list[str] = []
        started = threading.Event()
        threading.Thread(target=self._read, args=(started,), daemon=True).start()
        assert started.wait(60), "the server did not start: " + "".join(self.lines)

    def _read(self, started: threading.Event) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if "Ctrl-C" in line:
                started.set()
        started.set()

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it. Returns its exit status."""
        self.process.send_signal(how)
        try:
            return self.process.wait(30)
        finally:
            self.process.kill()
