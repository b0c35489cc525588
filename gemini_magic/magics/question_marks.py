"""`%gemini ask Why?` asks why: IPython would take the mark for its own and show help."""

from __future__ import annotations

import re
import tokenize
from typing import Any

from IPython.core.inputtransformer2 import EscapedCommand, HelpEnd

__all__ = ["mind", "unmind"]

# A verb alone is no question: `%gemini?` and `%gemini ask?` stay IPython's.
_ASKING = re.compile(r"%gemini[ \t]+[a-z]+[ \t]+\S")


def mind(shell: Any) -> None:
    """Let lines of `%gemini` keep their question marks."""
    shell.input_transformer_manager.token_transformers.append(_AskingLine)


def unmind(shell: Any) -> None:
    """Take back what `mind` did."""
    transformers = shell.input_transformer_manager.token_transformers
    transformers[:] = [one for one in transformers if one is not _AskingLine]


class _AskingLine(EscapedCommand):
    """A magic of ours with words behind its verb, before IPython looks at how the line ends."""

    priority = HelpEnd.priority - 1

    @classmethod
    def find(cls, tokens_by_line: list[list[tokenize.TokenInfo]]) -> _AskingLine | None:
        for line in tokens_by_line:
            token = next(
                (t for t in line if t.type not in (tokenize.INDENT, tokenize.DEDENT)), None
            )
            if token and token.string == "%" and _ASKING.match(token.line[token.start[1] :]):
                return cls(token.start)
        return None
