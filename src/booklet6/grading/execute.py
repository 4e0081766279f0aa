"""Runs a notebook for grading: the learner's cells in one kernel, the tests in another, both in the sandbox.

An `Execute` preprocessor of nbgrader, with its settings. It never fails because of what a notebook does: what could not
be run is told in `findings`.
"""

from __future__ import annotations

import ast
import asyncio
import json
import secrets
import select
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import channel_socket_types
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode, from_dict
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Integer

from ..exercises.forms import LEARNER
from ..frames import ClosedError, receive, send
from .kernels import Address, Kernel, KernelError
from .limits import MB, Limits
from .outcome import Findings, Outcome, of_outputs
from .reasons import Cause, Reason

PROOF = "application/x-booklet6-proof"
_GRACE = 3.0
"""Seconds that a kernel has to obey an interrupt."""
_START = 300.0
"""Seconds that a kernel has to start: on a busy machine the server needs long for its imports. One that ends is seen at once."""
_LONGEST_ANSWER = 48 * MB
"""Letters of an answer; `bridge` writes no more for values within the limit."""
_MOST_PARTS = 3_000_000
"""Lists and dictionaries in it: small ones take much more memory than letters."""
_MOST_CELLS = 10
"""The outputs of a notebook may be so many times as large as those of one cell."""
_OUTPUTS = ("stream", "display_data", "execute_result", "error", "update_display_data", "comm_msg")
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
}


class _Client(AsyncKernelClient):
    """A client that takes no message of any size."""

    longest_output = 12 * MB
    """Bytes of one message of outputs."""

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        sock = self.context.socket(channel_socket_types[channel])
        sock.linger = 0
        # The system closes the connection where one is larger: `_async_check_alive`. To read one costs time that no
        # clock sees, and memory many times its size.
        sock.maxmsgsize = self.longest_output if channel == "iopub" else 100 * MB
        sock.rcvhwm = 10  # messages that wait here; the others wait in the kernel, and its memory is limited
        sock.reconnect_ivl = 10
        if identity:
            sock.identity = identity
        sock.connect(self._make_url(channel))
        return sock


class SafeExecute(Execute):
    """nbgrader's Execute, isolated and limited. Set the limits in nbgrader_config.py: ``c.SafeExecute.max_memory = …``."""

    max_memory = Integer(Limits.memory, help="Bytes of memory that one notebook may use.").tag(config=True)
    max_disk = Integer(Limits.disk, help="Bytes that one notebook may write.").tag(config=True)
    max_output = Integer(Limits.output, help="Bytes of output that are kept of a cell.").tag(config=True)
    max_processes = Integer(Limits.processes, help="Processes and threads that one notebook may have.").tag(config=True)
    notebook_timeout = Integer(300, help="Seconds that all cells of a notebook may take together.").tag(config=True)

    def use(
        self,
        address: Address,
        folders: Mapping[str, Path | None],
        plan: dict[str, Any] | None,
        find: bool = False,
        together: bool = False,
    ) -> None:
        """Say where kernels come from and what they see, before `preprocess`.

        folders: ``work`` for both kernels; all others (``source``, ``bank``) for the tests only. plan: what may cross to
        the tests, by `calibrate`; None where it is not known. find: find that out. together: run all in one kernel.
        """
        self._address, self._folders, self._plan, self._find, self._together = address, folders, plan, find, together
        self.findings = Findings()
        self.failed = ""
        self.found: dict[str, Any] = {}

    @property
    def limits(self) -> Limits:
        """The limits that are set."""
        return Limits(
            memory=self.max_memory,
            disk=self.max_disk,
            output=self.max_output,
            processes=self.max_processes,
            cell_seconds=self.timeout or 30,
            notebook_seconds=self.notebook_timeout,
        )

    def preprocess(self, nb: NotebookNode, resources: Any = None, km: Any = None) -> tuple[NotebookNode, Any]:
        """Run all cells of the notebook, in place."""
        from nbclient import NotebookClient

        NotebookClient.__init__(self, nb, km)
        self.resources = resources or {}
        nb.metadata["language_info"] = LANGUAGE
        if any(c.cell_type == "code" and c.source.strip() for c in nb.cells):
            try:
                asyncio.get_running_loop()
            except RuntimeError:
                asyncio.run(self._run())
            else:  # whoever calls runs an event loop, and one cannot run within another
                with ThreadPoolExecutor(1) as thread:
                    thread.submit(lambda: asyncio.run(self._run())).result()
        return nb, resources

    async def _run(self) -> None:
        self.reset_execution_trackers()
        self.raise_on_iopub_timeout = True
        self.iopub_timeout = self.timeout or 30
        self.record_timing = False  # the same work gives the same graded copy
        self._tests_shown = False
        self._slow = self._overdue = False
        self._sent = 0
        limits = self.limits
        self._end = time.monotonic() + limits.notebook_seconds
        self._ended = ""
        self._tests: Kernel | None = None
        self._tests_ended = ""
        env = {"NBGRADER_EXECUTION": "autograde", LEARNER: self.resources.get("nbgrader", {}).get("student", "")}
        try:
            work = {"work": self._folders["work"]}
            self._student = Kernel(self._address, "student", limits, work, env)
            try:
                if not self._together and any(_is_test(c) for c in self.nb.cells):
                    self._tests = Kernel(self._address, "tests", limits, self._folders, env)
                self._student.wait_ready(_START)
                self._connect()
                try:
                    if self._tests:
                        self._tests.wait_ready(_START)
                    await self._run_cells()
                finally:
                    self.kc.stop_channels()
                    self.kc.context.destroy(linger=0)
            finally:
                self._student.close()
                if self._tests:
                    self._tests.close()
        except KernelError as e:
            self.failed = str(e)
            self.findings.note(Cause.STOPPED, f"It could not be run: {e}.")
            for cell in self.nb.cells:
                if _is_test(cell):
                    self.findings.outcomes[_name(cell)] = Outcome(None, Reason(Cause.STOPPED, f"Not run: {e}."))

    def _connect(self) -> None:
        self.kc = _Client(context=zmq.asyncio.Context())
        self.kc.longest_output = 12 * self.max_output  # at ten times as much the kernel is stopped anyway
        self.kc.load_connection_info(self._student.connection_info())
        self.kc.allow_stdin = False
        self.kc.start_channels(shell=True, iopub=True, stdin=False, hb=False, control=False)
        self._cut = self.kc.iopub_channel.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)

    async def _run_cells(self) -> None:
        await self._subscribed()
        for index, cell in enumerate(self.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                if _is_test(cell):
                    self.findings.outcomes[_name(cell)] = of_outputs([], float(cell.metadata.nbgrader["points"]))
                continue
            if _is_test(cell):
                await self._test(cell, index)
            else:
                await self._work(cell, index)
                if utils.is_locked(cell) and self._tests:
                    await self._in_tests(cell, test=False)

    async def _subscribed(self) -> None:
        """Wait until the kernel's outputs arrive here: the first ones would be lost."""
        end = time.monotonic() + _START
        while time.monotonic() < end:
            self.kc.kernel_info()
            try:
                await self.kc.iopub_channel.get_msg(timeout=0.05)
                return
            except Empty:
                if self._dead():
                    return

    # The learner's cells.

    async def _work(self, cell: NotebookNode, index: int) -> None:
        if self._ended:
            cell.outputs = [_error("NotRun", f"Not run: {self._ended}")]
            return
        try:
            await super().async_execute_cell(cell, index, execution_count=self.code_cells_executed + 1)
            if self._ended:
                self._end_work(cell)
        except DeadKernelError:
            self._end_work(cell)
        except CellTimeoutError:
            self._end_work(cell, "its output did not end")
        except Exception as e:
            # Messages of a kernel are not to be trusted: nbclient fails in many ways on ones that are wrong.
            self._end_work(cell, f"its messages made no sense ({type(e).__name__})")

    def _end_work(self, cell: NotebookNode, why: str = "") -> None:
        self._stop(why)
        cell.outputs = [*cell.get("outputs", [])[:50], _error("KernelEnded", f"Stopped here: {self._ended}.")]

    def _stop(self, why: str = "") -> None:
        """End the learner's kernel, and tell why. The first reason counts."""
        self._student.poll()
        reasons = {"memory": "it took too much memory", "time": "it took too long"}
        said = self._student.why
        self._ended = self._ended or why or reasons.get(said, said) or "its kernel ended"
        self.findings.note(Cause.STOPPED, f"It was stopped: {self._ended}.")
        self._student.close()
        if self._student.exit is None:
            self._student.exit = -1

    def _dead(self) -> bool:
        return bool(self._ended) or self._student.poll() is not None

    async def _async_check_alive(self) -> None:
        if self._dead():
            raise DeadKernelError("Kernel died")
        if time.monotonic() > self._end:
            self._stop(f"all cells together took longer than {self.notebook_timeout} seconds")
            raise DeadKernelError("Kernel died")
        if self._cut.getsockopt(zmq.EVENTS) & zmq.POLLIN:
            end = time.monotonic() + _GRACE
            while (
                not self._dead() and time.monotonic() < end
            ):  # that it has ended is told after its sockets have closed
                await asyncio.sleep(0.1)
            self._stop("" if self._dead() else "it sent too much output at once")
            raise DeadKernelError("Kernel died")

    async def _async_poll_kernel_alive(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            try:
                await self._async_check_alive()
            except DeadKernelError:
                self.task_poll_for_reply.cancel()
                return

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> dict[str, Any]:
        self._student.interrupt()
        self._slow = True
        self.findings.note(Cause.STOPPED, f"A cell took longer than {timeout:g} seconds.")
        if not await self._obeys():
            self._stop("a cell took too long and could not be interrupted")
            raise DeadKernelError("Kernel died")
        return {"content": {**self.error_on_timeout, "status": "error"}}

    async def _obeys(self) -> bool:
        asked = self.kc.kernel_info()
        end = time.monotonic() + _GRACE
        while (left := end - time.monotonic()) > 0:
            try:
                reply = await self.kc.shell_channel.get_msg(timeout=left)
            except Exception:  # none came, or one that makes no sense
                return False
            if reply["parent_header"].get("msg_id") == asked:
                return True
        return False

    def _update_display_id(self, display_id: str, msg: dict[str, Any]) -> None:
        if not self._tests_shown:  # later the work could tell, in an output from before, what it has seen of a test
            super()._update_display_id(display_id, msg)

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: NotebookNode, cell_index: int) -> None:
        """Take what the kernel sends while a cell runs, as nbclient does, unless it has been too much."""
        sent = 0
        while True:
            msg = await self.kc.iopub_channel.get_msg(timeout=None)
            await asyncio.sleep(0)  # messages without end are there at once: else no clock is looked at any more
            size = _size(msg["content"])
            before, sent = sent, sent + size
            # Of many cells that each print little less than they may, the graded copy would be too large for a page.
            all_before, self._sent = self._sent, self._sent + size
            most = _MOST_CELLS * self.max_output
            if before <= self.max_output < sent or all_before <= most < self._sent:
                which = "A cell" if sent > self.max_output else "Its cells together"
                self.findings.note(Cause.STOPPED, f"{which} printed too much; the rest was left out.")
                text = "\n… The rest of the output was left out: too much of it.\n"
                cell.outputs.append(_node(output_type="stream", name="stdout", text=text))
            if sent > 10 * self.max_output:
                self._stop("it printed without end")
                return
            if msg["parent_header"].get("msg_id") != parent_msg_id or (
                (sent > self.max_output or self._sent > most) and msg["msg_type"] in _OUTPUTS
            ):
                continue
            try:
                self.process_message(msg, cell, cell_index)
            except CellExecutionComplete:
                return

    # The tests.

    async def _test(self, cell: NotebookNode, index: int) -> None:
        name, most = _name(cell), float(cell.metadata.nbgrader["points"])
        plan = (self._plan or {}).get("cells", {}).get(name, {})
        if self._together or plan.get("together"):
            outcome = await self._test_together(cell, index, most)
        else:
            outcome = await self._test_apart(cell, name, most)
        self.findings.outcomes[name] = outcome

    async def _test_apart(self, cell: NotebookNode, name: str, most: float) -> Outcome:
        self._overdue = False
        told = await self._in_tests(cell, test=True, name=name)
        if told is None:
            cell.outputs = [_error("NotRun", f"Not run: {self._tests_ended}")]
            return Outcome(0.0, Reason(Cause.STOPPED, f"The test could not be run: {self._tests_ended}"))
        self.code_cells_executed += 1
        cell.execution_count = self.code_cells_executed
        cell.outputs = [_node(**o) for o in told["outputs"]]
        if "found" in told:
            self.found[name] = told["found"]
        error = told["error"]
        if error is None:
            if told["changed"] and not (self._plan or {}).get("cells", {}).get(name, {}).get("changed", True):
                # So a total of a list that has been emptied is right. So is a sort in place: no points are taken for it.
                text = f"In the test {name} a function changed what it was given, which the solution's does not."
                self.findings.note(Cause.UNPROVEN, text)
            return of_outputs(cell.outputs, most)
        output = _error(error["ename"], error["evalue"], error["traceback"])
        cell.outputs.append(output)
        cell.metadata.setdefault("booklet6", {})["line"] = error["line"]
        if self._ended:
            return Outcome(0.0, Reason(Cause.STOPPED, f"The work was stopped before this test: {self._ended}."))
        if error["ename"] in ("CannotCrossError", "TooLong") or told["touched"]:
            cause = Cause.STOPPED if self._overdue or error["ename"] == "TooLong" else Cause.NO_DATA
            text = error["evalue"] or f"The work has here {told['touched'][0]}."  # a bare `assert` says nothing
            return Outcome(0.0, Reason(cause, text[:300]))
        if self._slow:  # it may be the machine that was slow, and not the work
            return Outcome(0.0, Reason(Cause.STOPPED, "A cell before this test was interrupted: it took too long."))
        return Outcome(0.0)

    async def _in_tests(self, cell: NotebookNode, test: bool, name: str = "") -> dict[str, Any] | None:
        """Run a cell in the tests' kernel, and answer what it asks of the work. None where that kernel has ended."""
        kernel = self._tests
        if kernel is None or self._tests_ended:
            return None
        assert kernel.channel is not None
        message = {"source": cell.source, "test": test, "plan": self._told_plan(name), "find": self._find}
        last = end = min(time.monotonic() + self.limits.cell_seconds, self._end)
        interrupted = False
        try:
            send(kernel.channel, message)
            while True:
                left = max(0.0, end - time.monotonic())
                if not select.select([kernel.channel], [], [], left)[0]:
                    if interrupted:
                        raise KernelError("a test did not end")
                    interrupted, end = True, time.monotonic() + _GRACE
                    kernel.interrupt()
                    continue
                told = receive(kernel.channel)
                if "done" in told:
                    done: dict[str, Any] = told["done"]
                    if interrupted:
                        done["error"] = done["error"] or {"ename": "", "evalue": "", "traceback": [], "line": 0}
                        text = "The test took too long with this work."
                        done["error"] |= {"ename": "TooLong", "evalue": text, "traceback": [text]}
                        self.findings.note(Cause.STOPPED, "A test took too long with this work.")
                    return done
                send(kernel.channel, await self._ask_work(told["ask"], last))
                end = max(
                    end, time.monotonic() + 1
                )  # an answer that came late is an answer: the test can end by itself
        except (ClosedError, KernelError, ValueError) as e:
            kernel.poll()
            why = {"memory": "the tests took too much memory with this work"}.get(kernel.why, kernel.why)
            self._tests_ended = why or str(e) or "the kernel of the tests has ended"
            self.findings.note(Cause.STOPPED, f"The tests were stopped: {self._tests_ended}.")
            kernel.close()
            return None

    def _told_plan(self, name: str) -> dict[str, Any] | None:
        if self._plan is None or not self._plan["known"]:
            return None
        here = self._plan["cells"].get(name, {})
        if here.get("open"):
            return None
        names, objects = self._plan["names"], self._plan["objects"]
        return {"names": names, "objects": objects, "student": here.get("student", [])}

    async def _ask_work(self, request: dict[str, Any], end: float) -> dict[str, Any]:
        """Have the learner's kernel answer a request of the tests."""
        if self._dead():
            self._stop()
            return {"died": self._ended}
        text = json.dumps(request)
        call = f'__import__("booklet6.grading.bridge", fromlist=["answer"]).answer({text!r})'
        asked = self.kc.execute("", silent=True, store_history=False, user_expressions={"answer": call})
        while True:
            try:
                reply = await self.kc.shell_channel.get_msg(timeout=min(0.25, max(0.01, end - time.monotonic())))
            except Empty:
                if self._dead():
                    self._stop()
                    return {"died": self._ended}
                if time.monotonic() >= end:
                    self._student.interrupt()
                    self._overdue = True
                    self.findings.note(Cause.STOPPED, "A function of the work took too long when a test called it.")
                    if not await self._obeys():
                        self._stop("a function took too long and could not be interrupted")
                    return {"cannot": "it took too long"}
                continue
            except Exception:
                return {"cannot": "its answer made no sense"}
            if reply["parent_header"].get("msg_id") == asked:
                return _answer(reply)

    async def _test_together(self, cell: NotebookNode, index: int, most: float) -> Outcome:
        """Run a test in the learner's own kernel. A number that nobody can guess shows that it was run to its end."""
        source, proof = cell.source, secrets.token_hex(16)
        cell.source, proven = _with_proof(source, proof)
        cell.metadata.setdefault("booklet6", {})["together"] = True
        self._tests_shown = True
        try:
            await self._work(cell, index)
        finally:
            cell.source = source
        seen = any(o.get("data", {}).get(PROOF) == proof for o in cell.outputs if o.output_type == "display_data")
        cell.outputs = [o for o in cell.outputs if PROOF not in o.get("data", {})]
        self.findings.unproven.append(_name(cell))
        outcome = of_outputs(cell.outputs, most)
        if self._ended:
            return Outcome(0.0, Reason(Cause.STOPPED, f"The work was stopped before this test: {self._ended}."))
        if proven and not seen and outcome.points:
            return Outcome(0.0, Reason(Cause.UNPROVEN, "The test was not run to its end, though no error came of it."))
        unproven = Reason(Cause.UNPROVEN, "Unproven: this test can only run together with the work.")
        return Outcome(outcome.points, outcome.why or unproven)


def _answer(reply: dict[str, Any]) -> dict[str, Any]:
    """What the work answered, as JSON; nothing else is believed of it."""
    try:
        text = reply["content"]["user_expressions"]["answer"]["data"]["text/plain"]
        if len(text) > _LONGEST_ANSWER or text.count("[") + text.count("{") > _MOST_PARTS:
            return {"cannot": "a value that is too large"}
        found = json.loads(text)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return {"cannot": "its answer made no sense"}
    if not isinstance(found, dict) or "died" in found:
        return {"cannot": "its answer made no sense"}
    return found


def _with_proof(source: str, proof: str) -> tuple[str, bool]:
    """The cell with a line at its end that shows the proof; unchanged where it is no plain Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source, False
    shown = f'__import__("IPython").display.display({{"{PROOF}": "{proof}"}}, raw=True)'
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        lines = source.splitlines()
        before, value = lines[: last.lineno - 1], ast.get_source_segment(source, last.value) or "None"
        if last.col_offset or any(s.lineno == last.lineno for s in tree.body[:-1]):
            return source, False
        return "\n".join([*before, f"_booklet6 = ({value}\n)", shown, "_booklet6"]), True
    return f"{source}\n{shown}", True


def _is_test(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(utils.is_grade(cell)) and not utils.is_solution(cell)


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader["grade_id"])


def _error(name: str, value: str, traceback: list[str] | None = None) -> NotebookNode:
    return _node(output_type="error", ename=name, evalue=value, traceback=traceback or [value])


def _size(content: Any) -> int:
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(_size(v) for v in content.values()) + 20
    return sum(_size(v) for v in content) if isinstance(content, (list, tuple)) else 8


def _node(**fields: Any) -> NotebookNode:
    node: NotebookNode = from_dict(fields)  # type: ignore[no-untyped-call]
    return node
