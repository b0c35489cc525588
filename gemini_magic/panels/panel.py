"""Panel: the kernel's side of a widget whose work goes on beside the cells."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, ClassVar

import anywidget
import traitlets

from ..errors import GeminiError
from ..render import MimeBundle
from .place import Place

__all__ = ["Panel", "source"]

Hear = Callable[[Any, Mapping[str, Any], Sequence[Any]], None]

_INSTEAD = "a panel: run the cell to use it, or .freeze() it to keep what it shows"
_by_cell: weakref.WeakValueDictionary[str, Panel] = weakref.WeakValueDictionary()


def source(*names: str) -> str:
    """Files of this folder in one: a widget's script is one module, without a build step."""
    return "\n".join(files(__package__).joinpath(name).read_text("utf-8") for name in names)


class Panel(anywidget.AnyWidget):
    """Life: made; shown as the value of a cell; `freeze` ends it and leaves a static output.

    A subclass sets `_esm` and `_css`, names in `hears` what it does with each kind of message, and
    says in `leave` how its work ends and in `still` what stays. `tell` may be called from any
    thread.
    """

    standing = traitlets.Dict({"state": "resting", "why": ""}).tag(sync=True)
    hears: ClassVar[dict[str, Hear]] = {}

    def __init__(self, **traits: Any) -> None:
        self.place = Place()  # raises where no panel can be
        super().__init__(**traits)
        self._texts: dict[str, tuple[int, str]] = {}
        self._telling = threading.Lock()
        self._views = 0
        self.is_frozen = False
        self.on_msg(self._hear)

    def leave(self) -> None:
        """End the work: connections closed, threads ended."""

    def rest(self) -> None:
        """Nobody looks at the panel any more: let go of what is held for its viewers."""

    def still(self) -> MimeBundle:
        """What stays in the notebook."""
        raise NotImplementedError

    def freeze(self) -> None:
        """End the panel; from now on its output is what it has shown, without a kernel too."""
        if self.is_frozen:
            return
        self.is_frozen = True
        self.leave()
        self.place.replace(self.still())
        self.close()

    def tell(self, key: str, text: str) -> None:
        """Show `text` under a name; only what is new of it is sent."""
        with self._telling:
            step, before = self._texts.get(key, (-1, ""))
            if step >= 0 and text == before:
                return
            goes_on = step >= 0 and text.startswith(before)
            step = step + 1 if goes_on else 0
            self._texts[key] = step, text
            piece = text[len(before) :] if goes_on else text
            self.send({"kind": "text", "key": key, "step": step, "text": piece})

    def stand(self, state: str, why: str = "") -> None:
        """Say how the work stands; `why` is one line where it has failed."""
        self.standing = {"state": state, "why": why}

    def _ipython_display_(self) -> None:
        """Shown by IPython, in an output that can be replaced."""
        if (cell := self.place.cell) and (earlier := _by_cell.pop(cell, None)) is not None:
            earlier.leave()  # the cell is run again: its output is gone
        if cell:
            _by_cell[cell] = self
        bundle = self._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        self.place.show({**(data or {}), "text/plain": _INSTEAD})

    def _hear(self, widget: object, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        try:
            {**_BASE, **self.hears}[content["kind"]](self, content, buffers)
        except GeminiError as error:
            self.stand("failed", str(error))

    def _open_view(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self._views += 1
        self._tell_all(content, buffers)

    def _tell_all(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        with self._telling:
            texts = {key: list(told) for key, told in self._texts.items()}
            self.send({"kind": "all", "texts": texts})

    def _close_view(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self._views -= 1
        if self._views <= 0:
            self.rest()

    def _end(self, content: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        self.freeze()


_BASE: dict[str, Hear] = {
    "opened": Panel._open_view,
    "missed": Panel._tell_all,
    "closed": Panel._close_view,
    "end": Panel._end,
}
