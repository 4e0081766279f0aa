"""What pages show of work that was made to be slow to show."""

from __future__ import annotations

import time

from booklet6.grading import safe


def test_a_text_that_takes_long_to_read_is_shown_as_it_is() -> None:
    """Formgrader shows it in the process that serves all pages: as Markdown it would stand still for half a minute."""
    began = time.process_time()
    assert safe.markdown("*a_" * 60_000, math=True).startswith("<pre>*a_*a_")
    assert time.process_time() - began < 2
    assert safe.markdown("*so* " * 5000).startswith("<p><em>so</em>")
