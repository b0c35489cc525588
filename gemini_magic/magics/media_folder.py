"""The folder beside the notebook that holds what is too large for it, and writing there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from ..chat import Reply
from ..render import LivePage, MimeBundle, render, render_alone
from ..settings import Settings
from .notebook import notebook_folder
from .render_mode import mode_of

__all__ = ["MediaFolder"]

# Not in `.gemini/`: Jupyter's server hands out no hidden files. Not `<notebook>_files/`: nbconvert
# and Quarto fill and empty that one, and notebooks that show the same picture share it here.
NAME = "gemini_media"


class MediaFolder:
    """Where a cell's large media go; `name` is empty where they stay in the notebook."""

    def __init__(self, shell: Any) -> None:
        self._beside = notebook_folder(shell)
        # What nobody watches may be compared with what was saved.
        self._times = mode_of(shell) != "static"
        self.name = NAME if self._may_write() else ""

    def bundle(self, reply: Reply, page: LivePage | None = None) -> MimeBundle:
        """The bundle of a reply, with its side files written."""
        bundle = render(reply, page, beside=self.name, times=self._times)
        return self._written(bundle, lambda: render(reply, times=self._times))

    def bundle_alone(self, value: Any) -> MimeBundle:
        """The same for a picture, a film, a sound by itself."""
        bundle = render_alone(value, beside=self.name)
        return self._written(bundle, lambda: render_alone(value))

    def _written(self, bundle: MimeBundle, inline: Callable[[], MimeBundle]) -> MimeBundle:
        try:
            self._write(bundle.files)
        except OSError:  # the disk is full, say: then the notebook holds all
            return inline()
        return bundle

    def _may_write(self) -> bool:
        mode = Settings.from_environment().media
        if mode != "auto":
            return mode == "files"
        # Colab's kernel has a disk of its own, which is not where the notebook lies.
        return "google.colab" not in sys.modules and os.access(self._beside, os.W_OK)

    def _write(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            path = self._beside / name
            if path.exists():  # named by what it holds
                continue
            path.parent.mkdir(exist_ok=True)
            # Under its own name only when whole: two cells may write the same picture.
            part = path.with_name(f"{path.name}.{os.getpid()}.part")
            part.write_bytes(data)
            part.replace(path)
