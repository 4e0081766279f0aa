"""Run a command of this project as an ordinary user, in a copy of the project, where one is root.

    python tools/as_user.py python -m pytest -n0 tests/grading/test_hostile.py

Grading isolates work in another way where the grader is not root: so what guards it is tried out both ways.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
USER = "12345"


def as_user() -> list[str]:
    """What to put before a command, as root, to run it as an ordinary user who may read this Python."""
    from booklet6.grading.sandbox import shown

    around = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/root", "--chmod", "0755", "/root"]
    for path in shown():
        if path.is_relative_to("/root"):
            for parent in [*path.parents][-3::-1]:
                around += ["--dir", str(parent)]
            around += ["--ro-bind", str(path), str(path)]
    return [*around, "setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]


def main() -> int:
    """Copy, run, and clear up. Returns the command's exit status."""
    if os.getuid() != 0:
        sys.exit("You are an ordinary user already: run the command itself.")
    with tempfile.TemporaryDirectory(prefix="booklet6-user-") as name:
        base = Path(name)
        base.chmod(0o755)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        told = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for file in filter(None, told.split("\0")):
            if (ROOT / file).is_file():
                (base / "project" / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / file, base / "project" / file)
        for folder in ("home", "tmp"):
            (base / folder).mkdir()
        subprocess.run(["chown", "-R", f"{USER}:{USER}", *(str(p) for p in base.iterdir())], check=True)
        env = {**os.environ, "HOME": str(base / "home"), "TMPDIR": str(base / "tmp")}
        env |= {"PYTHONPATH": str(base / "project" / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env["PATH"]])
        return subprocess.run([*as_user(), *sys.argv[1:]], env=env, cwd=base / "project", check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
