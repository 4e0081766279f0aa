"""Markdown → a Word file (.docx) to edit: pandoc's own template with our font, A4, and tables that can be read in print."""

from __future__ import annotations

import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypandoc

from booklet6.words import Words

from .reference import COLOURS, FONT

_READ = "markdown-auto_identifiers-implicit_figures-raw_html-raw_tex-tex_math_dollars-citations"
_LINE = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="' + COLOURS["dk2"] + '"/>'
_BORDERS = "".join(_LINE.format(side=s) for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
)
"""A4 with margins of two centimetres, in twentieths of a point."""
_WIDTH = 11906 - 2 * 1134


def write(markdown: str, path: Path, words: Words, title: str) -> None:
    """Write the Markdown as a Word file. `words` says language and direction. Raises CalledProcessError from pandoc."""
    with tempfile.TemporaryDirectory() as name:
        template, made = Path(name) / "reference.docx", Path(name) / "made.docx"
        template.write_bytes(_changed(_default(), {"word/styles.xml": _styles, "word/document.xml": _paper}))
        command = [pypandoc.get_pandoc_path(), "--from", _READ, "--to", "docx", "--wrap", "none"]
        command += ["--reference-doc", str(template), "--metadata", f"lang={words.language}"]
        command += ["--metadata", f"dir={words.direction}", "--metadata", f"pagetitle={title}", "--output", str(made)]
        subprocess.run(command, input=markdown, capture_output=True, check=True, encoding="utf-8")
        rtl = words.direction == "rtl"
        path.write_bytes(_changed(made.read_bytes(), {"word/document.xml": lambda xml: _rows(xml, rtl)}))


def _default() -> bytes:
    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def _changed(docx: bytes, changes: dict[str, Callable[[str], str]]) -> bytes:
    """The file with some of its parts changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if change := changes.get(item.filename):
                data = change(data.decode("utf-8")).encode("utf-8")
            new.writestr(item, data)
    return out.getvalue()


def _styles(xml: str) -> str:
    """Our font, a size that is read at arm's length, ink instead of pale blue, and lines round the cells of a table."""
    xml = re.sub(r"<w:rFonts\s[^>]*/>", f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>', xml)
    xml = re.sub(r'(<w:docDefaults>.*?)<w:sz w:val="24" />\s*<w:szCs w:val="24" />',
                 r'\1<w:sz w:val="21"/><w:szCs w:val="21"/>', xml, count=1, flags=re.DOTALL)  # fmt: skip
    xml = re.sub(r'<w:color w:val="\w{6}"[^>]*/>', f'<w:color w:val="{COLOURS["dk1"]}"/>', xml)
    xml = re.sub(
        r'(w:styleId="Table">.*?<w:tblPr>\s*<w:tblInd [^>]*/>)', rf"\1<w:tblBorders>{_BORDERS}</w:tblBorders>", xml,
        count=1, flags=re.DOTALL,
    )  # fmt: skip
    return re.sub(r'(<w:tblStylePr w:type="firstRow">)', r"\1<w:rPr><w:b/><w:bCs/></w:rPr>", xml, count=1)


def _paper(xml: str) -> str:
    return re.sub(r"(<w:footnotePr>.*?</w:footnotePr>)", rf"\1{_PAGE}", xml, count=1, flags=re.DOTALL)


def _widened(grid: re.Match[str]) -> str:
    """The columns of a table, in the same relation, over the whole width of the paper."""
    widths = [int(w) for w in re.findall(r'w:w="(\d+)"', grid[0])]
    columns = "".join(f'<w:gridCol w:w="{w * _WIDTH // sum(widths)}"/>' for w in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def _rows(xml: str, rtl: bool) -> str:
    """Tables as wide as the paper, no row cut by the end of a page, and from right to left where the text is."""
    xml = re.sub(r"<w:tblGrid>.*?</w:tblGrid>", _widened, xml, flags=re.DOTALL)
    xml = re.sub(r"<w:tr>(?!\s*<w:trPr>)", "<w:tr><w:trPr><w:cantSplit/></w:trPr>", xml)
    xml = re.sub(r"<w:trPr>(?=\s*<w:tblHeader)", "<w:trPr><w:cantSplit/>", xml)
    return re.sub(r"(<w:tblPr>(?:\s*<w:tblStyle [^>]*/>)?)", r"\1<w:bidiVisual/>", xml) if rtl else xml
