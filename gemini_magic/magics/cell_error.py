"""CellError: a failure that is one line in the cell, and fails the cell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import GeminiError

__all__ = ["CellError", "cell_errors"]


class CellError(Exception):
    """What a cell shows instead of a traceback. Run-All stops here, as for any exception.

    `cause` is the name of the error behind it; the message is cut down to one printable line.
    """

    STOPPED = "stopped"
    """The cause where a person has interrupted the cell."""

    def __init__(self, message: str, cause: str = "") -> None:
        self.cause = cause
        # It may quote a model, a service or a server: no terminal shall obey what they say.
        super().__init__("".join(filter(str.isprintable, " ".join(message.split()))))

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception how it wants to be shown.
        return [f"{self.cause or 'gemini'}: {self}"]


@contextmanager
def cell_errors() -> Iterator[None]:
    """What goes wrong inside fails the cell in one line: also a folder that is not there, a full
    disk, an interrupt before there is an answer.
    """
    try:
        yield
    except GeminiError as error:
        raise CellError(str(error), type(error).__name__) from None
    except KeyboardInterrupt:
        raise CellError("the cell was interrupted", CellError.STOPPED) from None
    except OSError as error:
        about = f"{error.filename!r}: " if error.filename is not None else ""
        raise CellError(f"{about}{error.strerror or error}", type(error).__name__) from None
