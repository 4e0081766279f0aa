"""Reading course files: YAML, and Markdown with a YAML header, each value with the line where it stands."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from .problems import Lines, Place, Report

LIMIT = 2_000_000
"""No course file is larger (bytes). One that is larger is no course file."""

_HEADER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)


def read_text(path: Path, report: Report) -> str | None:
    """The text of a file, or None with a note in the report (missing, too large, not UTF-8)."""
    try:
        if path.stat().st_size > LIMIT:
            report.add(path, 0, f"is larger than {LIMIT // 1_000_000} MB, expected a course file")
            return None
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        report.add(path, 0, "is missing, expected this file")
    except UnicodeDecodeError as e:
        report.add(path, 0, f"is not UTF-8 text (byte {e.start}), expected a text file saved as UTF-8")
    except OSError as e:
        report.add(path, 0, f"cannot be read ({e.strerror}), expected a readable file")
    return None


def read_yaml(path: Path, report: Report) -> tuple[Any, Lines]:
    """The data of a YAML file and where each part stands. None with a note in the report if it cannot be read."""
    text = read_text(path, report)
    return (None, Lines()) if text is None else parse_yaml(text, path, report)


def read_markdown(path: Path, report: Report) -> tuple[Any, Lines, str, int]:
    """A Markdown file with a YAML header: the header, where its parts stand, the body, and the body's first line."""
    text = read_text(path, report)
    if text is None:
        return None, Lines(), "", 0
    text = text.replace("\r\n", "\n")
    m = _HEADER.match(text)
    if not m:
        report.add(path, 1, "has no header, expected a YAML header between two lines of ---")
        return None, Lines(), "", 0
    data, lines = parse_yaml(m[1], path, report, first=2)
    return data, lines, text[m.end() :], text[: m.end()].count("\n") + 1


def parse_yaml(text: str, path: Path, report: Report, first: int = 1) -> tuple[Any, Lines]:
    """Parse YAML whose first line is line `first` of the file. Tells of bad syntax, repeated keys and aliases."""
    lines = Lines()
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except yaml.MarkedYAMLError as e:
        mark = e.problem_mark or e.context_mark
        report.add(path, (mark.line if mark else 0) + first, f"is not YAML: {e.problem}, expected valid YAML")
        return None, lines
    except (yaml.YAMLError, RecursionError) as e:
        report.add(path, first, f"is not YAML: {e}, expected valid YAML")
        return None, lines
    if node is None:
        report.add(path, first, "is empty, expected YAML")
        return None, lines
    before = len(report.problems)
    try:
        data = _build(node, (), lines, path, report, first, set())
    except RecursionError:
        report.add(path, first, "is nested too deeply, expected plain YAML")
    return (None if len(report.problems) > before else data), lines


def _build(node: yaml.Node, place: Place, lines: Lines, path: Path, report: Report, first: int, seen: set[int]) -> Any:
    line = node.start_mark.line + first
    lines.at.setdefault(place, line)
    if not isinstance(node, yaml.ScalarNode):
        if id(node) in seen:
            report.add(path, line, "uses an alias (*), expected every value written out")
            return None
        seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                report.add(path, key_node.start_mark.line + first, "has a key that is not a word, expected name: value")
                continue
            key: Any = (
                int(key_node.value) if key_node.tag.endswith(":int") and key_node.value.isdigit() else key_node.value
            )
            if key in result:
                report.add(path, key_node.start_mark.line + first, f"{key!r} stands here twice, expected it once")
                continue
            lines.at[(*place, key)] = key_node.start_mark.line + first
            result[key] = _build(value_node, (*place, key), lines, path, report, first, seen)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_build(n, (*place, i), lines, path, report, first, seen) for i, n in enumerate(node.value)]
    return _scalar(node, line, path, report)


def _scalar(node: yaml.Node, line: int, path: Path, report: Report) -> Any:
    try:
        value = yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as e:
        report.add(path, line, f"{node.value!r} cannot be read ({str(e).splitlines()[0]}), expected text or a number")
        return None
    return value.isoformat() if isinstance(value, date) else value
