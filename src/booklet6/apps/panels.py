"""The app's own widgets. Their HTML is made here, from templates; their scripts are in `static`."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from jinja2 import Environment

from ..activities import prose
from ..content.law import GROUPS
from ..templating import templates
from ..words import load_words

_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class File:
    """A file that was opened: its name, its path in the folder if a folder was opened, and what is in it."""

    name: str
    path: str
    content: str


@dataclass(frozen=True)
class Event:
    """What somebody did in a panel. All of it comes from a client, so it may be anything; only the types are sure.

    `name` stands in the markup (``data-event``), `value` is that of the button or field, `on` whether a box is ticked.
    `fields`: field of a form → its values. `files`: what was opened.
    """

    name: str
    value: str = ""
    on: bool = True
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    def one(self, name: str, limit: int = 200) -> str:
        """The first value of a form's field: one line, cut to so many letters; empty if there is none."""
        values = self.fields.get(name, ())
        return " ".join(values[0].split())[:limit] if values else ""


class Panel(anywidget.AnyWidget):
    """A part of the page whose HTML is made in Python.

    `on_event(event)` is called when something that has ``data-event`` is chosen, pressed, sent or opened. `status` is read
    aloud.
    """

    _esm = _STATIC / "panel.js"

    html = traitlets.Unicode().tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, html: str, on_event: Callable[[Event], None]):
        super().__init__(html=html, words=load_words().part("app.panel."))
        self._on_event = on_event
        self.on_msg(lambda _, content, __: self._heard(content))

    def focus(self, element_id: str) -> None:
        """Move the reader to that element, as soon as it is there."""
        self.send({"focus": element_id})

    def clear(self) -> None:
        """Empty the fields whose words have been taken."""
        self.send({"clear": True})

    def save(self, name: str, ending: str, content: str | bytes, kind: str) -> None:
        """Let the browser save `<name>-<today>.<ending>`, a file of that kind (a MIME type)."""
        held = {"text": content} if isinstance(content, str) else {"base64": base64.b64encode(content).decode("ascii")}
        self.send({"save": {"name": name, "ending": ending, "type": kind, **held}})

    def keep(self, name: str, value: str) -> None:
        """Keep a text in this tab of the browser until it is closed, also over a reload; an empty one takes it away.

        It comes back in a form's hidden field with ``data-kept="<name>"``.
        """
        self.send({"keep": {"name": name, "value": value}})

    def say(self, text: str) -> None:
        """Say it, also if it is the same as before."""
        self.status = ""
        self.status = text

    def _heard(self, content: object) -> None:
        if (event := read_event(content)) is not None:
            self._on_event(event)


def read_event(content: object) -> Event | None:
    """An event from what a client sent; None where it is none. Raises nothing."""
    if not isinstance(content, dict) or not isinstance(content.get("event"), str):
        return None
    fields, files = content.get("fields"), content.get("files")
    return Event(
        name=content["event"],
        value=str(content.get("value", "")),
        on=content.get("on", True) is True,
        fields={
            name: tuple(v for v in values if isinstance(v, str))
            for name, values in (fields.items() if isinstance(fields, dict) else ())
            if isinstance(name, str) and isinstance(values, list)
        },
        files=tuple(
            File(f["name"], f["path"], f["content"])
            for f in (files if isinstance(files, list) else ())
            if isinstance(f, dict) and all(isinstance(f.get(part), str) for part in ("name", "path", "content"))
        ),
    )


class Asked(anywidget.AnyWidget):
    """A part of the page with a script of its own, `static/<script>.js`, that keeps to itself what a reader writes there.

    It asks with `{n, answers}`; `on_answers(data)` gets what the client sent, which may be anything, and returns what it
    is to be told. `words` and `search` are what the script needs to know.
    """

    html = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    search = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        script: str,
        html: str,
        on_answers: Callable[[object], dict[str, Any]],
        *,
        words: dict[str, str],
        search: dict[str, list[str]] | None = None,
    ):
        super().__init__(
            html=html, words=words, search=search or {}, _esm=(_STATIC / f"{script}.js").read_text(encoding="utf-8")
        )
        self.on_msg(lambda _, content, __: self._heard(content, on_answers))

    def _heard(self, content: object, on_answers: Callable[[object], dict[str, Any]]) -> None:
        if isinstance(content, dict):
            self.send({**on_answers(content.get("answers")), "n": content.get("n")})


def render(template: str, **values: Any) -> str:
    """The template of that name as HTML. It has the words, and the groups of elements."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    env = templates("booklet6.apps")
    env.filters["plain"] = prose.plain
    env.filters["pair"] = lambda record, *names: tuple(getattr(record, n) for n in names)
    env.filters["name_in"] = lambda key, names: names[key]
    env.globals.update(words=load_words(), groups=GROUPS)
    return env
