"""The definition of trafficking in persons, as data: article 3 of the Trafficking Protocol (2000), part by part.

The names shown to readers stand in the catalogue of words (`booklet6/words`), under ``element.<id>``.
"""

from __future__ import annotations

from typing import Literal

Act = Literal["recruitment", "transportation", "transfer", "harbouring", "receipt"]
"""What was done: article 3(a), five acts. Each alone is enough."""

Means = Literal[
    "threat_of_force",
    "use_of_force",
    "coercion",
    "abduction",
    "fraud",
    "deception",
    "abuse_of_power",
    "abuse_of_vulnerability",
    "payments_or_benefits",
]
"""How it was done: article 3(a), nine means. Not needed for a child: article 3(c)."""

Purpose = Literal[
    "prostitution_of_others",
    "sexual_exploitation",
    "forced_labour",
    "slavery",
    "practices_similar_to_slavery",
    "servitude",
    "removal_of_organs",
]
"""What for: article 3(a), the seven forms that it names. The list is open: it says *at a minimum*."""

Verdict = Literal["trafficking", "smuggling", "labour_violation", "other_crime", "no_crime", "cannot_tell"]
"""What a case comes to. ``labour_violation``: the labour law is broken, but nobody is trafficked."""

Paragraph = Literal["3(a)", "3(b)", "3(c)", "3(d)", "smuggling 3(a)"]
"""The paragraph that decides a case: article 3 of the Trafficking Protocol, or of the Smuggling Protocol."""

ACTS: tuple[Act, ...] = Act.__args__  # type: ignore[attr-defined]
MEANS: tuple[Means, ...] = Means.__args__  # type: ignore[attr-defined]
PURPOSES: tuple[Purpose, ...] = Purpose.__args__  # type: ignore[attr-defined]
VERDICTS: tuple[Verdict, ...] = Verdict.__args__  # type: ignore[attr-defined]
GROUPS: dict[str, tuple[str, ...]] = {"acts": ACTS, "means": MEANS, "purposes": PURPOSES}
ELEMENTS: tuple[str, ...] = (*ACTS, *MEANS, *PURPOSES)
