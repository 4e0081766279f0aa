"""Values as data: what may cross between a learner's kernel and the tests, in a form in which it can do nothing.

A value is written as JSON. None, booleans, strings, short whole numbers, finite fractions and lists stand for themselves;
all else is an object with its kind in ``t``. Only exact types cross: of a subclass nothing is known but its name.
"""

from __future__ import annotations

import base64
import collections
import datetime
import decimal
import fractions
import math
import sys
from collections.abc import Callable
from typing import Any

DEEPEST = 40
LONGEST_NUMBER = 1_000_000
"""Bits of a whole number."""

Data = Any
"""JSON."""
Other = Callable[[Any], Data]
"""Writes what is no data, or raises CannotCrossError."""


class CannotCrossError(Exception):
    """A value that cannot be carried across as data; the text says what it is."""


def encode(value: Any, most: int, other: Other | None = None) -> Data:
    """Write a value of at most so many bytes. Raises CannotCrossError."""
    return _Writer(most, other).write(value, 0)


class _Writer:
    def __init__(self, most: int, other: Other | None):
        self._left = most
        self._other = other

    def _spend(self, n: int) -> None:
        self._left -= n
        if self._left < 0:
            raise CannotCrossError("a value that is too large")

    def write(self, value: Any, depth: int) -> Data:
        kind = type(value)
        self._spend(8)
        if value is None or kind is bool:
            return value
        if depth > DEEPEST:
            raise CannotCrossError("a value that is nested too deeply")
        if kind is int:
            return self._whole(value)
        if kind is float:
            return value if math.isfinite(value) else {"t": "float", "v": repr(value)}
        if kind is str:
            self._spend(len(value))
            try:
                value.encode()
            except UnicodeEncodeError:
                return {"t": "str", "v": _text(value.encode("utf-8", "surrogatepass"))}
            return value
        if kind is list:
            return [self.write(v, depth + 1) for v in value]
        writer = _WRITERS.get(kind)
        if writer:
            return writer(self, value, depth)
        numbers = sys.modules.get("numpy")
        if numbers is not None and kind.__module__ == "numpy":
            if kind is numbers.ndarray:
                return {"t": "ndarray", **self._array(value, depth)}
            if isinstance(value, numbers.generic):
                return {"t": "scalar", **self._array(numbers.asarray(value), depth)}
        tables = sys.modules.get("pandas")
        if tables is not None and str(kind.__module__).split(".")[0] == "pandas":
            written = self._pandas(tables, value, kind, depth)
            if written is not None:
                return written
        if self._other:
            return self._other(value)
        raise CannotCrossError(f"a value of type {kind.__name__}")

    def _whole(self, value: int) -> Data:
        if value.bit_length() <= 1000:
            return value
        if value.bit_length() > LONGEST_NUMBER:
            raise CannotCrossError("a number that is too long")
        self._spend(value.bit_length() // 4)
        return {"t": "int", "v": hex(value)}

    def many(self, values: Any, depth: int) -> list[Data]:
        return [self.write(v, depth + 1) for v in values]

    def pairs(self, value: Any, depth: int) -> list[Data]:
        return [[self.write(k, depth + 1), self.write(v, depth + 1)] for k, v in value.items()]

    def bytes(self, value: bytes) -> str:
        self._spend(len(value))
        return _text(value)

    def _array(self, array: Any, depth: int) -> dict[str, Data]:
        shape = list(array.shape)
        if array.dtype.kind in "biufcSUmM" and not array.dtype.hasobject:
            self._spend(array.nbytes)
            return {"dtype": array.dtype.str, "shape": shape, "v": _text(array.tobytes())}
        if array.dtype.kind == "O":
            return {"dtype": "O", "shape": shape, "v": self.many(array.reshape(-1).tolist(), depth)}
        raise CannotCrossError(f"an array of {array.dtype}")

    def _pandas(self, pd: Any, value: Any, kind: type, depth: int) -> Data:
        if kind is pd.DataFrame:
            columns = [self._column(value.iloc[:, n], depth) for n in range(value.shape[1])]
            index, names = self._index(pd, value.index, depth), self._index(pd, value.columns, depth)
            return {"t": "frame", "v": columns, "index": index, "columns": names}
        if kind is pd.Series:
            index, name = self._index(pd, value.index, depth), self.write(value.name, depth + 1)
            return {"t": "series", "v": self._column(value, depth), "index": index, "name": name}
        if isinstance(value, pd.Index):
            return self._index(pd, value, depth)
        if kind is pd.Timestamp:
            return {"t": "timestamp", "v": value.isoformat(), "zone": str(value.tz) if value.tz else None}
        if kind is pd.Timedelta:
            return {"t": "timedelta64", "v": int(value.as_unit("ns").value)}
        if value is pd.NaT:
            return {"t": "NaT"}
        if value is pd.NA:
            return {"t": "NA"}
        return None

    def _index(self, pd: Any, index: Any, depth: int) -> Data:
        kind = type(index)
        if kind is pd.RangeIndex:
            bounds = [index.start, index.stop, index.step]
            return {"t": "index", "range": bounds, "name": self.write(index.name, depth + 1)}
        if kind is pd.MultiIndex:
            levels = [self._index(pd, level, depth + 1) for level in index.levels]
            codes = [[int(c) for c in level] for level in index.codes]
            self._spend(8 * sum(map(len, codes)))
            return {"t": "index", "levels": levels, "codes": codes, "names": self.many(index.names, depth)}
        if kind in (pd.Index, pd.DatetimeIndex, pd.TimedeltaIndex, pd.CategoricalIndex):
            return {"t": "index", "v": self._column(index, depth), "name": self.write(index.name, depth + 1)}
        raise CannotCrossError(f"a value of type {kind.__name__}")

    def _column(self, column: Any, depth: int) -> Data:
        if hasattr(column.dtype, "kind") and type(column.dtype).__module__.startswith("numpy"):
            return self._array(column.to_numpy(), depth)
        name = str(column.dtype)
        if name not in _PANDAS_TYPES and not name.startswith("datetime64["):
            raise CannotCrossError(f"a column of {name}")
        if name == "category":
            categories = self.many(column.cat.categories if hasattr(column, "cat") else column.categories, depth)
            values = self.many(column.astype(object).tolist(), depth)
            ordered = bool(column.cat.ordered if hasattr(column, "cat") else column.ordered)
            return {"pandas": name, "v": values, "categories": categories, "ordered": ordered}
        return {"pandas": name, "v": self.many(column.astype(object).tolist(), depth)}


_PANDAS_TYPES = {
    *("str", "string", "object", "category", "boolean", "Float32", "Float64"),
    *(f"{u}Int{n}" for u in ("", "U") for n in (8, 16, 32, 64)),
}


def _date(w: _Writer, value: Any, depth: int) -> Data:
    zone = getattr(value, "tzinfo", None)
    if zone is not None and type(zone) is not datetime.timezone:
        key = getattr(zone, "key", None)
        if type(key) is not str:
            raise CannotCrossError(f"a time in a {type(zone).__name__}")
        return {"t": type(value).__name__, "v": value.replace(tzinfo=None).isoformat(), "zone": key}
    return {"t": type(value).__name__, "v": value.isoformat()}


def _many(w: _Writer, value: Any, depth: int) -> Data:
    return {"t": type(value).__name__, "v": w.many(value, depth)}


def _pairs(w: _Writer, value: Any, depth: int) -> Data:
    return {"t": type(value).__name__, "v": w.pairs(value, depth)}


def _bytes(w: _Writer, value: Any, _: int) -> Data:
    return {"t": type(value).__name__, "v": w.bytes(bytes(value))}


def _number(w: _Writer, value: Any, depth: int) -> Data:
    if type(value) is complex:
        return {"t": "complex", "v": [repr(value.real), repr(value.imag)]}
    if type(value) is decimal.Decimal:
        return {"t": "Decimal", "v": str(value)}
    return {"t": "Fraction", "v": w.many((value.numerator, value.denominator), depth)}


def _rest(w: _Writer, value: Any, depth: int) -> Data:
    if value is ...:
        return {"t": "..."}
    if type(value) is range:
        return {"t": "range", "v": w.many((value.start, value.stop, value.step), depth)}
    if type(value) is datetime.timedelta:
        return {"t": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
    return {"t": "deque", "v": w.many(value, depth), "most": value.maxlen}


_WRITERS: dict[type, Callable[[_Writer, Any, int], Data]] = {
    **dict.fromkeys((tuple, set, frozenset), _many),
    **dict.fromkeys((dict, collections.OrderedDict, collections.Counter, collections.defaultdict), _pairs),
    **dict.fromkeys((bytes, bytearray), _bytes),
    **dict.fromkeys((complex, decimal.Decimal, fractions.Fraction), _number),
    **dict.fromkeys((datetime.date, datetime.time, datetime.datetime), _date),
    **dict.fromkeys((type(...), range, datetime.timedelta, collections.deque), _rest),
}


def decode(data: Data, other: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """The value that was written. What is not as `encode` writes it raises CannotCrossError, whatever it is."""
    try:
        return _read(data, other, 0)
    except CannotCrossError:
        raise
    except Exception as e:
        raise CannotCrossError(f"something that is no value ({type(e).__name__})") from None


def _read(data: Data, other: Callable[[dict[str, Any]], Any] | None, depth: int) -> Any:
    if depth > 2 * DEEPEST + 10:
        raise CannotCrossError("a value that is nested too deeply")
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, list):
        return [_read(v, other, depth + 1) for v in data]
    kind, v = data["t"], data.get("v")

    def many(values: Any = v) -> list[Any]:
        return [_read(x, other, depth + 1) for x in values]

    def one(x: Any) -> Any:
        return _read(x, other, depth + 1)

    match kind:
        case "int":
            return int(v, 16)
        case "float":
            return {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}[v]
        case "str":
            return base64.b64decode(v).decode("utf-8", "surrogatepass")
        case "tuple":
            return tuple(many())
        case "set":
            return set(many())
        case "frozenset":
            return frozenset(many())
        case "dict":
            return {one(a): one(b) for a, b in v}
        case "OrderedDict":
            return collections.OrderedDict((one(a), one(b)) for a, b in v)
        case "Counter":
            counter: collections.Counter[Any] = collections.Counter()
            counter.update({one(a): one(b) for a, b in v})
            return counter
        case "defaultdict":
            return collections.defaultdict(None, {one(a): one(b) for a, b in v})
        case "deque":
            return collections.deque(many(), data["most"])
        case "bytes":
            return base64.b64decode(v)
        case "bytearray":
            return bytearray(base64.b64decode(v))
        case "complex":
            return complex(float(v[0]), float(v[1]))
        case "range":
            return range(*many())
        case "...":
            return ...
        case "Decimal":
            return decimal.Decimal(v)
        case "Fraction":
            return fractions.Fraction(*many())
        case "date":
            return datetime.date.fromisoformat(v)
        case "time" | "datetime":
            moment: Any = getattr(datetime, kind).fromisoformat(v)
            if data.get("zone"):
                import zoneinfo

                moment = moment.replace(tzinfo=zoneinfo.ZoneInfo(data["zone"]))
            return moment
        case "timedelta":
            return datetime.timedelta(*v)
        case "ndarray":
            return _array(data, many)
        case "scalar":
            return _array(data, many)[()]
        case "frame" | "series" | "index" | "timestamp" | "timedelta64" | "NaT" | "NA":
            return _pandas(kind, data, one, many)
    if other:
        return other(data)
    raise CannotCrossError("a value of an unknown kind")


def _array(data: dict[str, Any], many: Callable[[Any], list[Any]]) -> Any:
    import numpy as np

    shape = tuple(int(n) for n in data["shape"])
    if data["dtype"] == "O":
        array = np.empty(len(data["v"]), dtype=object)
        for n, value in enumerate(many(data["v"])):
            array[n] = value
        return array.reshape(shape)
    dtype = np.dtype(str(data["dtype"]))
    if dtype.kind not in "biufcSUmM" or dtype.hasobject:
        raise CannotCrossError("an array of an unknown kind")
    return np.frombuffer(bytearray(base64.b64decode(data["v"])), dtype=dtype).reshape(shape)


def _pandas(kind: str, data: dict[str, Any], one: Callable[[Any], Any], many: Callable[[Any], list[Any]]) -> Any:
    import pandas as pd

    def column(written: dict[str, Any]) -> Any:
        if "pandas" not in written:
            return _array(written, many)
        name, values = str(written["pandas"]), many(written["v"])
        if name == "category":
            return pd.Categorical(values, categories=many(written["categories"]), ordered=bool(written["ordered"]))
        if name not in _PANDAS_TYPES and not name.startswith("datetime64["):
            raise CannotCrossError("a column of an unknown kind")
        return pd.Series(values, dtype=name).array

    match kind:
        case "frame":
            columns, index = one(data["columns"]), one(data["index"])
            parts = {n: pd.Series(column(c), index=index) for n, c in enumerate(data["v"])}
            frame = pd.DataFrame(parts, index=index)
            frame.columns = columns
            return frame
        case "series":
            return pd.Series(column(data["v"]), index=one(data["index"]), name=one(data["name"]))
        case "index":
            if "range" in data:
                start, stop, step = (int(n) for n in data["range"])
                return pd.RangeIndex(start, stop, step, name=one(data["name"]))
            if "levels" in data:
                return pd.MultiIndex(levels=many(data["levels"]), codes=data["codes"], names=many(data["names"]))
            return pd.Index(column(data["v"]), name=one(data["name"]))
        case "timestamp":
            moment = pd.Timestamp(data["v"])
            return moment.tz_convert(data["zone"]) if data.get("zone") else moment
        case "timedelta64":
            return pd.Timedelta(int(data["v"]), "ns")
        case "NaT":
            return pd.NaT
    return pd.NA


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
