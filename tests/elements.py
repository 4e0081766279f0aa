"""A page as elements, to read it as a person does: what stands where, and beside what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attrs: dict[str, str]
    parent: Node | None = None
    parts: list[Node | str] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """This element and all within it."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.all()

    def of(self, name: str) -> list[Node]:
        """Those within it with this class."""
        return [n for n in self.all() if name in n.attrs.get("class", "").split()]

    def tagged(self, *tags: str) -> list[Node]:
        """Those within it with one of these tags."""
        return [n for n in self.all() if n.tag in tags]

    def up(self, *tags: str) -> Node:
        """The nearest element around it with one of these tags."""
        here = self.parent
        while here is not None and here.tag not in tags:
            here = here.parent
        assert here is not None
        return here

    def text(self, without: tuple[str, ...] = ()) -> str:
        """What is read in it."""
        parts = [p if isinstance(p, str) else "" if p.tag in without else p.text(without) for p in self.parts]
        return " ".join("".join(parts).split())


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.root = self.here = Node("root", {})
        self.feed(html)
        assert self.here is self.root, f"{self.here.tag} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.parts.append(node)
        if tag not in ("br", "col", "input", "meta"):
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"{tag} closes {self.here.tag}"
        assert self.here.parent
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def read(html: str) -> Node:
    """A page, or a part of one, as elements. Fails where one is not closed."""
    return _Reader(html).root
