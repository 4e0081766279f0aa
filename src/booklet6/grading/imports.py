"""nbgrader, made ready: without its slowest import, and with the program that it starts."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path


def import_nbgrader() -> None:
    """Import nbgrader. Half of its time goes to a grammar for addresses that jsonschema can do without, and does.

    For a new gradebook it starts alembic by its name. That is found only where the PATH has the environment of this
    Python, which a desktop's or a service's has not.
    """
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    slow = "rfc3987_syntax"
    if "nbgrader.apps" in sys.modules or slow in sys.modules:
        return
    sys.modules[slow] = None  # type: ignore[assignment]
    try:
        import nbgrader.apps  # noqa: F401
    finally:
        del sys.modules[slow]
