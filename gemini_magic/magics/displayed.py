"""Pictures that cells have displayed, remembered as they pass: kernels keep none of them.

IPython's history knows what cells return and print; pictures that are displayed (figures drawn
inline, `display(image)`) it knows in terminals only.
"""

from __future__ import annotations

import base64
import binascii
from collections import deque
from typing import Any, NamedTuple

__all__ = ["Displayed", "Picture", "picture_in"]

_KEPT = 12
_TYPES = ("image/png", "image/jpeg")


class Picture(NamedTuple):
    """A displayed picture and the number of the cell that showed it."""

    cell: int
    data: bytes


class Displayed:
    """The last pictures of a shell. Life: made on loading, `watch`; `unwatch` on unloading."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self.pictures: deque[Picture] = deque(maxlen=_KEPT)

    def watch(self) -> None:
        """From now on; where displays have no hooks, in terminals, history has what is needed."""
        if (register := getattr(self._shell.display_pub, "register_hook", None)) is not None:
            register(self._see)

    def unwatch(self) -> None:
        """No more."""
        if (unregister := getattr(self._shell.display_pub, "unregister_hook", None)) is not None:
            unregister(self._see)

    def _see(self, message: dict[str, Any]) -> dict[str, Any]:
        data = picture_in(message.get("content", {}).get("data", {}))
        if data:
            self.pictures.append(Picture(_running(self._shell), data))
        return message


def picture_in(bundle: Any) -> bytes:
    """The picture of a MIME bundle; empty where it holds none."""
    found = next((bundle[kind] for kind in _TYPES if bundle.get(kind)), b"")
    if isinstance(found, bytes):
        return found
    try:
        return base64.b64decode(found)
    except (binascii.Error, TypeError):
        return b""


def _running(shell: Any) -> int:
    """The number of the running cell, whose source is the last that was written down.

    `execution_count` is that number in IPython 8, and one more in IPython 9.
    """
    return len(shell.history_manager.input_hist_parsed) - 1
