"""Fixtures for all tests."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))

from helpers import ROOT

FIRST = ["test_hostile.py", "test_hosts.py"]
"""The two files that take longest, one for each process: what begins last must be short, or one process waits for it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the rest in their own order."""
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Only one of the test processes at a time."""
    lock = ROOT / "_build" / f"{name}.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def site() -> Path:
    """The course's site, built once for all tests, with warnings as errors."""
    from booklet6.publish.site import build

    with _alone("site"):
        return build(ROOT)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's path. Fails, and says what to do, where there is none."""
    import browser

    return browser.find() or pytest.fail(
        "no Chromium here: run `make test`, which gets one, or name one with CHROMIUM=/path/to/chrome"
    )


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    """Matplotlib and Jupyter must not write into the home of whoever runs the tests."""
    os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture
def course_loaded_once(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Commands are given the test file's own COURSE instead of reading the real one again; another is read each time."""
    from booklet6 import content

    load, course = content.load_course, request.module.COURSE
    monkeypatch.setattr(
        content,
        "load_course",
        lambda root, edition=None: course if root == ROOT and edition is None else load(root, edition),
    )
