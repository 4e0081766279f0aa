"""The course as the apps see it: found where the server says, read once."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from ..content import Course, CourseError, load_course


def course_root() -> Path:
    """The course's folder: as the server says, or the nearest one above with a `_config.yml` (in JupyterLab).

    Raises FileNotFoundError.
    """
    if told := os.environ.get("BOOKLET6_ROOT"):
        return Path(told)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "_config.yml").is_file():
            return folder
    raise FileNotFoundError(f"no _config.yml in {here} or above it; start this notebook from the course's folder")


@cache
def the_course() -> Course:
    """The course, read once in each kernel. Raises CourseError, FileNotFoundError."""
    return load_course(course_root())


def course_stamp() -> str:
    """Changes when a file of the course does, or comes, or goes. Raises nothing."""
    found = hashlib.sha256()
    try:
        root = course_root()
    except FileNotFoundError:
        return ""
    for parent, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f[0] not in "._" and f not in ("node_modules", "tests", "src"))
        for name in sorted(names):
            with suppress(OSError):
                path = Path(parent) / name
                found.update(f"{path} {path.stat().st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def warm_up() -> None:
    """Do before an app is opened what takes time: import what apps use, and read the course. Raises nothing of the
    course's own mistakes; the app that is opened says them."""
    import ipywidgets  # noqa: F401
    import matplotlib.backends.backend_svg
    import matplotlib.figure  # noqa: F401

    from . import panels  # noqa: F401

    try:
        the_course()
    except (CourseError, FileNotFoundError):
        the_course.cache_clear()
