"""Scripted answers: a file of JSON lines, each one reply, played in order.

A line holds any of `thought`, `text`, `part` (one or a list of parts as on the wire: an image, a
sound, code and its result), `calls` (a list of `name` and `args`), `cut` and `finish` (a reason),
or an `error` (`code`, `message`) alone. They go through the engine like its own answers: as
chunks, interactions or whole, with limits, usage and signatures.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gemini_magic.local.answer import Answer, Cut, Finish, FunctionCall, Part, Piece, Text, Thought
from gemini_magic.local.lessons.faults import failure
from gemini_magic.local.wire.errors import ApiError, InvalidArgument
from gemini_magic.local.wire.messages import PART
from gemini_magic.local.wire.proto import read

MODEL = "local-script"


class Script:
    """Replies that wait for requests, each of which takes the next one."""

    def __init__(self, replies: list[Answer | ApiError]) -> None:
        self._replies = deque(replies)

    def next(self) -> Answer:
        """The next answer; raises `ApiError` where the script says so, and behind its end."""
        if not self._replies:
            raise ApiError(400, "FAILED_PRECONDITION", "The script has no more replies.")
        reply = self._replies.popleft()
        if isinstance(reply, ApiError):
            raise reply
        return reply


def read_script(path: Path) -> Script:
    """The script in a file; `ValueError` names the line that is wrong."""
    replies = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                replies.append(_reply(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: no reply: {error}") from error
    return Script(replies)


def _reply(line: Any) -> Answer | ApiError:
    if not isinstance(line, dict) or not line:
        raise ValueError(f"a reply is an object with any of {', '.join(_READERS)}, or error")
    if unknown := line.keys() - {*_READERS, "error"}:
        raise ValueError(f"{sorted(unknown)[0]!r} is not known; use {', '.join(_READERS)}, error")
    if "error" in line:
        return _error(line)
    pieces = [
        piece for name, pieces in _READERS.items() if name in line for piece in pieces(line[name])
    ]
    return Answer(pieces, MODEL)


def _error(line: dict[str, Any]) -> ApiError:
    if len(line) > 1 or not isinstance(line["error"], dict):
        raise ValueError("an error is an object and stands alone")
    known = failure(line["error"]["code"])
    return ApiError(known.code, known.status, str(line["error"].get("message") or known.message))


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{json.dumps(value)[:80]} is no text")
    return value


def _calls(value: Any) -> Iterator[Piece]:
    if not isinstance(value, list):
        raise ValueError("calls is a list")
    for call in value:
        args = call.get("args", {})
        if not isinstance(args, dict):
            raise ValueError("args is an object")
        yield FunctionCall(_string(call["name"]), args)


def _parts(value: Any) -> Iterator[Piece]:
    for part in value if isinstance(value, list) else [value]:
        try:
            yield Part(read(part, PART))
        except InvalidArgument as error:
            raise ValueError(error.message) from error


_READERS: dict[str, Callable[[Any], Iterator[Piece]]] = {
    "thought": lambda value: iter([Thought(_string(value))]),
    "text": lambda value: iter([Text(_string(value))]),
    "part": _parts,
    "calls": _calls,
    "cut": lambda value: iter([Cut()] if value is True else []),
    "finish": lambda value: iter([Finish(_string(value))]),
}
