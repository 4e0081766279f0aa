"""The app's own widgets. Their HTML is made here, from templates; their scripts are in `static`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from jinja2 import Environment, PackageLoader, StrictUndefined

from ..content.law import GROUPS
from ..words import load_words

_STATIC = Path(__file__).parent / "static"


class Panel(anywidget.AnyWidget):
    """A part of the page whose HTML is made in Python.

    `on_event(name, value)` is called when something with `data-event` is chosen or pressed. `status` is read aloud.
    """

    _esm = _STATIC / "panel.js"

    html = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)

    def __init__(self, html: str, on_event: Callable[[str, str], None]):
        super().__init__(html=html)
        self._on_event = on_event
        self.on_msg(lambda _, content, __: self._heard(content))

    def focus(self, element_id: str) -> None:
        """Move the reader to that element, as soon as it is there."""
        self.send({"focus": element_id})

    def _heard(self, content: object) -> None:
        if isinstance(content, dict) and isinstance(content.get("event"), str):
            self._on_event(content["event"], str(content.get("value", "")))


class OwnCase(anywidget.AnyWidget):
    """A case of one's own: the steps. The text stays in the browser; only answers and quoted words come here.

    `on_answers(data)` gets what the client sent, which may be anything, and returns what it is to be told.
    """

    _esm = _STATIC / "own_case.js"

    html = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, on_answers: Callable[[object], dict[str, Any]]):
        words = load_words()
        super().__init__(html=render("own_case.html"), words=words.part("app.own.say."))
        self.on_msg(lambda _, content, __: self._heard(content, on_answers))

    def _heard(self, content: object, on_answers: Callable[[object], dict[str, Any]]) -> None:
        if isinstance(content, dict):
            self.send({**on_answers(content.get("answers")), "n": content.get("n")})


def render(template: str, **values: Any) -> str:
    """The template of that name as HTML. It has the words, and the groups of elements."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("booklet6.apps"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    env.globals.update(words=load_words(), groups=GROUPS)
    return env
