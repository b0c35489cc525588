"""Prompt: text with values in it, as the parts of one message."""

from __future__ import annotations

from typing import Any

from ..api.types import Part
from .attachment import Attachment, Sent, Terms
from .kinds import attached

__all__ = ["Prompt"]


class Prompt:
    """Parts in the order they are added; text in as few as possible, and what is said of them."""

    def __init__(self, terms: Terms | None = None) -> None:
        self._terms = Terms() if terms is None else terms
        self._parts: list[Part] = []
        self._text = ""
        self._is_after_block = False
        self._sent: list[Sent] = []

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts so far."""
        return (*self._parts, Part(text=self._text)) if self._text else tuple(self._parts)

    @property
    def sent(self) -> tuple[Sent, ...]:
        """What a reader is told of them."""
        return tuple(self._sent)

    def write(self, text: str) -> None:
        """A piece of the user's own text."""
        if not text:
            return
        if self._is_after_block:
            self._text += "\n\n"
            text = text.lstrip(" ").removeprefix("\n").removeprefix("\n")
        self._text += text
        self._is_after_block = False

    def put(self, value: Any, name: str) -> tuple[Part, ...]:
        """A value in its place: attached, or its text where that is short. Gives what it became."""
        if (found := attached(value, name, self._terms)) is not None:
            self.attach(found)
            return found.parts
        self.write(str(value))
        return (Part(text=str(value)),)

    def attach(self, attachment: Attachment) -> None:
        """Parts of a value; text among them stands apart from what is around it."""
        for part in attachment.parts:
            if part.kind == "text":
                self._write_apart(part.text or "")
            else:
                if self._text:
                    self._parts.append(Part(text=self._text))
                self._parts.append(part)
                self._text, self._is_after_block = "", False
        self._sent += attachment.sent

    def _write_apart(self, block: str) -> None:
        if self._text:
            self._text = self._text.rstrip(" \n") + "\n\n"
        self._text += block
        self._is_after_block = True
