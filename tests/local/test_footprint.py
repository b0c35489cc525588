"""What the engine costs the machine: its memory with all skills in use, and nothing when idle."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import MODEL, Engine, running
from tests.local.load import resident_bytes

_MIB = 2**20
_ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (MODEL, "What does itertools.groupby do in Python?", {"tools": [{"googleSearch": {}}]}),
    (MODEL, "Plot sin(x) from 0 to 10", {"tools": [{"codeExecution": {}}]}),
    (MODEL, "Museums in Paris", {"tools": [{"googleMaps": {}}]}),
    ("gemini-3-pro-image", "A red house under a yellow sun", {}),
    ("gemini-2.5-flash-preview-tts", "Good morning.",
     {"generationConfig": {"responseModalities": ["AUDIO"]}}),
)  # fmt: skip


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc")
def test_with_all_skills_in_use_it_stays_small_and_idles_for_free(cache: Path) -> None:
    with running(cache, "--no-llm") as engine:
        for model, prompt, more in _ASKED:
            body = {"contents": [{"role": "user", "parts": [{"text": prompt}]}], **more}
            engine.post("generateContent", body, model_id=model)
        _settle(engine)
        before = _cpu_ticks(engine)
        time.sleep(2)

        assert _cpu_ticks(engine) - before <= 1
        assert resident_bytes(engine) < 150 * _MIB


@pytest.mark.llm
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="memory is read from /proc")
def test_with_smollm2_it_stays_below_600_mib(writer: Engine) -> None:
    pytest.importorskip("xllamacpp")
    writer.ask("Write a sentence about the sea.")

    assert resident_bytes(writer) < 600 * _MIB


def _settle(engine: Engine) -> None:
    """Wait until nothing is being done any more, such as workers being ended."""
    before = -1
    for _ in range(50):
        now = _cpu_ticks(engine)
        if now == before:
            return
        before = now
        time.sleep(0.2)


def _cpu_ticks(engine: Engine) -> int:
    """CPU time of the process, in ticks of a hundredth of a second."""
    fields = Path(f"/proc/{engine.process.pid}/stat").read_text().rpartition(")")[2].split()
    assert os.sysconf("SC_CLK_TCK") == 100
    return int(fields[11]) + int(fields[12])
