"""A question with its right choice, wrong ones, and where the answer stands."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_CHOICES = 4


@dataclass(frozen=True)
class Question:
    text: str
    right: str
    wrong: tuple[str, ...]
    why: str

    def choices(self, seed: int) -> tuple[list[str], int]:
        """At most four choices in an order that the seed decides, and the place of the right."""
        shuffled = random.Random(f"{seed}{self.text}")
        wrong = list(self.wrong[: _CHOICES - 1])
        choices = [self.right, *wrong]
        shuffled.shuffle(choices)
        return choices, choices.index(self.right)

    def as_json(self, seed: int) -> dict[str, Any]:
        choices, answer = self.choices(seed)
        return {
            "question": self.text,
            "choices": choices,
            "answer": answer,
            "explanation": self.why,
        }


def wrong_choices(right: str, others: Iterable[str]) -> tuple[str, ...]:
    """Others that are not the right one in other letters, each once."""
    taken, found = {_plain(right)}, []
    for other in others:
        if other.strip() and _plain(other) not in taken:
            taken.add(_plain(other))
            found.append(other)
    return tuple(found)


def _plain(text: str) -> str:
    return "".join(text.lower().split())
