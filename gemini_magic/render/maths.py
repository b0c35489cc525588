"""Maths in Markdown: kept from the Markdown parser, and without the commands that reach the page.

MathJax and KaTeX typeset what stands between the delimiters, later and elsewhere.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

__all__ = ["MATHS", "defused", "maths_rules"]

# Commands that make links, attributes or styles, load code, or change what later maths means.
_REACHING = (
    "href|url|unicode|class|style|cssId|data|mmlToken|require|includegraphics|htmlClass|htmlId"
    "|htmlStyle|htmlData|bbox|texttip|mathtip|toggle|enclose|def|gdef|edef|xdef|let|futurelet"
    "|newcommand|renewcommand|providecommand|newenvironment|renewenvironment|DeclareMathOperator"
    "|DeclarePairedDelimiter|DeclarePairedDelimiterX|DeclarePairedDelimiterXPP|csname|global"
    "|setOptions|catcode|input|include|verbatiminput|openin|openout|write|directlua|special"
)
_COMMAND = re.compile(rf"\\({_REACHING})(?![A-Za-z])")

_INSIDE = r"(?:[^`\n]|\n(?![ \t]*(?:\n|\Z)))"  # no code, no blank line

MATHS = re.compile(
    rf"\$\$(?P<display>{_INSIDE}{{1,4000}}?)\$\$"
    rf"|\$(?![\s$])(?P<inline>(?:(?!\$){_INSIDE}){{1,1000}}?)(?<![\s\\])\$(?![\d$])"
    rf"|\\\((?P<round>(?:(?!(?<!\\)\\\(){_INSIDE}){{1,4000}}?)\\\)"
    rf"|\\\[(?P<square>(?:(?!(?<!\\)\\\[){_INSIDE}){{1,4000}}?)\\\]"
    rf"|\\begin\{{(?P<name>[A-Za-z]{{1,20}}\*?)\}}{_INSIDE}{{0,4000}}?\\end\{{(?P=name)\}}"
)
"""Maths at some place of a paragraph. A price of $5 is none: `$` hugs what it holds."""

_OPENING = re.compile(r"\$\$|\\\[|\\begin\{([A-Za-z]{1,20}\*?)\}")
_CLOSING = {"$$": "$$", "\\[": "\\]"}


def defused(tex: str) -> str:
    """The maths with commands that reach beyond it shown as their names."""
    # Most pieces of a text hold no command at all, and there are many of them.
    return _COMMAND.sub(r"\\text{\1}", tex) if "\\" in tex else tex


def maths_rules(markdown: MarkdownIt) -> None:
    """Teach a parser to leave maths alone."""
    markdown.inline.ruler.before("escape", "maths", _inline)
    markdown.block.ruler.before(
        "fence", "maths", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    markdown.add_render_rule("maths", _show)
    markdown.add_render_rule("dollar", _show_dollar)
    markdown.add_render_rule("text", _show)


def _inline(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if mark not in "$\\":
        return False
    match = MATHS.match(state.src, state.pos, state.posMax)
    if match is None and mark != "$":
        return False
    if not silent:
        token = state.push("maths" if match else "dollar", "", 0)
        token.content = match[0] if match else mark
    state.pos += len(match[0]) if match else 1
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Maths over several lines is one paragraph, whatever its lines look like to Markdown."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    opening = _OPENING.match(first)
    if opening is None:
        return False
    close = f"\\end{{{opening[1]}}}" if opening[1] else _CLOSING[opening[0]]
    after = _line_after(state, start, end, close, close in first[opening.end() :])
    if after is None:
        return False
    if not silent:
        state.line = after
        state.push("paragraph_open", "p", 1).map = [start, after]
        token = state.push("inline", "", 0)
        token.content = state.getLines(start, after, state.blkIndent, False).strip()
        token.map = [start, after]
        token.children = []
        state.push("paragraph_close", "p", -1)
    return True


def _line_after(state: StateBlock, start: int, end: int, close: str, is_closed: bool) -> int | None:
    """The line after the maths; None where a blank line shows that it is none."""
    line = start + 1
    while not is_closed:
        if line >= state.lineMax:
            return line  # it still grows
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return None
        is_closed = close in state.src[state.bMarks[line] : state.eMarks[line]]
        line += 1
    return line


def _show(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    # Text too: an escaped backslash may still make a delimiter in the page.
    return escape(defused(tokens[at].content))


def _show_dollar(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    # In an element of its own it opens nothing: maths holds no tags.
    return "<span>$</span>"
