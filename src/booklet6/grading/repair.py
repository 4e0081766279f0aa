"""Makes of whatever was handed in a notebook that can be graded: every cell that the gradebook knows stands in it once.

Cells are copied, deleted, renamed and retyped by learners, mostly by accident. nbgrader then stops, or gives no grade.
What is known of a cell comes from the gradebook here, never from the notebook; what was mended is told.
"""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from .definition import Cell, NotebookDefinition, language_of
from .reasons import Cause, Reason
from .remarks import SCRIPT

LARGEST = 50_000_000
"""Bytes of a notebook file. Larger ones are not read."""
MOST_PARTS = 2_000_000
"""Lists and mappings in it; small ones take memory and time many times their letters."""
_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")


class UnreadableError(Exception):
    """The file is no notebook; the text says what it is."""


def read_notebook(path: Path) -> tuple[NotebookNode, list[Reason]]:
    """Read what was handed in as a notebook, without its outputs; and what was wrong. Raises UnreadableError."""
    try:
        if path.is_symlink() or not path.is_file():
            raise UnreadableError("it is not a plain file")
        if path.stat().st_size > LARGEST:
            raise UnreadableError(f"it has {path.stat().st_size / 1e6:.0f} MB")
        text = path.read_bytes().decode("utf-8-sig")
        if not text.strip():
            raise UnreadableError("it is empty")
        if text.count("[") + text.count("{") > MOST_PARTS:
            raise UnreadableError("it is made of too many parts")
        data = json.loads(text)
        if not isinstance(data, dict):
            raise UnreadableError("it is no notebook")
        if data.get("nbformat") != 4:
            text = json.dumps(nbformat.convert(nbformat.from_dict(data), 4))  # type: ignore[no-untyped-call]
            data = json.loads(text)
        return _clean(data)
    except UnreadableError:
        raise
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    except UnicodeDecodeError:
        raise UnreadableError("it is not text in UTF-8") from None
    except ValueError:
        raise UnreadableError("it is broken: no valid JSON") from None
    except Exception as e:
        raise UnreadableError(f"it is no notebook ({type(e).__name__})") from None


def _clean(data: dict[str, Any]) -> tuple[NotebookNode, list[Reason]]:
    cells, notes = data.get("cells"), list[Reason]()
    if not isinstance(cells, list):
        raise UnreadableError("it has no cells")
    kept = [_cell(c) for c in cells if isinstance(c, dict) and c.get("cell_type") in ("code", "markdown", "raw")]
    if len(kept) < len(cells):
        notes.append(Reason(Cause.MENDED, f"What is no cell was left out ({len(cells) - len(kept)})."))
    if any(not isinstance(c.get("source"), (str, list)) for c in cells if isinstance(c, dict)):
        notes.append(Reason(Cause.MENDED, "A cell had no text."))
    if any("\ud800" <= letter <= "\udfff" for cell in kept for letter in cell["source"]):
        notes.append(Reason(Cause.MENDED, "Broken letters were replaced."))
        for cell in kept:
            cell["source"] = cell["source"].encode("utf-8", "replace").decode()
    if _kernelspec(data.get("metadata")) != _said_kernelspec(data.get("metadata")):
        notes.append(Reason(Cause.MENDED, "What it says of its kernel made no sense."))
    if SCRIPT.search(json.dumps(data.get("metadata"))):
        notes.append(Reason(Cause.UNUSUAL, "Script stood in what the notebook says of itself; it was left out."))
    seen: set[str] = set()
    for cell in kept:
        if cell["id"] in seen:
            notes.append(Reason(Cause.MENDED, "Cells had the same inner name."))
            cell["id"] = uuid.uuid4().hex[:8]
        seen.add(cell["id"])
    notebook: NotebookNode = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {"nbformat": 4, "nbformat_minor": 5, "metadata": _language(data.get("metadata")), "cells": kept}
    )
    notebook.metadata["booklet6"] = {"claimed": _claimed_outputs(cells)}
    return notebook, list(dict.fromkeys(notes))


def _claimed_outputs(cells: list[Any]) -> list[str]:
    """The names of cells that were handed in with a result, and no error."""
    found = []
    for cell in cells:
        try:
            kinds = [o["output_type"] for o in cell["outputs"]]
            if "execute_result" in kinds and "error" not in kinds:
                found.append(str(cell["metadata"]["nbgrader"]["grade_id"]))
        except (KeyError, TypeError):
            continue
    return found


def _said_kernelspec(metadata: Any) -> dict[str, Any]:
    said = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    return {} if said is None else {"kernelspec": said}


def _kernelspec(metadata: Any) -> dict[str, Any]:
    spec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(spec, dict):
        return {}
    return {"kernelspec": {k: v for k, v in spec.items() if isinstance(k, str) and isinstance(v, str)}}


def _language(metadata: Any) -> dict[str, Any]:
    """What it says of its kernel; where only its language is named, that."""
    found = _kernelspec(metadata)
    told = metadata.get("language_info") if isinstance(metadata, dict) else None
    name = told.get("name") if isinstance(told, dict) else None
    if isinstance(name, str) and "language" not in found.get("kernelspec", {}):
        return {"kernelspec": {**found.get("kernelspec", {}), "language": name}}
    return found


def _cell(data: dict[str, Any]) -> dict[str, Any]:
    source, metadata, name = data.get("source"), data.get("metadata"), data.get("id")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    metadata = metadata if isinstance(metadata, dict) else {}
    kept = {k: metadata[k] for k in ("nbgrader", "tags", "deletable", "editable") if k in metadata}
    if not isinstance(kept.get("tags", []), list):
        del kept["tags"]
    folded = metadata.get("jupyter")
    if isinstance(folded, dict) and folded.get("source_hidden") is True:  # feedback folds it too
        kept["jupyter"] = {"source_hidden": True}
    cell: dict[str, Any] = {
        "cell_type": data["cell_type"],
        "id": name if isinstance(name, str) and _ID.fullmatch(name) else uuid.uuid4().hex[:8],
        "metadata": kept,
        "source": source if isinstance(source, str) else "",
    }
    if data["cell_type"] == "code":
        cell |= {"outputs": [], "execution_count": None}
    elif isinstance(data.get("attachments"), dict):
        cell["attachments"] = {n: files for n, files in data["attachments"].items() if _attached(files)}
    return cell


def _attached(files: Any) -> bool:
    """Whether this is a file as notebooks hold it: by its type, as text."""
    return isinstance(files, dict) and all(isinstance(data, str) for data in files.values())


class Repair(NbGraderPreprocessor):
    """Mends a notebook by the definition that is set on it. What it did stands in `notes`.

    `lost`: answers that a person marks, whose cells were not there.
    """

    definition: NotebookDefinition

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Mend, in place."""
        self.notes: list[Reason] = []
        self.lost: list[str] = []
        known = self.definition.by_name
        here = self._claimed(nb, known)
        self._match_renamed(nb, known, here)
        if len(nb.cells) > 200 + 10 * len(known):
            self.notes.append(Reason(Cause.UNUSUAL, f"It has {len(nb.cells)} cells."))
        for cell in nb.cells:
            name = here.get(id(cell))
            if name is None:
                if _claims(cell).get("grade") is True and _name(cell) not in known:
                    self._note("A cell says that it earns points, and is none of the assignment's.")
                cell.metadata.pop("nbgrader", None)
            else:
                self._restore(cell, known[name])
        there = [here[id(cell)] for cell in nb.cells if id(cell) in here]
        if there != [name for name in known if name in there]:
            self._note("Its cells stand in another order than they were handed out.")
        self._add_missing(nb, set(here.values()))
        said = nb.metadata.get("kernelspec")
        if said and (language := language_of(said)) != self.definition.language:
            self._note(f"It was made for another language ({language}).")
        if spec := self.definition.kernelspec:
            nb.metadata["kernelspec"] = spec
        return nb, resources

    def _note(self, text: str) -> None:
        """Tell what was mended."""
        self.notes.append(Reason(Cause.MENDED, text))

    def _claimed(self, nb: NotebookNode, known: dict[str, Cell]) -> dict[int, str]:
        """Which cell is which. Of several with one name the last counts, as in nbgrader."""
        found: dict[str, int] = {}
        for cell in nb.cells:
            name = _name(cell)
            if name in known:
                if name in found:
                    self._note(f"The cell {name} stands in it more than once; the last one counts.")
                found[name] = id(cell)
        return {cell: name for name, cell in found.items()}

    def _match_renamed(self, nb: NotebookNode, known: dict[str, Cell], here: dict[int, str]) -> None:
        """A cell that says it is for answers, with a name that nobody knows, where one for answers is missing."""
        missing = [c for c in known.values() if c.solution and c.name not in here.values()]
        lost = [c for c in nb.cells if id(c) not in here and _claims(c).get("solution") is True]
        lost = [c for c in lost if _name(c) not in known]
        for cell, whose in zip(lost, missing, strict=False):
            if len(lost) == len(missing) and bool(_claims(cell).get("grade")) == whose.grade:
                here[id(cell)] = whose.name
                self._note(f"A cell had been renamed; it was taken for {whose.name}.")

    def _restore(self, cell: NotebookNode, whose: Cell) -> None:
        if cell.cell_type != whose.type:
            self._note(f"The cell {whose.name} was of another type ({cell.cell_type}, not {whose.type}).")
            cell.cell_type = whose.type
            if whose.type == "code":
                cell.outputs, cell.execution_count = [], None
                cell.pop("attachments", None)
            else:
                cell.pop("outputs", None)
                cell.pop("execution_count", None)
        said, true = _claims(cell), whose.metadata()
        told = ("grade", "solution", "points", "locked", "schema_version") + (() if whose.locked else ("checksum",))
        if any(name in said and said[name] != true.get(name, said[name]) for name in told):
            self._note(f"What the cell {whose.name} says of itself had been changed.")
        cell.metadata["nbgrader"] = nbformat.from_dict(whose.metadata())  # type: ignore[no-untyped-call]
        if (whose.locked or utils.is_locked(cell)) and cell.source != whose.source:
            if cell.source != whose.released and utils.compute_checksum(cell) != whose.checksum:
                self._note(f"The locked cell {whose.name} had been changed; the original was put back.")
            cell.source = whose.source

    def _add_missing(self, nb: NotebookNode, there: set[str]) -> None:
        after, missing = -1, []
        for whose in self.definition.cells:
            if whose.name in there:
                after = next(n for n, c in enumerate(nb.cells) if _name(c) == whose.name)
                continue
            if whose.solution and not whose.grade:
                continue  # the work of a learner who took it out; the tests will tell
            make = nbformat.v4.new_code_cell if whose.type == "code" else nbformat.v4.new_markdown_cell
            cell = make(whose.source, metadata={"nbgrader": whose.metadata()})  # type: ignore[no-untyped-call]
            after += 1
            nb.cells.insert(after, cell)
            missing.append(whose.name)
            if whose.solution:
                self.lost.append(whose.name)
        if len(missing) > 3:  # a program has taken the names of all cells away, say
            self._note(f"{len(missing)} cells were missing ({missing[0]} …); the originals were put back.")
        else:
            for name in missing:
                self._note(f"The cell {name} was missing; the original was put back.")


def _name(cell: NotebookNode) -> str:
    name = _claims(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def _claims(cell: NotebookNode) -> dict[str, Any]:
    """What a cell says of itself."""
    said = cell.metadata.get("nbgrader")
    return said if isinstance(said, dict) else {}


def placeholder(definition: NotebookDefinition, why: str) -> NotebookNode:
    """A notebook in place of one that cannot be read: the original cells, and a word about what happened."""
    note = f"**The file that was handed in could not be read: {why}.** Below are the cells as they were handed out."
    nb: NotebookNode = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(note)])  # type: ignore[no-untyped-call]
    repair = Repair()
    repair.definition = definition
    repair.preprocess(nb, {})
    return nb
