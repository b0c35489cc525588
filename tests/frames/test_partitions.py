"""`ddf.gemini` on a cluster of processes: typed, resumed, and one of them killed midway."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd
import pytest
from distributed import Client, LocalCluster

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.errors import InvalidRequest
from gemini_magic.ledger import Ledger
from tests.local.conftest import KEY, running

ASK = "What is {{n}} + 1?"
ROWS, PARTITIONS, AT_ONCE = 180, 6, 6
_BLUR = 0.01  # seconds, of what the log says about a request of a tenth of one

# Of Dask's own: sockets and loops of a worker that was killed, and its processes under pytest.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")


@dataclass
class Service:
    """A service with some distance to it."""

    url: str
    log: Path
    before: int = 0

    @property
    def asked(self) -> int:
        """How many requests it has seen in this test."""
        return self._lines() - self.before

    def begin(self) -> None:
        """Count from now."""
        self.before = self._lines()

    def most_at_once(self) -> int:
        """How many requests of this test were under way together, at most."""
        lines = self.log.read_text("utf-8").splitlines()[self.before :]
        changes: list[tuple[float, int]] = []
        for line in map(json.loads, lines):
            ended = datetime.fromisoformat(line["time"]).timestamp()
            changes += [(ended - line["seconds"] + _BLUR, 1), (ended - _BLUR, -1)]
        return max(accumulate(change for _, change in sorted(changes)))

    def _lines(self) -> int:
        return len(self.log.read_text("utf-8").splitlines())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("engine")
    (log := folder / "log.jsonl").touch()
    options = ("--no-llm", "--no-speech", "--latency", "0.1", "--log", str(log))
    with running(folder, *options) as engine:
        yield Service(engine.url, log)


@pytest.fixture(scope="module")
def cluster(engine: Service) -> Iterator[Client]:
    """Its workers have the key in their environment."""
    patience = {"distributed.scheduler.locks.lease-timeout": "3s"}
    with (
        pytest.MonkeyPatch.context() as environment,
        dask.config.set(patience),
        _service_in(environment, engine),
        LocalCluster(
            n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def _service_in(environment: pytest.MonkeyPatch, engine: Service) -> Iterator[None]:
    environment.setenv("GOOGLE_GEMINI_BASE_URL", engine.url)
    environment.setenv("GOOGLE_API_KEY", KEY)
    environment.delenv("GEMINI_MAGIC_ENGINE", raising=False)  # where cells are to have no key
    yield


@pytest.fixture
def service(engine: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    engine.begin()
    with _service_in(monkeypatch, engine):
        yield engine


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, service: Service) -> Iterator[Ledger]:
    path = tmp_path / "ledger.sqlite"
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(path))
    session.drop()
    with Ledger(path) as ledger:
        yield ledger
    session.drop()


def table(rows: int = ROWS) -> pd.DataFrame:
    return pd.DataFrame({"n": range(rows)}, index=pd.Index(range(100, 100 + rows), name="id"))


def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    cluster: Client, ledger: Ledger, service: Service
) -> None:
    frame = dd.from_pandas(table(), npartitions=PARTITIONS)
    lazy = frame.gemini.map(ASK, at_once=AT_ONCE)
    assert service.asked == 0
    assert lazy.dtypes["_tokens_in"] == "Int64"

    is_done = threading.Event()

    def kill_one() -> None:
        while service.asked < ROWS // 4:
            if is_done.wait(0.02):
                return
        os.kill(next(iter(cluster.run(os.getpid).values())), signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        found = lazy.compute()
    finally:
        is_done.set()
        killer.join()

    assert found.index.tolist() == table().index.tolist()
    assert found["answer"].tolist() == [f"{n} + 1 = **{n + 1}**" for n in range(ROWS)]
    assert found["_error"].isna().all()
    assert ROWS <= service.asked <= ROWS + AT_ONCE
    answered = Counter(entry.key for entry in ledger.entries() if not entry.error)
    assert len(answered) == ROWS
    assert not list(ledger.path.with_suffix(".parts").iterdir())
    pd.testing.assert_series_equal(gm.map(table(), ASK, cache="only")["answer"], found["answer"])


def test_a_second_run_asks_nothing(cluster: Client, ledger: Ledger, service: Service) -> None:
    frame = dd.from_pandas(table(12), npartitions=3)
    first = frame.gemini.map(ASK).compute()
    count = service.asked
    second = frame.gemini.map(ASK).compute()

    assert count == 12
    assert service.asked == count
    assert second["_cached"].all()
    pd.testing.assert_series_equal(first["answer"], second["answer"])


def test_the_cluster_keeps_to_one_budget(cluster: Client, ledger: Ledger, service: Service) -> None:
    frame = dd.from_pandas(table(24), npartitions=6)
    frame.gemini.map("What is {{n}} + 2?", at_once=2).compute()

    assert service.asked == 24
    assert service.most_at_once() <= 2  # however many workers there are


def test_columns_are_typed_before_anything_is_asked(
    cluster: Client, ledger: Ledger, service: Service
) -> None:
    schema = {"type": "object", "properties": {"total": {"type": "integer"}}}
    lazy = dd.from_pandas(table(4), npartitions=2).gemini.extract(schema, "What is {{n}} + 1?")

    assert service.asked == 0
    assert lazy.dtypes["total"] == "Int64"
    assert lazy.compute().dtypes["total"] == "Int64"


def test_a_series_and_the_threads_of_one_process_do_too(ledger: Ledger, service: Service) -> None:
    series = dd.from_pandas(table(6)["n"].astype(str), npartitions=2)
    with dask.config.set(scheduler="threads"):
        found = series.gemini.map("What is {{value}} + 1?").compute()

    assert found["answer"].tolist() == [f"{n} + 1 = **{n + 1}**" for n in range(6)]


def test_what_a_cluster_cannot_do_is_said_at_once(ledger: Ledger, service: Service) -> None:
    frame = dd.from_pandas(table(4), npartitions=2)

    with pytest.raises(InvalidRequest, match="is not for the partitions of a cluster"):
        frame.gemini.map(ASK, mode="batch")
    with pytest.raises(InvalidRequest, match="no column"):
        frame.gemini.map("What is {n}?")
    assert service.asked == 0
