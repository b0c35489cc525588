"""Many requests as batch jobs: at half the price, answered within a day, found by any kernel.

Each line of a job is known by its request's key, as an answer in the ledger is. What a job has
answered is taken into the ledger; from there on it is an answer like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NamedTuple, Self

from ..api.generate_call import generate_call
from ..api.status import error_from_status
from ..api.types import BatchJob, GenerateContentResponse
from ..catalog import price
from ..chat import Reply, Request
from ..errors import GeminiError, InvalidRequest, LedgerError
from ..ledger import Entry, Guard, Ledger, Recorder, key_of, now
from ..ledger.recorder import Taking, chunks_from
from ..ledger.runs import (
    KeptRun,
    errors_of,
    finish_job,
    forget_errors,
    keep_job,
    keep_run,
    kept_runs,
)
from ..session import Session
from ..tools import LocalTool
from .asking import Given, concluded
from .batch_lines import Lines
from .many import Asked, Outcome

__all__ = ["Batch", "Progressed"]


class Progressed(NamedTuple):
    """How far a batch is, in rows; `is_over` where it has ended."""

    answered: int
    failed: int
    rows: int
    is_over: bool


class Batch:
    """Life: `begun` of requests, or `found` of an earlier kernel; `look` now and then until it is
    over; then `outcomes` gives what became of each row. The jobs go on without it.
    """

    def __init__(self, session: Session, recorder: Recorder, run: KeptRun) -> None:
        self._session = session
        self._recorder = recorder
        self.run = run

    @classmethod
    def begun(
        cls,
        asked: Iterable[tuple[int, Asked]],
        *,
        session: Session,
        about: Mapping[str, Any],
        table: bytes | None = None,
        guard: Guard | None = None,
    ) -> Self:
        """Send requests as jobs, in the order of a table.

        What the ledger holds is not sent, and equal requests are sent once. A run that was begun
        before, by whatever kernel, is found and not sent again; once it has ended, only what
        failed is. `about` and `table` are kept with it.
        """
        recorder = session.recorder or Recorder(Ledger(":memory:"))
        guard = guard or session.guard(Request(()))
        with ExitStack() as reserved, Lines() as lines:
            rows: list[tuple[str, str]] = []
            model = ""
            for _, one in asked:
                try:
                    request = _made(one)
                except GeminiError as error:
                    rows.append(("", str(error)))
                    continue
                model = request.model or session.model
                call = generate_call(model, [request.content], request.generation)
                key = key_of(call, is_local=session.is_local)
                rows.append((key, ""))
                if key in lines or recorder.ledger.answer(key) is not None:
                    continue
                path = call.path.replace(":generateContent", ":batchGenerateContent")
                reserved.enter_context(guard(replace(call, path=path)))
                lines.add(key, call.body or {})
            id = _id_of(rows)
            run = next(kept_runs(recorder.ledger, id), None)
            is_new = run is None
            if run is None:
                run = KeptRun(
                    id, now(), model, session.is_local, tuple(rows), lines.parts, about, table
                )
                keep_run(recorder.ledger, run)
            else:
                # The same requests; what is asked of no row, and the table around, may be new.
                asks_again = run.is_done and lines.parts  # the rows that failed
                parts = (*run.parts, *lines.parts) if asks_again else run.parts
                run = replace(run, rows=tuple(rows), parts=parts, about=about, table=table)
                keep_run(recorder.ledger, run)
                if asks_again:
                    forget_errors(recorder.ledger, id)
            batch = cls(session, recorder, run)
            batch._send(lines, {} if is_new else batch._titles())
        return batch

    @classmethod
    def found(cls, name: str, *, session: Session) -> Self:
        """The run of that id, or the one that a job ("batches/…") belongs to."""
        recorder = session.recorder
        if recorder is None:
            raise LedgerError("no ledger is kept, so no batch can be found; see %gemini doctor")
        for run in kept_runs(recorder.ledger):
            if run.id == name or name in run.names:
                return cls(session, recorder, run)
        raise InvalidRequest(
            f"the ledger {recorder.ledger.path} knows no batch {name!r}; gm.jobs() lists them"
        )

    def look(self) -> Progressed:
        """Ask how the jobs go, and take in what has ended."""
        if len(self.run.jobs) < len(self.run.parts):
            raise InvalidRequest(
                f"only {len(self.run.jobs)} of {len(self.run.parts)} jobs of this batch were "
                "begun; ask for the same once more with mode='batch', and the rest is"
            )
        answered = failed = 0
        is_over = True
        for part, (name, is_done) in self.run.jobs.items():
            if is_done:
                continue
            job = self._session.client.batches.get(name=name)
            if job.is_over:
                self._take(part, job)
                continue
            is_over = False
            stats = job.completion_stats
            answered += (stats and stats.successful_count) or 0
            failed += (stats and stats.failed_count) or 0
        refused = errors_of(self._recorder.ledger, self.run.id)
        waiting = {key for part in self.run.open_parts for key in self.run.parts[part]}
        for key, error in self.run.rows:
            failed += bool(error) or key in refused
            answered += not error and key not in refused and key not in waiting
        return Progressed(answered, failed, len(self.run.rows), is_over)

    def cancel(self) -> None:
        """Begin no more of the requests; what is answered may still be had."""
        for name, is_done in self.run.jobs.values():
            if not is_done:
                self._session.client.batches.cancel(name=name)

    def outcomes(self, request: Request) -> Iterator[Outcome[int]]:
        """What became of each row; `request` says how an answer is read."""
        ledger = self._recorder.ledger
        refused = errors_of(ledger, self.run.id)
        sent = {key for part in self.run.parts for key in part}
        for at, (key, error) in enumerate(self.run.rows):
            kept = None if error else ledger.answer(key)
            if kept is None:
                failure = error or refused.get(key) or "not answered yet"
                yield Outcome(at, error=GeminiError(failure))
                continue
            reply, misfit, _ = concluded(request, Given(list(chunks_from(kept))))
            yield Outcome(at, reply, misfit, is_cached=key not in sent)

    def cost(self, reply: Reply) -> float | None:
        """US dollars of an answer, at the price of batches; None where no price is known."""
        if reply.is_local:
            return 0.0
        cost = price(reply.total_usage, reply.model_version, batch=True)
        return None if cost is None else cost.dollars

    def _titles(self) -> dict[str | None, BatchJob]:
        """What the service calls the jobs there are: one may have begun before it was kept."""
        return {job.display_name: job for job in self._session.client.batches.list()}

    def _send(self, lines: Lines, begun: Mapping[str | None, BatchJob]) -> None:
        """Begin the parts that were not begun."""
        for part, keys in enumerate(self.run.parts):
            if part in self.run.jobs:
                continue
            title = f"gemini-magic {self.run.id[:16]}-{part + 1}"
            job = begun.get(title) or self._session.client.batches.create(
                model=self.run.model, src=lines.source(keys), config={"display_name": title}
            )
            keep_job(self._recorder.ledger, self.run.id, part, str(job.name))
            self._reread()

    def _take(self, part: int, job: BatchJob) -> None:
        """Write down what a job has answered, and that it has.

        Where the answers cannot be fetched now, that is raised: they can be fetched another time.
        """
        errors = dict.fromkeys(self.run.parts[part], f"{job.name} ended without an answer to it")
        if job.output is None and job.error is not None:
            errors = dict.fromkeys(errors, str(error_from_status(job.error, f"{job.name} failed")))
        elif job.output is not None:
            for row in self._session.client.batches.results(job):
                key = str(row.key)
                if isinstance(row.response, GenerateContentResponse):
                    if self._write_down(key, row.response):
                        errors.pop(key, None)
                elif row.error is not None:
                    errors[key] = str(error_from_status(row.error, "in the batch"))
        finish_job(self._recorder.ledger, self.run.id, part, errors)
        self._reread()

    def _write_down(self, key: str, response: GenerateContentResponse) -> bool:
        """One answer; False where it has no end, and so is none."""
        model = self.run.model.removeprefix("models/")
        taking = Taking(Entry(time="", key=key, model=model), keeps=True)
        taking.take(response)
        reply = concluded(Request(()), Given([response])).reply
        entry = replace(taking.entry(), ms=0.0, first_ms=None, cost=self.cost(reply))
        self._recorder.ledger.add(entry, taking.answer() if entry.finish else None)
        return bool(entry.finish)

    def _reread(self) -> None:
        self.run = next(kept_runs(self._recorder.ledger, self.run.id))


def _made(asked: Asked) -> Request:
    if isinstance(asked, GeminiError):
        raise asked
    request = asked if isinstance(asked, Request) else asked()
    if request.retry_schema or any(isinstance(tool, LocalTool) for tool in request.tools):
        raise InvalidRequest(
            "a batch asks once: functions of yours and retry_schema need mode='now'"
        )
    return request


def _id_of(rows: Iterable[tuple[str, str]]) -> str:
    """Equal tables of requests are one run."""
    return hashlib.sha256("\n".join(key for key, _ in rows).encode()).hexdigest()[:32]
