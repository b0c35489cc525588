"""InteractionRequest: what `interactions.create` was asked, and the calls that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import InvalidRequest, UnknownName
from .call import Call, EventCall, json_of
from .interaction_input import format_from, input_from, plain, tools_from
from .sse import ServerSentEvent
from .types import CreateInteraction, Interaction, InteractionCreated, InteractionEvent

__all__ = [
    "MAX_CONTINUATIONS",
    "InteractionRequest",
    "interaction_call",
    "interaction_path",
    "joined",
    "streamed",
]

MAX_CONTINUATIONS = 10
"""How often an answer that hit the limit of one call is continued without being asked."""

# The schema that our types speak; a newer one of the service must not change it under us.
_REVISION = {"Api-Revision": "2026-05-20"}

_OURS = ("automatic_continuation", "timeout", "api_version")
_READERS = {"input": input_from, "tools": tools_from, "response_format": format_from}

ReadEvent = Callable[[ServerSentEvent], Iterable[InteractionEvent]]


@dataclass(frozen=True)
class InteractionRequest:
    """A body to post, and how. Frozen: the next call of one answer is another request."""

    body: Mapping[str, Any] = field(hash=False)
    continues: bool = True
    timeout: float | None = None
    version: str | None = None

    @classmethod
    def of(cls, arguments: CreateInteraction) -> InteractionRequest:
        """From the arguments of `create`; what is None is not sent."""
        given = {name: value for name, value in arguments.items() if value is not None}
        for name in given:
            if name not in CreateInteraction.__annotations__:
                raise UnknownName("argument", name, CreateInteraction.__annotations__)
        if ("model" in given) == ("agent" in given):
            raise InvalidRequest("an interaction is with a model or with an agent; name one")
        if "input" not in given and "continuation_token" not in given:
            raise InvalidRequest("input is missing; give text, contents or steps")
        return cls(
            body={
                name: _READERS[name](value) if name in _READERS else plain(value, name)
                for name, value in given.items()
                if name not in _OURS
            },
            # The service itself keeps agents and background work going.
            continues=bool(given.get("automatic_continuation", True))
            and "agent" not in given
            and not given.get("background"),
            timeout=arguments.get("timeout"),
            version=arguments.get("api_version"),
        )

    @property
    def call(self) -> Call[Interaction]:
        """The call for the whole answer."""
        call = interaction_call("POST", "interactions", timeout=self.timeout, version=self.version)
        return replace(call, body=self.body)

    def after(self, interaction: Interaction) -> InteractionRequest | None:
        """The request that continues an answer which hit the limit of one call, or None.

        What is stored is referred to; what is not (`store=False`) is sent again.
        """
        token = interaction.continuation_token
        if not (self.continues and token and interaction.status == "requires_continuation"):
            return None
        body = {**self.body, "continuation_token": token}
        if body.get("store", True) and interaction.id:
            body["previous_interaction_id"] = interaction.id
            body.pop("input", None)
        return replace(self, body=body)


def interaction_call(
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    timeout: float | None = None,
    version: str | None = None,
) -> Call[Interaction]:
    """A call that answers with an interaction."""
    parse = json_of(Interaction)
    return Call(
        method, path, parse, query=query or {}, headers=_REVISION, timeout=timeout, version=version
    )


def streamed(call: Call[Interaction], read: ReadEvent) -> EventCall[InteractionEvent]:
    """The same call, answered by events."""
    is_new = call.body is not None
    return EventCall(
        call.method,
        call.path,
        json_of(InteractionCreated),  # never used: `read` sees every event first
        body={**(call.body or {}), "stream": True} if is_new else None,
        query=call.query if is_new else {**call.query, "stream": "true"},
        headers={**call.headers, "Accept": "text/event-stream"},
        timeout=call.timeout,
        version=call.version,
        events=read,
    )


def interaction_path(id: str | Interaction) -> str:
    """The path of an interaction, from its id, its name or itself."""
    text = (id.id or "") if isinstance(id, Interaction) else id
    text = text.strip().removeprefix("interactions/")
    if not text or any(bad in text for bad in ("..", "/", "?", "&", "#", " ")):
        raise InvalidRequest(
            f"{text!r} is not the id of an interaction; one with store=False has none"
        )
    return f"interactions/{text}"


def joined(answers: list[Interaction]) -> Interaction:
    """One answer from the several calls it took: all steps, all tokens, the last id."""
    last = answers[-1]
    if len(answers) == 1:
        return last
    whole = last.model_copy(update={"steps": [step for a in answers for step in a.steps or ()]})
    if usages := [a.usage for a in answers if a.usage is not None]:
        totals: dict[str, int] = {}
        for usage in usages:
            for name in usage.model_fields_set:
                if isinstance(count := getattr(usage, name), int):
                    totals[name] = totals.get(name, 0) + count
        whole = whole.model_copy(update={"usage": usages[-1].model_copy(update=totals)})
    whole._calls = [a.id for a in answers if a.id]
    return whole
