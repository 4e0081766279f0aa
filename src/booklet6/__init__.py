"""Booklet 6 as a course: trafficking in persons, for police, labour attachés and all who may meet it at work."""

__version__ = "0.1.0"
