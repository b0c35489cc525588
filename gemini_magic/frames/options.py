"""How rows are asked: the options that every method takes, under the names of `Request`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from ..chat import Request
from ..errors import UnknownName
from ..settings import CacheMode
from ..tasks.pace import Pacing
from ..tools import tools_from

__all__ = ["Options", "checked", "request_from"]


class Options(TypedDict, total=False):
    """All of them may be left out.

    image, file      a column, or several, whose paths, addresses or pictures go with each prompt
    model, system, temperature, think, config, timeout, tools     as in a cell
    retry_schema     an answer that does not fit its schema is asked for once more
    into             the name of the answer's column; of several, what stands before their names
    mode             "now" asks at once; "batch" sends jobs, at half the price, and gives a `Job`;
                     "estimate" sends nothing, and says what the others would take
    cache            "use" takes what the ledger holds, "refresh" asks anew, "only" never asks,
                     "off" asks even equal rows one by one and keeps nothing
    at_once          requests under way at most, or a pace to be shared with other runs
    max_cost         US dollars; what would cost more is refused before anything is sent
    progress         True or False; else it is shown where somebody may be watching
    """

    image: str | Sequence[str]
    file: str | Sequence[str]
    model: str
    system: str
    temperature: float
    think: str | int
    config: Mapping[str, Any]
    timeout: float
    tools: Any
    retry_schema: bool
    into: str
    mode: str
    cache: CacheMode
    at_once: int | Pacing
    max_cost: float
    progress: bool | None


_OF_REQUESTS = ("model", "system", "temperature", "think", "config", "timeout", "retry_schema")


def checked(options: Mapping[str, Any]) -> Options:
    """The options, if all of them are known; else `UnknownName`, with those that look alike."""
    for name in options:
        if name not in Options.__annotations__:
            raise UnknownName("option", name, Options.__annotations__)
    return cast(Options, dict(options))


def request_from(options: Options, **fields: Any) -> Request:
    """What is asked of every row, but for the parts."""
    given: dict[str, Any] = {name: options.get(name) for name in _OF_REQUESTS if name in options}
    return Request((), tools=tools_from(options.get("tools", ())), **given, **fields)
