"""`%%gemini quiz`: questions on the cell's topic or text, with their answers folded away."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ..session import current
from ..tasks.quiz import quiz_from, quiz_request
from .cell_error import CellError, cell_errors
from .notebook import about_cell, keep_ledger
from .run import keep, requested
from .unsent import is_unsent, show_unsent

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Ask for a quiz. The `Quiz`, with its `questions`, is in `_`."""
    with cell_errors():
        session = current()
        arguments.no_history = True
        count = 5 if arguments.count is None else arguments.count
        request = quiz_request(requested(shell, arguments, cell), count)
        if is_unsent(arguments):
            show_unsent(shell, arguments, request, session)
            return
        keep_ledger(session)
        try:
            reply = session.send(request, about=about_cell(shell, "")).finish()
        except KeyboardInterrupt:
            raise CellError("there is no quiz yet", CellError.STOPPED) from None
        quiz = quiz_from(reply)
    shell.display_pub.publish(data=quiz._repr_mimebundle_())
    keep(shell, quiz, arguments.out)
