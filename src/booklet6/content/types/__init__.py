"""The activity types. One type is a Python model here, a template and an ES module of the same name in `activities`."""

from typing import Annotated, get_args

from pydantic import Field

from .actor_map import ActorMap
from .audit import Audit
from .base import Activity
from .classify import Classify
from .match import Match
from .quiz import Quiz
from .rank import Rank
from .reflect import Reflect
from .scenario import Scenario
from .sort import Sort
from .spot import Spot

AnyActivity = Annotated[
    ActorMap | Audit | Classify | Match | Quiz | Rank | Reflect | Scenario | Sort | Spot, Field(discriminator="type")
]

TYPES: tuple[type[Activity], ...] = get_args(get_args(AnyActivity)[0])

__all__ = [
    "TYPES",
    "Activity",
    "ActorMap",
    "AnyActivity",
    "Audit",
    "Classify",
    "Match",
    "Quiz",
    "Rank",
    "Reflect",
    "Scenario",
    "Sort",
    "Spot",
]
