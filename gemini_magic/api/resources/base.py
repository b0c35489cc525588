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
from ..flow import Flow, Hops

__all__ = ["Async", "Resource", "Sync", "answers", "hops", "lists", "runs", "streams"]

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


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


class _Single(_Verb[Arguments, Answer]):
    """One answer: at once, or to be awaited."""

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


class _Many(_Verb[Arguments, Answer]):
    """Many answers, one after the other."""

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


class answers(_Single[Arguments, Answer]):
    """A method with one answer, by one call."""

    deliver = "send"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Call[Answer]]) -> None:
        super().__init__(build)


class runs(_Single[Arguments, Answer]):
    """A method with one answer, by several calls."""

    deliver = "run"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Flow[Answer]]) -> None:
        super().__init__(build)


class streams(_Many[Arguments, Answer]):
    """A method whose answer arrives in chunks, by one call."""

    deliver = "stream"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Call[Answer]]) -> None:
        super().__init__(build)


class hops(_Many[Arguments, Answer]):
    """A method whose answer arrives in chunks, by several calls if need be."""

    deliver = "hop"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Hops[Answer]]) -> None:
        super().__init__(build)


class lists(_Many[Arguments, Answer]):
    """A method whose answer has pages."""

    deliver = "pages"

    def __init__(self, build: Callable[Concatenate[Any, Arguments], Listing[Answer]]) -> None:
        super().__init__(build)
