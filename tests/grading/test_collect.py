"""Work that comes as platforms and mail give it lies in `submitted/` afterwards, and every file is accounted for."""

from __future__ import annotations

import datetime
import io
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import nbformat
import pytest
from click.testing import CliRunner
from journeys import CONFIG, source

from booklet6.cli import main
from booklet6.grading.collect import Collected, Roster, RosterError, collect, lines, read_roster
from booklet6.grading.collect.platforms import read_path
from booklet6.grading.collect.roster import person
from booklet6.grading.collect.unpack import Bounds
from booklet6.grading.course import CourseFolder, CourseFolderError
from booklet6.grading.summary import plain_line

NB = nbformat.writes(source()).encode()  # type: ignore[no-untyped-call]
ANSWERS = json.dumps({"format": 1, "assignment": "ps", "answers": {"a": {"x": "y"}}}).encode()
CLASS = Roster(
    [
        person("asilva", "Ana", "Silva", "ana@class.example"),
        person("bo", "Bo", "Núñez", "bo@class.example"),
        person("mei", "美", "林"),
        person("cas", "Cas", "Adeyemi"),
    ]
)
CLASS._numbers["77"] = [CLASS.people[3]]


def nb(text: str) -> bytes:
    """A notebook of the assignment with this in it."""
    made = json.loads(NB)
    made["cells"][0]["source"] = text
    return json.dumps(made).encode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("collect") / "course"
    (root / "source" / "ps").mkdir(parents=True)
    (root / "source" / "ps" / "work.ipynb").write_bytes(NB)
    (root / "source" / "ps" / "data.csv").write_text("a\n1\n")
    (root / "nbgrader_config.py").write_text(CONFIG + 'c.Autograde.exclude_overwriting = {"ps": ["responses.json"]}\n')
    return root


@pytest.fixture(scope="module")
def opened(folder: Path) -> CourseFolder:
    return CourseFolder(folder)


@pytest.fixture
def course(opened: CourseFolder) -> Iterator[CourseFolder]:
    yield opened
    for name in ("submitted", "grading"):
        shutil.rmtree(opened.root / name, ignore_errors=True)


def zipped(path: Path, files: dict[str, bytes], when: Mapping[str, tuple[int, ...]] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            time: Any = (when or {}).get(name, (2026, 1, 1, 0, 0, 0))
            archive.writestr(zipfile.ZipInfo(name, time), data, zipfile.ZIP_DEFLATED)
    return path


def inner_zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def laid(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def got(course: CourseFolder) -> dict[str, bytes]:
    root = course.root / "submitted"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def states(result: Collected) -> dict[str, str]:
    return {f.item.path: f.state for f in result.files}


def all_told(result: Collected) -> str:
    """The whole summary; each file that was found stands in it."""
    text = "\n".join(lines(result, whole=True))
    for file in result.files:
        assert file.state != "found", file
        assert plain_line(file.item.path) in text
    return text


PLATFORMS = {
    "Moodle": {
        "Ana Silva_12345_assignsubmission_file_/work.ipynb": NB,
        "Ana Silva_12345_assignsubmission_file_/responses.json": ANSWERS,
        "Bo Nunez_99_assignsubmission_file_work.ipynb": NB,
        "Bo Nunez_99_assignsubmission_file_responses (1).json": ANSWERS,
    },
    "Canvas": {
        "silvaana_501_9001_work.ipynb": NB,
        "silvaana_501_9002_responses.json": ANSWERS,
        "nunezbo_LATE_502_9003_work-2.ipynb": NB,
        "nunezbo_LATE_502_9004_responses-1.json": ANSWERS,
    },
    "Blackboard": {
        "My_first ps_asilva_attempt_2026-11-26-19-09-32_work.ipynb": NB,
        "My_first ps_asilva_attempt_2026-11-26-19-09-32_responses.json": ANSWERS,
        "My_first ps_asilva_attempt_2026-11-26-19-09-32.txt": b"Name: Ana Silva (asilva)",
        "My_first ps_bo_attempt_2026-11-25-01-00-00_work.ipynb.txt": NB,
        "My_first ps_bo_attempt_2026-11-25-01-00-00_responses.json": ANSWERS,
    },
    "Brightspace": {
        "501-77 - Ana Silva - Nov 26, 2026 709 PM/work.ipynb": NB,
        "501-77 - Ana Silva - Nov 26, 2026 709 PM/responses.json": ANSWERS,
        "502-78 - Bo Núñez - 25 November, 2026 01_00/Work (1).ipynb": NB,
        "502-78 - Bo Núñez - 25 November, 2026 01_00/responses.json.txt": ANSWERS,
        "index.html": b"<html>",
    },
    "Sakai": {
        "ps 1/Silva, Ana(asilva)/Submission attachment(s)/work.ipynb": NB,
        "ps 1/Silva, Ana(asilva)/Submission attachment(s)/responses.json": ANSWERS,
        "ps 1/Silva, Ana(asilva)/timestamp.txt": b"20261126190932000",
        "ps 1/Núñez, Bo(bo)/Submission attachment(s)/work.ipynb": NB,
        "ps 1/Núñez, Bo(bo)/Submission attachment(s)/responses.json": ANSWERS,
    },
    "Teams": {
        "Ana Silva/ps/Version 1/work.ipynb": nb("old"),
        "Ana Silva/ps/Version 2/work.ipynb": NB,
        "Ana Silva/ps/Version 2/responses.json": ANSWERS,
        "Bo Núñez/ps/Version 1/work.ipynb": NB,
        "Bo Núñez/ps/Version 1/responses.json": ANSWERS,
    },
    "nbgrader": {
        "asilva+ps+2026-11-26 19:09:32 UTC+abc/work.ipynb": NB,
        "asilva+ps+2026-11-26 19:09:32 UTC+abc/responses.json": ANSWERS,
        "bo/ps/work.ipynb": NB,
        "bo/ps/responses.json": ANSWERS,
        "bo/ps/timestamp.txt": b"2026-11-25 01:00:00.000000 UTC",
    },
    "zips": {
        "asilva.zip": inner_zip({"hand in/work.ipynb": NB, "hand in/responses.json": ANSWERS}),
        "Bo Núñez/stuff.zip": inner_zip({"a/b.zip": inner_zip({"work.ipynb": NB}), "answers.json": ANSWERS}),
    },
    "loose": {
        "work_asilva.ipynb": NB,
        "responses_asilva.json": ANSWERS,
        "Bo Núñez - work (2).ipynb": NB,
        "Bo Núñez responses.json": ANSWERS,
        ".DS_Store": b"x",
        "__MACOSX/._work.ipynb": b"x",
    },
}


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("as_zip", [True, False])
def test_what_platforms_give(course: CourseFolder, tmp_path: Path, platform: str, as_zip: bool) -> None:
    files = PLATFORMS[platform]
    given = zipped(tmp_path / "all.zip", files) if as_zip else laid(tmp_path / "all", files)
    result = collect(course, "ps", given, CLASS, zone=datetime.UTC)
    text = all_told(result)
    kept = got(course)
    for student in ("asilva", "bo"):
        assert kept.pop(f"{student}/ps/work.ipynb") == NB
        assert kept.pop(f"{student}/ps/responses.json") == ANSWERS
    if platform in ("Blackboard", "Brightspace", "nbgrader"):
        assert kept.pop("asilva/ps/timestamp.txt").startswith(b"2026-11-26 19:09:")
        assert kept.pop("bo/ps/timestamp.txt").startswith(b"2026-11-25 01:00:00")
    else:
        assert "No time of handing in is known for 2" in text
    assert ("it counts as on time" in text) == (platform == "Canvas")
    assert not kept
    assert result.missing == ["cas", "mei"]


def test_without_a_roster_names_become_ids(course: CourseFolder, tmp_path: Path) -> None:
    files = {
        "Ana Mª Núñez_1_assignsubmission_file_/work.ipynb": NB,
        "Jo Li_2_assignsubmission_file_/work.ipynb": NB,
        "Jo Li_3_assignsubmission_file_/work.ipynb": NB,
        "林美_4_assignsubmission_file_/work.ipynb": NB,
        "../up_5_assignsubmission_file_/work.ipynb": NB,
    }
    result = collect(course, "ps", zipped(tmp_path / "a.zip", files))
    assert {w.student for w in result.works} == {"ana-ma-nunez", "jo-li-2", "jo-li-3", "林美"}
    assert states(result)["../up_5_assignsubmission_file_/work.ipynb"] == "person"


def test_the_latest_counts_and_the_others_are_named(course: CourseFolder, tmp_path: Path) -> None:
    files = {
        "ana/work.ipynb": nb("first"),
        "ana/work (1).ipynb": nb("second"),
        "ana/work (2).ipynb": nb("second"),
        "ana/work (3).ipynb": b"<html>sign in</html>",
        "bo/a/work.ipynb": nb("one"),
        "bo/b/work.ipynb": nb("other"),
        "cas/work.ipynb": nb("one"),
        "cas/work-Copy1.ipynb": nb("other"),
    }
    result = collect(course, "ps", zipped(tmp_path / "a.zip", files))
    text = all_told(result)
    assert got(course)["ana/ps/work.ipynb"] == nb("second")
    told = states(result)
    assert told["ana/work (2).ipynb"] == "collected"
    assert told["ana/work (1).ipynb"] == "same"
    assert told["ana/work.ipynb"] == told["ana/work (3).ipynb"] == "older"
    assert "work (3).ipynb came later, but cannot be used" in text
    assert sorted(s for n, s in told.items() if n.startswith("bo")) == ["collected", "person"]
    assert sorted(s for n, s in told.items() if n.startswith("cas")) == ["collected", "person"], "a copy made by hand"
    assert text.count("nothing says which is later") == 2

    when = {"ana/work (1).ipynb": (2026, 2, 1, 0, 0, 0)}
    shutil.rmtree(course.root / "submitted")
    collect(course, "ps", zipped(tmp_path / "b.zip", {"ana/work.ipynb": nb("z"), "ana/work (1).ipynb": nb("y")}, when))
    assert got(course)["ana/ps/work.ipynb"] == nb("y")


def test_odd_names_and_wrong_files(course: CourseFolder, tmp_path: Path) -> None:
    other = json.loads(NB)
    for cell in other["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["grade_id"] += "-else"
    files = {
        "Ana Silva/my homework FINAL.ipynb": NB,
        "Ana Silva/Untitled.json": ANSWERS,
        "Ana Silva/notes.docx": b"PK",
        "Ana Silva/evil\u202egnp.exe": b"x",
        "Ana Silva/timestamp.txt": b"2020-01-01 00:00:00 UTC",
        "Bo Núñez/memo.pdf": b"%PDF",
        "美 林/work.ipynb.json": NB,
        "Cas Adeyemi/work.ipynb": json.dumps(other).encode(),
        "Ann Silva/work.ipynb": NB,
        "work.ipynb": NB,
    }
    result = collect(course, "ps", laid(tmp_path / "in", files), CLASS)
    text = all_told(result)
    kept = got(course)
    assert kept["asilva/ps/work.ipynb"] == kept["mei/ps/work.ipynb"] == NB
    assert kept["asilva/ps/responses.json"] == ANSWERS
    assert {"asilva/ps/notes.docx", "asilva/ps/evil_gnp.exe"} <= kept.keys()
    assert "asilva/ps/timestamp.txt" not in kept
    assert not any(n.startswith("bo/") for n in kept)
    assert "work.ipynb was not handed in. What came: .pdf" in text
    assert "notebook of another assignment" in text
    assert "nobody on the roster is called Ann Silva; is it asilva?" in text
    assert states(result)["work.ipynb"] == "person"
    assert not result.clean


def test_mail(course: CourseFolder, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "Ana <ANA@class.example>"
    mail["Date"] = "Thu, 26 Nov 2026 20:09:32 +0100"
    mail.set_content("Here it is.")
    for name, data in {"../../work.ipynb": NB, "r.zip": inner_zip({"responses.json": ANSWERS})}.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    given = laid(tmp_path / "in", {"Re_ homework.eml": bytes(mail), "broken.eml": b"\0\xff" * 50})
    result = collect(course, "ps", given, CLASS)
    all_told(result)
    assert got(course) == {
        "asilva/ps/work.ipynb": NB,
        "asilva/ps/responses.json": ANSWERS,
        "asilva/ps/timestamp.txt": b"2026-11-26 19:09:32.000000 UTC\n",
    }


def test_nothing_is_overwritten_unless_asked(course: CourseFolder, tmp_path: Path) -> None:
    first = laid(tmp_path / "1", {"ana/work.ipynb": nb("first")})
    second = laid(tmp_path / "2", {"ana/work.ipynb": nb("second"), "ana/responses.json": ANSWERS})
    dry = collect(course, "ps", first, dry=True)
    assert not got(course)
    assert not (course.root / "grading").exists()
    assert "this is what would be done" in all_told(dry)
    collect(course, "ps", first)
    assert states(collect(course, "ps", first)) == {"ana/work.ipynb": "there"}
    result = collect(course, "ps", second)
    assert set(states(result).values()) == {"person"}
    assert got(course) == {"ana/ps/work.ipynb": nb("first")}
    assert collect(course, "ps", laid(tmp_path / "3", {"ana/responses.json": ANSWERS})).works[0].files
    assert got(course) == {"ana/ps/work.ipynb": nb("first"), "ana/ps/responses.json": ANSWERS}
    collect(course, "ps", second, replace=True)
    assert got(course)["ana/ps/work.ipynb"] == nb("second")
    kept = [p.read_bytes() for p in (course.root / "grading" / "ps" / "replaced").rglob("work.ipynb")]
    assert nb("first") in kept
    assert not (course.root / "grading" / "ps" / "collecting").exists()


def test_late_work_and_names_in_answers_are_told(course: CourseFolder, tmp_path: Path) -> None:
    signed = json.loads(ANSWERS) | {"learner": "Anna"}
    files = {"x_asilva_attempt_2026-11-26-10-00-00_work.ipynb": NB, "x_bo_attempt_2026-11-23-10-00-00_work.ipynb": NB}
    files["x_asilva_attempt_2026-11-26-10-00-00_responses.json"] = json.dumps(signed).encode()
    result = collect(course, "ps", zipped(tmp_path / "a.zip", files), CLASS, zone=datetime.UTC)
    result.due = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    text = all_told(result)
    assert "**asilva**: 2 d 10 h after" in text
    assert "**bo**:" not in text
    assert "If that is the same person, add this line to bank/names.csv: asilva,Anna" in text


def test_answers_that_are_missing_are_asked_for(course: CourseFolder, tmp_path: Path) -> None:
    """The decisions are in that file: without it they earn nothing, and a 0 looks as any other."""
    told = "No responses.json was handed in. Ask for it"
    first = collect(course, "ps", laid(tmp_path / "1", {"ana/work.ipynb": NB}))
    assert told in all_told(first)
    assert not first.clean
    both = {"ana/work.ipynb": NB, "ana/responses.json": ANSWERS}
    assert told not in all_told(collect(course, "ps", laid(tmp_path / "2", both)))
    assert told not in all_told(collect(course, "ps", tmp_path / "1")), "they were collected before"


def test_times_on_the_list_are_those_of_the_zone_that_is_named(course: CourseFolder, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        'id,submitted\nana,2026-11-26 19:09\nbo,2026-11-26 19:09+00:00\ncas,"Thursday, 26 November 2026, 7:09\u202fPM"\n',
        encoding="utf-8",
    )
    files = laid(tmp_path / "in", {f"{who}/work.ipynb": NB for who in ("ana", "bo", "cas")})
    collect(course, "ps", files, read_roster(tmp_path / "r.csv"), zone=ZoneInfo("Asia/Manila"))
    times = {name.split("/")[0]: data[:16] for name, data in got(course).items() if name.endswith("timestamp.txt")}
    assert times == {"ana": b"2026-11-26 11:09", "bo": b"2026-11-26 19:09", "cas": b"2026-11-26 11:09"}


def test_answers_under_the_name_of_another_learner_are_no_mistyped_name(course: CourseFolder, tmp_path: Path) -> None:
    typed = {"asilva": "Silva, Ana", "bo": "ASilva", "cas": "CAS"}
    files = {
        f"{who}/responses.json": json.dumps(json.loads(ANSWERS) | {"learner": n}).encode() for who, n in typed.items()
    }
    result = collect(course, "ps", laid(tmp_path / "in", files | {f"{who}/work.ipynb": NB for who in typed}), CLASS)
    text = all_told(result)
    assert 'add this line to bank/names.csv: asilva,"Silva, Ana"' in text
    assert "that is another learner: asilva" in text
    assert "bo,ASilva" not in text, "it would give one learner another's marks"
    assert {w.student: len(w.person) for w in result.works} == {"asilva": 0, "bo": 1, "cas": 0}


def test_hostile_archives(course: CourseFolder, tmp_path: Path) -> None:
    """Each is named with the reason; honest work in the same download is collected; nothing is written elsewhere."""
    link = zipfile.ZipInfo("ana/work.ipynb")
    link.external_attr = 0o120777 << 16
    quine = inner_zip({"work.ipynb": NB})
    for _ in range(4):
        quine = inner_zip({"q.zip": quine})
    locked = bytearray(inner_zip({"work.ipynb": NB}))
    locked[6] |= 1
    locked[locked.rfind(b"PK\1\2") + 8] |= 1
    lying = bytearray(inner_zip({"work.ipynb": b"0" * 3_000_000}))
    at = lying.rfind(b"PK\1\2")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    many = inner_zip({f"f{n}": b"" for n in range(60)})
    given = tmp_path / "in.zip"
    with zipfile.ZipFile(given, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(link, "/etc/passwd")
        for name, data in {
            "bomb/work.ipynb": b"0" * 20_000_000,
            "../../../tmp/out/work.ipynb": NB,
            "/abs/work.ipynb": NB,
            "C:\\win\\work.ipynb": NB,
            "quine/q.zip": quine,
            "locked/l.zip": bytes(locked),
            "lying/l.zip": bytes(lying),
            "many/m.zip": many,
            "broken/b.zip": b"PK\3\4 and no more",
            "old/x.rar": b"Rar!",
            "x/" * 30_000 + "work.ipynb": NB,
            "long/" + "_" * 60_000 + "work.ipynb": NB,
            "honest/work.ipynb": NB,
        }.items():
            archive.writestr(name, data)
    before = set(tmp_path.rglob("*"))
    result = collect(course, "ps", given, bounds=Bounds(inside=50))
    text = all_told(result)
    assert set(got(course)) == {"honest/ps/work.ipynb"}
    assert set(tmp_path.rglob("*")) == before
    for why in (
        "a link",
        "only a trap does",
        "leads out",
        "inside 3 others",
        "password",
        "60 files",
        "no zip",
        "kind of",
        "30 folders",
        "255 letters",
    ):
        assert why in text, why
    assert sum(s == "person" for s in states(result).values()) >= 13


def test_hostile_folders(course: CourseFolder, tmp_path: Path) -> None:
    given = laid(tmp_path / "in", {"ana/work.ipynb": NB, "bo/work.ipynb": NB})
    (given / "ana" / "responses.json").symlink_to("/etc/passwd")
    (given / "loop").symlink_to(given)
    os.mkfifo(given / "ana" / "pipe")
    (course.root / "submitted" / "bo").mkdir(parents=True)
    (course.root / "submitted" / "bo" / "ps").symlink_to(tmp_path)
    result = collect(course, "ps", given)
    all_told(result)
    assert list(states(result).values()).count("person") == 4
    assert not (tmp_path / "work.ipynb").exists()
    few = collect(
        course, "ps", laid(tmp_path / "lots", {f"{n}/work.ipynb": NB for n in range(9)}), bounds=Bounds(all=5)
    )
    assert "more than 5 files" in all_told(few)
    with pytest.raises(CourseFolderError, match="where collected work lies"):
        collect(course, "ps", course.root / "submitted" / "ana")


def test_rosters(tmp_path: Path) -> None:
    def read(text: str, encoding: str = "utf-8") -> Roster:
        (tmp_path / "r.csv").write_bytes(text.encode(encoding))
        return read_roster(tmp_path / "r.csv")

    canvas = read('Student,ID,SIS Login ID,Section\n"Silva, Ana",501,asilva,1\n"Points Possible",,,\n', "utf-8-sig")
    assert [p.id for p in canvas.find("silvaana")] == [p.id for p in canvas.number("501")] == ["asilva"]
    moodle = read("Identifier;Full name;Email address\nParticipant 9;Ana Núñez;ana@x.example\n", "cp1252")
    assert [p.id for p in moodle.number("9")] == [p.id for p in moodle.find("ana nunez")] == ["ana@x.example"]
    two = read("id\tname\talso\na1\tJo Li\t\na2\tJo Li\tJoanna\n", "utf-16")
    assert len(two.find("Jo Li")) == 2
    assert [p.id for p in two.find("Joanna")] == ["a2"]
    for text, why in {
        "Nom,Prénom\nx,y\n": "heading id",
        "id\n../x\n": "r.csv:2",
        "id\na\na\n": "twice",
        "id\n": "no learner",
        "": "none",
    }.items():
        with pytest.raises(RosterError, match=why):
            read(text)
    for data, why in {b"PK\x03\x04 and more": "an Excel file", b"\x00\x81\x02,\x03": "no table of text"}.items():
        (tmp_path / "r.csv").write_bytes(data)
        with pytest.raises(RosterError, match=why):
            read_roster(tmp_path / "r.csv")
    assert read("id,name\na1,\u200fفاطمة\u200d\n").people[0].id == "a1", "marks of direction are text"


def test_a_class_is_entered_whatever_a_spreadsheet_makes_of_its_table(tmp_path: Path) -> None:
    from nbgrader.api import Gradebook

    folder = tmp_path / "course"
    (folder / "source").mkdir(parents=True)

    def enter(text: str) -> None:
        (tmp_path / "class.csv").write_bytes(text.encode("utf-8-sig"))
        told = CliRunner().invoke(main, ["enrol", str(tmp_path / "class.csv"), "--course-dir", str(folder)])
        assert told.exit_code == 0, told.output

    enter("id;first_name;last_name;also;email\nbo;Bo;Núñez;b7;bo@x.example\n")
    enter('Student,ID,SIS Login ID\n"Silva, Ana",501,asilva\n"Nobody",,bo\n')
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        found = {s.id: (s.first_name, s.last_name, s.email) for s in book.students}
    assert found["asilva"] == ("Ana", "Silva", None)
    assert found["bo"] == ("Bo", "Nobody", "bo@x.example"), "what is known besides stays"


def test_numbers_and_names_that_contradict_go_to_a_person(course: CourseFolder, tmp_path: Path) -> None:
    result = collect(course, "ps", zipped(tmp_path / "a.zip", {"silvaana_77_1_work.ipynb": NB}), CLASS)
    assert "several people could be meant" in all_told(result)


def test_a_file_name_that_only_looks_like_a_platforms() -> None:
    assert read_path(("week_2_3_work",), "ps", None) is None
    assert read_path(("ana (1)", "work.ipynb"), "ps", None) is None


def test_a_folder_with_nothing_in_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    result = CliRunner().invoke(main, ["collect", "ps", str(tmp_path / "bare"), "--course-dir", str(folder)])
    assert (result.exit_code, result.output) == (1, f"{tmp_path / 'bare'} holds no file. Nothing was collected.\n")


def test_the_command(folder: Path, tmp_path: Path) -> None:
    given = zipped(tmp_path / "a.zip", {"ana/work.ipynb": NB, "x.ipynb": b"{}"})
    run = CliRunner()
    told = run.invoke(main, ["collect", "ps", str(given), "--course-dir", str(folder)])
    assert told.exit_code == 3, told.output
    assert "x.ipynb – NOT COLLECTED" in told.output
    assert list((folder / "grading" / "ps").glob("collected-*.md"))
    (tmp_path / "r.csv").write_text("who\nana\n")
    wrong = run.invoke(
        main, ["collect", "ps", str(given), "--course-dir", str(folder), "--roster", str(tmp_path / "r.csv")]
    )
    assert wrong.exit_code == 1
    assert "heading id" in wrong.output
    assert run.invoke(main, ["collect", "no", str(given), "--course-dir", str(folder)]).exit_code == 1
    for name in ("submitted", "grading"):
        shutil.rmtree(folder / name)


def test_the_exchange_of_nbgrader_works_beside_it(
    course: CourseFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What learners hand in by nbgrader's own exchange lies where `collect` lays work, and neither disturbs the other."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange.default import (
        ExchangeCollect,
        ExchangeFetchAssignment,
        ExchangeReleaseAssignment,
        ExchangeSubmit,
    )
    from traitlets.config import Config

    learner, exchange = tmp_path / "learner", tmp_path / "exchange"
    learner.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    laid(course.root / "release" / "ps", {"work.ipynb": NB})
    monkeypatch.setenv("USER", "bo")
    monkeypatch.setattr("nbgrader.exchange.default.submit.get_username", lambda: "bo")

    def step(kind: Any) -> None:
        config = Config(course.config.copy())
        config.Exchange = Config(root=str(exchange), cache=str(tmp_path / "cache"), assignment_dir=str(learner))
        config.CourseDirectory = Config(root=str(course.root), course_id="small", assignment_id="ps")
        folder = CourseDirectory(config=config)
        kind(coursedir=folder, authenticator=Authenticator(config=config), config=config).start()

    try:
        step(ExchangeReleaseAssignment)
        monkeypatch.chdir(learner)
        step(ExchangeFetchAssignment)
        step(ExchangeSubmit)
        step(ExchangeCollect)
        kept = got(course)
        assert kept["bo/ps/work.ipynb"] == NB
        result = collect(course, "ps", laid(tmp_path / "in", {"bo/work.ipynb": nb("other"), "ana/work.ipynb": NB}))
        assert states(result) == {"ana/work.ipynb": "collected", "bo/work.ipynb": "person"}
        assert {s.student for s in course.submissions("ps")} == {"ana", "bo"}
        inbound = collect(course, "ps", exchange / "small" / "inbound")
        assert "there" in states(inbound).values()
        assert inbound.works[0].time is not None
    finally:
        shutil.rmtree(course.root / "release")
