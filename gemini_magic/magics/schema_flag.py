"""What `--schema` names: a variable, a list of it, a JSON Schema as text, or a file with one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..chat import AnswerSchema, answer_schema
from ..errors import InvalidRequest, UnknownName

__all__ = ["schema_from_flag"]

_PLAIN: dict[str, Any] = {kind.__name__: kind for kind in (str, int, float, bool, dict, list)}
_LIST = re.compile(r"list\[(.+)\]")


def schema_from_flag(text: str | None, names: Mapping[str, Any]) -> AnswerSchema | None:
    """None where the flag is not given."""
    if text is None:
        return None
    text = text.strip()
    if text.startswith("{"):
        return answer_schema(_json(text, text))
    if text.endswith(".json"):
        return answer_schema(_json(_contents_of(text), text))
    return answer_schema(_named(text, names))


def _named(text: str, names: Mapping[str, Any]) -> Any:
    if inner := _LIST.fullmatch(text):
        item = _named(inner[1].strip(), names)
        if isinstance(item, Mapping):
            return {"type": "array", "items": item}
        return list[item]  # type: ignore[valid-type]
    if text in names:
        return names[text]
    if text in _PLAIN:
        return _PLAIN[text]
    classes = (name for name, value in names.items() if isinstance(value, type | Mapping))
    raise UnknownName("schema", text, [*(n for n in classes if not n.startswith("_")), *_PLAIN])


def _contents_of(path: str) -> str:
    try:
        return Path(path).expanduser().read_text("utf-8")
    except OSError as error:
        raise InvalidRequest(f"--schema {path!r} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"--schema {path!r} is no text in UTF-8: {error.reason}") from None


def _json(text: str, said: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InvalidRequest(f"--schema {said!r} is no JSON: {error}") from None
    if not isinstance(found, Mapping):
        raise InvalidRequest(f"--schema {said!r} is no JSON Schema; give an object")
    return found
