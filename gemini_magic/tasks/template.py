"""Template: a prompt with {{names}}, whose values are given later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api.types import Part
from ..attach import Prompt
from ..attach.interpolation import fill, names_in
from ..errors import InvalidRequest

__all__ = ["Template"]


class Template:
    """Filled in once, as a cell is: what a value holds is never looked at for names."""

    def __init__(self, text: str) -> None:
        self.text = text.strip("\n")
        if not self.text.strip():
            raise InvalidRequest("the prompt is empty")

    @property
    def names(self) -> list[str]:
        """The names in it, each once, in their order."""
        return names_in(self.text)

    def fill(self, values: Mapping[str, Any]) -> tuple[Part, ...]:
        """The prompt with these values, each as a cell would attach it.

        Raises `UnknownName` for a name that has no value.
        """
        prompt = Prompt()
        self.write(prompt, values)
        return prompt.parts

    def write(self, prompt: Prompt, values: Mapping[str, Any]) -> None:
        """The same behind what the prompt holds already."""
        for piece in fill(self.text, values, "placeholder"):
            if isinstance(piece, str):
                prompt.write(piece)
            elif piece.is_plain:
                prompt.write(str(piece.value))
            else:
                prompt.put(piece.value, piece.name)
