"""Activities: scoring and markup; the widget is in `widget`. One type is a template and, where it needs one, an ES module."""

from .render import key_data, render
from .scoring import Outcome, Result, clean, score

__all__ = ["Outcome", "Result", "clean", "key_data", "render", "score"]
