"""Which words two texts share: what one has more, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import partial
from typing import Literal, NamedTuple

__all__ = ["Stretch", "marked", "word_diff"]

MOST = 4000  # words or lines of both that are matched: at worst it takes more than their product
_WORDS = re.compile(r"\S+\s*|\s+")
_SPLITS: tuple[Callable[[str], list[str]], ...] = (
    _WORDS.findall,
    partial(str.splitlines, keepends=True),
    lambda text: [text],
)


class Stretch(NamedTuple):
    """Words in a row that both texts have, or one of them alone."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(before: str, after: str) -> list[Stretch]:
    """`before` and `after` as stretches; long texts are told apart line by line, and where these
    are too many as wholes.
    """
    found = ((split(before), split(after)) for split in _SPLITS)
    return list(_stretches(*next(pair for pair in found if sum(map(len, pair)) <= MOST)))


def _stretches(before: list[str], after: list[str]) -> Iterator[Stretch]:
    # What stands everywhere, as an empty line or a word said again and again, is no place to begin
    # a match at ("autojunk"): else two thousand of them take minutes.
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
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
