"""A stream of answers that is written down as it passes, or given once more from the ledger."""

from __future__ import annotations

import json
import time
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from ..api.call import Call
from ..api.client import Client
from ..api.types import File, GenerateContentResponse, UsageMetadata
from ..errors import GeminiError, LedgerError, MalformedResponse, NotKept
from ..settings import CacheMode
from .book import Ledger
from .entry import About, Entry, now
from .key import key_of
from .uploads import keep_upload, kept_upload
from .vectors import MOST_KEYS, keep_vectors, kept_vectors

__all__ = ["Guard", "Recorder", "Taking", "chunks_from"]

Price = Callable[[UsageMetadata | None, str], float | None]
Response = GenerateContentResponse
Value = TypeVar("Value")
_SHORT = 16_000  # bytes
Guard = Callable[[Call[Any]], AbstractContextManager[object]]
"""Stands around the sending of a call, and may refuse it."""


class Recorder:
    """Writes calls into a ledger. `price` says what an answer cost, in US dollars.

    A ledger that fails costs no answer: it is warned of once, and then left alone.
    """

    def __init__(self, ledger: Ledger, price: Price = lambda usage, model: None) -> None:
        self.ledger = ledger
        self._price = price
        self._failed = False

    def stream(
        self,
        client: Client,
        call: Call[Response],
        *,
        cache: CacheMode = "refresh",
        about: About | None = None,
        on_retry: Any = None,
        guard: Guard = nullcontext,
    ) -> Iterator[Response]:
        """The chunks of a call, from the service or from the ledger, as `cache` says.

        What comes from the ledger is not sent, and passes no `guard`.

        Raises `NotKept` where `cache` is "only" and the ledger does not hold the answer.
        """
        key = key_of(call, is_local=client.is_local)
        model = call.path.rpartition(":")[0].removeprefix("models/")
        entry = Entry(time="", key=key, model=model, about=about or About())
        asks_first = cache in ("use", "only")
        if asks_first and (kept := self.safely(self.ledger.answer, key)) is not None:
            yield from self._given_again(entry, list(chunks_from(kept, call.parse)))
            return
        if cache == "only":
            raise NotKept(
                f"the ledger {self.ledger.path} holds no answer to this request, and cache is "
                "'only'; run it once with cache='use'"
            )
        with guard(call):
            yield from self._asked(client, call, entry, cache != "off", on_retry)

    def note(self, entry: Entry, *, is_local: bool = False) -> None:
        """Write down a call that went another way, now that it has ended."""
        cost = 0.0 if is_local else self._price(entry.usage, entry.model)
        self.safely(self.ledger.add, replace(entry, time=now(), cost=cost))

    def vectors(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """The embeddings that are kept of these keys, in any order."""
        asked = iter(keys)
        while some := list(islice(asked, MOST_KEYS)):
            yield from self.safely(kept_vectors, self.ledger, some) or ()

    def keep_vectors(self, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep embeddings by their keys."""
        self.safely(keep_vectors, self.ledger, vectors)

    def upload(self, digest: str, *, is_local: bool) -> File | None:
        """The file that was uploaded of this content, which may be gone; None without."""
        return self.safely(partial(kept_upload, is_local=is_local), self.ledger, digest)

    def keep_upload(self, digest: str, file: File, *, is_local: bool) -> None:
        """Keep what the service says of an upload."""
        self.safely(partial(keep_upload, is_local=is_local), self.ledger, digest, file)

    def again(self, entry: Entry) -> list[Response] | None:
        """The answer that is kept to a request, written down as given once more; None without."""
        kept = self.safely(self.ledger.answer, entry.key)
        return None if kept is None else list(self._given_again(entry, list(chunks_from(kept))))

    def _given_again(self, entry: Entry, chunks: list[Response]) -> Iterator[Response]:
        taking = Taking(entry)
        for chunk in chunks:
            taking.take(chunk)
            yield chunk
        self.safely(self.ledger.add, replace(taking.entry(), cost=0.0, replayed=True))

    def _asked(
        self, client: Client, call: Call[Response], entry: Entry, keeps: bool, on_retry: Any
    ) -> Iterator[Response]:
        with self.written(entry, keeps=keeps, is_local=client.is_local) as taking:
            for chunk in client.stream(taking.reading(call), on_retry=on_retry):
                taking.take(chunk)
                yield chunk

    @contextmanager
    def written(self, entry: Entry, *, keeps: bool, is_local: bool) -> Iterator[Taking]:
        """Around the asking: what it is given is written down, however it ends."""
        taking = Taking(entry, keeps=keeps)
        error = "interrupted"
        try:
            yield taking
            error = ""
        except GeminiError as failure:
            error = str(failure)
            raise
        finally:
            taken = taking.entry(error)
            cost = 0.0 if is_local else self._price(taken.usage, taken.model)
            answer = taking.answer() if taken.finish and not error else None
            self.safely(self.ledger.add, replace(taken, cost=cost), answer)

    def safely(self, do: Callable[..., Value], *arguments: Any) -> Value | None:
        """What `do` gives; None where the ledger fails."""
        if self._failed:
            return None
        try:
            return do(*arguments)
        except LedgerError as error:
            self._failed = True
            warnings.warn(f"nothing is written down any more: {error}", stacklevel=2)
            return None


class Taking:
    """What the chunks of one answer say of it, and with `keeps` the answer itself."""

    def __init__(self, entry: Entry, *, keeps: bool = False) -> None:
        self._entry = entry
        self._packing = _Packing() if keeps else None
        self._reads = False
        self._last: Response | None = None
        self._usage: UsageMetadata | None = None
        self._finish = ""
        self.begin()

    def begin(self) -> None:
        """Times count from now."""
        self._begun = time.perf_counter()
        self._first: float | None = None

    def reading(self, call: Call[Response]) -> Call[Response]:
        """The call, whose chunks are kept as they arrive; to spell each anew takes longer."""
        if (packing := self._packing) is None:
            return call
        self._reads = True

        def parse(document: bytes) -> Response:
            chunk = call.parse(document)
            packing.add(document)
            return chunk

        return replace(call, parse=parse)

    def take(self, chunk: Response) -> None:
        """The next chunk, in order; it is kept here unless it was read on its way."""
        if self._first is None:
            self._first = time.perf_counter()
        if self._packing is not None and not self._reads:
            self._packing.add(_document(chunk))
        self._last = chunk
        self._usage = chunk.usage_metadata or self._usage
        for candidate in chunk.candidates or ():
            if not candidate.index and candidate.finish_reason:
                self._finish = str(candidate.finish_reason)
        if chunk.prompt_feedback is not None and chunk.prompt_feedback.block_reason:
            self._finish = f"blocked: {chunk.prompt_feedback.block_reason}"

    def answer(self) -> bytes | None:
        """The answer as it is kept, if it is to be kept."""
        return None if self._packing is None else self._packing.done()

    def entry(self, error: str = "") -> Entry:
        """The row, now that the answer has ended."""
        last, ended = self._last, time.perf_counter()
        return replace(
            self._entry,
            time=now(),
            model_version=(last and last.model_version) or "",
            response_id=(last and last.response_id) or "",
            usage=self._usage,
            ms=(ended - self._begun) * 1000,
            first_ms=None if self._first is None else (self._first - self._begun) * 1000,
            finish=self._finish,
            error=error,
        )


class _Packing:
    """The chunks as compressed lines of JSON, at a memory cost of what they pack to.

    What is short is packed at its end: that takes half the time, and no buffers meanwhile.
    """

    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._size = 0
        self._packed: list[bytes] = []

    @cached_property
    def _pack(self) -> Any:
        """A quarter of a megabyte each: not before there is something to pack."""
        return zlib.compressobj()

    def add(self, document: bytes) -> None:
        # Inside a string no line ends: between two values a blank says the same.
        self._lines.append(b" ".join(document.splitlines()) + b"\n")
        self._size += len(document)
        if self._size > _SHORT:
            self._packed.append(self._pack.compress(self._taken()))

    def done(self) -> bytes:
        if not self._packed:
            return self._packed_at_once()
        return b"".join([*self._packed, self._pack.compress(self._taken()), self._pack.flush()])

    def _packed_at_once(self) -> bytes:
        # The usual buffers are larger than all of it, and new memory each time. The fastest level
        # makes what is short a twentieth longer; what is long it would make a seventh longer.
        pack = zlib.compressobj(1, wbits=13, memLevel=6)
        return pack.compress(self._taken()) + pack.flush()

    def _taken(self) -> bytes:
        lines, self._lines, self._size = self._lines, [], 0
        return b"".join(lines)


def _document(chunk: Response) -> bytes:
    line = json.dumps(chunk.to_wire(), ensure_ascii=False, separators=(",", ":"))
    return line.encode("utf-8", "surrogatepass")


def chunks_from(
    kept: bytes, parse: Callable[[bytes], Response] = Response.model_validate_json
) -> Iterator[Response]:
    """The chunks of an answer that was kept; `LedgerError` where it is damaged."""
    try:
        for line in zlib.decompress(kept).splitlines():
            yield parse(line)
    except (zlib.error, ValidationError, MalformedResponse) as error:
        raise LedgerError(
            f"an answer that was kept cannot be read: {type(error).__name__}; "
            "`%gemini replay forget` drops what is kept, cache='refresh' asks anew"
        ) from None
