"""Budget: refuses a call whose estimate exceeds what is left, before it is sent."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from ..api.call import Call
from ..errors import InvalidRequest, OverBudget
from ..ledger import Guard
from .estimate import estimate

__all__ = ["Budget", "all_of", "dollars_from"]


class Budget:
    """So many US dollars, of which `spent` says how many are gone.

    A call under way counts by its estimate, so that several at once do not each find the whole
    rest. Without `spent` it counts all its calls by their estimates. A model without a known
    price passes, with one warning. Usable from any thread.
    """

    def __init__(
        self, dollars: float, spent: Callable[[], float] | None = None, *, name: str = "the budget"
    ) -> None:
        self.dollars = dollars
        self._spent = spent
        self._name = name
        self._under_way = 0.0
        self._lock = threading.Lock()
        self._unpriced: set[str] = set()

    @property
    def spent(self) -> float:
        """US dollars that are gone, calls under way included."""
        return self._under_way + (self._spent() if self._spent is not None else 0.0)

    @contextmanager
    def __call__(self, call: Call[Any]) -> Iterator[None]:
        """Around the sending of a call. Raises `OverBudget`."""
        guess = estimate(call)
        if (cost := guess.cost) is None:
            self._warn_of(guess.model)
            yield
            return
        with self._lock:
            left = self.dollars - self.spent
            if cost.dollars > left:
                raise OverBudget(
                    f"about ${cost.dollars:.4f} for this call is more than {self._name} of "
                    f"${self.dollars:.4f} leaves (${max(left, 0):.4f}); nothing was sent: raise "
                    "it, or ask for less"
                )
            self._under_way += cost.dollars
        try:
            yield
        finally:
            if self._spent is not None:  # it knows by now what the call has cost
                with self._lock:
                    self._under_way -= cost.dollars

    def _warn_of(self, model: str) -> None:
        if model not in self._unpriced:
            self._unpriced.add(model)
            warnings.warn(
                f"no price is known for {model!r}: {self._name} does not count what it costs",
                stacklevel=2,
            )


def all_of(guards: Sequence[Guard]) -> Guard:
    """All guards, one within the other."""

    @contextmanager
    def guard(call: Call[Any]) -> Iterator[None]:
        with ExitStack() as stack:
            for one in guards:
                stack.enter_context(one(call))
            yield

    return guard


def dollars_from(text: str) -> float:
    """An amount, "0.50" or "$0.50"."""
    try:
        amount = float(text.strip().removeprefix("$"))
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise InvalidRequest(f"{text!r} is no amount of US dollars; write e.g. 0.50")
    return amount
