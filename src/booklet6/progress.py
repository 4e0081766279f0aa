"""A bar for whoever waits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

T = TypeVar("T")


def steps(things: Sequence[T], label: str) -> Iterator[T]:
    """The things one after the other, with a bar on a terminal and nothing elsewhere."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(things, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield from bar
