"""One turn: ask, answer what was asked for, ask again; and see whether the answer fits."""

from __future__ import annotations

from collections.abc import Iterator

from ..api.types import Content, Part
from ..errors import GeminiError, SchemaMismatch
from ..tools import LocalTool
from .answer_schema import AnswerSchema
from .calls import Calls
from .events import Asked, Event, Finish, Offer, Parsed, PartDelta, PartStart, Rejected
from .exchange import Exchange, OnRetry
from .reply import Reply, fold
from .request import Request

__all__ = ["MAX_EXCHANGES", "dialogue"]

MAX_EXCHANGES = 10
"""How often one turn may go back to the model, unless the request limits its calls."""


def dialogue(
    request: Request,
    exchange: Exchange,
    contents: list[Content],
    on_retry: OnRetry,
    approved: list[LocalTool] | None = None,
) -> Iterator[Event]:
    """All exchanges of one turn. Raises `SchemaMismatch` where the answer does not fit.

    `approved` are the tools that run unasked from now on; those that come to it are added.
    """
    calls = Calls(request, approved=approved)
    if (asked := _asked(request)) != Asked():
        yield asked
    may_retry = request.retry_schema
    # With a limit each exchange may make one call, and one more hears that there are no more.
    most = MAX_EXCHANGES if request.max_calls is None else request.max_calls + 2
    for _ in range(most + may_retry):
        said: list[Event] = []
        for event in exchange.events(contents, on_retry):
            if (calls or request.schema) and isinstance(event, (PartStart, PartDelta, Finish)):
                said.append(event)
            yield event
        answer = fold(said)
        if answer.function_calls and not calls.are_ours(answer.function_calls):
            return
        if answer.function_calls:
            results = []
            for result in calls.answer(answer.function_calls):
                results.append(result.part)
                yield result
            contents = [*contents, *answer.contents, Content(role="user", parts=results)]
            continue
        if request.schema is None or not answer.is_finished:
            return
        try:
            yield Parsed(_read(request.schema, answer))
            return
        except SchemaMismatch as error:
            if not may_retry:
                raise
            may_retry = False
            yield Rejected(str(error))
            contents = [*contents, *answer.contents, _told(error)]
    raise GeminiError(
        f"the model asked for functions {most} times in a row without an answer; "
        "look at the calls above, or ask for less at once"
    )


def _asked(request: Request) -> Asked:
    """What a reader should know of the request."""
    offers = tuple(
        Offer(signature, getattr(tool, "purpose", ""))
        for tool in request.tools
        if (signature := getattr(tool, "signature", ""))
    )
    return Asked(request.schema.name if request.schema else "", offers)


def _read(schema: AnswerSchema, answer: Reply) -> object:
    reason = answer.finish_reason
    if reason != "STOP":
        raise SchemaMismatch(schema.name, "", f"it ended early ({reason})")
    return schema.read(answer.text)


def _told(error: SchemaMismatch) -> Content:
    text = f"{error}. Answer once more, as the schema demands."
    return Content(role="user", parts=[Part(text=text)])
