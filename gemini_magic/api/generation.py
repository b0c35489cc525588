"""One whole answer as a flow: large files uploaded, pieces continued, functions called."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from .call import Call
from .contents import contents_from
from .continuation import MAX_CONTINUATIONS, first_candidate, joined, rest_of
from .flow import Flow
from .function_calling import FunctionCalling
from .generate_call import generate_call
from .mcp_functions import with_sessions
from .types import GenerateContentConfig, GenerateContentResponse, WholeResponse
from .uploaded_file import with_uploads

__all__ = ["continuations_of", "generated"]


def generated(
    model: str, contents: Any, config: GenerateContentConfig
) -> Flow[GenerateContentResponse]:
    """The answer after all functions that it asked for were called."""
    messages = contents_from((yield from with_uploads(contents)))
    config = yield from with_sessions(config)
    calling = FunctionCalling.of(config)
    begin = len(messages)
    while True:
        call = generate_call(model, messages, config)
        response = yield from _continued(call, continuations_of(config))
        candidate = first_candidate(response)
        answers = yield from calling.answers(candidate.content if candidate else None)
        if not answers:
            break
        messages += answers
    if len(messages) > begin and calling.keeps_history:
        response._called = messages
    response._parsed = _parsed(response, config)
    return response


def continuations_of(config: GenerateContentConfig) -> int:
    """How often an answer may be continued."""
    if config.automatic_continuation is False:
        return 0
    most = config.maximum_continuations
    return MAX_CONTINUATIONS if most is None else most


def _continued(call: Call[WholeResponse], most: int) -> Flow[WholeResponse]:
    responses = [(yield call)]
    for _ in range(most):
        rest = rest_of(call, responses[-1])
        if rest is None:
            break
        call = rest
        responses.append((yield call))
    return joined(responses)


def _parsed(response: GenerateContentResponse, config: GenerateContentConfig) -> Any:
    """The text, JSON or a bare value, as the object asked for.

    Text that does not fit (cut off, say) makes None: the text itself is still there.
    """
    schema = config.response_schema
    text = response.text if response.candidates else None
    if schema is None or isinstance(schema, dict) or text is None:
        return None
    adapter = TypeAdapter(schema)
    is_bare = config.response_mime_type == "text/x.enum"
    try:
        return adapter.validate_python(text) if is_bare else adapter.validate_json(text)
    except ValidationError:
        return None
