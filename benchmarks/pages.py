"""`make bench`: what a lesson page weighs and how soon it can be used, against named baselines measured in the same run.

Ratios are what to compare between machines; milliseconds and seconds are this machine's. All goes to the screen, and
every single run to `_build/bench.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

import browser as chromium
from node import ROOT
from playwright.sync_api import sync_playwright

from benchmarks import baselines
from benchmarks.measure import Subject, Times, Way, Weight, serve, time_page, try_page, weigh_page

PAGE = "modules/02_definitions/lesson.html"
WAYS = (
    Way("over http"),
    Way("from file://", file=True),
    Way("phone (CPU 4x slower)", phone=True, cpu=4),
    Way("same, 1.6 Mbit/s, 150 ms", phone=True, cpu=4, network=(1.6e6, 150)),
)
GOAL_BYTES = 500_000
GOAL_READY = 200.0
BASELINE = f"the same page, its activities as widgets embedded by ipywidgets: html-manager {baselines.HTML_MANAGER} on its own server"
BOOK = "the same lesson by Jupyter Book's own theme and extensions (what it asks of CDNs not counted)"


def say(text: str) -> None:
    """Tell what is being done."""
    print(text, file=sys.stderr, flush=True)


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    before = time.perf_counter()
    act()
    return time.perf_counter() - before


def run(*command: str | Path) -> None:
    """Run a command. Raises RuntimeError with what it said."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr or done.stdout}")


def alternate(browser: Any, way: Way, subjects: list[Subject], runs: int) -> dict[str, list[Times]]:
    """Open the pages in turn, A B A B …; the first of each warms up and is not counted."""
    found: dict[str, list[Times]] = {s.name: [] for s in subjects}
    for turn in range(runs + 1):
        for subject in subjects:
            times = time_page(browser, way, subject)
            if turn:
                found[subject.name].append(times)
    return found


def middle(runs: list[Times], what: str) -> float:
    """The median of one of the times."""
    return statistics.median([float(getattr(t, what)) for t in runs])


def spread(runs: list[Times], what: str) -> str:
    """Median, and lowest to highest."""
    values = [getattr(t, what) for t in runs]
    return f"{statistics.median(values):,.0f} ms ({min(values):,.0f}–{max(values):,.0f})"


def size(count: int) -> str:
    """Bytes for a reader; a megabyte is a million of them."""
    return f"{count / 1e6:.2f} MB" if count >= 100_000 else f"{count / 1e3:.0f} kB"


def row(what: str, ours: str, other: str, ratio: float) -> str:
    """A line of the table."""
    return f"  {what:<26}{ours:>24}{other:>26}{ratio:>10.2f}"


def weights_table(ours: Weight, other: Weight) -> list[str]:
    """Bytes and requests, ours against another's."""
    return [
        row("bytes", size(ours.raw), size(other.raw), ours.raw / other.raw),
        row("bytes sent, gzip", size(ours.sent), size(other.sent), ours.sent / other.sent),
        row("requests", str(ours.requests), str(other.requests), ours.requests / other.requests),
    ]


def times_table(ours: list[Times], other: list[Times]) -> list[str]:
    """Times, ours against another's."""
    names = (("paint", "first paint"), ("first", "first activity ready"), ("ready", "all activities ready"))
    return [
        row(label, spread(ours, what), spread(other, what), middle(ours, what) / middle(other, what))
        for what, label in names
    ]


def head(title: str) -> str:
    """The head of a part of the table."""
    return f"\n{title:<28}{'ours':>24}{'baseline':>26}{'ratio':>10}"


def goal(what: str, value: str, reached: bool) -> str:
    """A goal's line."""
    return f"  {what:<58}{value:>16}   {'reached' if reached else 'NOT reached'}"


def measure_builds(work: Path) -> tuple[Path, dict[str, float]]:
    """Build the site below `work`, and nowhere else: a build by somebody else is neither disturbed nor measured.

    Returns the site, and seconds of a fresh build, of one that finds nothing to do (median of 5), and of the same book
    by the default theme.
    """
    code = f"from pathlib import Path; from booklet6.publish.site import build; build(Path({str(ROOT)!r}), out=Path({str(work)!r}))"
    builds = {
        "fresh": seconds(lambda: run(sys.executable, "-c", code)),
        "up_to_date": statistics.median(seconds(lambda: run(sys.executable, "-c", code)) for _ in range(5)),
        "default_book": seconds(lambda: baselines.default_book(ROOT, work / "book")),
    }
    return work / "html", builds


def main() -> None:
    """Measure all, print the table, write `_build/bench.json`."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--runs", type=int, default=9, help="counted runs of each page and way (default 9; slow networks take a third)"
    )
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the pages, to see that they work")
    options = parser.parse_args()
    busy = os.getloadavg()[0]
    say("Compiling the environment …")
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", ROOT / ".venv" / "lib", ROOT / "src"], capture_output=True
    )
    with tempfile.TemporaryDirectory(prefix="booklet6-bench-") as folder:
        report = measure(Path(folder), options.runs, options.pictures, busy)
    out = ROOT / "_build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(report, indent=1), encoding="utf-8")
    say(f"\nEvery run: {out.relative_to(ROOT)}")


def measure(work: Path, runs: int, pictures: Path | None, busy: float) -> dict[str, Any]:
    """Measure everything and print it. `busy`: the machine's load before. Returns what goes to the file. Raises RuntimeError where a page is broken."""
    say("Building the site and the baselines …")
    site, builds = measure_builds(work)
    ids = baselines.activities_on(site / PAGE)
    if not ids:
        raise RuntimeError(f"{PAGE} has no activities: there is nothing to measure")
    other_site = baselines.widgets(ROOT, site, PAGE, work / "widgets")
    with serve(site) as a, serve(other_site) as b, serve(work / "book" / "html") as c, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium.get(), args=chromium.ARGS)
        ours, other = Subject("ours", a, PAGE, len(ids)), Subject("baseline", b, PAGE, len(ids))
        weights: dict[str, Weight] = {}
        for subject in (ours, other):
            weights[subject.name], ready = try_page(browser, subject, pictures and pictures / f"{subject.name}.png")
            if ready != ids:
                raise RuntimeError(f"{subject.name}: ready are {ready}, expected {ids}")
        weights["default_book"] = weigh_page(browser, Subject("default_book", c, PAGE, 0))
        times = {}
        for way in WAYS:
            say(f"Opening the page {way.name} …")
            times[way.name] = alternate(browser, way, [ours, other], max(3, runs // 3) if way.network else runs)
        version = browser.version
        browser.close()
    files = [f for f in site.rglob("*") if f.is_file()]
    total = sum(f.stat().st_size for f in files)

    book = weights["default_book"]
    lines = [
        f"{PAGE}: {len(ids)} activities. Nothing cached, pages opened in turn; median (lowest–highest). Ratio: ours / baseline.",
        f"Baseline: {BASELINE}.",
        head("Weight"),
        *weights_table(weights["ours"], weights["baseline"]),
    ]
    for way in WAYS:
        lines += [head(way.name), *times_table(times[way.name]["ours"], times[way.name]["baseline"])]
    lines += [
        f"\nSecond baseline: {BOOK}; it asks others {book.elsewhere} times, ours {weights['ours'].elsewhere} times.",
        head("Weight"),
        *weights_table(weights["ours"], book),
        head("Build, one run each"),
        row(
            "fresh (ours with decks)",
            f"{builds['fresh']:.1f} s",
            f"{builds['default_book']:.1f} s",
            builds["fresh"] / builds["default_book"],
        ),
        f"\nThe whole site: {size(total)} in {len(files)} files. A build with nothing to do: {builds['up_to_date']:.2f} s.",
        "\nGoals (times: on this machine)",
        goal("the page weighs at most 0.5 MB", size(weights["ours"].raw), weights["ours"].raw <= GOAL_BYTES),
    ]
    for way in WAYS[:2]:
        found = middle(times[way.name]["ours"], "ready")
        lines.append(goal(f"all activities ready within 200 ms, {way.name}", f"{found:,.0f} ms", found <= GOAL_READY))
    if busy > 1:
        lines.append(
            f"\nThis machine had other work to do (load {busy:.1f} before the start): trust the weights, run again for the times."
        )
    print("\n".join(lines))
    return {
        "page": PAGE,
        "baselines": {"baseline": BASELINE, "default_book": BOOK},
        "machine": {
            "cpus": os.cpu_count(),
            "load_before": busy,
            "system": platform.platform(),
            "python": platform.python_version(),
            "chromium": version,
        },
        "weights": {name: asdict(w) for name, w in weights.items()},
        "times_ms": {
            way: {name: [asdict(t) for t in ts] for name, ts in found.items()} for way, found in times.items()
        },
        "builds_s": builds,
        "site": {"bytes": total, "files": len(files)},
    }


if __name__ == "__main__":
    try:
        main()
    except RuntimeError as e:
        sys.exit(str(e))
