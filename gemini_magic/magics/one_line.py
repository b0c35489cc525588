"""`%gemini ask QUESTION`: what a cell asks, on one line of Python.

Flags come first, as in a cell; from the first word that is none, the line is the prompt as it
stands, so that an apostrophe is no quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from .cell_error import CellError
from .flags import flags
from .notebook import one_of_several
from .verb_flags import OPERANDS

__all__ = ["ask_in_line", "parted"]

_WORD = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[^\s"'])+)""")


_asked: dict[int, int] = {}  # the execution that runs: its questions so far


def ask_in_line(
    verb: str, line: str, execution: int, cell_magic: Callable[[str, str], None]
) -> None:
    """Run `%%gemini VERB` on what follows the verb. Raises `CellError` where there is no prompt."""
    if verb in OPERANDS:
        raise CellError(f"%gemini {verb} is a cell of its own: %%gemini {verb} {OPERANDS[verb]}")
    flags_of_line, prompt = parted(line)
    if not prompt:
        raise CellError(f"there is nothing to {verb}: %gemini {verb} [FLAGS] TEXT, in that order")
    question = _asked.get(execution, 0) + 1
    _asked.clear()
    _asked[execution] = question
    with one_of_several(question):
        cell_magic(f"{verb} {flags_of_line}", prompt)


def parted(line: str) -> tuple[str, str]:
    """The flags a line begins with, and the text behind them."""
    takes_value = {
        spelling: flag.takes_value for flag in flags().values() for spelling in flag.spellings
    }
    at = 0
    while (word := _WORD.match(line, at)) and word[1].startswith("-") and word[1] != "-":
        at = word.end()
        if word[1] == "--":
            return line[: word.start(1)].strip(), line[at:].strip()
        if takes_value.get(word[1]) and (value := _WORD.match(line, at)):
            at = value.end()
    return line[:at].strip(), line[at:].strip()
