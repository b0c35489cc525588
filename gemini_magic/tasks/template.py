"""Template: a prompt with {{names}}, whose values are given later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..api.contents import part_from
from ..api.types import Part
from ..errors import InvalidRequest, UnknownName

__all__ = ["Template"]

_FIELD = re.compile(r"(?<!\{)\{\{\s*([^\W\d]\w*)\s*\}\}(?!\})")


class Template:
    """Filled in once: what a value holds is never looked at for names."""

    def __init__(self, text: str) -> None:
        self.text = text.strip("\n")
        if not self.text.strip():
            raise InvalidRequest("the prompt is empty")

    @property
    def names(self) -> list[str]:
        """The names in it, each once, in their order."""
        return list(dict.fromkeys(_FIELD.findall(self.text)))

    def fill(self, values: Mapping[str, Any]) -> tuple[Part, ...]:
        """The prompt with these values: images and parts as such, all else as text.

        Raises `UnknownName` for a name that has no value.
        """
        parts: list[Part] = []
        text = ""
        for number, piece in enumerate(_FIELD.split(self.text)):
            if number % 2 == 0:
                text += piece
                continue
            if piece not in values:
                raise UnknownName("placeholder", piece, values)
            if (media := _media_in(values[piece])) is None:
                text += str(values[piece])
                continue
            parts += [Part(text=text), media] if text else [media]
            text = ""
        return (*parts, Part(text=text)) if text else tuple(parts)


def _media_in(value: Any) -> Part | None:
    if value is None or isinstance(value, str | int | float | Mapping):
        return None
    try:
        return part_from(value)
    except InvalidRequest:
        return None
