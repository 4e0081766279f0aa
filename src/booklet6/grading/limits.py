"""What one notebook may use while it is graded."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

MB = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one kernel. What goes over them costs the notebook that did it, and no other."""

    memory: int = 1500 * MB
    """Bytes that all its processes hold together, beyond what a fresh kernel holds."""
    disk: int = 100 * MB
    """Bytes in its private folder, which is thrown away afterwards."""
    files: int = 4000
    """Files and folders there."""
    open_files: int = 256
    processes: int = 64
    """Processes and threads."""
    output: int = MB
    """Bytes of output that are kept of a cell. At ten times as many, sent by one cell, the kernel is stopped."""
    cell_seconds: float = 30
    notebook_seconds: float = 300
    """Wall time for all its cells together."""
    value: int = 16 * MB
    """Bytes of one value that crosses to the tests."""

    @property
    def room(self) -> int:
        """Bytes of files that it is given; the rest of its folder is for what the kernel itself writes."""
        return self.disk - min(self.disk // 5, 5 * MB)

    def to_json(self) -> str:
        """As text, for the process that holds to them."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Limits:
        """The limits that `to_json` wrote."""
        return cls(**json.loads(text))
