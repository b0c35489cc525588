"""Which kind of value becomes what: one module for each, named in `KINDS`.

A kind is a module with `TYPES`, the names of types as "package.Class", and `attached`, which may
decline a value with None. Types are known by name: nothing here imports what it recognises.
"""

from __future__ import annotations

from typing import Any, Protocol

from ...errors import GeminiError, InvalidRequest
from ..attachment import Attachment, Terms
from . import (
    array,
    code,
    data,
    display,
    figure,
    file,
    link,
    made,
    parts,
    picture,
    sound,
    table,
    text,
    uploaded,
)

__all__ = ["KINDS", "Kind", "attached"]


class Kind(Protocol):
    """How values of some types become parts."""

    @property
    def TYPES(self) -> tuple[str, ...]: ...

    def attached(self, value: Any, name: str, terms: Terms, /) -> Attachment | None: ...


KINDS: tuple[Kind, ...] = (
    parts,
    made,
    uploaded,
    table,
    figure,
    picture,
    sound,
    array,
    file,
    link,
    data,
    code,
    display,
    text,
)
"""In this order they are asked; the first that does not decline has it."""


def attached(value: Any, name: str = "", terms: Terms | None = None) -> Attachment | None:
    """What the value becomes; None for what is best said by its own text, where it stands.

    `name` is what the user calls it. Raises `InvalidRequest` for what cannot be sent.
    """
    terms = Terms() if terms is None else terms
    if isinstance(value, list) and (several := _several(value, name, terms)) is not None:
        return several
    types = _type_names(value)
    for kind in KINDS:
        if types.isdisjoint(kind.TYPES):
            continue
        try:
            found = kind.attached(value, name, terms)
        except GeminiError:
            raise
        except Exception as error:  # values draw and print themselves, and may raise anything
            raise InvalidRequest(
                f"{name or 'a value'!r} cannot be sent: {type(error).__name__}: {error}"
            ) from error
        if found is not None:
            return found
    return None


def _several(values: list[Any], name: str, terms: Terms) -> Attachment | None:
    """A list of nothing but media, as so many of them; of other lists the text is sent."""
    found: list[Attachment] = []
    for at, value in enumerate(values):
        try:
            one = attached(value, f"{name}[{at}]", terms)
        except RecursionError:  # a list that holds itself
            return None
        if one is None or any(part.text is not None for part in one.parts):
            return None
        found.append(one)
    if not found:
        return None
    parts = tuple(part for one in found for part in one.parts)
    return Attachment(parts, tuple(sent for one in found for sent in one.sent))


def _type_names(value: Any) -> set[str]:
    """The types of a value as "pandas.DataFrame": by package, as modules inside it move."""
    return {f"{t.__module__.partition('.')[0]}.{t.__name__}" for t in type(value).__mro__}
