"""The activity types. One type is a Python model here, a template and an ES module of the same name in `activities`."""

from typing import Annotated

from pydantic import Field

from .actor_map import ActorMap
from .base import Activity
from .classify import Classify
from .match import Match
from .quiz import Quiz
from .rank import Rank
from .scenario import Scenario
from .sort import Sort

AnyActivity = Annotated[ActorMap | Classify | Match | Quiz | Rank | Scenario | Sort, Field(discriminator="type")]

TYPES: tuple[type[Activity], ...] = (ActorMap, Classify, Match, Quiz, Rank, Scenario, Sort)

__all__ = ["TYPES", "Activity", "ActorMap", "AnyActivity", "Classify", "Match", "Quiz", "Rank", "Scenario", "Sort"]
