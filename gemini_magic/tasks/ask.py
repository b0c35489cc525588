"""`gm.ask()`: one question and its whole reply."""

from __future__ import annotations

from typing import Any

from ..attach import Terms, attachment_from
from ..chat import Approval, Approver, Reply, Request, answer_schema
from ..session import current
from ..settings import CacheMode
from ..tools import tools_from

__all__ = ["ask", "request_from"]


def ask(
    prompt: Any,
    *more: Any,
    model: str | None = None,
    system: str = "",
    temperature: float | None = None,
    think: str | int | None = None,
    thoughts: bool = False,
    tools: Any = (),
    thread: str | None = None,
    cache: CacheMode | None = None,
    schema: Any = None,
    retry_schema: bool = False,
    approve: Approval | Approver | None = None,
    max_calls: int | None = None,
    call_timeout: float | None = None,
    config: Any = None,
) -> Reply:
    """One question, one whole reply: `ask("What is this?", image)`.

    Parts are text, and whatever a cell may attach: images, figures, sounds, tables, paths, uploaded
    files, functions, `types.Part`s. `tools` are Python functions
    (they run here when the model asks for them) and names of tools that run at Google. `cache`
    says whether an answer from the ledger will do. `schema` is a pydantic model, any other type,
    a table or a JSON Schema: the value is the reply's `.parsed`, and an answer that does not fit
    raises `SchemaMismatch`. The other options are those of `Request`.
    """
    request = request_from(
        prompt,
        *more,
        model=model or "",
        system=system,
        temperature=temperature,
        think=think,
        thoughts=thoughts,
        tools=tools_from(tools),
        cache=cache,
        schema=None if schema is None else answer_schema(schema),
        retry_schema=retry_schema,
        approve=approve,
        max_calls=max_calls,
        call_timeout=call_timeout,
        config=config or {},
    )
    return current().send(request, thread=thread).finish()


def request_from(*items: Any, **fields: Any) -> Request:
    """A request of these parts, each as a cell attaches it; `fields` are those of `Request`."""
    terms = Terms(uploads=current().uploads, cache=fields.get("cache"))
    attachments = [attachment_from(item, terms) for item in items]
    parts = tuple(part for one in attachments for part in one.parts)
    sent = tuple(sent for one in attachments for sent in one.sent)
    return Request(parts, sent=sent, **fields)
