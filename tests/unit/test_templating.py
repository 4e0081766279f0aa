"""How a text is ended before another follows on its line."""

from __future__ import annotations

import pytest

from booklet6.templating import ended


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a union", "a union."),
        ("a union ", "a union."),
        ("Who gains?", "Who gains?"),
        ("Go.", "Go."),
        ('He says "go."', 'He says "go."'),
        ('He says "go"', 'He says "go".'),
        ("It is *so.*", "It is *so.*"),
        ("It is *so*", "It is *so*."),
    ],
)
def test_a_text_is_ended_once(text: str, shown: str) -> None:
    assert ended(text) == shown
