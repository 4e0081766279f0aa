"""Which form of a decision a learner gets: drawn from the learner's name, the same on every machine and on every day.

No secret is in it. The name that counts is the one under which the work was handed in, so nobody gains by another name.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

LEARNER = "BOOKLET6_LEARNER"
"""Where a grader says whose work it runs, if the work does not lie in a folder of an nbgrader course."""
LONGEST = 100
"""Letters of a name. What is longer is none."""


def plain(learner: object) -> str:
    """A name as it is compared: without regard to capital letters, spaces at the ends, and ways to write an accent."""
    if not isinstance(learner, str) or len(learner) > LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", learner).casefold().split())


def draw(assignment: str, decision: str, forms: Sequence[str], learner: str) -> str:
    """The id of the form for that learner. `forms`: the ids of all, one or more, in the order of the bank."""
    digest = hashlib.sha256("\0".join((assignment, decision, plain(learner))).encode()).digest()
    return forms[int.from_bytes(digest[:8]) % len(forms)]
