"""Derived files that are committed are those that their sources give."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import bundle
from helpers import ROOT


def test_the_bundles_are_not_stale(tmp_path: Path) -> None:
    for made in bundle.bundle(tmp_path):
        name = made.relative_to(tmp_path)
        committed = ROOT / "src/booklet6" / name
        assert committed.read_bytes() == made.read_bytes(), f"{name} is stale: run `make bundle`"


def test_requirements_pin_what_pyproject_asks_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {m[1].lower().replace("_", "-") for m in re.finditer(r"^([\w.-]+)==[\w.]+", text, re.MULTILINE)}
    for requirement in asked:
        name = re.match(r"[\w-]+", requirement)
        assert name
        assert name[0].lower().replace("_", "-") in pinned, f"{requirement}: run `make lock`"
    assert not re.search(r"https?://|file:|--index|--find-links", text)


def test_the_project_names_no_machine_and_no_registry() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    bad = re.compile(
        "/wor" + "k/|/fa" + "rm/|/ro" + r"ot/|registry\.npm" + r"js|py" + r"pi\.org|files\.python" + "hosted"
    )
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in (".png", ".pptx", ".woff2") or not path.is_file():
            continue
        found = bad.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{name}: {found}"


def test_no_large_file_is_tracked() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    sizes = {f: (ROOT / f).stat().st_size for f in filter(None, files) if (ROOT / f).is_file()}
    large = [f for f, size in sizes.items() if size > (1_500_000 if "/vendor/" in f else 1_000_000)]
    assert not large
