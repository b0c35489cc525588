"""View: what a conversation by voice tells whoever shows it."""

from __future__ import annotations

from typing import Protocol

from ...api.types import FunctionCall
from ..approval import Decision
from ..reply import Reply

__all__ = ["View"]


class View(Protocol):
    """Whoever shows a conversation. Called from its threads."""

    def stands(self, state: str, why: str = "") -> None:
        """The session is "resting", "connecting", "open", "failed" (why) or "ended"."""

    def grows(self, number: int, said: str, reply: Reply) -> None:
        """Turn `number`, as far as it has come."""

    def sounds(self, number: int, pcm: bytes) -> None:
        """The next piece of what the model says in turn `number`, 24 kHz."""

    def hushes(self) -> None:
        """The user has interrupted: what was not heard yet is not to be heard."""

    def approves(self, call: FunctionCall, *, may_last: bool) -> Decision:
        """Whether a function may run, and all its further calls if that `may_last`; waits."""
