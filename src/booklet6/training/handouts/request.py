"""What a trainer asks for, and what every kind of handout is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from booklet6.content import Activity, Course, Module
from booklet6.local import Local
from booklet6.words import Words

from .document import Document
from .names import Person
from .sheet import Sheet
from .text import ForPaper


@dataclass(frozen=True)
class Request:
    """Which course and modules, with or without keys, for whom and when."""

    course: Course
    words: Words
    modules: tuple[Module, ...]
    key: bool = False
    people: tuple[Person, ...] = ()
    when: str = ""
    where: str = ""

    @cached_property
    def local(self) -> Local:
        """The facts of the country."""
        return Local(self.course.edition, self.words)

    @cached_property
    def text(self) -> ForPaper:
        """Turns texts of the course into what is read on paper."""
        return ForPaper(self.course, self.local)

    def sheet(self, activity: Activity, with_key: bool = False, level: int = 3, lines: int = 12) -> Sheet:
        """An activity as a sheet."""
        sources = self.text.sources(activity)
        return Sheet(activity, self.course.cases, self.words, with_key, level, lines, sources)


Kind = Callable[[Request], list[Document]]
"""Makes the documents of one kind; none where the course has nothing for it."""
