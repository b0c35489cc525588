"""Embedding: any number of texts and media → one matrix, by few requests of which none repeats.

Equal contents are sent once, 100 in a request. Vectors are kept in the ledger as they arrive, so
that a run that ended early goes on where it stood, and a second one asks nothing.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..api.call import Call
from ..api.media import MOST_INLINE
from ..api.resources.embeddings import MOST_AT_ONCE
from ..api.types import Content, Part, UsageMetadata
from ..attach import Terms, attachment_from
from ..chat import Request
from ..chat.usage import total_of
from ..errors import (
    BadRequest,
    GeminiError,
    InvalidRequest,
    MalformedResponse,
    NotKept,
    RateLimited,
)
from ..ledger import About, Entry
from ..session import Session, current
from ..settings import CacheMode
from .embedder import Embeddable, Embedder, Matrix, Vectors

__all__ = ["Embedded", "embedded"]

AT_ONCE = 8
_ENOUGH_REFUSED = 2  # texts, each by itself, before it is the request that is wrong


@dataclass(frozen=True)
class Embedded:
    """A row for each item, of NaN where the item is missing or was refused (`errors` says why).

    `sent` counts the contents that were asked for; the others were kept, equal, or missing.
    `tokens` are those of what was sent, None where the service does not count them.
    """

    matrix: Matrix
    errors: dict[int, str]
    sent: int
    tokens: int | None


def embedded(
    items: Sequence[Any],
    embedder: Embedder,
    *,
    cache: CacheMode = "use",
    at_once: int = AT_ONCE,
    about: About | None = None,
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> Embedded:
    """The vectors of texts, and of whatever a cell may attach, in their order.

    None, NaN and blank text are missing. A text that the service refuses costs only its own row.
    `on_progress` is told how many items have their vector. Raises `NotKept` where `cache` is
    "only" and the ledger does not hold them all.
    """
    if at_once < 1:
        raise InvalidRequest(f"at_once={at_once} leaves nobody to ask; give 1 or more")
    session = current()
    run = _Run(session, embedder, items, cache, about or session.where())
    run.take_kept()
    on_progress(run.done, len(items))
    pool = ThreadPoolExecutor(at_once, "gemini-embed")
    try:
        asking = [pool.submit(run.ask, batch) for batch in run.batches()]
        for one in as_completed(asking):
            one.result()
            on_progress(run.done, len(items))
    finally:
        # An interrupt waits for nobody: what is under way ends by itself, and is kept.
        pool.shutdown(wait=False, cancel_futures=True)
    return run.result()


@dataclass
class _Waiting:
    """A content that has no vector yet: where it stands, and how many bytes it is long."""

    rows: list[int] = field(default_factory=list)
    size: int = 0


class _Run:
    """Life: made with items; `take_kept`; `ask`, from several threads, for the `batches` that are
    left; `result`. A content is made of its item anew for each use: media are not held in memory.
    """

    def __init__(
        self,
        session: Session,
        embedder: Embedder,
        items: Sequence[Any],
        cache: CacheMode,
        about: About,
    ) -> None:
        self._session = session
        self._embedder = embedder
        self._items = items
        self._cache = cache
        self._about = about
        self._terms = Terms(uploads=session.uploads)
        self._lock = threading.Lock()
        self._matrix: Matrix | None = None
        self._errors: dict[int, str] = {}
        self._usages: list[UsageMetadata] = []
        self._sent = 0
        self._refused = 0
        self.done = 0
        self._waiting = self._by_key()

    def _by_key(self) -> dict[bytes, _Waiting]:
        waiting: dict[bytes, _Waiting] = {}
        is_local = self._session.is_local
        for row, item in enumerate(self._items):
            if _is_missing(item):
                self.done += 1
                continue
            content = self._content(item)
            one = waiting.setdefault(self._embedder.key(content, is_local=is_local), _Waiting())
            one.rows.append(row)
            one.size = _size(content)
        return waiting

    def take_kept(self) -> None:
        """Fill in what the ledger holds."""
        recorder = self._session.recorder
        if recorder is not None and self._cache in ("use", "only"):
            for key, vector in recorder.vectors(list(self._waiting)):
                self._place(self._waiting.pop(key).rows, np.frombuffer(vector, np.float32))
        if self._waiting and self._cache == "only":
            raise NotKept(
                f"the ledger holds no vectors of {len(self._waiting)} of the texts, and cache is "
                "'only'; run it once with cache='use'"
            )

    def batches(self) -> Iterator[list[bytes]]:
        """What is to be asked together: at most 100 contents, of a size that a request can be."""
        batch: list[bytes] = []
        size = 0
        for key, one in list(self._waiting.items()):
            if batch and (len(batch) == MOST_AT_ONCE or size + one.size > MOST_INLINE):
                yield batch
                batch, size = [], 0
            batch.append(key)
            size += one.size
        if batch:
            yield batch

    def ask(self, keys: Sequence[bytes]) -> None:
        """Ask for these; where the service refuses them, find out which of them it means."""
        refused = self._asked(keys)
        if refused is not None and len(keys) == 1:
            self._refuse(keys[0], refused)
        elif refused is not None:
            middle = len(keys) // 2
            self.ask(keys[:middle])
            self.ask(keys[middle:])

    def _asked(self, keys: Sequence[bytes]) -> BadRequest | None:
        try:
            vectors = self._sent_for(keys)
        except BadRequest as error:
            return error
        with self._lock:
            self._usages += [vectors.usage] if vectors.usage is not None else []
            for key, vector in zip(keys, vectors.matrix, strict=True):
                self._place(self._waiting[key].rows, vector)
        if (recorder := self._session.recorder) is not None and self._cache != "off":
            rows = zip(keys, map(np.ndarray.tobytes, vectors.matrix), strict=True)
            recorder.keep_vectors(rows)
        return None

    def _sent_for(self, keys: Sequence[bytes]) -> Vectors:
        session = self._session
        call = self._embedder.call([self._content_of(key) for key in keys])
        begun = time.perf_counter()
        with session.guard(Request(()))(call):
            with self._lock:
                self._sent += len(keys)
            try:
                vectors = self._answer(call)
            except NotKept:
                raise  # nobody was asked
            except GeminiError as error:
                self._note(keys, begun, error=str(error))
                raise
            self._note(keys, begun, vectors.usage)
        return vectors

    def _answer(self, call: Call[Vectors]) -> Vectors:
        """The answer, however long it takes: while others are answered, a full quota is no end."""
        while True:
            done = self.done
            try:
                return self._session.client.send(call)
            except RateLimited as error:
                if error.per_day or self.done == done:
                    raise

    def _note(
        self,
        keys: Sequence[bytes],
        begun: float,
        usage: UsageMetadata | None = None,
        error: str = "",
    ) -> None:
        if (recorder := self._session.recorder) is None:
            return
        ms = (time.perf_counter() - begun) * 1000
        key = hashlib.sha256(b"".join(keys)).hexdigest()
        model = self._embedder.model.removeprefix("models/")
        entry = Entry("", key, model, self._about, usage=usage, ms=ms, error=error)
        recorder.note(entry, is_local=self._session.is_local)

    def _refuse(self, key: bytes, error: BadRequest) -> None:
        with self._lock:
            rows = self._waiting[key].rows
            self._errors.update(dict.fromkeys(rows, str(error)))
            self.done += len(rows)
            self._refused += 1
            # Nothing was accepted: it is how we ask, and not what.
            if self._matrix is None and self._refused in (_ENOUGH_REFUSED, len(self._waiting)):
                raise error

    def _place(self, rows: Sequence[int], vector: Any) -> None:
        if self._matrix is None:
            self._matrix = np.full((len(self._items), len(vector)), np.nan, np.float32)
        if len(vector) != self._matrix.shape[1]:
            raise MalformedResponse(
                f"one vector has {len(vector)} numbers and another {self._matrix.shape[1]}; the "
                "model may have changed: cache='refresh' asks anew for what is kept"
            )
        for row in rows:
            self._matrix[row] = vector
        self.done += len(rows)

    def result(self) -> Embedded:
        """All of it."""
        matrix = self._matrix
        if matrix is None:  # there was nothing to embed
            matrix = np.full((len(self._items), self._embedder.dimensions or 0), np.nan, np.float32)
        tokens = total_of(self._usages).prompt_token_count if self._usages else None
        return Embedded(matrix, self._errors, self._sent, tokens)

    def _content_of(self, key: bytes) -> Embeddable:
        return self._content(self._items[self._waiting[key].rows[0]])

    def _content(self, item: Any) -> Embeddable:
        if isinstance(item, str):
            return item
        parts: tuple[Part, ...] = attachment_from(item, self._terms).parts
        return Content(role="user", parts=list(parts)).to_wire()


def _is_missing(item: Any) -> bool:
    if isinstance(item, str):
        return not item.strip()
    return item is None or (isinstance(item, float) and item != item)


def _size(content: Embeddable) -> int:
    if isinstance(content, str):
        return len(content)
    inline = (part.get("inlineData", {}) for part in content["parts"])
    return sum(len(blob.get("data", "")) for blob in inline)
