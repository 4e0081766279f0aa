"""What a command of this package says where it cannot do what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class Fault(click.ClickException):
    """What is wrong with what was asked, a line each, after the command's name. Raised while a command runs."""

    def __init__(self, lines: Sequence[str]):
        name = click.get_current_context().info_name
        super().__init__("\n".join(f"{name}: {line}" for line in lines))

    def show(self, file: Any = None) -> None:
        """Write it to standard error, as it is."""
        click.echo(self.message, err=True)
