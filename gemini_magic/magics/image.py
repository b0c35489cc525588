"""`%%gemini image`: draw what the cell says, or change the picture drawn before in its thread."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from ..chat import Reply
from ..errors import InvalidRequest
from ..tasks.image import image_request
from .cell_error import cell_errors
from .run import requested, send

__all__ = ["run_cell"]


def run_cell(shell: Any, arguments: Namespace, cell: str) -> None:
    """Draw. The reply, with its `images`, is in `_`."""
    with cell_errors():
        request = image_request(
            requested(shell, arguments, cell),
            aspect=arguments.aspect,
            size=arguments.size,
            count=1 if arguments.count is None else arguments.count,
        )
        send(shell, arguments, request, lambda reply: _save(reply, arguments.save))


def _save(reply: Reply, path: str | None) -> None:
    """Each picture into a file: of several, the second is "cat-2.png" beside "cat.png"."""
    if not path:
        return
    if not reply.images:
        raise InvalidRequest(f"{path} was not written: the reply holds no image")
    file = Path(path).expanduser()
    for number, image in enumerate(reply.images, 1):
        image.save(file if number == 1 else file.with_stem(f"{file.stem}-{number}"))
