"""The page *Since 2003*: every note once under its topic, and in the index under the lessons that name it."""

from __future__ import annotations

import pytest
from helpers import ROOT

from booklet6.book.since import by_module, by_topic, lessons
from booklet6.content import Course, load_course
from booklet6.content.vocabulary import VOCABULARY


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


def test_each_update_stands_once_under_its_topic(course: Course) -> None:
    topics = by_topic(course.updates.values())
    listed = [u.id for updates in topics.values() for u in updates]
    assert sorted(listed) == sorted(course.updates)
    assert [*topics] == [t for t in VOCABULARY["topic"] if t in topics]
    for topic, updates in topics.items():
        assert updates, f"{topic} is empty and should be left out"
        assert {u.topic for u in updates} == {topic}
        assert [u.id for u in updates] == sorted(u.id for u in updates)


def test_the_index_by_module_is_that_of_the_lessons_headers(course: Course) -> None:
    index = {module.id: [u.id for u in updates] for module, updates in by_module(course)}
    assert index == {m.id: sorted(m.lesson.updates) for m in course.modules if m.lesson.updates}
    for update in course.updates.values():
        assert [m.id for m in lessons(update, course)] == [m for m, ids in index.items() if update.id in ids]
