"""What the engine keeps of an interaction: its steps, and its events, which can be read again."""

import asyncio
import copy
import json
from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gemini_magic.local.interactions.media import KINDS
from gemini_magic.local.interactions.planning import Plan
from gemini_magic.local.wire.errors import ApiError, InvalidArgument, not_found

Wire = dict[str, Any]

_MOST_RECORDS = 500


@dataclass(frozen=True)
class Begun:
    """The steps that an answer is to, and the contents before them."""

    steps: list[Wire]
    before: list[Wire]


@dataclass
class Record:
    """One interaction, under way or over; `contents` is the conversation up to its end.

    `plan` is what an agent has shown and not carried out yet; `begun` is what is being answered
    where the answer may have to be continued.
    """

    id: str
    named: Wire
    input_steps: list[Wire]
    contents: list[Wire]
    background: bool = False
    status: str = "in_progress"
    usage: Wire | None = None
    failure: ApiError | None = None
    model_version: str = ""
    plan: Plan | None = None
    errors: list[Wire] = field(default_factory=list)
    continuation_token: str = ""
    begun: Begun | None = None
    events: list[Wire] = field(default_factory=list)
    steps: list[Wire] = field(default_factory=list)
    created: str = field(default_factory=lambda: _now())
    updated: str = field(default_factory=lambda: _now())
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _arguments: dict[int, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def add(self, event: Wire) -> None:
        """Take an event in, give it an id and tell all who follow."""
        self.events.append({**event, "event_id": f"evt_{len(self.events)}"})
        if build := _ADDED.get(event["event_type"]):
            build(self, event)
        self.updated = _now()
        self._tell()

    def end(self, status: str, failure: ApiError | None = None) -> None:
        """Nothing comes any more; a failure is told as an error."""
        if self.is_over:
            return
        self.status, self.failure = status, failure
        if failure is not None:
            self.add({"event_type": "error", "error": error_to_wire(failure)})
        self.add({"event_type": "interaction.completed", "interaction": self.envelope()})
        self._over.set()
        self._tell()

    async def until_over(self, seconds: float | None = None) -> None:
        """Wait for the end, or for some time."""
        try:
            await asyncio.wait_for(self._over.wait(), seconds)
        except TimeoutError:
            return

    async def follow(self, start: int = 0) -> AsyncIterator[Wire]:
        """All events from a place on, also those that are still to come."""
        at = start
        while True:
            while at < len(self.events):  # more may have come while one was handed over
                at += 1
                yield self.events[at - 1]
            if self.is_over:
                return
            await self._news.wait()

    def place_behind(self, event_id: str) -> int:
        """Where to go on for one who has seen this event."""
        places = (i for i, event in enumerate(self.events, 1) if event["event_id"] == event_id)
        place = next(places, None)
        if place is None:
            raise InvalidArgument(f"last_event_id is {event_id!r}, which is no event of {self.id}.")
        return place

    def envelope(self) -> Wire:
        """The interaction without its steps."""
        known = {
            "usage": self.usage,
            "model_version": self.model_version,
            "continuation_token": self.continuation_token,
        }
        failed = [error_to_wire(self.failure)] if self.failure is not None else self.errors
        return {
            "id": self.id,
            "object": "interaction",
            "status": self.status,
            **self.named,
            "created": self.created,
            "updated": self.updated,
            "service_tier": "standard",
            **{name: value for name, value in (*known.items(), ("errors", failed)) if value},
        }

    def to_wire(self, *, include_input: bool = False) -> Wire:
        steps = [*self.input_steps, *self.steps] if include_input else self.steps
        return {**self.envelope(), **({"steps": steps} if steps else {})}

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    def _start_step(self, event: Wire) -> None:
        self.steps.append(copy.deepcopy(event["step"]))

    def _add_delta(self, event: Wire) -> None:
        step, delta = self.steps[event["index"]], event["delta"]
        _DELTAS.get(delta["type"], Record._add_fields)(self, step, delta)

    def _add_text(self, step: Wire, delta: Wire) -> None:
        content = step.setdefault("content", [])
        if not content or content[-1]["type"] != "text":
            content.append({"type": "text", "text": ""})
        content[-1]["text"] += delta["text"]

    def _add_media(self, step: Wire, delta: Wire) -> None:
        content = step.setdefault("content", [])
        last = content[-1] if content else {}
        if delta["type"] == "audio" and _sound(last) == _sound(delta):
            # One sound comes in many pieces.
            last["data"] = _joined(last["data"], delta["data"])
        else:
            content.append(dict(delta))

    def _add_fields(self, step: Wire, delta: Wire) -> None:
        step.update({name: value for name, value in delta.items() if name != "type"})

    def _add_annotations(self, step: Wire, delta: Wire) -> None:
        step["content"][-1].setdefault("annotations", []).extend(delta["annotations"])

    def _add_summary(self, step: Wire, delta: Wire) -> None:
        step.setdefault("summary", []).append(delta["content"])

    def _add_signature(self, step: Wire, delta: Wire) -> None:
        step["signature"] = delta["signature"]

    def _add_arguments(self, step: Wire, delta: Wire) -> None:
        index = len(self.steps) - 1
        self._arguments[index] = self._arguments.get(index, "") + delta["arguments"]

    def _stop_step(self, event: Wire) -> None:
        if written := self._arguments.pop(event["index"], ""):
            self.steps[event["index"]]["arguments"] = json.loads(written)


_ADDED: dict[str, Callable[[Record, Wire], None]] = {
    "step.start": Record._start_step,
    "step.delta": Record._add_delta,
    "step.stop": Record._stop_step,
}
_DELTAS: dict[str, Callable[[Record, Wire, Wire], None]] = {
    "text": Record._add_text,
    "text_annotation_delta": Record._add_annotations,
    "thought_summary": Record._add_summary,
    "thought_signature": Record._add_signature,
    "arguments_delta": Record._add_arguments,
    **dict.fromkeys(KINDS, Record._add_media),
}


def _sound(content: Wire) -> tuple[Any, ...]:
    return tuple(content.get(name) for name in ("type", "mime_type", "sample_rate", "channels"))


def _joined(one: str, other: str) -> str:
    return b64encode(b64decode(one) + b64decode(other)).decode("ascii")


class Records:
    """The interactions that clients can come back to; the oldest are forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Record] = OrderedDict()

    def keep(self, record: Record) -> None:
        self._kept[record.id] = record
        while len(self._kept) > _MOST_RECORDS:
            self._kept.popitem(last=False)[1].end("cancelled")

    def get(self, id: str) -> Record:
        if id not in self._kept:
            raise not_found(f"Interaction {id!r} was not found; it was deleted or never stored.")
        return self._kept[id]

    def delete(self, id: str) -> None:
        self.get(id).end("cancelled")
        del self._kept[id]


_WORDS = {
    "INVALID_ARGUMENT": "invalid_request",
    "RESOURCE_EXHAUSTED": "rate_limit_exceeded",
}


def error_to_wire(error: ApiError) -> Wire:
    """An error in this dialect: a word for a code."""
    code = _WORDS.get(error.status, error.status.lower())
    return {"code": code, "message": error.message}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
