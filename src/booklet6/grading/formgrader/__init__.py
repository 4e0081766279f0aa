"""nbgrader's formgrader, served alone: work is shown without power, rubrics stand beside it, nothing comes from a network."""

from .server import serve

__all__ = ["serve"]
