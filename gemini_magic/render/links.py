"""Addresses that may stand in Markdown: plainly of the web, in a spelling all readers agree on."""

from __future__ import annotations

import re
from urllib.parse import quote

__all__ = ["PLAINLY", "destination", "is_web_link"]

PLAINLY = r"(?i:https?://|mailto:|\#)"
"""How such an address begins, as a pattern."""

_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_AS_IS = "-._~:/?#@!*+,;=%&"


def destination(url: str) -> str:
    """The address as a link destination."""
    # Parentheses, quotes, `$`, backslashes: each of them ends an address for some reader.
    return quote(url, safe=_AS_IS, errors="replace")


def is_web_link(url: str) -> bool:
    """Whether the address leads to a page or a mailbox, and nowhere else."""
    return _LINK.match(url) is not None
