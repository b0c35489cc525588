"""Append-only values that stay immutable to whoever holds them.

A fold that copies the text for every delta is quadratic. Here all versions of one value share
one buffer, and each knows how much of it is its own: appending to the newest version is O(1),
appending to an older one copies first. Nobody sees a value change.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Generic, TypeVar

__all__ = ["GrowingText", "GrowingTuple"]

Item = TypeVar("Item")


class GrowingText:
    """Text that grows at its end."""

    __slots__ = ("_buffer", "_length")

    def __init__(self, text: str = "") -> None:
        self._buffer = io.StringIO()
        self._length = self._buffer.write(text)

    def plus(self, text: str) -> GrowingText:
        """This text with `text` behind it."""
        buffer = self._buffer
        if buffer.tell() != self._length:  # somebody appended to this version before
            return GrowingText(str(self) + text)
        grown = GrowingText.__new__(GrowingText)
        grown._buffer = buffer
        grown._length = self._length + buffer.write(text)
        # The buffer keeps what was written piece by piece, at some 60 bytes each, until it is
        # read: read it whenever the length has reached another power of two.
        if grown._length ^ self._length > self._length:
            buffer.getvalue()
        return grown

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return self._buffer.getvalue()[: self._length]

    def __repr__(self) -> str:
        return f"GrowingText({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GrowingText) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[type[GrowingText], tuple[str]]:
        return GrowingText, (str(self),)


class GrowingTuple(Generic[Item]):
    """A sequence that grows at its end."""

    __slots__ = ("_items", "_length")

    def __init__(self, items: tuple[Item, ...] = ()) -> None:
        self._items = list(items)
        self._length = len(self._items)

    def plus(self, item: Item) -> GrowingTuple[Item]:
        """This sequence with `item` behind it."""
        if len(self._items) != self._length:
            return GrowingTuple((*self, item))
        grown: GrowingTuple[Item] = GrowingTuple.__new__(GrowingTuple)
        self._items.append(item)
        grown._items = self._items
        grown._length = self._length + 1
        return grown

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items[: self._length])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GrowingTuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"GrowingTuple({tuple(self)!r})"

    def __reduce__(self) -> tuple[type[GrowingTuple[Item]], tuple[tuple[Item, ...]]]:
        return GrowingTuple, (tuple(self),)
