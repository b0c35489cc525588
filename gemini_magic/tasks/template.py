"""Template: a prompt with {{names}}, whose values are given later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..api.types import Part
from ..attach import Prompt
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
        """The prompt with these values, each as a cell would attach it.

        Raises `UnknownName` for a name that has no value.
        """
        prompt = Prompt()
        self.write(prompt, values)
        return prompt.parts

    def write(self, prompt: Prompt, values: Mapping[str, Any]) -> None:
        """The same behind what the prompt holds already."""
        for number, piece in enumerate(_FIELD.split(self.text)):
            if number % 2 == 0:
                prompt.write(piece)
                continue
            if piece not in values:
                raise UnknownName("placeholder", piece, values)
            prompt.put(values[piece], piece)
