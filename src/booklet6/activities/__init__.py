"""Activities: scoring and markup; the widget is in `widget`. One type is a template and, where it needs one, an ES module."""

from .public import PublicItem, public_item
from .render import answer, key_data, on_paper, render
from .scoring import Outcome, Result, clean, mark, score

__all__ = [
    "Outcome",
    "PublicItem",
    "Result",
    "answer",
    "clean",
    "key_data",
    "mark",
    "on_paper",
    "public_item",
    "render",
    "score",
]
