"""Kills grading at random moments, many times, and sees each time that it ends as if it had not been killed.

python benchmarks/kills.py [100]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "grading")]

from journeys import course  # noqa: E402
from resuming import grade, hand_in, killed_and_resumed, state  # noqa: E402


def main() -> None:
    """Kill, resume, compare. Exit status 1 at the first difference."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="booklet6-kills-") as name:
        base = Path(name)
        prepared = course(base / "prepared")
        hand_in(prepared, 8)
        whole = Path(shutil.copytree(prepared, base / "whole"))
        grade(whole)
        plans = Path("grading") / "ps" / "plans"
        shutil.copytree(whole / plans, prepared / plans)
        began = time.monotonic()
        grade(Path(shutil.copytree(prepared, base / "timed")))
        seconds, hits, seed = time.monotonic() - began, 0, 0
        while hits < wanted:
            n, folder = killed_and_resumed(prepared, base / "killed", 5, seed, seconds * 0.9)
            if state(folder) != state(whole):
                sys.exit(f"After {n} kills (seed {seed}) the end was another. See {folder}")
            shutil.rmtree(folder)
            hits, seed = hits + n, seed + 1
        print(f"Killed {hits} times in {seed} runs; each ended with the same gradebook and the same graded copies.")


if __name__ == "__main__":
    main()
