"""The templates of a package, all read in the same way."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

ENDS = (".", "?", "!", "…", "؟", "。", '."', '?"', '!"', ".”", "?”", "!”", ".*", "?*", "!*")
"""How a sentence ends: also one in quotation marks, or in italics."""


def templates(package: str) -> Environment:
    """The folder `templates` of a package. What they show is escaped, unless it is Markup; an unknown name is an error."""
    env = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    env.filters["ended"] = ended
    return env


def ended(text: str) -> str:
    """The text with a full stop, unless it ends a sentence already: an answer before its reason, on the same line."""
    return text if text.rstrip().endswith(ENDS) else f"{text.rstrip()}."
