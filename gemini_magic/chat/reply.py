"""Reply: everything received so far, as a value; `apply` is the fold that makes it.

One reply may span several exchanges with the model, when functions of ours answer in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from textwrap import shorten
from typing import Any

from ..api.audio import Audio, audio_of
from ..api.types import (
    Blob,
    Content,
    FunctionCall,
    GroundingMetadata,
    Image,
    Part,
    Source,
    UsageMetadata,
)
from ..attach import Sent
from ..catalog import Cost, price
from .answer import Answer
from .detection import Detection, detections_in
from .events import Asked, Event, Older, Stopped, Verdict, Waiting
from .folds import FOLDS
from .growing import GrowingTuple
from .tool_run import ToolRun, tool_runs_of
from .usage import total_of

__all__ = ["Answer", "Reply", "fold"]

LOCAL_PREFIX = "local-"
_SEEN, _SHOWN = 1_000, 100  # characters of a text in a reply's repr


@dataclass(frozen=True)
class Reply:
    """Everything received so far; never changes, `apply` makes the next one.

    `usage` is the last total the service sent, summed over exchanges when tools ran.
    `stopped` is set when the reply ended without the service saying so. `sent` is what went with
    the prompt, and `pictures` are those that the model was shown last. `parsed` is the value of an
    answer by a schema; `asked` is what shaped it, and `rejected` says where an earlier answer did
    not fit. `heard` is the user's speech as text. `older` is set where nothing was asked, and the
    answer is one to something else.
    """

    answers: tuple[Answer, ...] = (Answer(),)
    usage: UsageMetadata | None = None
    model_version: str = ""
    response_id: str = ""
    refused: str = ""
    stopped: Stopped | None = None
    waiting: Waiting | None = None
    spent: tuple[UsageMetadata, ...] = ()  # totals of the exchanges before this one
    durations: GrowingTuple[float] = field(default_factory=GrowingTuple)  # of our functions, s
    sent: tuple[Sent, ...] = ()
    verdicts: tuple[Verdict, ...] = ()  # on the calls of our functions
    asked: Asked = field(default_factory=Asked)
    parsed: Any = field(default=None, hash=False)
    rejected: str = ""
    heard: str = ""
    older: Older | None = None
    pictures: tuple[Blob, ...] = field(default=(), hash=False, repr=False)

    def apply(self, event: Event) -> Reply:
        """This reply after `event`."""
        return FOLDS[type(event)](self, event)

    # What a reader asks of a reply; all of it about the first candidate.

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the first candidate, function results of ours included."""
        return self.answers[0].parts

    @property
    def text(self) -> str:
        """The answer itself: no thoughts, no code, no calls. Empty while there is none."""
        return "".join(part.text or "" for part in self.parts if part.kind == "text")

    @property
    def thoughts(self) -> str:
        """The thought summaries."""
        return "".join(part.text or "" for part in self.parts if part.kind == "thought")

    @property
    def images(self) -> list[Image]:
        """Every picture, of all candidates."""
        blobs = [part.inline_data for answer in self.answers for part in answer.parts]
        return [
            Image(image_bytes=blob.data, mime_type=blob.mime_type)
            for blob in blobs
            if blob is not None and (blob.mime_type or "").startswith("image/")
        ]

    @property
    def detections(self) -> list[Detection]:
        """The boxes, points and masks that the answer holds, in pixels and in thousandths."""
        found = detections_in(self.text, self.pictures)
        return [item for one in found for item in one.items]

    @property
    def audio(self) -> Audio | None:
        """The sound, if there is one."""
        return audio_of(self.parts)

    @property
    def function_calls(self) -> list[FunctionCall]:
        """Every function that the model asked for."""
        return [p.function_call for p in self.parts if p.function_call is not None]

    @property
    def calls(self) -> list[ToolRun]:
        """The same with what our functions answered, and how long they took."""
        return list(tool_runs_of(self.parts, self.durations, self.verdicts))

    @property
    def trace(self) -> list[dict[str, Any]]:
        """The calls as rows: name, args, result, error, seconds, approved.

        `approved` is None where nobody was asked, and `seconds` while a call is unanswered.
        """
        return [run.row() for run in self.calls]

    @property
    def sources(self) -> list[Source]:
        """Where a grounded answer comes from, as its citations number them."""
        chunks = (self.grounding and self.grounding.grounding_chunks) or ()
        return [chunk.source or Source() for chunk in chunks]

    @property
    def grounding(self) -> GroundingMetadata | None:
        """All that the service says of where a grounded answer comes from."""
        return self.answers[0].notes.get("grounding_metadata")

    @property
    def finish_reason(self) -> str:
        """Why the answer ended, in the service's words; empty while it has not."""
        return self.answers[0].finish_reason

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come."""
        return bool(self.finish_reason or self.refused or self.stopped)

    @property
    def is_partial(self) -> bool:
        """Whether the answer broke off before the service had ended it."""
        return self.stopped is not None

    @property
    def is_local(self) -> bool:
        """Whether the local engine answered, which is not Gemini."""
        return self.model_version.startswith(LOCAL_PREFIX)

    @property
    def total_usage(self) -> UsageMetadata | None:
        """Tokens of all exchanges of this reply together."""
        if self.usage is None or not self.spent:
            return self.usage
        return total_of((*self.spent, self.usage))

    @property
    def cost(self) -> Cost | None:
        """In US dollars; None where no price is known."""
        if self.is_local:
            return Cost(0.0, None, {})
        return price(self.total_usage, self.model_version)

    @property
    def contents(self) -> list[Content]:
        """The messages this reply adds to the history: the model's, and our functions' between.

        Parts are neither merged nor reordered, so signatures return where they came from.
        """
        by_role = groupby(self.parts, key=lambda part: part.kind == "function_response")
        return [
            Content(role="user" if is_ours else "model", parts=list(parts))
            for is_ours, parts in by_role
        ]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        """Short, for who has not loaded the extension: a picture's bytes are megabytes."""
        blobs = [part.inline_data for part in self.parts if part.inline_data is not None]
        said = [repr(shorten(self.text[:_SEEN], _SHOWN, placeholder="…"))] if self.text else []
        said += [f"{blob.mime_type}, {len(blob.data or b''):,} bytes" for blob in blobs]
        said += [f"{run.name}(…)" for run in self.calls]
        said += [self.refused] if self.refused else []
        said += [self.stopped.cause] if self.stopped else []
        return f"<Reply {' · '.join(said) or 'without an answer'}>"


def fold(events: Iterable[Event], reply: Reply | None = None) -> Reply:
    """The reply that these events make."""
    reply = Reply() if reply is None else reply
    for event in events:
        reply = reply.apply(event)
    return reply
