"""Participants' codes: numbers without a name, by which the answers of one person are found again.

A code is six digits, the last a check digit by Damm's scheme, which finds every single wrong digit and every swap of two
neighbours (H. M. Damm, *Total anti-symmetrische Quasigruppen*, Marburg 2004). The first digit says the order of forms
(`ORDERS`). It is never 0, since spreadsheets drop that.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Collection
from typing import Literal, get_args

from ..content import FormName

Time = Literal["before", "after", "later"]
TIMES: tuple[Time, ...] = get_args(Time)

ORDERS: dict[str, tuple[FormName, FormName, FormName]] = {
    "147": ("a", "b", "c"),
    "258": ("b", "c", "a"),
    "369": ("c", "a", "b"),
}
"""First digits → the forms before, after and later: a Latin square. At each time a third of the people has each form, so a
form that is harder lowers each time alike, and no gain comes from it."""

MOST = 5_000
"""Codes of one test. Of 90,000 there are; more, and a guess would hit somebody's too often."""

_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""Damm's table: a quasigroup of order ten."""
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff._\u2010-\u2015-]+")


def check_digit(digits: str) -> str:
    """The digit that belongs behind these."""
    carried = 0
    for d in digits:
        carried = int(_TABLE[carried][int(d)])
    return str(carried)


def is_code(text: str) -> bool:
    """Six digits that fit together?"""
    return bool(re.fullmatch(r"[1-9][0-9]{5}", text)) and check_digit(text) == "0"


def read_code(text: str) -> str:
    """A code as somebody typed it: spaces, hyphens and marks of direction are left out, digits of any script taken, and
    what a spreadsheet makes of a number (`482913.0`) mended. What is no code comes back as it is, for `is_code` to refuse.
    """
    bare = _INVISIBLE.sub("", re.sub(r"[.,]0+$", "", text.strip()))
    return "".join(str(unicodedata.decimal(c, c)) for c in bare)


def shown(code: str) -> str:
    """The code as it is printed: in two groups."""
    return f"{code[:3]} {code[3:]}"


def order_of(code: str) -> tuple[FormName, FormName, FormName]:
    """The forms that this person takes before, after and later."""
    return next(order for firsts, order in ORDERS.items() if code[0] in firsts)


def form_at(code: str, time: Time) -> FormName:
    """The form that this person takes at that time."""
    return order_of(code)[TIMES.index(time)]


def draw(n: int, seed: int | None = None, given: Collection[str] = ()) -> list[str]:
    """So many different codes in an order of no meaning, a third of each order of forms (one more of the first ones, where
    it does not come out even).

    `seed` gives the same codes again. `given`: codes that are out already. Raises ValueError where there would be none, or
    more than `MOST` in all.
    """
    if not 1 <= n <= MOST - len(given):
        raise ValueError(f"{n} codes, expected 1 to {MOST - len(given)}")
    r: random.Random = random.SystemRandom() if seed is None else random.Random(seed)
    found: set[str] = set()
    for k, firsts in enumerate(ORDERS, 1):
        wanted = -(-n * k // len(ORDERS))
        while len(found) < wanted:
            digits = r.choice(firsts) + f"{r.randrange(10_000):04d}"
            found |= {digits + check_digit(digits)}.difference(given)
    codes = sorted(found)
    r.shuffle(codes)
    return codes
