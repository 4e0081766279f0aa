"""The kernel of the tests: it holds the instructor's cells, and of a learner's work only values, as data.

A name that a test uses and the instructor's cells have not defined is fetched from the learner's kernel. Data arrives
as data. A function arrives as a stand-in: calling it sends the arguments across, as data, and brings the result back.
Anything else arrives as a marker, and the test that touches it fails with a message that says so.

What the tests take from a learner is what the instructor's own solution has there (`calibrate` finds out): a name for
which that has a number can never be a function or an object of the learner's making.
"""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import io
import signal
import socket
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from ..frames import ClosedError, receive, send
from .limits import Limits
from .values import CannotCrossError, Data, decode, encode

Outputs = list[dict[str, Any]]
MOST_PRINTED = 200_000


class WorkDiedError(Exception):
    """The learner's kernel can no longer answer."""


class WorkError(Exception):
    """An exception of the learner's own kind."""


@functools.cache
def make_kernel() -> _TestKernel:
    """The kernel of this process. The warm server makes it before it forks: each copy has one then."""
    return _TestKernel()


def serve(channel: socket.socket, limits: Limits) -> None:
    """Run the cells that the grader sends, until it closes the channel."""
    kernel = make_kernel()
    kernel.use(channel, limits)
    signal.signal(signal.SIGINT, kernel.interrupts.arrive)
    while True:
        try:
            message = receive(channel)
        except ClosedError:
            return
        send(channel, {"done": kernel.run(message)})


class _Interrupts:
    """Interrupts end the test that runs, at a moment when nothing is half sent or half read."""

    def __init__(self) -> None:
        self.running = False
        self._talking = False
        self._waiting = False

    def arrive(self, *_: object) -> None:
        """An interrupt has come."""
        if self._talking:
            self._waiting = True
        elif self.running:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Those that come inside arrive at its end."""
        self._talking = True
        try:
            yield
        finally:
            self._talking = False
            waiting, self._waiting = self._waiting, False
        if waiting and self.running:
            raise KeyboardInterrupt


class _Remote:
    """What stands for something in the learner's kernel."""

    _link: _Link
    _n: int
    _told: dict[str, Any]

    def __init__(self, link: _Link, told: dict[str, Any]):
        self.__dict__.update(_link=link, _n=told["n"], _told=told)
        self.__dict__["__doc__"] = told.get("doc")


class RemoteFunction(_Remote):
    """A function of the learner's: it can be called, and that is all."""

    def __init__(self, link: _Link, told: dict[str, Any]):
        super().__init__(link, told)
        self.__dict__.update(__name__=told["name"], __qualname__=told["name"])

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._link.call(self._n, args, named)

    def __repr__(self) -> str:
        return f"<the function {self._told['name']} of the work>"


class RemoteObject(_Remote):
    """An object of a class of the learner's: its attributes and methods are asked for across. It equals itself only."""

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._link.call(self._n, args, named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name.startswith("_ipython") or name.startswith("_repr"):
            raise AttributeError(name)
        return self._link.get(self._n, name)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RemoteObject) and other._n == self._n:
            return True
        raise CannotCrossError(
            f"An object of the class {self._told['type']} is compared: what it says of itself is no proof."
        )

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        raise CannotCrossError(f"An object of the class {self._told['type']} is taken for true or false.")

    def __repr__(self) -> str:
        return f"<an object of the class {self._told['type']} of the work>"


class Marker:
    """What cannot cross. Whatever a test does with it fails."""

    def __init__(self, what: str):
        self.__dict__["_what"] = what

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise CannotCrossError(f"The work has here {self.__dict__['_what']}; the tests expect something else.")

    def __repr__(self) -> str:
        return f"<{self.__dict__['_what']}, which cannot be tested>"

    __call__ = __getattr__ = __setattr__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _fail
    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __hash__ = __int__ = __float__ = __index__ = _fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __mod__ = _fail
    __rmod__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = __neg__ = __abs__ = __enter__ = __next__ = _fail
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __matmul__ = __rmatmul__ = __divmod__ = _fail


class _Plan:
    """Which names may cross, and as what. None of it is known where the instructor's solution could not be run."""

    def __init__(self, told: dict[str, Any] | None, finding: bool):
        self.known = told is not None and not finding
        self.finding = finding
        told = told or {}
        self.names: dict[str, str] = dict(told.get("names", {}))
        self.objects: bool = finding or bool(told.get("objects", False))
        self.student: set[str] = set(told.get("student", ()))

    def allows(self, name: str) -> bool:
        return not self.known or name in self.names


class _Link:
    """The way to the learner's kernel."""

    _channel: socket.socket
    _limits: Limits

    def __init__(self) -> None:
        self.names: _Names | None = None
        self.plan = _Plan(None, finding=False)
        self.found_objects = False
        self.touched: list[str] = []
        self.changed = False
        self.interrupts = _Interrupts()

    def use(self, channel: socket.socket, limits: Limits) -> None:
        self._channel, self._limits = channel, limits

    def fetch(self, names: Iterable[str]) -> dict[str, Data]:
        names = list(names)
        if not names:
            return {}
        values: dict[str, Data] = self._ask({"do": "fetch", "names": names}).get("values", {})
        return {n: v for n, v in values.items() if n in names and not _is(v, "missing")}

    def call(self, n: int, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        sent = [encode(a, self._limits.value, self._written) for a in args]
        sent_named = {k: encode(v, self._limits.value, self._written) for k, v in named.items()}
        told = self._ask({"do": "call", "n": n, "args": sent, "named": sent_named})
        if printed := told.get("printed"):
            sys.stdout.write(str(printed))
        self.changed = self.changed or bool(told.get("changed"))
        for place, change in dict(told.get("changed", {})).items():
            before = args[int(place)] if place.isdigit() and int(place) < len(args) else named.get(place)
            _take_over(before, decode(change, self._other))
        return self._value(told)

    def get(self, n: int, name: str) -> Any:
        return self._value(self._ask({"do": "get", "n": n, "name": name}))

    def sync(self) -> None:
        """Tell the learner's kernel what a test has done to names of the work."""
        if self.names is not None and (changes := self.names.changes()):
            self._ask({"do": "nothing"}, changes)

    def take(self, data: Data, kind: str | None = None) -> Any:
        """The value of what was fetched. kind: what the instructor's solution has there, if that is known."""
        try:
            value = decode(data, self._other)
        except CannotCrossError as e:
            value = Marker(str(e))
        if kind is not None and not isinstance(value, Marker) and _kind(value) not in kind.split("|"):
            value = Marker(f"a {_kind(value)}")
        if isinstance(value, Marker):
            self.touched.append(value.__dict__["_what"])
        return value

    def _value(self, told: dict[str, Any]) -> Any:
        if "error" in told:
            raise _exception(told["error"])
        if "result" not in told:
            raise CannotCrossError("The work gave no answer.")
        return self.take(told["result"])

    def _ask(self, what: dict[str, Any], changes: list[Any] | None = None) -> dict[str, Any]:
        if changes is None:
            changes = self.names.changes() if self.names is not None else []
        with self.interrupts.held():
            send(self._channel, {"ask": {**what, "sync": changes, "most": self._limits.value}})
            told = receive(self._channel)
        if "died" in told:
            raise WorkDiedError(told["died"])
        if "cannot" in told:
            raise CannotCrossError(f"What is asked of the work cannot be carried across: {told['cannot']}.")
        return dict(told)

    def _written(self, value: Any) -> Data:
        if isinstance(value, _Remote):
            return {"t": "handle", "n": value._n}
        raise CannotCrossError(f"a value of type {type(value).__name__}")

    written = _written

    def _other(self, told: dict[str, Any]) -> Any:
        kind = told["t"]
        if kind == "cannot":
            return Marker(str(told["v"]))
        if kind == "module":
            return self._library(str(told["name"]), None)
        if kind == "library":
            return self._library(str(told["module"]), str(told["name"]))
        if kind == "object":
            shape = told["kind"]
            told = {**told, "n": int(told["n"]), "name": str(told["name"]), "type": str(told["type"])}
            if shape == "function":
                return RemoteFunction(self, told)
            self.found_objects = True
            if self.plan.objects:
                return RemoteObject(self, told)
            return Marker(f"{'a class' if shape == 'class' else 'an object'} of its own making ({told['type']})")
        raise CannotCrossError("something unknown")

    def _library(self, module: str, name: str | None) -> Any:
        if self.plan.known:  # only what the solution has there, and then it is not asked for
            return Marker("a part of a library")
        found: Any = importlib.import_module(module)
        return found if name is None else getattr(found, name)


class _Names(dict[str, Any]):
    """The names of the tests: what they lack is fetched."""

    def __init__(self, link: _Link):
        super().__init__()
        self._link = link
        self._crossed: dict[str, Any] = {}
        self.kinds: dict[str, str] = {}

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name.startswith("_") or not self._link.plan.allows(name):
            raise KeyError(name)
        self.bring([name])
        if name not in self:
            raise KeyError(name)
        return self[name]

    def bring(self, names: Iterable[str]) -> None:
        """Fetch these, where the work has them."""
        wanted = []
        for name in names:
            kind = self._link.plan.names.get(name)
            library = kind.split(":") if kind and ":" in kind and "|" not in kind else None
            if library:
                module: Any = importlib.import_module(library[1])
                self[name] = getattr(module, library[2]) if library[2] else module
                self._crossed[name] = self[name]
            else:
                wanted.append(name)
        for name, data in self._link.fetch(wanted).items():
            self._take(name, data)

    def compare(self, names: Iterable[str]) -> list[str]:
        """Those of the tests' own names for which the work has other data: the solution has changed them."""
        changed = []
        for name, data in self._link.fetch(names).items():
            try:
                mine = encode(self[name], self._link._limits.value)
            except CannotCrossError:
                continue
            if mine != data and not (isinstance(data, dict) and data.get("t") in _NO_DATA):
                self._take(name, data)
                changed.append(name)
        return changed

    def _take(self, name: str, data: Data) -> None:
        kind = self._link.plan.names.get(name) if self._link.plan.known else None
        self[name] = self._crossed[name] = self._link.take(data, kind)
        if self._link.plan.finding:
            self.kinds[name] = _library_kind(data) or _kind(self[name])

    def forget(self) -> None:
        """Let go of what was fetched: the work may have changed since."""
        for name in self._crossed:
            self.pop(name, None)
        self._crossed.clear()

    def own(self) -> set[str]:
        """Names that the tests have themselves."""
        return {n for n in self if n not in self._crossed}

    def changes(self) -> list[list[Data]]:
        """What the tests have done to names of the work since it was last told: [name, None] for one deleted."""
        found: list[list[Data]] = []
        for name, value in list(self._crossed.items()):
            if name not in self:
                found.append([name, None])
                del self._crossed[name]
            elif self[name] is not value:
                found.append([name, encode(self[name], self._link._limits.value, self._link.written)])
                self._crossed[name] = self[name]
        return found


_NO_DATA = ("object", "module", "library", "cannot")


def _is(data: Data, kind: str) -> bool:
    return isinstance(data, dict) and data.get("t") == kind


def _kind(value: Any) -> str:
    if isinstance(value, RemoteFunction):
        return "function"
    return "object" if isinstance(value, RemoteObject) else "value"


def _library_kind(data: Data) -> str:
    if _is(data, "module"):
        return f"library:{data['name']}:"
    return f"library:{data['module']}:{data['name']}" if _is(data, "library") else ""


def _take_over(before: Any, after: Any) -> None:
    """Make a list, dictionary, set or array what the work has made of it."""
    if type(before) is not type(after):
        return
    numbers = sys.modules.get("numpy")
    if isinstance(before, (list, bytearray)):
        before[:] = after
    elif isinstance(before, (dict, set)):
        before.clear()
        before.update(after)
    elif numbers is not None and isinstance(before, numbers.ndarray) and before.shape == after.shape:
        before[...] = after
    elif type(before).__name__ == "DataFrame" and hasattr(before, "_update_inplace"):
        before._update_inplace(after)


def _exception(told: dict[str, Any]) -> Exception:
    message = str(told.get("message", ""))
    for name in told.get("kinds", ()):
        if name in (
            "StopIteration",
            "StopAsyncIteration",
        ):  # would end a loop of the test, as if all had been looked at
            break
        kind = getattr(builtins, str(name), None)
        if isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception:
            try:
                return kind(*decode(told["args"]))
            except Exception:
                return kind(message) if kind.__init__ is Exception.__init__ else WorkError(f"{name}: {message}")
    return WorkError(f"{told.get('name', 'Error')}: {message}")


class _Publisher(DisplayPublisher):
    outputs: Outputs = []

    def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:  # type: ignore[override]
        self.outputs.append({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Hook(DisplayHook):
    outputs: Outputs = []

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        out = {"output_type": "execute_result", "execution_count": None, "data": format_dict, "metadata": md_dict or {}}
        self.outputs.append(out)

    def finish_displayhook(self) -> None:
        pass

    def quiet(self) -> bool:
        return False


class _Shell(InteractiveShell):
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    traceback_lines: list[str] = []

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.traceback_lines = list(stb)

    def enable_gui(self, gui: Any = None) -> None:
        pass


class _Stream(io.StringIO):
    """Printed text, up to a limit, in the order of all outputs."""

    def __init__(self, name: str, outputs: Outputs):
        super().__init__()
        self._name = name
        self._outputs = outputs
        self._left = MOST_PRINTED

    def write(self, text: str) -> int:
        kept = text[: self._left]
        self._left -= len(kept)
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == self._name:
            last["text"] += kept
        elif kept:
            self._outputs.append({"output_type": "stream", "name": self._name, "text": kept})
        return len(text)


class _TestKernel:
    def __init__(self) -> None:
        self._link = _Link()
        self._names = self._link.names = _Names(self._link)
        self.interrupts = self._link.interrupts
        quiet = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})
        self._shell: Any = _Shell.instance(user_ns=self._names, config=quiet)

    def use(self, channel: socket.socket, limits: Limits) -> None:
        """Talk to the grader over this channel from now on."""
        self._link.use(channel, limits)

    def run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run one cell. Returns its outputs, its error if any, and where a plan is looked for what has crossed."""
        link, names = self._link, self._names
        link.plan = _Plan(message.get("plan"), bool(message.get("find")))
        link.found_objects, link.touched, link.changed = False, [], False
        names.kinds = {}
        source = message["source"]
        wins: list[str] = []
        began = time.monotonic()
        outputs: Outputs = []
        trouble: BaseException | None = None
        result: Any = None
        try:
            self.interrupts.running = True
            names.forget()
            used = _loaded(self._shell.transform_cell(source))
            own = names.own()
            if message["test"]:
                names.bring(n for n in used - own if link.plan.allows(n) and not hasattr(builtins, n) and n[0] != "_")
                if link.plan.finding:
                    wins = names.compare(n for n in used & own if _may_differ(names[n]))
                else:
                    names.bring(used & own & link.plan.student)
            result = self._run(source, outputs)
        except (KeyboardInterrupt, Exception) as e:
            trouble = e
        finally:
            self.interrupts.running = False
        try:
            link.sync()
        except ClosedError:
            raise
        except BaseException as e:
            trouble = trouble or e
        error = trouble or (result and (result.error_before_exec or result.error_in_exec))
        told: dict[str, Any] = {"outputs": outputs, "error": None, "seconds": time.monotonic() - began}
        if error is not None:
            told["error"] = self._told(error, trouble is None)
        told["touched"] = [str(t)[:200] for t in link.touched[:5]]
        told["changed"] = link.changed
        if link.plan.finding:
            told["found"] = {
                "names": names.kinds,
                "student": wins,
                "objects": link.found_objects,
                "changed": link.changed,
            }
        return told

    def _run(self, source: str, outputs: Outputs) -> Any:
        shell = self._shell
        shell.display_pub.outputs = shell.displayhook.outputs = outputs
        shell.traceback_lines = []
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", outputs), _Stream("stderr", outputs)
        try:
            return shell.run_cell(source, store_history=False)
        finally:
            sys.stdout, sys.stderr = before

    def _told(self, error: BaseException, ran: bool) -> dict[str, Any]:
        line, walk = 0, error.__traceback__
        while walk is not None:
            if walk.tb_frame.f_globals is self._names and walk.tb_frame.f_code.co_name in (
                "<module>",
                "<cell line: 1>",
            ):
                line = walk.tb_lineno
            walk = walk.tb_next
        name = type(error).__name__
        lines = self._shell.traceback_lines if ran else []
        return {
            "ename": name,
            "evalue": str(error)[:5000],
            "traceback": lines[:200] or [f"{name}: {error}"],
            "line": line,
        }


def _may_differ(value: Any) -> bool:
    return not callable(value) and not isinstance(value, type(sys))


def _loaded(source: str) -> set[str]:
    """The names that a cell reads, as far as its syntax tells."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Store)}
