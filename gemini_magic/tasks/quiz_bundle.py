"""A quiz for readers: questions with lettered choices, the answers folded away."""

from __future__ import annotations

from collections.abc import Sequence

from ..render import MimeBundle, without_controls
from ..render.markup import fold, text
from ..render.page import LOCAL_NOTE, badge
from ..render.verbatim import folded, literal

__all__ = ["quiz_bundle"]

Row = tuple[str, Sequence[str], int, str]  # question, choices, which is right, why
_LETTERS = "ABCDEFGH"


def quiz_bundle(rows: Sequence[Row], *, is_local: bool) -> MimeBundle:
    """The bundle; in plain text the answers stand at the end."""
    note = [LOCAL_NOTE] if is_local else []
    items = "".join(f'<li style="margin-bottom:.8em">{_html(row)}</li>' for row in rows)
    html = badge() * is_local + f'<ol class="gm-quiz">{items}</ol>'
    blocks = [f"*{line}*" for line in note]
    blocks += [_markdown(number, row) for number, row in enumerate(rows, 1)]
    lines = [*note, *(_plain(number, row) for number, row in enumerate(rows, 1))]
    answers = ", ".join(f"{n} {_LETTERS[row[2]]}" for n, row in enumerate(rows, 1))
    plain = without_controls("\n\n".join([*lines, f"Answers: {answers}"]))
    return MimeBundle(
        {"text/html": html, "text/markdown": "\n\n".join(blocks), "text/plain": plain}
    )


def _lettered(choices: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(_LETTERS, (" ".join(choice.split()) for choice in choices), strict=False))


def _html(row: Row) -> str:
    question, choices, answer, why = row
    listed = "".join(
        f"<div>{letter}&ensp;{text(said)}</div>" for letter, said in _lettered(choices)
    )
    right = f"<strong>{_LETTERS[answer]}</strong>&ensp;{text(choices[answer])}"
    return f"{text(question)}{listed}" + fold("Answer", f"{right}<div>{text(why)}</div>")


def _markdown(number: int, row: Row) -> str:
    question, choices, answer, why = row
    listed = "\n".join(f"- {letter} {literal(said)}" for letter, said in _lettered(choices))
    right = f"{_LETTERS[answer]} {literal(choices[answer])}"
    asked = f"**{number}.** {literal(' '.join(question.split()))}\n\n{listed}"
    return f"{asked}\n\n{folded('Answer', f'{right}{chr(10) * 2}{literal(why)}'.rstrip())}"


def _plain(number: int, row: Row) -> str:
    listed = [f"   {letter} {said}" for letter, said in _lettered(row[1])]
    return "\n".join([f"{number}. {' '.join(row[0].split())}", *listed])
