"""Characters that make text look like what it is not: they are shown as a mark in their place."""

from __future__ import annotations

__all__ = ["unmasked", "unmasked_name"]

MARK = "\ufffd"

# Overrides and isolates turn the order of what follows around, in code unseen by its reader.
_TURNING = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
# Letters that nobody sees: names that look alike, and orders to a model in what a person copies.
# The joiners U+200C and U+200D stay: Persian, Hindi and emoji are written with them.
_UNSEEN = [0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF, *range(0xE0000, 0xE0080)]

_IN_TEXT = frozenset(map(chr, [*_TURNING, *range(0xE0000, 0xE0080)]))
_IN_NAMES = frozenset(map(chr, [*_TURNING, *_UNSEEN]))


def unmasked(text: str) -> str:
    """Text, of the same length, that reads in the order in which it is written."""
    return _translated(text, _IN_TEXT)


def unmasked_name(text: str) -> str:
    """A name, also without letters that take no room: it looks like no other."""
    return _translated(text, _IN_NAMES)


def _translated(text: str, letters: frozenset[str]) -> str:
    # Hardly any text holds one, and to see that takes a tenth of the time of translating it;
    # to see that all of it is Latin-1, where there are none, a hundredth of that.
    if _is_latin(text) or letters.isdisjoint(text):
        return text
    return text.translate(dict.fromkeys(map(ord, letters), MARK))


def _is_latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
