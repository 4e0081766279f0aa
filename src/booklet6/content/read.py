"""Reading course files: YAML, and Markdown with a YAML header, each value with the line where it stands."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import yaml

from .problems import UNREADABLE, Lines, Place, Report

LIMIT = 2_000_000
"""No course file is larger (bytes). One that is larger is no course file."""
DEPTH = 20
"""No course file has more levels, one inside the other."""

_HEADER = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NO_TEXT = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no text file holds: control characters, and the line ends that editors do not count as such."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_text(path: Path, report: Report) -> str | None:
    """The text of a file, or None with a note in the report (missing, too large, no text). Lines end with a newline."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            report.add(path, 0, "is no file, expected a text file")
            return None
        if status.st_size > LIMIT:
            report.add(path, 0, f"is larger than {LIMIT // 1_000_000} MB, expected a course file")
            return None
        data = path.read_bytes()
    except FileNotFoundError:
        report.add(path, 0, "is missing, expected this file")
        return None
    except OSError as e:
        report.add(path, 0, f"cannot be read ({e.strerror}), expected a readable file")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        report.add(path, line, "is not UTF-8 text from here on, expected a text file saved as UTF-8")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if odd := _NO_TEXT.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        report.add(path, line, f"holds the character U+{ord(odd[0]):04X}, which is no text; expected it taken out")
        return None
    return text


def read_yaml(path: Path, report: Report) -> tuple[Any, Lines]:
    """The data of a YAML file and where each part stands. None with a note in the report if it cannot be read."""
    text = read_text(path, report)
    return (None, Lines()) if text is None else parse_yaml(text, path, report)


def read_markdown(path: Path, report: Report) -> tuple[dict[str, Any] | None, Lines, str, int]:
    """A Markdown file with a YAML header: the header, where its parts stand, the body, and the body's first line.

    The header is None, with a note in the report, if it cannot be read; the body is empty if it cannot be told apart.
    """
    text = read_text(path, report)
    if text is None:
        return None, Lines(), "", 0
    m = _HEADER.match(text)
    if not m:
        if not text.strip():
            report.add(path, 1, "is empty, expected a YAML header between two lines of ---")
        elif re.match(r"---[ \t]*\n", text):
            report.add(path, 1, "has a header without an end, expected a second line of --- below it")
        else:
            report.add(path, 1, "has no header, expected a YAML header between two lines of ---")
        return None, Lines(), "", 0
    data, lines = parse_yaml(m[1], path, report, first=2)
    if data is not None and not isinstance(data, dict):
        report.add(path, lines.of(()), "the header is no mapping, expected name: value")
        data = None
    return data, lines, text[m.end() :], m[0].count("\n") + 1


def parse_yaml(text: str, path: Path, report: Report, first: int = 1) -> tuple[Any, Lines]:
    """Parse YAML whose first line is line `first` of the file.

    Notes bad syntax, repeated keys, aliases and tags. A value that cannot be read becomes `UNREADABLE`; None where
    nothing of the file can.
    """
    reader = _Reader(text, path, report, first)
    try:
        return reader.document(), reader.lines
    except yaml.MarkedYAMLError as e:
        report.add(path, *_syntax(e, text, first))
    except yaml.YAMLError as e:
        report.add(path, first, f"is not YAML: {str(e).splitlines()[0]}, expected valid YAML")
    except _DepthError as e:
        report.add(path, e.line, f"is nested more than {DEPTH} levels deep, expected a plain course file")
    return None, reader.lines


class _DepthError(Exception):
    def __init__(self, line: int):
        self.line = line


class _Reader:
    """YAML's events → data. Not by way of `yaml.compose`: its C code crashes the process on deep nesting."""

    def __init__(self, text: str, path: Path, report: Report, first: int):
        self.events = _LOADER(text)
        self.path, self.report, self.first = path, report, first
        self.lines = Lines()

    def document(self) -> Any:
        self.events.get_event()
        if self.events.check_event(yaml.StreamEndEvent):
            self.report.add(self.path, self.first, "is empty, expected YAML")
            return None
        self.events.get_event()
        data = self.value((), 0)
        self.events.get_event()
        if not self.events.check_event(yaml.StreamEndEvent):
            self.note(self.events.peek_event(), "begins a second document, expected one (a line of --- too many?)")
            return None
        return None if data is UNREADABLE else data

    def note(self, event: Any, text: str) -> None:
        self.report.add(self.path, self.line(event), text)

    def line(self, event: Any) -> int:
        return int(event.start_mark.line) + self.first

    def value(self, place: Place | None, depth: int) -> Any:
        """The next value. `place` is None where it is only read over."""
        event = self.events.get_event()
        if place is not None:
            self.lines.at.setdefault(place, self.line(event))
        if depth > DEPTH:
            raise _DepthError(self.line(event))
        if isinstance(event, yaml.AliasEvent):
            self.note(event, f"uses an alias (*{event.anchor}), expected every value written out, or text in quotes")
            return UNREADABLE
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        data = self.mapping(place, depth) if isinstance(event, yaml.MappingStartEvent) else self.list(place, depth)
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            return self.tagged(event)
        return data

    def list(self, place: Place | None, depth: int) -> list[Any]:
        found: list[Any] = []
        while not self.events.check_event(yaml.SequenceEndEvent):
            found.append(self.value(None if place is None else (*place, len(found)), depth + 1))
        self.events.get_event()
        return found

    def mapping(self, place: Place | None, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        begins: dict[str, int] = {}
        while not self.events.check_event(yaml.MappingEndEvent):
            event = self.events.peek_event()
            if not isinstance(event, yaml.ScalarEvent):
                self.note(event, "has a name that is no word, expected name: value")
                self.value(None, depth + 1)
                self.value(None, depth + 1)
                continue
            key = str(self.events.get_event().value)
            if key in found:
                self.note(event, f"{key!r} stands twice (first in line {begins[key]}), expected it once")
                self.value(None, depth + 1)
                continue
            begins[key] = self.line(event)
            inner = None if place is None else (*place, key)
            if inner is not None:
                self.lines.at[inner] = self.line(event)
            found[key] = self.value(inner, depth + 1)
        self.events.get_event()
        return found

    def tagged(self, event: Any) -> Any:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        self.note(event, f"uses the tag {tag}, expected a plain value")
        return UNREADABLE

    def scalar(self, event: Any, place: Place | None) -> Any:
        """Text, a number, true or false, or None. A date stays text, as it is written."""
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.events.resolve(yaml.ScalarNode, event.value, event.implicit)
        elif tag not in _PLAIN:
            return self.tagged(event)
        read = _PLAIN.get(tag)
        if read is None:
            return event.value
        try:
            value = read(yaml.ScalarNode(tag, event.value))
        except (ValueError, KeyError):
            self.note(event, f"{event.value[:60]!r} cannot be read as a value, expected text in quotes, or a number")
            return UNREADABLE
        if place is not None:
            self.lines.written[place] = event.value
        return value


_values = yaml.constructor.SafeConstructor()
_PLAIN: dict[str, Any] = {
    "tag:yaml.org,2002:str": None,
    "tag:yaml.org,2002:null": _values.construct_yaml_null,
    "tag:yaml.org,2002:bool": _values.construct_yaml_bool,
    "tag:yaml.org,2002:int": _values.construct_yaml_int,
    "tag:yaml.org,2002:float": _values.construct_yaml_float,
}


def _syntax(e: yaml.MarkedYAMLError, text: str, first: int) -> tuple[int, str]:
    """The line where the YAML is broken, and what to do, for the mistakes that people make most."""
    problem, context = e.problem or "", e.context or ""
    mark = e.problem_mark or e.context_mark
    rows = text.split("\n")
    last = max(0, len(text.rstrip("\n").split("\n")) - 1)
    line = min(mark.line, last) if mark else 0
    begun = e.context_mark.line if e.context_mark else line
    if "\t" in rows[line][: len(rows[line]) - len(rows[line].lstrip())]:
        return line + first, "is not YAML: it has a tab at its beginning, expected spaces"
    if "end of stream" in problem and "quoted" in context:
        return begun + first, "is not YAML: a quotation mark is never closed, expected one at the end of the text"
    if "alias" in context:
        return line + first, "is not YAML: a text cannot begin with *, expected quotes around it"
    if "start any token" in problem and mark:
        return (
            line + first,
            f"is not YAML: a text cannot begin with {rows[line][mark.column]}, expected quotes around it",
        )
    if "mapping values" in problem:
        return (
            line + first,
            "is not YAML: ': ' stands where no name can, expected quotes around the text, or another indent",
        )
    if "find expected ':'" in problem:
        return begun + first, "is not YAML: a line has no name, expected name: value, or more indent"
    where = f" ({context} that begins in line {begun + first})" if "flow" in context else ""
    return line + first, f"is not YAML: {problem}{where}, expected valid YAML"
