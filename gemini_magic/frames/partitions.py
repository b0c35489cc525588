"""`ddf.gemini`: the same methods on a Dask DataFrame, whose workers ask partition by partition.

A partition has a ledger of its own while it is asked, so that workers never wait for each other;
what a killed one has written down is not asked again. Done, it enters the ledger of all. How many
requests may be under way in the whole cluster is a semaphore of Dask's scheduler.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import distributed
from dask.base import tokenize
from dask.system import CPU_COUNT

from ..errors import InvalidRequest
from ..ledger import Ledger
from ..ledger.merge import Part, merge
from ..session import Session, current, used
from ..tasks.pace import AT_ONCE
from .classify import classify
from .extract import extract
from .map import map as map_
from .score import score

__all__ = ["Partitioned"]

_SECONDS = 0.2  # for each further lane: who is first need not take all


class Place(NamedTuple):
    """Where answers are written down, and how many requests a partition may have under way.

    `lanes` are those of the cluster, one for each request, of which a partition takes `share` at
    most; None where this process is all there is.
    """

    ledger: Path | None
    lanes: distributed.Semaphore | None
    share: int

    @classmethod
    def here(cls, ledger: Ledger | None, at_once: int) -> Place:
        """As this process sees it, which knows the cluster."""
        path = None if ledger is None else ledger.path.absolute()
        try:
            client = distributed.get_client()
        except ValueError:
            return cls(path, None, max(1, at_once // CPU_COUNT))
        slots = max(1, sum(client.nthreads().values()))
        name = f"gemini-magic-{at_once}"
        lanes = distributed.Semaphore(max_leases=at_once, name=name)
        return cls(path, lanes, max(1, at_once // slots))


def _lazily(function: Callable[..., Any]) -> Callable[..., Any]:
    """The method: what it gives is typed at once, and asked when it is computed."""

    @functools.wraps(function)
    def method(self: Partitioned, *args: Any, at_once: int = AT_ONCE, **options: Any) -> Any:
        data, session = self._data, current()
        if options.get("mode", "now") != "now":
            raise InvalidRequest(
                f"mode={options['mode']!r} is not for the partitions of a cluster; the service "
                "does that work: df.compute().gemini, part by part if need be"
            )
        options = {"model": session.model, **options, "progress": False}
        if (limit := _limit(session, options.get("max_cost"))) is not None:
            options["max_cost"] = limit / data.npartitions
        asked = functools.partial(
            _answered,
            function=function,
            args=args,
            options=options,
            place=Place.here(session.ledger, at_once),
        )
        meta = function(data._meta, *args, **options)
        return data.map_partitions(asked, meta=meta)

    return method


class Partitioned:
    """Asks Gemini of the rows of a Dask DataFrame or Series: `ddf.gemini`.

    As `df.gemini`, with these differences: nothing is asked before `compute`; `at_once` holds for
    the whole cluster; `max_cost` is shared out evenly among the partitions. The workers take the
    key from their own environment; it is in no task.
    """

    def __init__(self, data: Any) -> None:
        self._data = data

    map = _lazily(map_)
    extract = _lazily(extract)
    classify = _lazily(classify)
    score = _lazily(score)


def _answered(
    frame: Any,
    *,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    options: Mapping[str, Any],
    place: Place,
) -> Any:
    """One partition, at a worker."""
    if not len(frame):
        return function(frame, *args, **options)
    name = tokenize(frame, function.__name__, args)
    with _lanes(place) as at_once, _written_down(place, name) as session, used(session):
        return function(frame, *args, at_once=at_once, **options)


@contextmanager
def _lanes(place: Place) -> Iterator[int]:
    """So many requests may be under way until this ends: one at least."""
    if place.lanes is None:
        yield place.share
        return
    with ExitStack() as held:
        taken = 0
        while taken < place.share and place.lanes.acquire(timeout=_SECONDS if taken else None):
            held.callback(place.lanes.release)
            taken += 1
        yield taken


@contextmanager
def _written_down(place: Place, name: str) -> Iterator[Session]:
    """A session whose ledger is that of this partition, and in the end that of all."""
    if place.ledger is None:
        with closing(Session()) as session:
            yield session
        return
    path = place.ledger.with_suffix(".parts") / f"{name}.sqlite"
    with closing(Session(ledger=Part(path, place.ledger))) as session:
        yield session
    with closing(Ledger(place.ledger)) as whole:
        merge(whole, path)


def _limit(session: Session, max_cost: float | None) -> float | None:
    left = None if session.budget is None else session.budget.dollars - session.budget.spent
    limits = [one for one in (max_cost, left) if one is not None]
    return min(limits, default=None)
