"""nbgrader without its slowest import."""

from __future__ import annotations

import sys


def import_quickly() -> None:
    """Import nbgrader. Half of its time goes to a grammar for addresses that jsonschema can do without, and does."""
    slow = "rfc3987_syntax"
    if "nbgrader.apps" in sys.modules or slow in sys.modules:
        return
    sys.modules[slow] = None  # type: ignore[assignment]
    try:
        import nbgrader.apps  # noqa: F401
    finally:
        del sys.modules[slow]
