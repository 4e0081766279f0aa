"""What in a work is unusual for coursework, for the summary: a person may want to look. It changes no points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from .reasons import Cause, Reason

_MODULES = {
    **dict.fromkeys(
        ("socket", "urllib", "requests", "http", "ssl", "ftplib", "smtplib", "asyncio.subprocess"), "the network"
    ),
    **dict.fromkeys(("subprocess", "multiprocessing", "pty", "pexpect"), "other programs"),
    **dict.fromkeys(("ctypes", "cffi", "gc", "inspect", "mmap", "resource", "faulthandler"), "the inside of Python"),
    **dict.fromkeys(("signal", "atexit"), "signals"),
    **dict.fromkeys(
        ("builtins", "importlib", "IPython", "ipykernel", "zmq", "nbgrader", "nbclient"), "the inside of the notebook"
    ),
    **dict.fromkeys(("pickle", "marshal", "shelve"), "pickled objects"),
    **dict.fromkeys(("sqlite3", "sqlalchemy"), "databases"),
}
_CALLS = {"exec", "eval", "compile", "__import__", "input", "breakpoint", "globals", "vars", "setattr", "delattr"}
_OS = {
    "fork",
    "_exit",
    "kill",
    "killpg",
    "system",
    "popen",
    "symlink",
    "link",
    "mkfifo",
    "execv",
    "execvp",
    "abort",
    "write",
    "dup2",
}
_SPECIAL = {"__eq__", "__lt__", "__hash__", "__bool__", "__class__", "__instancecheck__", "__reduce__", "__getattr__"}
_ATTRIBUTES = {"ast_transformers", "input_transformers_cleanup", "input_transformers_post", "user_ns", "modules"}
_ATTRIBUTES |= {"_getframe", "settrace", "setprofile", "meta_path", "events", "displayhook", "display_pub", "stderr"}
_OUTSIDE = re.compile(r"(\.\./|/etc/|/proc/|/root|/home/|/dev/|/sys/|gradebook|/source|responses\.json)")
SCRIPT = re.compile(
    r"<\s*(script|iframe|object|embed|form|svg|style|link|meta|base)\b|\bon[a-z]{3,}\s*=|javascript:", re.I
)
_THREADS = {"Thread", "ThreadPoolExecutor"}


def remarks(nb: NotebookNode) -> list[Reason]:
    """One line for each kind of unusual thing, with the cells in which it stands."""
    found: dict[str, list[str]] = {}
    for number, cell in enumerate(nb.cells, 1):
        told = cell.metadata.get("nbgrader", {})
        if told.get("locked"):
            continue
        for what in set(_code(cell.source) if cell.cell_type == "code" else _text(cell.source)):
            found.setdefault(what, []).append(str(told.get("grade_id") or f"number {number}"))
    texts = [f"Unusual: {what} (cell {', '.join(cells[:3])})." for what, cells in sorted(found.items())]
    return [Reason(Cause.UNUSUAL, text) for text in texts]


def _text(source: str) -> Iterator[str]:
    if SCRIPT.search(source):
        yield "script or markup in a text; pages are shown without it"


def _code(source: str) -> Iterator[str]:
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    if any(line.lstrip().startswith(("!", "%%bash", "%%sh", "%%script")) for line in source.splitlines()):
        yield "it uses other programs"
    if any(line.lstrip().startswith(("%%javascript", "%%js", "%%html")) for line in source.splitlines()):
        yield "script in an output; pages are shown without it"
    if _OUTSIDE.search(source):
        yield "it names files outside its folder"
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        yield from _node(node)


def _node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        for name in names:
            if name.startswith("booklet6.grading"):
                yield "it uses the inside of the grader"
            elif what := _MODULES.get(name.split(".")[0]):
                yield f"it uses {what}"
    elif isinstance(node, ast.Attribute):
        if node.attr in _OS and isinstance(node.value, ast.Name) and node.value.id == "os":
            yield "it uses other programs"
        elif node.attr in _ATTRIBUTES or (node.attr.startswith("__") and node.attr not in ("__init__", "__name__")):
            yield "it uses the inside of Python"
        elif node.attr == "environ":
            yield "it uses the environment of its process"
        elif node.attr in _THREADS:
            yield "it starts threads"
        elif node.attr in ("HTML", "Javascript", "IFrame"):
            yield "script in an output; pages are shown without it"
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Store) and node.id in _SPECIAL:
            yield "it says itself what its objects equal"
        elif node.id in _CALLS or node.id == "get_ipython":
            yield "it uses the inside of the notebook" if node.id == "get_ipython" else f"it calls {node.id}"
        elif node.id in ("HTML", "Javascript", "IFrame"):
            yield "script in an output; pages are shown without it"
    elif isinstance(node, ast.FunctionDef) and node.name in _SPECIAL:
        yield "it says itself what its objects equal"
    elif isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and len(node.value) > 20_000:
        yield "a very long text"
