"""A fingerprint of everything that the built site is made from: where it is the same, nothing needs building."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from ..content import edition_at

PARTS = ("_config.yml", "_toc.yml", "book", "modules", "apps", "case_studies", "slides", "exercises/bank")
_PACKAGE = Path(__file__).resolve().parent.parent
_CODE = ("content", "activities", "learner", "local", "book", "publish", "training", "words")
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", "_build", "node_modules"}


def digest(root: Path, edition: Path | None = None) -> str:
    """A hash over names and contents of the course files below `root`, and of the code that makes pages of them.

    `edition`: the file of the national edition; if not given, the one at the root, where there is one.
    """
    h = hashlib.sha256(version("sphinx").encode())
    if local := edition_at(root, edition):
        h.update(b"edition\0")
        h.update(local.read_bytes() if local.is_file() else b"")
    for base in [*(root / p for p in PARTS), *(_PACKAGE / c for c in _CODE)]:
        files = [base] if base.is_file() else sorted(p for p in base.rglob("*") if p.is_file())
        for path in files:
            if _LEFT_OUT.isdisjoint(path.parts) and path.suffix != ".pyc":
                h.update(f"{path.relative_to(base.parent)}\0".encode())
                h.update(path.read_bytes())
    return h.hexdigest()
