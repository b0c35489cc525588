"""Many at once: nothing is lost, no answer is wrong, and memory stays where it was.

`make load` takes a minute a pass and half a gigabyte of uploads; here it is a few seconds of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.local.conftest import running
from tests.local.load import Size, resident_bytes, run

_FULL = "GEMINI_MAGIC_FULL_LOAD" in os.environ
_SIZE = Size(seconds=60) if _FULL else Size(seconds=3, upload_bytes=50 * 2**20, rows=200)
# The allocator keeps what it once had; a leak of what goes through would be far above.
_GROWTH_BYTES = 16 * 2**20


def test_many_at_once_lose_nothing_and_leave_memory_flat(cache: Path) -> None:
    with running(cache, "--no-llm") as engine:
        first = run(engine, _SIZE)
        after_first = resident_bytes(engine)
        second = run(engine, _SIZE)
        after_second = resident_bytes(engine)
    print(f"\n{dict(first.right)}, then {dict(second.right)}; "
          f"{after_first / 2**20:.0f} MiB, then {after_second / 2**20:.0f} MiB")  # fmt: skip

    assert first.wrong + second.wrong == []
    for tally in (first, second):
        assert tally.right["file"] == 10
        assert tally.right["row"] == _SIZE.rows
        assert tally.right["stream"] >= _SIZE.streams
        assert tally.right["turn"] >= _SIZE.sessions
    assert after_second - after_first < _GROWTH_BYTES
    assert after_second < 150 * 2**20
