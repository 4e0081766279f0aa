"""Where a claim comes from: the forms that an entry of `source:` may take."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", description="an id: small letters, digits and hyphens")]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="a day, year first: '2026-11-23'")]
Whole = Annotated[int, Field(strict=True)]
"""A whole number; YAML's yes and no are none."""

SECTIONS = ("6.1", "6.2", "6.3", "6.4", "6.4.1", "6.4.2", "6.5", "6.5.1", "6.5.2", "6.6", "6.7", "6.8", "6.9")
"""The booklet's numbered sections."""

_SOURCE = re.compile(
    r"(?P<section>6(\.\d){1,2})|Box 6\.(?P<box>\d{1,2})|note (?P<note>\d{1,2})|(?P<update>U\d\d)"
    r"|@(?P<bib>[\w:.-]+)(, [^;@]+)?|(smuggling )?art\. (?P<article>\d{1,2})(\(\w+\))*"
)


PROTOCOLS = {"article": "the Trafficking Protocol", "smuggling": "the Smuggling Protocol"}
_LAST = {"article": 20, "smuggling": 25}
_PARAGRAPHS = {
    "article": {1: "123", 2: "abc", 3: "abcd", 4: "", 5: "12", 6: "123456", 7: "12", 8: "123456", 9: "12345", 10: "123"}
    | {11: "123456", 12: "ab", 13: "", 14: "12", 15: "1234", 16: "12345", 17: "12", 18: "1234", 19: "123", 20: "12"},
    "smuggling": {1: "123", 2: "", 3: "abcd", 4: "", 5: "", 6: "1234", 16: "12345"},
}
"""The paragraphs that an article has; articles that are not named here are not looked at."""


def _article(kind: str, article: str) -> None:
    """Raise ValueError where a Protocol has no such article, or the article no such paragraph."""
    number, _, rest = article.partition("(")
    if not 1 <= int(number) <= _LAST[kind]:
        raise ValueError(f"{PROTOCOLS[kind]} has no article {number}, expected 1 to {_LAST[kind]}")
    have = _PARAGRAPHS[kind].get(int(number))
    paragraph = rest.partition(")")[0]
    if paragraph and have is not None and paragraph not in tuple(have):
        forms = ", ".join(f"({p})" for p in have) or "the article without a paragraph"
        raise ValueError(f"article {number} of {PROTOCOLS[kind]} has no ({paragraph}), expected one of: {forms}")


def source_parts(value: str) -> tuple[str, str]:
    """What kind of source that is (section, box, note, update, bib, article, smuggling), and its number or key.

    Raises ValueError with the allowed forms.
    """
    if m := _SOURCE.fullmatch(value):
        kind = next(k for k, v in m.groupdict().items() if v is not None)
        n = m[kind]
        if kind == "article":
            n = value.split("art. ")[1]
            kind = "smuggling" if value.startswith("smuggling") else kind
        known = {
            "section": n in SECTIONS,
            "box": n.isdigit() and 1 <= int(n) <= 35,
            "note": n.isdigit() and 1 <= int(n) <= 84,
        }
        if known.get(kind, True):
            if kind in PROTOCOLS:
                _article(kind, n)
            return kind, n
    raise ValueError(
        f"{value!r} is no source, expected a section (6.4.1), a box (Box 6.3), an endnote (note 21), an article of the "
        "Trafficking or Smuggling Protocol (art. 3(a), smuggling art. 5), an update (U05) or a key of references.bib "
        "(@unodc2014), with the place in it after a comma if you like (@p029, art. 4(1))"
    )


def cited(source: str) -> tuple[str, str] | None:
    """The key of a reference and the place in it (*art. 4(1)*, or nothing); None for a source of another kind."""
    if not source.startswith("@"):
        return None
    key, _, place = source[1:].partition(", ")
    return key, place


def _source(value: str) -> str:
    source_parts(value)
    return value


Source = Annotated[str, AfterValidator(_source)]
Sources = Annotated[tuple[Source, ...], Field(min_length=1)]
