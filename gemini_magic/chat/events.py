"""What a conversation tells its frontend: small frozen values, in order.

Attached    what goes with the prompt, before anything is sent
Opened      the service answers: which model, which response
PartStart   a new part begins (whole, unless PartDeltas follow)
PartDelta   text at the end of the part that began last in this candidate
Heard       what a Live session has understood of speech, the next piece of it
Annotated   what is known of a candidate besides its parts (grounding, citations, …)
Counted     tokens so far; the last one is the total
Asked       what a reader should know of the request: a schema, functions on offer
Parsed      the answer fits its schema, and this is its value
Rejected    it did not fit; the model is told so, and asked once more
Older       this answer was given before, to something else
Refused     the prompt was blocked
Finish      a candidate has ended, and why
ToolResult  a function of ours has answered the model
Stopped     no more will come although no candidate said so: interrupt, error, cut
Waiting     a retry after an error, before anything arrived
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from ..api.types import Blob, Part, UsageMetadata
from ..attach import Sent

__all__ = [
    "Annotated",
    "Asked",
    "Attached",
    "Counted",
    "Event",
    "Finish",
    "Heard",
    "Offer",
    "Older",
    "Opened",
    "Parsed",
    "PartDelta",
    "PartStart",
    "Refused",
    "Rejected",
    "StopCause",
    "Stopped",
    "ToolResult",
    "Verdict",
    "Waiting",
]

StopCause = Literal["interrupted", "error", "truncated"]
Verdict = Literal["", "approved", "denied"]
"""What a person said to a call; empty where nobody was asked."""


class PartDelta(NamedTuple):
    """Text to append to the open part of a candidate. By far the most frequent event."""

    text: str
    candidate: int = 0


class Counted(NamedTuple):
    """Tokens so far, in this exchange with the model."""

    usage: UsageMetadata


class PartStart(NamedTuple):
    """A new part of a candidate."""

    part: Part
    candidate: int = 0


@dataclass(frozen=True, slots=True)
class Attached:
    """What goes with the prompt; the reply keeps it for its readers.

    `pictures` are those that the model was shown last, in this turn or in one before.
    """

    sent: tuple[Sent, ...]
    pictures: tuple[Blob, ...] = field(default=(), hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The first chunk of an exchange has arrived."""

    model_version: str
    response_id: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """What is known of a candidate besides its parts, by the names of `Candidate`'s fields."""

    notes: dict[str, Any] = field(hash=False)
    candidate: int = 0


class Heard(NamedTuple):
    """What the user said aloud, as text: the next piece of it."""

    text: str


class Offer(NamedTuple):
    """A function that the model may call, as it stands in code, and its docstring."""

    signature: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What shapes the answer. `schema` is a name for people; empty where there is none."""

    schema: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value of an answer that fits its schema."""

    value: Any = field(hash=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """What the model said last does not count: `problem` says where it does not fit."""

    problem: str


@dataclass(frozen=True, slots=True)
class Older:
    """The answer was given at `time` (UTC), when something else was asked.

    `changed` names variables and files that have changed since, and "model"; where there are none
    it is the turns above.
    """

    time: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The prompt was blocked; `reason` is the service's `blockReason`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finish:
    """A candidate has ended; `reason` is the service's `finishReason`."""

    reason: str
    message: str = ""
    candidate: int = 0


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a function of ours answered; `part` is the `functionResponse` that goes back."""

    part: Part
    seconds: float = 0.0
    verdict: Verdict = ""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The reply ends here although the service did not say so."""

    cause: StopCause
    message: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The client waits before it asks again; nothing has been received so far."""

    seconds: float
    attempt: int
    attempts: int
    message: str


Event = (
    PartDelta
    | Counted
    | PartStart
    | Attached
    | Opened
    | Heard
    | Annotated
    | Older
    | Refused
    | Asked
    | Parsed
    | Rejected
    | Finish
    | ToolResult
    | Stopped
    | Waiting
)
