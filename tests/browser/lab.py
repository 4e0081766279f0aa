"""JupyterLab on a folder: started for a test, with a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from serving import free_port


@contextmanager
def jupyter_lab(folder: Path, home: Path) -> Iterator[str]:
    """Run it. Gives its address; stops it at the end. `home` takes all that Jupyter keeps."""
    # All cells are drawn at once: by itself JupyterLab draws those in view only, and a test would have to scroll.
    settings = home / "CONFIG/lab/user-settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"windowingMode": "none"}')
    port = free_port()
    folders = {f"JUPYTER_{what}_DIR": str(home / what) for what in ("CONFIG", "DATA", "RUNTIME")}
    env = {**os.environ, **folders, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="]
    options += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    with (home / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert server.poll() is None, (home / "log").read_text()
            try:
                urllib.request.urlopen(f"{address}/api/status").close()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:  # it can hang on a kernel that it has just restarted
            server.kill()
            server.wait()
