"""`session.send(input=…)`: the older way to say anything, told apart by its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import InvalidRequest
from ..contents import wire_from
from ..types import (
    Blob,
    FunctionResponse,
    LiveClientContent,
    LiveClientRealtimeInput,
    LiveClientToolResponse,
    WireModel,
)
from .frames import Frame, client_content, tool_response

__all__ = ["frame_from"]

_FORMS: dict[str, type[WireModel]] = {
    "turns": LiveClientContent,
    "turn_complete": LiveClientContent,
    "media_chunks": LiveClientRealtimeInput,
    "function_responses": LiveClientToolResponse,
    "data": Blob,
    "response": FunctionResponse,
}


def frame_from(value: Any, end_of_turn: bool) -> Frame:
    """The frame for text, messages, media or function responses, typed or as dicts."""
    if value is None or value == "" or value == []:
        return client_content(None, True)
    items = [_typed(item) for item in (value if isinstance(value, (list, tuple)) else [value])]
    first = items[0]
    if isinstance(first, LiveClientContent):
        return client_content(first.turns, bool(first.turn_complete))
    if isinstance(first, LiveClientRealtimeInput):
        return {"realtimeInput": first.to_wire()}
    if isinstance(first, LiveClientToolResponse):
        return tool_response(first.function_responses or [])
    if all(isinstance(item, FunctionResponse) for item in items):
        return tool_response(items)
    if all(isinstance(item, Blob) for item in items):
        return {"realtimeInput": {"mediaChunks": [item.to_wire() for item in items]}}
    if any(isinstance(item, (Blob, FunctionResponse)) for item in items):
        raise InvalidRequest("input mixes media, answers and messages; send them one by one")
    return client_content(items, end_of_turn)


def _typed(item: Any) -> Any:
    """A dict as the type that its keys tell; anything else as it is."""
    if not isinstance(item, Mapping):
        return item
    if "content" in item:  # an older name
        item = {"turns": item["content"], **{k: v for k, v in item.items() if k != "content"}}
    kind = next((kind for key, kind in _FORMS.items() if key in item), None)
    return item if kind is None else wire_from(kind, item, "input")
