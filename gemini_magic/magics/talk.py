"""`%%gemini talk`: the cell is said to a Live model, which answers aloud."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from ..errors import InvalidRequest
from ..tasks.talk import talk_request
from .cell_error import cell_errors
from .run import requested, send
from .speak import save_sound

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Say it. The reply, with its `audio`, its `text` and what was `heard`, is in `_`."""
    with cell_errors():
        if arguments.language:
            raise InvalidRequest(
                "--as writes one request, and a Live session is a dialogue; see client.live"
            )
        request = talk_request(requested(shell, arguments, cell), voice=arguments.voice)
        send(shell, arguments, request, lambda reply: save_sound(reply, arguments.save))
