"""The activity as a widget in Jupyter and Voila (anywidget). Markup and behaviour are those of the book's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from ..content import Activity, Case, Response, Slot
from ..words import Words, load_words
from .public import PublicItem, public_item
from .render import SCRIPT_WORDS, key_data, render
from .scoring import Result, clean, mark

_STATIC = Path(__file__).parent / "static"


class _Widget(anywidget.AnyWidget):
    """What both widgets share. Whatever a client sends is cleaned before anything looks at it."""

    _esm = _STATIC / "widget.js"
    _css = _STATIC / "widget.css"

    html = traitlets.Unicode("").tag(sync=True)
    key = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    record = traitlets.Any(None, allow_none=True).tag(sync=True)
    fault = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, html: str, slots: tuple[Slot, ...], key: dict[str, Any] | None, words: Words, response: Response | None
    ):
        self._slots = slots
        super().__init__(
            html=html,
            key=key,
            words=words.part(*SCRIPT_WORDS),
            record={"response": response} if response else None,
        )

    @property
    def response(self) -> Response:
        """What is answered: known slots and offered values only, whatever the client sent."""
        record = self.record
        return clean(self._slots, record.get("response") if isinstance(record, dict) else None)


class ActivityWidget(_Widget):
    """A practice activity. Its key goes to the page: feedback is instant, and nothing depends on the points.

    `on_result(response, result)` is called each time the answer is checked; the result is scored here, not there.
    """

    def __init__(
        self,
        activity: Activity,
        cases: Mapping[str, Case],
        *,
        words: Words | None = None,
        level: int = 3,
        response: Response | None = None,
        on_result: Callable[[Response, Result], Any] | None = None,
        source_words: Mapping[str, str] | None = None,
    ):
        words = words or load_words()
        super().__init__(
            render(activity, cases, words, level=level, with_key=False, source_words=source_words),
            activity.slots(cases),
            key_data(activity, cases),
            words,
            response,
        )
        self.activity = activity
        self._cases = cases
        if on_result is not None:
            self.observe(lambda change: self._checked(change["new"], on_result), names="record")

    @property
    def result(self) -> Result:
        """The score of what is answered now."""
        return mark(self.activity, self._cases, self.response)

    def _checked(self, record: object, on_result: Callable[[Response, Result], Any]) -> None:
        if isinstance(record, dict) and record.get("done") is True:
            on_result(self.response, self.result)


class GradedWidget(_Widget):
    """A graded activity: it only records. No key, no answer and no marked words are in it or are ever sent.

    It is made from an activity or, on a machine that has no bank, from its public part. `on_change(response)` is called
    with what is answered; a text that it returns is shown as the reason why the answer is not recorded.
    """

    def __init__(
        self,
        activity: Activity | PublicItem,
        cases: Mapping[str, Case] | None = None,
        *,
        on_change: Callable[[Response], str | None],
        words: Words | None = None,
        level: int = 3,
        response: Response | None = None,
        source_words: Mapping[str, str] | None = None,
    ):
        words = words or load_words()
        if isinstance(activity, PublicItem):
            item = activity
        else:
            item = public_item(activity, cases or {}, words, level=level, source_words=source_words)
        super().__init__(item.html, item.slots, None, words, response)
        self.item = item
        self.observe(lambda _: self._changed(on_change), names="record")

    def _changed(self, on_change: Callable[[Response], str | None]) -> None:
        self.fault = on_change(self.response) or ""
