"""The built site: whole, without secrets, and never half-made."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from helpers import ROOT, copy_course

from booklet6.book import agendas, cases, coverage, directives, learner, local, roles, since
from booklet6.content import FORMS, CourseError, load_course
from booklet6.content.text import DIRECTIVES, ROLES
from booklet6.publish.digest import digest
from booklet6.publish.site import BuildError, build, up_to_date


class _Links(HTMLParser):
    """Every address that a page points to, and every place that can be pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.places: set[str] = set()
        self.images_without_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.links += [v for k in ("href", "src") if (v := given.get(k))]
        if tag != "a":
            self.fetched += [v for k in ("href", "src") if (v := given.get(k))]
        self.places.add(given.get("id") or "")
        if tag == "img" and not given.get("alt"):
            self.images_without_text.append(given.get("src") or "")


def _read(path: Path) -> _Links:
    page = _Links()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def test_a_box_to_tick_stands_in_place_of_the_bullet(site: Path) -> None:
    lists = [
        tag
        for page in site.rglob("*.html")
        for tag in re.findall(r"(<ul[^>]*>)\s*<li>\s*(?:<p>)?☐", page.read_text(encoding="utf-8"))
    ]
    assert len(lists) >= 2
    assert all("checklist" in tag for tag in lists), lists


def test_no_year_is_told_twice(site: Path) -> None:
    def plain(html: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", "", html).split())

    marks = {
        plain(mark)
        for page in site.rglob("*.html")
        for mark in re.findall(r'<a class="reference internal" href="#id\d+"[^>]*>.*?</a>', page.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert "Directive 2011/36/EU" in marks
    assert [m for m in marks if (year := re.search(r", (\d{4})$", m)) and year[1] in m[: year.start()]] == []
    page = (site / "book" / "sources.html").read_text(encoding="utf-8")
    works = [plain(w) for w in re.findall(r'<div class="citation".*?</div>', page, re.DOTALL)]
    assert len(works) > 200
    assert [w for w in works if re.search(r"\b(\d{4})(?:, |\. )\1\.", w)] == []
    assert any(w.endswith("Modern Slavery Act 2015.") for w in works)
    assert any("Slavery Convention. 1926." in w for w in works), "elsewhere it is told"


def test_no_link_is_dead_and_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    pages = {p: _read(p) for p in site.rglob("*.html")}
    assert len(pages) >= 14
    dead, elsewhere = [], []
    for path, page in pages.items():
        assert not page.images_without_text, path
        elsewhere += [f"{path.name}: {f}" for f in page.fetched if re.match(r"(https?:)?//", f)]
        for link in page.links:
            there = urlsplit(link)
            if there.scheme or there.netloc or link.startswith("/"):
                if there.scheme not in ("http", "https", "data", "mailto"):
                    elsewhere.append(f"{path.name}: {link}")
                continue
            target = (path.parent / unquote(there.path)).resolve() if there.path else path
            if not target.exists() or (
                there.fragment
                and target in pages
                and unquote(there.fragment) not in pages[target].places
                and "slides" not in target.parts
            ):
                dead.append(f"{path.relative_to(site)}: {link}")
    assert not dead
    assert not elsewhere


def test_the_site_holds_the_deck_and_the_lesson_links_it(site: Path) -> None:
    for ending in ("html", "pptx"):
        assert (site / "slides" / f"02_definitions.{ending}").stat().st_size > 10_000
    lesson = (site / "modules/02_definitions/lesson.html").read_text(encoding="utf-8")
    assert 'href="../../slides/02_definitions.html"' in lesson
    assert 'href="../../slides/02_definitions.pptx"' in lesson


def test_no_graded_secret_is_in_the_site(site: Path) -> None:
    from booklet6.exercises.secrets import found_in, secrets_of, secrets_of_matched

    course = load_course(ROOT)
    assert course.assignments
    text_files = (".html", ".js", ".json", ".txt", ".css")
    texts = {p: p.read_text(encoding="utf-8") for p in site.rglob("*") if p.suffix in text_files}
    secrets = []
    for assignment in course.assignments:
        secrets += secrets_of(assignment)
        assert len(secrets_of(assignment)) > 30
    for item in (item for items in course.matched.values() for item in items):
        assert len(secrets_of_matched(item)) > 4, item.id
        secrets += [*secrets_of_matched(item), *(item.forms[f].prompt for f in FORMS)]
    assert {p.name: found for p, text in texts.items() if (found := found_in(text, secrets))} == {}
    leaks = [p.name for p, text in texts.items() if "BEGIN HIDDEN TESTS" in text]
    assert not leaks


def test_nothing_in_the_site_names_this_machine(site: Path) -> None:
    here = str(ROOT).encode()
    assert not [p.name for p in site.rglob("*") if p.is_file() and here in p.read_bytes()]


def test_it_is_up_to_date_until_something_changes(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    before = digest(root)
    assert digest(root) == before
    assert not up_to_date(root)
    glossary = root / "book/glossary.yml"
    glossary.write_text(glossary.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
    assert digest(root) != before


def test_a_warning_stops_the_build_and_the_old_site_stays(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    old = root / "_build/html/index.html"
    old.parent.mkdir(parents=True)
    old.write_text("the site before", encoding="utf-8")
    about = root / "book/about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n\n{doc}`no-such-page`\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"book/about\.md:\d+.*no-such-page") as e:
        build(root)
    assert str(root) not in str(e.value)
    assert old.read_text(encoding="utf-8") == "the site before"


def test_a_mistake_in_a_course_file_stops_the_build_before_it_begins(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    (root / "book/updates.yml").write_text("- id: [", encoding="utf-8")
    with pytest.raises(CourseError):
        build(root)
    assert not (root / "_build").exists()


def test_a_build_that_is_killed_leaves_no_half_made_site(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    command = [
        sys.executable,
        "-c",
        f"from pathlib import Path; from booklet6.publish.site import build; build(Path({str(root)!r}))",
    ]
    running = subprocess.Popen(command, start_new_session=True)
    work = root / "_build/sphinx/html"
    while not (work.exists() and any(work.rglob("*.html"))):
        assert running.poll() is None, "the build ended before it wrote a page"
        time.sleep(0.05)
    child = int(Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()[0])
    os.kill(running.pid, signal.SIGKILL)  # it alone: what it started has to end by itself
    running.wait()
    for _ in range(200):
        if not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail("the process that builds the book goes on alone, without the lock")
    assert not (root / "_build/html").exists(), "half a site must not look like one"
    assert (build(root) / "index.html").is_file()


def test_a_configuration_that_cannot_be_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a folder where files have the names of libraries: whose they are nobody asks."""
    root = copy_course(tmp_path)
    for name in ("json", "booklet6", "sphinx"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong file')\n")
    monkeypatch.chdir(tmp_path)
    with (root / "_config.yml").open("a", encoding="utf-8") as file:
        file.write("\nexecut: {}\nsphinx: 3\n")
    with pytest.raises(BuildError, match=r"_config\.yml cannot be used"):
        build(root)


def test_the_check_knows_the_directives_and_roles_that_the_book_registers() -> None:
    class Registered:
        def __init__(self) -> None:
            self.directives: set[str] = set()
            self.roles: set[str] = set()

        def add_directive(self, name: str, kind: object) -> None:
            self.directives.add(name)

        def add_role(self, name: str, kind: object) -> None:
            self.roles.add(name)

        def add_node(self, kind: object, **writers: object) -> None:
            pass

        def connect(self, event: str, what: object, priority: int = 500) -> None:
            pass

    app: Any = Registered()
    for part in (agendas, local, directives, cases, coverage, learner, roles, since):
        part.setup(app)
    assert app.directives == set(DIRECTIVES)
    assert app.roles == set(ROLES)
