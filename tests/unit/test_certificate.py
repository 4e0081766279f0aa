"""The certificate: names, codes, files, the key; and the two addresses of the server that issue and check it."""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from copies import serve_copy
from helpers import ROOT, copy_course

from booklet6.content import load_course
from booklet6.learner.certificate import Issuer, KeyFileError, clean_name, load_key, read_code
from booklet6.learner.marks import items_of
from booklet6.serve import certificates
from booklet6.serve.certificates import KEY, LARGEST, Limiter

COURSE = load_course(ROOT)
ITEMS = items_of(COURSE)
DAY = date(2026, 11, 26)
NAMES = [
    "Ana",
    "María José O’Brien-López",
    "محمد بن عبد الله",
    "می\u200cخواهم",  # with a joiner, which belongs to the word
    "陳大文",
    "W" * 100,
    "A. B. C.",
    "<script>alert(1)</script>",
    "a" + "\u0301" * 60,
]


def issued(issuer: Issuer, name: str, percent: int = 85) -> dict[str, Any]:
    whole = {"course": "C", "pass_mark": 70, "items": 24, "modules": {"One": 90, "Two": 80}}
    return issuer.issue(name=clean_name(name), day=DAY, percent=percent, **whole)  # type: ignore[arg-type]


# ---- names and codes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("  Ana \t María\n", "Ana María"),
        ("Ana\u202eevil\u2066", "Ana evil"),
        ("A\0B\x1b[2J", "A B [2J"),
        ("\ud800Ana", "Ana"),
        ("e\u0301", "é"),
        ("x" * 500, "x" * 100),
        ("\u200c\u200d", ""),
        ("  \n ", ""),
        ("!?…", ""),
        ("", ""),
    ],
)
def test_a_name_is_one_line_that_can_be_read(given: str, clean: str) -> None:
    assert clean_name(given) == clean


@pytest.mark.parametrize("name", NAMES)
def test_a_code_belongs_to_one_name_one_day_and_one_result(name: str) -> None:
    issuer = Issuer(b"k" * 32)
    code = issued(issuer, name)["code"]
    assert len(code) == 29
    found = issuer.check_code(name, code)
    assert (found.state, found.says) == ("valid", {"name": clean_name(name), "date": "2026-11-26", "percent": 85})
    typed = f" {name.upper()}  ", code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert issuer.check_code(*typed).state == "valid"
    assert issuer.check_code("x" + name, code).state == "changed"
    assert issuer.check_code("Somebody Else", code).state == "changed"
    assert issued(issuer, name, 86)["code"] != code


def test_every_change_of_a_code_is_seen() -> None:
    issuer = Issuer(b"k" * 32)
    code = issued(issuer, "Ana")["code"].replace("-", "")
    for n in range(25):
        other = "0" if code[n] != "0" else "1"
        found = issuer.check_code("Ana", code[:n] + other + code[n + 1 :])
        assert found.state == ("other" if n < 4 else "changed")
        assert found.says is None
    assert Issuer(b"j" * 32).check_code("Ana", code).state == "other"


@pytest.mark.parametrize("text", ["", "x", "-" * 25, "U" * 25, "0" * 24, "0" * 26, "ä" * 25, "0" * 10_000, "½" * 25])
def test_what_is_no_code_is_said_to_be_none(text: str) -> None:
    assert read_code(text) is None
    assert Issuer(b"k" * 32).check_code("Ana", text).state == "unreadable"


def test_digits_of_any_script_can_be_typed() -> None:
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    assert read_code("01234-56789-ABCDE-FGHJK-MNPQR".translate(arabic)) == "0123456789ABCDEFGHJKMNPQR"


# ---- files --------------------------------------------------------------------------------------------------------


def test_every_change_of_a_file_is_seen() -> None:
    issuer = Issuer(b"k" * 32)
    whole = issued(issuer, "Ana")
    assert issuer.check_file(json.loads(json.dumps(whole))).state == "valid"
    changed: list[dict[str, Any]] = [{**whole, "extra": 1}, {**whole, "signature": "0" * 64}, {**whole, "signature": 7}]
    for field in whole:
        if field not in ("booklet6", "issuer", "signature"):
            changed += [{**whole, field: "other"}, {k: v for k, v in whole.items() if k != field}]
    changed.append({**whole, "modules": [{"title": "One", "percent": 91}, *whole["modules"][1:]]})
    for data in changed:
        assert issuer.check_file(data).state == "changed", data
    assert issuer.check_file({**whole, "issuer": "ZZZZZZZZ"}).issuer == "ZZZZ"
    assert Issuer(b"j" * 32).check_file(whole).state == "other"
    bare = {k: v for k, v in whole.items() if k not in ("issuer", "signature")}
    assert issuer.check_file(bare).state == "self"


def test_whatever_is_no_certificate_is_said_to_be_none() -> None:
    issuer = Issuer(b"k" * 32)
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    whole = issued(issuer, "Ana")
    nothing: list[Any] = [None, 7, "x", [], {}, {"booklet6": "progress"}]
    for data in nothing:
        assert issuer.check_file(data).state == "unreadable"
    for odd in (nested, float("nan"), "\ud800", 10**50):
        assert issuer.check_file({**whole, "name": odd}).state == "changed"


# ---- the key ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="looks at the permissions of a file")
def test_the_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / KEY
    assert load_key(path, make=False) is None
    found: list[bytes | None] = []
    threads = [threading.Thread(target=lambda: found.append(load_key(path, make=True))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(set(found)) == 1, "two servers that begin at once end with one key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [KEY]
    path.chmod(0o644)
    assert load_key(path, make=False) == found[0]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_cannot_be_used_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / KEY
    for text in ("", "no key", "booklet6 certificate key 1\n0011\n"):
        path.write_text(text)
        with pytest.raises(KeyFileError, match="this is no key"):
            load_key(path, make=True)
        assert path.read_text() == text
    with pytest.raises(KeyFileError, match="No such file"):
        load_key(tmp_path / "nowhere" / KEY, make=True)


# ---- the server ---------------------------------------------------------------------------------------------------


class Copy(NamedTuple):
    """A served copy: its origin, and the folder of its course."""

    origin: str
    root: Path

    def ask(self, path: str, body: Any, method: str = "POST", **headers: str) -> tuple[int, dict[str, Any]]:
        """Send it, as a page of the site would. `body`: bytes as they are, all else as JSON."""
        host = self.origin.removeprefix("http://")
        line = http.client.HTTPConnection(host, timeout=30)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        line.request(method, path, data, {"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        text = answer.read()
        line.close()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        return answer.status, json.loads(text) if text.startswith(b"{") else {}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    root = copy_course(tmp_path_factory.mktemp("copy") / "course")
    (root / "_build/html").mkdir(parents=True)
    origin, stop = serve_copy(root, root / "_build/html")
    yield Copy(origin, root)
    stop()


def attempt(right: Callable[[int], bool] = lambda _: True) -> dict[str, Any]:
    """What the page sends: an attempt, answered right where `right` says so of an item's number."""
    form = [a.id for m in COURSE.modules if m.test for a in m.test.decisions[:3]]
    answers: dict[str, str] = {}
    for n, i in enumerate(form):
        key = ITEMS[i].activity.key(ITEMS[i].cases)
        if right(n):
            answers |= {f"{i}/{s}": k.best_value for s, k in key.items() if k.best > 0 and k.weight > 0}
    return {"name": "Ana", "form": form, "answers": answers}


def test_the_server_counts_by_itself_and_signs(copy: Copy) -> None:
    status, whole = copy.ask("/certificate/issue", {**attempt(lambda n: n % 6 > 0), "percent": 100, "points": 100})
    assert status == 200
    assert 75 <= whole["percent"] <= 84, "four of twenty-four are open, whatever the page claims"
    assert [m["percent"] for m in whole["modules"]][1] >= 95
    assert whole["name"] == "Ana"
    assert whole["date"] == date.today().isoformat()
    assert copy.ask("/certificate/check", {"file": whole})[1]["state"] == "valid"
    assert (
        copy.ask("/certificate/check", {"name": "ana", "code": whole["code"]})[1]["says"]["percent"] == whole["percent"]
    )
    assert copy.ask("/certificate/check", {"file": {**whole, "percent": 99}})[1]["state"] == "changed"
    text = "".join(
        p.read_text(errors="replace") for p in copy.root.rglob("*") if p.is_file() and p.name != "certificate.key"
    )
    assert whole["code"] not in text, "nothing about a learner is kept"
    assert (copy.root / KEY).stat().st_mode & 0o077 == 0 or os.name != "posix"


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"answers": {}}, "not_passed"),
        ({"name": ""}, "no_name"),
        ({"name": 7}, "no_name"),
        ({"name": "\u202e"}, "no_name"),
        ({"form": []}, "other_test"),
        ({"form": ["glob-quiz-bench"] * 24}, "other_test"),
        ({"form": [attempt()["form"][0]] * 24}, "other_test"),
        ({"form": [1]}, "broken"),
        ({"form": "x"}, "broken"),
        ({"answers": [1]}, "broken"),
        ({"answers": {f"{i}/answer": {"x": 1} for i in attempt()["form"]}}, "not_passed"),
    ],
)
def test_what_was_not_earned_is_not_signed(change: dict[str, Any], refused: str, copy: Copy) -> None:
    status, said = copy.ask("/certificate/issue", {**attempt(), **change})
    assert said == {"refused": refused}
    assert status in (400, 422)


def test_only_pages_of_this_site_may_ask(copy: Copy) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
    ):
        assert copy.ask("/certificate/issue", attempt(), **headers) == (403, {"refused": "not_from_there"})
    own = {"Sec-Fetch-Site": "same-origin", "Origin": copy.origin}
    assert copy.ask("/certificate/issue", attempt(), **own)[0] == 200
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        assert copy.ask("/certificate/issue", attempt(), **{"Content-Type": kind})[0] == 415
    for method in ("GET", "PUT", "OPTIONS", "DELETE"):
        assert copy.ask("/certificate/issue", attempt(), method=method)[0] == 405


def test_bad_and_huge_bodies_are_refused(copy: Copy) -> None:
    for body in (b"", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 60_000, b'{"a":' * 9000, b'{"x":' + b"9" * 9000 + b"}"):
        assert copy.ask("/certificate/check", body) == (400, {"refused": "broken"}), body[:20]
    assert copy.ask("/certificate/check", {"name": 1, "code": []}) == (400, {"refused": "broken"})
    assert copy.ask("/certificate/check", b" " * (LARGEST + 1)) == (413, {"refused": "too_big"})
    line = http.client.HTTPConnection(copy.origin.removeprefix("http://"), timeout=30)
    chunks = (b"x" * 1024 for _ in range(LARGEST // 1024 + 2))
    line.request("POST", "/certificate/check", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
    assert line.getresponse().status == 413
    line.close()


def test_a_copy_without_a_key_takes_nothing_for_its_own(copy: Copy, tmp_path: Path) -> None:
    bare = copy_course(tmp_path / "course")
    origin, stop = serve_copy(bare, bare)
    other = Copy(origin, bare)
    try:
        for key in (b"", b"\0" * 32):
            forged = Issuer(key)
            assert other.ask("/certificate/check", {"file": issued(forged, "Ana")})[1]["state"] == "other"
        assert not (bare / KEY).exists(), "to check makes no key"
        (bare / KEY).write_text("broken")
        assert other.ask("/certificate/issue", attempt()) == (503, {"refused": "no_key"})
        assert (bare / KEY).read_text() == "broken"
    finally:
        stop()


def test_a_clock_that_is_wrong_signs_nothing(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "MADE", date(2999, 1, 1))
    assert copy.ask("/certificate/issue", attempt()) == (503, {"refused": "clock"})


def test_one_address_cannot_keep_the_server_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    limiter = Limiter(3, 60, lambda: clock[0])
    assert [limiter.allows("a") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("b")
    clock[0] = 59
    assert not limiter.allows("a")
    clock[0] = 60
    assert limiter.allows("a")
    monkeypatch.setattr(certificates, "ADDRESSES", 10)
    answers = [limiter.allows(f"x{n}") for n in range(20)]
    assert answers.count(True) == 9, "one is remembered, ten is the most"
    clock[0] = 200
    assert limiter.allows("new"), "who is long gone takes no place"


def test_too_many_are_told_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "MOST", 5)
    origin, stop = serve_copy(tmp_path, tmp_path)
    try:
        answers = [Copy(origin, tmp_path).ask("/certificate/check", {"name": "a", "code": "b"}) for _ in range(7)]
    finally:
        stop()
    assert [status for status, _ in answers] == [200] * 5 + [429] * 2
    assert answers[-1][1] == {"refused": "too_many"}


def test_the_page_has_a_text_for_each_refusal() -> None:
    import re

    from booklet6.words import load_words

    source = Path(certificates.__file__).read_text(encoding="utf-8")
    names = set(re.findall(r'(?:_refuse|_RefusalError)\(\s*"(\w+)"', source))
    assert len(names) >= 8
    assert {f"certificate.say.{n}" for n in names} <= set(load_words().entries)
