"""How fast work is graded: `booklet6 grade`, isolated, against stock `nbgrader autograde` on the same submissions.

Two notebooks a submission, six test cells, two written answers, numpy, pandas and matplotlib. Beside both stands the
limit: just running the cells, each submission in a fork of a process that has imported everything, two at a time.

    python benchmarks/grading.py [--n 50] [--n 500] [--stock-all]

For more than 50 submissions stock is run on 50 and its time scaled, unless --stock-all is given: 500 take half an hour.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat

STOCK = 50
"""Submissions that stock is run on."""
START = "import numpy as np\nimport pandas as pd\nimport matplotlib.pyplot as plt"
FIRST = [
    ("locked", "start", START),
    ("answer", "mean", "def mean(values):\n    return sum(values) / len(values)"),
    ("test", "t-mean", "assert mean([1, 2, 3]) == 2\nassert mean([5]) == 5"),
    (
        "answer",
        "table",
        "table = pd.DataFrame({'year': [2001, 2002, 2003], 'cases': [3, 5, 9]})\ntotal = int(table.cases.sum())",
    ),
    ("test", "t-total", "assert total == 17"),
    ("test", "t-table", "assert list(table.columns) == ['year', 'cases']\nassert table.cases.max() == 9"),
    ("written", "memo", "What do the figures count?"),
]
SECOND = [
    ("locked", "start", START),
    ("answer", "share", "def share(part, whole):\n    return round(100 * part / whole)"),
    ("test", "t-share", "assert share(1, 4) == 25\nassert share(2, 3) == 67"),
    ("answer", "grow", "years = np.arange(5)\ngrowth = 2.0 ** years"),
    ("test", "t-grow", "assert growth.shape == (5,)\nassert np.allclose(growth, [1, 2, 4, 8, 16])"),
    ("answer", "plot", "figure, axes = plt.subplots()\naxes.plot(years, growth);\nlabel = 'years'"),
    ("test", "t-label", "assert label == 'years'"),
    ("written", "note", "What does the plot not show?"),
]


def notebook(cells: list[tuple[str, str, str]]) -> Any:
    """A source notebook."""
    made = []
    for kind, name, source in cells:
        meta = {"grade": kind in ("test", "written"), "solution": kind in ("answer", "written"), "grade_id": name}
        meta |= {"locked": kind in ("locked", "test"), "schema_version": 3, "task": False}
        meta |= {"points": 2} if meta["grade"] else {}
        new = nbformat.v4.new_markdown_cell if kind == "written" else nbformat.v4.new_code_cell
        made.append(new(source, metadata={"nbgrader": meta}))  # type: ignore[no-untyped-call]
    nb = nbformat.v4.new_notebook(cells=made)  # type: ignore[no-untyped-call]
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nb


def course(folder: Path, n: int) -> None:
    """A course with n submissions: every fourth has one answer wrong."""
    source = folder / "source" / "ps"
    source.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "bench"\n')
    for name, cells in (("one", FIRST), ("two", SECOND)):
        nbformat.write(notebook(cells), source / f"{name}.ipynb")  # type: ignore[no-untyped-call]
    stock(folder, "generate_assignment")
    for k in range(n):
        work = folder / "submitted" / f"s{k:04}" / "ps"
        shutil.copytree(folder / "release" / "ps", work)
        for title, cells in (("one", FIRST), ("two", SECOND)):
            answers = {name: source for kind, name, source in cells if kind == "answer"}
            answers |= {"memo": f"They count what was found, not what there is ({k}).", "note": f"The question ({k})."}
            if k % 4 == 0:
                answers["mean"] = "def mean(values):\n    return values[0]"
            path = work / f"{title}.ipynb"
            nb = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
            for cell in nb.cells:
                cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
            nbformat.write(nb, path)  # type: ignore[no-untyped-call]


def stock(folder: Path, command: str) -> float:
    """Run nbgrader; the seconds that it took."""
    env = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "nbgrader", command, "ps"], cwd=folder, env=env, check=True, capture_output=True
    )
    return time.monotonic() - began


def ours(folder: Path) -> float:
    """Run the engine, as a person would; the seconds that it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "booklet6.cli", "grade", "ps", "--course-dir", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - began


def limit(folder: Path) -> float:
    """Just run the cells: a fork for each submission, two at a time, everything imported."""
    import matplotlib as mpl
    import pandas  # noqa: F401

    mpl.use("agg")
    import matplotlib.pyplot  # noqa: F401

    programs = []
    for work in sorted((folder / "submitted").glob("*/ps")):
        cells = [nbformat.read(p, as_version=4).cells for p in sorted(work.glob("*.ipynb"))]  # type: ignore[no-untyped-call]
        programs.append([[c.source for c in nb if c.cell_type == "code"] for nb in cells])
    began = time.monotonic()
    running: set[int] = set()
    for program in programs:
        if len(running) >= 2:
            running.discard(os.wait()[0])
        pid = os.fork()
        if pid == 0:
            for sources in program:
                names: dict[str, Any] = {}
                for source in sources:
                    try:
                        exec(source, names)
                    except Exception:
                        continue
            os._exit(0)
        running.add(pid)
    while running:
        running.discard(os.wait()[0])
    return time.monotonic() - began


def measure(n: int, stock_all: bool) -> None:
    """One size, printed as a row of a table."""
    from booklet6.grading.gradebook import dump

    with tempfile.TemporaryDirectory(prefix="booklet6-bench-") as name:
        base = Path(name)
        course(base / "ours", n)
        some = n if stock_all else min(n, STOCK)
        shutil.copytree(base / "ours", base / "stock")
        for k in range(some, n):
            shutil.rmtree(base / "stock" / "submitted" / f"s{k:04}")
        taken = stock(base / "stock", "autograde")
        scaled = taken * n / some
        fast = ours(base / "ours")
        cells = limit(base / "ours")
        equal = "-"
        if some == n:
            dumps = [dump(f"sqlite:///{base / d / 'gradebook.db'}") for d in ("stock", "ours")]
            equal = "yes" if dumps[0] == dumps[1] else "NO"
        note = "" if some == n else f" (scaled from {some})"
        print(
            f"| {n} | {scaled:.0f} s{note} | {fast:.1f} s | {scaled / fast:.1f}x | {cells:.1f} s | "
            f"{1000 * fast / n:.0f} ms | {1000 * cells / n:.0f} ms | {equal} |",
            flush=True,
        )


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, action="append", help="How many submissions; can be given several times.")
    parser.add_argument("--stock-all", action="store_true", help="Run stock on all, however many there are.")
    args = parser.parse_args()
    print(
        "| submissions | stock | booklet6, isolated | ratio | just the cells | ours, each | cells, each | same grades |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for n in args.n or [50, 500]:
        measure(n, args.stock_all)


if __name__ == "__main__":
    main()
