"""The report: as Markdown (for Word), as a page that stands alone, and as a table. All three say the same."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ..activities import prose
from ..apps.spreadsheet import FORMULA, MARK
from ..words import Words
from .codes import TIMES
from .gain import Gain
from .pages import body, headed, page, safe
from .picture import draw
from .plan import Test
from .results import LEAST, ObjectiveResult, Results, Shift

COLUMNS = (
    "module", "objective", "group", "questions", "people", "before", "after", "gain", "low", "high",
    "people_later", "later", "kept", "kept_low", "kept_high", "finding",
)  # fmt: skip
UNEVEN = (0.2, 0.5)
"""The part of the people that begins with a form is a third. Outside of this it is told."""
FEW = 2
"""Objectives of a module, on average, from which on each has its own section and picture."""
MOST_ROWS = 10
"""Objectives in a section of several modules: a picture and its table fit a page."""


class Report:
    """The words around the results of one test. `enough`: the share that counts as reached, from 0 to 1."""

    def __init__(self, test: Test, results: Results, words: Words, made: str, enough: float = 0.7):
        self.test, self.results, self.words, self.made, self.enough = test, results, words, made, enough
        self.aims = {a.name: a.aim for a in test.items}
        self.titles = {a.module: a.module_title for a in test.items}

    def _w(self, name: str, **gaps: object) -> str:
        return self.words(f"evaluation.{name}", **gaps)

    def sections(self) -> Iterator[tuple[str, list[ObjectiveResult]]]:
        """Each module's title, and its objectives of which there is something to tell.

        All in one, where most modules have one: a short test asks so, and eight pictures of one line compare nothing.
        """
        told = [o for o in self.results.objectives if o.after]
        modules = {o.name.partition("/")[0] for o in told}
        if len(modules) > 1 and len(told) < FEW * len(modules):
            for first in range(0, len(told), MOST_ROWS):
                yield self._w("report.objectives"), told[first : first + MOST_ROWS]
            return
        for module, mine in groupby(told, key=lambda o: o.name.partition("/")[0]):
            yield self.titles[module], list(mine)

    def opening(self) -> str:
        """Title, who took part, and what was found in few words."""
        r = self.results
        parts = [f"# {safe(headed(self.test.title, self._w('report.title')))}", f"{self.made}"]
        if not r.told:
            return "\n\n".join([*parts, self._w("report.too_few", least=LEAST), self._people()]) + "\n"
        parts += [
            f"## {self._w('report.found')}",
            self._in_short(),
            *self._numbers(),
            f"## {self._w('report.who')}",
            self._people(),
        ]
        return "\n\n".join(parts) + "\n"

    def _people(self) -> str:
        r = self.results
        rows = [f"- {self._w(f'report.sheets.{t}')} {self._count(r.people[t])}" for t in TIMES]
        if r.same:
            rows.append(f"- {self._w('report.matched', n=r.matched, late=r.late if r.late else self._w('report.few', least=LEAST))}")  # fmt: skip
        elif r.told:
            rows.append(f"- {self._w('report.unmatched', least=LEAST)}")
        if r.left_out:
            rows.append(f"- {self._w('report.left_out', least=LEAST)}")
        if r.same and not all(UNEVEN[0] <= n / r.matched <= UNEVEN[1] for n in r.first.values()):
            rows.append(f"- {self._w('report.uneven')}")
        return "\n".join(rows)

    def _count(self, n: int) -> str:
        return str(n) if n else self._w("report.few", least=LEAST)

    def _in_short(self) -> str:
        rows = []
        for verdict in ("learned", "better", "not_learned", "lost", "unsure", "known"):
            names = [self._in_words(o) for o in self.results.objectives if o.verdict == verdict]
            if names:
                means = self.words(f"evaluation.verdict_means.{verdict}", enough=_percent(self.enough))
                rows += [f"- **{self._w(f'verdict.{verdict}')}** ({len(names)}). {means}", *names]
        if names := [self._in_words(o) for o in self.results.objectives if o.forgotten]:
            means = self._w("verdict_means.forgotten")
            rows += [f"- **{self._w('verdict.forgotten')}** ({len(names)}). {means}", *names]
        return "\n".join(rows)

    def _in_words(self, o: ObjectiveResult) -> str:
        """An objective as a line below its finding: whoever reads only this has no list of objectives."""
        return f"  - **{self._named(o)}** {' '.join(self.aims[o.name].split())}"

    def _numbers(self) -> list[str]:
        """What the number of a module beside an objective stands for, where there are several."""
        titles = "; ".join(f"{module[:2]} {title}" for module, title in self.titles.items())
        return [self._w("report.modules", titles=titles)] if len(self.titles) > 1 else []

    def _named(self, o: ObjectiveResult) -> str:
        module, _, name = o.name.partition("/")
        return f"{name} ({module[:2]})" if len(self.titles) > 1 else name

    def _in_picture(self, o: ObjectiveResult) -> str:
        """What stands beside its row. The library that draws does not join the letters of a text that runs from right to
        left: there the table has the words."""
        return self._named(o) if self.words.direction == "rtl" else f"{self._named(o)}  {self.aims[o.name]}"

    def table(self, objectives: list[ObjectiveResult]) -> str:
        """A section's objectives in numbers, as a table in Markdown."""
        later = any(o.kept for o in objectives)
        head = ["objective", "people", "before", "after", "gain", *(["later", "kept"] if later else []), "finding"]
        wide = {"objective": 30, "gain": 16, "kept": 16, "finding": 14}
        rule = " | ".join("-" * wide.get(h, 13) for h in head)  # Word takes the columns' widths from it
        lines = ["| " + " | ".join(self._w(f"report.column.{h}") for h in head) + " |", f"| {rule} |"]
        for o in objectives:
            assert o.after
            name = f"**{self._named(o)}** {_cell(self.aims[o.name])}"
            row = [
                name,
                str(o.after.n or "–"),
                _percent(o.after.first),
                _percent(o.after.second),
                self._gain(o.after.gain),
            ]
            if later:
                row += [_percent(o.kept.second), self._gain(o.kept.gain)] if o.kept else ["–", "–"]
            finding = self._w(f"verdict.{o.verdict}")
            if o.forgotten:
                finding += f". {self._w('verdict.forgotten')}"
            lines.append("| " + " | ".join([*row, finding]) + " |")
        return "\n".join(lines)

    def _gain(self, gain: Gain) -> str:
        return self._w("report.gain", value=_points(gain.value), low=_points(gain.low), high=_points(gain.high))

    def notes(self, objectives: list[ObjectiveResult]) -> str:
        """What to keep in mind about single objectives: forms of unlike difficulty, and what was forgotten."""
        found = []
        for o in objectives:
            if o.forms:
                found.append(f"- {self._w('report.harder', objective=self._named(o), harder=o.forms.harder.upper(), easier=o.forms.easier.upper(), by=round(100 * o.forms.by))}")  # fmt: skip
        return "\n".join(found)

    def groups(self) -> str:
        """The groups, objective by objective, as a table in Markdown; empty where there are none."""
        groups = self.results.groups
        if not groups or not self.results.told:
            return ""
        names = [safe(g) if g else self._w("report.no_group") for g in groups]
        lines = [
            "| " + " | ".join([self._w("report.column.objective"), *names]) + " |",
            "| ------ |" + " ------------ |" * len(names),
        ]
        for o in self.results.objectives:
            told = [self._group(o.groups.get(g)) for g in groups]
            lines.append("| " + " | ".join([f"**{self._named(o)}**", *told]) + " |")
        parts = [f"## {self._w('report.groups')}", self._w("report.groups_how", least=LEAST), "\n".join(lines)]
        return "\n\n".join(parts) + "\n"

    def _group(self, shift: Shift | None) -> str:
        if shift is None:
            return self._w("report.hidden")
        return self._w("report.group", first=_percent(shift.first), second=_percent(shift.second), n=shift.n, gain=self._gain(shift.gain))  # fmt: skip

    def honest(self) -> str:
        """What a gain shows and what it does not, and how all this was reckoned."""
        options = max(len(a.item.forms.a.options) for a in self.test.items)
        how = "method_same" if self.results.same or not self.results.told else "method_apart"
        parts = [f"## {self._w('report.shows')}", self._w("report.shows_text", chance=round(100 / options))]
        parts += [f"## {self._w('report.method')}", self._w(f"report.{how}"), self._w("report.method_more", least=LEAST, enough=_percent(self.enough))]  # fmt: skip
        return "\n\n".join(parts) + "\n"

    def alt(self, objectives: list[ObjectiveResult]) -> str:
        """The picture in words."""
        told = [
            self._w(
                "report.alt_row",
                objective=self._named(o),
                first=_percent(o.after.first),
                second=_percent(o.after.second),
            )
            for o in objectives
            if o.after
        ]
        return f"{self._w('report.alt')} {' '.join(told)}"

    def as_html(self) -> str:
        """The whole report as one page, with its pictures inside it."""
        parts = [body(self.opening())]
        for title, objectives in self.sections():
            picture = draw(objectives, self._in_picture, self.words, "svg").decode()
            alt = html.escape(prose.plain(self.alt(objectives)))
            picture = picture.replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
            parts.append(f'<h2>{html.escape(prose.plain(title))}</h2>\n<figure tabindex="0">{picture}</figure>')
            parts.append(body(f"{self.table(objectives)}\n\n{self.notes(objectives)}"))
        parts += [body(self.groups()), body(self.honest())]
        return page(headed(self.test.title, self._w("report.title")), "\n".join(parts), self.words, "report")

    def as_markdown(self, folder: Path) -> str:
        """The whole report for Word; its pictures are written into the folder."""
        parts = [self.opening()]
        for n, (title, objectives) in enumerate(self.sections()):
            path = folder / f"picture-{n}.png"
            path.write_bytes(draw(objectives, self._in_picture, self.words, "png"))
            picture = f"![{safe(prose.plain(self.alt(objectives)))}](<{path.as_posix()}>){{width=16cm}}"
            parts += [f"## {title}", picture, self.table(objectives), self.notes(objectives)]
        return "\n\n".join([*parts, self.groups(), self.honest()])

    def as_csv(self) -> str:
        """The numbers, for whoever reckons on: a row for each objective, and one for each group that may be shown."""
        rows = []
        for o in self.results.objectives:
            if o.after:
                rows.append(self._csv_row(o, "", o.after, True))
            rows += [self._csv_row(o, group, shift, False) for group, shift in o.groups.items() if shift]
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerows([COLUMNS, *rows])
        return MARK + out.getvalue()

    def _csv_row(self, o: ObjectiveResult, group: str, shift: Shift, whole: bool) -> list[str]:
        module, _, name = o.name.partition("/")
        gain = [shift.gain.value, shift.gain.low, shift.gain.high]
        # Only a group's name comes from outside: no spreadsheet may take it for a formula. A gain may begin with a minus.
        group = f"'{group}" if group.startswith(FORMULA) else group
        first = [
            module,
            name,
            group,
            str(o.questions),
            str(shift.n or ""),
            *map(_number, (shift.first, shift.second, *gain)),
        ]
        kept = [""] * 5
        if whole and o.kept:
            k = o.kept
            kept = [str(k.n), *map(_number, (k.second, k.gain.value, k.gain.low, k.gain.high))]
        return [*first, *kept, o.verdict or "" if whole else ""]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _points(gain: float) -> str:
    n = round(100 * gain)
    return f"+{n}" if n > 0 else f"−{-n}" if n < 0 else "0"


def _number(value: float) -> str:
    return f"{value:.4f}"


def _cell(markdown: str) -> str:
    """Markdown of one line for a cell of a table."""
    return " ".join(markdown.split()).replace("|", "\\|")
