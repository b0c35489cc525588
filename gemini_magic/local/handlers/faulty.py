"""A handler whose body goes wrong where a fault says so: cut, stalled, garbled or failed."""

import asyncio
from typing import Any

from tornado.escape import utf8
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler

from gemini_magic.local.lessons.faults import Fault, failure


class Faulty(RequestHandler):
    """Without a fault it is a plain handler."""

    fault = Fault()
    _sent_bytes = 0
    _sent_chunks = 0

    def write(self, chunk: Any) -> None:
        if self.fault == Fault():
            super().write(chunk)
            return
        data = utf8(chunk)
        self._sent_chunks += 1
        if self._sent_chunks == self.fault.malformed_chunk:
            text = data.rstrip()
            data = text[: len(text) * 2 // 3] + data[len(text) :]
        most = self.fault.most_bytes
        shown = data if most is None else data[: max(0, most - self._sent_bytes)]
        self._sent_bytes += len(data)
        super().write(shown)

    @property
    def _is_spent(self) -> bool:
        most = self.fault.most_bytes
        return most is not None and self._sent_bytes > most

    def flush(self, include_footers: bool = False) -> "asyncio.Future[None]":
        if self.fault == Fault() or include_footers:
            return super().flush(include_footers)
        return asyncio.ensure_future(self._flush())

    async def _flush(self) -> None:
        await super().flush()
        if self._is_spent and self.fault.cut_after is not None:
            self._cut()
            raise StreamClosedError
        if self._sent_chunks == self.fault.error_in_stream:
            raise failure(503)

    def finish(self, chunk: Any = None) -> "asyncio.Future[None]":
        if chunk is not None:
            self.write(chunk)
        if not self._is_spent:
            return super().finish()
        # Without a length the body is sent in pieces, and its end is not.
        self._auto_finish = False
        written = super().flush()
        if self.fault.cut_after is not None:
            written.add_done_callback(lambda _: self._cut())
        return written

    def _cut(self) -> None:
        self.application.log_request(self)
        self.detach().close()
