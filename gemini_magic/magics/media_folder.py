"""The folder beside the notebook that holds what is too large for it, and writing there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import beside
from ..chat import Reply
from ..render import LivePage, MimeBundle, render, render_alone
from ..settings import RenderMode
from ..tasks.comparison import Comparison
from ..tasks.evaluation import Evaluation
from .notebook import notebook_folder
from .render_mode import mode_of

__all__ = ["MediaFolder"]


class MediaFolder:
    """Where a cell's large media go; `name` is empty where they stay in the notebook.

    `mode` is how the cell is shown, where that is known already.
    """

    def __init__(self, shell: Any, mode: RenderMode | None = None) -> None:
        self._beside = notebook_folder(shell)
        # What nobody watches may be compared with what was saved.
        self._times = (mode or mode_of(shell)) != "static"
        self.name = beside.MEDIA if beside.may_write(self._beside) else ""

    def bundle(self, reply: Reply, page: LivePage | None = None) -> MimeBundle:
        """The bundle of a reply, with its side files written."""
        bundle = render(reply, page, beside=self.name, times=self._times)
        return self._written(bundle, lambda: render(reply, times=self._times))

    def bundle_of_several(self, shown: Comparison | Evaluation) -> MimeBundle:
        """The same for what holds several replies."""
        bundle = shown.bundle(times=self._times, folder=self.name)
        return self._written(bundle, lambda: shown.bundle(times=self._times))

    def bundle_alone(self, value: Any) -> MimeBundle:
        """The same for a picture, a film, a sound by itself."""
        bundle = render_alone(value, beside=self.name)
        return self._written(bundle, lambda: render_alone(value))

    def _written(self, bundle: MimeBundle, inline: Callable[[], MimeBundle]) -> MimeBundle:
        try:
            beside.write(self._beside, bundle.files)
        except OSError:  # the disk is full, say: then the notebook holds all
            return inline()
        return bundle
