"""Markdown that grows at its end → HTML: finished blocks are parsed once.

What is appended can change the last block, or join it with the one before; never more.
"""

from __future__ import annotations

from typing import Any

from .prose import parser, washed

__all__ = ["GrowingProse"]

_UNSETTLED = 2


class GrowingProse:
    """Life: called with a text, then with longer ones; begins anew if the text is another."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._settled = ""  # Markdown
        self._html = ""
        self._env: dict[str, Any] = {}

    def __call__(self, text: str) -> str:
        if not text.startswith(self._settled):
            self._begin()
        rest = text[len(self._settled) :]
        tokens = parser().parse(rest, _copied(self._env))
        tops = (token for token in tokens if token.level == 0 and token.nesting >= 0)
        starts = [token.map[0] for token in tops if token.map]
        if len(starts) > _UNSETTLED:
            end = _offset(rest, starts[-_UNSETTLED])
            self._html += washed(parser().render(rest[:end], self._env))
            self._settled += rest[:end]
            rest = rest[end:]
        return self._html + washed(parser().render(rest, _copied(self._env)))


def _copied(env: dict[str, Any]) -> dict[str, Any]:
    # A definition that is still growing must not be remembered by its first letters.
    return {name: dict(value) if isinstance(value, dict) else value for name, value in env.items()}


def _offset(text: str, line: int) -> int:
    """Where a line begins. Line ends as CommonMark has them."""
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at
