"""The apps: Voila, cut down to what an app needs, behind routes of our own.

Nothing is served by path: each app has its own route, and only its page, its widgets' scripts and its own kernel's
messages are reachable. Clients cannot execute code, list files, see a notebook, or start any other kernel.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.iostream import StreamClosedError
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from ..content import App
from ..words import load_words
from . import warm
from .pages import app_list, message_page
from .site import BookHandler, Headers, PackageFiles, app_policy

HERE = Path(__file__).parent
PACKAGE = HERE.parent
EXTENSIONS = ("@voila-dashboards/widgets-manager8", "@jupyter-widgets/jupyterlab-manager", "anywidget")
"""The front-end extensions that widgets need, and no other."""
HOUR = 3600
"""Seconds that a browser keeps Voila's scripts without asking: they change only when Voila does."""
KERNELS = 60
"""The most kernels at a time. One takes about 30 MB where kernels are forked, 80 MB elsewhere."""
POOL = 2
"""How many kernels are kept warm. A warm one has read the course, and serves whichever app is opened next."""
WARM_UP = "from booklet6.apps.course import warm_up; warm_up()"
"""What a kernel does before an app has need of it."""
LEFT_SECONDS = 10 * 60
"""A kernel without a page (a phone asleep, a tab lost) ends after this. A page that is closed ends its own at once."""
OPEN_SECONDS = 2 * 60 * 60
"""A kernel whose page is open, but that nobody uses, ends after this."""
START_SECONDS = 300
"""How long a kernel may take to answer for the first time. Voila never ends a page whose kernel took longer."""
REFILL_SECONDS = 1
"""How long after a page has taken a warm kernel the next is started: the page comes first."""
LOOK_SECONDS = 60
"""How often idle kernels are looked for."""


class Specs(KernelSpecManager):
    """One kernel: the Python that runs this server. No kernel that is installed elsewhere is ever used."""

    def get_all_specs(self) -> dict[str, Any]:
        return {"python3": {"resource_dir": "", "spec": self.get_kernel_spec("python3").to_dict()}}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        argv = [sys.executable, "-P", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv += ["--HistoryManager.enabled=False", f"--InteractiveShellApp.code_to_run={WARM_UP}"]
        # Asked to stop by a message: a signal, while it is still importing, makes it complain on the server's screen.
        spec = KernelSpec(
            argv=argv, display_name="Python 3", language="python", name="python3", interrupt_mode="message"
        )
        if warm.POSSIBLE:
            spec.metadata = {"kernel_provisioner": {"provisioner_name": warm.NAME}}
        return spec


class Kernels(AsyncMappingKernelManager):
    """Kernels that wait warm for whichever app is opened, and end when nobody uses them: soon without a page, later with
    one. Voila's own pools hold kernels of each notebook, which for a dozen apps would take more than a gigabyte."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._source = warm.AppProcess() if warm.POSSIBLE else None
        if self._source:
            warm.register(self._source)
        self._warm: list[asyncio.Task[str]] = []
        self._waiting: set[str] = set()
        self.fill()

    def fill(self) -> None:
        """Start kernels until there are enough warm ones. Needs a running event loop."""
        while len(self._warm) < POOL:
            self._warm.append(asyncio.get_running_loop().create_task(self._start_warm()))

    async def _start_warm(self) -> str:
        kernel_id: str = await super().start_kernel(kernel_name="python3")
        self._waiting.add(kernel_id)
        return kernel_id

    async def start_kernel(self, **kwargs: Any) -> str:  # type: ignore[override]
        """A kernel for a page: a warm one if there is one."""
        while self._warm:
            task = self._warm.pop(0)
            asyncio.get_running_loop().call_later(REFILL_SECONDS, self._refill)
            with suppress(Exception):  # one that could not start; the next, or a cold one, will do
                kernel_id = await asyncio.shield(task)
                self._waiting.discard(kernel_id)
                if kernel_id in self:
                    self._kernels[kernel_id].last_activity = datetime.now(UTC)
                    return kernel_id
        cold: str = await super().start_kernel(**kwargs)
        return cold

    def _refill(self) -> None:
        if not self._closed:
            self.fill()

    _closed = False

    async def end(self) -> None:
        """End every kernel. Those that are just starting are waited for first: only then can they be ended."""
        self._closed = True
        if self._warm:
            await asyncio.wait(self._warm, timeout=20)
        self._warm = []
        for kernel_id in self.list_kernel_ids():
            with suppress(Exception):  # one that has ended by itself must not keep the others alive
                await ensure_async(self.shutdown_kernel(kernel_id, now=True))  # type: ignore[no-untyped-call]
        if self._source:
            self._source.close()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        kernel = self._kernels[kernel_id]
        # One that is still starting has a page that waits for it.
        if kernel_id in self._waiting or getattr(kernel, "execution_state", "") == "starting":
            return
        now = datetime.now(UTC)
        idle = now - getattr(kernel, "last_activity", now)
        if self._kernel_connections.get(kernel_id, 0) and idle > timedelta(seconds=OPEN_SECONDS):
            await ensure_async(self.shutdown_kernel(kernel_id))  # type: ignore[no-untyped-call]
            return
        await super().cull_kernel_if_idle(kernel_id)  # type: ignore[no-untyped-call]


class AppServer(Voila):
    """Voila with routes of our own, the book beside it. `apps` are those of `find_apps`, `site` the book's folder, `more`
    other routes.

    `instructor`: serve also the apps that show keys or learners' results.
    """

    def __init__(
        self, *, site: Path, apps: list[App], port: int, root_dir: str, more: list[Any], instructor: bool = False
    ):
        super().__init__(
            config=_config(),
            base_url="/apps/",
            root_dir=root_dir,
            port=port,
            open_browser=False,
            log_level="ERROR",
            config_file_paths=[],
        )
        self._site = site
        self._apps = apps
        self._more = more
        self._open = [a for a in apps if instructor or not a.instructor]

    def setup_template_dirs(self) -> None:
        """Ours alone: no template or setting that is installed on this machine changes the pages."""
        self.template_paths = [str(HERE / "templates")]

    def web_application(self, connection_dir: str) -> tornado.web.Application:
        """The whole application. Begins to warm kernels. Needs a running event loop."""
        self.initialize([])
        self.connection_dir = connection_dir
        # The kernel manager warms kernels from its first moment, and looks for settings in `self.app`.
        self.app = tornado.web.Application(
            compress_response=True, default_handler_class=BookHandler, default_handler_args={"path": str(self._site)}
        )
        self.app.settings.update(self.init_settings())
        self.app.settings.update(compress_response=True, log_function=_log_faults)
        self.app.add_handlers(".*$", self.init_handlers())
        return self.app

    def init_handlers(self) -> list[Any]:
        """Every route. Voila's own handlers for files, folders, themes and other notebooks are not among them."""
        kernel = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
        conf = {"template_paths": self.template_paths, "config": self.config}
        conf["voila_configuration"] = self.voila_configuration
        pages = [(f"/apps/{re.escape(a.name)}", Page, {**conf, "notebook_path": a.notebook}) for a in self._open]
        closed = [(f"/apps/{re.escape(a.name)}", ForInstructors) for a in self._apps if a not in self._open]
        ours = [
            PACKAGE / "apps" / "static",
            PACKAGE / "apps" / "vendor" / "pdfjs",
            PACKAGE / "book" / "theme" / "static",
        ]
        return [
            *pages,
            *closed,
            *[
                (f"/apps/{re.escape(a.name)}/", tornado.web.RedirectHandler, {"url": f"/apps/{a.name}"})
                for a in self._apps
            ],
            ("/apps", tornado.web.RedirectHandler, {"url": "/apps/"}),
            ("/apps/", AppList, {"apps": self._apps, "open": {a.name for a in self._open}}),
            (f"/apps/api/kernels/{kernel}", Kernel),
            (f"/apps/api/kernels/{kernel}/channels", Channels),
            (f"/apps/voila/api/shutdown/{kernel}", Leave),
            (r"/apps/static/(\w+\.(?:css|js))", PackageFiles, {"folders": [str(folder) for folder in ours]}),
            (r"/apps/voila/static/(.*)", PackageFiles, {"folders": _voila_static(), "fresh": HOUR}),
            (
                rf"/apps/voila/labextensions/((?:{'|'.join(map(re.escape, EXTENSIONS))})/static/.*)",
                PackageFiles,
                {"folders": self.labextensions_path, "fresh": HOUR},
            ),
            (r"/apps/.*", NoSuchApp),
            *self._more,
            (r"/(.*)", BookHandler, {"path": str(self._site)}),
        ]

    async def close(self) -> None:
        """End every kernel."""
        await self.kernel_manager.end()


def _config() -> Config:
    c = Config()
    c.VoilaConfiguration.template = "base"  # a name that Voila knows; the template itself is ours (setup_template_dirs)
    c.VoilaConfiguration.resources = {"words": load_words()}
    c.VoilaConfiguration.allow_template_override = "NO"
    c.VoilaConfiguration.allow_theme_override = "NO"
    c.VoilaConfiguration.preheat_kernel = False  # kernels are kept warm by our own manager
    # Forty people who open an app in the same minute: the last kernel answers late. Whoever waits longer is told by the page.
    c.NotebookClient.startup_timeout = START_SECONDS
    c.VoilaConfiguration.extension_allowlist = list(EXTENSIONS)
    c.VoilaConfiguration.file_allowlist = []
    c.VoilaConfiguration.multi_kernel_manager_class = Kernels
    c.VoilaConfiguration.kernel_spec_manager_class = Specs
    if os.name == "posix":
        c.KernelManager.transport = "ipc"  # sockets in our own folder, which no other user of this machine can open
    c.Kernels.cull_idle_timeout = LEFT_SECONDS
    c.Kernels.cull_interval = LOOK_SECONDS
    return c


def _voila_static() -> list[str]:
    from jupyter_core.paths import jupyter_path

    return [p for d in jupyter_path("voila") if (p := f"{d}/templates/base/static") and Path(p).is_dir()]


def _log_faults(handler: tornado.web.RequestHandler) -> None:
    """Only what went wrong here; a page that is not there is the reader's affair."""
    if handler.get_status() >= 500 and handler.get_status() != 503:
        print(f"{handler.get_status()} {handler.request.method} {handler.request.path}", file=sys.stderr, flush=True)


class Page(Headers, TornadoVoilaHandler):
    """An app's page, with a kernel of its own."""

    def policy(self) -> str:
        return app_policy(self.request.host)

    async def get(self) -> None:
        # A page of another site that embeds this address, or loads it as a picture, must not start kernels here. A
        # link that somebody follows may. Old browsers send neither header, and are served.
        how, site = (self.request.headers.get(f"Sec-Fetch-{name}", "") for name in ("Dest", "Site"))
        if how not in ("", "document") or (site == "cross-site" and not self.request.headers.get("Sec-Fetch-User")):
            self.set_status(403)
            self.finish(message_page("not_from_there"))
            return
        if len(self.kernel_manager.list_kernel_ids()) >= KERNELS:
            self.set_status(503)
            self.set_header("Retry-After", "60")
            self.finish(message_page("full"))
            return
        with suppress(StreamClosedError):  # somebody who leaves before the app is there is no failure
            await super().get()  # type: ignore[misc]

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.finish(message_page("app_broken"))


class Kernel(Headers, KernelHandler):
    """What a page asks about its own kernel before it connects. Only that: no other verb."""

    SUPPORTED_METHODS = ("GET",)


class Channels(VoilaKernelWebsocketHandler):
    """The messages between a page and its kernel. Which are allowed, Voila's kernel manager says: none that executes."""


class Leave(Headers, tornado.web.RequestHandler):
    """A page that is closed ends its kernel. The kernel's id, which only its page knows, is the permission."""

    def check_xsrf_cookie(self) -> None:
        pass

    async def post(self, kernel_id: str) -> None:
        manager = self.settings["kernel_manager"]
        if kernel_id in manager:
            await ensure_async(manager.shutdown_kernel(kernel_id, now=True))
        self.set_status(204)


class AppList(Headers, tornado.web.RequestHandler):
    """The list of apps."""

    def initialize(self, apps: list[App], open: set[str]) -> None:
        self.apps, self.open = apps, open

    async def get(self) -> None:
        await self.finish(app_list(self.apps, self.open))


class ForInstructors(Headers, tornado.web.RequestHandler):
    """An app that is served only to the instructor."""

    async def get(self) -> None:
        self.set_status(403)
        await self.finish(message_page("for_instructors"))


class NoSuchApp(Headers, tornado.web.RequestHandler):
    """Everything else below `/apps/`."""

    async def prepare(self) -> None:
        self.set_status(404)
        await self.finish(message_page("no_app"))
