"""Jupyter Book's `_config.yml` → the `conf.py` that Sphinx reads → the book. A process of its own, started by `site`.

`python -m booklet6.publish.sphinx_build ROOT WORK [SPHINX OPTION …]`. It ends when its standard input does, so that
no build goes on alone, without the lock, after the one who started it was killed.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from sphinx.cmd.build import build_main

from .site import CONFIG_REFUSED


def write_config(root: Path, out: Path) -> Path:
    """Write `out/conf.py` from the book at `root`. Raises what Jupyter Book raises for a configuration it refuses."""
    # jsonschema would read a whole grammar of addresses, for a second, which no check of _config.yml asks for.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    from jupyter_book.config import get_final_config

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


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


def main(root: Path, work: Path, options: list[str]) -> int:
    """Build the book at `root` below `work`; a warning is an error (a book with a broken link is not done)."""
    try:
        config = write_config(root, work / "config")
    except Exception as e:  # whatever it is that Jupyter Book's reader of the file does not like
        print(f"{type(e).__name__}: {e}", file=sys.stderr)
        return CONFIG_REFUSED
    folders = ["-c", str(config.parent), "-d", str(work / "doctrees")]
    strict = ["-W", "--keep-going", "-q"]
    return build_main(["-b", "html", *folders, *strict, *options, str(root), str(work / "html")])


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:]))
