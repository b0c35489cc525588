"""`mode="batch"` on a real engine: the same table, in any kernel, and nothing sent twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import pytest
from pydantic import BaseModel

import gemini_magic as gm
from gemini_magic import session, types
from gemini_magic.errors import InvalidRequest, LedgerError, OverBudget, RateLimited
from tests.local.conftest import KEY, MODEL, running
from tests.scripted import JSON, Answer, ScriptedGemini, chunk, failure

ASK = "What is {{n}} + 1?"
_TIMES = ["_ms"]  # a batch does not say how long a row took


@dataclass(frozen=True)
class Service:
    """The local engine at an address of its own, as the service is: it outlives kernels."""

    url: str
    log: Path

    def begun(self) -> int:
        """How many jobs were begun so far."""
        lines = map(json.loads, self.log.read_text("utf-8").splitlines())
        return sum(line["path"].endswith(":batchGenerateContent") for line in lines)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("engine")
    (log := folder / "log.jsonl").touch()
    with running(folder, "--no-llm", "--no-speech", "--log", str(log)) as engine:
        yield Service(engine.url, log)


@pytest.fixture
def service(engine: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", engine.url)
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    session.drop()
    yield engine
    session.drop()


def asked(rows: int, **columns: Any) -> pd.DataFrame:
    """A table of sums, some of them equal, with an index of its own."""
    numbers = [number % 40 for number in range(rows)]
    index = [f"row {number}" for number in range(rows)]
    return pd.DataFrame({"n": numbers, **columns}, index=index)


def alike(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Equal but for what a batch cannot say, and what is the same answer given once more."""
    beside = [*_TIMES, "_cached", "_cost_usd"]
    pd.testing.assert_frame_equal(one.drop(columns=beside), other.drop(columns=beside))


@pytest.mark.parametrize("rows", [30, 150], ids=["inline", "in a file"])
def test_a_batch_gives_the_table_of_a_direct_run(service: Service, rows: int) -> None:
    table = asked(rows)

    later = gm.map(table, ASK, mode="batch").wait()
    now = gm.map(table, ASK, cache="refresh")

    alike(later, now)
    assert later.index.equals(table.index)
    assert later["answer"].tolist()[:2] == ["0 + 1 = **1**", "1 + 1 = **2**"]
    assert later["_error"].isna().all()


def test_asking_for_the_same_finds_the_batch_that_was_begun(service: Service) -> None:
    before = service.begun()

    first = gm.map(asked(20), ASK, mode="batch")
    session.drop()  # another kernel
    second = gm.map(asked(20), ASK, mode="batch")

    assert second.id == first.id
    assert second.names == first.names
    assert service.begun() == before + 1
    second.wait()
    assert gm.map(asked(20), ASK, mode="batch").wait()["_error"].isna().all()
    assert service.begun() == before + 1


def test_what_the_ledger_holds_is_not_sent(service: Service) -> None:
    gm.map(asked(10), ASK)
    before = service.begun()

    done = gm.map(asked(10), ASK, mode="batch")
    assert done.names == []
    assert done.wait()["_cached"].all()
    assert service.begun() == before

    more = gm.map(asked(12), ASK, mode="batch").wait()
    assert more["_cached"].tolist() == [True] * 10 + [False] * 2


class Sum(BaseModel):
    total: int
    kind: Literal["odd", "even"]


def test_a_later_kernel_needs_neither_table_nor_schema(service: Service) -> None:
    table = asked(12, day=pd.date_range("2026-01-01", periods=12), word=["a", "b"] * 6)
    job = gm.map(table, ASK, schema=Sum, mode="batch", into="sum")
    direct = job.wait()
    session.drop()

    found = gm.job(job.id).wait()

    pd.testing.assert_frame_equal(found, direct)
    assert found.dtypes["sum_total"] == "Int64"
    assert list(found.dtypes["sum_kind"].categories) == ["odd", "even"]
    pd.testing.assert_frame_equal(gm.job(job.names[0]).table(), direct)


def test_failed_rows_say_why_and_are_asked_once_more(service: Service) -> None:
    table = asked(4)
    table["n"] = table["n"].astype("Int64")
    table.loc["row 1", "n"] = pd.NA
    lost = types.Part(file_data=types.FileData(file_uri="files/lost", mime_type="text/plain"))

    def prompt(row: Any) -> Any:
        return [lost, "What is it?"] if row["n"] == 3 else f"What is {row['n']} + 1?"

    found = gm.map(table.dropna(), prompt, mode="batch").wait()
    assert found["_error"].isna().tolist() == [True, True, False]
    assert "File lost" in found["_error"].iloc[2]

    before = service.begun()
    again = gm.map(table.dropna(), prompt, mode="batch").wait()
    assert service.begun() == before + 1
    pd.testing.assert_frame_equal(again, found)

    missing = gm.map(table, ASK, mode="batch").wait()
    assert missing["_error"].dropna().to_dict() == {"row 1": "not asked: n is missing"}


def test_what_a_batch_cannot_do_is_said_of_each_row(service: Service) -> None:
    found = gm.map(asked(2), ASK, mode="batch", retry_schema=True, schema=Sum).wait()

    assert found["_error"].str.contains("need mode='now'").all()


def answer_to(*keys: str) -> Answer:
    """A job that has ended, each request answered at a million tokens."""
    usage = {"promptTokenCount": 10**6, "candidatesTokenCount": 10**6}
    response = {**chunk("yes", finish="STOP", usageMetadata=usage), "modelVersion": MODEL}
    rows = [{"response": response, "metadata": {"key": key}} for key in keys]
    output = {"inlinedResponses": {"inlinedResponses": rows}}
    metadata = {"state": "BATCH_STATE_SUCCEEDED", "output": output}
    body = {"name": "batches/b", "done": True, "metadata": metadata}
    return Answer((json.dumps(body).encode(),), content_type=JSON)


def test_a_batch_costs_half(
    gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    session.drop()
    usage = types.UsageMetadata(prompt_token_count=10**6, candidates_token_count=10**6)
    whole = gm.catalog.price(usage, MODEL)
    assert whole is not None
    table = asked(1)

    with pytest.raises(OverBudget, match="nothing was sent"):
        gm.batch(table, ASK, max_cost=0.000001)
    assert gemini.exchanges == []

    gemini.will(Answer((b'{"name": "batches/b"}',), content_type=JSON))
    job = gm.batch(table, ASK, max_cost=1)
    [exchange] = gemini.exchanges
    [line] = exchange.json["batch"]["inputConfig"]["requests"]["requests"]
    gemini.refusal = answer_to(line["metadata"]["key"])
    [cost] = job.wait()["_cost_usd"]

    assert cost == pytest.approx(whole.dollars / 2)
    [entry] = session.current().ledger.entries()  # type: ignore[union-attr]
    assert entry.cost == pytest.approx(whole.dollars / 2)


def test_answers_that_cannot_be_fetched_now_are_fetched_another_time(
    gemini: ScriptedGemini, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    session.drop()
    gemini.will(Answer((b'{"name": "batches/b"}',), content_type=JSON))
    job = gm.batch(asked(1), ASK)
    [line] = gemini.exchanges[0].json["batch"]["inputConfig"]["requests"]["requests"]
    output = {"output": {"responsesFile": "files/r"}, "state": "BATCH_STATE_SUCCEEDED"}
    ended = {"name": "batches/b", "done": True, "metadata": output}
    state = Answer((json.dumps(ended).encode(),), content_type=JSON)
    busy = failure(429, "RESOURCE_EXHAUSTED", "not now", retry_after=3600)
    gemini.refusal = {"/v1beta/batches/b": state, "/v1beta/files/r:download": busy}

    with pytest.raises(RateLimited, match="not now"):
        job.wait()
    assert job.table()["_error"].tolist() == ["not answered yet"]

    gemini.refusal = answer_to(line["metadata"]["key"])
    assert job.wait()["answer"].tolist() == ["yes"]
    session.drop()


def test_rows_without_a_request_say_why_in_each_table(service: Service) -> None:
    first = pd.DataFrame({"n": [None, None]}, dtype="Int64")
    second = first.rename(columns={"n": "m"})

    assert gm.batch(first, ASK).wait()["_error"].tolist() == ["not asked: n is missing"] * 2
    found = gm.batch(second, "What is {{m}} + 1?").wait()
    assert found["_error"].tolist() == ["not asked: m is missing"] * 2


def test_an_unknown_batch_is_named(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidRequest, match="knows no batch 'batches/x'"):
        gm.job("batches/x")

    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", "off")
    session.drop()
    with pytest.raises(LedgerError, match="no ledger is kept"):
        gm.job("batches/x")


KERNEL = """
import sys, pandas as pd, gemini_magic as gm
table = pd.DataFrame({"n": range(2500)})
job = gm.map(table, "What is {{n}} + 1?", mode="batch")
print(job.id, flush=True)
job.wait()
sys.stdin.read()
"""
NEXT_KERNEL = """
import sys, gemini_magic as gm
[run] = gm.jobs()["run"].dropna().unique()
gm.job(run).wait().to_pickle(sys.argv[1])
"""


def test_2500_rows_survive_the_death_of_their_kernel(service: Service, tmp_path: Path) -> None:
    before = service.begun()
    with subprocess.Popen(
        [sys.executable, "-c", KERNEL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kernel:
        assert kernel.stdout is not None
        kernel.stdout.readline()
        os.kill(kernel.pid, signal.SIGKILL)
    kept = tmp_path / "found.pickle"
    subprocess.run([sys.executable, "-c", NEXT_KERNEL, str(kept)], check=True)
    found = pd.read_pickle(kept)

    direct = gm.map(pd.DataFrame({"n": range(2500)}), ASK, cache="only")

    alike(found, direct)
    assert found["_error"].isna().all()
    assert found["answer"].iloc[2499] == "2499 + 1 = **2500**"
    assert service.begun() == before + 1
