"""The participant's workbook, and the sheets of all activities with their key."""

from __future__ import annotations

from booklet6.content import Activity, Module
from booklet6.content.types import Scenario

from .capstone import scenarios_with_a_page
from .document import NARROW, Document, template
from .request import Request
from .text import desks


def workbook(r: Request) -> list[Document]:
    """For each module: objectives, key points, the desks, what is worked on in the room without a key, words, notes."""
    parts = [
        template(
            "workbook_module",
            m=module,
            words=r.words,
            text=r.text,
            desks=[(name, text) for name, text in desks(module.body).items()],
            sheets=[r.sheet(a, level=3, lines=10) for a in _in_the_room(module)],
            more=[a for a in module.activities if a not in _in_the_room(module)],
            terms=[r.course.glossary[name] for name in r.text.terms(module.body)],
        )
        for module in r.modules
    ]
    body = template("workbook", parts=parts, modules=r.modules, words=r.words)
    return [Document("workbook", r.words("handouts.workbook.title"), body, r.words("handouts.stories"))]


def _in_the_room(module: Module) -> list[Activity]:
    """The activities that the module's session works with, in its order. A story on cards has sheets of its own."""
    named = {a.id: a for a in module.activities if not isinstance(a, Scenario)}
    ids = dict.fromkeys(i for step in module.session.steps for i in step.activities)
    return [named[i] for i in ids if i in named]


def activities(r: Request) -> list[Document]:
    """Each activity on a sheet of its own; with the key, a second document with all answers and reasons."""
    apart = scenarios_with_a_page(r.course)
    found = []
    for name, key in (("activities", False), *([("activities-key", True)] if r.key else [])):
        body = template(
            "activities",
            modules=r.modules,
            words=r.words,
            with_key=key,
            sheets={m.id: [(a, None if a.id in apart else r.sheet(a, key)) for a in m.activities] for m in r.modules},
        )
        title = r.words("handouts.activities.key" if key else "handouts.activities.title")
        footer = r.words("handouts.trainer_only" if key else "handouts.stories")
        found.append(Document(name, title, body, footer, margin=NARROW))
    return found
