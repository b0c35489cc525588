"""How things are measured: round by round, so that what is compared has met the same machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

__all__ = ["RUNS", "Rounds", "cpu_rounds", "rounds"]

RUNS = 5


@dataclass(frozen=True)
class Rounds:
    """What each contestant took in each round."""

    taken: Mapping[str, list[float]]

    def median(self, name: str) -> float:
        """The middle one of its rounds."""
        return median(self.taken[name])

    def ratio(self, name: str, other: str) -> float:
        """How many times `other` it takes: the middle one of the ratios, not a ratio of middles."""
        pairs = zip(self.taken[name], self.taken[other], strict=True)
        return median(one / two for one, two in pairs)


def rounds(contestants: Mapping[str, Callable[[], float]], runs: int = RUNS) -> Rounds:
    """Let them measure themselves in turn, after a round that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(runs + 1):
        for name, measured in contestants.items():
            value = measured()
            if number:
                taken[name].append(value)
    return Rounds(taken)


def cpu_rounds(contestants: Mapping[str, Callable[[], object]], *, per: int = 1) -> Rounds:
    """CPU time of this process in microseconds, divided by `per`."""

    def timed(work: Callable[[], object]) -> Callable[[], float]:
        def measured() -> float:
            begun = time.process_time()
            work()
            return (time.process_time() - begun) / per * 1e6

        return measured

    return rounds({name: timed(work) for name, work in contestants.items()})
