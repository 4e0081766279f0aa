"""PDF by a browser that is there: Chromium, Chrome, Edge or Brave, started without a window and without a network.

A browser writes tagged PDF with embedded fonts, and shapes every script. So the course needs no library for it, and none has
to be installed on a laptop that has a browser.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
    "brave-browser",
)
"""What such a browser is called where programs are looked for."""
MINUTES = 5
"""A browser that takes longer for one document has hung."""
_MAC = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")


class PdfError(Exception):
    """The browser made no PDF; the text says what it told."""


def find() -> str | None:
    """The path of a browser that can print, or None. CHROMIUM in the environment names one."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None) or next(
        (str(path) for path in _places() if path.is_file()), None
    )


def _places() -> Iterator[Path]:
    """Where a browser may be that no list of programs names."""
    for name in _MAC:
        yield Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield from (Path(folder) / name for name in _WINDOWS)
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for pattern in ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-win*/chrome.exe"):
        yield from sorted(cache.glob(pattern), reverse=True)


def print_pdf(browser: str, page: Path, pdf: Path) -> int:
    """Print an HTML file to a PDF; returns how many pages it has. Raises `PdfError`.

    The browser gets a profile of its own: one that is open already would else take the order, and exit. It stands beside
    the PDF, since a browser that is installed as a snap sees no other folder for what is passing.
    """
    with tempfile.TemporaryDirectory(prefix="print-", dir=pdf.parent, ignore_cleanup_errors=True) as profile:
        part = Path(profile) / "out.pdf"
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-extensions",
            "--host-resolver-rules=MAP * ~NOTFOUND",  # a handout needs nothing from elsewhere
            f"--user-data-dir={profile}",
            "--no-pdf-header-footer",
            "--export-tagged-pdf",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={part}",
            page.resolve().as_uri(),
        ]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # a browser refuses to start as root with it
        try:
            done = subprocess.run(command, capture_output=True, timeout=MINUTES * 60, check=False)
        except subprocess.TimeoutExpired as e:
            raise PdfError(f"the browser was not ready after {MINUTES} minutes") from e
        except OSError as e:
            raise PdfError(f"the browser cannot be started ({e.strerror})") from e
        if not part.is_file() or not part.read_bytes().startswith(b"%PDF"):
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PdfError(
                f"the browser wrote no PDF (exit status {done.returncode}). {told[-1] if told else ''}".strip()
                + "\nA browser that is installed as a snap can write only below your home folder: name one there with --out"
            )
        try:
            shutil.move(part, pdf)
        except OSError as e:
            raise PdfError(f"it cannot be written ({e.strerror}); is it open in another program?") from e
    return count_pages(pdf)


def count_pages(pdf: Path) -> int:
    """How many pages a PDF of a browser has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes()))
