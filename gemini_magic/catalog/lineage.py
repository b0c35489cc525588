"""What a model's id says of it: its kind and its version."""

from __future__ import annotations

import re

__all__ = ["kind_of", "version_of"]

_KINDS = ("flash-lite", "flash", "pro", "image", "tts", "live", "embedding")


def kind_of(model: str) -> str:
    """The kind, by which models replace each other; empty where the id says none."""
    return next((kind for kind in _KINDS if kind in model), "")


def version_of(model: str) -> list[int]:
    """The first two numbers of the id: [3, 1] of "gemini-3.1-pro-preview"."""
    return [int(number) for number in re.findall(r"\d+", model)[:2]]
