"""`items.json`, beside the notebook: the public part of an assignment's decisions. Made from the bank, and no key in it."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import Field, ValidationError

from ..activities import PublicItem
from ..content.slots import Frozen

NAME = "items.json"
FORMAT = 1


class Items(Frozen):
    """The file's contents."""

    format: int = Field(default=FORMAT, ge=FORMAT, le=FORMAT)
    assignment: str
    items: tuple[PublicItem, ...]


def items_json(assignment: str, items: tuple[PublicItem, ...]) -> str:
    """The file as text; the same for the same items."""
    data = Items(assignment=assignment, items=items).model_dump()
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_items(path: Path) -> tuple[str, dict[str, PublicItem]]:
    """The assignment's id, and its items by id. Raises FileNotFoundError, and ValueError for a file that is not whole."""
    try:
        found = Items.model_validate_json(path.read_bytes())
    except ValidationError:
        raise ValueError(f"{path.name} is not as it was handed out. Get the assignment's folder again.") from None
    return found.assignment, {item.id: item for item in found.items}
