"""A test on paper, as Markdown: three forms, one answer sheet, the trainer's key, and the cards with codes."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import indent

from ..content import FORMS, FormName
from ..templating import ended
from ..words import Words
from .codes import TIMES, form_at, shown
from .pages import headed, safe
from .plan import Test

BOX = "☐"
GAP, JOIN = "\u2003", "\u00a0"
"""Between two choices, and between a box and its word: else nobody sees which box belongs to which letter. (Of several
plain spaces a browser shows one.)"""


def form(test: Test, name: FormName, words: Words) -> str:
    """One form: what a participant reads. It holds no key, and does not name the objectives."""
    parts = [
        f"# {safe(headed(test.title, words('evaluation.form', form=name.upper())))}",
        words("evaluation.before_you_begin"),
    ]
    parts += [words("evaluation.invented")]
    for n, asked in enumerate(test.items, 1):
        quiz = asked.form(name)
        parts.append(f"## {words('evaluation.question', n=n)}")
        if quiz.content_note:
            parts.append(f"*{quiz.content_note.strip()}*")
        parts.append(quiz.prompt)
        options = [f"**{letter}** {_line(quiz.options[o].text)}" for letter, o in asked.letters(name).items()]
        parts.append("\\\n".join(options))
    parts.append(words("evaluation.end"))
    return "\n\n".join(parts) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def answer_sheet(test: Test, words: Words) -> str:
    """The sheet on which a participant ticks one letter for each question."""
    times = _boxes(words(f"evaluation.time.{t}") for t in TIMES)
    forms = _boxes(f.upper() for f in FORMS)
    head = [
        f"| {words('evaluation.column.code')} | {words('evaluation.column.time')} | {words('evaluation.column.form')} |",
        "| --- | --- | --- |",
        f"| \\_ \\_ \\_   \\_ \\_ \\_ | {times} | {forms} |",
    ]
    letters = test.letters
    rows = []
    half = (len(test.items) + 1) // 2
    for n in range(1, half + 1):
        two = [n, n + half] if n + half <= len(test.items) else [n]
        rows.append("| " + " | ".join(f"**{k}** | {_boxes(_letters(test, k))}" for k in two) + " |")
        if len(two) == 1 and half > 1:
            rows[-1] += "  |  |"
    column = f"{words('evaluation.number')} | {words('evaluation.answer')}"
    wide = 2 if len(test.items) > 1 else 1
    grid = ["| " + " | ".join([column] * wide) + " |", "| " + " | ".join(["---"] * 2 * wide) + " |", *rows]
    return "\n\n".join(
        [
            f"# {safe(headed(test.title, words('evaluation.sheet')))}",
            words("evaluation.how_to_answer", letters=", ".join(letters)),
            "\n".join(head),
            "\n".join(grid),
        ]
    ) + "\n"  # fmt: skip


def _boxes(choices: Iterable[str]) -> str:
    return GAP.join(f"{BOX}{JOIN}{choice}" for choice in choices)


def _letters(test: Test, n: int) -> str:
    return test.letters[: len(test.items[n - 1].item.forms.a.options)]


def key(test: Test, words: Words) -> str:
    """The trainer's key: the right letters at a glance, and for each form why each answer is right or wrong."""
    rows = [
        f"| {n} | {asked.objective} | "
        + " | ".join(f"**{asked.right(f)}**" for f in FORMS)
        + f" | {safe(asked.item.asks)} |"
        for n, asked in enumerate(test.items, 1)
    ]
    forms = [words("evaluation.form", form=f.upper()) for f in FORMS]
    head = [words("evaluation.number"), words("evaluation.objective"), *forms, words("evaluation.asks")]
    parts = [f"# {safe(headed(test.title, words('evaluation.key')))}", f"**{words('evaluation.key_warning')}**"]
    parts.append(
        "\n".join(
            [
                "| " + " | ".join(head) + " |",
                "| ---- | ----- | ------ | ------ | ------ | ------------------------ |",
                *rows,
            ]
        )
    )
    for n, asked in enumerate(test.items, 1):
        parts.append(f"## {words('evaluation.question', n=n)} · {asked.objective}: {asked.aim}")
        explained = [asked.form(name).explain for name in FORMS]
        for name in FORMS:
            quiz = asked.form(name)
            why = [
                f"- **{letter}**{' ✓' if quiz.options[o].right else ''} _{ended(_line(quiz.options[o].text))}_\n{indent(_line(quiz.options[o].why), '  ')}"
                for letter, o in asked.letters(name).items()
            ]
            parts += [f"### {words('evaluation.form', form=name.upper())}: {quiz.title}", "\n".join(why)]
            if name == FORMS[-1] or len(set(explained)) > 1:  # what is the same for all three stands once, below them
                parts.append(quiz.explain)
    return "\n\n".join(parts) + "\n"


def cards(codes: Iterable[str], words: Words) -> str:
    """A card for each code, to cut: which form to take when. No name stands on it."""
    cells = []
    for code in codes:
        forms = {t: form_at(code, t).upper() for t in TIMES}
        cells.append(f"**{shown(code)}** {words('evaluation.card', **forms)}")
    cells += [""] * (len(cells) % 2)
    pairs = [f"| {one} | {two} |" for one, two in zip(cells[::2], cells[1::2], strict=True)]
    head = ["|  |  |", "| --- | --- |"]
    return "\n\n".join([f"# {words('evaluation.cards')}", words("evaluation.cards_how"), "\n".join([*head, *pairs])]) + "\n"  # fmt: skip
