"""Markdown that stays Markdown and can become nothing else, whoever reads it.

Readers disagree about where code, links and maths begin and end, so no `<` that could open a tag is
left anywhere but in fences of our own spelling at the margin, no address that is not plainly of
the web, and no backtick that is not paired on its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from .fences import Fence, blocks
from .links import PLAINLY, destination
from .maths import MATHS, defused
from .verbatim import fence, inline_code, lines, one_line

__all__ = ["safe_markdown"]

_TOKEN = re.compile(
    # Said first what any of them begins with: most letters are then passed by ten times faster.
    r"(?=[\\`$<\[\]!\"~&]|(?m:^) {1,3}\[)(?:"
    rf"(?P<maths>{MATHS.pattern})"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?<!`)(?P<run>`+)(?!`)(?P<code>[^\n]{1,1000}?)(?<!`)(?P=run)(?!`)"
    r"|<(?P<autolink>(?:https?://|mailto:)[^\s<>`\"'$\\]*)>"
    r"|(?m:^) {0,3}\[(?P<label>[\w .,+/-]{1,99})\]:[ ]+"
    rf"(?P<defined>{PLAINLY}[^\s<>]*)[ ]*(?m:$)(?!\n[ \t]*[\"'(])"
    rf"|\]\([ \t]*(?:<(?P<angled>{PLAINLY}[^<>\s]*)>"
    rf"|(?P<bare>{PLAINLY}[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*\)"
    r"|(?P<bracket>\](?=[(:]))"
    r"|(?P<image>!+(?=\[))"
    r"|(?P<less><(?![\s=\d-]|\Z))"
    r"|(?P<quote>\")"
    r"|(?P<dollar>\$)"
    r"|(?P<ticks>`+|~{3,})"
    r"|(?P<reference>&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?))",
    re.DOTALL,
)
_OPENS_MATHS = re.compile(r"\$|\\\\?[(\[]|\\begin")
_CODE_OF_OTHERS = re.compile(r"[<$\"]|\](?=[(:])|!\[")
# marked lets the label of a definition run on over blank lines, through fences, to the next `]:`;
# and brackets in maths do not count, for JupyterLab has taken maths out by then.
_UNCLOSED = re.compile(
    r"^([ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t>]+)*)\[(?![^\[\]\\$\n]*[\[\]])", re.MULTILINE
)
# Readers descend into each level of quotes, lists and brackets, until their stack ends.
_CONTAINER = r"(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]))"
_TOO_DEEP = re.compile(rf"^({_CONTAINER}{{16}}){_CONTAINER}+", re.MULTILINE)
_TOO_LONG = re.compile(r"([*_~\[])\1{40,}")
_DEEPEST_FENCE = 80  # characters before it
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def safe_markdown(text: str) -> str:
    """The same Markdown, without anything that could act or load."""
    text = lines(text)
    # Some readers take maths out and put it back into attributes, where a quote would end them.
    quote = "&quot;" if _OPENS_MATHS.search(text) else '"'
    shown = [
        _fence(block) if isinstance(block, Fence) else _inline(block, quote)
        for block in blocks(text)
    ]
    return "\n".join(shown).strip("\n")


def _fence(block: Fence) -> str:
    if not block.lead or len(block.lead) > _DEEPEST_FENCE:
        # Blank lines around: nothing that began above can reach into it.
        return f"\n{fence(block.code, block.info)}\n"
    if re.search(r"[<$\\\"]|`{3}|~{3}", block.code):
        return block.lead + one_line(block.code)
    return block.lead + fence(block.code, block.info).replace("\n", "\n" + block.indent)


def _inline(text: str, quote: str) -> str:
    text = _TOO_LONG.sub(lambda match: match[0][:40], _TOO_DEEP.sub(r"\1 ", text))
    shown: list[str] = []
    prose: list[str] = []  # a command of TeX may be spelled over several tokens
    at = 0
    for match in _TOKEN.finditer(text):
        prose.append(text[at : match.start()])
        at = match.end()
        kind = match.lastgroup or ""
        if kind == "code":
            shown += [defused("".join(prose)), _code(match)]
            prose = []
        elif kind == "quote":
            prose.append(quote)
        else:
            prose.append(_SPELLINGS[kind](match))
    prose.append(text[at:])
    return _UNCLOSED.sub(r"\1&#91;", "".join([*shown, defused("".join(prose))]))


def _code(match: re.Match[str]) -> str:
    code = match["code"]
    return inline_code(code) if _CODE_OF_OTHERS.search(code) else match[0]


def _maths(match: re.Match[str]) -> str:
    """Maths in the delimiters that all readers know, without what reads as anything else."""
    if inner := match["round"] or match["square"]:
        mark = "$" if match["round"] else "$$"
        if "$" not in inner:
            return mark + _tame(inner.strip()) + mark
    return _tame(match[0])


def _tame(tex: str) -> str:
    tex = tex.replace("<", r"\lt ").replace('"', "''").replace("![", "! [")
    tex = re.sub(r"\](?=[(:])", "] ", tex)
    tex = re.sub(r"&(?=#|[A-Za-z]+;)", "& ", tex)
    return re.sub(r"~{3,}", r"\\quad ", tex)


def _escape(match: re.Match[str]) -> str:
    character = match["escape"][1]
    if character == "$":
        return _dollar(match)
    if character in '<"':
        return f"&#{ord(character)};"
    if character == "]" and match.string[match.end() : match.end() + 1] in {"(", ":"}:
        return "&#93;"
    return match["escape"]


def _link(match: re.Match[str]) -> str:
    address = _ESCAPED.sub(r"\1", match["angled"] or match["bare"])
    return f"]({destination(address)})"


def _definition(match: re.Match[str]) -> str:
    return f"[{match['label']}]: {destination(match['defined'])}"


def _reference(match: re.Match[str]) -> str:
    # Letters and backslashes in disguise could spell a command of TeX once the page decodes them.
    character = unescape(match["reference"])
    if re.fullmatch(r"[A-Za-z0-9]", character):
        return character
    return "\\\\" if character == "\\" else match["reference"]


def _dollar(match: re.Match[str]) -> str:
    # A price. Two of them would be maths to JupyterLab, even escaped; not across an element.
    return "<span>&#36;</span>"


def _ticks(match: re.Match[str]) -> str:
    return "".join("\\" + character for character in match["ticks"])


_SPELLINGS: dict[str, Callable[[re.Match[str]], str]] = {
    "maths": _maths,
    "escape": _escape,
    "autolink": lambda match: destination(match["autolink"]),
    "defined": _definition,
    "angled": _link,
    "bare": _link,
    "bracket": lambda match: "&#93;",
    "image": lambda match: "",
    "less": lambda match: "&lt;",
    "dollar": _dollar,
    "ticks": _ticks,
    "reference": _reference,
}
