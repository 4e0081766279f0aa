"""Grading of an nbgrader course folder: fast, isolated, and sure to end. The design stands in docs/grading-engine.md."""
