"""Every file in a folder or zip, zips and mails in it opened, and whatever is not opened named with the reason.

Nothing is ever written under a name that an archive gives: a file is read when it is wanted, into memory, up to a limit.
So no name can lead outside, and no link is followed.
"""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import os
import re
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from ..limits import MB


@dataclass(frozen=True)
class Bounds:
    """How much is looked at. What is over is named, and left out."""

    file: int = 50 * MB
    """Bytes of one file, unpacked; a notebook with many pictures has a tenth of it."""
    archive: int = 100 * MB
    """Bytes of an archive inside another."""
    inside: int = 2000
    """Files in an archive inside another, or in a mail."""
    all: int = 100_000
    """Files altogether."""
    depth: int = 3
    """Archives inside each other."""
    folders: int = 30
    """Folders inside each other."""
    name: int = 255
    """Letters of a name; longer ones no system can have, and to read them takes time that grows by their square."""
    staging: int = 4000 * MB
    """Bytes on disk for all archives inside others, while the command runs."""
    index: int = 64 * MB
    """Bytes of an archive's own table of contents."""


@dataclass(eq=False)
class Item:
    """A file that was found. `refused`: why it was not looked at; nothing of it can be read then."""

    parts: tuple[str, ...]
    """Its path from the folder or zip that was given, archives being parts of it."""
    size: int = 0
    time: datetime.datetime | None = None
    """When it was changed last, as disk or archive has it; archives mean the local time of some machine."""
    refused: str = ""
    junk: bool = False
    """A file that systems make for themselves."""
    sender: str = ""
    """Who sent it, where it came by mail: the address."""
    sent: datetime.datetime | None = None
    opened: bool = False
    """An archive or mail whose files come as items of their own."""
    archives: int = 0
    """How many archives it lies in."""
    reader: Callable[[], IO[bytes]] | None = field(default=None, repr=False)
    limit: int = 50 * MB

    @property
    def path(self) -> str:
        """Its path, to show."""
        return "/".join(self.parts)

    def read(self) -> bytes:
        """What stands in it. Raises OSError where it cannot be read or is larger than it said."""
        assert self.reader is not None
        try:
            with self.reader() as file:
                data = file.read(self.limit + 1)
        except OSError:
            raise
        except Exception as e:  # whatever a damaged archive brings a library to raise
            raise OSError(f"the archive is damaged there: {e}") from None
        if len(data) > self.limit:
            raise OSError(f"it is larger than {self.limit // MB} MB")
        return data


_JUNK = {".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".ipynb_checkpoints", "__pycache__", ".git"}
_OTHER_ARCHIVES = (".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zipx", ".msg", ".mbox", ".pst")


class Unpacked:
    """All items of a folder or zip. To be used in `with`: archives inside others lie on disk until its end."""

    def __init__(self, source: Path, zone: datetime.tzinfo | None = None, bounds: Bounds | None = None):
        """zone: of the times in zips, which name none. Raises OSError where there is nothing to open at all."""
        self._source, self._zone, self._bounds = source, zone, bounds or Bounds()
        self._files: list[Any] = []
        self._staged = self._seen = 0

    def __enter__(self) -> list[Item]:
        try:
            if self._source.is_dir():
                return list(self._limited(self._folder(self._source)))
            found = list(self._limited(self._one(self._on_disk(self._source, (self._source.name,)), 0)))
        except BaseException:
            self.__exit__()
            raise
        if found and found[0].refused:
            self.__exit__()
            raise OSError(f"{self._source.name}: {found[0].refused}")
        if found and found[0].opened:
            del found[0]
            for item in found:
                item.parts = item.parts[1:]
        return found

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def _limited(self, items: Iterator[Item]) -> Iterator[Item]:
        for item in items:
            self._seen += 1
            yield item
            if self._seen >= self._bounds.all:
                yield Item(("…",), refused=f"more than {self._bounds.all} files: the rest was not looked at")
                return

    def _folder(self, folder: Path) -> Iterator[Item]:
        for parent, folders, names in os.walk(folder, onerror=None):
            folders.sort()
            here = Path(parent)
            if folders and len(here.relative_to(folder).parts) >= self._bounds.folders:
                yield Item(_parts(here, folder), refused=self._too_deep())
                folders.clear()
            for name in [*folders]:
                path = here / name
                if path.is_symlink():
                    folders.remove(name)
                    yield Item(_parts(path, folder), refused="a link; links are not followed")
                elif not os.access(path, os.R_OK | os.X_OK):
                    folders.remove(name)
                    yield Item(_parts(path, folder), refused="a folder that may not be read")
            for name in sorted(names):
                yield from self._one(self._on_disk(here / name, _parts(here / name, folder)), 0)

    def _on_disk(self, path: Path, parts: tuple[str, ...]) -> Item:
        try:
            told = path.lstat()
        except OSError as e:
            return Item(parts, refused=f"it cannot be read: {e.strerror}")
        when = datetime.datetime.fromtimestamp(told.st_mtime, datetime.UTC)
        item = Item(parts, told.st_size, when, junk=_junk(parts), reader=lambda: path.open("rb"))
        if stat.S_ISLNK(told.st_mode):
            item.refused = "a link; links are not followed"
        elif not stat.S_ISREG(told.st_mode):
            item.refused = "no file"
        elif not os.access(path, os.R_OK):
            item.refused = "it may not be read"
        return item

    def _one(self, item: Item, depth: int) -> Iterator[Item]:
        """An item, and what is in it. depth: archives that it lies in."""
        item.archives, item.limit = depth, self._bounds.file
        name = item.parts[-1].lower()
        if item.refused or item.junk:
            yield item
        elif name.endswith(".zip") or (name.endswith((".zip.txt", ".bin")) and _begins(item, b"PK\3\4")):
            yield from self._zip(item, depth)
        elif name.endswith(".eml"):
            yield from self._mail(item, depth)
        else:
            if name.endswith(_OTHER_ARCHIVES):
                item.refused = "this kind of archive is not opened; unpack it, and collect from what it holds"
            elif item.size > self._bounds.file:
                item.refused = f"larger than {self._bounds.file // MB} MB"
            yield item

    def _zip(self, item: Item, depth: int) -> Iterator[Item]:
        bounds = self._bounds
        try:
            if depth >= bounds.depth:
                raise OSError(f"an archive inside {depth} others is not opened")
            assert item.reader is not None
            file = item.reader() if depth == 0 else self._staging(item)
            self._files.append(file)
            if _index_size(file) > (bounds.index if depth == 0 else bounds.index // 8):
                raise OSError("it lists too many files")
            archive = zipfile.ZipFile(file)
            self._files.append(archive)
            members = [m for m in archive.infolist() if not m.is_dir()]
            if depth and len(members) > bounds.inside:
                raise OSError(f"it holds {len(members)} files; {bounds.inside} is the most")
        except Exception as e:  # whatever a damaged archive brings a library to raise
            item.refused = f"this zip was not opened: {_said(e)}"
            yield item
            return
        item.opened = True
        yield item
        for member in members:
            yield from self._one(self._member(archive, member, item), depth + 1)

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, outer: Item) -> Item:
        names = _member_name(member).replace("\\", "/").split("/")
        parts = tuple(p for p in names if p not in ("", ".")) or ("(no name)",)
        try:
            when = datetime.datetime(*member.date_time, tzinfo=self._zone)
            when = when.astimezone() if self._zone is None else when
        except (ValueError, OverflowError, OSError):
            when = None
        item = Item(
            (*outer.parts, *parts), member.file_size, when, junk=_junk(parts), sender=outer.sender, sent=outer.sent
        )
        item.reader = lambda: archive.open(member)
        if stat.S_ISLNK(member.external_attr >> 16):
            item.refused = "a link; links are not followed"
        elif len(parts) > self._bounds.folders:
            item.parts, item.refused = (*outer.parts, *parts[: self._bounds.folders], "…"), self._too_deep()
        elif any(len(p) > self._bounds.name for p in parts):
            item.parts = (*outer.parts, *(f"{p[:60]}…" if len(p) > self._bounds.name else p for p in parts))
            item.refused = f"a name in its path has more than {self._bounds.name} letters"
        elif ".." in parts or names[0] == "" or re.match(r"[A-Za-z]:$", names[0]):
            item.refused = "its name leads out of the archive"
        elif member.flag_bits & 1:
            item.refused = "it is locked with a password"
        elif item.size > 1000 * MB or (item.size > 5 * MB and item.size > 500 * max(1, member.compress_size)):
            item.refused = f"it would unpack to {item.size // MB} MB, as only a trap does"
        return item

    def _too_deep(self) -> str:
        return f"it lies in more than {self._bounds.folders} folders inside each other"

    def _staging(self, item: Item) -> IO[bytes]:
        """An archive inside another, on disk, for zip files are read from the end."""
        bounds, staged = self._bounds, 0
        target = tempfile.TemporaryFile()  # noqa: SIM115 - closed with all others
        self._files.append(target)
        assert item.reader is not None
        with item.reader() as file:
            while block := file.read(1 << 20):
                staged += len(block)
                self._staged += len(block)
                if staged > bounds.archive or self._staged > bounds.staging:
                    target.truncate(0)
                    self._staged -= staged
                    raise OSError(f"it is larger than {bounds.archive // MB} MB")
                target.write(block)
        target.seek(0)
        return target

    def _mail(self, item: Item, depth: int) -> Iterator[Item]:
        bounds = self._bounds
        try:
            if depth >= bounds.depth:
                raise OSError("too many archives inside each other")
            message = email.message_from_bytes(item.read(), policy=email.policy.default)
            sender, sent = _sender(message)
            attached = list(_attachments(message))[: bounds.inside]
        except Exception as e:  # whatever a damaged mail brings a library to raise
            item.refused = f"this mail was not opened: {_said(e)}"
            yield item
            return
        item.opened, item.sender, item.sent = True, sender, sent
        yield item
        for name, data in attached:
            parts = tuple(p[-bounds.name :] for p in re.split(r"[\\/]", name) if p not in ("", ".", ".."))
            parts = parts[-bounds.folders :]
            found = Item((*item.parts, *(parts or ("(no name)",))), len(data), sent, sender=sender, sent=sent)
            found.reader = lambda data=data: _bytes(data)
            yield from self._one(found, depth + 1)


def _bytes(data: bytes) -> IO[bytes]:
    import io

    return io.BytesIO(data)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _parts(path: Path, folder: Path) -> tuple[str, ...]:
    return tuple(
        p.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for p in path.relative_to(folder).parts
    )


def _junk(parts: tuple[str, ...]) -> bool:
    return parts[-1].startswith("._") or any(p.lower() in _JUNK for p in parts)


def _begins(item: Item, with_: bytes) -> bool:
    assert item.reader is not None
    try:
        with item.reader() as file:
            return file.read(len(with_)) == with_
    except Exception:  # whatever a damaged archive brings a library to raise
        return False


def _member_name(member: zipfile.ZipInfo) -> str:
    """Its name. Some programs write UTF-8 and do not say so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def _index_size(file: IO[bytes]) -> int:
    """Bytes of a zip's table of contents, by what stands at its end; reading the table takes memory many times that.

    Raises zipfile.BadZipFile where there is none.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_600))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("it is no zip, or its end is missing; download it again")
    length: int = struct.unpack_from("<I", tail, at + 12)[0]
    if length == 0xFFFFFFFF:  # the large form: the true size stands before
        large = tail.rfind(b"PK\6\6", 0, at)
        if large < 0:
            raise zipfile.BadZipFile("its end is damaged")
        length = struct.unpack_from("<Q", tail, large + 40)[0]
    return length


def _sender(message: Any) -> tuple[str, datetime.datetime | None]:
    address = email.utils.parseaddr(str(message.get("From", "")))[1].strip().lower()
    try:
        sent = email.utils.parsedate_to_datetime(str(message["Date"])) if message["Date"] else None
    except (ValueError, TypeError):
        sent = None
    return address, sent if sent is None or sent.tzinfo else sent.replace(tzinfo=datetime.UTC)


def _attachments(message: Any) -> Iterator[tuple[str, bytes]]:
    for part in message.walk():
        name = part.get_filename()
        if name and not part.is_multipart():
            yield str(name), part.get_payload(decode=True) or b""
