"""What processes have in common that start kernels by fork, each as a copy of one that has imported all: of the grader
(`grading.warm`), and of the server of apps (`serve.warm`).

A fork comes before any thread, event loop or socket of zmq. What is costly and the same for each kernel is done before it.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import inspect
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOCKETS = ("shell", "iopub", "stdin", "control", "hb")


def preload(names: Iterable[str], cells: Iterable[str] = ()) -> None:
    """Import these modules, and what a kernel imports besides: a throwaway copy starts one, and tells. Those that are
    not installed are left out. cells: what it runs for that."""
    application()
    for name in names:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            os.close(read)
            before = set(sys.modules)
            folder = tempfile.mkdtemp(prefix="booklet6-")
            os.chdir(folder)
            silence()
            app = start_app({"transport": "ipc", "ip": f"{folder}/s", **ports()}, {"HOME": folder})
            for source in cells:
                app.shell.run_cell(source, silent=True)
            os.write(write, json.dumps(sorted(set(sys.modules) - before)).encode()[:60000])
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        text = file.read()
    os.wait()
    for name in json.loads(text) if text.endswith(b"]") else []:
        if not name.startswith("__"):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    _draw()
    # A traceback looks for the module of each line, and for that at the file of every module: once here, not in each copy.
    inspect.getmodule(sys._getframe())


def settle() -> None:
    """Before the first fork: else the first collection of each copy would write to, and so copy, all of this memory."""
    gc.collect()
    gc.freeze()


def make_shell() -> None:
    """Make the shell that the first kernel of each copy of this process takes as its own."""
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell

    shell = ZMQInteractiveShell.instance(config=_config(), compiler_class=XCachingCompiler)
    # It tells the shell to show what was drawn when it is imported: but there was no shell then.
    if inline := sys.modules.get("matplotlib_inline.backend_inline"):
        from IPython.core.pylabtools import activate_matplotlib

        backend = f"module://{inline.__name__}"
        activate_matplotlib(backend)  # type: ignore[no-untyped-call]
        inline.configure_inline_support(shell, backend)
    application()


def _draw() -> None:
    """Draw a picture, and throw it away: fonts and their metrics are read once here, not in each copy."""
    with contextlib.suppress(ImportError):
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure()
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        axes.plot([0, 1.5])
        axes.set_title("abc")
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def silence() -> None:
    """Standard input, output and errors go nowhere: what a kernel has to say it sends."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    os.close(nowhere)


def ports() -> dict[str, int]:
    """Numbers for the sockets of a kernel in a folder of its own."""
    return {f"{name}_port": n for n, name in enumerate(SOCKETS, 1)}


def start_app(connection: dict[str, Any], environment: dict[str, str], **traits: Any) -> Any:
    """The kernel's application, ready to `start`. connection: as in a connection file; one is written in the home folder
    that the environment names."""
    os.environ.update(environment)
    file = Path(os.environ["HOME"]) / "connection.json"
    file.write_text(json.dumps({"key": "", "signature_scheme": "hmac-sha256", **connection}), encoding="utf-8")
    return make_app(file, **traits)


def make_app(file: Path, **traits: Any) -> Any:
    """The kernel's application, ready to `start`, with the sockets of a connection file."""
    kind, kernel = application()
    app = kind.instance(
        connection_file=str(file), log_level="CRITICAL", config=_config(), kernel_class=kernel, **traits
    )
    app.initialize([])
    return app


def _config() -> Any:
    from traitlets.config import Config

    return Config({"HistoryManager": {"enabled": False}})


@functools.cache
def application() -> tuple[Any, Any]:
    """The kernel's application without the steps that read a command line and files of configuration; and its kernel.

    A debugger is of no use here, and is half of what a kernel imports.
    """
    held = sys.modules.get("debugpy")
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        import ipykernel.debugger  # noqa: F401
    finally:
        del sys.modules["debugpy"]
        if held:
            sys.modules["debugpy"] = held
    inside: Any = importlib.import_module("ipykernel.ipkernel")
    base: Any = importlib.import_module("ipykernel.kernelapp").IPKernelApp

    class NoModules:
        modules: dict[str, Any] = {}

    class Quick(base):
        def parse_command_line(self, argv: Any = None) -> None:
            pass

        def load_config_file(self, *args: Any, **kwargs: Any) -> None:
            pass

        def init_pdb(self) -> None:
            pass

        def init_iopub(self, context: Any) -> None:
            context.sndhwm = (
                0  # else outputs are lost without a word where whoever reads them is slower than the kernel
            )
            super().init_iopub(context)

    class Kernel(inside.IPythonKernel):
        def __init__(self, **kwargs: Any):
            # It lists the files of all modules for the debugger. To look at a module is to write its count of users: in
            # a copy, each look copies a page.
            inside.sys = NoModules
            try:
                super().__init__(**kwargs)
            finally:
                inside.sys = sys
            if self.shell.parent is not self:  # made before the fork
                self.shell.parent = self.shell.kernel = self
                self.shell.profile_dir = self.profile_dir
                self.shell.ipython_dir = os.environ.get("IPYTHONDIR", self.shell.ipython_dir)

    return Quick, Kernel


def reseed() -> None:
    """Each copy draws numbers of its own."""
    import random

    random.seed()
    numbers = sys.modules.get("numpy")
    if numbers is not None:
        numbers.random.seed()
