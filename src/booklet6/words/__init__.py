"""Every word of the interface, one catalogue a language: `en.yml` beside this file. Course texts are not in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


class Words:
    """The words of one language. `words("activity.check")` gives a text; named gaps are filled: `words("x", n=3)`."""

    def __init__(self, entries: dict[str, str]):
        self.entries = entries
        self.language = entries["meta.language"]
        self.direction = entries["meta.direction"]

    def __call__(self, name: str, **gaps: object) -> str:
        """The text under that name. Raises KeyError for a name or a gap that there is not."""
        text = self.entries[name]
        return text.format_map(gaps) if gaps else text

    def part(self, *prefixes: str) -> dict[str, str]:
        """The entries whose names begin with one of the prefixes: what a page's script needs."""
        return {k: v for k, v in self.entries.items() if k.startswith(prefixes)}


def flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested mappings as one, with dotted names. Raises TypeError where a leaf is no text."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            flat[prefix + key] = value
        else:
            raise TypeError(f"{prefix}{key}: {value!r} is no text")
    return flat


@cache
def load_words(language: str = "en", folder: Path | None = None) -> Words:
    """The catalogue of a language (a BCP 47 tag). Raises FileNotFoundError where there is none.

    `folder`: where catalogues are, if not beside this file (an edition that brings its own).
    """
    path = (folder or Path(__file__).parent) / f"{language}.yml"
    return Words(flatten(yaml.safe_load(path.read_text(encoding="utf-8"))))
