"""Reading one file: the data, the line of each part, and what is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from booklet6.content.load import split_slides
from booklet6.content.problems import UNREADABLE, Lines, Report, did_you_mean
from booklet6.content.read import DEPTH, LIMIT, parse_yaml, read_markdown, read_text, read_yaml


def parsed(text: str, first: int = 1) -> tuple[Any, Lines, list[str]]:
    """The data of a YAML text, its lines, and what is told."""
    report = Report(Path("/course"))
    data, lines = parse_yaml(text, Path("/course/file.yml"), report, first)
    return data, lines, [str(p) for p in report.problems]


def test_each_part_has_its_line() -> None:
    text = "# words\na: 1\nb:\n  - x\n  - c: >-\n      long\n      text\n    d: [p,\n      q]\ne: {f: g}\n"
    data, lines, told = parsed(text)
    assert data == {"a": 1, "b": ["x", {"c": "long text", "d": ["p", "q"]}], "e": {"f": "g"}}
    assert told == []
    assert lines.at == {
        (): 2,
        ("a",): 2,
        ("b",): 3,
        ("b", 0): 4,
        ("b", 1): 5,
        ("b", 1, "c"): 5,
        ("b", 1, "d"): 8,
        ("b", 1, "d", 0): 8,
        ("b", 1, "d", 1): 9,
        ("e",): 10,
        ("e", "f"): 10,
    }
    assert lines.of(("b", 1, "no", "such")) == 5, "what is not there has the line of what should hold it"
    assert Lines().of(("a",)) == 0


def test_lines_are_counted_from_where_the_text_begins() -> None:
    assert parsed("a: 1\nb: 2", first=41)[1].at["b",] == 42
    assert parsed("a: 1\nb: *c", first=41)[2][0].startswith("file.yml:42: uses an alias (*c)")
    assert parsed("a: 1\nb: @c", first=41)[2][0].startswith("file.yml:42: is not YAML: ")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("text", "text"),
        ("'12'", "12"),
        ("12", 12),
        ("-1_000", -1000),
        ("6.3", 6.3),
        ("6.4.1", "6.4.1"),
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z"),
        ("=", "="),
        ("<<", "<<"),
        ("!!str 12", "12"),
        ("!!int '12'", 12),
        ("3(a)", "3(a)"),
        ("&anchor x", "x"),
    ],
)
def test_values(written: str, value: object) -> None:
    data, _, told = parsed(f"a: {written}")
    assert told == []
    assert data == {"a": value}
    assert type(data["a"]) is type(value)


@pytest.mark.parametrize("written", ["!!int x", "!!bool maybe", "!!float x", "*a", "!!timestamp 2026-11-23", "!x y"])
def test_a_value_that_cannot_be_read_is_told_and_the_rest_is_kept(written: str) -> None:
    data, _, told = parsed(f"a: {written}\nb: 1")
    assert data == {"a": UNREADABLE, "b": 1}
    assert len(told) == 1
    assert told[0].startswith("file.yml:1: ")


def test_names_are_text() -> None:
    assert parsed("1: a\nyes: b\n2026-11-23: c\n")[0] == {"1": "a", "yes": "b", "2026-11-23": "c"}


def test_the_first_of_two_equal_names_counts() -> None:
    data, lines, told = parsed("a: 1\na:\n  b: 2\nc: 3\n")
    assert data == {"a": 1, "c": 3}
    assert lines.at["a",] == 1
    assert told == ["file.yml:2: 'a' stands twice (first in line 1), expected it once"]


def test_depth() -> None:
    assert parsed("[" * DEPTH + "]" * DEPTH)[2] == []
    for text in ("[" * (DEPTH + 2) + "]" * (DEPTH + 2), "[" * 500_000, "{a: " * 500_000, "- " * 100_000 + "a"):
        assert parsed(text)[::2] == (
            None,
            [f"file.yml:1: is nested more than {DEPTH} levels deep, expected a plain course file"],
        )


def test_a_markdown_file_is_header_and_body(tmp_path: Path) -> None:
    path, report = tmp_path / "a.md", Report(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf--- \r\na: 1\r\n---\r\n\r\nBody --- \r\n---\r\n")
    header, lines, body, first = read_markdown(path, report)
    assert (header, body, first) == ({"a": 1}, "\nBody --- \n---\n", 4)
    assert lines.at["a",] == 2
    path.write_text("---\na: 1\n---", encoding="utf-8")
    assert read_markdown(path, report)[2:] == ("", 3)
    assert report.problems == []


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path, report = tmp_path / "a.yml", Report(tmp_path)
    path.write_text("a: " + "x" * (LIMIT - 3), encoding="utf-8")
    data, _ = read_yaml(path, report)
    assert len(data["a"]) == LIMIT - 3
    path.write_text("x" * (LIMIT + 1), encoding="utf-8")
    assert read_text(path, report) is None
    assert [str(p) for p in report.problems] == ["a.yml: is larger than 2 MB, expected a course file"]


def test_paths_outside_of_the_course_are_told_in_full(tmp_path: Path) -> None:
    report = Report(tmp_path / "course")
    assert read_text(tmp_path / "away.yml", report) is None
    assert str(report.problems[0]).startswith(f"{tmp_path}/away.yml: is missing")


def test_slides_have_their_lines() -> None:
    body = "\nwords before\n\n## One \n\n- a\n\n::: notes\nSay.\n\nMore.\n:::\n\n## Two\n::: notes\nB\n:::\nrest\n"
    assert split_slides(body, first=7) == [
        {"title": "One", "body": "- a", "source": [], "notes": "Say.\n\nMore.", "line": 10},
        {"title": "Two", "body": "rest", "source": [], "notes": "B", "line": 20},
    ]
    assert split_slides("no slide") == []


def test_did_you_mean() -> None:
    assert did_you_mean("tittle", ["title", "minutes"]) == "Did you mean 'title'? "
    assert did_you_mean("zzz", ["title", "minutes"]) == ""
    assert did_you_mean(12, []) == ""
