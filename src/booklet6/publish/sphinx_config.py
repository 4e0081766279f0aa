"""Jupyter Book's `_config.yml` → the `conf.py` that Sphinx reads. `python -m booklet6.publish.sphinx_config ROOT OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_book.config import get_final_config


def write_config(root: Path, out: Path) -> Path:
    """Write `out/conf.py` from the book at `root`. Raises what Jupyter Book raises for a configuration it refuses."""
    config, _ = get_final_config(
        user_yaml=root / "_config.yml", sourcedir=root, cli_config={"latex_individualpages": False}
    )
    # Jupyter Book adds it whatever _config.yml says; the course has no numbered parts.
    config["extensions"] = [e for e in config["extensions"] if e != "sphinx_multitoc_numbering"]
    config["external_toc_path"] = str(root / "_toc.yml")
    config["bibtex_bibfiles"] = [str(root / f) for f in config.get("bibtex_bibfiles", [])]
    lines = [f"{key} = {value!r}" for key, value in sorted(config.items())]
    out.mkdir(parents=True, exist_ok=True)
    path = out / "conf.py"
    text = "\n".join(["# Generated from _config.yml.", *lines, ""])
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


if __name__ == "__main__":
    write_config(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
