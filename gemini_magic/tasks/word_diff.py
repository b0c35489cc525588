"""Which words two texts share: what one has more, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

__all__ = ["Stretch", "marked", "word_diff"]

MOST_WORDS = 4000  # of both; matching takes the product of their lengths at worst
_WORDS = re.compile(r"\S+\s*|\s+")


class Stretch(NamedTuple):
    """Words in a row that both texts have, or one of them alone."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(before: str, after: str) -> list[Stretch]:
    """`before` and `after` as stretches; very long texts are told apart line by line."""
    pieces = [_WORDS.findall(text) for text in (before, after)]
    if sum(map(len, pieces)) > MOST_WORDS:
        pieces = [text.splitlines(keepends=True) for text in (before, after)]
    return list(_stretches(*pieces))


def _stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Stretch("same", "".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Stretch("removed", "".join(before[i1:i2]))
        if j2 > j1:
            yield Stretch("added", "".join(after[j1:j2]))


def marked(stretches: list[Stretch]) -> str:
    """As text, the way wdiff does it: [-removed-] and {+added+}."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[stretch.kind].format(stretch.text) for stretch in stretches)
