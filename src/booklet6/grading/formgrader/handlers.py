"""nbgrader's own handlers, each with a policy that lets only its page's scripts run, and some that act by our engine."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from jupyter_server.base.handlers import JupyterHandler
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import check_xsrf
from tornado import web

from ..course import CourseFolder
from ..definition import read_definition
from ..journal import read_entries
from .page import marking_page

MATHJAX = "/formgrader/mathjax/"


class _Safe(JupyterHandler):
    """In front of each of nbgrader's handlers."""

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Referrer-Policy", "no-referrer")

    @property
    def nonce(self) -> str:
        """A word that only this answer knows: a script without it does not run."""
        if not hasattr(self, "_nonce"):
            self._nonce = secrets.token_urlsafe(18)
        return self._nonce

    @property
    def content_security_policy(self) -> str:
        """MathJax loads more of itself: that one folder may be loaded from, and no other."""
        here = f"{self.request.protocol}://{self.request.host}{self.settings['base_url'].rstrip('/')}"
        return "; ".join(
            (
                "default-src 'none'",
                f"script-src 'nonce-{self.nonce}' {here}{MATHJAX}",
                f"style-src {here}/formgrader/static/ 'unsafe-inline'",
                f"font-src {here}/formgrader/static/ {here}{MATHJAX}",
                f"img-src {here}/formgrader/static/ data:",
                f"connect-src {here}/formgrader/",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def prepare(self) -> Any:  # type: ignore[override]
        book = self.settings.get("nbgrader_gradebook")
        if book is not None:  # what a run of grading has written meanwhile counts
            book.db.rollback()
            book.db.expire_all()
        return super().prepare()

    def render(self, name: str, **values: Any) -> str:  # type: ignore[override]  # as nbgrader has it
        """A page from nbgrader's template; its scripts get the nonce in `templates`."""
        page: str = self.settings["nbgrader_jinja2_env"].get_template(name).render(nonce=self.nonce, **values)
        return page


class _Start(handlers.BaseHandler):
    """nbgrader's takes the folder of any course, with its settings, from the address. Ours serves the one."""

    @web.authenticated
    def get(self) -> None:
        self.redirect(f"{self.base_url}/formgrader/manage_assignments")


class _Marking(handlers.SubmissionHandler):
    """The page for one notebook, without power."""

    @property
    def exporter(self) -> Any:
        """In place of nbconvert's."""
        return self

    def from_filename(self, filename: str, resources: dict[str, Any]) -> tuple[str, None]:
        """What nbgrader's handler calls to have a notebook shown."""
        course: CourseFolder = self.settings["booklet6_course"]
        assignment, notebook = resources["assignment_id"], resources["notebook_id"]
        source, release = (course.path(step, ".", assignment) for step in ("source", "release"))
        definition = read_definition(self.gradebook, assignment, source, release)
        which = next(n for n in definition.notebooks if n.name == notebook)
        entry = read_entries(course.log(assignment) / "journal.jsonl").get(resources["student"])
        try:
            page = marking_page(
                Path(filename), which, source / f"{notebook}.ipynb", entry, self.nonce, resources | {"mathjax": MATHJAX}
            )
        except (OSError, ValueError) as e:
            raise web.HTTPError(500, f"{filename} cannot be shown: {e}") from None
        return page, None


class _Files(handlers.SubmissionFilesHandler):
    """A learner's files are given as files, never as pages of this server."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Content-Security-Policy", "sandbox; default-src 'none'")
        self.set_header("Content-Disposition", "attachment")
        self.set_header("Content-Type", "application/octet-stream")


COMMAND = (sys.executable, "-P", "-m", "booklet6.cli")
"""The commands of this package. -P: this server runs in the course's folder, and a json.py there is no library."""


def _acting(*command: str) -> type[Any]:
    """A handler that answers a button of formgrader with a command of ours, run on its own."""

    class Acting(apihandlers.BaseApiHandler):
        @web.authenticated
        @check_xsrf
        async def post(self, assignment_id: str, student_id: str | None = None) -> None:
            course: CourseFolder = self.settings["booklet6_course"]
            given = [*command, f"--course-dir={course.root}"]
            if student_id is not None and "grade" in command:
                given.append(f"--student={student_id}")
            running = await asyncio.create_subprocess_exec(
                *(*COMMAND, *given, "--", assignment_id),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            told, _ = await running.communicate()
            well = running.returncode in (0, 3)  # 3: done, and a person has to look
            self.write(json.dumps({"success": well, "log": told.decode("utf-8", "replace"), "error": None}))

    return Acting


_INSTEAD: dict[type[Any], Callable[[], type[Any]]] = {
    handlers.FormgraderHandler: lambda: _Start,
    handlers.SubmissionHandler: lambda: _Marking,
    handlers.SubmissionFilesHandler: lambda: _Files,
    apihandlers.AssignHandler: lambda: _acting("release"),
    apihandlers.AutogradeHandler: lambda: _acting("grade", "--force"),
    apihandlers.GenerateFeedbackHandler: lambda: _acting("feedback"),
    apihandlers.GenerateAllFeedbackHandler: lambda: _acting("feedback"),
}


def routes() -> list[tuple[Any, ...]]:
    """All of formgrader, made safe, with MathJax from this machine."""
    from jupyter_server_mathjax.app import STATIC_ASSETS_PATH

    found: list[tuple[Any, ...]] = [
        (r"/", _made_safe(_Start)),
        (MATHJAX + "(.*)", web.StaticFileHandler, {"path": str(STATIC_ASSETS_PATH)}),
    ]
    for pattern, handler, *rest in [*handlers.default_handlers, *apihandlers.default_handlers]:
        if issubclass(handler, JupyterHandler):
            found.append((pattern, _made_safe(_INSTEAD.get(handler, lambda h=handler: h)()), *rest))
    found.append((r"/formgrader/static/(.*)", web.StaticFileHandler, {"path": handlers.static_path}))
    found.append((r"/formgrader/.*", _made_safe(handlers.Template404)))
    return found


def _made_safe(handler: type[Any]) -> type[Any]:
    return type(f"Safe{handler.__name__}", (_Safe, handler), {})


_CLICK = re.compile(r'onclick="(\w+)\(\);?"', re.I)
"""What nbgrader writes into a tag, where no policy but one that lets all scripts run would have it."""
_CLICKS = """<script nonce="{{ nonce }}">
const clicks = {
  toggleAllNames: () => toggleAllNames(),
  createAssignmentModal: () => createAssignmentModal(),
  createStudentModal: () => createStudentModal(),
};
document.addEventListener("click", (event) => {
  const clicked = event.target.closest("[data-click]");
  if (clicked) { event.preventDefault(); clicks[clicked.dataset.click](); }
});
</script>
"""


class _Templates(FileSystemLoader):
    """nbgrader's own templates. Their scripts get the nonce as the text is read, so that no script of another can have it."""

    def get_source(self, environment: Environment, template: str) -> Any:
        text, *rest = super().get_source(environment, template)
        text = text.replace("<script", '<script nonce="{{ nonce }}"')
        text = _CLICK.sub(r'data-click="\1"', text).replace("</body>", _CLICKS + "</body>")
        text = text.replace('<a target="_blank" href="{{ base_url }}/terminals/1">command line</a>', "command line")
        return text.replace("nbgrader autograde", "booklet6 grade"), *rest


def templates() -> Environment:
    """nbgrader's pages. What is put into them is escaped, which it is not in nbgrader."""
    return Environment(loader=_Templates([handlers.template_path]), autoescape=True)
