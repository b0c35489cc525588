"""Whatever a caller gives as the input of an interaction, in the words of its dialect."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from ..errors import InvalidRequest
from .contents import part_from
from .types import Part, SnakeModel

__all__ = ["content_from", "format_from", "input_from", "items_from", "plain", "tools_from"]

_CONTENTS = frozenset({"text", "image", "audio", "video", "document"})
_FORMATS = frozenset({"text", "image", "audio", "video"})


def input_from(value: Any) -> Any:
    """Text as it is; contents that stand side by side become one step of the user's.

    A content is a dict with a `type`, a type of ours, text, a `types.Part`, an image or an
    uploaded file.
    """
    if isinstance(value, str):
        return value
    if not _is_list(value):
        item = _item_from(value)
        return item if _is_content(item) else [item]
    steps: list[Any] = []
    for is_content, group in groupby(items_from(value), key=_is_content):
        items = list(group)
        steps += [{"type": "user_input", "content": items}] if is_content else items
    if not steps:
        raise InvalidRequest("input is empty; give at least a prompt")
    return steps


def items_from(value: Any) -> list[dict[str, Any]]:
    """Contents or steps as JSON objects."""
    return [_item_from(item) for item in (value if _is_list(value) else [value])]


def _item_from(item: Any) -> dict[str, Any]:
    """A content or a step as a JSON object."""
    if isinstance(item, SnakeModel) or (isinstance(item, Mapping) and "type" in item):
        wire: dict[str, Any] = plain(item, "input")
        return wire
    return content_from(part_from(item))


def content_from(part: Part) -> dict[str, Any]:
    """Text or media of the older dialect in the newer one."""
    if part.text is not None:
        return {"type": "text", "text": part.text}
    if part.inline_data is not None:
        data = part.to_wire()["inlineData"].get("data")
        media: dict[str, Any] = {"data": data}
        mime_type = part.inline_data.mime_type
    elif part.file_data is not None:
        media = {"uri": part.file_data.file_uri}
        mime_type = part.file_data.mime_type
    else:
        raise InvalidRequest(f"a {part.kind} part cannot be a message of an interaction")
    if mime_type:
        media["mime_type"] = mime_type
    return {"type": _media_kind(mime_type), **media}


def _media_kind(mime_type: str | None) -> str:
    # An address without a type is a YouTube link: everything else is known by its name.
    kind = (mime_type or "video/").partition("/")[0]
    return kind if kind in _CONTENTS - {"text"} else "document"


def tools_from(tools: Any) -> list[dict[str, Any]]:
    """Tools as JSON objects that say their `type`."""
    found = []
    for tool in tools if _is_list(tools) else [tools]:
        if isinstance(tool, Mapping) and tool.get("type"):
            found.append(plain(tool, "tools"))
            continue
        name = getattr(tool, "__name__", None)
        # Not its repr: the headers of an MCP server hold secrets.
        shown = f"a dict with {sorted(tool)}" if isinstance(tool, Mapping) else repr(tool)
        what = f"{name}() is a Python function" if callable(tool) and name else shown
        raise InvalidRequest(
            f"{what}; a tool of an interaction is a dict with a type, e.g. "
            "{'type': 'google_search'}; to have functions called, ask by a chat"
        )
    return found


def format_from(value: Any) -> Any:
    """A pydantic class or a JSON schema as the format that asks for it; formats as they are."""
    if _is_list(value):
        return [format_from(item) for item in value]
    if isinstance(value, type) and issubclass(value, BaseModel):
        value = value.model_json_schema()
    wire = plain(value, "response_format")
    if wire.get("type") in _FORMATS:
        return wire
    return {"type": "text", "mime_type": "application/json", "schema": wire}


def plain(value: Any, name: str) -> Any:
    """JSON from dicts, types of this dialect and lists of them; bytes become base64."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, SnakeModel):
        return value.to_wire()
    if isinstance(value, Mapping):
        return {key: plain(item, f"{name}.{key}") for key, item in value.items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Iterable):
        return [plain(item, name) for item in value]
    raise InvalidRequest(
        f"{name}: a {type(value).__name__} cannot be sent here; give a dict in snake_case"
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _is_content(item: Mapping[str, Any]) -> bool:
    return item.get("type") in _CONTENTS
