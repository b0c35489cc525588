"""Keys and tokens in text: found by their shapes, and never shown beyond four characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["KEYS", "FoundKey", "found_keys", "redacted"]

_SHOWN = 4

KEYS = {
    "Google API key": r"AIza[\w-]{20,}",
    "Google API key (new)": r"AQ\.[\w-]{16,}",
    "Google OAuth token": r"ya29\.[\w.-]{16,}",
    "Google client secret": r"GOCSPX-[\w-]{16,}",
    "ephemeral token": r"auth_tokens/[\w-]{8,}",
    "webhook secret": r"whsec_[\w+/=-]{8,}",
    "OpenAI or Anthropic key": r"sk-[\w-]{16,}",
    "GitHub token": r"(?:gh[pousr]_\w{20,}|github_pat_\w{20,})",
    "Hugging Face token": r"hf_[A-Za-z0-9]{20,}",
    "AWS access key": r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    "Slack token": r"xox[abeoprs]-[\w-]{10,}",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[\w+/=\s\\-]*",
    "bearer token": r"(?<=[Bb]earer )[\w.~+/-]{16,}=*",
    "JSON web token": r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*",
    "key in an address": r"(?<=[?&]key=)[\w.-]{16,}",
}
"""The shapes, by what they are; the first that fits counts."""

_ANY = re.compile(
    "|".join(
        rf"(?P<k{number}>(?<![A-Za-z0-9_]){shape})"
        if shape[0] != "("
        else rf"(?P<k{number}>{shape})"
        for number, shape in enumerate(KEYS.values())
    )
)
_NAMES = list(KEYS)


class FoundKey(NamedTuple):
    """What kind of key stands where in a text; `shown` is its beginning, and all that may be."""

    kind: str
    start: int
    shown: str


def found_keys(text: str) -> Iterator[FoundKey]:
    """Every key in a text."""
    for match in _ANY.finditer(text):
        number = int((match.lastgroup or "k0").removeprefix("k"))
        yield FoundKey(_NAMES[number], match.start(), f"{match[0][:_SHOWN]}…")


def redacted(text: str) -> str:
    """The text with each key cut down to its beginning."""
    return _ANY.sub(lambda match: f"{match[0][:_SHOWN]}…[redacted]", text)
