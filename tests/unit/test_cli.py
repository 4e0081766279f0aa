"""`booklet6 …`: what each command says, and the exit status that a script can trust."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from helpers import ROOT, small_course

from booklet6 import __version__
from booklet6.cli import main


def run(*arguments: str | Path) -> Result:
    """Run `booklet6` with these arguments. An error that is not caught fails the test."""
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def commands(group: click.Command = main, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command and subcommand."""
    if not isinstance(group, click.Group):
        return [before]
    return [before, *(c for name, sub in group.commands.items() for c in commands(sub, (*before, name)))]


def snapshot(root: Path) -> dict[Path, int]:
    return {p: p.stat().st_mtime_ns for p in root.rglob("*")}


@pytest.mark.parametrize("command", commands(), ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_each_command_explains_itself(command: tuple[str, ...], flag: str) -> None:
    result = run(*command, flag)
    assert result.exit_code == 0
    said = result.output.split("Options:")
    assert len(said) == 2
    assert len(said[0].split("\n", 1)[1].strip()) > 20, "it says what it does"
    for option in said[1].strip().split("\n  -"):
        assert len(option.split()) > 3, f"an option without words: {option}"


def test_help_names_every_command() -> None:
    said = run("--help").output
    for name, command in main.commands.items():
        assert f"  {name} " in said
        assert command.get_short_help_str(200).split(";")[0].split(":")[0][:40] in said


def test_version() -> None:
    assert __version__ in run("--version").output


def test_check_says_what_the_course_has(tmp_path: Path) -> None:
    result = run("--root", small_course(tmp_path), "check")
    assert result.exit_code == 0
    assert result.stdout == (
        "No mistakes. modules: 2, activities: 11, cases: 1, terms: 2, updates: 2, references: 2, assignments: 1, "
        "matched items: 1.\n"
    )
    assert result.stderr == ""


def test_the_real_course_has_no_mistake() -> None:
    result = run("--root", ROOT, "check")
    assert result.exit_code == 0, result.output


def test_check_tells_every_mistake_and_writes_nothing(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    (root / "book" / "updates.yml").unlink()
    session = root / "modules" / "01_one" / "session.yml"
    session.write_text(session.read_text(encoding="utf-8").replace("minutes: 10", "minutes: ten"), encoding="utf-8")
    before = snapshot(root)
    result = run("--root", root, "check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "book/updates.yml: is missing, expected this file",
        "modules/01_one/session.yml:10: steps: no. 1: minutes: 'ten' is text, expected a whole number",
    ]
    assert result.stderr == "Mistakes: 2.\n"
    assert snapshot(root) == before


def test_check_as_a_program_ends_with_its_status_and_no_traceback(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    (root / "case_studies" / "orchard.md").write_bytes(b"---\n\xff\n---\n")
    done = subprocess.run([sys.executable, "-m", "booklet6.cli", "check"], cwd=root, capture_output=True, text=True)
    assert done.returncode == 1
    assert (
        done.stdout
        == "case_studies/orchard.md:2: is not UTF-8 text from here on, expected a text file saved as UTF-8\n"
    )
    assert done.stderr == "Mistakes: 1.\n"


@pytest.mark.parametrize("command", ["check", "build", "serve"])
def test_where_there_is_no_course(command: str, tmp_path: Path) -> None:
    result = run("--root", tmp_path, command)
    assert result.exit_code == 1
    assert f"{tmp_path} holds no course: there is no _config.yml in it." in result.stderr
    assert "booklet6 --root FOLDER" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_build_stops_at_mistakes_and_writes_no_page(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    (root / "book" / "glossary.yml").write_text("act: 1\n", encoding="utf-8")
    result = run("--root", root, "build")
    assert result.exit_code == 1
    assert "book/glossary.yml:1: act: 1 is a number in YAML, expected a mapping (name: value)" in result.stderr
    assert not (root / "_build").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "No such command 'chekc'"),
        (["check", "--fast"], "No such option"),
        (["check", "twice"], "unexpected extra argument"),
        (["--root", "/no/such/folder", "check"], "does not exist"),
        (["--root", str(Path(__file__)), "check"], "is a file"),
        (["serve", "--port", "0"], "0 is not in the range"),
        (["serve", "--port", "many"], "'many' is not a valid integer"),
    ],
)
def test_a_wrong_command_line(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "Usage: " in result.stderr


def test_check_also_tells_what_only_shows_on_slides_and_in_figures(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    deck = next((root / "slides").glob("*.md"))
    text = deck.read_text(encoding="utf-8")
    deck.write_text(text.replace("::: notes", "word " * 40 + "\n\n::: notes", 1), encoding="utf-8")
    (root / "book/figures/three-elements.yml").write_text("title: 3\n", encoding="utf-8")
    result = run("--root", root, "check")
    assert result.exit_code == 1
    assert "expected at most 30" in result.stdout
    assert "book/figures/three-elements.yml" in result.stdout
