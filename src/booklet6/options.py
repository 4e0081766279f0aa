"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

FORCE = click.option("--force", is_flag=True, help="Write over files that are there. (In _build it is always so.)")
EDITION = click.option(
    "--edition",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of the national edition. If not given: edition.yml in the course's folder, where it is there.",
)
