"""Answer sheets as they were typed in or handed in on screen → one checked, tidy table."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..apps.spreadsheet import write_table
from ..content import FormName
from ..words import Words
from . import cells
from .codes import TIMES, Time, form_at, is_code, order_of, read_code, shown
from .plan import Test

UNCLEAR = "?"
"""Two boxes ticked, or a mark that nobody can read. It counts as an answer that is not right."""
COLUMNS = ("code", "time", "form", "group")
"""Before the questions. `group` may be left out."""
TIDY = ("code", "group", "time", "form", "question", "module", "objective", "item", "answer", "right")
NAMES = (
    "name",
    "first name",
    "last name",
    "surname",
    "e-mail",
    "email",
    "telephone",
    "phone",
    "nom",
    "nombre",
    "الاسم",
)
"""Columns that are refused: a person would be known by them."""
LONGEST_GROUP = 60
MOST_ANSWERS = 2_000_000
"""Rows of the tidy table: more than 5,000 people have, three times, with a hundred questions."""
_ALONE = {"", "-", "–", "—", "0", ".", "/"}
"""What people type where a question was left alone."""
_LOOKALIKES = str.maketrans("АВСЕаΑΒΕ", "ABCEAABE")
"""Cyrillic and Greek letters that look like ours."""


@dataclass(frozen=True)
class Sheet:
    """One answer sheet. `answers`: a letter for each question, empty where it was left alone, `?` where it is unclear.

    A row that names a group and has no letters is no sheet: it says the group of somebody who answers on a screen.
    """

    code: str
    time: Time
    form: FormName
    group: str
    answers: tuple[str, ...]


@dataclass
class Import:
    """What came of some files. Where there are faults, nothing should be made of the sheets."""

    sheets: list[Sheet] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_sheets(
    files: Iterable[Path], test: Test, words: Words, codes: frozenset[str] | None = None, any_form: bool = False
) -> Import:
    """Every sheet of these files, checked; all faults at once, each with its file and line and what to do.

    `codes`: those that were given out; None where nobody knows. `any_form`: take the form that the sheet says, also where
    the code says another.
    """
    found = Import()
    where: dict[tuple[str, Time], tuple[str, Sheet]] = {}
    named: dict[str, dict[str, str]] = {}
    for path in files:
        for place, sheet in _of_file(path, test, words, codes, any_form, found.faults):
            if sheet.group:
                named.setdefault(sheet.code, {}).setdefault(sheet.group, place)
            if not sheet.answers:
                continue
            key = sheet.code, sheet.time
            if key not in where:
                where[key] = place, sheet
            elif where[key][1] == sheet:
                found.notes.append(f"{place}: the same sheet stands in {where[key][0]} too. It counts once.")
            else:
                found.faults.append(
                    f"{place}: {shown(sheet.code)} has a sheet {sheet.time} in {where[key][0]} already, with other "
                    "answers. Look at the paper: is the code or the time of one of them another?"
                )
    for code, groups in named.items():
        if len(groups) > 1:
            found.faults.append(
                f"{list(groups.values())[-1]}: {shown(code)} is in several groups: "
                f"{', '.join(quoted(g) for g in sorted(groups))}. Write the same one in each row of this code."
            )
    found.sheets = [replace(s, group=s.group or next(iter(named.get(s.code, [""])))) for _, s in where.values()]
    _side_by_side(found, where, any_form)
    return found


def _side_by_side(found: Import, where: dict[tuple[str, Time], tuple[str, Sheet]], any_form: bool) -> None:
    """What shows only when a person's sheets are held together."""
    people: dict[str, dict[Time, Sheet]] = {}
    for sheet in found.sheets:
        people.setdefault(sheet.code, {})[sheet.time] = sheet
    for code, mine in people.items():
        used: dict[FormName, Time] = {}
        for time in TIMES:
            if (one := mine.get(time)) is None:
                continue
            if any_form and one.form in used:
                found.faults.append(
                    f"{where[code, time][0]}: {shown(code)} has form {one.form.upper()} {time} and also "
                    f"{used[one.form]}. The same questions twice measure memory. Take one of the two rows out."
                )
            used[one.form] = time
    if found.faults:
        return  # rows with mistakes are missing: who came when is not known yet
    for time, words in (("before", "without one before"), ("after", "without one after")):
        if without := [shown(c) for c, mine in people.items() if time not in mine]:
            found.notes.append(
                f"People {words}: {len(without)} of {len(people)} ({_few(without)}). They cannot be compared over time "
                "and are left out of the gains. Is a sheet still lying somewhere?"
            )


def _few(things: list[str]) -> str:
    return ", ".join(things[:5]) + (f" and {len(things) - 5} more" if len(things) > 5 else "")


def quoted(text: str) -> str:
    """Words of others within a message: one line, cut, and kept apart where they run from right to left."""
    text = "".join(c if c.isprintable() else " " for c in text)
    text = " ".join(text.split())
    text = text if len(text) <= 40 else text[:37] + "..."
    return f"'\u2068{text}\u2069'" if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text) else f"'{text}'"


@dataclass(frozen=True)
class _Header:
    """Which column holds what. `wide`: how many columns have a name, or stand before one that has."""

    at: dict[str, int]
    questions: list[int]
    wide: int


def _of_file(
    path: Path, test: Test, words: Words, codes: frozenset[str] | None, any_form: bool, faults: list[str]
) -> Iterable[tuple[str, Sheet]]:
    try:
        rows = cells.read(path)
    except cells.UnreadableError as e:
        faults.append(f"{path.name}: {e}")
        return
    before = len(faults)
    header = _header(rows[0][1], f"{path.name}:{rows[0][0]}", test, words, faults)
    if header is None or len(faults) > before:
        return
    if len(rows) == 1:
        faults.append(f"{path.name}: has a header and no answers. Type a row for each answer sheet below it.")
    for line, row in rows[1:]:
        place = f"{path.name}:{line}"
        if (sheet := _sheet(row, header, place, test, words, codes, any_form, faults)) is not None:
            yield place, sheet


def _header(row: list[str], place: str, test: Test, words: Words, faults: list[str]) -> _Header | None:
    at: dict[str, int] = {}
    questions: dict[int, int] = {}
    ours = {words(f"evaluation.column.{c}").casefold(): c for c in COLUMNS} | {c: c for c in COLUMNS}
    for n, cell in enumerate(row):
        name = " ".join(cell.split()).casefold()
        if not name:
            continue
        if name in NAMES:
            faults.append(f"{place}: has a column {quoted(cell)}. Nobody's name belongs here: take the column out.")
        elif number := re.fullmatch(r"q?\s*(\d{1,3})(\.0)?", name):
            if int(number[1]) in questions:
                faults.append(f"{place}: the question {number[1]} stands in two columns. Take one out.")
            questions[int(number[1])] = n
        elif name not in ours:
            near = difflib.get_close_matches(name, list(ours), 1)
            faults.append(f"{place}: has a column {quoted(cell)} that is not known. {f'Is it {near[0]!r}? ' if near else ''}Expected code, time, form, group and the numbers of questions.")  # fmt: skip
        elif ours[name] in at:
            faults.append(f"{place}: the column {quoted(cell)} stands twice. Take one out.")
        else:
            at[ours[name]] = n
    if missing := [c for c in ("code", "time") if c not in at]:
        faults.append(f"{place}: has no column {' and no column '.join(missing)}. Begin with the template: booklet6 evaluate template.")  # fmt: skip
        return None
    wanted = len(test.items)
    if lost := [str(n) for n in range(1, wanted + 1) if n not in questions]:
        faults.append(f"{place}: has no column for the questions {_few(lost)}. This test has {wanted}. Is it another test's table?")  # fmt: skip
    if more := [str(n) for n in questions if not 1 <= n <= wanted]:
        faults.append(f"{place}: has columns for the questions {_few(more)}, and this test has {wanted}. Is it another test's table?")  # fmt: skip
    wide = max((n + 1 for n, cell in enumerate(row) if cell.strip()), default=0)
    return _Header(at, [questions.get(n, -1) for n in range(1, wanted + 1)], wide)


def _sheet(
    row: list[str], header: _Header, place: str, test: Test, words: Words, codes: frozenset[str] | None,
    any_form: bool, faults: list[str],
) -> Sheet | None:  # fmt: skip
    def cell(n: int) -> str:
        return row[n].strip() if 0 <= n < len(row) else ""

    raw = [cell(n) for n in header.questions]
    typed_form = cell(header.at.get("form", -1))
    group = unicodedata.normalize("NFC", " ".join(cell(header.at.get("group", -1)).split()))
    before = len(faults)
    if beyond := [c for c in row[header.wide :] if _letter(c) in (*test.letters, UNCLEAR)]:  # and not somebody's remark
        faults.append(f"{place}: has {quoted(beyond[0])} to the right of the last column. Have its cells moved? Compare it with the sheet.")  # fmt: skip
    if not any(raw) and not group:
        return None  # a row of the template that nobody has filled in: this sheet was not handed in
    code = _code(cell(header.at["code"]), place, codes, faults)
    time = _time(cell(header.at["time"]), place, words, faults)
    form: FormName | None = form_at(code, time) if code and time else None
    if typed_form:
        letter = _letter(typed_form).lower()
        if letter not in ("a", "b", "c"):
            faults.append(f"{place}: the form is {quoted(typed_form)}, expected A, B or C.")
        elif form and letter != form and not any_form:
            planned = ", ".join(f"{f.upper()} {t}" for f, t in zip(order_of(code), TIMES, strict=True))
            faults.append(
                f"{place}: the form is {letter.upper()}, and the code {shown(code)} takes {planned}. Look at the paper. "
                "If that person really had this form, import with --any-form."
            )
        elif form:
            form = letter  # type: ignore[assignment]  # one of the three, as was just seen
    if len(group) > LONGEST_GROUP:
        faults.append(f"{place}: the group has {len(group)} letters, expected {LONGEST_GROUP} at most.")
    answers = [_answer(text, n, place, test, form or "a", faults) for n, text in enumerate(raw)]
    if len(faults) > before or time is None or form is None:
        return None
    return Sheet(code, time, form, group, tuple(answers) if any(raw) else ())


def _code(text: str, place: str, codes: frozenset[str] | None, faults: list[str]) -> str:
    code = read_code(text)
    if not code:
        faults.append(f"{place}: has no code. Look at the top of the sheet. Without one, leave the row out.")
        return ""
    if not is_code(code):
        why = "a digit is wrong, or two are swapped" if re.fullmatch(r"\d{6}", code) else "a code has six digits"
        near = _near(code, codes)
        faults.append(f"{place}: {quoted(text)} is no code: {why}. {near}Compare it with the sheet.")
        return ""
    if codes is not None and code not in codes:
        faults.append(f"{place}: the code {shown(code)} was not given out for this test. {_near(code, codes)}Compare it with the sheet.")  # fmt: skip
        return ""
    return code


def _near(code: str, codes: frozenset[str] | None) -> str:
    near = difflib.get_close_matches(code, sorted(codes or ()), 1, cutoff=0.8)
    return f"Is it {shown(near[0])}? " if near else ""


def _time(text: str, place: str, words: Words, faults: list[str]) -> Time | None:
    typed = " ".join(text.split()).casefold()
    for n, time in enumerate(TIMES, 1):
        if typed and typed in (time, words(f"evaluation.time.{time}").casefold(), str(n)):
            return time
    faults.append(f"{place}: the time is {quoted(text) if text else 'empty'}, expected before, after or later.")
    return None


def _letter(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip(" .)('").translate(_LOOKALIKES).upper()


def _answer(text: str, n: int, place: str, test: Test, form: FormName, faults: list[str]) -> str:
    letter = _letter(text)
    letters = test.items[n].letters(form)
    if text in _ALONE or letter in letters:
        return "" if text in _ALONE else letter
    if letter == UNCLEAR or (len(bare := re.sub(r"[\s,;/+&]", "", letter)) > 1 and set(bare) <= set(letters)):
        return UNCLEAR
    faults.append(f"{place}: question {n + 1}: {quoted(text)} is no answer, expected {', '.join(letters)}, nothing where it was left alone, or ? where two are ticked.")  # fmt: skip
    return ""


def tidy(sheets: Iterable[Sheet], test: Test) -> str:
    """One row for each answer, as CSV: for the report, and for whatever somebody else wants to reckon."""
    rows = []
    for sheet in sorted(sheets, key=lambda s: (s.code, TIMES.index(s.time))):
        for n, (asked, answer) in enumerate(zip(test.items, sheet.answers, strict=True), 1):
            right = str(int(answer == asked.right(sheet.form)))
            rows.append((sheet.code, sheet.group, sheet.time, sheet.form.upper(), str(n), asked.module, asked.objective, asked.item.id, answer, right))  # fmt: skip
    return write_table(TIDY, rows)


def read_tidy(path: Path, test: Test) -> list[Sheet]:
    """The sheets of a tidy table that was made from this test. Raises UnreadableError, with the file's name."""
    try:
        return _sheets_of(cells.read(path, MOST_ANSWERS), test)
    except cells.UnreadableError as e:
        raise cells.UnreadableError(f"{path.name} {e}") from e


def _sheets_of(rows: list[cells.Row], test: Test) -> list[Sheet]:
    if [c.strip() for c in rows[0][1]] != list(TIDY):
        raise cells.UnreadableError(
            "is not the table that booklet6 evaluate import has made. Import the answers again."
        )
    found: dict[tuple[str, str], dict[int, list[str]]] = {}
    for line, row in rows[1:]:
        if (
            len(row) != len(TIDY)
            or not row[4].isdigit()
            or ((row[0], row[2]) in found and int(row[4]) in found[row[0], row[2]])
        ):
            raise cells.UnreadableError(f"was changed in line {line}. Import the answers again.")
        found.setdefault((row[0], row[2]), {})[int(row[4])] = row
    sheets = []
    for (code, time), mine in found.items():
        first = next(iter(mine.values()))
        fits = [mine[n][7] == asked.item.id for n, asked in enumerate(test.items, 1) if n in mine]
        if (
            len(fits) != len(test.items)
            or len(mine) != len(fits)
            or not all(fits)
            or time not in TIMES
            or first[3] not in "ABC"
        ):
            raise cells.UnreadableError(f"does not fit the test: look at the code {quoted(code)}. Import the answers again, with the test that was given.")  # fmt: skip
        answers = tuple(mine[n][8] for n in range(1, len(test.items) + 1))
        sheets.append(Sheet(code, time, first[3].lower(), first[1].removeprefix("'"), answers))  # type: ignore[arg-type]  # both were looked at
    return sheets


def template(test: Test, words: Words, codes: Sequence[str], between: str) -> str:
    """The table to type answers into: a row for each code and time, or one empty row where no codes are known."""
    header = [words(f"evaluation.column.{c}") for c in COLUMNS] + [str(n) for n in range(1, len(test.items) + 1)]
    rows = [
        [code, words(f"evaluation.time.{time}"), form_at(code, time).upper(), ""] for time in TIMES for code in codes
    ]
    lines = [between.join([*row, *[""] * (len(header) - len(row))]) for row in (header, *rows)]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def read_codes(path: Path) -> frozenset[str]:
    """The codes that were given out, from the list beside the sheets. Raises UnreadableError, with the file's name."""
    try:
        found = {read_code(row[0]) for _, row in cells.read(path)[1:] if row}
    except cells.UnreadableError as e:
        raise cells.UnreadableError(f"{path.name} {e}") from e
    if not found or not all(map(is_code, found)):
        raise cells.UnreadableError(
            f"{path.name} is not the list of codes that was made with the sheets. Put that one back."
        )
    return frozenset(found)


def write_codes(codes: Iterable[str], words: Words) -> str:
    """The list of codes, with the form that each takes when."""
    out = [("code", *(words(f"evaluation.time.{t}") for t in TIMES))]
    out += [(c, *(f.upper() for f in order_of(c))) for c in codes]
    return write_table(out[0], out[1:])
