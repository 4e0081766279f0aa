"""What came of one test: points, and whether a person must look at it, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from ..exercises.marking import CAUSE, OTHER_NAME
from .reasons import Cause, Reason


@dataclass
class Outcome:
    """Of one test cell. `points` is None where the program cannot say; `why` then tells a person the reason."""

    points: float | None
    why: Reason | None = None

    @property
    def person(self) -> bool:
        """Whether somebody has to look at it."""
        return self.why is not None


@dataclass
class Findings:
    """Of one notebook."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    notes: list[Reason] = field(default_factory=list)
    """What a person should know of it."""
    unproven: list[str] = field(default_factory=list)
    """Tests that had to run in the learner's own kernel."""

    def note(self, cause: Cause, text: str) -> None:
        """Add a note, once."""
        reason = Reason(cause, text)
        if reason not in self.notes:
            self.notes.append(reason)


def of_outputs(outputs: list[dict[str, Any]], most: float) -> Outcome:
    """Points by nbgrader's rules: none for an error, else the number that the cell returns, else all.

    Unlike nbgrader's, a warning on the error stream costs nothing, and a number that cannot be points (more than there
    are, negative, not a number) goes to a person.
    """
    for output in outputs:
        if output["output_type"] == "error":
            return Outcome(0.0)
        if output["output_type"] == "execute_result":
            text = output["data"].get("text/plain", "")
            try:
                number = float(text if isinstance(text, str) else "".join(text))
            except ValueError:
                return Outcome(most)
            said = _said(outputs)
            if number == math.inf and said:  # so this course's exercises tell that they could not mark, and last why
                return Outcome(None, said[-1])
            if not math.isfinite(number) or not 0 <= number <= most:
                told = f" It says: {' '.join(r.text for r in said)[:300]}" if said else ""
                return Outcome(None, Reason(Cause.UNMARKED, f"The test gives {number:g} points, of {most:g}.{told}"))
            return Outcome(number)
    return Outcome(most)


def _said(outputs: list[dict[str, Any]]) -> list[Reason]:
    """What a test has shown as text, for whoever looks at it."""
    shown = [o["data"] for o in outputs if o["output_type"] == "display_data"]
    texts = [(data, "".join(data.get("text/plain", "")).strip()[:300]) for data in shown]
    return [Reason(_cause(data), text) for data, text in texts if text]


def _cause(data: dict[str, Any]) -> Cause:
    """What the exercises say beside their sentence. A test that ran with the work may hold anything."""
    return Cause.OTHER_NAME if data.get(CAUSE) == OTHER_NAME else Cause.UNMARKED
