"""`%%gemini compare`: several models, or several prompts between lines of `---`, side by side."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..chat import Request
from ..session import current
from ..tasks.comparison import Comparison, comparison_of
from .cell_error import CellError, cell_errors
from .live_columns import columns_for
from .notebook import about_cell, keep_ledger
from .run import keep, requested
from .unsent import is_unsent, show_unsent

__all__ = ["run_cell"]

_RULE = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Compare. The `Comparison`, with `rows` and `diff()`, is in `_`, also if it was stopped."""
    with cell_errors():
        arguments.no_history = True
        requests = list(_requests(shell, arguments, cell))
        if is_unsent(arguments):
            for request in requests:
                show_unsent(shell, arguments, request, current())
            return
        keep_ledger(current())
        output = columns_for(shell)
        shown: list[Comparison] = []

        def show(comparison: Comparison) -> None:
            shown[:] = [comparison]
            output.show(comparison)

        about = about_cell(shell, "")
        try:
            comparison = comparison_of(requests, about=about, on_change=show)
        except KeyboardInterrupt:
            raise CellError("what arrived is kept", CellError.STOPPED) from None
        finally:
            if shown:
                output.finish(shown[0])
                keep(shell, shown[0], arguments.out)
    if errors := [row["error"] for row in comparison.rows if row["error"]]:
        raise CellError(f"{errors[0]}; what the others answered is kept")


def _requests(shell: Any, arguments: Namespace, cell: str) -> Iterator[Request]:
    """Each prompt for each model."""
    models = [model.strip() for model in (arguments.model or "").split(",")]
    for prompt in _RULE.split(cell):
        request = requested(shell, arguments, prompt)
        for model in models:
            yield replace(request, model=model)
