"""The course as data: models, loading, checking. Reads files; imports nothing else of ours."""

from .apps import App, find_apps
from .case import Case, Evidence
from .coverage import Part
from .example import Example
from .load import load_course
from .model import Assignment, Course, Deck, Lesson, Module, Session, Slide, Term, Update, Written
from .problems import CourseError, Problem
from .slots import Key, Response, Slot, SlotKey
from .types import TYPES, Activity

__all__ = [
    "TYPES",
    "Activity",
    "App",
    "Assignment",
    "Case",
    "Course",
    "CourseError",
    "Deck",
    "Evidence",
    "Example",
    "Key",
    "Lesson",
    "Module",
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
    "find_apps",
    "load_course",
]
