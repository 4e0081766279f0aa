"""Two kernels: what a test may know of the work, and how it comes across."""

from __future__ import annotations

import collections
import datetime
import json
from collections.abc import Iterator
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest

from booklet6.grading.calibrate import Plan, calibrate
from booklet6.grading.definition import Cell, NotebookDefinition
from booklet6.grading.execute import SafeExecute
from booklet6.grading.kernels import Address, Server
from booklet6.grading.outcome import Outcome
from booklet6.grading.values import CannotCrossError, decode, encode

DATA: list[Any] = [
    *(None, True, 3, -(10**400), 2.5, float("inf"), float("-inf"), "é\n", "\ud800", b"\x00", bytearray(b"x"), 1j, ...),
    *([1, [2, []]], (1, (2,)), {1, 2}, frozenset([3]), {"a": 1, 2: (3,), None: []}, range(1, 9, 2)),
    *(collections.Counter("aab"), collections.OrderedDict(b=1, a=2), collections.deque([1], 3)),
    *(datetime.date(2003, 1, 2), datetime.timedelta(1, 2, 3), datetime.datetime(2003, 1, 2, tzinfo=datetime.UTC)),
    *(np.float64(2.5), np.int32(4), np.bool_(True), np.datetime64("2003-01-01")),
]


@pytest.mark.parametrize("value", DATA, ids=lambda v: repr(v)[:20])
def test_data_comes_across_as_it_is(value: Any) -> None:
    found = decode(json.loads(json.dumps(encode(value, 10**6))))
    assert type(found) is type(value)
    assert found == value


def test_tables_come_across_as_they_are() -> None:
    table = pd.DataFrame(
        {
            "a": [1, 2],
            "b": ["x", None],
            "c": pd.Categorical(["u", "v"], ordered=True),
            "d": pd.to_datetime(["2003-01-01", "2003-01-02"], utc=True),
            "e": pd.array([1, None], dtype="Int64"),
            "f": [[1], {"x": (2,)}],
        },
        index=pd.Index(["p", "q"], name="i"),
    )

    def across(value: Any) -> Any:
        return decode(json.loads(json.dumps(encode(value, 10**6))))

    pd.testing.assert_frame_equal(across(table), table)
    for column in (table.a, table.b.value_counts(), table.groupby(["b", "c"], observed=True).a.sum(), table.d.dt.year):
        pd.testing.assert_series_equal(across(column), column)
    pd.testing.assert_index_equal(across(table.columns), table.columns)
    array = np.array([[1.5, np.nan]])
    np.testing.assert_array_equal(across(array), array)


class _Sly(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize("value", [_Sly(3), object(), print, [_Sly(3)], {"a": _Sly(3)}, type, iter([])])
def test_nothing_else_does(value: Any) -> None:
    with pytest.raises(CannotCrossError):
        encode(value, 10**6)


def test_nor_what_is_too_large_or_too_deep() -> None:
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    round_and_round: list[Any] = []
    round_and_round.append(round_and_round)
    for value in (deep, round_and_round, ["x" * 100] * 10, 1 << 2_000_000, np.zeros(1000)):
        with pytest.raises(CannotCrossError):
            encode(value, 900)


@pytest.mark.parametrize(
    "data",
    [
        {"t": "what"},
        {"t": "set", "v": [[]]},
        {"t": "ndarray", "dtype": "O8", "shape": [1], "v": "AAAA"},
        {"t": "ndarray", "dtype": "<f8", "shape": [10**9], "v": "AAAA"},
        {"t": "int", "v": "zz"},
        {"t": "frame", "v": [1], "columns": 3, "index": 4},
        {},
        {"t": "float", "v": "__import__"},
    ],
)
def test_what_is_no_value_is_refused(data: Any) -> None:
    with pytest.raises(CannotCrossError):
        decode(data)


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with Server("warm", []) as address:
        yield address


def notebook(*cells: tuple[str, str, str]) -> NotebookDefinition:
    """A definition from (kind, name, source): kind is *locked*, *answer* or *test* (of 2 points)."""
    made = [
        Cell(name, "code", source, name, kind != "answer", grade=kind == "test", solution=kind == "answer", points=2.0)
        for kind, name, source in cells
    ]
    return NotebookDefinition("nb", None, tuple(made))


def filled(definition: NotebookDefinition, answers: dict[str, str]) -> nbformat.NotebookNode:
    cells = [
        nbformat.v4.new_code_cell(  # type: ignore[no-untyped-call]
            answers.get(c.name, c.source), metadata={"nbgrader": c.metadata()}
        )
        for c in definition.cells
    ]
    made: nbformat.NotebookNode = nbformat.v4.new_notebook(cells=cells)  # type: ignore[no-untyped-call]
    return made


class Exam:
    """A notebook with its solution, calibrated, and then works of learners."""

    def __init__(self, address: Address, tmp_path: Any, *cells: tuple[str, str, str]):
        self.address, self.definition = address, notebook(*cells)
        source = tmp_path / "source"
        source.mkdir()
        nbformat.write(filled(self.definition, {}), source / "nb.ipynb")  # type: ignore[no-untyped-call]
        self.folders = {"work": None, "source": None}
        self.plan: Plan = calibrate(self.definition, source, lambda: SafeExecute(timeout=20), self.folders, address)

    def together(self) -> list[str]:
        """The tests that have to run with the work."""
        return [n for n, c in self.plan["cells"].items() if c.get("together")]

    def points(self, **answers: str) -> dict[str, Outcome]:
        execute = SafeExecute(timeout=10)
        execute.use(self.address, self.folders, self.plan)
        self.nb = filled(self.definition, answers)
        execute.preprocess(self.nb, {})
        self.findings = execute.findings
        return execute.findings.outcomes


@pytest.fixture(scope="module")
def exam(address: Address, tmp_path_factory: pytest.TempPathFactory) -> Exam:
    """One notebook with much of what tests do, so that one calibration serves many tests."""
    return Exam(
        address,
        tmp_path_factory.mktemp("exam"),
        ("locked", "start", "import pandas as pd\ntable = pd.DataFrame({'a': [3, 1, 2]})\nCHECK = [1, 2]"),
        ("locked", "helper", "def near(x, y):\n    return abs(x - y) < 1e-6\ndef twice():\n    return double(21)"),
        ("answer", "a-number", "import math\nnumber = math.sqrt(16)"),
        ("answer", "a-double", "def double(x):\n    return 2 * x"),
        ("answer", "a-sort", "def sort(items):\n    items.sort()\n    print('sorted')"),
        ("answer", "a-table", "table = table.sort_values('a')"),
        ("answer", "a-check", "def check(x):\n    if x < 0:\n        raise ValueError('below 0')\n    return x"),
        ("answer", "a-rate", "RATE = 2\ndef tax(x):\n    return x * RATE"),
        ("answer", "a-text", "text = 'Dear ' + 'colleague'"),
        (
            "answer",
            "a-class",
            "class Box:\n    def __init__(self, n):\n        self.n = n\n    def grow(self):\n        self.n += 1",
        ),
        ("answer", "a-plot", "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.set_title('Fine');"),
        ("test", "number", "assert near(number, 4)\nassert near(number, math.sqrt(16))"),
        ("test", "double", "assert double(3) == 6\nassert [double(n) for n in CHECK] == [2, 4]\nassert twice() == 42"),
        ("test", "sort", "items = [3, 1, 2]\nassert sort(items) is None\nassert items == [1, 2, 3]"),
        ("test", "table", "assert list(table.a) == [1, 2, 3]"),
        (
            "test",
            "check",
            "try:\n    check(-1)\nexcept ValueError as e:\n    assert 'below' in str(e)\nelse:\n    raise AssertionError",
        ),
        (
            "test",
            "rate",
            "old = RATE\nRATE = 5\ntry:\n    assert tax(2) == 10\nfinally:\n    RATE = old\nassert tax(2) == 4",
        ),
        ("test", "text", "assert text.startswith('Dear')\nassert len(text) > 5"),
        ("test", "class", "box = Box(3)\nbox.grow()\nassert box.n == 4"),
        ("test", "partial", "2 * (double(1) == 2) * 0.25"),
        ("test", "plot", "assert axes.get_title() == 'Fine'\nassert isinstance(figure, plt.Figure)"),
        ("test", "noise", "import sys, warnings\nprint('careful', file=sys.stderr)\nwarnings.warn('x')\nassert number"),
    )


def test_the_solution_earns_all_and_only_what_must_is_run_with_it(exam: Exam) -> None:
    assert exam.together() == ["plot"]
    assert any("plot needs more of the work" in note for note in exam.plan["notes"])
    points = exam.points()
    assert {n: o.points for n, o in points.items()} == {n: 0.5 if n == "partial" else 2.0 for n in points}
    assert {n for n, o in points.items() if o.why} == {"plot"}
    assert "Unproven" in str(points["plot"].why)


WRONG = {
    "a-number": ("number = 5", {"number"}),
    "a-double": ("def double(x):\n    return x", {"double", "partial"}),
    "a-sort": ("def sort(items):\n    return sorted(items)", {"sort"}),
    "a-table": ("table = table.copy()", {"table"}),
    "a-check": ("def check(x):\n    return x", {"check"}),
    "a-rate": ("def tax(x):\n    return 10", {"rate"}),
    "a-text": ("text = 'Hi'", {"text"}),
    "a-class": ("class Box:\n    def __init__(self, n): self.n = n\n    def grow(self): pass", {"class"}),
    "a-plot": ("import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()", {"plot"}),
}


def test_wrong_work_loses_what_it_has_wrong_and_no_more(exam: Exam) -> None:
    for cell, (source, tests) in WRONG.items():
        points = exam.points(**{cell: source})
        lost = {n for n, o in points.items() if o.points != (0.5 if n == "partial" else 2.0)}
        assert lost == tests, cell


HOSTILE = {
    "an object that equals all": (
        "a-number",
        "class Any:\n    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda s, o: True\n    __abs__ = __sub__ = __rsub__ = lambda s, *o: s\n    __hash__ = None\nnumber = Any()",
        {"number"},
    ),
    "a number that equals all": (
        "a-number",
        "class N(float):\n    __eq__ = __lt__ = lambda s, o: True\n    __sub__ = __abs__ = lambda s, *o: s\nnumber = N(9)",
        {"number"},
    ),
    "a string that says yes": (
        "a-text",
        "class T:\n    def startswith(self, x): return True\n    def __len__(self): return 99\ntext = T()",
        {"text"},
    ),
    "a function where a number is expected": ("a-number", "def number(): return 4", {"number", "noise"}),
    "an answer that is always right": (
        "a-double",
        "class Yes:\n    __eq__ = __mul__ = __rmul__ = lambda s, o: True\ndef double(x): return Yes()",
        {"double", "partial"},
    ),
    "the tests' helpers replaced": ("a-number", "near = lambda *a: True\nnumber = 7", {"number"}),
    "builtins replaced": (
        "a-number",
        "import builtins\nbuiltins.abs = lambda x: 0\nbuiltins.sum = builtins.max = lambda *x: 99\nnumber = 7",
        {"number"},
    ),
    "a library replaced": (
        "a-number",
        "import math, sys, types\nfake = types.ModuleType('math')\nfake.sqrt = lambda x: 7\nsys.modules['math'] = math = fake\nmath.__file__ = 'math.py'\nnumber = 7",
        {"number"},
    ),
    "a table that says yes": (
        "a-table",
        "class D(pd.DataFrame):\n    @property\n    def a(self): return [1, 2, 3]\ntable = D()",
        {"table"},
    ),
    "asserts swallowed": (
        "a-number",
        "import ast\nclass Swallow(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\nget_ipython().ast_transformers.append(Swallow())\nnumber = 7",
        {"number"},
    ),
    "the bridge replaced": (
        "a-number",
        "import booklet6.grading.bridge as b, json\nb.answer = lambda r: b.Raw(json.dumps({'values': {'number': 4.0}, 'result': True, 'died': 0}))\nnumber = 7",
        None,
    ),
    "an exception that leaves the test": (
        "a-double",
        "def double(x):\n    raise SystemExit(0)",
        {"double", "partial"},
    ),
    "an exception that is a test's own": (
        "a-check",
        "class ValueError(Exception): pass\ndef check(x):\n    raise ValueError('below')",
        {"check"},
    ),
    "partial points without end": ("a-double", "def double(x):\n    return float('nan')", {"double", "partial"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_work_gains_nothing(exam: Exam, name: str) -> None:
    cell, source, tests = HOSTILE[name]
    points = exam.points(**{cell: source})
    lost = {n for n, o in points.items() if n != "plot" and (o.points or 0) < (0.5 if n == "partial" else 2.0)}
    if tests is None:  # whoever answers for the work can only answer with values, and these are known to be right
        assert points["double"].points == 0.0
    else:
        assert lost >= tests


def test_a_test_is_not_seen_by_the_work(exam: Exam) -> None:
    """Whatever the work can find in its kernel, the text of a test is not there."""
    look = (
        "import gc\nseen = []\ndef double(x):\n    import sys\n    shell = get_ipython()\n"
        "    seen.extend(str(v) for v in list(shell.user_ns.values()) + list(sys._getframe(1).f_locals.values()))\n"
        "    seen.extend(o for o in gc.get_objects() if isinstance(o, str))\n"
        "    seen.extend(str(h) for h in shell.history_manager.input_hist_raw)\n"
        "    print('FOUND' if any(chr(91) + 'double(n) for n in CHECK' in s for s in seen) else 'nothing')\n    return 2 * x"
    )
    points = exam.points(**{"a-double": look})
    assert points["double"].points == 2.0
    shown = json.dumps([c.get("outputs") for c in exam.nb.cells])
    assert "nothing" in shown
    assert "FOUND" not in shown


def test_a_function_that_never_ends_costs_its_test(exam: Exam) -> None:
    execute = SafeExecute(timeout=2)
    execute.use(exam.address, exam.folders, exam.plan)
    nb = filled(exam.definition, {"a-double": "def double(x):\n    while True: pass"})
    execute.preprocess(nb, {})
    found = execute.findings.outcomes
    assert found["double"].points == found["partial"].points == 0.0
    assert found["sort"].points == found["class"].points == 2.0
    assert any("took too long when a test called it" in n.text for n in execute.findings.notes)


def test_work_whose_kernel_ends_keeps_what_was_tested_before(exam: Exam) -> None:
    points = exam.points(**{"a-class": "import os\nclass Box:\n    def __init__(self, n): os._exit(0)"})
    assert points["number"].points == points["text"].points == 2.0
    assert points["class"].points == 0.0
    assert "stopped" in str(points["class"].why)
    assert points["double"].points == 2.0


def test_points_beyond_what_there_are_go_to_a_person(address: Address, tmp_path: Any) -> None:
    exam = Exam(address, tmp_path, ("answer", "a", "x = 1"), ("test", "t", "x"), ("test", "u", "x * 1.5"))
    for source, points in (("x = 100", None), ("x = -1", None), ("x = float('nan')", None), ("x = 0", 0.0)):
        found = exam.points(a=source)
        assert found["t"].points == points
        assert bool(found["t"].why) == (points is None)


def test_no_loop_of_a_test_is_ended_by_the_work(address: Address, tmp_path: Any) -> None:
    """What a function raises would end a `map` over no value at all, and of no value all are right."""
    cells = (("answer", "a", "def even(n): return n % 2 == 0"), ("test", "t", "assert all(map(even, [2, 4]))"))
    exam = Exam(address, tmp_path, *cells)
    assert exam.points()["t"].points == 2.0
    assert exam.points(a="def even(n): raise StopIteration")["t"].points == 0.0


def test_a_function_that_changes_what_it_is_given_is_told(address: Address, tmp_path: Any) -> None:
    """It may be honest, and stock nbgrader gives the points too. But a test can be deceived so."""
    cells = (
        ("answer", "a", "def total(items):\n    return sum(items)\ndef sort(items):\n    items.sort()"),
        ("test", "t", "items = [3, 1]\nassert total(items) == sum(items)"),
        ("test", "u", "items = [3, 1]\nsort(items)\nassert items == [1, 3]"),
    )
    exam = Exam(address, tmp_path, *cells)
    told = {}
    for name, total in (("honest", "return sum(items)"), ("emptied", "items.clear()\n    return 0")):
        exam.points(a=f"def total(items):\n    {total}\ndef sort(items):\n    items.sort()")
        told[name] = [n.text for n in exam.findings.notes]
    assert told["honest"] == []
    (text,) = told["emptied"]
    assert text.startswith("In the test t a function changed what it was given")


def test_without_a_solution_tests_still_run(address: Address, tmp_path: Any) -> None:
    cells = (("answer", "a", "raise NotImplementedError()"), ("test", "t", "assert f(2) == 4\nassert np.array(1) == 1"))
    exam = Exam(address, tmp_path, *cells)
    assert "The test t fails with the solution" in exam.plan["notes"][0]
    assert exam.points(a="import numpy as np\ndef f(x): return x * 2")["t"].points == 2.0
    assert exam.points(a="import numpy as np\ndef f(x): return x")["t"].points == 0.0
    yes = "class Y:\n    __eq__ = lambda *a: True\nf = lambda x: Y()\nimport numpy as np"
    assert exam.points(a=yes)["t"].points == 0.0
