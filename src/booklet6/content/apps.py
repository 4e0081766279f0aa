"""The apps: where their notebooks stand, what the list of apps says of them, and the course's data that some show.

An app of a module is `modules/<module>/app.ipynb`, any other `apps/<name>/app.ipynb`. A file of data beside it is a course
file like any other; its models are here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from .problems import Place, UnfitError, did_you_mean
from .slots import Frozen
from .sources import Id, Sources, Text, Whole
from .vocabulary import Level

NAME = re.compile(r"[a-z][a-z0-9-]*")


class App(Frozen):
    """One app: its name in the address, its notebook (from the course's folder), and what is said of it."""

    name: str
    notebook: str
    title: str
    about: str
    module: str | None = None
    instructor: bool = False
    """It shows keys or learners' results, and is served only where the instructor asks for it."""


def find_apps(root: Path) -> list[App]:
    """Every app of the course, those of modules first. `modules/02_definitions/app.ipynb` is named `definitions`.

    A notebook that cannot be read is an app without a title; `load_course` says what is wrong with it.
    """
    found = []
    for path in sorted((root / "modules").glob("[0-9][0-9]_*/app.ipynb")):
        found.append(_app(path, root, path.parent.name[3:].replace("_", "-"), path.parent.name))
    for path in sorted((root / "apps").glob("*/app.ipynb")):
        if NAME.fullmatch(path.parent.name):
            found.append(_app(path, root, path.parent.name, None))
    return found


def _app(path: Path, root: Path, name: str, module: str | None) -> App:
    said = metadata(path)
    title, about = (said.get(field) if isinstance(said.get(field), str) else "" for field in ("title", "about"))
    return App(
        name=name,
        notebook=path.relative_to(root).as_posix(),
        title=title or name,
        about=about or "",
        module=module,
        instructor=said.get("instructor") is True,
    )


def metadata(path: Path) -> dict[str, Any]:
    """The notebook's own metadata; empty where the file is no notebook."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    said = data.get("metadata") if isinstance(data, dict) else None
    return said if isinstance(said, dict) else {}


class ContractClause(Frozen):
    """What a contract of employment must settle: one question of the contract audit."""

    id: Id
    title: Text
    minimum: Text
    ask: Text
    repair: Text
    words: tuple[Text, ...] = ()
    source: Sources


class ContractGroup(Frozen):
    """Clauses that are looked at together."""

    id: Id
    title: Text
    clauses: tuple[ContractClause, ...] = Field(min_length=1)


class Alarm(Frozen):
    """Words that a contract should not hold, and why."""

    id: Id
    text: Text
    why: Text
    holds: bool = False
    words: tuple[Text, ...] = ()
    source: Sources


class Contract(Frozen):
    """`apps/contract-audit/clauses.yml`: the minimum terms, and the words that should not be there."""

    groups: tuple[ContractGroup, ...] = Field(min_length=1)
    alarms: tuple[Alarm, ...] = Field(min_length=1)

    @property
    def clauses(self) -> dict[str, ContractClause]:
        """Every clause, by id, in order."""
        return {c.id: c for g in self.groups for c in g.clauses}

    @model_validator(mode="after")
    def _once(self) -> Contract:
        _each_once([*(c.id for g in self.groups for c in g.clauses), *(a.id for a in self.alarms)])
        return self


class MapPlace(Frozen):
    """A place on a map: where it stands on the grid (column, row), and the countries that it takes in."""

    id: Id
    name: Text
    at: tuple[Whole, Whole]
    countries: tuple[Text, ...] = ()


class Way(Frozen):
    """A way between two places that a case or an example tells of."""

    record: Id
    start: Id = Field(alias="from")
    end: Id = Field(alias="to")


class RouteMap(Frozen):
    """A map: places on a grid, and the ways between them."""

    id: Id
    title: Text
    note: Text
    places: tuple[MapPlace, ...] = Field(min_length=1)
    routes: tuple[Way, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> RouteMap:
        known = {p.id for p in self.places}
        _each_once([p.id for p in self.places])
        _each_once([c for p in self.places for c in p.countries])
        for n, way in enumerate(self.routes):
            for name, place in (("from", way.start), ("to", way.end)):
                if place not in known:
                    raise UnfitError(
                        [
                            (
                                ("routes", n, name),
                                f"{name}: there is no place {place!r} on this map. {did_you_mean(place, known)}"
                                f"Expected one of: {', '.join(sorted(known))}",
                            )
                        ]
                    )
        return self


class Maps(Frozen):
    """`apps/case-explorer/maps.yml`: the maps of the case explorer."""

    maps: tuple[RouteMap, ...] = Field(min_length=1)


Aim = Literal["prevent", "protect", "prosecute", "all"]
AIMS: tuple[Aim, ...] = get_args(Aim)


class Need(Frozen):
    """What a whole plan covers, and why."""

    id: Id
    title: Text
    why: Text
    source: Sources


class Measure(Frozen):
    """A measure that a plan can take up: which aim it serves, where, by whom, and what it covers."""

    id: Id
    aim: Aim
    text: Text
    levels: tuple[Level, ...] = Field(min_length=1)
    actors: tuple[Id, ...] = Field(min_length=1)
    covers: tuple[Id, ...] = Field(min_length=1)
    source: Sources


class Framework(Frozen):
    """`apps/response-plan/framework.yml`: the measures of the response-plan builder."""

    actors: dict[Id, Text] = Field(min_length=1)
    needs: tuple[Need, ...] = Field(min_length=1)
    measures: tuple[Measure, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Framework:
        needs = [n.id for n in self.needs]
        _each_once(needs)
        _each_once([m.id for m in self.measures])
        faults: list[tuple[Place, str]] = []
        for n, measure in enumerate(self.measures):
            for field, known in (("actors", list(self.actors)), ("covers", needs)):
                for k, name in enumerate(getattr(measure, field)):
                    if name not in known:
                        text = f"{field}: there is no {name!r}. {did_you_mean(name, known)}"
                        faults.append((("measures", n, field, k), f"{text}Expected one of: {', '.join(known)}"))
        covered = {c for m in self.measures for c in m.covers}
        faults += [
            (("needs", n), f"needs: no measure covers {name!r}, expected one that does")
            for n, name in enumerate(needs)
            if name not in covered
        ]
        if faults:
            raise UnfitError(faults)
        return self


BandId = Literal["high", "grey", "low"]
BANDS: tuple[BandId, ...] = get_args(BandId)
"""From the highest risk to the lowest."""


class RiskBand(Frozen):
    """A band of the risk table: what it points to, what to do, and what not to do."""

    id: BandId
    title: Text
    points: Text
    do: tuple[Text, ...] = Field(min_length=1)
    avoid: tuple[Text, ...] = Field(min_length=1)


class Sign(Frozen):
    """What is seen of a departure or a situation, and the band to which it points."""

    id: Id
    band: BandId
    text: Text
    source: Sources


class Setting(Frozen):
    """Where the table is used, and the signs that are seen there."""

    id: Id
    title: Text
    signs: tuple[Sign, ...] = Field(min_length=1)


class RiskTable(Frozen):
    """`apps/risk-table/table.yml`: the bands and signs of the risk table."""

    bands: tuple[RiskBand, RiskBand, RiskBand]
    settings: tuple[Setting, ...] = Field(min_length=1)

    @property
    def signs(self) -> dict[str, Sign]:
        """Every sign of every setting, by id."""
        return {s.id: s for setting in self.settings for s in setting.signs}

    @model_validator(mode="after")
    def _once(self) -> RiskTable:
        _each_once([b.id for b in self.bands])
        _each_once([s.id for setting in self.settings for s in setting.signs])
        return self


def _each_once(ids: list[str]) -> None:
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"the id {twice[0]!r} stands twice, expected each id once")


APP_DATA: dict[str, tuple[str, Any]] = {
    "contract": ("contract-audit/clauses.yml", Contract),
    "framework": ("response-plan/framework.yml", Framework),
    "risks": ("risk-table/table.yml", RiskTable),
    "maps": ("case-explorer/maps.yml", Maps),
}
"""Field of `AppData` → its file below `apps`, and the model."""


class AppData(Frozen):
    """The data of apps; None where the course has no such app."""

    contract: Contract | None = None
    framework: Framework | None = None
    risks: RiskTable | None = None
    maps: Maps | None = None
