"""Does it work? Codes, the reading of answers, the statistics, what is suppressed, and a course of 500 from sheet to report."""

from __future__ import annotations

import io
import json
import math
import random
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from helpers import ROOT

from booklet6.apps.panels import Panel
from booklet6.cli import main
from booklet6.content import FORMS, Course, load_course
from booklet6.evaluation import answers, cells, codes, gain, pages, paper, plan, results
from booklet6.evaluation.answers import Sheet
from booklet6.evaluation.codes import TIMES
from booklet6.evaluation.desk import Desk
from booklet6.evaluation.plan import Test
from booklet6.evaluation.report import Report
from booklet6.exercises import found_in, secrets_of_matched
from booklet6.templating import ended
from booklet6.words import load_words

WORDS = load_words()


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="module")
def test(course: Course) -> Test:
    return plan.make(course, ["02_definitions"], "What do you decide?", "2026-11-26")


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# ---- simulated people --------------------------------------------------------------------------------------------

TRUE = {"D1": (0.4, 0.8, 0.7), "D2": (0.5, 0.5, 0.5), "D3": (0.9, 0.9, 0.9), "D4": (0.3, 0.6, 0.3),
        "D5": (0.5, 0.75, 0.75), "D6": (0.6, 0.3, 0.3)}  # fmt: skip
"""Objective → how likely a right answer is before, after and later."""


def simulate(
    test: Test, n: int, seed: int, later: float = 0.8, groups: tuple[str, ...] = ("",), harder_b: str = ""
) -> list[Sheet]:
    """Sheets of n people. `harder_b`: an objective whose form B is right 0.25 less often."""
    r = random.Random(seed)
    sheets = []
    for k, code in enumerate(codes.draw(n, seed)) if n else ():
        came = TIMES if r.random() < later else TIMES[:2]
        for t, time in enumerate(came):
            form = codes.form_at(code, time)
            row = []
            for asked in test.items:
                chance = TRUE[asked.objective][t] - (0.25 if form == "b" and asked.objective == harder_b else 0)
                right = asked.right(form)
                row.append(right if r.random() < chance else r.choice([x for x in "ABCD" if x != right]))
            sheets.append(Sheet(code, time, form, groups[k % len(groups)], tuple(row)))
    return sheets


def typed(sheets: list[Sheet], between: str = ",") -> str:
    rows = [[s.code, s.time, s.form.upper(), s.group, *s.answers] for s in sheets]
    head = ["code", "time", "form", "group", *(str(n) for n in range(1, len(sheets[0].answers) + 1))]
    return "\n".join(between.join(row) for row in [head, *rows]) + "\n"


# ---- codes -------------------------------------------------------------------------------------------------------


def test_a_code_finds_each_wrong_digit_and_each_swap() -> None:
    assert codes.check_digit("572") == "4", "Damm's own example"
    for code in codes.draw(300, 7):
        assert codes.is_code(code)
        for n, digit in enumerate(code):
            assert not [d for d in "0123456789" if d != digit and codes.is_code(code[:n] + d + code[n + 1 :])]
            if n < 5 and code[n] != code[n + 1]:
                assert not codes.is_code(code[:n] + code[n + 1] + digit + code[n + 2 :])


def test_codes_are_balanced_unlike_and_drawn_by_chance() -> None:
    for n in (1, 2, 31, 500):
        drawn = codes.draw(n, 3)
        assert len(set(drawn)) == n
        for time in TIMES:
            each = [sum(codes.form_at(c, time) == form for c in drawn) for form in FORMS]
            assert max(each) - min(each) <= 1, "each form has its third at each time"
        more = codes.draw(9, 3, drawn)
        assert len({*drawn, *more}) == n + 9
    assert codes.draw(9, 3) == codes.draw(9, 3) != codes.draw(9, 4)
    assert codes.draw(9) != codes.draw(9)
    for c in codes.draw(40, 1):
        assert sorted(codes.order_of(c)) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="expected 1 to"):
        codes.draw(0)


@pytest.mark.parametrize("written", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", "\u200f{}\u200f", "{}.0"])
def test_a_code_is_read_as_people_and_spreadsheets_write_it(written: str) -> None:
    code = codes.draw(1, 5)[0]
    assert codes.read_code(written.format(code)) == code
    assert codes.read_code(code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == code


def test_a_test_that_must_be_short_asks_evenly(course: Course) -> None:
    whole = plan.make(course, [], "T", "2026-11-26")
    for most in (1, 9, 20, 500):
        short = plan.make(course, [], "T", "2026-11-26", most=most)
        assert len(short.items) == min(most, len(whole.items))
        assert [a for a in whole.items if a in short.items] == list(short.items), "their order stays"
        per_module = [sum(a.module == m for a in short.items) for m in course.matched]
        assert most > len(whole.items) or max(per_module) - min(per_module) <= 1
        assert len(short.objectives()) == min(most, len(whole.objectives())), "no objective twice before each was asked"
    assert plan.make(course, [], "T", "2026-11-26", most=10).minutes == 15


# ---- reading what was typed in -------------------------------------------------------------------------------------


def xlsx(rows: list[list[str | int]]) -> bytes:
    """A workbook as Excel writes it: texts in a table of their own, numbers as numbers, empty cells left out."""
    texts: list[str] = []
    lines = []
    for y, row in enumerate(rows, 1):
        made = ""
        for x, value in enumerate(row):
            at = f"{chr(65 + x)}{y}"
            if isinstance(value, int):
                made += f'<c r="{at}"><v>{value}</v></c>'
            elif value:
                texts.append(value)
                made += f'<c r="{at}" t="s"><v>{len(texts) - 1}</v></c>'
        lines.append(f'<row r="{y}">{made}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{''.join(lines)}</sheetData></worksheet>"
        )
        book.writestr("xl/sharedStrings.xml", f"<sst {space}>{''.join(f'<si><t>{t}</t></si>' for t in texts)}</sst>")
    return out.getvalue()


def test_every_way_of_saving_gives_the_same_sheets(test: Test, tmp_path: Path) -> None:
    sheets = simulate(test, 12, 4, groups=("police", "شرطة"))
    text = typed(sheets)
    table: list[list[str | int]] = [[int(c) if c.isdigit() else c for c in line.split(",")] for line in text.split()]
    ways: dict[str, bytes] = {
        "utf-8.csv": text.encode(),
        "bom.csv": b"\xef\xbb\xbf" + text.encode(),
        "semicolons.csv": text.replace(",", ";").replace("\n", "\r\n").encode(),
        "tabs.txt": text.replace(",", "\t").encode("utf-16"),
        "sep.csv": b"sep=;\r\n" + text.replace(",", ";").encode(),
        "wide.csv": text.replace("\n", ",,,\n").replace("code", "Code").encode() + b",,,\n\n",
        "small letters.csv": re.sub(r"\b[A-D]\b", lambda m: m[0].lower(), text).encode(),
        "excel.xlsx": xlsx(table),
    }
    for name, data in ways.items():
        path = tmp_path / name
        path.write_bytes(data)
        got = answers.read_sheets([path], test, WORDS, frozenset(s.code for s in sheets))
        assert (got.faults, got.sheets) == ([], sheets), name
    path = tmp_path / "tidy.csv"
    path.write_text(answers.tidy(sheets, test), encoding="utf-8")
    assert sorted(answers.read_tidy(path, test), key=str) == sorted(sheets, key=str)


def test_a_tidy_table_may_be_longer_than_what_is_typed_in(test: Test, tmp_path: Path) -> None:
    sheets = simulate(test, 1300, 4)
    path = tmp_path / "answers.csv"
    path.write_text(answers.tidy(sheets, test), encoding="utf-8")
    assert len(sheets) * len(test.items) > cells.MOST_ROWS
    assert len(answers.read_tidy(path, test)) == len(sheets)
    path.write_text(path.read_text(encoding="utf-8").replace("mt-def-d6", "mt-def-d9", 1), encoding="utf-8")
    with pytest.raises(cells.UnreadableError, match=r"answers\.csv does not fit the test"):
        answers.read_tidy(path, test)


def test_letters_as_hands_and_keyboards_give_them(test: Test, tmp_path: Path) -> None:
    code = codes.draw(1, 2)[0]
    (tmp_path / "a.csv").write_text(f"code;time;1;2;3;4;5;6\n{code};1;В;b.;-;A+C;?;D\n", encoding="utf-8")
    got = answers.read_sheets([tmp_path / "a.csv"], test, WORDS)
    assert got.faults == []
    assert got.sheets == [Sheet(code, "before", codes.form_at(code, "before"), "", ("B", "B", "", "?", "?", "D"))]


def faults(test: Test, tmp_path: Path, text: str | bytes, known: frozenset[str] | None = None) -> list[str]:
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return answers.read_sheets([path], test, WORDS, known).faults


HEAD = "code,time,form,group,1,2,3,4,5,6\n"


def test_each_mistake_is_told_with_its_line_and_what_to_do(test: Test, tmp_path: Path) -> None:
    a, b = (next(c for c in codes.draw(20, 8) if codes.form_at(c, "before") == form) for form in "ab")
    other = next(c for c in codes.draw(40, 9) if c not in (a, b))
    swapped = a[:1] + a[2] + a[1] + a[3:] if a[1] != a[2] else a[:-1] + str((int(a[-1]) + 1) % 10)
    rows = {
        f"{swapped},before,A,,A,B,C,D,A,B": "a digit is wrong, or two are swapped",
        f"{other},before,,,A,B,C,D,A,B": "was not given out",
        f"{a},before,B,,A,B,C,D,A,B": "takes A before, B after, C later",
        f"{a},yesterday,A,,A,B,C,D,A,B": "expected before, after or later",
        f"{a},before,D,,A,B,C,D,A,B": "the form is 'D', expected A, B or C",
        f"{a},before,A,,A,B,X,D,A,B": "question 3: 'X' is no answer, expected A, B, C, D",
        ",before,A,,A,B,C,D,A,B": "has no code",
        "فاطمة الزهراء,before,A,,A,B,C,D,A,B": "'\u2068فاطمة الزهراء\u2069' is no code: a code has six digits",
        f"{a},before,A,{'x' * 90},A,B,C,D,A,B": "the group has 90 letters",
        f"{a},before,A,,,A,B,C,D,A,B": "has 'B' to the right of the last column",
    }
    found = faults(test, tmp_path, HEAD + "\n".join(rows), frozenset((a, b)))
    assert len(found) == len(rows), "all at once"
    for n, (said, part) in enumerate(zip(found, rows.values(), strict=True), 2):
        assert said.startswith(f"t.csv:{n}: ")
        assert part in said
    doubled = HEAD + f"{a},before,A,x,A,B,C,D,A,B\n{a},before,A,x,A,B,C,D,A,A\n{a},after,B,y,A,B,C,D,A,B\n"
    one, two = faults(test, tmp_path, doubled)
    assert "t.csv:3" in one
    assert "has a sheet before in t.csv:2 already" in one
    assert "several groups: 'x', 'y'" in two
    alone = answers.read_sheets([tmp_path / "t.csv"], test, WORDS)
    assert alone.notes == [], "who came when is told once all rows are read"


def test_a_group_may_be_typed_for_somebody_who_answers_on_a_screen(test: Test, tmp_path: Path) -> None:
    code, other = codes.draw(2, 8)
    (tmp_path / "screen.csv").write_text(f"{HEAD}{code},before,,,A,B,C,D,A,B\n{other},before,,,A,B,C,D,A,B\n")
    (tmp_path / "typed.csv").write_text(f"{HEAD}{code},before,,police,,,,,,,a remark\n{other},before,,,,,,,,\n")
    files = [tmp_path / "screen.csv", tmp_path / "typed.csv"]
    got = answers.read_sheets(files, test, WORDS)
    assert got.faults == []
    assert {s.code: s.group for s in got.sheets} == {code: "police", other: ""}
    (tmp_path / "typed.csv").write_text(f"{HEAD}{code},before,,police,,,,,,\n{code},after,,guards,,,,,,\n")
    [said] = answers.read_sheets(files, test, WORDS).faults
    assert said.startswith("typed.csv:3: ")
    assert "several groups: 'guards', 'police'" in said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (HEAD.encode(), "has a header and no answers"),
        (b"code,time,1,2\n1,2,A,B\n", "has no column for the questions 3, 4, 5, 6. This test has 6"),
        (HEAD.replace("6", "6,7").encode() + b"1\n", "has columns for the questions 7"),
        (HEAD.replace("form", "Name").encode() + b"1\n", "Nobody's name belongs here"),
        (HEAD.replace("form", "frm").encode() + b"1\n", "Is it 'form'?"),
        (HEAD.replace("code", "").encode() + b"1\n", "has no column code"),
        (HEAD.replace("5", "4").encode() + b"1\n", "stands in two columns"),
        (b"PK\x03\x04 no zip at all", "is no Excel file that can be read"),
        (b"\xd0\xcf\x11\xe0 old", "is an old Excel file"),
        (b"<html><table>", "is no table"),
        (b"code\0time", "is no table of text"),
        (b'code,time\n"never closed', "no column"),
    ],
)  # fmt: skip
def test_a_file_that_is_none(test: Test, tmp_path: Path, text: bytes, part: str) -> None:
    found = faults(test, tmp_path, text)
    assert found
    assert any(part in said for said in found), found


def test_a_workbook_that_would_grow_is_refused(test: Test, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (cells.LIMIT + 1))
    assert "far too large" in faults(test, tmp_path, out.getvalue())[0]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert "no Excel file" in faults(test, tmp_path, out.getvalue())[0]


def test_a_missing_sheet_is_a_note_and_the_same_sheet_twice_counts_once(test: Test, tmp_path: Path) -> None:
    sheets = [s for s in simulate(test, 8, 6, later=0) if s.time == "before"]
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text(typed(sheets), encoding="utf-8")
    got = answers.read_sheets([tmp_path / "one.csv", tmp_path / "two.csv"], test, WORDS)
    assert got.faults == []
    assert got.sheets == sheets
    assert sum("It counts once" in n for n in got.notes) == 8
    assert any("without one after: 8 of 8" in n for n in got.notes)


def test_a_form_that_somebody_really_had(test: Test, tmp_path: Path) -> None:
    a = next(c for c in codes.draw(20, 8) if codes.order_of(c) == ("a", "b", "c"))
    path = tmp_path / "t.csv"
    path.write_text(HEAD + f"{a},before,B,,A,B,C,D,A,B\n{a},after,A,,A,B,C,D,A,B\n", encoding="utf-8")
    got = answers.read_sheets([path], test, WORDS, any_form=True)
    assert [s.form for s in got.sheets] == ["b", "a"]
    path.write_text(HEAD + f"{a},before,B,,A,B,C,D,A,B\n{a},after,B,,A,B,C,D,A,B\n", encoding="utf-8")
    assert "same questions twice" in answers.read_sheets([path], test, WORDS, any_form=True).faults[0]


# ---- statistics ----------------------------------------------------------------------------------------------------


def test_the_paired_interval_is_bonett_and_prices() -> None:
    """Worked by hand from their formula, with the four cells of a table of before and after."""
    for both, gained, lost, none in ((12, 9, 3, 6), (20, 0, 0, 0), (0, 30, 0, 0), (1, 2, 2, 0)):
        n = both + gained + lost + none
        p12, p21 = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
        error = gain.Z * math.sqrt((p12 + p21 - (p12 - p21) ** 2) / (n + 2))
        got = gain.paired([0.0] * (both + none) + [1.0] * gained + [-1.0] * lost)
        assert got.value == pytest.approx((gained - lost) / n)
        assert (got.low, got.high) == pytest.approx((max(-1, p12 - p21 - error), min(1, p12 - p21 + error)))


def test_the_unpaired_interval_is_agresti_and_caffos() -> None:
    for x1, n1, x2, n2 in ((3, 10, 8, 12), (0, 6, 6, 6), (5, 5, 5, 5)):
        p1, p2 = (x1 + 1) / (n1 + 2), (x2 + 1) / (n2 + 2)
        error = gain.Z * math.sqrt(p1 * (1 - p1) / (n1 + 2) + p2 * (1 - p2) / (n2 + 2))
        got = gain.unpaired([1.0] * x1 + [0.0] * (n1 - x1), [1.0] * x2 + [0.0] * (n2 - x2))
        assert (got.low, got.high) == pytest.approx((max(-1, p2 - p1 - error), min(1, p2 - p1 + error)))


@pytest.mark.parametrize(("n", "before", "after"), [(8, 0.4, 0.8), (20, 0.5, 0.5), (40, 0.9, 0.98)])
def test_the_interval_holds_what_it_says(n: int, before: float, after: float) -> None:
    r = random.Random(n)
    held = 0
    for _ in range(1500):
        got = gain.paired([float(r.random() < after) - float(r.random() < before) for _ in range(n)])
        held += got.low <= after - before <= got.high
    assert held / 1500 > 0.935, "95 %, less what chance may take from 1500 tries"


def test_nobody_has_no_gain() -> None:
    with pytest.raises(ValueError, match="nobody"):
        gain.paired([])
    with pytest.raises(ValueError, match="nobody"):
        gain.unpaired([1.0], [])


# ---- what is told, and what is not -----------------------------------------------------------------------------------


def test_five_hundred_people_give_back_what_was_put_in(test: Test) -> None:
    found = results.analyse(simulate(test, 500, 11, harder_b="D2"), test)
    assert found.matched == 500
    assert sorted(found.first.values()) == [166, 167, 167]
    assert 350 < found.late < 450
    by_name = {o.name.partition("/")[2]: o for o in found.objectives}
    for name, o in by_name.items():
        assert o.after
        assert o.kept
        assert o.after.gain.low <= TRUE[name][1] - TRUE[name][0] <= o.after.gain.high, name
        assert o.kept.gain.low - 0.13 <= TRUE[name][2] - TRUE[name][1] <= o.kept.gain.high + 0.13, name
    verdicts = {n: o.verdict for n, o in by_name.items()}
    assert verdicts == {
        "D1": "learned",
        "D2": "not_learned",
        "D3": "known",
        "D4": "better",
        "D5": "learned",
        "D6": "lost",
    }
    assert [n for n, o in by_name.items() if o.forgotten] == ["D1", "D4"]
    assert [n for n, o in by_name.items() if o.forms] == ["D2"]
    assert by_name["D2"].forms
    assert by_name["D2"].forms.harder == "b"
    assert by_name["D2"].forms.by > 0.1


def test_few_nobody_all_right_and_nobody_later(test: Test) -> None:
    for sheets in ([], simulate(test, 4, 1)):
        found = results.analyse(sheets, test)
        assert not found.told
        assert set(found.people.values()) == {0}
        report = Report(test, found, WORDS, "2026-11-26")
        assert WORDS("evaluation.report.too_few", least=5) in report.as_markdown(Path())
        assert "<svg" not in report.as_html()
        assert report.as_csv().count("\n") == 1
    all_right = [
        Sheet(s.code, s.time, s.form, "", tuple(a.right(s.form) for a in test.items))
        for s in simulate(test, 20, 2, later=0)
    ]
    found = results.analyse(all_right, test)
    assert found.late == 0
    for o in found.objectives:
        assert o.after
        assert (o.after.first, o.after.second, o.verdict, o.kept) == (1, 1, "known", None)
        assert o.after.gain.low < 0 < o.after.gain.high, "twenty people are no certainty"
    assert WORDS("evaluation.time.later") not in Report(test, found, WORDS, "").table(list(found.objectives))


def test_a_test_that_asks_once_of_each_module_has_one_picture(course: Course) -> None:
    short = plan.make(course, [], "What do you decide?", "2026-11-26", most=8)
    assert len(short.objectives()) == 8
    sheets = [
        Sheet(code, time, form, "", tuple(a.right(form) for a in short.items))
        for code in codes.draw(9, 1)
        for time in ("before", "after")
        for form in [codes.form_at(code, time)]
    ]
    page = Report(short, results.analyse(sheets, short), WORDS, "2026-11-26").as_html()
    assert page.count("<svg") == 1
    assert page.count(WORDS("evaluation.report.objectives")) == 1
    for asked in short.items:
        assert f"{asked.objective} ({asked.module[:2]})" in page
        assert f"{asked.module[:2]} {asked.module_title}" in page, "the number is explained"


def test_codes_that_nobody_kept_compare_all_with_all(test: Test) -> None:
    before = [s for s in simulate(test, 30, 3) if s.time == "before"]
    after = [s for s in simulate(test, 25, 4) if s.time == "after"]
    found = results.analyse([*before, *after], test)
    assert found.told
    assert not found.same
    assert all(o.after and not o.after.same for o in found.objectives)
    assert WORDS("evaluation.report.method_apart") in Report(test, found, WORDS, "").honest()


def test_a_few_who_did_not_come_later_cannot_be_subtracted(test: Test) -> None:
    sheets = simulate(test, 30, 5, later=1)
    gone = {s.code for s in sheets[:9]}
    assert len(gone) == 3
    found = results.analyse([s for s in sheets if s.time != "later" or s.code not in gone], test)
    assert found.left_out
    assert (found.matched, found.late) == (27, 27)
    more = {s.code for s in sheets[:18]}
    found = results.analyse([s for s in sheets if s.time != "later" or s.code not in more], test)
    assert not found.left_out
    assert (found.matched, found.late) == (30, 24)


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"a": 30, "b": 20}, {"a", "b"}),
        ({"a": 30, "b": 3}, set()),
        ({"a": 30, "b": 20, "c": 3}, {"a"}),
        ({"a": 30, "b": 20, "c": 2, "d": 1}, {"a"}),
        ({"a": 30, "b": 20, "c": 2, "d": 3}, {"a", "b"}),
        ({"a": 4, "b": 4}, set()),
    ],
)
def test_no_group_under_five_shows_nor_can_be_subtracted(sizes: dict[str, int], shown: set[str]) -> None:
    assert results.shown_groups(sizes) == shown


def test_no_small_group_can_be_subtracted_whatever_the_sizes() -> None:
    r = random.Random(1)
    for _ in range(500):
        sizes = {str(n): r.randint(1, 12) for n in range(r.randint(2, 6))}
        shown = results.shown_groups(sizes)
        hidden = [n for g, n in sizes.items() if g not in shown]
        assert all(sizes[g] >= 5 for g in shown)
        assert not hidden or not shown or (sum(hidden) >= 5 and len(hidden) > 1)


def test_the_report_names_no_code_and_hides_small_groups(test: Test) -> None:
    big, hostile = "police", "<script>alert(1)</script>=1"
    sheets = simulate(test, 60, 7, groups=(*[big] * 6, *["שגרירות"] * 3, hostile))
    people = {g: len({s.code for s in sheets if s.group == g}) for g in (big, hostile)}
    assert people == {big: 36, hostile: 6}
    small = {s.code for s in sheets if s.group == hostile} - {
        s.code for s in sheets if s.group == hostile and s.code < "5"
    }
    sheets = [s for s in sheets if s.group != hostile or s.code in small]
    assert 0 < len(small) < 5, "the seed gives a small group"
    report = Report(test, results.analyse(sheets, test), WORDS, "2026-11-26")
    page, table = report.as_html(), report.as_csv()
    for code in {s.code for s in sheets}:
        assert not re.search(rf"\b{code}\b", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL) + table)
    assert "<script" not in page
    assert "http-equiv" not in page
    assert not re.search(r'(?:src|href)="(?!#)', re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    assert hostile not in table
    assert f",{big}," in table
    assert "שגרירות" not in table, "the next smallest group is hidden too"
    assert page.count("<svg") == 1
    assert 'role="img" aria-label=' in page


# ---- the sheets, and what they must not tell ---------------------------------------------------------------------------


def test_a_box_to_tick_stands_nearer_to_its_letter_than_to_the_next(test: Test) -> None:
    shown = pages.body(paper.answer_sheet(test, WORDS))
    times = [f"{paper.BOX}\u00a0{WORDS(f'evaluation.time.{t}')}" for t in TIMES]
    letters = [f"{paper.BOX}\u00a0{letter}" for letter in test.letters]
    for row in (times, letters):
        assert "\u2003".join(row) in shown, "plain spaces become one in a browser"


def test_sheets_and_screen_hold_no_key(course: Course, tmp_path: Path) -> None:
    whole = plan.make(course, [], "All", "2026-11-26")
    secrets = [s for items in course.matched.values() for item in items for s in secrets_of_matched(item)]
    assert len(secrets) > 50
    sheets = [paper.form(whole, f, WORDS) for f in FORMS] + [paper.answer_sheet(whole, WORDS)]
    for text in sheets:
        assert found_in(text, secrets) == []
        assert "✓" not in text
        assert "mt-" not in text
    key = paper.key(whole, WORDS)
    assert set(found_in(key, secrets)) == set(secrets)
    for asked in whole.items:
        quiz = asked.form("a")
        for option in quiz.options.values():  # in italics, so that it is seen where the reason begins
            text = ended(" ".join(option.text.split()))
            assert f"_{text}_\n" in key, text
        if len({asked.form(f).explain for f in FORMS}) == 1:
            assert key.count(quiz.explain) == sum(a.form("a").explain == quiz.explain for a in whole.items)
    plan.save(whole, tmp_path)
    code = codes.draw(1, 1)[0]
    (tmp_path / "codes.csv").write_text(answers.write_codes([code], WORDS), encoding="utf-8")
    desk = Desk(tmp_path)
    hear(desk, "start", {"code": [code], "time": ["before"]})
    assert len(desk.questions) == len(whole.items)
    for widget in (*desk.questions, desk.start, desk.end):
        sent = json.dumps({k: v for k, v in widget.get_state().items() if not k.startswith("_")}, default=str)
        assert found_in(sent, secrets) == []
        assert "activity-key" not in sent
        assert '"right"' not in sent


def test_a_reload_loses_no_answer(test: Test, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan.save(test, tmp_path)
    code, other = codes.draw(2, 1)
    (tmp_path / "codes.csv").write_text(answers.write_codes([code, other], WORDS), encoding="utf-8")
    kept: list[str] = []
    monkeypatch.setattr(Panel, "keep", lambda *a: kept.append(a[2]))
    desk = Desk(tmp_path)
    hear(desk, "start", {"code": [code], "time": ["before"]})
    form = codes.form_at(code, "before")
    desk.questions[2].record = {"response": {"answer": test.items[2].letters(form)["B"]}}
    letters = f"..B{'.' * (len(test.items) - 3)}"
    assert kept == [f"{code}-before:{letters}"]

    def answered(code: str, time: str, text: str) -> str:
        desk = Desk(tmp_path)
        hear(desk, "start", {"code": [code], "time": [time], "kept": [text]})
        return "".join(letter or "." for letter in desk._letters())

    assert answered(code, "before", kept[0]) == letters
    for whose, time in ((other, "before"), (code, "after")):
        assert set(answered(whose, time, kept[0])) == {"."}, "another person's, or another test's, is not shown"
    for odd in ("", ":", f"{code}-before:", f"{code}-before:B", f"{code}-before:{'z' * len(test.items)}", "x" * 10_000):
        assert set(answered(code, "before", odd)) == {"."}
    hear(desk, "hand-in")
    assert kept[-1] == "", "what is handed in is no longer in the tab"


def hear(desk: Desk, name: str, fields: dict[str, list[str]] | None = None) -> None:
    desk.start._heard({"event": name, "fields": fields or {}})


def test_on_screen_from_code_to_file(test: Test, tmp_path: Path) -> None:
    assert WORDS("evaluation.screen.none") in Desk(tmp_path).start.html
    (tmp_path / "test.json").write_text("{}")
    assert WORDS("evaluation.screen.broken", file="test.json") in Desk(tmp_path).start.html
    plan.save(test, tmp_path)
    desk = Desk(tmp_path)
    assert WORDS("evaluation.screen.broken", file="codes.csv") in desk.start.html
    drawn = codes.draw(6, 2)
    (tmp_path / "codes.csv").write_text(answers.write_codes(drawn[1:], WORDS), encoding="utf-8")
    hear(desk, "start", {"code": [drawn[1]], "time": ["before"]})
    assert desk.questions == [], "without a form to enter a code in, nothing begins"
    desk = Desk(tmp_path)
    hear(desk, "start", {"code": [drawn[0]], "time": ["before"]})
    assert desk.start.status == WORDS("evaluation.screen.no_code")
    (tmp_path / "codes.csv").write_text(answers.write_codes(drawn, WORDS), encoding="utf-8")  # more cards were made
    for code, time, said in (
        ("../../x", "before", "no_code"),
        (next(c for c in codes.draw(50, 3) if c not in drawn), "before", "no_code"),
        (drawn[0], "../after", "no_time"),
    ):
        hear(desk, "start", {"code": [code], "time": [time]})
        assert desk.start.status == WORDS(f"evaluation.screen.{said}")
        assert desk.questions == []
    hear(desk, "start", {"code": [f" {drawn[0][:3]} {drawn[0][3:]}"], "time": ["before"]})
    form = codes.form_at(drawn[0], "before")
    for asked, widget in list(zip(test.items, desk.questions, strict=True))[:5]:
        widget.record = {"response": {"answer": asked.letters(form)[asked.right(form)], "x": "y"}}
    assert WORDS("evaluation.screen.open", n=1) in desk.end.html
    assert f'href="#activity-{test.items[5].form(form).id}"' in desk.end.html, "the open question can be found"
    assert desk.end.html.count("#activity-") == 1
    hear(desk, "hand-in")
    assert WORDS("evaluation.screen.handed_in") in desk.start.html
    again = Desk(tmp_path)
    hear(again, "start", {"code": [drawn[0]], "time": ["before"]})
    assert again.start.status == WORDS("evaluation.screen.done_before")
    two = [Desk(tmp_path) for _ in range(2)]
    for each in two:
        hear(each, "start", {"code": [drawn[1]], "time": ["after"]})
    hear(two[0], "hand-in")
    hear(two[1], "hand-in")
    assert two[1].end.status == WORDS("evaluation.screen.done_before"), "the second does not write over the first"
    got = answers.read_sheets(sorted((tmp_path / "screen").iterdir()), test, WORDS, frozenset(drawn))
    assert got.faults == []
    by_code = {s.code: s for s in got.sheets}
    assert by_code[drawn[0]].answers == (*(a.right(form) for a in test.items[:5]), "")
    assert set(by_code[drawn[1]].answers) == {""}, "all left open is a sheet, too"


# ---- the commands, at full size ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evaluation")
    said = run("--root", ROOT, "evaluate", "sheets", "definitions", "--folder", folder, "--participants", "500", "--seed", "11")  # fmt: skip
    assert said.exit_code == 0, said.output
    return folder


def test_from_sheets_to_report_with_five_hundred_people(made: Path, test: Test) -> None:
    kept = plan.load(made)
    assert kept.items == test.items
    for name in ("form-a", "form-b", "form-c", "answer-sheet", "key-for-the-trainer", "cards"):
        assert zipfile.ZipFile(made / f"{name}.docx").testzip() is None
        assert "<main>" in (made / f"{name}.html").read_text(encoding="utf-8")
    said = run("--root", ROOT, "evaluate", "template", "--folder", made, "--semicolons")
    assert "1500 rows" in said.output
    header, *rows = (made / "to-type-in.csv").read_text(encoding="utf-8-sig").split()
    by_key: dict[tuple[str, str], Sheet] = {
        (s.code, s.time): s for s in simulate(test, 500, 11, groups=("police", "labour attachés"))
    }
    filled = []
    for row in rows:
        code, time = row.split(";")[:2]
        sheet = by_key.get((code, time))
        filled.append(f"{code};{time};{sheet.form.upper()};{sheet.group};{';'.join(sheet.answers)}" if sheet else row)
    (made / "to-type-in.csv").write_text("\n".join([header, *filled]), encoding="utf-8-sig")
    said = run("--root", ROOT, "evaluate", "import", made / "to-type-in.csv", "--folder", made)
    assert said.exit_code == 0, said.output
    assert "People: 500." in said.output
    assert "Was a table forgotten?" not in said.output
    said = run("--root", ROOT, "evaluate", "report", "--folder", made)
    assert said.exit_code == 0, said.output
    table = (made / "report/report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 1 + 6 * 3
    assert zipfile.ZipFile(made / "report/report.docx").testzip() is None
    assert "D6" in (made / "report/report.html").read_text(encoding="utf-8")


def test_a_table_that_was_forgotten_is_told(test: Test, tmp_path: Path) -> None:
    plan.save(test, tmp_path)
    sheets = simulate(test, 9, 2)
    for name, times in (("first.csv", ("before", "after")), ("second.csv", ("later",))):
        rows = [[s.code, s.time, s.form.upper(), *s.answers] for s in sheets if s.time in times]
        header = ["code", "time", "form", *(str(n) for n in range(1, len(test.items) + 1))]
        (tmp_path / name).write_text("\n".join(";".join(row) for row in [header, *rows]), encoding="utf-8")
    of_both = run("--root", ROOT, "evaluate", "import", *sorted(tmp_path.glob("*.csv")), "--folder", tmp_path)
    assert of_both.exit_code == 0, of_both.output
    assert "Was a table forgotten?" not in of_both.output
    alone = run("--root", ROOT, "evaluate", "import", tmp_path / "second.csv", "--folder", tmp_path)
    gone = sum(s.time != "later" for s in sheets)
    assert f"that are in none of these tables: {gone}. Was a table forgotten?" in alone.output
    (tmp_path / "answers.csv").write_text("no table", encoding="utf-8")
    assert run("--root", ROOT, "evaluate", "import", tmp_path / "second.csv", "--folder", tmp_path).exit_code == 0


def test_commands_refuse_what_would_do_harm(made: Path, tmp_path: Path) -> None:
    def fails(part: str, *arguments: str | Path) -> None:
        said = run("--root", ROOT, "evaluate", *arguments)
        assert said.exit_code == 1
        assert part in said.output
        assert "Traceback" not in said.output

    fails("holds a test already", "sheets", "--folder", made)
    fails("There is no module '77'", "sheets", "77", "--folder", tmp_path)
    fails("has 121 characters, expected at most 120", "sheets", "--title", "x" * 121, "--folder", tmp_path)
    fails("is missing. Make the test first", "template", "--folder", tmp_path)
    fails("is missing. Make the test first", "report", "--folder", tmp_path)
    fails("There are no answers yet", "import", "--folder", made)
    fails("nowhere.csv: is not there", "import", tmp_path / "nowhere.csv", "--folder", made)
    (tmp_path / "bare").mkdir()
    fails("There is no table in", "import", tmp_path / "bare", "--folder", made)
    for kept in ("test.json", "codes.csv"):
        held = (made / kept).read_bytes()
        fails("is not written over", "template", "--folder", made, "--force", "-o", made / kept)
        assert (made / kept).read_bytes() == held
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "test.json").write_bytes((made / "test.json").read_bytes())
    fails("Bring the answers together first", "report", "--folder", fresh)
    (fresh / "answers.csv").write_text("code,answer\n1,2\n")
    fails("Import the answers again", "report", "--folder", fresh)
    fails("holds answers to the test", "sheets", "--folder", fresh, "--force")
    fails("Leave out: MODULES, --questions", "sheets", "2", "--questions", "3", "--more", "--folder", made)
    before = len(answers.read_codes(made / "codes.csv"))
    said = run("--root", ROOT, "evaluate", "sheets", "--more", "--participants", "10", "--folder", made)
    assert said.exit_code == 0, said.output
    assert len(answers.read_codes(made / "codes.csv")) == before + 10


def test_the_guide_says_which_objectives_have_items(course: Course) -> None:
    text = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    for module in course.modules:
        have = list(dict.fromkeys(i.objective for i in course.matched.get(module.id, ())))
        without = [o for o in module.lesson.objectives if o not in have]
        assert f"| `{module.id}` | {', '.join(have) or '–'} | {', '.join(without) or '–'} |" in text
