"""`booklet6 agenda`: what it writes, what it refuses, and the exit status that a script can trust."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from helpers import ROOT, small_course

from booklet6.cli import main
from booklet6.content import load_course
from booklet6.training import word
from booklet6.training.agenda import make
from booklet6.training.agenda.calendar import calendar, escape, fold
from booklet6.training.agenda.text import document
from booklet6.words import Words, load_words

COURSE = load_course(ROOT)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


pytestmark = pytest.mark.usefixtures("course_loaded_once")


def run(*arguments: str | Path) -> Result:
    """Run `booklet6 agenda` in the real course. An error that is not caught fails the test."""
    result = CliRunner().invoke(main, ["--root", str(ROOT), "agenda", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def unfolded(text: str) -> list[str]:
    """The lines of a calendar file as they were before they were folded."""
    return text.replace("\r\n ", "").split("\r\n")


def test_a_plan_is_written_in_three_kinds(tmp_path: Path) -> None:
    outs = [tmp_path / f"plan.{ending}" for ending in ("md", "docx", "ics")]
    result = run("--ready", "police-one-day", "--date", "2027-03-08", *(a for o in outs for a in ("-o", o)))
    assert result.exit_code == 0, result.output
    assert result.stdout.split() == [str(o) for o in outs]
    text = outs[0].read_text(encoding="utf-8")
    assert text.startswith("# One day for police officers\n")
    assert "## Day 1: 2027-03-08" in text
    ready = next(p for p in COURSE.agendas.plans if p.id == "police-one-day") if COURSE.agendas else None
    assert ready
    plan = make(COURSE, ready)
    for row in plan.rows:
        if row.step:
            assert row.step.title in text
    # The column of minutes adds up to the whole day.
    minutes = re.findall(r"^\| \d\d:\d\d–\d\d:\d\d \| (\d+) \|", text, re.MULTILINE)
    assert sum(map(int, minutes)) == 8 * 60
    for module in plan.modules:
        for step in plan.cut(module):
            assert f"{step.title} ({step.minutes} minutes)" in text, "what was cut is named"
    found = ElementTree.fromstring(zipfile.ZipFile(outs[1]).read("word/document.xml"))
    tables = list(found.iter(f"{W}tbl"))
    assert len(tables) == 1
    rows = tables[0].findall(f"{W}tr")
    assert len(rows) == len(re.findall(r"^\| ", text, re.MULTILINE)) - 1
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None, "the head is repeated on each sheet of paper"
    assert all(r.find(f"{W}trPr/{W}cantSplit") is not None for r in rows)


def rows_of(text: str, what: str) -> list[str]:
    """The times of the rows with that name."""
    return re.findall(rf"^\| (\d\d:\d\d–\d\d:\d\d) \| \d+ \| \*\*{what}\*\*", text, re.MULTILINE)


def test_pauses_that_nobody_told_give_way_to_a_guest() -> None:
    result = run("police", "--guest", "14:00-14:45 A prosecutor")
    assert result.exit_code == 0, result.output
    assert rows_of(result.stdout, "Break") == ["10:05–10:20", "14:45–15:00"]
    minutes = re.findall(r"^\| \d\d:\d\d–\d\d:\d\d \| (\d+) \|", result.stdout, re.MULTILINE)
    assert sum(map(int, minutes)) == 8 * 60
    told = run("police", "--guest", "14:00-14:45", "--break", "14:30-14:45")
    assert "overlaps guest 14:00-14:45" in told.stderr, "what somebody has told is not moved"


def test_a_day_with_other_hours_has_pauses_of_its_own() -> None:
    result = run("police", "--days", "2", "--hours", "2@14:00-18:00")
    assert result.exit_code == 0, result.output
    first, second = result.stdout.split("## Day 2")
    assert rows_of(first, "Lunch") == ["12:00–13:00"]
    assert rows_of(second.partition("\n## ")[0], "Break") == ["15:10–15:25", "16:35–16:50"]
    assert "nobody has a pause" not in result.stderr


def test_a_long_sitting_is_told_with_a_break_that_would_help() -> None:
    result = run("police", "--lunch", "12:00-13:00")
    assert "--break 10:05-10:20" in result.stderr
    assert "--break 14:35-14:50" in result.stderr
    again = run("police", "--lunch", "12:00-13:00", "--break", "10:05-10:20", "--break", "14:35-14:50")
    assert (again.exit_code, again.stderr) == (0, "")
    two = run("police", "--days", "2", "--lunch", "12:00-13:00", "--break", "1@10:05-10:20", "--break", "1@14:35-14:50")
    assert "--break 2@10:05-10:20" in two.stderr


def test_lists_of_modules_have_short_names() -> None:
    text = run("police").stdout
    later = next(row for row in text.splitlines() if "For reading later" in row)
    assert "*The response framework*" in later
    assert "where do I stand" not in later


def test_nothing_is_written_over_unless_that_is_said(tmp_path: Path) -> None:
    out = tmp_path / "plan.md"
    out.write_text("mine", encoding="utf-8")
    result = run("police", "-o", out)
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert out.read_text(encoding="utf-8") == "mine"
    assert run("police", "-o", out, "--force").exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("# For Police officers")


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    result = run(
        "polise", "--start", "9", "--date", "8 March", "--timezone", "Asia/Manilla",
        "-o", tmp_path / "plan.pdf", "-o", tmp_path / "no" / "plan.md", "-o", tmp_path / "plan.ics",
    )  # fmt: skip
    assert result.exit_code == 1
    for words in (
        "no audience 'polise'. Did you mean 'police'?",
        "'9' is no time",
        "'8 March' is no date",
        "no time zone 'Asia/Manilla'. Did you mean 'Asia/Manila'?",
        "its ending says no kind of file, expected one of: .md, .docx, .ics",
        "there is no folder",
    ):
        assert words in result.stderr, words
    assert all(line.startswith("agenda: ") for line in result.stderr.splitlines())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "say for whom it is. Expected one of: police, labour-attache, mixed, other"),
        (["--ready", "police-one-dya"], "Did you mean 'police-one-day'?"),
        (["police", "--without", "tests"], "Did you mean 'test-after'?"),
        (["police", "--break", "9.00-9.15"], "agenda: break: '9.00' is no time"),
        (["police", "--guest", "9.00-9.45"], "agenda: guest: '9.00' is no time"),
        (["police", "--guest", "2@14:00-14:45"], "guests: day 2 is not there, expected 1\n"),
        (["police", "--with", "8", "--without", "8"], "8 must be in and is left out too"),
        (["police", "--days", "0"], "days: 0 is too small"),
        (["police", "--title", "x" * 121], "title: has 121 characters, expected at most 120"),
        (["police", "--no-pauses", "--lunch", "12:00-13:00"], "do not go together"),
        (["police", "--hours", "08:30-12:00"], "has no day"),
        (["police", "--hours", "1@12:00-08:30"], "ends before it begins"),
        (["police", "--days", "2", "--date", "2027-03-08", "--date", "2027-03-08"], "not in order"),
        (["police", "--days", "3", "--date", "2027-03-08", "--date", "2027-03-09"], "2 dates for 3 days"),
        (["police", "-o", "plan.ics"], "a calendar file needs a date"),
        (["police", "--end", "10:00"], "minutes are missing"),
        (["police", "--start", "22:00", "--end", "02:00"], "nothing is planned past midnight"),
        (["police", "--break", "10:00-10:00"], "takes 0 minutes"),
        (["police", "--prayer", "12:00-15:00"], "takes 180 minutes"),
    ],
)
def test_a_wrong_option_is_told(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_the_list_names_what_there_is() -> None:
    text = run("--list").stdout
    assert COURSE.agendas
    for name in (*COURSE.agendas.audiences, *(m.id for m in COURSE.modules), *(p.id for p in COURSE.agendas.plans)):
        assert f"  {name} " in text


def test_a_long_sitting_is_noted() -> None:
    result = run("police", "--no-pauses", "--end", "12:30")
    assert result.exit_code == 0
    assert "nobody has a pause from 08:30 to 12:30, 240 minutes" in result.stderr
    assert "240 minutes. People need one." in result.stdout


def test_a_course_without_agendas_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--root", str(small_course(tmp_path)), "agenda", "police"])
    assert result.exit_code == 1
    assert "agenda.yml is missing" in result.stderr
    result = CliRunner().invoke(main, ["--root", str(tmp_path / "book"), "agenda", "police"])
    assert result.exit_code == 1
    assert "holds no course" in result.stderr


def test_the_calendar_is_one_that_programs_read() -> None:
    assert COURSE.agendas
    ready = next(p for p in COURSE.agendas.plans if p.id == "mixed-five-days")
    guest = {"day": 2, "at": "11:00-11:40", "who": "سارة الخطيب; inspector, الوزارة " * 4}
    wanted = type(ready).model_validate({**ready.model_dump(), "guests": [guest]})
    plan, words = make(COURSE, wanted), load_words()
    dates = [date(2027, 3, d) for d in (7, 8, 9, 10, 11)]
    stamp = datetime(2026, 11, 26, 12, tzinfo=UTC)
    text = calendar(plan, words, "Five, days; ünd \\ more", dates, stamp)
    assert text == calendar(plan, words, "Five, days; ünd \\ more", dates, stamp)
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "X-WR-CALNAME:Five\\, days\\; ünd \\\\ more" in lines
    events = "\r\n".join(lines).split("BEGIN:VEVENT\r\n")[1:]
    fields = [dict(row.split(":", 1) for row in e.split("\r\n") if ":" in row) for e in events]
    assert len({f["UID"] for f in fields}) == len(fields)
    for f in fields:
        assert f["DTSTAMP"] == "20261126T120000Z"
        assert re.fullmatch(r"202703\d\dT\d{6}", f["DTSTART"])
        assert f["DTSTART"] < f["DTEND"]
        assert f["DTSTART"][:8] == f["DTEND"][:8], "nothing runs past midnight"
        assert f["SUMMARY"]
    in_order = [(f["DTSTART"], f["DTEND"]) for f in fields]
    assert all(a[1] <= b[0] for a, b in pairwise(in_order)), "no two at one time"
    assert any("سارة الخطيب\\; inspector\\," in f["SUMMARY"] for f in fields)
    in_zone = unfolded(calendar(plan, words, "T", dates, stamp, ZoneInfo("Asia/Manila")))
    assert "DTSTART:20270307T003000Z" in in_zone
    with pytest.raises(ValueError, match="2 dates for 5 days"):
        calendar(plan, words, "T", dates[:2], stamp)
    night = type(ready).model_validate({**ready.model_dump(), "days": 1, "hours": (), "start": "02:10", "end": "16:30"})
    with pytest.raises(ValueError, match="02:10 does not exist on 2027-03-28"):
        calendar(make(COURSE, night), words, "T", [date(2027, 3, 28)], stamp, ZoneInfo("Europe/Berlin"))


def test_folding_and_escaping() -> None:
    assert escape("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
    long = "x" * 74 + "é" * 80
    pieces = [*fold(long)]
    assert all(len(p.encode()) <= 75 for p in pieces)
    assert pieces[0] + "".join(p[1:] for p in pieces[1:]) == long
    assert [*fold("")] == [""]


def test_in_another_language_and_from_right_to_left(tmp_path: Path) -> None:
    assert COURSE.agendas
    english = load_words().entries
    words = Words(
        {k: v if k.startswith("meta.") else f"⟦{v}⟧" for k, v in english.items()}
        | {"meta.language": "ar", "meta.direction": "rtl"}
    )
    plan = make(COURSE, COURSE.agendas.plans[1])
    text = document(plan, words, "T")
    for name in (
        "agenda.column.time",
        "agenda.late",
        "agenda.bring",
        "agenda.sheets",
        "session.do",
        "agenda.pause.lunch",
    ):
        assert words(name) in text
    word.write(text, tmp_path / "t.docx", words, "T")
    xml = zipfile.ZipFile(tmp_path / "t.docx").read("word/document.xml").decode()
    assert "<w:bidiVisual/>" in xml
    assert "<w:bidi" in xml


def test_what_a_trainer_types_is_shown_as_it_was_typed(tmp_path: Path) -> None:
    out = tmp_path / "plan.md"
    who = "A *star* <b> | c_d"
    assert run("police", "--title", "Kurs *1* | <b>", "--guest", f"11:30-12:00 {who}", "-o", out).exit_code == 0
    text = out.read_text(encoding="utf-8")
    row = next(r for r in text.splitlines() if r.startswith("| 11:30–12:00 |"))
    cells = re.split(r"(?<!\\)\|", row)[1:-1]
    assert len(cells) == 5, "it stays one cell"
    assert re.sub(r"\\(.)", r"\1", cells[4]).strip() == who
    assert re.sub(r"\\(.)", r"\1", text.splitlines()[0]) == "# Kurs *1* | <b>"
