"""Handles by which a session goes on over another connection."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.live.conversation import Conversation
from gemini_magic.local.wire.errors import ApiError

_MOST = 512
_SECONDS = 2 * 3600


@dataclass(frozen=True)
class _Kept:
    contents: tuple[dict[str, Any], ...]
    until: float


class Handles:
    """Conversations as they were when their handles were given; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def keep(self, conversation: Conversation, new_id: Callable[[], str]) -> str:
        """A handle for the conversation as it is now."""
        handle = f"local-{new_id()}"
        self._kept[handle] = _Kept(tuple(conversation.contents), time.monotonic() + _SECONDS)
        if len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return handle

    def conversation(self, handle: str) -> Conversation:
        """The conversation of a handle, which stays valid; `ApiError` for one that is not."""
        kept = self._kept.get(handle)
        if kept is None or kept.until < time.monotonic():
            raise ApiError(
                404, "NOT_FOUND", "BidiGenerateContent session not found: its handle is not known."
            )
        return Conversation(kept.contents)
