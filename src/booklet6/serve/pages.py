"""The few pages that the server makes itself: the list of apps, and what it says when something is not there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..words import load_words

if TYPE_CHECKING:
    from ..content import App


def app_list(apps: Sequence[App], served: Collection[str]) -> str:
    """The page `/apps/`. `served`: the names of the apps that are served; of the others it says how to open them."""
    return _environment().get_template("app_list.html").render(apps=apps, served=served)


def message_page(name: str) -> str:
    """A page that says one thing: `no_page`, `no_app`, `not_from_there`, `full`, `for_instructors`, `broken` or `app_broken`."""
    return _environment().get_template("message.html").render(name=name)


@cache
def _environment() -> Environment:
    env = Environment(loader=PackageLoader("booklet6.serve"), autoescape=True, undefined=StrictUndefined)
    env.globals["words"] = load_words()
    return env
