"""Pictures take much memory for a moment: one is made at a time, and what it took is given back."""

import ctypes
import functools
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_M_MMAP_THRESHOLD = -3  # malloc.h
_LARGE = 1 << 20
_lock = threading.RLock()


@contextmanager
def one_picture() -> Iterator[None]:
    """Only one thread at a time is inside; the same thread may enter again."""
    _give_large_blocks_back()
    with _lock:
        yield


@functools.cache
def _give_large_blocks_back() -> None:
    """Keeps glibc from raising its threshold, above which freed blocks go back to the system."""
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and does so anyway
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
