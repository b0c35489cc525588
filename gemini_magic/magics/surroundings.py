"""What stands around a cell: those that ran above it, what they gave, displayed and raised."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..attach import Uploads
from ..attach.interpolation import Field
from ..session import current
from .displayed import Displayed, picture_in

__all__ = ["Errors", "RunCell", "Surroundings", "surroundings_of"]

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_OURS = re.compile(r"\s*%%?gemini\b")


@dataclass(frozen=True)
class RunCell:
    """A cell that ran: its number, its source, the text it gave, and the pictures it showed."""

    number: int
    source: str
    output: str
    pictures: tuple[bytes, ...] = ()


class Errors(Mapping[int, str]):
    """`Err`: the tracebacks of cells by number; negative numbers count from the last."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts

    def __getitem__(self, number: int) -> str:
        if isinstance(number, int) and number < 0:
            return [*self._texts.values()][number]
        return self._texts[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __str__(self) -> str:
        return next(reversed([*self._texts.values()]), "no cell has failed")


class Surroundings:
    """What a shell remembers, read when it is asked for. `uploads` takes what is too big."""

    def __init__(self, shell: Any, displayed: Displayed, uploads: Uploads | None = None) -> None:
        self._shell = shell
        self._history = shell.history_manager
        self._displayed = displayed
        self.uploads = uploads

    @property
    def errors(self) -> Errors:
        """What IPython (from version 9 on) keeps of failed cells."""
        found = getattr(self._history, "exceptions", {})
        texts = {number: "\n".join(error["traceback"]) for number, error in found.items()}
        return Errors({number: _ANSI.sub("", text) for number, text in texts.items()})

    def cells(self) -> Iterator[RunCell]:
        """The cells that ran, the last first; of equal ones the last run, and none of ours."""
        sources = self._history.input_hist_raw
        seen: set[str] = set()
        for number in range(len(sources) - 2, 0, -1):  # the last is the cell that runs now
            source = sources[number].strip()
            if not source or source in seen or _OURS.match(source):
                continue
            seen.add(source)
            yield RunCell(number, source, self._output(number), tuple(self._pictures(number)))

    def last_output(self) -> Field | None:
        """The open figure, else what was shown or returned last; None where nothing was."""
        if (figure := _open_figure()) is not None:
            return Field("figure", figure)
        returned = self._shell.user_ns.get("_oh", {})
        values = [number for number, value in returned.items() if _is_worth_seeing(value)]
        shown = self._last_picture()
        if values and (shown is None or max(values) > shown[0]):
            return Field(f"Out[{max(values)}]", returned[max(values)])
        return None if shown is None else Field(f"the picture of cell {shown[0]}", shown[1])

    def _last_picture(self) -> tuple[int, bytes] | None:
        for number in range(len(self._history.input_hist_raw) - 2, 0, -1):
            if pictures := [*self._pictures(number)]:
                return number, pictures[-1]
        return None

    def _pictures(self, number: int) -> Iterator[bytes]:
        """Those of a cell, as history and our own memory have them, each once."""
        found = [picture.data for picture in self._displayed.pictures if picture.cell == number]
        found += [picture_in(output.bundle) for output in self._outputs(number)]
        yield from dict.fromkeys(filter(None, found))

    def _output(self, number: int) -> str:
        """What the cell printed and returned, as text, and the error that ended it."""
        texts = [_text_of(output.bundle) for output in self._outputs(number)]
        if not any(texts) and number in self._history.output_hist_reprs:  # before IPython 9
            texts = [self._history.output_hist_reprs[number]]
        if number in (errors := self.errors):
            texts.append(errors[number])
        return _ANSI.sub("", "\n".join(text.rstrip("\n") for text in texts if text))

    def _outputs(self, number: int) -> list[Any]:
        outputs = getattr(self._history, "outputs", {})
        return list(outputs.get(number, ()))


def surroundings_of(shell: Any) -> Surroundings:
    """What stands around the cell that runs now."""
    magics = shell.magics_manager.registry["GeminiMagics"]
    return Surroundings(shell, magics.displayed, current().uploads)


def _text_of(bundle: Mapping[str, Any]) -> str:
    said = bundle.get("stream", bundle.get("text/plain", ""))
    return said if isinstance(said, str) else "".join(said)


def _open_figure() -> Any:
    """Matplotlib's current figure, where one is open; drawing inline closes them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.gcf() if pyplot is not None and pyplot.get_fignums() else None


def _is_worth_seeing(value: Any) -> bool:
    """Not an answer of ours without pictures: it is in the thread anyway."""
    parts = getattr(value, "parts", None) if hasattr(value, "answers") else None
    return parts is None or any(part.inline_data is not None for part in parts)
