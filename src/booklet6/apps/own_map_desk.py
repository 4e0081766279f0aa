"""The app of the actor map of one's own country: enter actors and links, see the network, save it, open it again."""

from __future__ import annotations

from pydantic import ValidationError

from ..content.vocabulary import VOCABULARY
from ..words import load_words
from . import own_map
from .own_map import MOST_ACTORS, MOST_LINKS, PERSON, SIDES, STAGES, Link, OwnActor, OwnMap
from .panels import Event, Panel, render


def show() -> Panel:
    """The app's widget."""
    return Desk().panel


class Desk:
    """One map in the making, in memory only."""

    def __init__(self) -> None:
        self.words = load_words()
        self.map = OwnMap()
        self.editing = ""
        self.made = 0
        self.panel = Panel(self._html(), self._event)

    def _event(self, event: Event) -> None:
        ids = [a.id for a in self.map.actors]
        say = ""
        if event.name == "actor":
            say = self._actor(event)
        elif event.name == "edit" and event.value in ids:
            self.editing = event.value
            self.panel.focus("actor-name")
        elif event.name == "leave":
            self.editing = ""
        elif event.name == "remove" and event.value in ids:
            self.map, self.editing = self.map.without(event.value), ""
            self.panel.focus("actors-list")
        elif event.name == "link":
            say = self._link(event)
        elif event.name == "unlink" and event.value in [str(n) for n in range(len(self.map.links))]:
            gone = int(event.value)
            self.map = self._with(links=tuple(link for n, link in enumerate(self.map.links) if n != gone))
            self.panel.focus("actors-links")
        elif event.name == "title":
            self.map = self._with(title=" ".join(event.value.split())[:120])
        elif event.name == "save":
            self.panel.save("actor-map", "json", own_map.to_file(self.map), "application/json")
            return
        elif event.name == "svg":
            drawing = own_map.standalone(own_map.draw(self.map, self.words))
            self.panel.save("actor-map", "svg", drawing, "image/svg+xml")
            return
        elif event.name == "open" and event.files:
            say = self._open(event.files[0].content, event.files[0].name)
        else:
            return
        self.panel.html = self._html()
        if say:
            self.panel.say(say)

    def _with(self, **changed: object) -> OwnMap:
        return self.map.model_copy(update=changed)

    def _actor(self, event: Event) -> str:
        known = {a.id: a for a in self.map.actors}
        actor_id = self.editing if self.editing in known else self._new_id(known)
        stages = tuple(s for s in STAGES if s in event.fields.get("stage", ()))
        try:
            actor = OwnActor.model_validate(
                {
                    "id": actor_id,
                    "name": event.one("name", 60),
                    "side": event.one("side"),
                    "stages": stages,
                    "role": event.one("role"),
                    "duty": event.one("duty"),
                }
            )
        except ValidationError:
            return self.words("app.actors.incomplete")
        if actor_id not in known and len(known) >= MOST_ACTORS:
            return self.words("app.actors.full", limit=MOST_ACTORS)
        self.map = self._with(actors=tuple((known | {actor_id: actor}).values()))
        self.editing = ""
        self.panel.clear()
        return self.words("app.actors.added", who=actor.name)

    def _new_id(self, known: dict[str, OwnActor]) -> str:
        while True:
            self.made += 1
            if (new := f"a{self.made}") not in known:
                return new

    def _link(self, event: Event) -> str:
        ends = [*(a.id for a in self.map.actors), PERSON]
        start, end = event.one("start"), event.one("end")
        if start not in ends or end not in ends or start == end:
            return self.words("app.actors.two_ends")
        if len(self.map.links) >= MOST_LINKS:
            return self.words("app.actors.full", limit=MOST_LINKS)
        link = Link(start=start, end=end, text=event.one("text", 60))
        if link not in self.map.links:
            self.map = self._with(links=(*self.map.links, link))
        self.panel.clear()
        return self.words(
            "app.actors.linked", start=self.map.name(start, self.words), end=self.map.name(end, self.words)
        )

    def _open(self, text: str, file: str) -> str:
        try:
            self.map = own_map.from_file(text)
        except ValueError:
            return self.words("app.actors.not_ours", file=file)
        self.editing = ""
        self.panel.focus("actors-picture")
        return self.words("app.actors.opened", file=file, n=len(self.map.actors))

    def _html(self) -> str:
        editing = next((a for a in self.map.actors if a.id == self.editing), None)
        return render(
            "actors.html",
            map=self.map,
            editing=editing,
            sides=SIDES,
            stages=STAGES,
            person=PERSON,
            names={a.id: a.name for a in self.map.actors} | {PERSON: self.words("app.actors.person")},
            picture=own_map.draw(self.map, self.words),
            gaps=own_map.gaps(self.map),
            suggestions=[self.words(f"{kind}.{i}") for kind in ("actor", "responder") for i in VOCABULARY[kind]],
        )
