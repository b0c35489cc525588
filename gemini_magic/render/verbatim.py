"""Any string inside Markdown, letter for letter, whoever reads the Markdown."""

from __future__ import annotations

import re

from .deceptive import unmasked, unmasked_name
from .maths import defused

__all__ = ["escaped", "fence", "folded", "inline_code", "language", "lines", "literal", "one_line"]

# Readers draw these from code, and some drawings load images or follow links.
_DRAWN = frozenset({"mermaid", "math", "geojson", "topojson", "stl"})
_INFO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+#.-]{0,30}")
# A hyphen in a word, the point of a number, what ends a sentence: they mean nothing to any reader.
_INERT = r"(?<=[^\W_])-(?=[^\W_])|(?<=\d)\.(?=\d)|(?<=[^\W\d_]{2})[.:!](?= |$)"
_ACTIVE = re.compile(rf"(?!{_INERT})(?:[^\w\s,;'(/%?]|_)", re.ASCII)


def literal(text: str) -> str:
    """In a line of text."""
    return escaped(defused(" ".join(lines(unmasked_name(text)).split())))


def escaped(text: str) -> str:
    """Every character that might mean something, as a character reference."""
    return _ACTIVE.sub(lambda match: _reference(match[0]), text)


def inline_code(text: str) -> str:
    """In a line, as code. Readers disagree about where backticks end; about this they cannot."""
    return f"<code>{escaped(' '.join(lines(unmasked_name(text)).split()))}</code>"


def fence(code: str, info: str = "") -> str:
    """Lines of code. The fence is longer than any in the code, so nothing closes it early."""
    code = lines(code).rstrip("\n")
    longest = max((len(run) for run in re.findall(r"`+|~+", code)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{language(info)}\n{code}\n{mark}"


def one_line(code: str) -> str:
    """Lines of code where a fence might be read otherwise; no blank line can end this."""
    code = escaped(lines(code).rstrip("\n")).replace("\n", "&#10;")
    return f"<pre><code>{code}</code></pre>"


def language(info: str) -> str:
    """The language a fence names, if it is a plain one."""
    match = _INFO.match(info.strip())
    return match[0] if match and match[0].lower() not in _DRAWN else ""


def folded(summary: str, body: str) -> str:
    """Folded away; blank lines around make the body Markdown again. Both are safe Markdown."""
    return f"<details><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _reference(character: str) -> str:
    # Beyond ASCII nothing is active.
    return f"&#{ord(character)};" if ord(character) < 128 else character


def lines(text: str) -> str:
    """The text with one kind of line end. Readers differ in what ends a line."""
    text = unmasked(text.replace("\r\n", "\n").replace("\0", "\ufffd"))
    return re.sub("[\r\u2028\u2029\u0085]", "\n", text).replace("\v", " ").replace("\f", " ")
