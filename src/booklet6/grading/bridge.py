"""The learner's side of the crossing: answers what the tests ask of this kernel. Imported in the learner's kernel.

Whatever runs here may have been changed by the learner's work. So nothing that it answers is believed to be more than
data: `trusted` decides what a test may do with it.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import io
import json
import sys
import types
from typing import Any

from .values import CannotCrossError, Data, decode, encode

MOST_PRINTED = 100_000
_objects: dict[int, Any] = {}


class Raw(str):
    """Text that a front end shows as it is: how an answer leaves the kernel."""

    def __repr__(self) -> str:
        return str(self)


def answer(request: str) -> Raw:
    """Do what a request says, and tell what came of it, as JSON."""
    from IPython.core.getipython import get_ipython

    shell: Any = get_ipython()
    asked = json.loads(request)
    try:
        told = _Answers(shell.user_ns, asked["most"]).do(asked)
    except CannotCrossError as e:
        told = {"cannot": str(e)}
    return Raw(json.dumps(told))


class _Answers:
    def __init__(self, names: dict[str, Any], most: int):
        self._names = names
        self._most = most

    def do(self, asked: dict[str, Any]) -> dict[str, Data]:
        for name, change in asked["sync"]:
            if change is None:
                self._names.pop(name, None)
            else:
                self._names[name] = decode(change, self._object)
        match asked["do"]:
            case "fetch":
                return {"values": {name: self._fetched(name) for name in asked["names"]}}
            case "call":
                return self._called(asked)
            case "get":
                return self._guarded(lambda: getattr(self._object({"n": asked["n"]}), asked["name"]))
        return {}

    def _fetched(self, name: str) -> Data:
        if name not in self._names:
            return {"t": "missing"}
        try:
            return encode(self._names[name], self._most, self._described)
        except Exception as e:
            return {"t": "cannot", "v": str(e)[:500]}

    def _called(self, asked: dict[str, Any]) -> dict[str, Data]:
        function = self._object({"n": asked["n"]})
        arguments = [decode(a, self._object) for a in asked["args"]]
        named = {k: decode(v, self._object) for k, v in asked["named"].items()}
        printed = io.StringIO()

        def call() -> Any:
            with contextlib.redirect_stdout(printed):
                return function(*arguments, **named)

        told = self._guarded(call)
        told["printed"] = printed.getvalue()[:MOST_PRINTED]
        changed = {}
        for place, before in [*enumerate(asked["args"]), *asked["named"].items()]:
            now = arguments[place] if isinstance(place, int) else named[place]
            if isinstance(before, (list, dict)):
                with contextlib.suppress(Exception):
                    after = encode(now, self._most, self._described)
                    if after != before:
                        changed[str(place)] = after
        return told | {"changed": changed}

    def _guarded(self, do: Any) -> dict[str, Data]:
        try:
            value = do()
        except BaseException as e:
            if isinstance(e, KeyboardInterrupt):
                raise
            return {"error": _error(e)}
        try:
            return {"result": encode(value, self._most, self._described)}
        except CannotCrossError as e:
            return {"result": {"t": "cannot", "v": str(e)[:500]}}

    def _object(self, told: dict[str, Any]) -> Any:
        return _objects[told["n"]]

    def _described(self, value: Any) -> Data:
        """What stands for a value that is no data."""
        if isinstance(value, types.ModuleType):
            return {"t": "module", "name": value.__name__}
        module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
        library = sys.modules.get(module) if isinstance(module, str) and module != "__main__" else None
        if library is not None and isinstance(name, str) and getattr(library, name, None) is value:
            return {"t": "library", "module": module, "name": name}
        _objects[id(value)] = value
        if isinstance(value, type):
            kind = "class"
        elif inspect.isroutine(value) or callable(value):
            kind = "function"
        else:
            kind = "object"
        doc = getattr(value, "__doc__", None)
        return {
            "t": "object",
            "n": id(value),
            "kind": kind,
            "name": str(getattr(value, "__name__", type(value).__name__))[:200],
            "type": type(value).__name__[:200],
            "doc": doc[:5000] if type(doc) is str else None,
        }


def _error(e: BaseException) -> Data:
    kinds = [c.__name__ for c in type(e).__mro__ if getattr(builtins, c.__name__, None) is c]
    try:
        message = str(e)[:5000]
    except Exception:
        message = ""
    try:
        arguments = encode(list(e.args), 5000)
    except Exception:
        arguments = [message]
    return {"name": type(e).__name__[:200], "kinds": kinds, "message": message, "args": arguments}
