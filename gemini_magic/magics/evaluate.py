"""`%%gemini eval CASES`: the cell's prompt over the cases in a variable, scored by labels."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from typing import Any

from ..errors import InvalidRequest, UnknownName
from ..session import current
from ..tasks.evaluation import cases_from, evaluation_of
from ..tasks.template import Template
from .cell_error import CellError, cell_errors
from .media_folder import MediaFolder
from .notebook import about_cell, keep_ledger
from .progress import Progress
from .run import keep, requested
from .unsent import is_unsent, show_unsent

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Evaluate. The `Evaluation`, with `rows` and `accuracy`, is in `_`."""
    with cell_errors():
        name, names = arguments.operand, shell.user_ns
        if name not in names:
            raise UnknownName("variable", name, (n for n in names if not n.startswith("_")))
        if arguments.attach or arguments.see or arguments.above is not None:
            raise InvalidRequest(
                "%%gemini eval sends what its cases hold; put files or pictures into a column, and "
                "its {{name}} into the prompt"
            )
        arguments.raw = True  # the placeholders are columns of the cases
        arguments.no_history = True
        request = requested(shell, arguments, cell)
        if is_unsent(arguments):
            first = replace(request, parts=Template(cell).fill(cases_from(names[name])[0]))
            show_unsent(shell, arguments, first, current())
            return
        keep_ledger(current())
        progress = Progress(shell)
        evaluation = evaluation_of(
            names[name],
            cell,
            request,
            label=arguments.label,
            score=arguments.score or "exact",
            about=about_cell(shell, ""),
            on_change=progress.show,
        )
    progress.finish(MediaFolder(shell).bundle_of_several(evaluation).data)
    keep(shell, evaluation, arguments.out)
    if evaluation.failed:
        error = next(row["error"] for row in evaluation.rows if row["error"])
        raise CellError(f"{evaluation.failed} of {len(evaluation)} cases failed: {error}")
