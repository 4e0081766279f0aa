"""A Jupyter server that serves formgrader and nothing else: no terminal, no kernel, no files of this machine."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from traitlets.config import Config

from ..course import CourseFolder
from .handlers import routes, templates


class FormgraderServer(ServerApp):
    """Only signing in and formgrader. Settings, extensions and passwords of other Jupyter servers are not read."""

    name = "booklet6-formgrader"
    default_services = ("auth",)  # type: ignore[assignment]
    course: CourseFolder

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """None."""

    def find_server_extensions(self) -> None:
        """None."""

    def load_server_extensions(self) -> None:
        """Put formgrader in."""
        extension = _Extension(parent=self)
        extension.root_dir = str(self.course.root)
        extension.log = self.log
        extension.initialize([], root=str(self.course.root))
        web_app = self.web_app
        extension.init_tornado_settings(web_app)
        web_app.settings.update(nbgrader_jinja2_env=templates(), booklet6_course=self.course)
        base = web_app.settings["base_url"].rstrip("/")
        web_app.add_handlers(".*$", [(base + pattern, *rest) for pattern, *rest in routes()])  # type: ignore[no-untyped-call]


class _Quiet(logging.Filter):
    """nbgrader says at every page that there is no exchange, where there is none. The page itself says it, once."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Unwritable directory" not in record.getMessage() and "To access the server" not in record.getMessage()


class _Extension(FormgradeExtension):
    debug = False


def make(course: CourseFolder, port: int, open_browser: bool) -> FormgraderServer:
    """The server, ready to start, on this machine's own address. port: 0 for any that is free."""
    os.chdir(course.root)  # nbgrader reads the course's settings from the folder that it runs in
    config = Config()
    config.ServerApp.update(
        {
            "ip": "127.0.0.1",
            "port": port,
            "open_browser": open_browser,
            "root_dir": str(course.root),
            "default_url": "/formgrader/manage_assignments",
            "terminals_enabled": False,
            "answer_yes": True,
            "allow_root": True,  # it runs nothing for whoever connects
        }
    )
    config.ServerApp.log_level = 40
    config.ServerApp.logging_config = {
        "handlers": {"console": {"filters": ["quiet"]}},
        "filters": {"quiet": {"()": _Quiet}},
    }
    FormgraderServer.clear_instance()
    server = FormgraderServer.instance(config=config)
    server.course = course
    server.initialize([])
    return server


def serve(course: CourseFolder, port: int, open_browser: bool) -> str:
    """Serve until Ctrl-C."""
    server = make(course, port, open_browser)
    print(f"Formgrader: {server.display_url.splitlines()[0].strip()}", flush=True)
    print("Only for this machine. Ctrl-C stops it.", flush=True)
    server.start()
    return str(Path.cwd())
