"""A run over an unsteady service that is killed on the way, or interrupted, and run again."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gemini_magic as gm
from gemini_magic import session
from tests.local.conftest import KEY, running
from tests.scripted import Answer, Exchange, ScriptedGemini, chunk, whole

ROWS, AT_ONCE = 400, 16
ASK = "What is {{n}} + {{n}}?"
PROGRAM = f"""
import pandas as pd, gemini_magic as gm
gm.map(pd.DataFrame({{"n": range({ROWS})}}), {ASK!r}, at_once={AT_ONCE})
"""


@pytest.fixture
def unsteady(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An engine that refuses 5 % and fails 1 %; its log."""
    (log := tmp_path / "log.jsonl").touch()
    options = ("--no-llm", "--no-speech", "--log", str(log), "--seed", "3", "--latency", "0.02",
               "--fail", "429:0.05", "--fail", "500:0.01")  # fmt: skip
    with running(tmp_path, *options) as engine:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", engine.url)
        monkeypatch.setenv("GOOGLE_API_KEY", KEY)
        monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
        session.drop()
        yield log
        session.drop()


def kept(ledger: Path) -> int:
    """How many answers a ledger holds, that another process writes."""
    try:
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])
    except sqlite3.OperationalError:  # it is not there yet
        return 0


def test_a_killed_run_is_finished_by_running_it_again(unsteady: Path, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], env=dict(os.environ)) as killed:
        while kept(tmp_path / "ledger.sqlite") < ROWS / 3:
            assert killed.poll() is None
        killed.send_signal(signal.SIGKILL)
    answered = kept(tmp_path / "ledger.sqlite")
    found: Any = gm.map(pd.DataFrame({"n": range(ROWS)}), ASK, at_once=AT_ONCE)
    statuses = Counter(json.loads(line)["status"] for line in unsteady.read_text().splitlines())

    assert ROWS / 3 <= answered < ROWS
    assert found["_error"].isna().all()
    sums = [f"{n} + {n} = **{2 * n}**" for n in range(ROWS)]
    assert found["answer"].tolist() == sums
    assert found["_cached"].sum() == answered
    assert ROWS <= statuses[200] <= ROWS + AT_ONCE  # what was under way was asked twice, at most
    assert statuses[429] > 0


def test_an_interrupt_gives_what_is_done_and_running_it_again_the_rest(
    scripted: ScriptedGemini, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(exchange: Exchange) -> Answer:
        text = exchange.json["contents"][0]["parts"][0]["text"]
        is_slow = int(text.split()[1]) >= 3 and not interrupted.is_set()
        return Answer(ending="stall") if is_slow else whole(chunk(text, finish="STOP"))

    def interrupt() -> None:
        while len(scripted.exchanges) < 5:
            scripted.wait_for_request()
        signal.pthread_kill(reader, signal.SIGINT)

    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    scripted.answering = answer
    interrupted, reader = threading.Event(), threading.get_ident()
    interrupting = threading.Thread(target=interrupt)
    frame = pd.DataFrame({"n": range(6)})
    interrupting.start()
    with pytest.warns(UserWarning, match="interrupted: 3 of 6 rows are done; run it once more"):
        partial: Any = gm.map(frame, "row {{n}}", at_once=2)
    interrupting.join()
    interrupted.set()
    rest: Any = gm.map(frame, "row {{n}}", at_once=2)

    assert partial["answer"].tolist() == ["row 0", "row 1", "row 2", pd.NA, pd.NA, pd.NA]
    assert partial["_error"].tolist()[3:] == ["not asked"] * 3
    assert rest["answer"].tolist() == [f"row {n}" for n in range(6)]
    assert rest["_cached"].tolist() == [True] * 3 + [False] * 3
    assert all(exchange.left.is_set() for exchange in scripted.exchanges[3:5])
