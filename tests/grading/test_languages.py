"""Only Python is run. What is in another language is named, and its points wait for a person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from journeys import course, graded, hand_in_copy

from booklet6.grading.course import CourseFolder
from booklet6.grading.definition import language_of
from booklet6.grading.pool import Pool
from booklet6.grading.release import release
from booklet6.grading.repair import read_notebook
from booklet6.grading.summary import lines


@pytest.mark.parametrize(
    ("spec", "language"),
    [
        ({}, "python"),
        ({"name": "python3"}, "python"),
        ({"name": "xpython", "language": "python"}, "python"),
        ({"name": "ir", "display_name": "R"}, "r"),
        ({"name": "julia-1.11", "language": "julia"}, "julia"),
        ({"name": ["/bin/sh"]}, "python"),
    ],
)
def test_what_language_a_kernel_is_of(spec: dict[str, str], language: str) -> None:
    assert language_of(spec) == language


def test_a_notebook_that_names_only_its_language(tmp_path: Path) -> None:
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "R"}}, "cells": []}
    (tmp_path / "n.ipynb").write_text(json.dumps(data))
    assert language_of(read_notebook(tmp_path / "n.ipynb")[0].metadata["kernelspec"]) == "r"


def test_an_assignment_in_another_language_waits_for_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import journeys

    made = journeys.source()
    made.metadata["kernelspec"] = {"display_name": "R", "language": "R", "name": "ir"}
    monkeypatch.setattr(journeys, "source", lambda: made)
    monkeypatch.setattr(journeys, "nbgrader", lambda folder, *_: release(CourseFolder(folder), "ps"))  # quicker
    folder = course(tmp_path / "course")
    hand_in_copy(folder, "ana")
    result = Pool(CourseFolder(folder), "ps", "warm", 1).run()
    told = "\n".join(lines(result, "ps"))
    assert "work is in another language (r). Only Python is run here" in told
    assert "**ana**" in told
    assert "was not run" in told
    assert graded(folder)["ana"]["t1"] == {"auto": None, "manual": None, "most": 2, "person": True}
