"""Work handed in, from downloads as learning platforms and mail give them, into nbgrader's `submitted/`."""

from .collect import Collected, collect
from .decide import File
from .roster import Roster, RosterError, read_roster
from .told import lines, write

__all__ = ["Collected", "File", "Roster", "RosterError", "collect", "lines", "read_roster", "write"]
