"""`%%gemini prompt NAME`: the cell becomes a function, and its {{placeholders}} the parameters."""

from __future__ import annotations

from argparse import Namespace
from keyword import iskeyword
from typing import Any

from ..errors import InvalidRequest
from ..tasks.prompt_function import PromptFunction
from .attachments import named_attachments
from .cell import attached_around, parse_cell, terms_of
from .cell_error import cell_errors
from .surroundings import surroundings_of

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Define the function; nothing is asked before it is called.

    What its flags attach (`-i`, `--see`, `--above`) is taken now, and stands before each prompt.
    """
    with cell_errors():
        name = arguments.operand
        if not name.isidentifier() or iskeyword(name):
            raise InvalidRequest(f"{name!r} is not the name of a function")
        arguments.raw = True  # the placeholders are for those who call it
        around = surroundings_of(shell)
        request = parse_cell(arguments, cell, shell.user_ns, around)
        terms = terms_of(arguments, around)
        before = [
            *attached_around(arguments, around, terms),
            *named_attachments(arguments.attach or (), shell.user_ns, terms),
        ]
        function = PromptFunction(name, cell, request, before)
        shell.user_ns[name] = function
        print(f"{function.usage} gives the reply")
