"""The fenced code of an answer, as a Markdown parser sees it."""

from __future__ import annotations

from typing import NamedTuple

from .parser import parser_for

__all__ = ["CodeBlock", "code_blocks"]


class CodeBlock(NamedTuple):
    """One block: its language as the fence names it, in lower case, and its lines."""

    language: str
    code: str


def code_blocks(text: str) -> list[CodeBlock]:
    """All fenced blocks in their order, those inside of lists and quotes, too."""
    fences = (token for token in parser_for(text).parse(text) if token.type == "fence")
    return [CodeBlock(_language(token.info), token.content) for token in fences]


def _language(info: str) -> str:
    words = info.split()
    return words[0].lower() if words else ""
