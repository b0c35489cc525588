"""`{{name}}` in a prompt, filled in once: from a cell's variables, or from the row of a table.

Names, attributes and constant indexes only: no calls and no expressions. What a variable
contains is never looked at again, so data cannot pull other variables into a prompt. Braces
of any other shape (JSON, code, LaTeX, templates) are left alone. What becomes of the values is not
decided here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..errors import InvalidRequest, UnknownName

__all__ = ["Field", "fill", "named_value", "names_in"]

_NAME = r"[^\W\d]\w*"
_STEP = rf"""\.{_NAME}|\[\s*(?:-?\d+|'[^'\n]*'|"[^"\n]*")\s*\]"""
_GROUPS = r"(?:\[[^\[\]{}\n]*\]|\{[^{}\n]*\}|\{\{[^{}\n]*\}\})*"  # of a command, so far
_FIELD = re.compile(
    # Not after a brace, nor where LaTeX puts its groups: \cmd{{x}}, \cmd{a}{{x}}, ^{{x}}, _{{x}}.
    rf"(?<![{{^_])(?<!\\)(?P<command>\\[A-Za-z]+{_GROUPS})?"
    rf"\{{\{{\s*(?P<name>{_NAME})(?P<steps>(?:{_STEP})*)(?P<plain>!s)?\s*\}}\}}(?!\}})"
)


_EXPRESSION = re.compile(rf"(?P<name>{_NAME})(?P<steps>(?:{_STEP})*)")


class Field(NamedTuple):
    """A value in a prompt, and how it is called there.

    `is_plain` where `{{name!s}}` asks for its text as it stands.
    """

    name: str
    value: Any
    is_plain: bool = False


def fill(text: str, names: Mapping[str, Any], kind: str = "variable") -> list[str | Field]:
    """The prompt as pieces: its text, and the fields in between, in order.

    Raises `UnknownName`, naming the near matches, for what does not exist; `kind` is what the
    names are called there.
    """
    pieces: list[str | Field] = []
    end = 0
    for found in _FIELD.finditer(text):
        if found["command"]:
            continue
        if found.start() > end:
            pieces.append(text[end : found.start()])
        value = _value_of(found["name"], found["steps"], names, kind)
        pieces.append(Field(found["name"] + found["steps"], value, bool(found["plain"])))
        end = found.end()
    if end < len(text):
        pieces.append(text[end:])
    return pieces


def names_in(text: str) -> list[str]:
    """The names that the fields of a prompt begin with, each once, in their order."""
    found = (field["name"] for field in _FIELD.finditer(text) if not field["command"])
    return list(dict.fromkeys(found))


def named_value(expression: str, names: Mapping[str, Any]) -> Field | None:
    """What `name`, `name.attr` or `name[0]` stands for; None where there is no such variable."""
    found = _EXPRESSION.fullmatch(expression.strip())
    if found is None or found["name"] not in names:
        return None
    return Field(expression.strip(), _value_of(found["name"], found["steps"], names))


def _value_of(name: str, steps: str, names: Mapping[str, Any], kind: str = "variable") -> Any:
    if name not in names:
        raise UnknownName(kind, name, (n for n in names if not n.startswith("_")))
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
