"""Google's resumable upload as a flow: start, send, and after a break ask what has arrived.

start             POST upload/…              → an address, which is a capability
upload            bytes at an offset         → more is wanted
upload, finalize  the last bytes             → the resource that was made
query             after a break              → how many bytes have arrived
cancel            after an interrupt         → they are forgotten
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from ..errors import APIError, ConnectionFailed, GeminiError, InvalidRequest, MalformedResponse
from .call import RawCall, Received
from .flow import Again, Flow, Work
from .limits import UPLOAD
from .source import Body, Source

__all__ = ["uploading"]

_PATIENCE = 5.0  # seconds for a cancel: who interrupts does not want to wait

Progress = Callable[[int, int | None], object]


@dataclass(frozen=True)
class _Session:
    """One upload that was started; what can be said to its address."""

    url: str = field(repr=False)
    granularity: int

    def call(
        self, command: str, content: Any = b"", headers: Mapping[str, str] | None = None
    ) -> RawCall:
        """A command. It is sent once: after a break the flow asks before it sends again."""
        return RawCall(
            "POST",
            "",
            url=self.url,
            by_base=True,
            keyed=False,
            once=True,
            content=content,
            headers={"X-Goog-Upload-Command": command, **(headers or {})},
        )

    def send(self, body: Body, start: int, end: int, is_last: bool) -> RawCall:
        """The bytes from `start` to `end`."""
        headers = {"X-Goog-Upload-Offset": str(start), "Content-Length": str(end - start)}
        return self.call("upload, finalize" if is_last else "upload", body, headers)


def uploading(
    path: str,
    body: Mapping[str, Any],
    source: Source,
    mime_type: str,
    on_progress: Progress | None = None,
) -> Flow[bytes]:
    """The document that answers when a source was sent to an upload path.

    Memory stays constant, and what has arrived is never sent again. A broken connection or a
    5xx is followed by a query and by what is missing; as often in a row without progress as the
    client's retry policy has attempts, then its error is raised.
    """
    if source.size is not None and source.size > UPLOAD:
        raise InvalidRequest(
            f"{source.name or 'the file'!r} has {source.size:,} bytes; "
            f"an upload may have {UPLOAD:,}"
        )
    session = yield from _start(path, body, source, mime_type)
    try:
        return (yield from _sending(session, source, on_progress))
    except (APIError, ConnectionFailed, GeneratorExit):
        raise
    except BaseException:
        # Interrupted, or the source failed: the service need not keep what has come.
        with suppress(GeminiError):
            yield replace(session.call("cancel"), timeout=_PATIENCE)
        raise


def _start(path: str, body: Mapping[str, Any], source: Source, mime_type: str) -> Flow[_Session]:
    headers = {
        "X-Goog-Upload-Protocol": "resumable",
        "X-Goog-Upload-Command": "start",
        "X-Goog-Upload-Header-Content-Type": mime_type,
    }
    if source.size is not None:
        headers["X-Goog-Upload-Header-Content-Length"] = str(source.size)
    if source.name:
        headers["X-Goog-Upload-File-Name"] = quote(source.name, safe=" !#$&'()+,;=@[]^`{}~")
    received: Received = yield RawCall("POST", path, body=body, headers=headers)
    url = received.headers.get("x-goog-upload-url")
    if not url:
        raise MalformedResponse(
            "the service began no upload: its answer has no x-goog-upload-url; "
            "does base_url name a Gemini service?"
        )
    granularity = received.headers.get("x-goog-upload-chunk-granularity", "")
    return _Session(url, int(granularity) if granularity.isdecimal() else 1)


def _sending(session: _Session, source: Source, on_progress: Progress | None) -> Flow[bytes]:
    """The document that answers the last bytes."""

    def tell(sent: int) -> None:
        if on_progress is not None:
            on_progress(sent, source.size)

    offset, end, fruitless = 0, 0, 0
    is_sure, is_last = True, False
    while True:
        try:
            if not is_sure:
                received: Received = yield session.call("query")
                if _is_final(received):
                    break
                arrived = _arrived(received, offset, source)
                fruitless = 0 if arrived > offset else fruitless
                offset, is_sure = arrived, True
                source.confirm(offset)
            end, is_last = yield Work(partial(source.part, offset, session.granularity))
            is_sure = False
            received = yield session.send(Body(source, offset, end, tell), offset, end, is_last)
            if _is_final(received):
                break
            if is_last:
                raise ConnectionFailed("the service has not confirmed the end of the upload")
            offset, fruitless, is_sure = end, 0, True
            source.confirm(offset)
        except (APIError, ConnectionFailed) as error:
            fruitless += 1
            is_sure = False
            yield Again(error, fruitless)
    if not is_last:
        raise MalformedResponse(
            f"the service ended the upload after {end:,} bytes, and there are more; upload it again"
        )
    source.confirm(end)
    if not received.body.strip():
        raise MalformedResponse(
            "everything was uploaded, but the service's answer was lost with the connection; "
            "what was made of it is in the service's list"
        )
    return received.body


def _is_final(received: Received) -> bool:
    return received.headers.get("x-goog-upload-status") == "final"


def _arrived(received: Received, offset: int, source: Source) -> int:
    """How many bytes the service has, by its answer to a query."""
    said = received.headers.get("x-goog-upload-size-received", "")
    arrived = int(said) if said.isdecimal() else -1
    # What a stream has confirmed is gone; nothing beyond the end was ever sent.
    is_possible = offset <= arrived if source.size is None else 0 <= arrived <= source.size
    if not is_possible:
        raise MalformedResponse(
            f"the service says that it has {said or 'no'} bytes of an upload where it had "
            f"{offset}; upload it again"
        )
    return arrived
