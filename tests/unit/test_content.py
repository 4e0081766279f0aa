"""Mistakes in course files: each is told once, in plain words, at its line; all are told at once; nothing crashes."""

from __future__ import annotations

import errno
import os
import random
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import copy_course, small_course

from booklet6.content import CourseError, Slot, SlotKey, load_course
from booklet6.content.check import key_problems
from booklet6.content.places import anchors
from booklet6.content.problems import Problem

ORCHARD = "case_studies/orchard.md"
LESSON = "modules/01_one/lesson.md"
ITEMS = "modules/01_one/activities.yml"
SESSION = "modules/01_one/session.yml"
DECK = "slides/01_one.md"
GLOSSARY = "book/glossary.yml"
UPDATES = "book/updates.yml"
BIB = "book/references.bib"
BANK = "exercises/bank/first.yml"
MATCHED = "exercises/matched/01_one.yml"
CANAL = "case_studies/examples/canal.md"
COVERAGE = "book/coverage/front.yml"
MARK = "«"
"""Stands in a broken text where the mistake is to be told; it is taken out before the file is written."""


def problems(root: Path) -> list[Problem]:
    """What loading tells; an empty list for a course without a mistake. Any other error fails the test."""
    try:
        load_course(root)
    except CourseError as e:
        return e.problems
    return []


class Break(NamedTuple):
    """Edits of the small course, and a text that must stand in what is told of each `MARK`, in the order told."""

    name: str
    edits: list[tuple[str, str, str]]
    words: list[str]


def one(name: str, file: str, old: str, new: str, *words: str) -> Break:
    """A course with one edit."""
    return Break(name, [(file, old, new)], list(words))


def broken(root: Path, edits: list[tuple[str, str, str]]) -> list[tuple[str, int]]:
    """Make the edits; gives where the marks stood, in order."""
    small_course(root)
    for file, old, new in edits:
        text = (root / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} holds {text.count(old)} times {old!r}"
        (root / file).write_text(text.replace(old, new), encoding="utf-8")
    marks = []
    for file in sorted({file for file, _, _ in edits}):
        text = (root / file).read_text(encoding="utf-8")
        marks += [(file, n) for n, row in enumerate(text.split("\n"), 1) for _ in range(row.count(MARK))]
        (root / file).write_text(text.replace(MARK, ""), encoding="utf-8")
    return marks


FORM = """variants:
  FIRST:
    - id: first-form
      type: quiz
      mode: multiple
      title: Three
      prompt: Which?
      objectives: [A1]
      source: ["6.4.1"]
      explain: Because.
      options:
        a: {text: An act, right: true, why: "Yes."}
        b: {text: A border, why: "No."}
written:
  - id"""
"""Another form of a decision in the small course's bank."""

# One line a mistake reads best here.
# fmt: off
MATCHED_ITEMS = [
    one("objective of another module", MATCHED, "objective: A1", "objective: B1«", "mt-one: objective: the lesson has no 'B1', expected one of: A1, A2"),
    Break("a form with an option more", [(MATCHED, "b: {text: Transfer", "c: {text: Force, why: x}\n          b: {text: Transfer"), (MATCHED, "what is done.\n        options:", "what is done.\n        options:«")], ["forms: c: options: has 3, expected 2 as in form a"]),
    Break("a form is missing", [(MATCHED, "    forms:", "    forms:«"), (MATCHED, "      c:\n        title: Form three", "      d:«\n        title: Form three")], ["forms: 'c' is missing", "forms: unknown field 'd'"]),
    Break("two right answers", [(MATCHED, "a: {text: Force, why", "a: {text: Force, right: true, why"), (MATCHED, "b: {text: Receipt", "b: {text: Receipt«")], ["options: b: 'a' is right already"]),
    one("several answers", MATCHED, "title: Form two", "title: Form two\n        mode: multiple«", "mode: is 'multiple', expected single"),
    one("an id in a form", MATCHED, "title: Form two", "title: Form two\n        id: x«", "forms: b: unknown field 'id', expected it only at the item"),
    one("id taken", MATCHED, "- id: mt-one", "- id: first-quiz«", "the id 'first-quiz' is taken in exercises/bank/first.yml"),
    one("no source of ours", MATCHED, "Which one is an act?\n        source: [", "Which one is an act?\n        source: ['@nobody2000', «", "there is no 'nobody2000'"),
    one("no items", MATCHED, "items:\n", "things:«\n", "has no list of items"),
]

SYNTAX = [
    one("tab", SESSION, "  - Cards", "\t- Cards«", "tab at its beginning, expected spaces"),
    one("quote never closed", SESSION, "room: A room.", 'room: "A room.«', "quotation mark is never closed"),
    one("bracket never closed", LESSON, "updates: [U01]\nobjectives:", "updates: [U01\nobjectives:«", "flow sequence that begins in line 5"),
    one("colon in a text", UPDATES, "then: It was new.", "then: It was: new.«", "': ' stands where no name can"),
    one("star at the beginning", SESSION, "do: Sort.", "do: *Sort* it.«", "cannot begin with *, expected quotes"),
    one("at at the beginning", ITEMS, '[art. 3(a), "@protocol2000"]', "[art. 3(a), @protocol2000]«", "cannot begin with @, expected quotes"),
    one("line without a name", SESSION, "room: A room.", "room: A room.\nand a door«", "a line has no name"),
    one("bad indent", GLOSSARY, "  definition: What was done.", " definition: What was done.«", "is not YAML"),
    one("second document", SESSION, "runs_late: Stop.", "runs_late: Stop.\n---«", "begins a second document"),
    one("name twice", ORCHARD, "title: The orchard\n", "title: The orchard\ntitle: The meadow«\n", "'title' stands twice (first in line 3)"),
    one("name twice, deep", BANK, "        text: An act", "        text: An act\n        text: An act«", "'text' stands twice"),
    one("word twice", GLOSSARY, "\nmeans:", "\nact:«", "'act' stands twice (first in line 2)"),
    one("alias of a list", GLOSSARY, '  source: [art. 3(a)]\nmeans:', '  source: &s [art. 3(a)]\nmore:\n  term: o\n  definition: o\n  source: *s«\nmeans:', "uses an alias (*s), expected every value written out"),
    one("alias of a text", SESSION, "runs_late: Stop.\nruns_early: Go on.", "runs_late: &x Stop.\nruns_early: *x«", "uses an alias (*x)"),
    one("alias of itself", SESSION, "material:\n  - Cards", "material: &m\n  - Cards\n  - *m«", "uses an alias (*m)"),
    one("unknown alias", SESSION, "do: Sort.", "do: *Sort«", "uses an alias (*Sort), expected every value written out, or text in quotes"),
    one("billion laughs", SESSION, "room: A room.", "room:«\n- &a [x, x]\n- &b [*a«, x]\n- [*b«, x]", "is a list, expected text", "alias (*a)", "alias (*b)"),
    one("python object", SESSION, "room: A room.", "room: !!python/object/apply:os.system [id]«", "uses the tag !!python/object/apply:os.system, expected a plain value"),
    one("python name", SESSION, "room: A room.", "room: !!python/name:os.system x«", "uses the tag !!python/name:os.system"),
    one("own tag", SESSION, "room: A room.", "room: !room A room.«", "uses the tag !room"),
    one("binary", SESSION, "room: A room.", "room: !!binary aGVsbG8=«", "uses the tag !!binary"),
    one("list as a name", SESSION, "room: A room.", "room: A room.\n? [a, b]«\n: c", "a name that is no word"),
    one("number too long", SESSION, "minutes: 10", f"minutes: {'9' * 5000}«", "cannot be read as a value"),
    one("nested too deeply", SESSION, "room: A room.", "room: " + "[" * 50 + "]" * 50 + MARK, "nested more than 20 levels"),
    one("nested until C code crashes", SESSION, "room: A room.", "room: " + "[" * 100_000 + MARK, "nested more than 20 levels"),
    one("indented until C code crashes", SESSION, "room: A room.", "room:\n" + "".join(f"{' ' * n}a:{MARK if n == 21 else ''}\n" for n in range(1, 1500)), "nested more than 20 levels"),
    one("merge key", SESSION, "room: A room.", "<<: {room: A}«\nroom: A room.", "unknown field '<<'"),
]

TYPES = [
    one("number for text", SESSION, "room: A room.", "room: 12«", "room: 12 is a number in YAML, expected text: put it in quotes"),
    one("section as a number", ITEMS, 'source: [art. 3(a), "@protocol2000"]', "source: [6.3]«", "one-case: source: no. 1: 6.3 is a number in YAML, expected text: put it in quotes"),
    one("time as a number", SESSION, "room: A room.", "room: 6:30«", "room: 6:30 is a number in YAML"),
    one("yes for text", SESSION, "room: A room.", "room: yes«", "room: yes means true in YAML, expected text: put it in quotes"),
    one("on for text", ORCHARD, "country: Verdania (invented)", "country: on«", "country: on means true in YAML, expected text: put it in quotes"),
    one("No for text", ORCHARD, "  no_crime: No.", "  no_crime: No«", "verdicts: no_crime: No means false in YAML"),
    one("nothing for text", SESSION, "room: A room.", "room:«", "room: is empty, expected text"),
    one("blank text", SESSION, "room: A room.", "room: ' '«", "room: is empty, expected some text"),
    one("null for a prompt", ITEMS, "  prompt: A question?\n  objectives: [A1]\n  source: [\"6.4.1\"]\n  explain: Because.\n  buckets", "  prompt:«\n  objectives: [A1]\n  source: [\"6.4.1\"]\n  explain: ~«\n  buckets", "one-sort: prompt: is empty", "one-sort: explain: is empty"),
    one("list for text", SESSION, "room: A room.", "room: [A, room]«", "room: is a list, expected text"),
    one("mapping for text", SESSION, "room: A room.", "room: {a: b}«", "room: is a mapping (name: value), expected text"),
    one("text for a list", SESSION, "material:\n  - Cards", "material: Cards«", "material: 'Cards' is text, expected a list"),
    one("mapping for a list", SESSION, "material:\n  - Cards", "material: «\n  a: Cards", "material: is a mapping (name: value), expected a list"),
    one("nothing for a list", SESSION, "material:\n  - Cards", "material:«", "material: is empty, expected a list"),
    one("empty list", SESSION, "material:\n  - Cards", "material: []«", "material: has 0, expected at least 1"),
    one("list for a mapping", ORCHARD, "acts:\n  harbouring: He keeps her on the farm.", "acts: [harbouring]«", "acts: is a list, expected a mapping"),
    one("text for a mapping", BANK, "strong:\n        answer: All of it.\n        marks: {facts: 2}\n        comment: Good.", "strong: All«", "written: no. 1: exemplars: strong: 'All' is text, expected a mapping"),
    one("text for a number", LESSON, "minutes: 30", "minutes: soon«", "minutes: 'soon' is text, expected a whole number"),
    one("yes for a number", SESSION, "minutes: 10", "minutes: yes«", "steps: no. 1: minutes: yes means true in YAML, expected a whole number"),
    one("part of a number", SESSION, "minutes: 10", "minutes: 7.5«", "minutes: 7.5 is a number in YAML, expected a whole number"),
    one("number too small", LESSON, "minutes: 30", "minutes: 3«", "minutes: 3 is too small, expected 5 or more"),
    one("number too large", LESSON, "minutes: 30", "minutes: 999«", "minutes: 999 is too large, expected 240 or less"),
    one("text for true or false", SESSION, "must: false", "must: perhaps«", "must: 'perhaps' is text, expected true or false"),
    one("text in place of a record", UPDATES, "- id: U01", "- In force«\n- id: U01", "no. 1: 'In force' is text, expected a mapping"),
    one("text in place of an activity", ITEMS, "- id: one-sort", "- sort«\n- id: one-sort", "no. 1: 'sort' is text, expected a mapping"),
    one("nothing in place of a word", GLOSSARY, "\nmeans:", "\nnew:«\nmeans:", "new: is empty, expected a mapping"),
    one("step as text", SESSION, "steps:", "steps:\n  - Sort«", "steps: no. 1: 'Sort' is text, expected a mapping"),
    one("date of the wrong form", UPDATES, "checked: 2026-11-23", "checked: 23.11.2026«", "U01: checked: '23.11.2026' has the wrong form, expected a date, such as 2026-11-23"),
    one("id of the wrong form", SESSION, "- id: close", "- id: Close It«", "'Close It' has the wrong form, expected an id: small letters"),
    Break("id of an update", [(UPDATES, "- id: U02", "- id: U2«"), ("modules/02_two/activities.yml", "[note 21, U02]", "[note 21]")], ["U2: id: 'U2' has the wrong form, expected the id of an update, such as U05"]),
    one("id of an objective", LESSON, "  A2: Decide.", "  A2: Decide.\n  two: Decide.«", "objectives: 'two' has the wrong form, expected the id of an objective"),
    one("id of an option", ITEMS, "    border:", "    Border:«", "one-quiz: options: 'Border' has the wrong form"),
    one("word with a number as its name", GLOSSARY, "\nmeans:", "\n3:«\n  term: t\n  definition: d\n  source: [note 1]\nmeans:", "3: id: '3' has the wrong form"),
]

FIELDS = [
    one("unknown field", SESSION, "room: A room.", "room: A room.\nrom: Another«", "unknown field 'rom'. Did you mean 'room'? Expected only: module, title, room"),
    one("unknown field of a case", ORCHARD, "route: internal", "route: internal\nroutes: x«", "unknown field 'routes'. Did you mean 'route'?"),
    one("unknown field of an activity", ITEMS, "  case: orchard", "  case: orchard\n  mode: single«", "one-case: unknown field 'mode'."),
    one("unknown field within an activity", ITEMS, "      text: A border", "      text: A border\n      rihgt: true«", "one-quiz: options: border: unknown field 'rihgt'. Did you mean 'right'? Expected only: text, right, why"),
    one("unknown field like nothing", SESSION, "room: A room.", "room: A room.\nzzzz: x«", "unknown field 'zzzz'. Expected only: module"),
    one("story in the header", ORCHARD, "verdict: trafficking", "story: x«\nverdict: trafficking", "unknown field 'story', expected the story below the header"),
    one("slides in the header", DECK, "title: One", "title: One\nslides: []«", "unknown field 'slides', expected the slides below"),
    one("id within a word", GLOSSARY, "  term: act", "  term: act\n  id: act«", "act: unknown field 'id'"),
    one("missing field", SESSION, "module: 01_one\ntitle: A session\n", "module: 01_one«\n", "'title' is missing, expected a value for it"),
    one("missing field of a step", SESSION, "  - id: close\n    title: Close\n", "  - id: close«\n", "steps: no. 2: 'title' is missing"),
    one("missing field of an activity", ITEMS, "- id: one-case\n  type: classify\n  case: orchard\n", "- id: one-case«\n  type: classify\n", "one-case: 'case' is missing"),
    one("missing field in a header", LESSON, "title: One\nminutes: 30\n", "title: One«\n", "'minutes' is missing"),
    one("missing type", ITEMS, "- id: one-case\n  type: classify\n", "- id: one-case«\n", "one-case: 'type' is missing, expected the type of the activity"),
    one("missing id", ITEMS, "- id: one-case\n  type: classify", "- type: classify«", "no. 5: 'id' is missing"),
    one("no such type", ITEMS, "type: classify", "type: clasify«", "one-case: type: 'clasify' is not a type of activity. Did you mean 'classify'? Expected one of: "),
    one("no such mode", ITEMS, "- id: one-quiz\n  type: quiz", "- id: one-quiz\n  type: quiz\n  mode: multi«", "one-quiz: mode: 'multi' is not allowed here. Did you mean 'multiple'?"),
    one("no such method", SESSION, "method: pairs", "method: pair«", "steps: no. 1: method: 'pair' is not allowed here. Did you mean 'pairs'?"),
    one("no such means", ORCHARD, "  coercion: The gate is locked.", "  coercion: The gate is locked.\n  threats: x«", "means: 'threats' is not a means of article 3(a). Did you mean 'threat_of_force'? Expected one of: threat_of_force, use_of_force"),
    one("no such act", BANK, "harbouring: He keeps", "harboring«: He keeps", "cases: no. 1: acts: 'harboring' is not an act of article 3(a). Did you mean 'harbouring'?"),
    one("no such verdict", ORCHARD, "verdict: trafficking", "verdict: guilty«", "verdict: 'guilty' is not allowed here. Expected one of: trafficking, smuggling"),
    one("no such paragraph", ORCHARD, "decided_by: 3(a)", "decided_by: 3(e)«", "decided_by: '3(e)' is not allowed here. Did you mean"),
]

HEADERS = [
    one("no header", ORCHARD, "---\nid: orchard\n", "id: orchard«\n", "has no header, expected a YAML header between two lines of ---"),
    Break("no end of the header", [(DECK, 'source: ["6.3"]\n---\n', 'source: ["6.3"]\n'), (DECK, "---\nmodule", "---«\nmodule")], ["has a header without an end, expected a second line of ---"]),
    one("header is a list", DECK, 'module: 01_one\ntitle: One\nsubtitle: The first\nsource: ["6.3"]', "- a«", "the header is no mapping, expected name: value"),
    one("header is text", ORCHARD, "---\nid: orchard\n", "---\nwords«\n---\nid: orchard\n", "the header is no mapping"),
    one("header is empty", ORCHARD, "---\nid: orchard\n", "---\n---«\nid: orchard\n", "is empty, expected YAML"),
]

REFERENCES = [
    one("activity in a lesson", LESSON, "{activity} one-quiz", "{activity} one-quizz«\n```\n\n```{activity} one-quiz", "there is no activity 'one-quizz'. Did you mean 'one-quiz'? Expected the id of one in activities.yml"),
    one("activity without a name", LESSON, "# One\n", "# One\n\n```{activity}«\n```\n", "there is no activity ''"),
    one("activity and more words", LESSON, "{activity} one-quiz", "{activity} one-quiz two«\n```\n\n```{activity} one-quiz", "there is no activity 'one-quiz two'"),
    one("drawing in a lesson", LESSON, "{drawing} three-elements", "{drawing} element«", "there is no drawing 'element', expected the name of a file in book/figures/"),
    one("since in a lesson", LESSON, ":::{since} U01", ":::{since} U09«", "there is no update 'U09'. Did you mean"),
    one("update in a header", LESSON, "updates: [U01]", "updates: [U01,\n  U07«]", "updates: there is no update 'U07'"),
    one("case in an activity", ITEMS, "  case: orchard", "  case: orcherd«", "one-case: case: there is no case 'orcherd'. Did you mean 'orchard'? Expected one of: orchard"),
    one("objective in an activity", ITEMS, "  objectives: [A2]", "  objectives: [A2, A3]«", "one-case: objectives: the lesson has no 'A3', expected one of: A1, A2"),
    one("activity in a session", SESSION, "[one-sort, one-quiz]", "[one-sort,\n      one-quix«]", "steps: sort: there is no activity 'one-quix'. Did you mean 'one-quiz'?"),
    one("module of a session", SESSION, "module: 01_one", "module: 01_on«", "module: is '01_on', expected '01_one'"),
    one("module of a deck", DECK, "module: 01_one", "module: 02_two«", "module: is '02_two', expected '01_one'"),
    one("source of a slide", DECK, "## The elements\n", "## The elements«\n\n::: source\npage 4\n:::\n", "'page 4' is no source"),
    one("reference of a slide", DECK, "## The elements\n", "## The elements«\n\n::: source\nart. 3(a); @nobody2003\n:::\n", "there is no 'nobody2003' in book/references.bib"),
    one("drawing in a deck", DECK, "## The elements\n\n![Three elements](figure:three-elements#all)", "## The elements«\n\n![Three elements](figure:element#all)", "slide 'The elements': there is no drawing 'element'"),
    one("work in a source", ITEMS, "@protocol2000", "@protocol2001«", "source: there is no 'protocol2001' in book/references.bib. Did you mean 'protocol2000'?"),
    one("work in the source of a lesson", LESSON, "@smith2010", "@smith2011«", "source: there is no 'smith2011'"),
    one("work in the source of a word", GLOSSARY, '["6.4.1", "@protocol2000"]', '\n    - "6.4.1"\n    - "@nobody"«', "source: there is no 'nobody'"),
    one("update in a source", UPDATES, "[Box 6.3, U01]", "[Box 6.3, U11]«", "source: there is no update 'U11'"),
    one("source of an unknown form", ORCHARD, '[art. 3(a), "6.4.1"]', '[art. 3(a), section 6]«', "source: no. 2: 'section 6' is no source, expected a section (6.4.1), a box"),
    one("section that is not there", ORCHARD, '[art. 3(a), "6.4.1"]', '["6.4.7"]«', "source: no. 1: '6.4.7' is no source"),
    one("box that is not there", LESSON, '["6.3", "@smith2010"]', "[Box 6.99]«", "'Box 6.99' is no source"),
    one("note that is not there", DECK, 'source: ["6.3"]', "source: [note 85]«", "'note 85' is no source"),
    one("source in a bank", BANK, 'source: ["6.9"]', 'source: ["@nobody"]«', "source: there is no 'nobody'"),
    one("activity placed twice", LESSON, "{activity} one-case\n", "{activity} one-case\n```\n\n```{activity} one-case«\n", "activity 'one-case' stands in line 34 already, expected it once on a page"),
    Break("activity placed nowhere", [(LESSON, "```{activity} one-quiz\n```\n", ""), (ITEMS, "- id: one-quiz", "- id: one-quiz«")], ["one-quiz: stands nowhere in the lesson, expected ```{activity} one-quiz in modules/01_one/lesson.md"]),
    one("objective unmeasured", LESSON, "  A2: Decide.", "  A2: Decide.\n  A3: Ask.«", "objectives: A3 is measured by no activity, expected it in the objectives of one"),
    Break("id twice in a file", [(ITEMS, "- id: one-rank", "- id: one-rank«"), (ITEMS, "- id: one-quiz", "- id: one-rank\n  type: quiz\n  title: T\n  prompt: P\n  objectives: [A1]\n  source: [note 1]\n  explain: E\n  options:\n    a: {text: A, right: true, why: W}\n    b: {text: B, why: W}\n- id: one-quiz")], ["one-rank: the id is taken in modules/01_one/activities.yml:46, expected each id once"]),
    Break("update twice", [(UPDATES, "- id: U02", "- id: U01«"), (UPDATES, "[Box 6.3, U01]", "[Box 6.3]"), ("modules/02_two/activities.yml", "[note 21, U02]", "[note 21]")], ["U01: the id is taken in book/updates.yml:1"]),
    one("step twice", SESSION, "- id: close", "- id: sort«", "steps: id 'sort' stands twice, expected each id once"),
    Break("id twice across files", [("modules/02_two/activities.yml", "- id: two-quiz", "- id: one-quiz«"), ("modules/02_two/lesson.md", "```{activity} two-quiz\n```\n", "")], ["one-quiz: the id is taken in modules/01_one/activities.yml:46, expected each id once in the whole course"]),
    one("slide without notes", DECK, "## The elements\n", "## A slide«\n\n- words\n\n## The elements\n", "slide 'A slide' has no notes, expected ::: notes"),
    one("slide with empty notes", DECK, "## After today\n\n- decide\n\n::: notes\nSay this.\n:::", "## After today«\n\n- decide\n\n::: notes\n:::", "slide 'After today' has no notes"),
]

KEYS = [
    one("bucket that is not there", ITEMS, "      bucket: means", "      bucket: meens«", "one-sort: items: lie: bucket: 'meens' is not a bucket. Did you mean 'means'? Expected one of: act, means"),
    one("other bucket that is not there", ITEMS, "      bucket: means", "      bucket: means\n      also: [act, none«]", "one-sort: items: lie: also: 'none' is not a bucket."),
    one("bucket for which why says nothing", ITEMS, "      why:\n        act: It moved her.\n        means: It moved her.", "      why:«\n        act: It moved her.", "one-sort: items: bus: why: says nothing of means, expected for each bucket"),
    one("why of a bucket that is not there", ITEMS, "        act: It is how.", "        act: It is how.\n        none: No.«", "one-sort: items: lie: why: 'none' is not a bucket."),
    Break("bucket where nothing belongs", [(ITEMS, "    means: A means", "    means: A means\n    none: None«"), (ITEMS, "        means: It moved her.", "        means: It moved her.\n        none: It moved her."), (ITEMS, "        means: It is how.", "        means: It is how.\n        none: It is how.")], ["buckets: nothing belongs into 'none', expected an item for each bucket"]),
    one("partner that is not there", ITEMS, "goes_with: force", "goes_with: forced«", "one-match: left: blow: goes_with: 'forced' is not on the right. Did you mean 'force'? Expected one of: force, deceit"),
    one("reason against the right partner", ITEMS, "        force: Nobody was hit.", "        deceit: Nobody was hit.«", "one-match: left: story: not_why: 'deceit' is not a wrong choice here."),
    one("more on the right than letters", ITEMS, "  right:\n    force: Force", "  right:«\n" + "".join(f"    x{n}: X\n" for n in range(26)) + "    force: Force", "one-match: right: has more than 26, expected at most 26"),
    one("two right options", ITEMS, "      text: A visa", "      text: A visa\n      right: true«", "one-quiz: options: visa: 'purpose' is right already, expected one right answer, or mode: multiple"),
    one("no right option", ITEMS, "  options:\n    border:\n      text: A border\n      why: None is needed.\n    purpose:\n      text: A purpose\n      right: true", "  options:«\n    border:\n      text: A border\n      why: None is needed.\n    purpose:\n      text: A purpose", "one-quiz: options: none is right, expected right: true at exactly one"),
    one("no right option of several", BANK, "    options:\n      a:\n        text: An act\n        right: true", "    options:«\n      a:\n        text: An act", "decisions: no. 2: options: none is right, expected right: true at one or more of them"),
    one("three options for true or false", "modules/02_two/activities.yml", "  options:", "  options:«\n    maybe: {text: M, why: W}", "two-quiz: options: has 3, expected 2 for mode: true_false"),
    one("one option", "modules/02_two/activities.yml", '  options:\n    "true":\n      text: It is\n      right: true\n      why: It is so.\n', "  options:«\n", "two-quiz: options: has 1, expected at least 2"),
    one("place out of range", ITEMS, "      text: Ask.\n      places: [2, 3]", "      text: Ask.\n      places:\n        - 2\n        - 4«", "one-rank: items: ask: places: there is no place 4, expected 1 to 3"),
    one("place zero", ITEMS, "places: [1]", "places: [0, 1]«", "one-rank: items: safe: places: there is no place 0"),
    Break("place that two items need", [(ITEMS, "      text: Ask.\n      places: [2, 3]", "      text: Ask.\n      places: [3]"), (ITEMS, "      text: Write it down.\n      places: [2, 3]", "      text: Write it down.\n      places: [3]"), (ITEMS, "- id: one-rank", "- id: one-rank«")], ["one-rank: full marks cannot be reached: two items accept only the same places"]),
]

STORY = "modules/02_two/activities.yml"
SCENARIOS = [
    one("scene that is not there", STORY, "          to: stays\n          instead:", "          to: stayed«\n          instead:", "two-story: scenes: talk: choices: wait: to: there is no scene 'stayed'. Did you mean 'stays'? Expected one of: door, talk, stays, leaves"),
    one("other scene that is not there", STORY, "              to: leaves", "              to: leave«", "scenes: talk: choices: wait: instead: no. 1: to: there is no scene 'leave'. Did you mean 'leaves'?"),
    one("condition that cannot be read", STORY, "[trust < 2]", "[trust << 2]«", "instead: no. 1: when: 'trust << 2' cannot be read, expected a fact (told, not told), or a variable with a number (trust >= 2)"),
    one("effect that cannot be read", STORY, "[trust + 1]", "[trust += 1]«", "choices: sit: effects: 'trust += 1' cannot be read, expected a fact (told, not told), or a variable with a number (trust + 1"),
    one("variable that is not there", STORY, "[trust < 2]", "[trost < 2]«", "when: there is no variable 'trost'. Did you mean 'trust'? Expected one of: trust, told"),
    one("fact that is not there", STORY, "[not told]", "[not tolled]«", "choices: card: when: there is no fact 'tolled'. Did you mean 'told'?"),
    one("variable without a number", STORY, "[trust + 1]", "[trust]«", "effects: 'trust' is a variable, expected a number with it (trust + 1)"),
    one("fact with a number", STORY, "        - when: [told]", "        - when: [told = 1]«", "scenes: talk: passages: no. 1: when: 'told' is a fact, expected no number with it (told)"),
    one("condition that is no text", STORY, "[not told]", "[2]«", "when: no. 1: 2 is a number in YAML, expected text: put it in quotes"),
    one("no conditions", STORY, "        - when: [told]", "        - when: []«", "two-story: scenes: talk: passages: no. 1: when: has 0, expected at least 1"),
    one("range upside down", STORY, "      most: 4", "      most: 0«", "two-story: variables: trust: most: 0 is not above least (0), expected more"),
    one("start out of range", STORY, "      start: 2", "      start: 5«", "variables: trust: start: 5 is out of range, expected 0 to 4"),
    one("fact named as a variable", STORY, "    told: The embassy knows.", "    told: The embassy knows.\n    trust: Yes.«", "facts: trust: is a variable too, expected another name"),
    one("fact that nothing changes", STORY, "    told: The embassy knows.", "    told: The embassy knows.\n    late: It is late.«", "facts: late: no choice changes it, expected it in the effects of one"),
    one("credit above 1", STORY, "          credit: 0.5\n          why: It was too early.", "          credit: 5«\n          why: It was too early.", "scenes: talk: choices: ask: credit: 5 is too large, expected 1 or less"),
    one("credit in words", STORY, "          credit: 0.5\n          why: It was too early.", "          credit: yes«\n          why: It was too early.", "credit: yes means true in YAML, expected a number"),
    Break("choice without a reason", [(STORY, "        card:\n", "        card:«\n"), (STORY, "          why: She can call later.", "          whi: She can call later.«")], ["scenes: talk: choices: card: 'why' is missing", "unknown field 'whi'. Did you mean 'why'?"]),
    one("decision without sources", STORY, "    talk:\n      title: The talk\n      text: She is silent.\n      passages:\n        - when: [told]\n          text: The telephone rings.\n      source: [Box 6.25]", "    talk:«\n      title: The talk\n      text: She is silent.\n      passages:\n        - when: [told]\n          text: The telephone rings.", "scenes: talk: 'source' is missing, expected what the reasons of its choices rest on"),
    one("work that is not there", STORY, '"@smith2010"', '"@smyth2010"«', "source: there is no 'smyth2010' in book/references.bib. Did you mean 'smith2010'?"),
    one("desk of nobody", STORY, "desk: police", "desk: polis«", "scenes: door: desk: 'polis' is not allowed here. Did you mean 'police'?"),
    one("act that is not there", STORY, "      text: She is silent.", "      text: She is silent.\n      act: one«", "scenes: talk: act: there is no 'one' in acts. Expected one of: none there"),
    Break("decision outside the acts", [(STORY, "  scenes:\n    door:\n", "  acts:\n    one: {title: T, text: T}\n  scenes:\n    door:\n      act: one\n"), (STORY, "    talk:\n", "    talk:«\n")], ["scenes: talk: 'act' is missing, expected one of: one"]),
    Break("role of another desk", [(STORY, "  scenes:\n    door:\n", "  roles:\n    ngo: {name: N, text: T}«\n  scenes:\n    door:\n"), (STORY, "desk: police", "desk: police«")], ["roles: ngo: no scene names it, expected it in one", "scenes: door: desk: there is no 'police' in roles. Expected one of: ngo"]),
    one("paper that nobody brings", STORY, "  scenes:\n    door:\n", "  pieces:\n    list: {title: T, text: T}«\n  scenes:\n    door:\n", "pieces: list: no scene names it, expected it in one"),
    Break("paper that is not there", [(STORY, "  scenes:\n    door:\n", "  pieces:\n    list: {title: T, text: T}\n  scenes:\n    door:\n"), (STORY, "      text: She comes in.", "      text: She comes in.\n      pieces: [list, lists]«")], ["scenes: door: pieces: there is no 'lists' in pieces. Did you mean 'list'?"]),
    one("repair before the end", STORY, "      text: She is silent.", "      text: She is silent.\n      repair: Later.«", "scenes: talk: repair: the story does not end here, expected it at an end only"),
    one("one choice", STORY, "      text: She drinks some tea.", "      text: She drinks some tea.\n      source: [\"6.8\"]\n      choices:«\n        go: {text: Go, then: T, to: leaves, credit: 1, why: W}", "scenes: stays: choices: has 1, expected at least 2, or none where the story ends"),
    one("scene that no choice leads to", STORY, "    stays:\n", "    cell:«\n      title: T\n      text: T\n    stays:\n", "scenes: cell: no path leads here, expected a choice that can be taken"),
    one("scene that no path leads to", STORY, "[trust < 2]", "[trust < 0]«", "choices: wait: instead: no. 1: when: never holds here, expected conditions that do on some path"),
    one("way that is never taken", STORY, "          to: stays\n          instead:\n            - when: [trust < 2]", "          to: stays«\n          instead:\n            - when: [trust >= 0]", "choices: wait: to: is never taken, expected an instead that does not always hold"),
    one("choice that is never offered", STORY, "[not told]", "[told, trust = 4]«", "choices: card: when: never holds here"),
    one("passage that is never shown", STORY, "        - when: [told]", "        - when: [told, trust = 3]«", "scenes: talk: passages: no. 1: when: never holds here"),
    Break("dead end on some path", [(STORY, "        ask:\n          text: Ask again.", "        ask:\n          text: Ask again.\n          when: [trust = 3]"), (STORY, "      source: [Box 6.25]\n      choices:", "      source: [Box 6.25]\n      choices:«")], ["scenes: talk: choices: fewer than two are offered after door: call, expected two on every path"]),
    Break("loop that never ends", [(STORY, "          then: She shakes her head.\n          to: leaves", "          then: She shakes her head.\n          to: talk"), (STORY, "    talk:\n", "    talk:«\n")], ["scenes: talk: a path can come here more than 9 times, expected a condition that ends the loop"]),
    Break("no way to full marks", [(STORY, "          credit: 1\n          why: It gives her time.", "          credit: 0.5\n          why: It gives her time."), (STORY, "  scenes:\n    door", "  scenes:«\n    door")], ["scenes: full marks cannot be reached, expected a path from the first scene to an end on which each choice has credit: 1"]),
    Break("no end", [(STORY, "    stays:\n      title: She stays\n      text: She drinks some tea.\n    leaves:\n      title: She leaves\n      text: The door closes.\n      repair: A card can reach her.\n", ""), (STORY, "  scenes:\n    door", "  scenes:«\n    door"), (STORY, "          to: stays\n          instead:\n            - when: [trust < 2]\n              to: leaves", "          to: talk"), (STORY, "          then: She shakes her head.\n          to: leaves", "          then: She shakes her head.\n          to: talk"), (STORY, "          then: She takes it.\n          to: stays", "          then: She takes it.\n          to: door")], ["scenes: the story has no end, expected a scene without choices"]),
]

SPOTS = [
    one("passage of which nothing is said", ITEMS, "  text: >-\n    [The work was hard.]{#hard}", "  text: >-«\n    [The work was hard.]{#herd}  [It was.]{#hard}", "one-spot: text: marks 'herd', of which passages says nothing. Did you mean 'hard'? Expected one of: hard, passport"),
    one("passage without words", ITEMS, "    hard:\n      shows: nothing", "    heat:«\n      shows: nothing\n      why: x\n    hard:\n      shows: nothing", "one-spot: passages: heat: no words of the text have this name, expected [words]{#heat} in the text"),
    one("passage marked twice", ITEMS, "  text: >-\n    [The work", "  text: >-«\n    [Oh]{#hard} [The work", "one-spot: text: marks 'hard' twice, expected each name once"),
    one("mark of another form", ITEMS, "  text: >-\n    [The work", "  text: >-«\n    [Oh]{.hard} [The work", "one-spot: text: has a mark that cannot be read, expected [words]{#name}"),
    one("mark in code", ITEMS, "  text: >-\n    [The work was hard.]{#hard}", "  text: >-«\n    `[The work was hard.]{#hard}`", "one-spot: text: marks 'hard' where a page cannot show it, expected the mark within one paragraph"),
    one("mark over two paragraphs", ITEMS, "  text: >-\n    [The work was hard.]", "  text: >-«\n    [The work was\n\n\n    hard.]", "one-spot: text: marks 'hard' where a page cannot show it"),
    one("kind that is not there", ITEMS, "      shows: papers", "      shows: paper«", "one-spot: passages: passport: shows: 'paper' is not what words of this text can show. Did you mean 'papers'? Expected one of: papers, debt, nothing, arguable"),
    one("other kind that is not there", ITEMS, "      shows: papers", "      shows: papers\n      also: [debts«]", "one-spot: passages: passport: also: 'debts' is not what"),
    one("reason against a kind that is not there", ITEMS, "        debt: No sum is named.", "        debts: No sum is named.«", "one-spot: passages: passport: not_why: 'debts' is not what"),
    one("kind with a meaning of its own", ITEMS, "    debt: Debt\n", "    debt: Debt\n    nothing: Nothing«\n", "one-spot: kinds: 'nothing' has a meaning of its own, expected another id"),
    Break("nothing harmless", [(ITEMS, "      shows: nothing", "      shows: debt"), (ITEMS, "  passages:", "  passages:«")], ["one-spot: passages: each is a sign, expected also some that show nothing"]),
    Break("no sign", [(ITEMS, "      shows: papers", "      shows: nothing"), (ITEMS, "      shows: debt", "      shows: nothing"), (ITEMS, "  passages:", "  passages:«")], ["one-spot: passages: none is a sign, expected one or more"]),
    Break("one kind", [(ITEMS, "    papers: Kept papers\n", ""), (ITEMS, "  kinds:", "  kinds:«"), (ITEMS, "      shows: papers", "      shows: debt"), (ITEMS, "      not_why:\n        debt: No sum is named.\n", "")], ["one-spot: kinds: has 1, expected at least 2, or none at all"]),
    Break("kinds where there are none", [(ITEMS, "  kinds:\n    papers: Kept papers\n    debt: Debt\n", ""), (ITEMS, "      shows: papers", "      shows: sign"), (ITEMS, "      shows: debt", "      shows: debt«"), (ITEMS, "        debt: No sum is named.", "        debt: No sum is named.«")], ["one-spot: passages: passport: not_why: 'debt' is not what words of this text can show. Expected one of: none, since it has no kinds", "one-spot: passages: owe: shows: 'debt' is not what"]),
]

AUDITS = [
    one("answer that is not there", ITEMS, "      answer: absent", "      answer: apsent«", "one-audit: lines: rest: answer: 'apsent' is not an answer. Did you mean 'absent'? Expected one of: settled, absent, against"),
    one("other answer that is not there", ITEMS, "      also: [absent]", "      also: [missing«]", "one-audit: lines: card: also: 'missing' is not an answer."),
    one("clause that is not there", ITEMS, "      at: [second]", "      at: [third«]", "one-audit: lines: card: at: 'third' is not a clause."),
    one("reason against an answer that is not there", ITEMS, "        settled: It is settled badly.", "        setled: It is settled badly.«", "one-audit: lines: card: not_why: 'setled' is not an answer. Did you mean 'settled'?"),
    one("reason against a right answer", ITEMS, "        settled: It is settled badly.", "        absent: It is not.«", "one-audit: lines: card: not_why: 'absent' is right here, expected the reason under why"),
    one("line without an answer", ITEMS, "    rest:\n      text: Is there a day of rest?\n      answer: absent\n", "    rest:«\n      text: Is there a day of rest?\n", "one-audit: lines: rest: 'answer' is missing"),
    Break("one clause", [(ITEMS, "    second:\n      title: 2. Papers\n      text: The employer keeps them.\n", ""), (ITEMS, "  clauses:", "  clauses:«")], ["one-audit: clauses: has 1, expected at least 2"]),
]

REFLECTIONS = [
    one("line with the name of the text", ITEMS, "    brief:\n", "    text:«\n", "one-reflect: rubric: 'text' is the name of what is written, expected another id"),
    one("one line", ITEMS, "  rubric:\n    greet:\n      text: It greets.\n      why: It is kind.\n      mend: Greet her.\n", "  rubric:«\n", "one-reflect: rubric: has 1, expected at least 2"),
    one("line without a remedy", ITEMS, "    brief:\n      text: It is brief.\n      why: She is tired.\n      mend: Cut it.\n", "    brief:«\n      text: It is brief.\n      why: She is tired.\n", "one-reflect: rubric: brief: 'mend' is missing"),
    one("graded", BANK, "  - id: first-quiz\n", "  - id: first-reflect\n    type: reflect«\n    title: T\n    prompt: P\n    objectives: [A1]\n    source: [note 1]\n    explain: E\n    model: M\n    rubric:\n      a: {text: A, why: W, mend: M}\n      b: {text: B, why: W, mend: M}\n  - id: first-quiz\n", "decisions: first-reflect: type: reflect is marked by the learner alone, expected a type that can be graded, or an entry of written:"),
]

MAPS = [
    one("role that is not there", STORY, "      role: looks", "      role: look«", "two-map: actors: guard: role: 'look' is not a role. Did you mean 'looks'? Expected one of: wins, looks"),
    one("other role that is not there", STORY, "      role: looks", "      role: looks\n      also: [win«]", "actors: guard: also: 'win' is not a role. Did you mean 'wins'?"),
    one("role that nobody has", STORY, "    looks: Looks away", "    looks: Looks away\n    holds: Holds her«", "two-map: roles: nobody acts as 'holds', expected an actor for each role"),
    one("stage that is not there", STORY, "        transit: He stood", "        travel«: He stood", "actors: guard: stages: 'travel' is not allowed here. Expected one of: recruitment, transit, exploitation"),
    one("stage twice", STORY, "        exploitation: Perhaps he earns on.", "        recruitment: Perhaps.«", "actors: agent: arguable: 'recruitment' stands under stages too, expected it in one of the two"),
    one("no stage", STORY, "      stages:\n        transit: He stood at the gate.", "      stages: {}«", "actors: guard: stages: has 0, expected at least 1"),
    one("name too long for the drawing", STORY, "name: The guard", "name: The guard who stood at the gate all night«", "actors: guard: name: 'The guard who stood at the gate all night' has 41 characters, expected at most 30"),
    one("duty in words", STORY, "      duty: true", "      duty: perhaps«", "actors: guard: duty: 'perhaps' is text, expected true or false"),
]

CASES = [
    one("mark of no element", ORCHARD, "[the gate is locked]{.coercion .harbouring}", "[the gate is locked]{.coercion .harbouring .coersion}«", "the story marks 'coersion', which is not an element of article 3(a). Did you mean 'coercion'? Expected one of: recruitment"),
    one("mark of an element that is not named", ORCHARD, "[has not been paid]{.forced_labour}", "[has not\nbeen paid]{.forced_labour .servitude}«", "the story marks 'servitude', which the header does not name; expected it under acts"),
    one("element never shown", ORCHARD, "acts:\n", "acts:\n  receipt: He took her in.«\n", "acts: no words of the story show 'receipt', expected [words]{.receipt} in the story"),
    one("mark that cannot be read", ORCHARD, "She picks fruit", "[She]{.forced_labour, .coercion} picks fruit«", "a mark that cannot be read, expected [words]{.element}"),
    one("arguable is no element", ORCHARD, "  deception: Nobody", "  lying: x«\n  deception: Nobody", "arguable: 'lying' is not an element of article 3(a)."),
    one("present and arguable", ORCHARD, "  deception: Nobody", "  coercion: x«\n  deception: Nobody", "arguable: 'coercion' stands under means too, expected it in one of the two"),
    Break("no means for an adult", [(ORCHARD, "means:\n  coercion: The gate is locked.\n", ""), (ORCHARD, "{.coercion .harbouring}", "{.harbouring}"), (ORCHARD, "verdict: trafficking", "verdict: trafficking«")], ["verdict: is trafficking, but the header does not name an act, a means and a purpose (article 3(a)); expected them, or another verdict"]),
    Break("no purpose for a child", [(ORCHARD, "purposes:\n  forced_labour: She is not paid and cannot go.\n", ""), (ORCHARD, "{.forced_labour}", "{.deception}"), (ORCHARD, "age: 24", "age: 14"), (ORCHARD, "verdict: trafficking", "verdict: trafficking«")], ["the header does not name an act and a purpose (article 3(c))"]),
    one("all elements, another verdict", ORCHARD, "verdict: trafficking", "verdict: no_crime«", "verdict: is no_crime, but the header names all that article 3 asks for; expected trafficking, or an element less"),
    one("verdicts without cannot_tell", ORCHARD, "verdicts:\n  trafficking: Yes.\n  no_crime: No.\n  cannot_tell: The text tells.", "verdicts:«\n  trafficking: Yes.\n  no_crime: No.\n  smuggling: No.", "verdicts: has no 'cannot_tell', which every case offers"),
    one("verdicts without the right one", ORCHARD, "verdicts:\n  trafficking: Yes.", "verdicts:«\n  smuggling: No.", "verdicts: has no 'trafficking', the right verdict"),
    one("two verdicts only", ORCHARD, "verdicts:\n  trafficking: Yes.\n  no_crime: No.", "verdicts:«\n  trafficking: Yes.", "verdicts: has 2, expected at least 3"),
    one("two best questions", ORCHARD, "    text: Where are your papers?", "    text: Where are your papers?\n    best: true«", "next_questions: papers: 'leave' is the best already"),
    one("no best question", ORCHARD, "next_questions:\n  leave:\n    text: Can you leave?\n    best: true", "next_questions:«\n  leave:\n    text: Can you leave?", "next_questions: none is the best, expected best: true at exactly one"),
    one("one question", ORCHARD, "next_questions:\n  leave:\n    text: Can you leave?\n    best: true\n    why: It shows what keeps her.\n  papers:\n    text: Where are your papers?", "next_questions:«\n  papers:\n    text: Where are your papers?\n    best: true", "next_questions: has fewer than two, expected at least 2"),
    one("id is not the name of the file", ORCHARD, "id: orchard", "id: meadow«", "id: is 'meadow', expected the name of the file, 'orchard'"),
    one("no story", ORCHARD, "\nShe picks fruit on a farm.\nAt night [the gate is locked]{.coercion .harbouring}.\n\nShe [has not been paid]{.forced_labour}.\n", "«", "story: is empty, expected some text"),
]

BANKS = [
    Break("case repeated from practice", [(BANK, "- id: harbour", "- id: orchard«"), (BANK, "case: harbour", "case: orchard")], ["cases: orchard: the id is taken in case_studies/orchard.md:2, expected a case that learners have not seen"]),
    one("id taken by practice", BANK, "- id: first-quiz", "- id: one-quiz«", "decisions: one-quiz: the id is taken in modules/01_one/activities.yml:46, expected each id once in the whole course"),
    one("id taken by another decision", BANK, "- id: first-quiz", "- id: first-case«", "decisions: first-case: the id is taken in exercises/bank/first.yml:42"),
    one("id taken by a decision", BANK, "- id: first-letter", "- id: first-quiz«", "written: first-quiz: the id is taken in exercises/bank/first.yml:"),
    one("unknown module", BANK, "module: 01_one", "module: 01_won«", "module: there is no module '01_won'. Did you mean '01_one'? Expected the name of a folder in modules/"),
    one("id is not the name of the file", BANK, "id: first\n", "id: last«\n", "id: is 'last', expected the name of the file, 'first'"),
    one("objective of another lesson", BANK, "    objectives: [A1]", "    objectives: [B1]«", "first-quiz: objectives: the lesson has no 'B1', expected one of: A1, A2"),
    one("practice case in a decision", BANK, "    case: harbour", "    case: orchard«", "first-case: case: there is no case 'orchard'. Expected one of: harbour"),
    one("points for a type that is not there", BANK, "written:\n  - id", "points: {sort: 7}«\nwritten:\n  - id", "points: no decision here is a 'sort'. Expected one of: classify, quiz"),
    one("table that there is not", BANK, "written:\n  - id", "tables: [case]«\nwritten:\n  - id", "tables: no. 1: 'case' is not allowed here. Did you mean 'cases'?"),
    one("form of no decision", BANK, "written:\n  - id", FORM.replace("FIRST", "first-quizz«"), "variants: there is no decision 'first-quizz'. Did you mean 'first-quiz'?"),
    one("form of another type", BANK, "written:\n  - id", FORM.replace("FIRST", "first-case").replace("type: quiz", "type: quiz«").replace("[A1]", "[A2]"), "variants: first-form: type: is 'quiz', expected 'classify' as in first-case"),
    one("form that measures something else", BANK, "written:\n  - id", FORM.replace("FIRST", "first-quiz").replace("[A1]", "[A2]«"), "variants: first-form: objectives: expected A1 as in first-quiz"),
    one("form with an id that is taken", BANK, "written:\n  - id", FORM.replace("FIRST", "first-quiz").replace("first-form", "one-quiz«"), "variants: one-quiz: the id is taken in modules/01_one/activities.yml:"),
    one("source of a form", BANK, "written:\n  - id", FORM.replace("FIRST", "first-quiz").replace('["6.4.1"]', '["@nobody"]«'), "source: there is no 'nobody'"),
    one("no level for full points", BANK, "        levels:\n          0: None\n          1: Some\n          2: All", "        levels:«\n          0: None\n          1: Some", "written: no. 1: rubric: facts: levels: has no 2, expected what 2 points look like"),
    one("level outside the points", BANK, "          2: All", "          2: All\n          3: More«", "rubric: facts: levels: 3 is outside the points, expected 0 to 2"),
    one("level that is no number", BANK, "          2: All", "          2: All\n          many: More«", "rubric: facts: levels: 'many' is text, expected a whole number"),
    one("mark that is no level", BANK, "{facts: 1}", "{facts: 3}«", "written: no. 1: exemplars: middling: marks: facts: 3 is not a level, expected one of: 0, 1, 2"),
    one("mark for nothing", BANK, "{facts: 1}", "{facts: 1, fact: 1}«", "marks: 'fact' is not in the rubric. Did you mean 'facts'?"),
    one("no mark", BANK, "{facts: 1}", "{}«", "exemplars: middling: marks: has nothing for facts, expected a mark for each line of the rubric"),
    one("exemplar missing", BANK, "    exemplars:\n      strong:\n        answer: All of it.\n        marks: {facts: 2}\n        comment: Good.\n", "    exemplars:«\n", "written: no. 1: exemplars: has no 'strong', expected all three: strong, middling, weak"),
    one("exemplar of another name", BANK, "      middling:", "      average:«", "exemplars: 'average' is not allowed here."),
]

SEVERAL = [
    Break("in two files, and in each", [(GLOSSARY, "  term: act\n", "  term: 1«\n"), (UPDATES, "  title: In force\n", "  title: [a]«\n"), (UPDATES, "  topic: law\n  then: Few.", "  topic: The law«\n  then: Few.")], ["act: term: 1 is a number", "U01: title: is a list", "U02: topic: 'The law' is not allowed here"]),
    Break("in the header and the body", [(LESSON, "minutes: 30", "minutes: x«"), (LESSON, "{since} U01", "{since} U05«")], ["minutes: 'x' is text", "there is no update 'U05'"]),
    Break("a case that is broken is still there", [(ORCHARD, "age: 24", "age: old«"), (LESSON, "{drawing} three-elements", "{drawing} x«")], ["age: 'old' is text", "there is no drawing 'x'"]),
    Break("an activity that is broken is still there", [(ITEMS, "  case: orchard\n  title: The orchard\n", "  case: orchard\n  title:«\n"), (SESSION, "minutes: 5", "minutes: x«")], ["one-case: title: is empty", "minutes: 'x' is text"]),
    Break("a file that cannot be read hides no other", [(ITEMS, "- id: one-sort", "- id: 'one-sort«"), (LESSON, "{since} U01", "{since} U05«"), (BANK, "{facts: 1}", "{facts: 9}«")], ["exemplars: middling: marks: facts: 9", "is not YAML", "there is no update 'U05'"]),
    Break("twice in one activity", [(ITEMS, "      bucket: means", "      bucket: x«"), (ITEMS, "      bucket: act\n", "      bucket: y«\n")], ["items: bus: bucket: 'y'", "items: lie: bucket: 'x'"]),
    Break("in a bank, within and across", [(BANK, "    age: 24", "    age: x«"), (BANK, "objectives: [A1]", "objectives: [B1]«"), (BANK, "- id: first-quiz", "- id: one-quiz«")], ["cases: no. 1: age: 'x' is text", "decisions: one-quiz: the id is taken", "one-quiz: objectives: the lesson has no 'B1'"]),
    Break("a broken value and a broken name", [(SESSION, "room: A room.", "room: !x A«\nrom: b«")], ["uses the tag !x", "unknown field 'rom'"]),
]

TEXTS = [
    one("unknown directive", LESSON, "{drawing} three-elements", "{drawign} three-elements«", "there is no directive 'drawign'. Did you mean 'drawing'? Expected one of: activity,"),
    one("fence never closed", LESSON, ":::{since} U01\n:::\n", ":::{since} U01«\n", ":::{since} is never closed, expected ::: on a line of its own below it"),
    one("fence that closes nothing", LESSON, ":::{since} U01\n:::\n", ":::{since} U01\n:::\n\n:::«\n", "::: closes nothing, expected as many closing as opening fences"),
    one("unknown role", LESSON, "Words.", "{terms}`act`«", "there is no role {terms}. Did you mean 'term'?"),
    one("term not in the glossary", LESSON, "Words.", "The {term}`akt`.«", "{term}: 'akt' is not in the glossary. Did you mean 'act'? Expected a word of book/glossary.yml"),
    one("term after a directive", LESSON, "Words.", "```{sources}\n```\n\nThe {term}`akt`.«", "{term}: 'akt' is not in the glossary. Did you mean 'act'?"),
    one("term behind other words", LESSON, "Words.", "The {term}`deeds <deed>`.«", "{term}: 'deed' is not in the glossary."),
    one("work not in the list", LESSON, "Words.", "Words {cite}`smith2010,smith2011`.«", "{cite}: there is no 'smith2011' in book/references.bib. Did you mean 'smith2010'?"),
    one("source of no form", LESSON, "Words.", "Words. {src}`6.3; Box 9`«", "{src}: 'Box 9' is no source, expected a section"),
    one("paragraph that is not there", LESSON, "Words.", "Words. {src}`art. 3(z)`«", "article 3 of the Trafficking Protocol has no (z), expected one of: (a), (b), (c), (d)"),
    one("article that is not there", LESSON, "Words.", "Words. {src}`smuggling art. 26`«", "the Smuggling Protocol has no article 26, expected 1 to 25"),
    one("reference as a mark", LESSON, "Words.", "Words. {src}`@smith2010`«", "expected {cite} or {since} for it"),
    one("slides of no module", LESSON, "Words.", "{deck}`01_on`«", "{deck}: there is no deck '01_on'. Did you mean '01_one'? Expected the name of a file in slides/"),
    one("app of no module", LESSON, "Words.", "{app}`won`«", "{app}: there is no app 'won'. Did you mean 'two'? Expected one of: one, two"),
    one("link to no file", LESSON, "Words.", "[Help](../../book/halp.md)«", "the link '../../book/halp.md' leads to no file, expected a path from 01_one/"),
    one("link to no heading", LESSON, "Words.", "[Up](#on)«", "the link '#on' leads to no heading. Did you mean 'one'? Expected one of: one"),
    one("link without an address", LESSON, "Words.", "[Up]()«", "a link has no address, expected one"),
    one("in a definition", GLOSSARY, "  definition: What was done.", "  definition: What was {term}`dun`.«", "'dun' is not in the glossary"),
    one("in an update", UPDATES, "then: It was new.", "then: It was {cite}`new`.«", "{cite}: there is no 'new'"),
    one("in an account", CANAL, "{cite}`smith2010`", "{cite}`smit`«", "there is no 'smit' in book/references.bib"),
]

EXAMPLES = [
    one("measure of another name", CANAL, "measures: [awareness]", "measures: [awarenes]«", "measures: no. 1: 'awarenes' is not allowed here. Did you mean 'awareness'?"),
    one("twice the same", CANAL, "stage: [transit]", "stage: [transit, transit]«", "stage: 'transit' stands twice, expected each once"),
    one("practice without a measure", CANAL, "measures: [awareness]\nlesson", "measures: []«\nlesson", "measures: is empty, expected what was done, since the practice is 'good'"),
    one("unknown update", CANAL, "updates: [U01]", "updates: [U09]«", "updates: there is no update 'U09'"),
    one("unknown work", CANAL, "@smith2010, p. 12", "@smyth2010, p. 12«", "source: there is no 'smyth2010' in book/references.bib. Did you mean 'smith2010'?"),
    one("id is not the name of the file", CANAL, "id: canal", "id: river«", "id: is 'river', expected the name of the file, 'canal'"),
    one("no day", CANAL, "checked: '2026-11-23'", "checked: yesterday«", "since: checked: 'yesterday' has the wrong form, expected a date, such as 2026-11-23"),
    one("country instead of a list", CANAL, "countries: [Verdania]", "countries: Verdania«", "countries: "),
]

COVERED = [
    one("neither taught nor set aside", COVERAGE, "- id: note 1\n  what: A page number\n  aside: Nothing to teach.\n", "- id: note 1«\n  what: A page number\n", "note 1: is neither taught nor set aside, expected taught: or aside:"),
    one("taught and set aside", COVERAGE, "  aside: Nothing to teach.", "  aside: Nothing to teach.«\n  taught: [01_one]", "note 1: is taught and set aside, expected one of the two"),
    one("twice", COVERAGE, "- id: note 1", "- id: Box 6.3«", "the id is taken in book/coverage/front.yml:1"),
    one("lesson that is not there", COVERAGE, "[01_one, case", "[01_won, case«", "'01_won' is no place of the course, expected one as 02_definitions#consent"),
    one("heading that is not there", COVERAGE, "[01_one, case", "['01_one#on', case«", "'01_one#on' leads nowhere: the page has no such heading. Did you mean 'one'?"),
    one("case that is not there", COVERAGE, "case:orchard", "case:orchid«", "'case:orchid' leads nowhere: there is no such case. Did you mean 'orchard'?"),
    one("figure that is not there", COVERAGE, "figure:three-elements", "figure:four«", "there is no drawing 'four'"),
    one("update that is not there", COVERAGE, "U01,", "U77,«", "'U77' leads nowhere"),
]

BIBLIOGRAPHY = [
    one("key twice", BIB, "@book{smith2010,", "@book{protocol2000,«", "is not BibTeX: repeated bibliography entry: protocol2000"),
    one("field twice", BIB, "@book{smith2010,", "@book{smith2010,«\n  title = {A}, ", "smith2010 has a duplicate title field"),
    Break("brace not closed", [(BIB, "  year = {2000}\n}\n", "  year = {2000}\n"), (BIB, "@book{smith2010,", "@book{smith2010,«")], ["syntax error in line 6"]),
    one("words without braces", BIB, "  title = {A book},", "  title = book«,", "undefined string in line 9: book"),
    one("name with too many commas", BIB, "{Smith, Anna}", "{Smith, A, B, C, D}«", "Too many commas in 'Smith, A, B, C, D'"),
]
# fmt: on

EVERY = {
    "matched": MATCHED_ITEMS,
    "syntax": SYNTAX,
    "types": TYPES,
    "fields": FIELDS,
    "headers": HEADERS,
    "references": REFERENCES,
    "keys": KEYS,
    "scenarios": SCENARIOS,
    "spots": SPOTS,
    "audits": AUDITS,
    "reflections": REFLECTIONS,
    "maps": MAPS,
    "cases": CASES,
    "banks": BANKS,
    "texts": TEXTS,
    "examples": EXAMPLES,
    "coverage": COVERED,
    "several": SEVERAL,
    "bibliography": BIBLIOGRAPHY,
}


@pytest.mark.parametrize("case", [pytest.param(b, id=f"{kind}: {b.name}") for kind, bs in EVERY.items() for b in bs])
def test_each_mistake_is_told_once_in_plain_words_at_its_line(case: Break, tmp_path: Path) -> None:
    expected = broken(tmp_path, case.edits)
    told = problems(tmp_path)
    assert [(p.path, p.line) for p in told] == expected, "\n".join(map(str, told))
    for problem, words in zip(told, case.words, strict=True):
        assert words in problem.text
        assert "\n" not in problem.text
        assert re.search("expected|Expected", problem.text), "it says what is expected"
        assert not re.search(r"\[key\]|\bno\. 0\b|\b(model|tuple|dict|str|int|bool|None)\b_?", problem.text), (
            problem.text
        )


def test_the_small_course_and_the_real_one_have_no_mistake(tmp_path: Path) -> None:
    assert problems(small_course(tmp_path / "small")) == []
    assert problems(copy_course(tmp_path / "real")) == []


def test_all_mistakes_are_told_in_order_and_with_their_number(tmp_path: Path) -> None:
    edits = [(file, row, row + MARK) for file, row in ((UPDATES, "title: In force"), (GLOSSARY, "term: act"))]
    assert len(broken(tmp_path, edits)) == 2
    (tmp_path / UPDATES).write_text("- id: U01\n  zzz: 1\n" * 2, encoding="utf-8")
    (tmp_path / ORCHARD).write_text("x", encoding="utf-8")
    told = problems(tmp_path)
    assert told == sorted(told)
    assert [p.line for p in told if p.path == UPDATES and "zzz" in p.text] == [2, 4]
    assert [str(p) for p in told if p.path == ORCHARD] == [
        f"{ORCHARD}:1: has no header, expected a YAML header between two lines of ---"
    ]


def test_a_mistake_in_the_real_course_is_told_where_it_is(tmp_path: Path) -> None:
    root = copy_course(tmp_path)
    for case in sorted((root / "case_studies").glob("*.md")):
        text = case.read_text(encoding="utf-8")
        if case.stem != "index":
            case.write_text(text.replace("\nverdict:", "\nverdikt: x\nverdict:"), encoding="utf-8")
    told = problems(root)
    assert len(told) > 5
    for problem in told:
        assert "unknown field 'verdikt'. Did you mean 'verdict'?" in problem.text
        row = (root / problem.path).read_text(encoding="utf-8").split("\n")[problem.line - 1]
        assert row == "verdikt: x"


def test_a_story_with_more_situations_than_can_be_looked_through_is_told_at_once(tmp_path: Path) -> None:
    """Twenty independent facts, all of which matter until the end, are a million situations."""
    root = small_course(tmp_path)
    facts = [f"f{n}" for n in range(20)]
    choice = "{{text: T, then: T, to: {to}, credit: 1, why: W, effects: [{effects}], when: [{when}]}}".format
    scenes = ""
    for n, fact in enumerate(facts):
        to = f"s{n + 1}" if n < 19 else "end"
        yes, no = choice(to=to, effects=fact, when=""), choice(to=to, effects="", when="")
        scenes += (
            f"    s{n}:\n      title: T\n      text: T\n      source: [note 1]\n      choices: {{a: {yes}, b: {no}}}\n"
        )
    passages = "".join(f"\n        - {{when: [{fact}], text: T}}" for fact in facts)
    story = (
        "- id: two-long\n  type: scenario\n  title: T\n  prompt: P\n  objectives: [B1]\n  source: [note 1]\n  explain: E\n"
        f"  facts: {{{', '.join(f'{fact}: F' for fact in facts)}}}\n  scenes:\n{scenes}"
        f"    end:\n      title: T\n      text: T\n      passages:{passages}\n"
    )
    (root / STORY).write_text((root / STORY).read_text(encoding="utf-8") + story, encoding="utf-8")
    lesson = root / "modules/02_two/lesson.md"
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\n```{activity} two-long\n```\n", encoding="utf-8")
    (problem,) = problems(root)
    assert "there are more than 20,000 situations, too many to check; expected fewer" in problem.text


ONE_OF_EACH = [LESSON, ITEMS, SESSION, DECK, GLOSSARY, UPDATES, BIB, ORCHARD, BANK, CANAL, COVERAGE]


@pytest.mark.parametrize("file", [f for f in ONE_OF_EACH if f not in (ORCHARD, BANK, CANAL, COVERAGE)])
def test_a_file_that_is_missing(file: str, tmp_path: Path) -> None:
    (small_course(tmp_path) / file).unlink()
    assert list(map(str, problems(tmp_path))) == [f"{file}: is missing, expected this file"]


@pytest.mark.parametrize("folder", ["case_studies", "modules"])
def test_a_folder_that_is_missing(folder: str, tmp_path: Path) -> None:
    small_course(tmp_path)
    (tmp_path / folder).rename(tmp_path / "away")
    assert f"{folder}: is missing, expected this folder" in map(str, problems(tmp_path))


def test_no_bank_is_no_mistake(tmp_path: Path) -> None:
    (small_course(tmp_path) / BANK).unlink()
    assert problems(tmp_path) == []
    (tmp_path / BANK).parent.rmdir()
    assert problems(tmp_path) == []


@pytest.mark.parametrize("file", [f for f in ONE_OF_EACH if f != BIB])
@pytest.mark.parametrize(("text", "line"), [("", 1), ("\n\n  \n", 1), ("# only a comment\n", 1)])
def test_a_file_that_is_empty(file: str, text: str, line: int, tmp_path: Path) -> None:
    (small_course(tmp_path) / file).write_text(text, encoding="utf-8")
    (problem,) = problems(tmp_path)
    assert (problem.path, problem.line) == (file, line)
    assert re.match("is empty, expected |has no header, expected ", problem.text)


def test_an_empty_bibliography_lacks_what_is_cited(tmp_path: Path) -> None:
    (small_course(tmp_path) / BIB).write_text("", encoding="utf-8")
    told = problems(tmp_path)
    assert [(p.path, p.line) for p in told] == [
        (COVERAGE, 3),
        (GLOSSARY, 10),
        (CANAL, 5),
        (CANAL, 18),
        (ITEMS, 89),
        (LESSON, 4),
        (STORY, 36),
    ]
    assert all("leads nowhere" in p.text or "in book/references.bib" in p.text for p in told)


@pytest.mark.parametrize("file", ONE_OF_EACH)
@pytest.mark.parametrize(
    ("junk", "words"),
    [
        (b"caf\xe9", "is not UTF-8 text from here on, expected a text file saved as UTF-8"),
        (b"\xff\xfe", "is not UTF-8 text from here on"),
        (b"a\x00b", "holds the character U+0000, which is no text; expected it taken out"),
        (b"\x1b[31m", "holds the character U+001B"),
        (b"\xe2\x80\xa8", "holds the character U+2028"),
        (b"\xc2\x85", "holds the character U+0085"),
    ],
)
def test_a_file_that_is_no_text(file: str, junk: bytes, words: str, tmp_path: Path) -> None:
    path = small_course(tmp_path) / file
    rows = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*rows[:3], junk, *rows[3:]]))
    (problem,) = problems(tmp_path)
    assert (problem.path, problem.line) == (file, 4)
    assert words in problem.text


@pytest.mark.parametrize("file", ONE_OF_EACH)
def test_a_file_that_is_huge(file: str, tmp_path: Path) -> None:
    with (small_course(tmp_path) / file).open("ab") as f:
        f.truncate(50_000_000_000)  # takes no room on the disk
    assert list(map(str, problems(tmp_path))) == [f"{file}: is larger than 2 MB, expected a course file"]


@pytest.mark.parametrize("file", ONE_OF_EACH)
@pytest.mark.parametrize(
    ("start", "end"), [(b"", b"\r\n"), (b"\xef\xbb\xbf", b"\n"), (b"\xef\xbb\xbf", b"\r\n"), (b"", b"\r")]
)
def test_other_line_ends_and_a_byte_order_mark_load(file: str, start: bytes, end: bytes, tmp_path: Path) -> None:
    path = small_course(tmp_path) / file
    before = load_course(tmp_path)
    path.write_bytes(start + path.read_bytes().replace(b"\n", end))
    assert load_course(tmp_path) == before


@pytest.mark.parametrize(("file", "row"), [(SESSION, "runs_late: Stop."), (LESSON, "```{activity} one-case"), (ORCHARD, "She [has not been paid]{.forced_labour}.")])  # fmt: skip
def test_lines_are_counted_right_with_other_line_ends(file: str, row: str, tmp_path: Path) -> None:
    new = {SESSION: "runs_late: 5«", LESSON: "```{activity} no-case«", ORCHARD: "She [is]{.slavry .forced_labour}.«"}[
        file
    ]
    expected = broken(tmp_path, [(file, row, new)])
    (tmp_path / file).write_bytes(b"\xef\xbb\xbf" + (tmp_path / file).read_bytes().replace(b"\n", b"\r\n"))
    assert expected[0] in [(p.path, p.line) for p in problems(tmp_path)]


def raised(error: Exception) -> bytes:
    """Raise it, where only an expression can stand."""
    raise error


@pytest.mark.parametrize("file", ONE_OF_EACH)
@pytest.mark.parametrize("kind", ["folder", "loop", "nowhere", "pipe", "device", "forbidden"])
def test_a_file_that_cannot_be_read(file: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = small_course(tmp_path) / file
    path.rename(tmp_path / "away")
    words = "is no file, expected a text file"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
        words = "cannot be read (Too many levels of symbolic links), expected a readable file"
    elif kind == "nowhere":
        path.symlink_to(tmp_path / "not-there")
        words = "is missing, expected this file"
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.write_text("x", encoding="utf-8")
        path.chmod(0)
        if os.access(path, os.R_OK):  # root may read everything
            read = Path.read_bytes
            denied = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            monkeypatch.setattr(Path, "read_bytes", lambda p: raised(denied) if p == path else read(p))
        words = "cannot be read (Permission denied), expected a readable file"
    assert list(map(str, problems(tmp_path))) == [f"{file}: {words}"]


@pytest.mark.parametrize("folder", ["modules", "case_studies", "exercises/bank"])
@pytest.mark.parametrize("kind", ["loop", "file"])
def test_a_folder_that_cannot_be_read(folder: str, kind: str, tmp_path: Path) -> None:
    path = small_course(tmp_path) / folder
    path.rename(tmp_path / "away")
    if kind == "loop":
        path.symlink_to(path)
    else:
        path.write_text("x", encoding="utf-8")
    reason = {"loop": "Too many levels of symbolic links", "file": "Not a directory"}[kind]
    assert f"{folder}: cannot be read ({reason}), expected a folder" in map(str, problems(tmp_path))


@pytest.mark.parametrize("name", ["Two", "2_two", "02-two", "02_Two", "02_two words", "02_zwölf", "two"])
def test_a_module_with_a_bad_name(name: str, tmp_path: Path) -> None:
    small_course(tmp_path)
    (tmp_path / "modules" / "02_two").rename(tmp_path / "modules" / name)
    assert list(map(str, problems(tmp_path))) == [
        f"modules/{name}: is no name of a module, expected two digits, _ and words in small letters, as 02_definitions"
    ]


def test_a_module_that_is_a_link_to_itself(tmp_path: Path) -> None:
    loop = small_course(tmp_path) / "modules" / "03_three"
    loop.symlink_to(loop)
    assert list(map(str, problems(tmp_path))) == [
        "modules/03_three: is a link that leads to no folder, expected the folder of a module"
    ]


def test_what_is_no_course_file_is_left_alone(tmp_path: Path) -> None:
    small_course(tmp_path)
    for name in ("modules/README.md", "modules/.hidden", "case_studies/picture.png", "exercises/bank/first.data.md"):
        (tmp_path / name).write_bytes(b"\xff\x00")
    (tmp_path / "modules" / "__pycache__").mkdir()
    assert problems(tmp_path) == []


def test_dates_and_odd_texts_stay_as_they_are_written(tmp_path: Path) -> None:
    edits = [
        (SESSION, "runs_late: Stop.", "runs_late: 2026-11-23 10:00:00"),
        (SESSION, "runs_early: Go on.", "runs_early: '='"),
        (SESSION, "room: A room.", "room: ="),
        (SESSION, "opens_with: Welcome.", "opens_with: !!str 12"),
    ]
    assert broken(tmp_path, edits) == []
    course = load_course(tmp_path)
    session = course.modules[0].session
    assert (session.runs_late, session.runs_early, session.room) == ("2026-11-23 10:00:00", "=", "=")
    assert session.opens_with == "12"
    assert course.updates["U01"].checked == course.updates["U02"].checked == "2026-11-23"


def test_loading_writes_nothing(tmp_path: Path) -> None:
    broken(tmp_path, [(GLOSSARY, "term: act", "term: 1"), (LESSON, "minutes: 30", "minutes: x")])
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    assert problems(tmp_path)
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_random_damage_never_crashes(tmp_path: Path) -> None:
    """Whatever is cut out of a file, doubled or swapped: it loads, or it is told at a line that the file has."""
    small_course(tmp_path)
    r = random.Random(20030606)
    for _ in range(120):
        file = r.choice(ONE_OF_EACH)
        path = tmp_path / file
        whole = path.read_text(encoding="utf-8")
        text = whole
        for _ in range(r.randint(1, 3)):
            a, b = sorted(r.randrange(len(text) + 1) for _ in range(2))
            b = min(b, a + r.choice([1, 1, 5, 60]))
            text = (
                text[:a] + r.choice(["", text[a:b] * 2, ":", "- ", "\n", "[", "{", "'", "*", "\t", "---\n"]) + text[b:]
            )
        path.write_text(text, encoding="utf-8")
        for problem in problems(tmp_path):
            there = tmp_path / problem.path
            assert "\n" not in problem.text
            assert problem.line <= len(there.read_text(encoding="utf-8").split("\n")), problem
        path.write_text(whole, encoding="utf-8")


# fmt: off
YES_NO = (Slot(id="a", control="radio", values=("yes", "no")), Slot(id="b", control="radio", values=("yes", "no")))
PLACES = tuple(Slot(id=i, control="select", values=("1", "2", "3")) for i in "abc")


KEY_CASES: list[tuple[tuple[Slot, ...], dict[str, dict[str, float]], bool, list[str]]] = [
    (YES_NO, {"a": {"yes": 1}, "b": {"no": 1}}, False, []),
    (YES_NO, {"a": {"yes": 1}}, False, ["nothing for b, expected an entry for each slot"]),
    (YES_NO, {"a": {"yes": 1}, "b": {"no": 1}, "c": {"no": 1}}, False, ["entries for c, expected only slots that there are"]),
    (YES_NO, {"a": {"yes": 1}, "b": {"maybe": 1}}, False, ["b: the key speaks of 'maybe', which cannot be answered; expected one of: yes, no"]),
    (YES_NO, {"a": {"yes": 0}, "b": {"no": -1}}, False, ["nothing can be earned here"]),
    ((*YES_NO, YES_NO[0]), {"a": {"yes": 1}, "b": {"no": 1}}, False, ["two slots have the same id"]),
    (PLACES, {"a": {"1": 1}, "b": {"2": 1, "3": 1}, "c": {"2": 1}}, True, []),
    (PLACES, {"a": {"1": 1}, "b": {"2": 1}, "c": {"2": 1}}, True, ["full marks cannot be reached"]),
    (PLACES, {"a": {"1": 1, "2": 1}, "b": {"1": 1, "2": 1}, "c": {"1": 1, "2": 1}}, True, ["full marks cannot be reached"]),
    (PLACES, {"a": {"1": 1, "2": 1}, "b": {"1": 1, "2": 1}, "c": {"1": 1, "3": 0.5}}, True, ["full marks cannot be reached"]),
    (PLACES, {"a": {"1": 1}, "b": {"1": 1}, "c": {"1": 1}}, False, []),
    (YES_NO, {"a": {"maybe": 1}, "c": {"yes": 1}}, False, ["nothing for b", "entries for c", "a: the key speaks of 'maybe'"]),
]
# fmt: on


@pytest.mark.parametrize(("slots", "key", "one_each", "words"), KEY_CASES)
def test_a_key_must_fit_its_slots(
    slots: tuple[Slot, ...], key: dict[str, dict[str, float]], one_each: bool, words: list[str]
) -> None:
    told = key_problems(slots, {s: SlotKey(credit=c) for s, c in key.items()}, one_each)
    for text, wanted in zip(told, words, strict=True):
        assert wanted in text


def test_feedback_to_an_answer_that_cannot_be_given_is_told() -> None:
    key = {"a": SlotKey(credit={"yes": 1}, feedback={"": "x", "never": "x"}), "b": SlotKey(credit={"no": 1})}
    assert key_problems(YES_NO, key, False) == [
        "a: the key speaks of 'never', which cannot be answered; expected one of: yes, no"
    ]


def test_a_module_that_is_not_in_the_book_is_told(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    toc = root / "_toc.yml"
    toc.write_text(
        toc.read_text(encoding="utf-8").replace("      - file: modules/02_two/lesson\n", ""), encoding="utf-8"
    )
    with pytest.raises(CourseError) as e:
        load_course(root)
    assert str(e.value) == ("_toc.yml:1: module '02_two' is not in the book, expected - file: modules/02_two/lesson")


def test_a_page_that_is_listed_and_is_not_there(tmp_path: Path) -> None:
    root = small_course(tmp_path)
    contents = root / "_toc.yml"
    text = contents.read_text()
    contents.write_text(
        text.replace("- file: modules/02_two/lesson", "- file: modules/02_two/lesson\n      - file: book/halp")
    )
    line = contents.read_text().splitlines().index("      - file: book/halp") + 1
    with pytest.raises(CourseError) as e:
        load_course(root)
    assert str(e.value) == f"_toc.yml:{line}: there is no page 'book/halp', expected a file book/halp.md"


def test_a_heading_inside_a_block_has_no_anchor() -> None:
    text = "# A\n````{note}\n```python\n# no\n```\n# no\n````\n## B c\n:::{note}\n### D\n:::\n"
    assert anchors(text) == ["a", "b-c", "d"]
