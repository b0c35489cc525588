"""What a reader can do with a reply where scripts run: copy it and its code, keep folds open.

One constant script makes the buttons, so that where it does not run there are none. It holds
nothing that a model said: that it reads from the page, as text.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from .deceptive import unmasked
from .long_text import LONGEST

__all__ = ["SCRIPT", "acting", "copied"]

_SOURCE = Path(__file__).with_name("actions.js").read_text(encoding="utf-8")
SCRIPT = f"<script>{''.join(line.strip() for line in _SOURCE.splitlines())}</script>"
"""The same in every output, which may stand by itself; it sees to those that are new in a page."""


def copied(text: str) -> str:
    """An attribute that holds what is copied as Markdown; nothing where a page holds not all."""
    # In single quotes: of the others code and JSON are full.
    escaped = escape(unmasked(text.replace("\0", "\ufffd")), quote=False).replace("'", "&#39;")
    kept = escaped.replace("\r", "&#13;")  # in a page of one line
    return f" data-gm-text='{kept}'" if 0 < len(text) <= LONGEST else ""


def acting(html: str, *, grows: bool) -> str:
    """A page with the script; while it grows only where there is something to be kept open."""
    return html if grows and "<details" not in html else html + SCRIPT
