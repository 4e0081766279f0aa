"""What came of one test: points, and whether a person must look at it, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Outcome:
    """Of one test cell. `points` is None where the program cannot say; `why` then tells a person the reason."""

    points: float | None
    why: str = ""

    @property
    def person(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.why)


@dataclass
class Findings:
    """Of one notebook."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What a person should know of it, in words."""
    unproven: list[str] = field(default_factory=list)
    """Tests that had to run in the learner's own kernel."""

    def note(self, text: str) -> None:
        """Add a note, once."""
        if text not in self.notes:
            self.notes.append(text)


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
                told = f" It says: {' '.join(said)[:300]}" if said else ""
                return Outcome(None, f"The test gives {number:g} points, of {most:g}.{told}")
            return Outcome(number)
    return Outcome(most)


def _said(outputs: list[dict[str, Any]]) -> list[str]:
    """What a test has shown as text, for whoever looks at it."""
    shown = (o["data"].get("text/plain", "") for o in outputs if o["output_type"] == "display_data")
    return [text[:300] for s in shown if (text := "".join(s).strip())]
