"""Actor map: place everybody who is told of at the stages, say in which role they act, and who has a duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from ..problems import Place, UnfitError, did_you_mean
from ..slots import Frozen, Key, Slot, SlotKey
from ..sources import Id, Text
from .base import Activity
from .classify import WRONG_TICK

if TYPE_CHECKING:
    from ..case import Case

Stage = Literal["recruitment", "transit", "exploitation"]
STAGES: tuple[Stage, ...] = ("recruitment", "transit", "exploitation")
"""The booklet's three stages (6.4.2), in their order."""
LONGEST_NAME = 30
"""Characters of a name, which has to stand in the drawing."""


class MapActor(Frozen):
    """Somebody who is told of. `stages`: where she or he acts → which words show it; `arguable`: where one may differ.

    `duty`: has she or he a duty towards the person, by law or office? Left out where that can be argued.
    """

    name: Annotated[Text, Field(max_length=LONGEST_NAME)]
    stages: dict[Stage, Text] = Field(min_length=1)
    arguable: dict[Stage, Text] = {}
    role: Id
    also: tuple[Id, ...] = ()
    why_role: Text
    duty: bool | None = None
    why_duty: Text


class ActorMap(Activity):
    """Slots for each actor: a tick for each stage (``aunt.transit``), the role (``aunt.role``), and a tick for a duty
    (``aunt.duty``). A wrong tick costs a half; what is arguable is worth nothing either way.
    """

    type: Literal["actor_map"]
    prompt: Text
    explain: Text
    person: Annotated[Text, Field(max_length=LONGEST_NAME)]
    roles: dict[Id, Text] = Field(min_length=2)
    actors: dict[Id, MapActor] = Field(min_length=2)

    def slots(self, cases: Mapping[str, Case]) -> tuple[Slot, ...]:
        roles = tuple(self.roles)
        found: list[Slot] = []
        for name in self.actors:
            found += [Slot(id=f"{name}.{stage}", control="tick", values=("yes",)) for stage in STAGES]
            found.append(Slot(id=f"{name}.role", control="select", values=roles))
            found.append(Slot(id=f"{name}.duty", control="tick", values=("yes",)))
        return tuple(found)

    def key(self, cases: Mapping[str, Case]) -> Key:
        found: Key = {}
        for name, it in self.actors.items():
            for stage in STAGES:
                if stage in it.stages:
                    why = it.stages[stage]
                    found[f"{name}.{stage}"] = SlotKey(credit={"yes": 1.0}, feedback={"yes": why, "": why})
                elif stage in it.arguable:
                    found[f"{name}.{stage}"] = SlotKey(credit={"yes": 0.0}, feedback={"yes": it.arguable[stage]})
                else:
                    found[f"{name}.{stage}"] = SlotKey(credit={"yes": WRONG_TICK})
            found[f"{name}.role"] = SlotKey(
                credit=dict.fromkeys((it.role, *it.also), 1.0), feedback=dict.fromkeys((*self.roles, ""), it.why_role)
            )
            worth = {True: 1.0, False: WRONG_TICK, None: 0.0}[it.duty]
            told = {"yes": it.why_duty, "": it.why_duty} if it.duty else {"yes": it.why_duty}
            found[f"{name}.duty"] = SlotKey(credit={"yes": worth}, feedback=told)
        return found

    @model_validator(mode="after")
    def _fits(self) -> ActorMap:
        faults: list[tuple[Place, str]] = []
        for name, it in self.actors.items():
            named: list[tuple[Place, str]] = [(("role",), it.role), *((("also", n), r) for n, r in enumerate(it.also))]
            faults += [
                (
                    ("actors", name, *place),
                    f"actors: {name}: {place[0]}: {role!r} is not a role. "
                    f"{did_you_mean(role, self.roles)}Expected one of: {', '.join(self.roles)}",
                )
                for place, role in named
                if role not in self.roles
            ]
            faults += [
                (
                    ("actors", name, "arguable", stage),
                    f"actors: {name}: arguable: {stage!r} stands under stages too, expected it in one of the two",
                )
                for stage in it.arguable
                if stage in it.stages
            ]
        used = {role for it in self.actors.values() for role in (it.role, *it.also)}
        if used <= set(self.roles):  # A wrong role, told above, may be meant for one that nobody has.
            faults += [
                (("roles", role), f"roles: nobody acts as {role!r}, expected an actor for each role")
                for role in self.roles
                if role not in used
            ]
        if faults:
            raise UnfitError(faults)
        return self
