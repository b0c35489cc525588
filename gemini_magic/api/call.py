"""Call: one HTTP call as a frozen value. Building one is pure; a client sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import MalformedResponse
from .sse import ServerSentEvent

__all__ = ["Call", "EventCall", "Listing", "RawCall", "Received", "json_of"]

Answer = TypeVar("Answer")
Wire = TypeVar("Wire", bound=BaseModel)
Item = TypeVar("Item")


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """What to send, and how to read what comes back.

    `path` is below the API version ("models/m:generateContent"); `version` overrides the
    client's. `parse` makes the answer from one JSON document. `headers` never hold a key.
    `once` is for a call that must not simply be repeated: its sender knows how to go on.
    """

    method: str
    path: str
    parse: Callable[[bytes], Answer]
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    version: str | None = None
    timeout: float | None = None
    once: bool = False

    def read(self, received: Received) -> Answer:
        """The answer in a whole response."""
        return self.parse(received.body)


@dataclass(frozen=True)
class EventCall(Call[Answer]):
    """A streamed call that reads whole events, because their type and id count too.

    `events` makes chunks of one event: none for a mark, or for what a resumed stream repeats.
    """

    events: Callable[[ServerSentEvent], Iterable[Answer]] = field(kw_only=True, repr=False)


@dataclass(frozen=True)
class RawCall(Call["Received"]):
    """A call that sends bytes, or whose answer is in the response's headers.

    `url` replaces the path altogether (an upload or download address that the service gave).
    Such an address is a capability: it is sent no key unless `keyed` says so, and no repr shows
    it. `by_base` sends it to the base URL's host, whatever host it names: a proxy stands there.
    `content` is bytes, or an object that yields bytes to both `for` and `async for`. `into` is
    asked at each attempt for what takes the body, piece by piece, so that memory need not.
    """

    parse: Callable[[bytes], Received] = field(default=lambda body: Received(200, {}, body))
    url: str = field(default="", repr=False)
    by_base: bool = False
    keyed: bool = True
    content: Any = field(default=None, repr=False)
    into: Callable[[], Callable[[bytes], object]] | None = None

    def read(self, received: Received) -> Received:
        """The response itself."""
        return received


@dataclass(frozen=True)
class Received:
    """A whole response. Header names are lower-case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)  # one may be an upload's address
    body: bytes = field(repr=False)


class _Page(Protocol):
    next_page_token: str | None


@dataclass(frozen=True)
class Listing(Generic[Item]):
    """A call whose answer has pages; `field` is where a page keeps its items.

    `token` is what the query calls the page's token: the newer surface spells it "page_token".
    """

    first: Call[Any]
    field: str
    token: str = "pageToken"

    def page(self, token: str | None) -> Call[Any]:
        """The call for one page; an absent or empty token means the first."""
        if not token:
            return self.first
        return replace(self.first, query={**self.first.query, self.token: token})

    def items(self, page: _Page) -> list[Item]:
        """The items of a page. An empty page may still have a next one."""
        return getattr(page, self.field) or []


def json_of(model: type[Wire]) -> Callable[[bytes], Wire]:
    """A parser for `Call.parse`: one JSON document as `model`."""
    validate = model.__pydantic_validator__.validate_json

    def parse(document: bytes) -> Wire:
        try:
            answer: Wire = validate(document)
        except ValidationError as error:
            raise MalformedResponse(
                f"the answer is not a {model.__name__}: {_where(error)}; it begins with "
                f"{document[:80].decode(errors='replace')!r}"
            ) from None
        return answer

    return parse


def _where(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else str(first["msg"])
