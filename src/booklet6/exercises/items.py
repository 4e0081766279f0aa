"""`items.json`, beside the notebook: the public part of an assignment's decisions. Made from the bank, and no key in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    forms: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Decision → the ids of its forms, where it has several; each learner gets one."""

    @property
    def decisions(self) -> dict[str, tuple[str, ...]]:
        """Each decision in order, and the ids of its forms."""
        others = {other for forms in self.forms.values() for other in forms[1:]}
        return {item.id: self.forms.get(item.id, (item.id,)) for item in self.items if item.id not in others}


def items_json(
    assignment: str, items: tuple[PublicItem, ...], forms: Mapping[str, tuple[str, ...]] | None = None
) -> str:
    """The file as text; the same for the same items."""
    data = Items(assignment=assignment, items=items, forms=dict(forms or {})).model_dump()
    if not forms:
        del data["forms"]
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def load_items(path: Path) -> Items:
    """The file's contents. Raises FileNotFoundError, and ValueError for a file that is not whole."""
    try:
        found = Items.model_validate_json(path.read_bytes())
    except ValidationError:
        raise ValueError(f"{path.name} is not as it was handed out. Get the assignment's folder again.") from None
    known = {item.id for item in found.items}
    if not all(form in known for name, forms in found.forms.items() for form in (name, *forms)):
        raise ValueError(f"{path.name} is not as it was handed out. Get the assignment's folder again.")
    return found
