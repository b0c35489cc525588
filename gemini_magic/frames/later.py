"""The mode "batch": the same table at half the price, within a day, from any kernel."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd

from ..chat import Request, answer_schema
from ..errors import TimedOut
from ..session import Session, current
from ..tasks.batch import Batch, Progressed
from .fields import Field, fields_of
from .options import Options, checked
from .progress import progress
from .question import Question, joined
from .results import Results

__all__ = ["Job", "batch", "job", "later"]

_PAUSE = 1.0  # seconds between two questions at first, and …
_LONGEST = 60.0  # … at last


class Job:
    """A table whose answers come later. `wait()` gives it; an interrupt of that stops no job.

    It is found again in another kernel by `gm.job(ID)`, or by asking for the same once more.
    """

    def __init__(self, batch: Batch, data: Any, fields: list[Field], request: Request) -> None:
        self._batch = batch
        self._data = data
        self._fields = fields
        self._request = request

    @property
    def id(self) -> str:
        """The run's id in the ledger, for `gm.job`."""
        return self._batch.run.id

    @property
    def names(self) -> list[str]:
        """The jobs at the service, "batches/…"; none where all answers were there already."""
        return self._batch.run.names

    def look(self) -> Progressed:
        """How far it is, in rows, as the service says now."""
        return self._batch.look()

    def wait(self, timeout: float | None = None, *, progress: bool | None = None) -> pd.DataFrame:
        """The table, once all rows are answered or have failed, as `mode="now"` gives it.

        `timeout` is in seconds; `TimedOut` says that the jobs go on.
        """
        begun, pause = time.monotonic(), _PAUSE
        count = len(self._batch.run.rows)
        with _progress(count, progress) as bar:
            while not (now := self.look()).is_over:
                bar.show(_Rows(now.answered + now.failed, now.failed))
                waited = time.monotonic() - begun
                if timeout is not None and waited + pause > timeout:
                    raise TimedOut(
                        f"{now.answered + now.failed:,} of {count:,} rows are done after "
                        f"{waited:.0f} s; the jobs go on: wait() once more, or gm.job({self.id!r})"
                    )
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST)
            bar.show(_Rows(now.answered + now.failed, now.failed))
        return self.table()

    def table(self) -> pd.DataFrame:
        """The table as far as it is known here; rows without an answer say so in `_error`."""
        has_schema = self._request.schema is not None
        count = len(self._batch.run.rows)
        price = self._batch.cost
        results = Results(count, self._fields, has_schema=has_schema, price=price)
        for outcome in self._batch.outcomes(self._request):
            results.take(outcome)
        index = pd.RangeIndex(count) if self._data is None else self._data.index
        found = results.table(index)
        return found if self._data is None else joined(self._data, found)

    def cancel(self) -> None:
        """Ask the service to begin no more rows; those that are answered can still be had."""
        self._batch.cancel()

    def __repr__(self) -> str:
        names = ", ".join(self.names) or "nothing to send"
        rows = f"{len(self._batch.run.rows):,} rows"
        return f"<job {self.id}: {rows} as {names}; wait() gives the table>"


@dataclass(frozen=True)
class _Rows:
    """Jobs say nothing of cost before they end."""

    done: int
    failed: int
    dollars: float = 0.0
    is_unpriced: bool = True


_progress = progress  # `Job.wait` has a parameter of the same name


def later(question: Question) -> Job:
    """Send the rows as jobs."""
    schema = None if question.schema is None else question.schema.json
    about = {
        "schema": schema,
        "into": question.options.get("into", ""),
        "is_series": isinstance(question.data, pd.Series),
        "fields": [field.name for field in question.fields],
    }
    limits = Request((), max_cost=question.options.get("max_cost"))
    batch = Batch.begun(
        question.requests(),
        session=question.session,
        about=about,
        table=_packed(question.data),
        guard=question.session.guard(limits),
    )
    return Job(batch, question.data, question.fields, question.request)


def batch(
    data: Any,
    prompt: str | Callable[[Any], Any],
    *,
    schema: Any = None,
    **options: Unpack[Options],
) -> Job:
    """`gm.map(…, mode="batch")`: a prompt over the rows of a table, as jobs at half the price."""
    return later(Question(data, prompt, checked(options), schema=schema))


def job(name: str, *, session: Session | None = None) -> Job:
    """The job of that id, or the one that "batches/…" belongs to, from this kernel or another.

    Its table has the columns of the table that was asked about, where these can be kept (with
    `pip install 'gemini-magic[frames]'`, and no objects in them); else the answers alone.
    """
    batch = Batch.found(name, session=session or current())
    about = batch.run.about
    schema = None if about["schema"] is None else answer_schema(about["schema"])
    if schema is None:
        fields = [Field(name, None, "string") for name in about["fields"]]
    else:
        fields = fields_of(about["schema"], about["schema"], about["into"])
    data = _unpacked(batch.run.table, is_series=about["is_series"])
    return Job(batch, data, fields, Request((), schema=schema))


def _packed(data: Any) -> bytes | None:
    """The table as parquet, if it can be written so."""
    frame = data.to_frame("value") if isinstance(data, pd.Series) else data
    into = io.BytesIO()
    try:
        frame.to_parquet(into)
    except (ImportError, ValueError, TypeError, NotImplementedError):
        return None  # no pyarrow, or objects that only this kernel knows
    return into.getvalue()


def _unpacked(packed: bytes | None, *, is_series: bool) -> Any:
    if packed is None:
        return None
    try:
        frame = pd.read_parquet(io.BytesIO(packed))
    except ImportError:
        return None
    return frame.iloc[:, 0] if is_series else frame
