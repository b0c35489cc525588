"""Server-sent events without I/O: bytes in, events out.

Lines end at CR, LF or CRLF and nowhere else: JSON may hold U+2028, U+2029 and U+0085 raw.
Stricter than the standard in nothing, more tolerant where services and proxies err: `data:`
without a blank, a byte order mark, an event cut off by the end of the stream, and JSON that
arrives bare, without any `data:`, as errors in mid-stream and whole JSON arrays do.
Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

__all__ = ["SSEDecoder", "ServerSentEvent"]

_BOM = b"\xef\xbb\xbf"
_BARE_BEGINNINGS = (b"{", b"[", b"<")  # JSON, or the page of a proxy
_FIELD = re.compile(rb"(data|event|id|retry)(?::|$)")
_LINE_END = re.compile(rb"\r\n|\n|\r")


class ServerSentEvent(NamedTuple):
    """One event: its data (lines joined by LF), its type and the last id seen so far."""

    data: bytes
    event: str = ""
    id: str = ""


class SSEDecoder:
    """Decodes one stream.

    Life: `feed(bytes)` for every piece in any cut, then `end()` once; each returns the events
    that are complete by then.
    """

    def __init__(self) -> None:
        self._pending = bytearray()  # the line that has not ended yet
        self._searched = 0  # how much of it is known to hold no line end
        self._at_start = True
        self._skip_lf = False  # the last byte was a CR: an LF now belongs to it
        self._data: list[bytes] = []
        self._bare: list[bytes] = []  # lines that belong to no field
        self._event = ""
        self._id = ""

    def feed(self, piece: bytes) -> list[ServerSentEvent]:
        """The events that `piece` completes."""
        if not piece:
            return []
        # The usual case by far: one piece, one event of one line, nothing pending.
        if (
            piece.endswith(b"}\r\n\r\n")
            and piece.startswith(b"data: {")
            and piece.find(b"\n") == len(piece) - 3
            and piece.find(b"\r") == len(piece) - 4
            and not (self._pending or self._data or self._bare or self._skip_lf)
        ):
            self._at_start = False
            event, self._event = self._event, ""
            return [ServerSentEvent(piece[6:-4], event, self._id)]
        if self._skip_lf:
            self._skip_lf = False
            piece = piece.removeprefix(b"\n")
        self._pending += piece
        if self._at_start:
            if len(self._pending) < len(_BOM) and _BOM.startswith(self._pending):
                return []
            if self._pending.startswith(_BOM):
                del self._pending[: len(_BOM)]
            self._at_start = False
        return self._complete_lines()

    def end(self) -> list[ServerSentEvent]:
        """What is left when the stream ends; an event needs no blank line behind it then."""
        if self._pending:
            self._take_line(bytes(self._pending))
            self._pending.clear()
        events = self._dispatch()
        if self._bare:
            # Half a document: whoever parses it says what is wrong.
            events.append(ServerSentEvent(b"\n".join(self._bare), "", self._id))
            self._bare.clear()
        return events

    def _complete_lines(self) -> list[ServerSentEvent]:
        events: list[ServerSentEvent] = []
        pending, start = self._pending, 0
        for found in _LINE_END.finditer(pending, self._searched):
            line = bytes(pending[start : found.start()])
            start = found.end()
            if line:
                self._take_line(line)
            else:
                events += self._dispatch()
        self._skip_lf = start == len(pending) > 0 and pending.endswith(b"\r")
        if start:
            del pending[:start]
        self._searched = len(pending)
        return events

    def _take_line(self, line: bytes) -> None:
        if line.startswith(b":"):
            return
        if not _FIELD.match(line):
            # Else it is a field that the standard does not know either.
            if self._bare or line.lstrip().startswith(_BARE_BEGINNINGS):
                self._bare.append(line)
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value.decode(errors="replace")
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode(errors="replace")

    def _dispatch(self) -> list[ServerSentEvent]:
        """A blank line, or the end: hand out what has gathered."""
        events = []
        if self._data:
            events.append(ServerSentEvent(b"\n".join(self._data), self._event, self._id))
            self._data.clear()
        self._event = ""
        # Bare JSON may hold blank lines: keep gathering until it is whole.
        if self._bare and self._bare[-1].rstrip().endswith((b"}", b"]")):
            bare = b"\n".join(self._bare)
            if _is_json(bare):
                self._bare.clear()
                events.append(ServerSentEvent(bare, "", self._id))
        return events


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
