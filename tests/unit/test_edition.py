"""The national edition: every blank, every odd value and every old entry is told with its line; what is filled is shown
as it was written, whatever its script and its length."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from helpers import ROOT, small_course

from booklet6 import cli
from booklet6.cli import main
from booklet6.content import CourseError, Edition, load_course, load_current
from booklet6.content.edition import SLOTS, StaleError, out_of_date
from booklet6.local import HELP, Local, plain_markdown
from booklet6.publish.digest import digest
from booklet6.words import Words, load_words

EXAMPLE = ROOT / "editions" / "kaleshia.yml"
TEMPLATE = ROOT / "editions" / "template.yml"
CHECKED = date(2026, 11, 20)
"""The day that stands in every entry of the example."""

Change = Callable[[dict[str, Any]], None]


def data() -> dict[str, Any]:
    """The example as plain data, to change."""
    found: dict[str, Any] = yaml.load(EXAMPLE.read_text(encoding="utf-8"), yaml.BaseLoader)
    del found["fictional"]
    found["valid_days"] = 365
    return found


def edition(change: Change | None = None) -> Edition:
    """The example, changed."""
    found = data()
    if change:
        change(found)
    return Edition.model_validate(found)


def real(folder: Path, valid_days: int = 365) -> Path:
    """A file with the example, as if its country were real."""
    file = folder / "real.yml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("fictional: true\n", "# fictional\n")
    file.write_text(text.replace("valid_days: 36500", f"valid_days: {valid_days}"), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests' small course. It is not changed here: editions lie beside it."""
    return small_course(tmp_path_factory.mktemp("course"))


def problems(root: Path, text: str, to: Path) -> list[str]:
    """What is said of an edition with that text."""
    file = to / "e.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(root, file)
    return [re.sub(r"^.*?(\d+: )", r"\1", str(p), count=1) for p in caught.value.problems]


def test_the_example_is_whole_and_in_date(root: Path) -> None:
    course = load_current(root, EXAMPLE)
    assert course.edition
    assert course.edition.fictional
    groups = [place[0] for place, _ in course.edition.entries]
    assert {g: groups.count(g) for g in groups} == {"law": 7, "contacts": 12, "ministries": 3, "embassies": 2}


def test_the_template_has_every_slot_and_each_blank_is_told_with_its_line(root: Path, tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    blank = [
        n
        for n, row in enumerate(text.splitlines(), 1)
        if re.search(r"^\s*(?:- )?[\w]+:(?: \[\])?$", row) and not re.search(r"^(?:\w+|  \w+):$", row)
    ]
    blank += [n for n, row in enumerate(text.splitlines(), 1) if row in ("country:", "language:")]
    said = problems(root, text, tmp_path)
    assert [int(s.split(":")[0]) for s in said] == sorted(blank)
    assert all("is empty, expected" in s for s in said)
    filled: dict[str, Any] = yaml.safe_load(text)
    assert set(filled["law"]) | set(filled["contacts"]) == {s.partition(".")[2] for s in SLOTS if "." in s}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("country: Kaleshia\n", "", "'country' is missing"),
        ("country: Kaleshia\n", "country: todo\n", "country: 'todo' says nothing"),
        ("language: en\n", "language: English!\n", "expected the tag of a language, such as en, fr or pt-BR"),
        ("valid_days: 36500\n", "valid_days: 0\n", "valid_days: 0 is too small"),
        ("fictional: true\n", "", "36500 is too large, expected 730 or less"),
        ('    number: "+999 000"\n', "    number: 999\n", "put it in quotes"),
        ('    number: "+999 000"\n', '    number: "call us"\n', "is no number to call, expected one as it is dialled"),
        ('    number: "+999 000"\n', f'    number: "{"1" * 41}"\n', "has 41 characters, expected at most 40"),
        ('    number: "+999 000"\n', "", "has no way to reach it, expected number, web or address"),
        ('    name: "Open Line Kaleshia"\n', "", "'name' is missing, expected a value for it; or missing:"),
        ('    name: "Open Line Kaleshia"\n', '    name: "- - -"\n', "says nothing"),
        ('    name: "Open Line Kaleshia"\n', '    name: "to be filled in locally"\n', "says nothing"),
        ('    name: "Open Line Kaleshia"\n', '    name: "Open\u202eLine"\n', "a hidden sign that turns the direction"),
        ('    name: "Open Line Kaleshia"\n', f'    name: "{"x" * 121}"\n', "has 121 characters, expected at most 120"),
        ("    web: https://openline.example\n", "    web: openline\n", "is no address on the web"),
        ("    web: https://openline.example\n", "    web: javascript:alert(1)\n", "is no address on the web"),
        ("    web: https://openline.example\n", "    sms: '12'\n", "unknown field 'sms'"),
        ("checked: '2026-11-20'\n    by: \"L. Toma", "checked: '2026-13-20'\n    by: \"L. Toma", "is no day of the calendar"),
        ("checked: '2026-11-20'\n    by: \"L. Toma", "checked: last week\n    by: \"L. Toma", "expected a date"),
        ("checked: '2026-11-20'\n    by: \"L. Toma", 'by: "L. Toma', "'checked' is missing"),
        ("    missing: It depends", "    number: '112'\n    missing: It depends", "number: stands beside missing"),
        ("  hotline:\n", "  hotlin:\n", "Did you mean 'hotline'?"),
        ("ministries:\n", "ministries: []\nmore:\n", "has 0, expected at least 1"),
        ("    country: Sulindra\n", "", "'country' is missing"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_told_with_its_line(old: str, new: str, said: str, root: Path, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    at = text.count("\n", 0, text.index(old)) + 1
    found = problems(root, text.replace(old, new, 1), tmp_path)
    assert any(said in f for f in found), found
    lines = [int(f.split(":")[0]) for f in found if re.match(r"\d+:", f)]
    assert any(abs(n - at) <= 9 for n in lines) or "country' is missing" in said or "hotlin" in new or "more:" in new


def test_a_file_that_cannot_be_read_is_told(root: Path, tmp_path: Path) -> None:
    assert "is not YAML" in problems(root, "country: [", tmp_path)[0]
    assert "is empty" in problems(root, "", tmp_path)[0]
    assert problems(root, "- a\n", tmp_path)
    (tmp_path / "e.yml").write_bytes(b"\xff\xfe")
    with pytest.raises(CourseError, match="not UTF-8"):
        load_course(root, tmp_path / "e.yml")


@pytest.mark.parametrize(
    ("days", "old"), [(0, 0), (365, 0), (366, 24), (4000, 24), (-1, 24)], ids=lambda v: str(v)
)  # fmt: skip
def test_entries_grow_old_and_none_is_from_tomorrow(days: int, old: int, tmp_path: Path) -> None:
    found = out_of_date(real(tmp_path), tmp_path, CHECKED + timedelta(days=days))
    assert len(found) == old
    rows = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for problem in found:
        assert "checked: '2026-11-20'" in rows[problem.line - 1]
        assert ("has not come yet" if days < 0 else f"is {days} days ago, expected 365 or fewer") in problem.text


def test_an_edition_may_be_stricter(root: Path, tmp_path: Path) -> None:
    strict = real(tmp_path, 30)
    assert load_current(root, strict, CHECKED + timedelta(days=30)).edition
    with pytest.raises(StaleError, match="31 days ago, expected 30 or fewer"):
        load_current(root, strict, CHECKED + timedelta(days=31))


def test_what_is_too_old_is_told_with_all_other_mistakes(root: Path, tmp_path: Path) -> None:
    file = real(tmp_path)
    text = file.read_text(encoding="utf-8").replace("2026-11-20", "2020-02-30", 1)
    file.write_text(text.replace('    by: "L. Toma, Open Line"\n', "    by:\n", 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_current(root, file, CHECKED + timedelta(days=400))
    said = str(caught.value)
    assert not isinstance(caught.value, StaleError), "a site with an open line is not to be served"
    assert said.count("is 400 days ago, expected 365 or fewer") == 23
    assert said.count("is no day of the calendar") == 1
    assert said.count("by: is empty") == 1


@pytest.mark.parametrize(
    ("number", "fits"),
    [
        ("112", True), ("+999 (20) 555-0110 ext. 3", True), ("112 or 113", True), ("*123#", True), ("(020) 7946 0000", True),
        ("٠٨٠٠ ١٢٣", True), ("\u200e+999 20", True), ("SMS 1234", True), ("call me 2", False), ("+9", False), ("++999 20 555", False),
        ("help24@line.example", False), ("https://line.example/24", False), ("day and night", False),
    ],
)  # fmt: skip
def test_a_number_can_be_dialled(number: str, fits: bool) -> None:
    fails = nullcontext() if fits else pytest.raises(ValueError, match="is no number to call")
    with fails:
        edition(lambda d: d["contacts"]["hotline"].update(number=number))


@pytest.mark.parametrize(
    ("web", "fits"),
    [
        ("https://line.example", True), ("http://line.example:8080/help?a=b#c", True), ("https://مثال.إختبار/", True),
        ("https://xn--mgbh0fb.xn--kgbechtv/", True), ("https://line", False), ("https:///line.example", False),
        ("https://a:b@line.example/", False), ("https://line.example:99999/", False), ("https://..", False),
        ("https://line .example", False), ("www.line.example", False), ("ftp://line.example", False), ("https://[::1", False),
    ],
)  # fmt: skip
def test_an_address_leads_somewhere(web: str, fits: bool) -> None:
    fails = nullcontext() if fits else pytest.raises(ValueError, match="is no address on the web")
    with fails:
        edition(lambda d: d["contacts"]["hotline"].update(web=web))
    with pytest.raises(ValueError, match="an e-mail goes into address:"):
        edition(lambda d: d["contacts"]["hotline"].update(web="help@line.example"))


# ---- what is shown --------------------------------------------------------------------------------------------------


def test_every_slot_has_an_answer_with_and_without_an_edition() -> None:
    words = load_words()
    for slot in SLOTS:
        (empty,) = Local(None, words).look_up(slot)
        assert empty.open
        assert empty.label
        assert Local(None, words).short(slot) == words("local.open")
        for answer in Local(edition(), words).look_up(slot):
            assert not answer.open
            assert answer.lines
            assert answer.checked == "2026-11-20"
            assert answer.by
    with pytest.raises(KeyError):
        Local(None, words).look_up("contacts.nobody")


def test_what_a_country_does_not_have_is_said_with_what_to_do() -> None:
    local = Local(edition(), load_words())
    (answer,) = local.look_up("law.reporting")
    assert answer.says.startswith("No adult has to be reported.")
    assert "look in the list of embassies" in local.bullets(["contacts.embassy"])


def test_an_invented_country_is_never_taken_for_a_real_one() -> None:
    local = Local(edition(lambda d: d.update(fictional=True)), load_words())
    assert local.warning == "Kaleshia is an invented country. Call none of these numbers."
    assert local.bullets().startswith("**Kaleshia is an invented country")
    assert local.short("contacts.emergency") == "+999 000 (invented)"
    assert Local(edition(), load_words()).warning == ""


def test_names_of_any_script_and_length_stay_what_they_are() -> None:
    long = "A very long name " * 7
    arabic = "بيت الميناء <b>*للنساء*</b>"

    def change(d: dict[str, Any]) -> None:
        d["contacts"]["shelter"] |= {"name": arabic, "number": "(+999) 20-555_0112"}
        d["contacts"]["hotline"]["name"] = long
        d["contacts"]["referral"] = {k: v for k, v in d["contacts"]["referral"].items() if k not in ("number", "web")}
        d["contacts"]["referral"] |= {"name": long, "address": "1 Street"}

    local = Local(edition(change), load_words())
    assert local.look_up("contacts.shelter")[0].name == arabic
    text = local.bullets(HELP)
    assert "\u2068" in text, "kept apart from the number beside it"
    assert text.count("\u2068") == text.count("\u2069")
    shown = re.sub(r"\\(.)", r"\1", text)
    assert arabic in shown
    assert "<b>" not in re.sub(r"\\<", "", text), "no markup of an edition works"
    assert local.short("contacts.hotline") == "+999 20 555 0110"
    short = local.short("contacts.referral")
    assert len(short) <= 40
    assert short.endswith("…")
    assert local.filled_in("call {local}`contacts.shelter` now") == f"call {plain_markdown('(+999) 20-555_0112')} now"


def test_from_right_to_left_a_number_keeps_its_order() -> None:
    entries = load_words().entries | {"meta.language": "ar", "meta.direction": "rtl"}
    local = Local(edition(), Words(entries))
    assert "\u2068\\+999 20 555 0110\u2069" in local.bullets(["contacts.hotline"])


# ---- the commands ---------------------------------------------------------------------------------------------------


def test_check_and_build_refuse_an_edition_that_is_old(root: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.yml"
    text = EXAMPLE.read_text(encoding="utf-8").replace("valid_days: 36500", "valid_days: 365")
    old.write_text(text.replace("2026-11-20", str(date.today() - timedelta(days=366))), encoding="utf-8")
    for command in ("check", "build", "agenda"):
        result = CliRunner().invoke(main, ["--root", str(root), command, "--edition", str(old)])
        assert result.exit_code == 1
        assert result.output.count("366 days ago") == 24
    assert not (root / "_build").exists()
    result = CliRunner().invoke(main, ["--root", str(root), "check", "--edition", str(EXAMPLE)])
    assert result.exit_code == 0
    assert "National edition: Kaleshia, entries: 24." in result.output
    result = CliRunner().invoke(main, ["--root", str(root), "check", "--edition", str(tmp_path / "no.yml")])
    assert result.exit_code == 2


def test_an_edition_at_the_root_is_found_and_changes_what_must_be_built(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    before = digest(root)
    assert load_course(root).edition is None
    (root / "edition.yml").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    course = load_course(root)
    assert course.edition
    assert course.edition.country == "Kaleshia"
    with_edition = digest(root)
    assert with_edition != before
    other = tmp_path / "other.yml"
    other.write_text(EXAMPLE.read_text(encoding="utf-8").replace("+999 000", "+999 001"), encoding="utf-8")
    assert digest(root, other) not in (before, with_edition)


def test_what_was_built_is_still_served_when_only_the_edition_has_grown_old(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from booklet6.publish import site

    def stale(*_: Any, **__: Any) -> Path:
        raise StaleError(out_of_date(real(tmp_path), tmp_path, CHECKED + timedelta(days=400)))

    monkeypatch.setattr(site, "build", stale)
    monkeypatch.setattr(site, "up_to_date", lambda *_, **__: True)
    assert cli._built(root, old_will_do=True) == root / "_build" / "html"
    assert "is served as it was" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli._built(root)
    monkeypatch.setattr(site, "up_to_date", lambda *_, **__: False)
    with pytest.raises(SystemExit):
        cli._built(root, old_will_do=True)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("modules/01_one/lesson.md", "```{activity} one-quiz", "```{local} law.childs\n```\n\n```{activity} one-quiz", "no slot 'law.childs'. Did you mean 'law.child'?"),
        ("modules/01_one/lesson.md", "```{activity} one-quiz", "{local}`contacts.hotlin`\n\n```{activity} one-quiz", "Did you mean 'contacts.hotline'?"),
        ("modules/01_one/lesson.md", "```{activity} one-quiz", "```{local}\n```\n\n```{activity} one-quiz", "there is no slot ''"),
        ("slides/01_one.md", "::: notes", "{local}`contacts.hotlin`\n\n::: notes", "no slot 'contacts.hotlin'"),
    ],
)  # fmt: skip
def test_a_slot_that_there_is_not_is_told(file: str, old: str, new: str, said: str, tmp_path: Path) -> None:
    root = small_course(tmp_path)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        load_course(root)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")
