"""The words in which cases, examples and updates are described, so that they can be counted and filtered.

They follow the booklet's own lists. The names shown to readers stand in the catalogue of words (`booklet6/words`), under
the name of the list: ``actor.<id>``, ``sector.<id>`` and so on.
"""

from __future__ import annotations

from typing import Literal

Stage = Literal["recruitment", "transit", "exploitation", "return"]
"""Where in the cycle: the booklet's three stages (6.4.2), and the way home (6.8)."""

Actor = Literal[
    "recruiter",
    "talent_scout",
    "friend",
    "relative",
    "partner",
    "former_victim",
    "agency",
    "online_recruiter",
    "document_supplier",
    "lawyer",
    "transporter",
    "smuggler",
    "landlord",
    "official",
    "employer",
    "venue_owner",
    "client",
    "crime_group",
    "moneylender",
]
"""Who takes part in trafficking: 6.4.2 (list of actors) and Box 6.5. ``landlord`` stands for whoever lodges people."""

Responder = Literal[
    "police",
    "border_guard",
    "prosecutor",
    "judge",
    "labour_inspector",
    "labour_attache",
    "consulate",
    "ministry",
    "local_authority",
    "union",
    "employers_organisation",
    "ngo",
    "survivors",
    "health_worker",
    "social_worker",
    "teacher",
    "religious_leader",
    "media",
    "transport_worker",
    "international_organisation",
    "development_bank",
    "business",
]
"""Who acts against trafficking, or should: 6.6 item 8, 6.7 item 2, 6.8."""

Sector = Literal[
    "domestic_work",
    "care",
    "agriculture",
    "fishing",
    "forestry",
    "mining",
    "construction",
    "manufacturing",
    "garments",
    "hospitality",
    "entertainment",
    "prostitution",
    "pornography",
    "begging",
    "street_trade",
    "sport",
    "marriage",
    "adoption",
    "forced_crime",
    "organ_removal",
    "transport",
    "services",
    "none",
]
"""Where people are exploited, or work. ``sport`` covers camel racing; ``none``: no work or use was reached."""

WayIn = Literal[
    "job_offer",
    "fees_to_debt",
    "loan_to_family",
    "sale_by_family",
    "relative_recruits",
    "marriage",
    "abduction",
    "gang",
    "peer",
    "misadventure",
    "visa_scheme",
    "smuggling",
    "prostitution_at_home",
    "study_or_visit",
    "own_initiative",
]
"""How it began: Box 6.4 and the first list of 6.4.2. ``own_initiative``: nobody recruited the person."""

Journey = Literal["none", "on_foot", "road", "rail", "water", "air", "several_legs"]
"""How the person travelled: 6.4.2, transport. ``several_legs``: a complex route, with stops on the way."""

Measure = Literal[
    "awareness",
    "community_mobilisation",
    "capacity_building",
    "empowerment",
    "livelihoods",
    "gender_law",
    "migration_policy",
    "identification",
    "non_criminalisation",
    "residence_status",
    "recovery",
    "legal_proceedings",
    "return_and_reintegration",
    "distinct_offence",
    "sanctions",
    "legal_entities",
    "linked_activities",
    "other_offences",
    "jurisdiction",
    "cooperation",
    "information",
]
"""What is done: seven measures of prevention (6.7), six of assistance (6.8), six of prosecution (6.9), and two that
serve all three: cooperation between States or bodies, and an information base (6.6)."""

Level = Literal["global", "regional", "bilateral", "national", "community"]
"""On which level: Box 6.10, with agreements between two States named by themselves (6.6 item 7)."""

Practice = Literal["good", "bad", "mixed", "fact"]
"""What the example shows: a practice that helped, one that harmed, some of both, or only what happens."""

Topic = Literal["law", "correction", "guidance", "figure", "trend", "country", "institution", "policy"]
"""What an update is about, in the order in which the page *Since 2003* lists them."""

Method = Literal["plenary", "pairs", "groups", "alone", "demonstration", "role_play"]
"""How people work in a step of a session. The names for readers: ``session.methods.<id>``."""

VOCABULARY: dict[str, tuple[str, ...]] = {
    "stage": Stage.__args__,  # type: ignore[attr-defined]
    "actor": Actor.__args__,  # type: ignore[attr-defined]
    "responder": Responder.__args__,  # type: ignore[attr-defined]
    "sector": Sector.__args__,  # type: ignore[attr-defined]
    "way_in": WayIn.__args__,  # type: ignore[attr-defined]
    "journey": Journey.__args__,  # type: ignore[attr-defined]
    "measure": Measure.__args__,  # type: ignore[attr-defined]
    "level": Level.__args__,  # type: ignore[attr-defined]
    "practice": Practice.__args__,  # type: ignore[attr-defined]
    "topic": Topic.__args__,  # type: ignore[attr-defined]
}
"""Each list by the name under which its words stand in the catalogue."""
