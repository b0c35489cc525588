"""`{{name}}` in a prompt, filled in once from the user's variables.

Names, attributes and constant indexes only: no calls and no expressions. What a variable
contains is never looked at again, so data cannot pull other variables into a prompt. Braces
of any other shape (JSON, code, LaTeX, templates) are left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import InvalidRequest, UnknownName

__all__ = ["fill"]

_NAME = r"[^\W\d]\w*"
_STEP = rf"""\.{_NAME}|\[\s*(?:-?\d+|'[^'\n]*'|"[^"\n]*")\s*\]"""
_FIELD = re.compile(
    # Not after a brace, nor where LaTeX puts its groups: \cmd{{x}}, ^{{x}}, _{{x}}.
    rf"(?<![{{^_])(?<!\\)(?P<command>\\[A-Za-z]+)?"
    rf"\{{\{{\s*(?P<name>{_NAME})(?P<steps>(?:{_STEP})*)\s*\}}\}}(?!\}})"
)


def fill(text: str, names: Mapping[str, Any]) -> list[Any]:
    """The prompt as pieces: its text, and the values in between, in order.

    Raises `UnknownName`, naming the near matches, for what does not exist.
    """
    pieces: list[Any] = []
    end = 0
    for found in _FIELD.finditer(text):
        if found["command"]:
            continue
        if found.start() > end:
            pieces.append(text[end : found.start()])
        pieces.append(_value_of(found["name"], found["steps"], names))
        end = found.end()
    if end < len(text):
        pieces.append(text[end:])
    return pieces


def _value_of(name: str, steps: str, names: Mapping[str, Any]) -> Any:
    if name not in names:
        raise UnknownName("variable", name, (n for n in names if not n.startswith("_")))
    value, path = names[name], name
    for step in re.findall(_STEP, steps):
        value = _attribute(value, step[1:], path) if step[0] == "." else _item(value, step, path)
        path += step
    return value


def _attribute(value: Any, name: str, path: str) -> Any:
    try:
        return getattr(value, name)
    except AttributeError:
        raise UnknownName("attribute", f"{path}.{name}", _paths(path, dir(value))) from None
    except Exception as error:  # a property of the user may raise anything
        raise InvalidRequest(_unreadable(f"{path}.{name}", error)) from None


def _item(value: Any, step: str, path: str) -> Any:
    index = ast.literal_eval(step)[0]
    try:
        return value[index]
    except Exception as error:
        if isinstance(value, Mapping) and isinstance(error, LookupError):
            known = [f"{path}[{key!r}]" for key in value]
            raise UnknownName("item", f"{path}[{index!r}]", known) from None
        raise InvalidRequest(_unreadable(f"{path}[{index!r}]", error)) from None


def _unreadable(path: str, error: Exception) -> str:
    return f"{path} cannot be read: {type(error).__name__}: {error}"


def _paths(path: str, attributes: Iterable[str]) -> list[str]:
    return [f"{path}.{name}" for name in attributes if not name.startswith("_")]
