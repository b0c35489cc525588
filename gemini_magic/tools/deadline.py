"""A deadline for a function of the user's, which knows nothing of it."""

from __future__ import annotations

import contextvars
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

__all__ = ["TooLate", "in_time"]

Result = TypeVar("Result")


class TooLate(BaseException):
    """A function took too long. No `Exception`: the function's own handlers must not take it."""


def in_time(do: Callable[[], Result], seconds: float | None) -> Result:
    """What `do` returns, if it does so in time; else `TooLate`.

    In the main thread of a Unix an alarm stops the function where it stands, as an interrupt
    would; there alone a connection to SQLite, a figure or the shell can be used. Elsewhere
    nothing can stop it: it is left to itself, and the message says so.
    """
    if seconds is None:
        return do()
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and hasattr(signal, "setitimer"):
        return _until_alarm(do, seconds)
    return _in_thread(do, seconds)


def _until_alarm(do: Callable[[], Result], seconds: float) -> Result:
    def ring(*_: Any) -> None:
        raise TooLate(f"stopped after {seconds:g} s, which is its time limit")

    before = signal.signal(signal.SIGALRM, ring)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            return do()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)


def _in_thread(do: Callable[[], Result], seconds: float) -> Result:
    outcome: Future[Result] = Future()

    def work() -> None:
        try:
            outcome.set_result(do())
        except BaseException as error:  # whatever it is, it belongs to the caller
            outcome.set_exception(error)

    # What it prints goes where the caller's output goes.
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(work,), daemon=True).start()
    try:
        return outcome.result(seconds)
    except TimeoutError:
        if outcome.done():  # the function's own
            raise
        raise TooLate(
            f"not done after {seconds:g} s, which is its time limit; it cannot be stopped here "
            "and goes on in the background"
        ) from None
