"""What goes out to learners."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from click.testing import CliRunner
from journeys import CONFIG, source

from booklet6.cli import main


def test_a_release_holds_no_key_and_one_that_would_is_not_made(tmp_path: Path) -> None:
    work = tmp_path / "source" / "ps"
    work.mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    nb = source()
    nbformat.write(nb, work / "work.ipynb")  # type: ignore[no-untyped-call]
    result = CliRunner().invoke(main, ["release", "ps", "--course-dir", str(tmp_path)])
    assert result.exit_code == 0, result.output
    text = (tmp_path / "release" / "ps" / "work.ipynb").read_text(encoding="utf-8")
    assert "canary" not in text
    assert "return 2 * x" not in text
    assert "YOUR CODE HERE" in json.dumps(json.loads(text))
    (work / "answers.txt").write_text("note to self:\n    return 2 * x\n")
    result = CliRunner().invoke(main, ["release", "ps", "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "answers.txt: return 2 * x" in result.output
    assert not (tmp_path / "release" / "ps").exists()


def test_an_assignment_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    result = CliRunner().invoke(main, ["release", "nothing", "--course-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "no assignment 'nothing'" in result.output
