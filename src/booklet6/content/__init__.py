"""The course as data: models, loading, checking. Reads files; imports nothing else of ours."""

from .case import Case, Evidence
from .coverage import Part
from .example import Example
from .load import load_course, load_record
from .model import (
    Assignment,
    Course,
    Deck,
    FinalTest,
    Lesson,
    Module,
    ModuleTest,
    Session,
    Slide,
    Term,
    Update,
    Written,
)
from .problems import CourseError, Problem
from .slots import Key, Response, Slot, SlotKey
from .types import TYPES, Activity

__all__ = [
    "TYPES",
    "Activity",
    "Assignment",
    "Case",
    "Course",
    "CourseError",
    "Deck",
    "Evidence",
    "Example",
    "FinalTest",
    "Key",
    "Lesson",
    "Module",
    "ModuleTest",
    "Part",
    "Problem",
    "Response",
    "Session",
    "Slide",
    "Slot",
    "SlotKey",
    "Term",
    "Update",
    "Written",
    "load_course",
    "load_record",
]
