"""`%gemini files`, `caches` and `jobs`: what lies or runs at the service, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from IPython.core.getipython import get_ipython

from ..errors import InvalidRequest
from ..render import without_controls
from ..render.markup import size
from ..tasks.listings import Row, cache_rows, file_rows, job_rows
from .table import shortened, show_table

__all__ = ["caches", "files", "jobs"]

_WIDTH = 40


def files(arguments: Sequence[str]) -> None:
    """The files that were uploaded; the service keeps them for two days."""
    _take_no("files", arguments)
    rows = map(_file, file_rows())
    _show(["file", "name", "type", "size", "state", "expires"], rows, "no file lies there")


def caches(arguments: Sequence[str]) -> None:
    """The cached contents, which are billed by the hour until they expire."""
    _take_no("caches", arguments)
    rows = map(_cache, cache_rows())
    _show(["cache", "name", "model", "tokens", "expires"], rows, "no cache is kept")


def jobs(arguments: Sequence[str]) -> None:
    """The batch jobs, with how they go."""
    _take_no("jobs", arguments)
    rows = map(_job, job_rows())
    _show(["job", "name", "model", "state", "made"], rows, "there is no job")


def _file(file: Row) -> list[str]:
    named = [_whole(file["file"]), *map(_text, (file["name"], file["type"]))]
    return [*named, size(file["bytes"] or 0), _text(file["state"]), _left(file["expires"])]


def _cache(cache: Row) -> list[str]:
    tokens = "" if cache["tokens"] is None else f"{cache['tokens']:,}"
    named = [_whole(cache["cache"]), *map(_text, (cache["name"], cache["model"]))]
    return [*named, tokens, _left(cache["expires"])]


def _job(job: Row) -> list[str]:
    made = "" if job["made"] is None else f"{job['made']:%Y-%m-%d %H:%M}"
    named = [*map(_text, (job["name"], job["model"], job["state"]))]
    return [_whole(job["job"]), *named, made]


def _take_no(verb: str, arguments: Sequence[str]) -> None:
    if arguments:
        raise InvalidRequest(f"%gemini {verb} takes no argument")


def _show(head: list[str], rows: Iterable[list[str]], nothing: str) -> None:
    found = list(rows)
    if not found:
        print(nothing)
        return
    filled = [at for at in range(len(head)) if any(row[at] for row in found)]
    rows = [[row[at] for at in filled] for row in [head, *found]]
    show_table(get_ipython(), rows, numbers_from=len(head), times=("expires", "made"))


def _whole(name: object) -> str:
    """A resource's name, which is there to be copied."""
    return without_controls(str(name))


def _text(value: Any) -> str:
    return shortened(without_controls(str(value or "")), _WIDTH)


def _left(until: datetime | None) -> str:
    """How long something is still there: the largest unit that fits."""
    if until is None:
        return "never"
    left = until - datetime.now(UTC)
    if left <= timedelta(0):
        return "expired"
    minutes = -(-int(left.total_seconds()) // 60)
    hours, days = minutes // 60, minutes // 1440
    return f"in {days} days" if days > 1 else f"in {hours} h" if hours else f"in {minutes} min"
