"""Markdown that grows at its end → HTML, at a cost proportional to what is new.

Appending can change the last block, or join it with the one before, never more: what is above is
settled and parsed once. Open code is continued; other blocks that are long themselves may wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .deceptive import unmasked
from .markup import text as as_text
from .parser import parser_for, parser_without
from .prose import washed

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["GrowingProse"]

_UNSETTLED = 2
_LONG = 16_000  # characters; anything shorter is drawn anew without a thought
_STEP = 1.5
_CODE_END = "</code></pre>\n"


class GrowingProse:
    """Life: called with a text, then with longer ones; begins anew if the text is another."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._text = ""  # what was drawn last
        self._settled = 0  # how much of it is never parsed again
        self._settled_html = ""
        self._definitions: dict[str, Any] = {}  # the addresses of links that stand in it
        self._has_definitions = False  # … or in what was drawn below
        self._rest_html = ""
        self._fence = ""  # what might close the code at the end; empty where there is none

    def __call__(self, text: str) -> str:
        """The HTML of the text, the same as if it were rendered at once."""
        text = unmasked(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
        if not text.startswith(self._text):
            self._begin()
        if self._fence and not self._closes(text):
            text = _without_open_blank(text)
            self._continue_code(text)
        elif text != self._text:
            self._draw(text)
        self._text = _without_open_blank(text) if self._fence else text
        return self._settled_html + self._rest_html

    @property
    def is_exact(self) -> bool:
        """Whether the page is what rendering at once gives: no address stands behind its link."""
        return not self._has_definitions

    def draft(self, text: str) -> str:
        """The same, but what is new in a very long block may stand behind it, undrawn as yet."""
        drawn = len(self._text) - self._settled
        is_new = len(text) - len(self._text)
        if self._fence or drawn < _LONG or is_new > drawn * (_STEP - 1):
            return self(text)
        if not text.startswith(self._text):
            return self(text)
        behind = as_text(text[len(self._text) :])
        drawn_html = self._settled_html + self._rest_html
        return f'{drawn_html}<div style="white-space:pre-wrap">{behind}</div>'

    def _draw(self, text: str) -> None:
        rest = text[self._settled :]
        env = {"references": dict(self._definitions)}
        tokens = parser_for(rest).parse(rest, env)
        self._has_definitions = bool(env["references"])
        tops = [n for n, t in enumerate(tokens) if t.level == 0 and t.nesting >= 0 and t.map]
        if len(tops) > _UNSETTLED:
            first = tops[-_UNSETTLED]
            line = _first_line(tokens[first])
            self._settled_html += _html(tokens[:first], env)
            self._settled += _offset(rest, line)
            # A definition further down may still grow: its first letters must not be kept.
            for name, definition in env["references"].items():
                if name not in self._definitions and definition["map"][1] <= line:
                    self._definitions[name] = definition
            rest, tokens = rest[_offset(rest, line) :], tokens[first:]
            for token in tokens:
                if token.map:
                    token.map = [token.map[0] - line, token.map[1] - line]
        self._rest_html = _html(tokens, env)
        self._fence = _open_fence(rest, tokens[-1]) if tokens else ""

    def _closes(self, text: str) -> bool:
        last = self._text.rfind("\n") + 1  # this line may have grown into a fence
        return self._fence in text[last:]

    def _continue_code(self, text: str) -> None:
        from markdown_it.common.utils import escapeHtml

        more = washed(escapeHtml(text[len(self._text) :]))
        self._rest_html = self._rest_html.removesuffix(_CODE_END) + more + _CODE_END


def _open_fence(text: str, last: Token) -> str:
    """What would close the code block at the end; empty where it is closed, or no plain one."""
    if last.type != "fence":
        return ""
    lines = text[_offset(text, _first_line(last)) :].split("\n")
    mark = last.markup[:3]
    # Code in an indented fence loses its indentation, which is the parser's business.
    is_plain = lines[0].startswith(mark) and not any(mark in line for line in lines[1:])
    return mark if is_plain else ""


def _html(tokens: list[Token], env: dict[str, Any]) -> str:
    markdown = parser_without()  # they differ in how they read, not in how they show
    return washed(markdown.renderer.render(tokens, markdown.options, env))


def _without_open_blank(text: str) -> str:
    # The parser drops a last line of blanks; they count once something follows.
    last = text.rfind("\n") + 1
    return text if text[last:].strip(" \t") else text[:last]


def _first_line(token: Token) -> int:
    return token.map[0] if token.map else 0


def _offset(text: str, line: int) -> int:
    """Where a line begins."""
    at = 0
    for _ in range(line):
        at = text.index("\n", at) + 1
    return at
