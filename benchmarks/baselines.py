"""The pages that ours is measured against, each made from the same lesson.

- `widgets`: the same page, its activities embedded by ipywidgets' own means, with html-manager on its own server;
- `default_book`: the same book with Jupyter Book's own theme and extensions.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import anywidget
import yaml
from ipywidgets.embed import dependency_state, embed_data, escape_script
from jupyter_book.config import get_final_config
from node import NODE, install

from booklet6.activities.widget import ActivityWidget
from booklet6.content import load_course

HERE = Path(__file__).resolve().parent
HTML_MANAGER = json.loads((HERE / "package.json").read_text())["devDependencies"]["@jupyter-widgets/html-manager"]
_SECTION = re.compile(r'<section class="activity" [^>]*data-activity="([^"]+)".*?</section>', re.DOTALL)
_LOADED = "_widgets"
# What our own _config.yml sets for the theme and the extensions; without it Jupyter Book takes its own.
_OURS = ("extensions", "html_theme", "html_theme_options", "nb_ipywidgets_js", "html_permalinks_icon")


def activities_on(page: Path) -> list[str]:
    """The ids of the activities on a built page of ours."""
    return _SECTION.findall(page.read_text(encoding="utf-8"))


def widgets(root: Path, site: Path, path: str, out: Path) -> Path:
    """Copy the built site to `out`; on its page `path` make each activity an embedded widget. Returns `out`.

    Nothing is asked from a CDN: html-manager, require.js (minified, as ipywidgets loads it) and anywidget's script
    stand beside the page. Raises RuntimeError where npm or esbuild fails.
    """
    shutil.copytree(site, out, dirs_exist_ok=True)
    modules = install(HERE)
    loaded = out / _LOADED
    loaded.mkdir()
    shutil.copy(modules / "@jupyter-widgets" / "html-manager" / "dist" / "embed-amd.js", loaded)
    shutil.copy(Path(anywidget.__file__).parent / "nbextension" / "index.js", loaded / "anywidget.js")
    esbuild = install() / "esbuild" / "bin" / "esbuild"
    _run([NODE, esbuild, modules / "requirejs" / "require.js", "--minify", f"--outfile={loaded / 'require.min.js'}"])

    course = load_course(root)
    page = out / path
    html = page.read_text(encoding="utf-8")
    made = {name: ActivityWidget(course.activities[name], course.cases) for name in activities_on(page)}
    # The defaults stay in: the widget's script and style are defaults of anywidget's traits.
    data = embed_data([*made.values()], state=dependency_state([*made.values()], drop_defaults=False))
    views = dict(zip(made, data["view_specs"], strict=True))
    html = _SECTION.sub(lambda found: _tag("view", views[found[1]]), html)
    up = "../" * path.count("/") + _LOADED
    scripts = (
        f'<script src="{up}/require.min.js"></script>'
        f'<script>require.config({{paths: {{anywidget: "{up}/anywidget"}}}});</script>'
        f'<script src="{up}/embed-amd.js"></script>{_tag("state", data["manager_state"])}</body>'
    )
    page.write_text(html.replace("</body>", scripts), encoding="utf-8")
    return out


def _tag(kind: str, data: Any) -> str:
    text = escape_script(json.dumps(data))
    return f'<script type="application/vnd.jupyter.widget-{kind}+json">{text}</script>'


def default_book(root: Path, out: Path) -> Path:
    """Build the same book as Jupyter Book does if not told otherwise. Returns the folder of its pages.

    The course's own directives stay, so that the text is the same. Raises RuntimeError where it cannot be built.
    """
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    for name in _OURS:
        config["sphinx"]["config"].pop(name, None)
    config["sphinx"]["extra_extensions"] = ["sphinxcontrib.bibtex", "booklet6.book"]
    out.mkdir(parents=True)
    (out / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    final, _ = get_final_config(
        user_yaml=out / "_config.yml", sourcedir=root, cli_config={"latex_individualpages": False}
    )
    final["external_toc_path"] = str(root / "_toc.yml")
    final["bibtex_bibfiles"] = [str(root / file) for file in final["bibtex_bibfiles"]]
    (out / "conf.py").write_text("".join(f"{key} = {value!r}\n" for key, value in final.items()), encoding="utf-8")
    site = out / "html"
    # Without -W: what the course's pages say of its own theme and search may be strange to another.
    _run([sys.executable, "-m", "sphinx", "-b", "html", "-q", "-c", out, "-d", out / "doctrees", root, site])
    return site


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{done.stderr or done.stdout}")
