"""Tool: something the model may use, and how it is run where it runs here."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from ..api.types import FunctionCall, FunctionResponse

__all__ = ["LocalTool", "Tool"]


@runtime_checkable
class Tool(Protocol):
    """Something the model may use. `declaration` is one entry of the request's `tools`."""

    @property
    def name(self) -> str:
        """What it is called, e.g. "google_search" or the function's name."""

    def declaration(self) -> dict[str, Any]:
        """The wire form, e.g. `{"googleSearch": {}}`."""


@runtime_checkable
class LocalTool(Tool, Protocol):
    """A tool that runs in this process when the model asks for it.

    It may say more: `signature` and `purpose` of it, for people; `explained(call)`, of a single
    call; `asks_first`, that each call needs approval; `asks_unless_told`, that they do unless a
    request says otherwise; `answers(name)`, which names it takes beside its own.
    """

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """The answer to a call: `{"result": …}`, media as parts beside it, or `{"error": "…"}`."""
