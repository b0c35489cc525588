"""A feature of Google's SDK: which of its methods a test drives, and what came of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

FEATURES: list[Feature] = []


@dataclass(frozen=True)
class Feature:
    """`seen` is filled by the test, for the sync and the async client."""

    name: str
    calls: tuple[str, ...]
    seen: dict[str, str] = field(default_factory=dict)


def feature(name: str, *calls: str) -> Callable[[Callable[..., str]], Callable[..., None]]:
    """Declares a test of a feature: it drives each of `calls`, and says in a few words what came.

    Names are those of the client, without `aio`; those of a chat or a session begin with its class.
    """
    declared = Feature(name, calls)
    FEATURES.append(declared)

    def declare(test: Callable[..., str]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(sdk: Any, **fixtures: Any) -> None:
            seen = test(sdk, **fixtures)

            assert not set(calls) - sdk.calls
            declared.seen[sdk.colour] = seen

        return run

    return declare
