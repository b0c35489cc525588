"""Progress: one line that says how far something is, and gives way to its result."""

from __future__ import annotations

import uuid
from typing import Any

from .render_mode import mode_of

__all__ = ["Progress"]


class Progress:
    """Life: `show` as often as you like, `finish` once. Where nobody watches only that shows."""

    def __init__(self, shell: Any) -> None:
        self._publisher = shell.display_pub
        self._is_watched = mode_of(shell) == "live"
        self._display_id = uuid.uuid4().hex
        self._is_shown = False
        self._said = ""

    def show(self, done: int, of: int) -> None:
        """So many are done."""
        said = f"{done} of {of}"
        if self._is_watched and said != self._said:
            self._said = said
            self._publish({"text/plain": said})

    def finish(self, data: dict[str, Any]) -> None:
        """The result instead."""
        self._publish(data)

    def _publish(self, data: dict[str, Any]) -> None:
        self._publisher.publish(
            data=data, transient={"display_id": self._display_id}, update=self._is_shown
        )
        self._is_shown = True
