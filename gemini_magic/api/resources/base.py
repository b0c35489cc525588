"""How a resource's methods reach a client of either colour.

A method of a resource builds a `Call` and sends nothing. The decorators here hand the call
to the client the resource belongs to: a `Client` returns the answer, an `AsyncClient` an
awaitable of it. So each method is written once, and typed for both.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from ..call import Call, Listing

__all__ = ["Async", "Resource", "Sync", "answers", "lists", "streams"]

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Item = TypeVar("Item")


class Sync:
    """The colour of `Client`: a call returns its answer."""


class Async:
    """The colour of `AsyncClient`: a call returns an awaitable of its answer."""


Colour = TypeVar("Colour", Sync, Async)


class Resource(Generic[Colour]):
    """One REST collection. `client` sends what the methods build."""

    def __init__(self, client: Any) -> None:
        self._client = client


class _Verb(Generic[Arguments, Answer]):
    """A method that builds a call, bound to the client's way of doing it."""

    deliver: str  # the client's method that takes what was built

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Any]) -> None:
        self._build = build
        self.__doc__ = build.__doc__
        # What a user sees in help: neither `self` nor that a Call is made in between.
        signature = inspect.signature(build)
        self._signature = signature.replace(
            parameters=list(signature.parameters.values())[1:],
            return_annotation=inspect.Signature.empty,
        )

    def _bound(self, resource: Any) -> Callable[..., Any]:
        build = self._build
        deliver = getattr(resource._client, self.deliver)

        @functools.wraps(build)
        def method(*args: Any, **kwargs: Any) -> Any:
            return deliver(build(resource, *args, **kwargs))

        method.__dict__["__signature__"] = self._signature
        return method


class answers(_Verb[Arguments, Answer]):
    """A method with one answer."""

    deliver = "send"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Call[Answer]]) -> None:
        super().__init__(build)

    @overload
    def __get__(
        self, resource: Resource[Sync], owner: Any = None
    ) -> Callable[Arguments, Answer]: ...
    @overload
    def __get__(
        self, resource: Resource[Async], owner: Any = None
    ) -> Callable[Arguments, Awaitable[Answer]]: ...
    def __get__(self, resource: Any, owner: Any = None) -> Any:
        return self if resource is None else self._bound(resource)


class streams(_Verb[Arguments, Answer]):
    """A method whose answer arrives in chunks."""

    deliver = "stream"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Call[Answer]]) -> None:
        super().__init__(build)

    @overload
    def __get__(
        self, resource: Resource[Sync], owner: Any = None
    ) -> Callable[Arguments, Iterator[Answer]]: ...
    @overload
    def __get__(
        self, resource: Resource[Async], owner: Any = None
    ) -> Callable[Arguments, Awaitable[AsyncIterator[Answer]]]: ...
    def __get__(self, resource: Any, owner: Any = None) -> Any:
        return self if resource is None else self._bound(resource)


class lists(_Verb[Arguments, Item]):
    """A method whose answer has pages."""

    deliver = "pages"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Listing[Item]]) -> None:
        super().__init__(build)

    @overload
    def __get__(
        self, resource: Resource[Sync], owner: Any = None
    ) -> Callable[Arguments, Iterator[Item]]: ...
    @overload
    def __get__(
        self, resource: Resource[Async], owner: Any = None
    ) -> Callable[Arguments, Awaitable[AsyncIterator[Item]]]: ...
    def __get__(self, resource: Any, owner: Any = None) -> Any:
        return self if resource is None else self._bound(resource)
