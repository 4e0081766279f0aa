"""A page as a Word document, by pandoc, without a file on the disk."""

from __future__ import annotations

import subprocess

import pypandoc


def as_docx(html: str) -> bytes:
    """The page as .docx. Raises CalledProcessError where pandoc fails."""
    command = [pypandoc.get_pandoc_path(), "--from", "html", "--to", "docx", "--sandbox", "--output", "-"]
    return subprocess.run(command, input=html.encode(), capture_output=True, check=True, timeout=60).stdout
