"""The course as data: models, loading, checking. Reads files; imports nothing else of ours."""

from .apps import App, find_apps
from .case import Case, Evidence
from .coverage import Part
from .edition import Edition
from .example import Example
from .load import edition_at, load_course, load_current, load_record
from .matched import FORMS, FormName, MatchedItem
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
    "FORMS",
    "TYPES",
    "Activity",
    "App",
    "Assignment",
    "Case",
    "Course",
    "CourseError",
    "Deck",
    "Edition",
    "Evidence",
    "Example",
    "FinalTest",
    "FormName",
    "Key",
    "Lesson",
    "MatchedItem",
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
    "edition_at",
    "find_apps",
    "load_course",
    "load_current",
    "load_record",
]
