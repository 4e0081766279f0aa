"""Load the course: files → a checked, immutable `Course`. Nothing else of ours parses course files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

from pybtex.database import BibliographyData, Entry
from pybtex.database.input.bibtex import Parser
from pybtex.scanner import PybtexSyntaxError
from pydantic import BaseModel, TypeAdapter, ValidationError

from .case import Case
from .check import check
from .model import Assignment, Course, Deck, Lesson, Module, Session, Slide, Term, Update
from .problems import CourseError, Lines, Report
from .read import read_markdown, read_text, read_yaml
from .types import Activity, AnyActivity

M = TypeVar("M", bound=BaseModel)
Where = dict[str, tuple[Path, Lines, tuple[str | int, ...]]]
"""What has been loaded → the file, its lines, and the place in it: so that checks across files can point."""

MODULE_NAME = re.compile(r"\d\d_[a-z_]+")


def load_course(root: Path) -> Course:
    """Load and check every course file below `root`.

    Raises `CourseError` with all mistakes at once, each as `path:line: what is wrong, what is expected`.
    """
    root = root.resolve()
    report = Report(root)
    where: Where = {}
    references = _references(root / "book" / "references.bib", report)
    glossary = _mapping(root / "book" / "glossary.yml", Term, report, where, "term")
    updates = _list(root / "book" / "updates.yml", Update, report, where, "update")
    cases = _cases(root / "case_studies", report, where)
    modules = _modules(root, report, where)
    assignments = _assignments(root / "exercises" / "bank", report, where)
    course = Course(
        root=root,
        modules=tuple(modules),
        cases=cases,
        glossary=glossary,
        updates=updates,
        references={key: _short_name(entry) for key, entry in references.entries.items()},
        assignments=tuple(assignments),
    )
    check(course, report, where)
    if report.problems:
        raise CourseError(report.problems)
    return course


def _model(
    data: Any, model: type[M], path: Path, lines: Lines, report: Report, under: tuple[str | int, ...] = ()
) -> M | None:
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as e:
        report.add_invalid(path, lines, e, model, under)
        return None


def _references(path: Path, report: Report) -> BibliographyData:
    text = read_text(path, report)
    if text is None:
        return BibliographyData()
    try:
        return Parser().parse_string(text)
    except PybtexSyntaxError as e:
        report.add(path, int(getattr(e, "lineno", 0) or 0), f"is not BibTeX: {e}, expected valid BibTeX")
    except Exception as e:  # pybtex raises several unrelated kinds, a repeated key among them
        report.add(path, 0, f"is not BibTeX: {e}, expected valid BibTeX with each key once")
    return BibliographyData()


def _short_name(entry: Entry) -> str:
    """Who and when: *UNODC 2014*."""
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join([*p.prelast_names, *p.last_names]).strip("{}") for p in people[:2]]
    who = " and ".join(names) + (" et al." if len(people) > 2 else "")
    fields = entry.fields
    who = (
        who
        or fields.get("shorttitle")
        or fields.get("organization")
        or fields.get("institution")
        or fields.get("title")
        or ""
    )
    return f"{who.replace('{', '').replace('}', '')} {fields.get('year', '')}".strip()


def _mapping(path: Path, model: type[M], report: Report, where: Where, kind: str) -> dict[str, M]:
    data, lines = read_yaml(path, report)
    found: dict[str, M] = {}
    if data is not None and not isinstance(data, dict):
        report.add(path, 1, "expected a mapping: each id with its fields below it")
        return found
    for name, fields in (data or {}).items():
        if isinstance(fields, dict):
            fields = {**fields, "id": name}
        item = _model(fields if fields is not None else {}, model, path, lines, report, (name,))
        if item is not None:
            found[str(name)] = item
            where[f"{kind}:{name}"] = (path, lines, (name,))
    return found


def _list(path: Path, model: type[M], report: Report, where: Where, kind: str) -> dict[str, M]:
    data, lines = read_yaml(path, report)
    found: dict[str, M] = {}
    if data is not None and not isinstance(data, list):
        report.add(path, 1, "expected a list: each entry begins with '- '")
        return found
    for n, fields in enumerate(data or []):
        item = _model(fields, model, path, lines, report, (n,))
        if item is None:
            continue
        name = str(getattr(item, "id"))  # noqa: B009 - every model listed has an id
        if name in found:
            report.add(path, lines.of((n,)), f"id {name!r} stands here twice, expected each id once")
            continue
        found[name] = item
        where[f"{kind}:{name}"] = (path, lines, (n,))
    return found


def _cases(folder: Path, report: Report, where: Where) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for path in sorted(folder.glob("*.md")):
        if path.stem in ("index", "README"):
            continue
        header, lines, body, _ = read_markdown(path, report)
        if header is None:
            continue
        if not isinstance(header, dict):
            report.add(path, 2, "the header is no mapping, expected name: value")
            continue
        case = _model({**header, "story": body}, Case, path, lines, report)
        if case is None:
            continue
        if case.id != path.stem:
            report.add(path, lines.of(("id",)), f"id is {case.id!r}, expected the name of the file, {path.stem!r}")
        cases[case.id] = case
        where[f"case:{case.id}"] = (path, lines, ())
    return cases


def _modules(root: Path, report: Report, where: Where) -> list[Module]:
    modules = []
    seen: dict[str, Path] = {}
    folder = root / "modules"
    if not folder.is_dir():
        report.add(folder, 0, "is missing, expected a folder with one folder for each module")
        return []
    for sub in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith((".", "_"))):
        if not MODULE_NAME.fullmatch(sub.name):
            report.add(sub, 0, "is no module name, expected two digits and words, such as 02_definitions")
            continue
        header, lines, body, _ = read_markdown(sub / "lesson.md", report)
        lesson = _model(header, Lesson, sub / "lesson.md", lines, report)
        where[f"module:{sub.name}"] = (sub / "lesson.md", lines, ())
        activities = _activities(sub / "activities.yml", report, where, seen)
        data, slines = read_yaml(sub / "session.yml", report)
        session = _model(data, Session, sub / "session.yml", slines, report)
        where[f"session:{sub.name}"] = (sub / "session.yml", slines, ())
        deck = _deck(root / "slides" / f"{sub.name}.md", report, where)
        if lesson and session and deck:
            modules.append(
                Module(
                    id=sub.name,
                    folder=sub,
                    lesson=lesson,
                    body=body,
                    activities=tuple(activities),
                    session=session,
                    deck=deck,
                )
            )
    return modules


_ACTIVITY: TypeAdapter[Activity] = TypeAdapter(AnyActivity)


def _activities(path: Path, report: Report, where: Where, seen: dict[str, Path]) -> list[Any]:
    data, lines = read_yaml(path, report)
    if data is not None and not isinstance(data, list):
        report.add(path, 1, "expected a list: each activity begins with '- id:'")
        return []
    found = []
    for n, fields in enumerate(data or []):
        try:
            activity = _ACTIVITY.validate_python(fields)
        except ValidationError as e:
            report.add_invalid(path, lines, e, AnyActivity, (n,))
            continue
        if activity.id in seen:
            report.add(
                path,
                lines.of((n,)),
                f"id {activity.id!r} stands also in {seen[activity.id].name}, expected each id once",
            )
            continue
        seen[activity.id] = path
        found.append(activity)
        where[f"activity:{activity.id}"] = (path, lines, (n,))
    return found


_SLIDE = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_NOTES = re.compile(r"^::: *notes *\n(.*?)^::: *$", re.MULTILINE | re.DOTALL)


def split_slides(body: str, first: int = 1) -> list[dict[str, Any]]:
    """The slides of a deck's body as plain data: title, body without the notes, notes, and line in the file."""
    heads = list(_SLIDE.finditer(body))
    slides = []
    for n, head in enumerate(heads):
        text = body[head.end() : heads[n + 1].start() if n + 1 < len(heads) else len(body)]
        notes = "\n".join(m[1].strip() for m in _NOTES.finditer(text))
        slides.append(
            {
                "title": head[1],
                "body": _NOTES.sub("", text).strip(),
                "notes": notes,
                "line": first + body.count("\n", 0, head.start()),
            }
        )
    return slides


def _deck(path: Path, report: Report, where: Where) -> Deck | None:
    header, lines, body, first = read_markdown(path, report)
    if not isinstance(header, dict):
        return None
    slides = split_slides(body, first)
    before = len(report.problems)
    for slide in slides:
        if not slide["notes"]:
            report.add(path, slide["line"], f"slide {slide['title']!r} has no notes, expected ::: notes … ::: below it")
    if len(report.problems) > before:
        return None
    deck = _model({**header, "slides": slides}, Deck, path, lines, report)
    where[f"deck:{path.stem}"] = (path, lines, ())
    return deck


def _assignments(folder: Path, report: Report, where: Where) -> list[Assignment]:
    found = []
    for path in sorted(folder.glob("*.yml")):
        data, lines = read_yaml(path, report)
        assignment = _model(data, Assignment, path, lines, report)
        if assignment is None:
            continue
        if assignment.id != path.stem:
            report.add(
                path, lines.of(("id",)), f"id is {assignment.id!r}, expected the name of the file, {path.stem!r}"
            )
        found.append(assignment)
        where[f"assignment:{assignment.id}"] = (path, lines, ())
    return found


__all__ = ["Slide", "load_course", "split_slides"]
