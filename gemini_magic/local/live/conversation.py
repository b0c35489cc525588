"""What was said in a session so far, within its context window."""

from collections.abc import Iterable
from typing import Any

from gemini_magic.local import tokens
from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

WINDOW = 128_000
"""The longest conversation, in tokens, as with Gemini's native audio models."""


class Conversation:
    """Turns, oldest first. Media is kept in the newest user turn only."""

    def __init__(self, contents: Iterable[Wire] = ()) -> None:
        self.contents = list(contents)
        self._costs = [_cost(content) for content in self.contents]

    @property
    def tokens(self) -> int:
        """How long it is, estimated."""
        return sum(self._costs)

    def add(self, content: Wire) -> None:
        """Adds a turn; `InvalidArgument` if the window is full."""
        if content.get("role") != "model":
            self._let_go_of_media()
        self.contents.append(content)
        self._costs.append(_cost(content))
        if self.tokens > WINDOW:
            raise InvalidArgument(
                f"The session's context is longer than {WINDOW} tokens; with "
                "contextWindowCompression it is shortened in time."
            )

    def shorten(self, beyond: int, target: int) -> None:
        """If it is longer than `beyond`, forgets the oldest turns, to begin with a user's."""
        if self.tokens <= beyond:
            return
        while len(self.contents) > 1 and (self.tokens > target or not self._begins_well):
            del self.contents[0], self._costs[0]

    def take_back_calls(self, ids: Iterable[str]) -> None:
        """Forgets calls whose results are not wanted any more."""
        unwanted = frozenset(ids)
        kept = []
        for content in self.contents:
            parts = [
                part
                for part in content["parts"]
                if part.get("functionCall", {}).get("id") not in unwanted
            ]
            if parts:
                kept.append(content if len(parts) == len(content["parts"]) else
                            {**content, "parts": parts})  # fmt: skip
        self.contents = kept
        self._costs = [_cost(content) for content in kept]

    @property
    def _begins_well(self) -> bool:
        first = self.contents[0]
        is_result = any("functionResponse" in part for part in first["parts"])
        return first.get("role") != "model" and not is_result

    def _let_go_of_media(self) -> None:
        for i, content in enumerate(self.contents):
            if any("inlineData" in part for part in content["parts"]):
                parts = [_without_data(part) for part in content["parts"]]
                self.contents[i] = {**content, "parts": parts}


def _without_data(part: Wire) -> Wire:
    if "inlineData" not in part:
        return part
    return {"text": f"[{part['inlineData'].get('mimeType', 'media')}]"}


def _cost(content: Wire) -> int:
    return sum(tokens.count_contents([content]).values())
