"""`%%gemini prompt NAME`: the cell becomes a function, and its {{placeholders}} the parameters."""

from __future__ import annotations

from argparse import Namespace
from keyword import iskeyword
from typing import Any

from ..errors import InvalidRequest
from ..tasks.prompt_function import PromptFunction
from .cell import parse_cell
from .cell_error import cell_errors

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Define the function; nothing is asked before it is called."""
    with cell_errors():
        name = arguments.operand
        if not name.isidentifier() or iskeyword(name):
            raise InvalidRequest(f"{name!r} is not the name of a function")
        arguments.raw = True  # the placeholders are for those who call it
        function = PromptFunction(name, cell, parse_cell(arguments, cell, shell.user_ns))
        shell.user_ns[name] = function
        print(f"{function.usage} gives the reply")
