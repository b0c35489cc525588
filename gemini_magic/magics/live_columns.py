"""Where several replies are shown while they arrive side by side: live, or once at the end."""

from __future__ import annotations

import uuid
from typing import Any, Protocol

from ..render import LivePage
from ..render.side_by_side import Column, columns_html
from ..tasks.comparison import Comparison
from .live_output import ARRIVING
from .media_folder import MediaFolder
from .redraws import Redraws
from .render_mode import mode_of

__all__ = ["Columns", "columns_for"]


class Columns(Protocol):
    """Life: `show` as often as you like, `finish` once."""

    def show(self, comparison: Comparison) -> None:
        """How far it is."""

    def finish(self, comparison: Comparison) -> None:
        """As it stays."""


def columns_for(shell: Any) -> Columns:
    """The output that fits who is looking."""
    return LiveColumns(shell) if mode_of(shell) == "live" else StaticColumns(shell)


class StaticColumns:
    """Draws once, at the end."""

    def __init__(self, shell: Any) -> None:
        self._publisher = shell.display_pub
        self._folder = MediaFolder(shell)

    def show(self, comparison: Comparison) -> None:
        """Nothing yet."""

    def finish(self, comparison: Comparison) -> None:
        """Draw."""
        bundle = self._folder.bundle_of_several(comparison)
        self._publisher.publish(data=bundle.data, metadata=bundle.metadata)


class LiveColumns:
    """Redraws one output as the replies grow, as rarely as `LiveOutput` does."""

    def __init__(self, shell: Any) -> None:
        self._publisher = shell.display_pub
        self._display_id = uuid.uuid4().hex
        self._folder = MediaFolder(shell)
        self._pages: list[LivePage] = []
        self._is_shown = False
        self._size = 0
        self._redraws = Redraws()

    def show(self, comparison: Comparison) -> None:
        """Redraw if it is time to."""
        size = sum(answer.size for reply in comparison.replies for answer in reply.answers)
        if self._is_shown and (size == self._size or not self._redraws.is_due(size)):
            return
        self._size = size
        html = columns_html(self._columns(comparison))
        self._publish({"text/html": html} | ({} if self._is_shown else {"text/plain": ARRIVING}))
        self._redraws.drawn(size, len(html))

    def finish(self, comparison: Comparison) -> None:
        """Draw every type, with the difference below."""
        bundle = self._folder.bundle_of_several(comparison)
        self._publish(bundle.data, bundle.metadata)

    def _columns(self, comparison: Comparison) -> list[Column]:
        self._pages = self._pages or [LivePage(self._folder.name) for _ in comparison.entrants]
        pages = zip(comparison.columns(), self._pages, strict=True)
        return [column._replace(live=page) for column, page in pages]

    def _publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None) -> None:
        self._publisher.publish(
            data=data,
            metadata=metadata or {},
            transient={"display_id": self._display_id},
            update=self._is_shown,
        )
        self._is_shown = True
