"""Functions and classes: their source."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

from ...api.types import Part
from ...errors import InvalidRequest
from ..attachment import Attachment, Terms
from ..fencing import fenced, named

__all__ = ["TYPES", "attached"]

TYPES = ("builtins.function", "builtins.method", "builtins.type")


def attached(value: Any, name: str, terms: Terms) -> Attachment | None:
    """As it stands in its file or cell."""
    try:
        source = textwrap.dedent(inspect.getsource(value)).rstrip("\n")
    except (OSError, TypeError):
        raise InvalidRequest(
            f"the source of {name or value.__name__!r} is not to be found; "
            "what is written in C, or was made by exec, has none"
        ) from None
    what = "a class" if isinstance(value, type) else "a function"
    told = fenced(source, named(name or value.__name__, f"{what} in Python"), "python")
    count = source.count("\n") + 1
    note = f"{count:,} line{'s' * (count != 1)}"
    return Attachment.of(Part(text=told), name or value.__name__, "code", note)
