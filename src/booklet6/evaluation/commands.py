"""`booklet6 evaluate …`: each command reads its options, calls the library, and tells what happened."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..words import Words
    from .answers import Sheet
    from .plan import Test

_FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of this test. If not given: evaluation in the course's folder.",
)
ANSWERS = "answers.csv"
LONGEST_TITLE = 120
"""Characters of a test's title."""


@click.group()
def evaluate() -> None:
    """Find out if the course works: tests before, after and later, and what was learned."""


def _fail(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)


@contextmanager
def _told() -> Iterator[None]:
    """What can go wrong with files, told in one line."""
    import subprocess

    from ..content import CourseError
    from .cells import UnreadableError
    from .plan import TestError

    try:
        yield
    except (TestError, CourseError, UnreadableError) as e:
        _fail(str(e))
    except subprocess.CalledProcessError as e:
        _fail(f"The Word file could not be made: {(e.stderr or '').strip()[:300]}")
    except OSError as e:
        _fail(f"{e.filename or 'A file'} cannot be written or read ({e.strerror}). Is it open in another program, or is the folder write-protected?")  # fmt: skip


def _where(root: Path, folder: Path | None) -> Path:
    from .plan import FOLDER

    return folder or root / FOLDER


@evaluate.command()
@click.argument("modules", nargs=-1)
@_FOLDER
@click.option("--participants", type=click.IntRange(1, 5000), default=40, show_default=True, help="How many cards with codes to make. Make some more than you need.")  # fmt: skip
@click.option("--per-objective", type=click.IntRange(1, 10), help="At most so many questions for each objective. If not given: all.")  # fmt: skip
@click.option("--questions", type=click.IntRange(1, 200), help="At most so many questions in all, evenly from the modules. If not given: all.")  # fmt: skip
@click.option("--title", help="The heading of the test. Participants see it. If not given: What do you decide?")  # fmt: skip
@click.option("--seed", type=int, help="Draw the same codes again, for a try. For a real course leave it out.")
@click.option("--more", is_flag=True, help="Make only more cards for the test that is in the folder.")
@click.option("--force", is_flag=True, help="Make another test in place of the one that is in the folder.")
@click.pass_obj
def sheets(root: Path, modules: tuple[str, ...], folder: Path | None, participants: int, per_objective: int | None, questions: int | None, title: str | None, seed: int | None, more: bool, force: bool) -> None:  # fmt: skip
    """Make the test on paper: forms A, B and C, answer sheet, cards with codes, and the key apart.

    MODULES are names such as 02_definitions, or their numbers; if none is given, all that have items. Each is written as a
    page to print and as a Word file. The test itself is kept beside them, for all that comes later.
    """
    from ..content import load_course
    from ..words import load_words
    from . import plan
    from .desk import SCREEN

    where = _where(root, folder)
    words = load_words()
    with _told():
        if more:
            asked = {
                "MODULES": modules,
                "--per-objective": per_objective,
                "--questions": questions,
                "--title": title is not None,
                "--force": force,
            }
            if needless := [name for name, value in asked.items() if value]:
                _fail(
                    f"--more makes cards for the test that is there, and changes nothing of it. Leave out: {', '.join(needless)}."
                )
            plan.load(where)
            _cards(where, participants, seed, words)
            return
        if (where / plan.FILE).exists() and not force:
            _fail(f"{where} holds a test already. Sheets that were printed belong to it. Name another --folder, make more cards for it with --more, or put another in its place with --force.")  # fmt: skip
        if (where / ANSWERS).exists() or any((where / SCREEN).glob("*.csv")):
            _fail(f"{where} holds answers to the test that is there. Name another --folder, or move that one away.")
        title = words("evaluation.heading") if title is None else title
        if not title.strip():
            _fail("The title is empty. Say --title 'Some words'.")
        if len(title) > LONGEST_TITLE:
            _fail(f"The title has {len(title)} characters, expected at most {LONGEST_TITLE}.")
        if not (root / "_config.yml").is_file():
            _fail(f"{root} holds no course: there is no _config.yml in it. Name its folder: booklet6 --root FOLDER evaluate sheets …")  # fmt: skip
        course = load_course(root)
        named = [_module(m, [x.id for x in course.modules]) for m in modules]
        test = plan.make(course, named, title.strip(), date.today().isoformat(), per_objective, questions)
        where.mkdir(parents=True, exist_ok=True)
        (where / CODES_FILE).unlink(missing_ok=True)  # of the test that is replaced, with --force
        _papers(test, where, words)
        _cards(where, participants, seed, words)
        plan.save(test, where)
    click.echo(f"Questions: {len(test.items)} in each of three forms. Objectives: {len(test.objectives())}. All lies in {where}.")  # fmt: skip
    click.echo(f"Time: about {test.minutes} minutes, each of the three times. For a shorter test, make it again with --force and fewer --questions.")  # fmt: skip
    click.echo(f"Print {KEY_NAME} for yourself alone, and give {plan.FILE} to nobody: both hold the right answers.")


CODES_FILE = "codes.csv"
KEY_NAME = "key-for-the-trainer"


def _module(name: str, known: list[str]) -> str:
    """A module by its folder's name, by its words, or by its number."""
    wanted = name.strip().replace("-", "_")
    for module in known:
        if wanted in (module, module[3:]) or (wanted.isdigit() and int(wanted) == int(module[:2])):
            return module
    _fail(f"There is no module {name!r}. Expected one of: {', '.join(known)}.")
    raise AssertionError("not reached")


def _papers(test: Test, where: Path, words: Words) -> None:
    from ..content import FORMS
    from . import paper

    made: list[tuple[str, str, Callable[[], str]]] = [
        *((f"form-{f}", "forms", lambda f=f: paper.form(test, f, words)) for f in FORMS),
        ("answer-sheet", "sheet", lambda: paper.answer_sheet(test, words)),
        (KEY_NAME, "forms", lambda: paper.key(test, words)),
    ]
    for name, kind, text in progress.steps(made, "Sheets"):
        _both(text(), where / name, f"{test.title}", kind, words)


def _both(markdown: str, path: Path, title: str, kind: str, words: Words) -> None:
    """The Markdown as a page and as a Word file."""
    from ..training import word
    from .pages import body, page

    path.with_name(f"{path.name}.html").write_text(page(title, body(markdown), words, kind), encoding="utf-8")
    word.write(markdown, path.with_name(f"{path.name}.docx"), words, title)


def _cards(where: Path, n: int, seed: int | None, words: Words) -> None:
    """So many new codes, their cards, and the list of all codes of this test."""
    from . import codes, paper
    from .answers import read_codes, write_codes

    path = where / CODES_FILE
    given = sorted(read_codes(path)) if path.exists() else []
    if n > codes.MOST - len(given):
        _fail(f"There are {len(given)} codes already, and a test has {codes.MOST} at most. Ask for fewer.")
    new = codes.draw(n, seed, given)
    name = "cards" if not given else f"cards-{len(given) + 1}"
    _both(paper.cards(new, words), where / name, words("evaluation.cards"), "cards", words)
    path.write_text(write_codes([*given, *new], words), encoding="utf-8")
    click.echo(f"Cards: {n}, in {name}.html and {name}.docx. Codes of this test: {len(given) + n}.")


@evaluate.command()
@_FOLDER
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file. If not given: to-type-in.csv in the test's folder.")  # fmt: skip
@click.option(
    "--semicolons", is_flag=True, help="Semicolons between the cells: for Excel where the comma is in numbers."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_obj
def template(root: Path, folder: Path | None, out: Path | None, semicolons: bool, force: bool) -> None:
    """Make the table to type paper answers into: a row for each code and time, with its form.

    Leave the rows of sheets that nobody handed in as they are.
    """
    from ..words import load_words
    from . import answers, plan

    where = _where(root, folder)
    with _told():
        test = plan.load(where)
        codes = sorted(answers.read_codes(where / CODES_FILE)) if (where / CODES_FILE).exists() else []
        if not codes:
            click.echo(f"There is no {CODES_FILE} in {where}: no code is taken on a screen. Put it back, or make new cards with booklet6 evaluate sheets --more.", err=True)  # fmt: skip
        path = out or where / "to-type-in.csv"
        if path.resolve() in {(where / name).resolve() for name in (plan.FILE, CODES_FILE, ANSWERS)}:
            _fail(f"{path} belongs to the test, and is not written over. Name another file with -o.")
        if path.exists() and not force:
            _fail(f"{path} is there already, perhaps with answers in it. Name another file with -o, or say --force.")
        path.write_text(answers.template(test, load_words(), codes, ";" if semicolons else ","), encoding="utf-8", newline="")  # fmt: skip
    click.echo(f"{path}: {len(codes) * 3} rows, {len(test.items)} questions. Type one letter in each cell: {', '.join(test.letters)}.")  # fmt: skip


@evaluate.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@_FOLDER
@click.option("--any-form", is_flag=True, help="Take the form that a sheet says, also where the code says another one.")
@click.pass_obj
def import_(root: Path, files: tuple[Path, ...], folder: Path | None, any_form: bool) -> None:
    """Bring the answers together: tables typed in from paper, and what was handed in on screen.

    FILES are CSV or Excel files, or folders of them; give all of them each time. What was handed in on screen is in the test's
    folder and is always taken. Every mistake is told with its line; if there is one, nothing is written.
    """
    from ..words import load_words
    from . import answers, plan
    from .desk import SCREEN

    where = _where(root, folder)
    with _told():
        test = plan.load(where)
        if bare := [str(p) for p in files if p.is_dir() and not _files([p])]:
            _fail(f"There is no table in {', '.join(bare)}: expected a file that ends in .csv, .tsv, .txt or .xlsx.")
        found = _files([*files, *([where / SCREEN] if (where / SCREEN).is_dir() else [])])
        if not found:
            _fail("There are no answers yet. Name the table that you typed them into; nobody has handed in on screen.")
        codes = answers.read_codes(where / CODES_FILE) if (where / CODES_FILE).exists() else None
        got = answers.read_sheets(progress.steps(found, "Reading"), test, load_words(), codes, any_form)
        for note in got.notes:
            click.echo(note)
        if got.faults:
            _fail(*got.faults, f"Mistakes: {len(got.faults)}. Nothing was written.")
        if not got.sheets:
            _fail("Nobody has answered: all rows are empty. Type the letters in, and import again.")
        gone = _gone(where / ANSWERS, got.sheets, test)
        (where / ANSWERS).write_text(answers.tidy(got.sheets, test), encoding="utf-8", newline="")
    if gone:
        click.echo(f"Sheets of the last import that are in none of these tables: {gone}. Was a table forgotten? Give all of them each time.")  # fmt: skip
    times = [s.time for s in got.sheets]
    said = ", ".join(f"{t}: {times.count(t)}" for t in dict.fromkeys(sorted(times, key=["before", "after", "later"].index)))  # fmt: skip
    click.echo(f"Sheets: {len(got.sheets)} ({said}). People: {len({s.code for s in got.sheets})}. All answers are in {where / ANSWERS}.")  # fmt: skip


def _gone(path: Path, sheets: Sequence[Sheet], test: Test) -> int:
    """How many sheets the last import had and this one has not: somebody gives the newest table alone."""
    from . import answers
    from .cells import UnreadableError

    try:
        before = {(s.code, s.time) for s in answers.read_tidy(path, test)} if path.exists() else set()
    except UnreadableError:
        return 0  # it is written anew, whatever it was
    return len(before - {(s.code, s.time) for s in sheets})


def _files(paths: list[Path]) -> list[Path]:
    """The files; of folders, the tables in them. Names that lead nowhere stay, to be told as such."""
    found: list[Path] = []
    for path in paths:
        tables = (p for p in sorted(path.rglob("*")) if p.suffix.lower() in (".csv", ".tsv", ".txt", ".xlsx") and not p.name.startswith(("~$", ".")))  # fmt: skip
        found += tables if path.is_dir() else [path]
    return list(dict.fromkeys(found))


@evaluate.command()
@_FOLDER
@click.option("-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the report. If not given: report in the test's folder.")  # fmt: skip
@click.option("--enough", type=click.IntRange(1, 100), default=70, show_default=True, help="From how many per cent right an objective counts as reached.")  # fmt: skip
@click.pass_obj
def report(root: Path, folder: Path | None, out: Path | None, enough: int) -> None:
    """Report what was learned, objective by objective: as a page, as a Word file, and as a table.

    Of fewer than five people nothing is told, in no group and not by subtraction.
    """
    from ..training import word
    from ..words import load_words
    from . import answers, plan
    from .report import Report
    from .results import LEAST, analyse

    where = _where(root, folder)
    words = load_words()
    with _told():
        test = plan.load(where)
        if not (where / ANSWERS).exists():
            _fail(f"There is no {where / ANSWERS}. Bring the answers together first: booklet6 evaluate import FILE.")
        results = analyse(answers.read_tidy(where / ANSWERS, test), test, enough / 100)
        made = Report(test, results, words, date.today().isoformat(), enough / 100)
        folder = out or where / "report"
        folder.mkdir(parents=True, exist_ok=True)

        def write_word() -> None:
            with tempfile.TemporaryDirectory() as pictures:
                word.write(made.as_markdown(Path(pictures)), folder / "report.docx", words, test.title)

        steps: list[Callable[[], Any]] = [
            lambda: (folder / "report.html").write_text(made.as_html(), encoding="utf-8"),
            lambda: (folder / "report.csv").write_text(made.as_csv(), encoding="utf-8", newline=""),
            write_word,
        ]
        for step in progress.steps(steps, "Report"):
            step()
    if not results.told:
        click.echo(
            f"Fewer than {LEAST} people were there before and after, so the report tells nothing of what was learned."
        )
    click.echo(f"The report is in {folder}: report.html, report.docx, report.csv.")
