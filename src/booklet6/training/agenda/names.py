"""What a trainer calls a module or a block: `02_definitions`, `definitions`, `2`, `test-before`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from booklet6.content import Course
from booklet6.content.agenda import Agendas
from booklet6.content.problems import did_you_mean


def module_id(name: str, course: Course) -> str | None:
    """The module of that name, by its folder's name, or by a part of it: the number or the words. None: there is none."""
    plain = re.sub(r"[\s-]+", "_", name.strip().lower())
    for module in course.modules:
        number, _, words = module.id.partition("_")
        if plain in (module.id, words) or (plain.isdigit() and int(plain) == int(number)):
            return module.id
    return None


def resolve(names: Iterable[str], course: Course, agendas: Agendas, blocks_too: bool) -> tuple[list[str], list[str]]:
    """The ids of what is named, and what is wrong, a line each. `blocks_too`: may a block be named as well?"""
    found: list[str] = []
    faults: list[str] = []
    blocks = [b.id for b in agendas.blocks] if blocks_too else []
    known = [*(m.id for m in course.modules), *blocks]
    for name in names:
        module = module_id(name, course)
        if module or name.strip() in blocks:
            found.append(module or name.strip())
        else:
            short = [re.sub(r"^\d+_", "", k) for k in known]
            faults.append(
                f"there is no module{' or block' if blocks_too else ''} {name!r}. {did_you_mean(name, [*known, *short])}"
                f"Expected one of: {', '.join(known)}"
            )
    return found, faults
