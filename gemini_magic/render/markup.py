"""The few HTML shapes that parts are made of. Colours come from the page, light or dark."""

from __future__ import annotations

import base64
import json
import math
import re
from html import escape
from typing import Any

from ..attach.media import size
from .deceptive import unmasked_name
from .highlight import highlighted
from .maths import defused

__all__ = [
    "BORDER",
    "CODE",
    "CODE_IN_BLOCK",
    "ERROR",
    "FAINT",
    "attribute",
    "code_block",
    "data_uri",
    "fold",
    "inline_code",
    "jsonable",
    "on_one_line",
    "pretty",
    "quiet",
    "size",
    "text",
]

BORDER = "var(--jp-border-color2,rgba(128,128,128,.35))"
ERROR = "color:var(--jp-error-color1,#d32f2f)"
FAINT = "opacity:.75;font-size:.9em"
CODE = "padding:.5em .7em;background:rgba(128,128,128,.1);border-radius:4px;overflow:auto"
# Lab paints code in a line a background of its own, which would stripe a block.
CODE_IN_BLOCK = '<code style="background:none">'
_PRE = f"{CODE};margin:.3em 0;max-height:24em;white-space:pre-wrap;overflow-wrap:anywhere"

# What opens maths for MathJax. In an element of its own it opens nothing: maths holds no tags.
_MATHS = re.compile(r"\$|\\(?=[\[\](){}\\]|begin)")


def text(value: str) -> str:
    """Any string as HTML that shows exactly its letters: no tags, no maths."""
    return _MATHS.sub(lambda match: f"<span>{match[0]}</span>", escape(defused(_clean(value))))


def attribute(value: str) -> str:
    """Any string as the inside of a quoted attribute."""
    return escape(_clean(value), quote=True)


def inline_code(value: str) -> str:
    """A string in a line, letter for letter."""
    return f"<code>{escape(_clean(value))}</code>"


def code_block(value: str, language: str = "") -> str:
    """Lines as they are, in colour where the language is known; scrolls when there are many."""
    inner = highlighted(_clean(value), language)
    return f'<pre dir="ltr" tabindex="0" style="{_PRE}">{CODE_IN_BLOCK}{inner}</code></pre>'


def data_uri(mime_type: str, data: bytes) -> str:
    """An address that holds what it leads to."""
    return f"data:{mime_type};base64,{base64.b64encode(data).decode()}"


def on_one_line(html: str) -> str:
    """The same HTML without line ends.

    nbconvert puts HTML into Markdown, where an empty line would end it: what a model says behind
    that would be read as Markdown, with its links and pictures.
    """
    return html.replace("\r\n", "&#10;").replace("\r", "&#10;").replace("\n", "&#10;")


def quiet(inner: str) -> str:
    """A line that steps back behind the answer. `inner` is HTML."""
    return f'<div style="{FAINT};margin:.3em 0">{inner}</div>'


def fold(summary: str, body: str, *, is_open: bool = False, mark: str = "") -> str:
    """Folded away, opened by click or key; `mark` stands out beside the summary. All are HTML."""
    state = " open" if is_open else ""
    style = f"margin:.4em 0;padding-left:.7em;border-left:2px solid {BORDER}"
    return (
        f'<details{state} style="{style}"><summary style="cursor:pointer">'
        f'<span style="{FAINT}">{summary}</span>{mark}</summary>'
        f'<div style="margin:.3em 0">{body}</div></details>'
    )


def pretty(value: Any) -> str:
    """JSON for people."""
    return json.dumps(jsonable(value), ensure_ascii=False, indent=2)


def jsonable(value: Any) -> Any:
    """The value in terms of JSON; results of functions may be anything."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
        return [jsonable(item) for item in items]
    if isinstance(value, bytes):
        return f"({size(len(value))})"
    return str(value)


def _clean(value: str) -> str:
    # HTML has no NUL and parsers disagree about what becomes of it.
    return unmasked_name(value.replace("\0", "\ufffd"))
