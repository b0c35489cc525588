"""Whatever a caller gives as contents → a list of `Content`, as Google's SDK reads them.

Strings, parts, media and uploaded files that stand side by side become one user message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, TypeVar

from pydantic import ValidationError

from ..errors import InvalidRequest
from .media import checked, media_part
from .types import Content, Part, WireModel

__all__ = ["contents_from", "part_from", "system_from", "wire_from"]

Wire = TypeVar("Wire", bound=WireModel)

_CONTENT_KEYS = frozenset({"parts", "role"})


def contents_from(value: Any) -> list[Content]:
    """Messages from a string, part, image, file, dict, `Content`, or a list of these."""
    contents: list[Content] = []
    for role, items in groupby(_items(value), key=_role_of):
        if role is None:
            contents += map(_content_from, items)
        else:
            contents.append(Content(role=role, parts=[part_from(item) for item in items]))
    if not contents:
        raise InvalidRequest("contents are empty; give at least a prompt")
    return contents


def _role_of(item: Any) -> str | None:
    """Whose a loose part is; None for a whole message, which says so itself."""
    if _is_content(item):
        return None
    is_call = isinstance(item, Part) and item.function_call is not None
    return "model" if is_call else "user"


def part_from(item: Any) -> Part:
    """One part from a string, a `Part`, its dict, or media: see `media_part`."""
    if isinstance(item, Part):
        return checked(item)
    if isinstance(item, Mapping):
        return checked(wire_from(Part, item, "part"))
    if (part := media_part(item)) is not None:
        return part
    if isinstance(item, str):
        return Part(text=item)
    raise InvalidRequest(
        f"a {type(item).__name__} cannot be sent; "
        "give text, a types.Part, a path, an image, an uploaded file, or a list of these"
    )


def wire_from(kind: type[Wire], value: Any, name: str) -> Wire:
    """`value` as a wire type; one that does not fit is a usage mistake."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join([name, *map(str, first["loc"])])
        raise InvalidRequest(f"{field}: {first['msg']}; got {first['input']!r}") from None


def system_from(value: Any) -> Content | None:
    """A system instruction from text, a part, a list of them, or a `Content`."""
    if value is None or value == "":
        return None
    if _is_content(value):
        return _content_from(value)
    return Content(role="user", parts=[part_from(item) for item in _items(value)])


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, (list, tuple)):
        return value
    return (value,)


def _is_content(item: Any) -> bool:
    return isinstance(item, Content) or (
        isinstance(item, Mapping) and bool(item) and set(item) <= _CONTENT_KEYS
    )


def _content_from(item: Any) -> Content:
    if isinstance(item, Mapping):
        # Google's examples write parts as bare strings too.
        parts = [part_from(p) for p in _items(item.get("parts") or ())]
        return Content(role=item.get("role") or "user", parts=parts)
    assert isinstance(item, Content)
    return item if item.role else item.model_copy(update={"role": "user"})
