"""Load the course: files → a checked, immutable `Course`. Nothing else of ours parses course files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pybtex.database import Entry
from pybtex.database.input.bibtex import Parser
from pybtex.exceptions import PybtexError
from pydantic import BaseModel, TypeAdapter, ValidationError

from .agenda import Agendas
from .apps import APP_DATA, NAME, AppData, find_apps, metadata
from .case import Case
from .check import At, BankFile, Files, ModuleFiles, check
from .coverage import COVERAGE_FILES, Part
from .desk_cards import DeskCard
from .edition import Edition, StaleError, out_of_date
from .example import Example
from .matched import FORMS, GIVEN, MatchedItem
from .model import (
    Assignment,
    Course,
    Deck,
    FinalTest,
    Lesson,
    Module,
    ModuleTest,
    Session,
    Slide,
    Term,
    Update,
    Written,
)
from .problems import CourseError, Lines, Place, Report
from .read import read_markdown, read_text, read_yaml
from .room_papers import RoomPaper
from .types import AnyActivity

MODULE_NAME = re.compile(r"\d\d_[a-z_]+")


EDITION = "edition.yml"
"""The national edition, where it stands at the root of the course."""


def load_course(root: Path, edition: Path | None = None) -> Course:
    """Load and check every course file below `root`, and the national edition if there is one.

    `edition`: its file; if not given, `edition.yml` at the root, where that is there. Whether its entries are too old is
    not looked at here: `load_current` does. Raises `CourseError` with all mistakes at once, each as `path:line: what is wrong, what is expected`.
    """
    root = root.resolve()
    report = Report(root)
    files = Files(root)
    _references(root / "book" / "references.bib", report, files)
    _glossary(root / "book" / "glossary.yml", report, files)
    _updates(root / "book" / "updates.yml", report, files)
    _cases(root / "case_studies", report, files)
    _examples(root / "case_studies" / "examples", report, files)
    _coverage(root / "book" / "coverage", report, files)
    _modules(root, report, files)
    _agendas(root / "book" / "agenda.yml", report, files)
    _desk_cards(root / "book" / "desk-cards.yml", report, files)
    _room_papers(root / "book" / "room-papers.yml", report, files)
    edition = edition_at(root, edition)
    _edition(edition, report, files)
    _apps(root, report, files)
    _pages(root, report, files)
    _contents(root / "_toc.yml", report, files)
    _banks(root / "exercises" / "bank", report, files)
    _final_test(root, report, files)
    _matched(root / "exercises" / "matched", report, files)
    check(files, report)
    if report.problems:
        raise CourseError(report.problems)
    return Course(
        root=root,
        modules=tuple(
            Module(
                id=m.id,
                folder=m.folder,
                lesson=m.lesson,
                body=m.body,
                activities=tuple(m.activities),
                session=m.session,
                deck=m.deck,
                test=next((b.whole for b in files.banks if b.module == m.id and isinstance(b.whole, ModuleTest)), None),
            )
            for m in files.modules
            if m.lesson and m.session and m.deck  # always so where nothing was reported
        ),
        cases=files.cases,
        examples=files.examples,
        coverage=files.coverage,
        glossary=files.glossary,
        updates=files.updates,
        references=files.references,
        agendas=files.agendas,
        edition=files.edition,
        edition_file=edition,
        assignments=tuple(b.whole for b in files.banks if isinstance(b.whole, Assignment)),
        final_test=files.final_test,
        matched={m.id: tuple(files.matched[m.id]) for m in files.modules if m.id in files.matched},
        apps={a.name: a for a in find_apps(root)},
        app_data=AppData(**files.app_data),
        desk_cards=tuple(files.desk_cards),
        room_papers=tuple(files.room_papers),
        pages={path.relative_to(root).with_suffix("").as_posix(): text for path, _, text in files.pages},
    )


M = TypeVar("M", bound=BaseModel)


def load_record(path: Path, model: type[M], root: Path) -> M:
    """One YAML file as one record of `model`, for what only its user knows the shape of (the words of a figure).

    Raises `CourseError` with all mistakes at once, and FileNotFoundError.
    """
    report = Report(root.resolve())
    if not path.is_file():
        raise FileNotFoundError(path)
    data, lines = read_yaml(path.resolve(), report)
    record = None if report.problems else _model(data, model, path.resolve(), lines, report)
    if record is None:
        raise CourseError(report.problems)
    return cast(M, record)


def _pages(root: Path, report: Report, files: Files) -> None:
    """The pages around the lessons. Their words are no data, but what they refer to must be there."""
    for path in (*_inside(root / "book", report), root / "case_studies" / "index.md"):
        if path.suffix == ".md":
            text = read_text(path, report)
            if text is not None:
                files.pages.append((path, 1, text))


def _contents(path: Path, report: Report, files: Files) -> None:
    """The table of contents: a module that is not in it would be missing from the book, and nothing else would tell."""
    data, lines = read_yaml(path, report)
    if data is None:
        return
    listed = {page: place for place, page in _pages_in(data)}
    for page, place in listed.items():
        told = page.startswith("modules/") and page.endswith("/lesson")  # by whoever reads the module
        if not told and not any((path.parent / f"{page}{ending}").is_file() for ending in ("", ".md", ".ipynb")):
            report.add(path, lines.of(place), f"there is no page {page!r}, expected a file {page}.md")
    for module in files.modules:
        if f"modules/{module.id}/lesson" not in listed:
            report.add(path, 1, f"module {module.id!r} is not in the book, expected - file: modules/{module.id}/lesson")


def _pages_in(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every page that a table of contents names, at any depth, and its place in the file."""
    if isinstance(data, dict):
        for name, value in data.items():
            if name in ("file", "root") and isinstance(value, str):
                yield (*place, name), value.removesuffix(".md")
            else:
                yield from _pages_in(value, (*place, name))
    elif isinstance(data, list):
        for n, value in enumerate(data):
            yield from _pages_in(value, (*place, n))


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _model(data: Any, model: Any, path: Path, lines: Lines, report: Report, under: Place = (), called: str = "") -> Any:
    """The data as a record of `model` (a class or an annotated union), or None with a note in the report."""
    try:
        return _adapter(model).validate_python(data)
    except ValidationError as e:
        report.add_invalid(path, lines, e, model, under, called)
        return None


def _inside(folder: Path, report: Report, required: bool = True) -> list[Path]:
    """What is in a folder, in order; nothing, with a note in the report, if it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        if required:
            report.add(folder, 0, "is missing, expected this folder")
    except OSError as e:
        report.add(folder, 0, f"cannot be read ({e.strerror}), expected a folder")
    return []


def _references(path: Path, report: Report, files: Files) -> None:
    text = read_text(path, report)
    if text is None:
        files.unread.add("reference")
        return
    try:
        entries = Parser().parse_string(text).entries
    except PybtexError as e:
        report.add(path, _bib_line(e, text), f"is not BibTeX: {e}, expected valid BibTeX with each key once")
        files.unread.add("reference")
        return
    for key, entry in entries.items():
        files.references[key] = _short_name(entry)
        files.where[f"reference:{key}"] = (path, Lines(), ())


def _bib_line(error: PybtexError, text: str) -> int:
    """The line that an error of pybtex speaks of. It tells only some; for others, the key or the name is looked up."""
    if line := getattr(error, "lineno", None):
        return int(line)
    named = re.search(r"entry: (\S+)|with key (\S+)|'(.*)'", str(error))
    if not named:
        return 1
    wanted = next(g for g in named.groups() if g)
    form = re.escape(wanted) if named[3] else rf"^[ \t]*@\w+\s*[{{(]\s*{re.escape(wanted)}\s*,"
    found = list(re.finditer(form, text, re.IGNORECASE | re.MULTILINE))
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1


def _short_name(entry: Entry) -> str:
    """Who and when: *UNODC 2014*. `shorthand` says what in few letters (*ILO C189*), or `shortauthor` who.

    A name that holds the year already has it once: *Directive 2004/81/EC*.
    """
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [" ".join([*p.prelast_names, *p.last_names]).strip("{}") for p in people[:2]]
    who = " and ".join(names) + (" et al." if len(people) > 2 else "")
    fields = entry.fields
    who = (
        fields.get("shorthand")
        or fields.get("shortauthor")
        or who
        or fields.get("shorttitle")
        or fields.get("organization")
        or fields.get("institution")
        or fields.get("title")
        or ""
    )
    who, year = who.replace("{", "").replace("}", ""), fields.get("year", "")
    return who if year in who else f"{who} {year}"  # the number of a directive has its year in it


def _glossary(path: Path, report: Report, files: Files) -> None:
    data, lines = read_yaml(path, report)
    if not isinstance(data, dict):
        files.unread.add("term")
    if data is not None and not isinstance(data, dict):
        report.add(path, lines.of(()), "is no mapping, expected each id with its fields below it")
        return
    for name, fields in (data or {}).items():
        if isinstance(fields, dict):
            if "id" in fields:
                report.add(path, lines.of((name, "id")), f"{name}: unknown field 'id', expected the id only above it")
            fields = {**fields, "id": name}
        term = _model(fields, Term, path, lines, report, (name,), name)
        files.where[f"term:{name}"] = (path, lines, (name,))
        if term is not None:
            files.glossary[name] = term


def _listed(path: Path, model: Any, kind: str, report: Report, files: Files) -> tuple[list[Any], bool]:
    """The records of a file that is a list, each with an id of its own; and if they are all that the file holds."""
    data, lines = read_yaml(path, report)
    if not isinstance(data, list):
        files.unread.add(kind)
        if data is not None:
            report.add(path, lines.of(()), "is no list, expected each entry to begin with '- '")
        return [], False
    found = []
    for n, fields in enumerate(data):
        name = fields.get("id") if isinstance(fields, dict) else None
        record = _model(fields, model, path, lines, report, (n,), name if isinstance(name, str) else f"no. {n + 1}")
        if isinstance(name, str):
            name = name.strip()
            if other := files.where.get(f"{kind}:{name}"):
                there = f"{report.shown(other[0])}:{other[1].of(other[2])}"
                report.add(
                    path,
                    lines.of((n, "id")),
                    f"{name}: the id is taken in {there}, expected each id once in the whole course",
                )
                continue
            files.where[f"{kind}:{name}"] = (path, lines, (n,))
        else:
            files.unread.add(kind)
        if record is not None:
            found.append(record)
    return found, len(found) == len(data)


def _updates(path: Path, report: Report, files: Files) -> None:
    found, _ = _listed(path, Update, "update", report, files)
    files.updates = {u.id: u for u in found}


def _desk_cards(path: Path, report: Report, files: Files) -> None:
    """A course may have none."""
    if path.exists():
        files.desk_cards, _ = _listed(path, DeskCard, "desk card", report, files)


def _room_papers(path: Path, report: Report, files: Files) -> None:
    """A course may have none."""
    if path.exists():
        files.room_papers, _ = _listed(path, RoomPaper, "room paper", report, files)


def _cases(folder: Path, report: Report, files: Files) -> None:
    for case in _told(folder, Case, "case", "story", report, files):
        files.cases[case.id] = case


def _examples(folder: Path, report: Report, files: Files) -> None:
    for example in _told(folder, Example, "example", "account", report, files):
        files.examples[example.id] = example


def _told(folder: Path, model: Any, kind: str, text: str, report: Report, files: Files) -> Iterator[Any]:
    """The records of a folder of Markdown files, each with its facts in the header and its `text` in the body."""
    for path in _inside(folder, report, required=kind == "case"):
        if path.suffix != ".md" or path.stem in ("index", "README"):
            continue
        header, lines, body, first = read_markdown(path, report)
        files.where[f"{kind}:{path.stem}"] = (path, lines, ())
        if header is None:
            continue
        if text in header:
            report.add(path, lines.of((text,)), f"unknown field {text!r}, expected the {text} below the header")
        told = body.lstrip("\n")
        first += len(body) - len(told)
        for n in range(told.count("\n") + 1):
            lines.at[text, n] = first + n
        lines.at[text,] = first
        record = _model({**header, text: told}, model, path, lines, report)
        name = header.get("id")
        if isinstance(name, str) and name != path.stem:
            report.add(path, lines.of(("id",)), f"id: is {name!r}, expected the name of the file, {path.stem!r}")
            # Told once is enough: what refers to it by this name means this file.
            files.where.setdefault(f"{kind}:{name}", (path, lines, ()))
        elif record is not None:
            yield record


def _coverage(folder: Path, report: Report, files: Files) -> None:
    """The checklist, file by file, in the order of `COVERAGE_FILES`."""
    there = {p.stem: p for p in _inside(folder, report, required=False) if p.suffix == ".yml"}
    for name in sorted(set(there) - set(COVERAGE_FILES)):
        report.add(there[name], 0, f"is no part of the checklist, expected one of: {', '.join(COVERAGE_FILES)}")
    for name in COVERAGE_FILES:
        if name in there:
            found, _ = _listed(there[name], Part, "part", report, files)
            files.coverage[name] = {p.id: p for p in found}


def _modules(root: Path, report: Report, files: Files) -> None:
    for sub in _inside(root / "modules", report):
        if sub.name.startswith((".", "_")):
            continue
        if not sub.is_dir():
            if sub.is_symlink():
                report.add(sub, 0, "is a link that leads to no folder, expected the folder of a module")
            continue
        if not MODULE_NAME.fullmatch(sub.name):
            report.add(
                sub, 0, "is no name of a module, expected two digits, _ and words in small letters, as 02_definitions"
            )
            files.unread |= {"activity", "module"}
            continue
        header, lines, body, first = read_markdown(sub / "lesson.md", report)
        lesson = None if header is None else _model(header, Lesson, sub / "lesson.md", lines, report)
        files.where[f"module:{sub.name}"] = (sub / "lesson.md", lines, ())
        activities, complete = _listed(sub / "activities.yml", AnyActivity, "activity", report, files)
        data, session_lines = read_yaml(sub / "session.yml", report)
        session = None if data is None else _model(data, Session, sub / "session.yml", session_lines, report)
        files.where[f"session:{sub.name}"] = (sub / "session.yml", session_lines, ())
        deck = _deck(root / "slides" / f"{sub.name}.md", report, files)
        files.modules.append(ModuleFiles(sub.name, sub, lesson, body, first, activities, complete, session, deck))


def load_current(root: Path, edition: Path | None = None, today: date | None = None) -> Course:
    """The same, and on that day (today, if none is told) every entry of the edition is good.

    Raises `StaleError` where only the edition's age is wrong, so that what was built before can still be shown; else
    `CourseError` with all that is wrong, what is too old in it too.
    """
    file = edition_at(root, edition)
    old = out_of_date(file, root.resolve(), today or date.today()) if file else []
    try:
        course = load_course(root, edition)
    except CourseError as e:
        raise CourseError([*e.problems, *old]) from None
    if old:
        raise StaleError(old)
    return course


def edition_at(root: Path, edition: Path | None) -> Path | None:
    """The file of the national edition: the one that was named, or the one at the root; None where there is none."""
    if edition is not None:
        return edition.resolve()
    here = root.resolve() / EDITION
    return here if here.exists() else None


def _edition(path: Path | None, report: Report, files: Files) -> None:
    if path is None:
        return
    data, lines = read_yaml(path, report)
    files.edition = None if data is None else _model(data, Edition, path, lines, report)


def _agendas(path: Path, report: Report, files: Files) -> None:
    """What agendas are made from. A course without it has sessions, and nobody to put them on a clock."""
    if not path.exists():
        return
    data, lines = read_yaml(path, report)
    files.where["agendas:"] = (path, lines, ())
    files.agendas = None if data is None else _model(data, Agendas, path, lines, report)


def _apps(root: Path, report: Report, files: Files) -> None:
    """The notebooks of apps, and the data beside those of `apps/`."""
    for app in find_apps(root):
        path = root / app.notebook
        said = metadata(path)
        for name in ("title", "about"):
            if not (isinstance(said.get(name), str) and said[name].strip()):
                report.add(
                    path, 0, f"has no {name!r} in the notebook's metadata, expected some text for the list of apps"
                )
        if other := files.where.get(f"app:{app.name}"):
            report.add(path, 0, f"the name {app.name!r} is taken by {report.shown(other[0])}, expected another folder")
        files.where[f"app:{app.name}"] = (path, Lines(), ())
    for sub in _inside(root / "apps", report, required=False):
        if sub.is_dir() and not sub.name.startswith((".", "_")):
            if not NAME.fullmatch(sub.name):
                report.add(sub, 0, "is no name of an app, expected small letters, digits and hyphens, as case-explorer")
            elif not (sub / "app.ipynb").exists():
                report.add(sub / "app.ipynb", 0, "is missing, expected the app's notebook")
    for name, (place, model) in APP_DATA.items():
        path = root / "apps" / place
        if path.parent.is_dir():
            data, lines = read_yaml(path, report)
            record = None if data is None else _model(data, model, path, lines, report)
            if record is not None:
                files.app_data[name] = record
                files.app_at[name] = (path, lines, ())


_SLIDE = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)
_NOTES = re.compile(r"^::: *notes *\n(.*?)^::: *$", re.MULTILINE | re.DOTALL)
_SOURCE = re.compile(r"^::: *source *\n(.*?)^::: *$", re.MULTILINE | re.DOTALL)


def split_slides(body: str, first: int = 1) -> list[dict[str, Any]]:
    """The slides of a deck's body as plain data: title, body without notes and source, source, notes, line in the file."""
    heads = list(_SLIDE.finditer(body))
    slides = []
    for n, head in enumerate(heads):
        text = body[head.end() : heads[n + 1].start() if n + 1 < len(heads) else len(body)]
        notes = "\n".join(m[1].strip() for m in _NOTES.finditer(text))
        slides.append(
            {
                "title": head[1],
                "body": _SOURCE.sub("", _NOTES.sub("", text)).strip(),
                "source": [s.strip() for m in _SOURCE.finditer(text) for s in m[1].split(";")],
                "notes": notes,
                "line": first + body.count("\n", 0, head.start()),
            }
        )
    return slides


def _deck(path: Path, report: Report, files: Files) -> Deck | None:
    header, lines, body, first = read_markdown(path, report)
    files.where[f"deck:{path.stem}"] = (path, lines, ())
    if header is None:
        return None
    if "slides" in header:
        report.add(path, lines.of(("slides",)), "unknown field 'slides', expected the slides below the header")
    slides = split_slides(body, first)
    for n, slide in enumerate(slides):
        lines.at["slides", n] = slide["line"]
        if not slide["notes"]:
            report.add(path, slide["line"], f"slide {slide['title']!r} has no notes, expected ::: notes … ::: below it")
            slide["notes"] = "-"  # told; the rest of the deck is to be checked too
    lines.at["slides",] = first
    return cast(Deck | None, _model({**header, "slides": slides}, Deck, path, lines, report))


_PARTS: dict[str, Any] = {"cases": Case, "decisions": AnyActivity, "written": Written}


def _banks(folder: Path, report: Report, files: Files) -> None:
    for path in _inside(folder, report, required=False):
        if path.suffix != ".yml":
            continue
        data, lines = read_yaml(path, report)
        if data is None:
            continue
        fields = data if isinstance(data, dict) else {}
        name, module = fields.get("id"), fields.get("module")
        _bank(data, Assignment, (path, lines, ()), module if isinstance(module, str) else None, report, files)
        if isinstance(name, str) and name != path.stem:
            report.add(path, lines.of(("id",)), f"id: is {name!r}, expected the name of the file, {path.stem!r}")


def _bank(data: Any, model: Any, at: At, module: str | None, report: Report, files: Files) -> None:
    """Keep a bank of items, as far as it could be read. `at`: where it stands."""
    whole = _model(data, model, at[0], at[1], report)
    fields = data if isinstance(data, dict) else {}
    parts = {
        part: dict(enumerate(getattr(whole, part, ()))) if whole else _valid(fields.get(part), kind)
        for part, kind in _PARTS.items()
    }
    files.banks.append(BankFile(at=at, module=module, **parts, whole=whole))


def _final_test(root: Path, report: Report, files: Files) -> None:
    """The rules of the final test, and each module's items for it. A course may have none."""
    for module in files.modules:
        path = module.folder / "test.yml"
        if path.exists():
            data, lines = read_yaml(path, report)
            if data is not None:
                _bank(data, ModuleTest, (path, lines, ()), module.id, report, files)
    path = root / "book" / "final-test.yml"
    if path.exists():
        data, lines = read_yaml(path, report)
        files.where["final test:rules"] = (path, lines, ())
        files.final_test = None if data is None else _model(data, FinalTest, path, lines, report)


def _matched(folder: Path, report: Report, files: Files) -> None:
    """The items of the matched tests, module by module. A course may have none."""
    for path in _inside(folder, report, required=False):
        if path.suffix != ".yml":
            continue
        files.where[f"matched:{path.stem}"] = (path, Lines(), ())
        data, lines = read_yaml(path, report)
        if data is None:
            continue
        files.where[f"matched:{path.stem}"] = (path, lines, ())
        if not isinstance(data, dict) or not isinstance(data.get("items"), list) or not data["items"]:
            report.add(path, lines.of(()), "has no list of items, expected items: and below it each one with '- id:'")
            continue
        for name in data:
            if name != "items":
                report.add(path, lines.of((name,)), f"unknown field {name!r}. Expected only: items")
        for n, fields in enumerate(data["items"]):
            name = fields.get("id") if isinstance(fields, dict) else None
            called = name if isinstance(name, str) else f"no. {n + 1}"
            item = _model(_with_quizzes(fields, called, ("items", n), path, lines, report), MatchedItem, path, lines, report, ("items", n), called)  # fmt: skip
            if item is not None:
                files.matched.setdefault(path.stem, []).append(item)
                files.matched_at[id(item)] = (path, lines, ("items", n))


def _with_quizzes(fields: Any, called: str, under: Place, path: Path, lines: Lines, report: Report) -> Any:
    """A matched item's fields, with what its forms take from it: their ids, their objective, and that they are quizzes."""
    if not isinstance(fields, dict) or not isinstance(forms := fields.get("forms"), dict):
        return fields
    quizzes = {}
    for name, form in forms.items():
        if isinstance(form, dict) and name in FORMS:
            for given in GIVEN:
                if given in form:
                    text = f"{called}: forms: {name}: unknown field {given!r}, expected it only at the item"
                    report.add(path, lines.of((*under, "forms", name, given)), text)
            own_id = f"{called}-{name}" if isinstance(fields.get("id"), str) else "an-item"  # told already, once
            form = {**form, "id": own_id, "type": "quiz", "objectives": [str(fields.get("objective"))]}
        quizzes[name] = form
    return {**fields, "forms": quizzes}


def _valid(data: Any, model: Any) -> dict[int, Any]:
    """Of a list that has mistakes, told already: what has none, by its position."""
    found = {}
    for n, fields in enumerate(data if isinstance(data, list) else []):
        with suppress(ValidationError):
            found[n] = _adapter(model).validate_python(fields)
    return found


__all__ = ["Slide", "load_course", "split_slides"]
