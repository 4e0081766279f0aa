"""Files as people bring them, made for tests: Word documents and PDFs, whole, locked, scanned, damaged, and hostile."""

from __future__ import annotations

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*paragraphs: str, before: str = "") -> bytes:
    """A Word document of these paragraphs. `before` stands before its root element."""
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    return zipped(
        "word/document.xml", f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'.encode()
    )


def zipped(name: str, content: bytes) -> bytes:
    """A zip archive with one file in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def pdf(*pages: tuple[str, ...], locked: bool = False) -> bytes:
    """A PDF whose pages show these lines. `locked`: it asks for a password."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
        stream = f"BT /F1 12 Tf 50 750 Td {shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    trailer = f"/Root 1 0 R /Size {len(objects) + 1}"
    if locked:
        some = "41" * 32
        trailer += f" /ID [<{some}> <{some}>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{some}> /U <{some}> >>"
    out, places = "%PDF-1.4\n", []
    for n, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode("latin-1")
