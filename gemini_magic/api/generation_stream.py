"""GenerationStream: the chunks of one answer, over as many calls as it takes.

A piece is continued, a broken stream resumed at its last checkpoint, a function called and its
result sent back; the caller sees one stream.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import ConnectionFailed
from .call import Call, json_of
from .contents import contents_from
from .continuation import first_candidate, rest_of, total, turn_of
from .flow import Flow
from .function_calling import FunctionCalling
from .generate_call import stream_call
from .generation import continuations_of
from .mcp_functions import with_sessions
from .types import (
    Content,
    FinishReason,
    GenerateContentConfig,
    GenerateContentResponse,
    Part,
    UsageMetadata,
    WholeResponse,
)
from .uploaded_file import with_uploads

__all__ = ["MOST_FRUITLESS", "GenerationStream"]

MOST_FRUITLESS = 3
"""How often in a row a connection may break without having brought a new checkpoint."""

_parse = json_of(WholeResponse)


@dataclass
class _Hop:
    """What one call has brought so far; `token` is the newest checkpoint.

    `behind` are the texts since that checkpoint, or since the one it was begun at, which a resumed
    stream says again; None if there was something that is not plain text and cannot be compared.
    """

    last: GenerateContentResponse | None = None
    begun_at: str = ""
    token: str = ""
    behind: list[str] | None = field(default_factory=list)
    is_finished: bool = False
    usage: UsageMetadata | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing can come behind it, not even by another call."""
        candidate = first_candidate(self.last) if self.last is not None else None
        reason = candidate.finish_reason if candidate is not None else None
        return self.is_finished and reason != FinishReason.CONTINUATION

    def saw(self, chunk: GenerateContentResponse, repeated: str) -> None:
        self.usage = chunk.usage_metadata or self.usage
        self.is_finished = self.is_finished or chunk.prompt_feedback is not None
        if (candidate := first_candidate(chunk)) is None:
            return
        self.last = chunk
        self.is_finished = self.is_finished or candidate.finish_reason is not None
        if candidate.continuation_token:
            # What a resumed stream has not said again by now comes behind this checkpoint.
            self.token, self.behind = candidate.continuation_token, [repeated]
            return
        if not (self.token or self.begun_at):
            return  # without a checkpoint nothing can be resumed
        for part in chunk.parts:
            if part.kind not in ("text", "thought") or part.thought_signature is not None:
                self.behind = None
            elif self.behind is not None:
                self.behind.append(part.text or "")


@dataclass
class GenerationStream:
    """Hops of a streamed answer: see `Hops` for its life.

    `messages` are all that was said before the turn of the model that streams now, `turn` is
    that turn so far. Whoever keeps it himself needs none here: `keeps_turn` may be false where
    no functions are called.
    """

    model: str
    contents: Any
    config: GenerateContentConfig
    messages: list[Content] = field(default_factory=list)
    turn: list[Part] = field(default_factory=list)
    keeps_turn: bool = True

    def __post_init__(self) -> None:
        self._calling = FunctionCalling()
        self._hop = _Hop()
        self._before: UsageMetadata | None = None  # of the calls behind us that made this turn
        self._repeated = ""  # what a resumed stream says again
        self._continued = self._fruitless = 0
        self._begun = 0
        self._error: Exception | None = None
        self._is_lost = False

    def first(self) -> Flow[Call[GenerateContentResponse]]:
        """The call that begins it."""
        self.messages = contents_from((yield from with_uploads(self.contents)))
        self._begun = len(self.messages)
        self.config = yield from with_sessions(self.config)
        self._calling = FunctionCalling.of(self.config)
        self._call = stream_call(self.model, self.messages, self.config)
        self._hop = _Hop(begun_at=_token_of(self._call))
        return self._call

    def saw(self, chunk: GenerateContentResponse) -> None:
        """Tell what this side knows, remember what later requests repeat, and where to go on."""
        if isinstance(chunk, WholeResponse):
            self._tell(chunk)
        self._hop.saw(chunk, self._repeated)
        if self.keeps_turn:
            self.turn += chunk.parts

    def after(
        self, error: Exception | None
    ) -> Call[GenerateContentResponse] | Flow[Call[GenerateContentResponse] | None] | None:
        """The rest of the answer, or the model's next turn when functions have answered."""
        hop = self._hop
        if error is not None or not hop.is_finished:
            return self._resumed(error)
        rest = rest_of(self._call, hop.last) if hop.last is not None else None
        if rest is not None and self._continued < continuations_of(self.config):
            self._continued += 1
            return self._next(rest)
        return self._answered()

    def _resumed(
        self, error: Exception | None
    ) -> Call[GenerateContentResponse] | Flow[Call[GenerateContentResponse] | None]:
        """From the last checkpoint; without one, or where nothing new comes, that is the end."""
        hop = self._hop
        token = hop.token or hop.begun_at
        self._fruitless = self._fruitless + 1 if token == hop.begun_at else 0
        can_resume = error is None or (isinstance(error, ConnectionFailed) and not hop.is_whole)
        is_lost = (
            self._is_lost or not token or hop.behind is None or self._fruitless > MOST_FRUITLESS
        )
        if not can_resume or is_lost or continuations_of(self.config) == 0:
            if error is not None:
                raise error
            return self._answered()
        self._error = error
        body = {**(self._call.body or {}), "continuationToken": token}
        return self._next(replace(self._call, body=body), "".join(hop.behind or ()))

    @property
    def is_finished(self) -> bool:
        """Whether the service has said that the answer is whole; one may also just stop."""
        return self._hop.is_finished

    def _answered(self) -> Flow[Call[GenerateContentResponse] | None]:
        answers = yield from self._calling.answers(turn_of(self.turn))
        if not answers:
            return None
        self.messages += answers
        self.turn = []
        self._hop.usage = self._before = None
        self._continued = 0
        return self._next(stream_call(self.model, self.messages, self.config))

    def _next(
        self, call: Call[GenerateContentResponse], repeated: str = ""
    ) -> Call[GenerateContentResponse]:
        self._before = self._hop.usage or self._before
        self._hop = _Hop(behind=[repeated], begun_at=_token_of(call))
        self._repeated = repeated
        self._call = replace(call, parse=_parse)
        return self._call

    def _tell(self, chunk: WholeResponse) -> None:
        """Of a chunk of a later call: how many there were, what they took, what was said before."""
        chunk._hops = 1 + self._continued
        if len(self.messages) > self._begun and self._calling.keeps_history:
            chunk._called = list(self.messages)
        if self._before is not None and chunk.usage_metadata is not None:
            chunk.usage_metadata = total(self._before, chunk.usage_metadata)
        for part in chunk.parts if self._repeated else ():
            self._leave_out(part)

    def _leave_out(self, part: Part) -> None:
        """What the caller has seen already; if it is told differently now, the break counts."""
        text = part.text
        if text is None or not self._repeated:
            return
        if self._repeated.startswith(text):
            self._repeated, part.text = self._repeated[len(text) :], ""
        elif text.startswith(self._repeated):
            self._repeated, part.text = "", text[len(self._repeated) :]
        else:
            self._is_lost = True
            raise self._error or ConnectionFailed(
                "the stream broke, and could not be resumed: the model now says something else"
            )


def _token_of(call: Call[Any]) -> str:
    return (call.body or {}).get("continuationToken") or ""
