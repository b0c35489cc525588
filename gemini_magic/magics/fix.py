"""`%gemini fix`: the model explains the last exception, and gives the corrected cell.

It is sent the traceback and the cell that failed: fenced as data, without keys, no longer than a
few pages. Values of variables are not sent.
"""

from __future__ import annotations

import linecache
import os
import shlex
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from IPython.core.getipython import get_ipython

from ..attach import fenced
from ..errors import InvalidRequest
from ..errors.keys import redacted
from .cell_error import CellError
from .magics import NAME

__all__ = ["THREAD", "fix"]

THREAD = "fix"
"""The thread of the explanation, for questions that follow."""

_MOST = 8_000  # characters of a traceback, and of a cell
_TASK = (
    "Explain this Python error in a few sentences: what went wrong, and why. Then give the whole "
    "corrected cell as one block of Python code."
)
_OF_THE_SHELL = ("IPython", "ipykernel")


def fix(arguments: Sequence[str]) -> None:
    """Ask about the last exception of the shell; the arguments are flags of `%%gemini`."""
    error = getattr(sys, "last_value", None)
    if error is None or isinstance(error, CellError):
        raise InvalidRequest("no cell of Python has failed yet; there is nothing to fix")
    shell = get_ipython()
    assert shell is not None
    flags = ["--raw", "--new", "--thread", THREAD, *arguments]
    shell.run_cell_magic(NAME, shlex.join(flags), _question_on(error))


def _question_on(error: BaseException) -> str:
    """The prompt: the task, the cell and the traceback."""
    trace = _of_the_user(error.__traceback__)
    told = "".join(traceback.format_exception(type(error), error, trace))
    source = _cell_of(error, trace)
    pieces = [_TASK]
    if source:
        pieces.append(fenced(_bounded(redacted(source)), "The cell that failed", "python"))
    pieces.append(fenced(_bounded(redacted(told)), "Its traceback"))
    return "\n\n".join(pieces)


def _of_the_user(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without what the shell itself called on the way to the cell."""
    whole = trace
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").partition(".")[0] not in _OF_THE_SHELL:
            return trace
        trace = trace.tb_next
    return whole


def _cell_of(error: BaseException, trace: TracebackType | None) -> str:
    """The source of the cell that failed; empty where it was not typed in one."""
    name = error.filename if isinstance(error, SyntaxError) else None
    if name is None and trace is not None:
        name = trace.tb_frame.f_code.co_filename
    if name is None or os.path.exists(name):
        return ""
    return "".join(linecache.getlines(name)).rstrip()


def _bounded(text: str) -> str:
    """The text, its middle left out where it is long: beginnings and ends say most."""
    text = text.rstrip()
    if len(text) <= _MOST:
        return text
    head, tail = text[: _MOST // 4], text[-(_MOST - _MOST // 4) :]
    return f"{head}\n… {len(text) - _MOST:,} characters left out …\n{tail}"
