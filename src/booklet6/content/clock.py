"""Times of the clock, as course files and commands write them: `08:30`, and `10:15-10:30` from one to another.

Inside, a time is the minutes since midnight. A day of a course begins and ends on one day: nothing runs past midnight.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

MIDNIGHT = 24 * 60
"""Minutes of a day."""

_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_SPAN = re.compile(r"(\S+?)\s*[-–]\s*(\S+)")


def minutes(clock: str) -> int:
    """The minutes since midnight of a time such as `8:30` or `16:05`. Raises ValueError, which says what is expected."""
    m = _CLOCK.fullmatch(clock.strip())
    if m and int(m[2]) < 60:
        if int(m[1]) < 24:
            return int(m[1]) * 60 + int(m[2])
        if int(m[1]) == 24:
            raise ValueError(
                f"{clock!r} is midnight, and no day of a course runs so long; expected 23:59 at the latest"
            )
    raise ValueError(f"{clock!r} is no time, expected hours and minutes of 24 hours, such as 08:30 or 16:15")


def clock(after_midnight: int) -> str:
    """The time of so many minutes after midnight: `08:30`. Raises ValueError outside of one day."""
    if not 0 <= after_midnight < MIDNIGHT:
        raise ValueError(f"{after_midnight} minutes after midnight are not on the same day")
    return f"{after_midnight // 60:02}:{after_midnight % 60:02}"


def span(text: str) -> tuple[int, int]:
    """Beginning and end, in minutes since midnight, of a text such as `10:15-10:30`.

    Raises ValueError where it has not this form, or ends before it begins: then it would run past midnight.
    """
    m = _SPAN.fullmatch(text.strip())
    if not m:
        raise ValueError(f"{text!r} is no stretch of time, expected a beginning and an end, such as 10:15-10:30")
    begins, ends = minutes(m[1]), minutes(m[2])
    if ends < begins:
        raise ValueError(f"{text!r} ends before it begins, expected both on one day: nothing is planned past midnight")
    return begins, ends


def _is_clock(value: str) -> str:
    minutes(value)
    return value


def _is_span(value: str) -> str:
    span(value)
    return value


Clock = Annotated[str, AfterValidator(_is_clock)]
"""A time of the clock, as it is written: ``08:30``."""
Span = Annotated[str, AfterValidator(_is_span)]
"""From one time to another, as it is written: ``10:15-10:30``."""
