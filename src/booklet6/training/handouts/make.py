"""Handouts as files: HTML always, and PDF where there is a browser to print it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from . import pdf
from .document import Document, Paper
from .kinds import KINDS
from .request import Request


class HandoutError(Exception):
    """What could not be made, a line each (`lines`); `written` are the files that were made all the same."""

    def __init__(self, lines: list[str], written: list[Path]):
        super().__init__("\n".join(lines))
        self.lines, self.written = lines, written


def documents(request: Request, kinds: Iterable[str]) -> tuple[list[Document], list[str]]:
    """The documents of these kinds, and the kinds for which the modules have nothing."""
    found: list[Document] = []
    empty: list[str] = []
    for kind in kinds:
        made = KINDS[kind](request)
        found += made
        if not made:
            empty.append(kind)
    return found, empty


def write(
    made: list[Document],
    request: Request,
    paper: Paper,
    out: Path,
    browser: str | None,
    told: Callable[[str], None] = lambda _: None,
) -> list[Path]:
    """Write each document as HTML and, if a browser is given, as PDF. `told` is called with each file's name before it.

    Raises `HandoutError` with all that went wrong, after everything else was made: a folder or file that cannot be written,
    a browser that fails, a document that takes more pages than it may.
    """
    written: list[Path] = []
    faults: list[str] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as e:
        raise HandoutError([f"the folder {out} cannot be made ({e.strerror}); name another with --out"], []) from e
    for document in made:
        page = out / f"{document.name}-{paper}.html"
        told(page.name)
        try:
            _replace(page, document.html(request.words, paper))
        except OSError as e:
            faults.append(f"{page.name} cannot be written ({e.strerror}); name another folder with --out")
            continue
        written.append(page)
        if browser is None:
            continue
        sheet = page.with_suffix(".pdf")
        told(sheet.name)
        try:
            pages = pdf.print_pdf(browser, page, sheet)
        except pdf.PdfError as e:
            faults.append(f"{sheet.name}: {e}")
            continue
        written.append(sheet)
        if document.pages is not None and pages > document.pages:
            faults.append(
                f"{sheet.name} takes {pages} pages, and should take {document.pages}. "
                f"{_too_long(document, request, paper, browser)}"
            )
    if faults:
        raise HandoutError(faults, written)
    return written


def _too_long(document: Document, request: Request, paper: Paper, browser: str) -> str:
    """Which part of it does not fit: each is printed alone. In the same words where none is found so."""
    long = []
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "part.html"
        for part in document.parts:
            page.write_text(document.alone(part).html(request.words, paper), encoding="utf-8")
            try:
                if pdf.print_pdf(browser, page, page.with_suffix(".pdf")) > part.pages:
                    long.append(part.name)
            except pdf.PdfError:
                break  # it printed the whole document just now: what was found until here is told
    if not long:
        return "A text is too long for its page. Look which one runs over, and shorten it"
    return f"Too long for its page: {'; '.join(long)}. Shorten its text, or the entries of the national edition on it"


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".handout-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
