"""The certificate: what it says, how a copy of the course signs it, and how the same copy checks it.

A copy signs with a secret of its own (HMAC-SHA256), and nothing about a learner is kept: whatever is needed to check a
certificate stands on it. So only the copy that issued one can check it. In exchange the code on the paper is short enough
to be typed in.

The code has 25 characters: 4 for the issuer, 3 for the day, 2 for the result, and 16 (80 bits) that prove these and the
name. The file's signature proves every word of the file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

KIND = "certificate"
VERSION = 1
LONGEST_NAME = 100
"""Characters of a name. The page has the same number."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, which are misread."""
_SIZE = 25
_GROUP = 5
_FIRST_DAY = date(2020, 1, 1)
_HEAD = "booklet6 certificate key 1"

State = Literal["valid", "changed", "other", "self", "unreadable"]
"""What a check finds. ``other``: signed by another copy. ``self``: not signed at all, and says so."""


class KeyFileError(Exception):
    """The copy's key cannot be made, read or used; the text says why."""


@dataclass(frozen=True)
class Found:
    """What a check found, and what the certificate says as far as that is proved."""

    state: State
    issuer: str = ""
    says: Mapping[str, Any] | None = None


# ---- the name -----------------------------------------------------------------------------------------------------


def clean_name(text: str) -> str:
    """A name as it is shown: one line, without control characters and marks that turn the direction of the text.

    The two joiners of Persian and Indian scripts stay. Empty where nothing is left that can be read.
    """
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(c if c in "\u200c\u200d" or not unicodedata.category(c).startswith("C") else " " for c in plain)
    name = " ".join(kept.split())[:LONGEST_NAME].strip()
    return name if _bare(name) else ""


def _bare(name: str) -> str:
    """The letters, digits and marks of a name, in one form: so it may be typed again with other spaces or capitals."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LNM")


# ---- the key ------------------------------------------------------------------------------------------------------


def load_key(path: Path, *, make: bool) -> bytes | None:
    """The secret of this copy, 32 bytes. Where there is none it is made, if `make` says so; else None.

    The file can be read by its owner only, also while it is being written. Raises `KeyFileError`.
    """
    try:
        if make and not path.exists():
            _make_key(path)
        if not path.exists():
            return None
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)  # copied here by somebody, perhaps: what others can read is no secret
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as e:
        raise KeyFileError(f"{path.name}: {e.strerror}") from e
    found = re.fullmatch(rf"{_HEAD}\n([0-9a-f]{{64}})\n", text)
    if not found:
        raise KeyFileError(f"{path.name}: this is no key")
    return bytes.fromhex(found[1])


def _make_key(path: Path) -> None:
    handle, name = tempfile.mkstemp(prefix=".certificate-", dir=path.parent)  # mode 600 from the first moment
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{_HEAD}\n{secrets.token_hex(32)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)  # fails where another server has just made one: then that one holds
        except FileExistsError:
            pass
        except OSError:  # a disk that knows no links
            if not path.exists():
                Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


# ---- signing and checking -----------------------------------------------------------------------------------------


class Issuer:
    """One copy of the course, with its key. `name` tells it from others; it says nothing about the key."""

    def __init__(self, key: bytes):
        self._key = key
        self.name = _chars(int.from_bytes(hashlib.sha256(b"booklet6 issuer\0" + key).digest()[:4]) >> 12, 4)

    def issue(
        self, *, course: str, name: str, day: date, percent: int, pass_mark: int, items: int, modules: Mapping[str, int]
    ) -> dict[str, Any]:
        """A certificate as plain data, signed. `name` comes from `clean_name`; `modules`: title → per cent."""
        says: dict[str, Any] = {
            "booklet6": KIND,
            "version": VERSION,
            "course": course,
            "name": name,
            "date": day.isoformat(),
            "percent": percent,
            "pass_mark": pass_mark,
            "items": items,
            "modules": [{"title": title, "percent": its} for title, its in modules.items()],
            "issuer": self.name,
            "code": self._code(name, day, percent),
        }
        return {**says, "signature": self._signature(says)}

    def check_code(self, name: str, text: str) -> Found:
        """Does that code belong to that name, and did this copy issue it?"""
        code = read_code(text)
        if code is None:
            return Found("unreadable")
        issuer = code[:4]
        if issuer != self.name:
            return Found("other", issuer)
        day, percent = _FIRST_DAY + timedelta(days=_number(code[4:7])), _number(code[7:9]) & 127
        name = clean_name(name)
        if not hmac.compare_digest(code, self._code(name, day, percent).replace("-", "")):
            return Found("changed", issuer)
        return Found("valid", issuer, {"name": name, "date": day.isoformat(), "percent": percent})

    def check_file(self, data: object) -> Found:
        """Is that what this copy issued, word for word? Takes anything."""
        if not isinstance(data, dict) or data.get("booklet6") != KIND:
            return Found("unreadable")
        issuer, signature = data.get("issuer"), data.get("signature")
        if issuer is None and signature is None:
            return Found("self")
        if not isinstance(issuer, str) or not isinstance(signature, str):
            return Found("changed")
        if issuer != self.name:
            return Found("other", issuer[:4])
        says = {k: v for k, v in data.items() if k != "signature"}
        try:
            good = hmac.compare_digest(signature.encode(), self._signature(says).encode())
        except (ValueError, RecursionError):  # no text that can be written, nested too deeply
            good = False
        return Found("valid", issuer, says) if good else Found("changed", issuer)

    def _code(self, name: str, day: date, percent: int) -> str:
        """The code: the same again for the same name, day and result."""
        open_part = self.name + _chars((day - _FIRST_DAY).days, 3) + _chars((VERSION << 7) | percent, 2)
        proof = self._mac(b"code", f"{open_part}\0{_bare(name)}".encode())[:10]
        code = open_part + _chars(int.from_bytes(proof), 16)
        return "-".join(code[n : n + _GROUP] for n in range(0, _SIZE, _GROUP))

    def _signature(self, says: Mapping[str, Any]) -> str:
        text = json.dumps(says, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        return self._mac(b"file", text.encode()).hex()

    def _mac(self, what: bytes, text: bytes) -> bytes:
        return hmac.digest(self._key, b"booklet6 certificate " + what + b" 1\0" + text, "sha256")


def read_code(text: str) -> str | None:
    """A code as somebody typed it, in its plain form; None where it cannot be one.

    Spaces, dashes and small letters do not matter; O is read as 0, I and L as 1, and digits of any script as digits.
    """
    plain = unicodedata.normalize("NFKC", text[:200]).upper()
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)
    code = "".join(c for c in digits if c.isalnum()).translate(str.maketrans("OIL", "011"))
    return code if len(code) == _SIZE and set(code) <= set(_ALPHABET) else None


def _chars(number: int, size: int) -> str:
    return "".join(_ALPHABET[(number >> 5 * n) & 31] for n in reversed(range(size)))


def _number(chars: str) -> int:
    return sum(_ALPHABET.index(c) << 5 * n for n, c in enumerate(reversed(chars)))
