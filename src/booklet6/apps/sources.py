"""Where a statement comes from, in the few letters that an app has room for."""

from __future__ import annotations

from ..content import Course
from ..content.sources import cited, source_parts
from ..words import Words


def shown(source: str, course: Course, words: Words) -> str:
    """A source as a reader of an app sees it: a work by author and year, an update by what has changed."""
    if reference := cited(source):
        key, place = reference
        name = course.references.get(key, key)
        return f"{name}, {place}" if place else name
    kind, _ = source_parts(source)
    if kind == "update" and source in course.updates:
        return words("source.update", title=course.updates[source].title)
    return source
