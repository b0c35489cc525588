"""JSON on request: read from the prompt by schema, completed by SmolLM2 under a grammar."""

import json
from collections.abc import Iterator
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, Piece, Text, Thought, computed
from gemini_magic.local.language_model import LanguageModel, LanguageModelError, Sampling
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import Filled, Unsatisfiable, faults, fill, json_schema_from
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.words.evaluate import NotArithmetic, evaluate
from gemini_magic.local.words.expression import expression_in

_JSON = "application/json"
_NUMBERS = ("integer", "number")
_MOST_JSON_TOKENS = 500
_MOST_PROMPT_CHARACTERS = 3000


def answer(request: Request, resources: Resources) -> Answer | None:
    config = request.config
    written = config.get("responseJsonSchema", config.get("responseSchema"))
    mime_type = config.get("responseMimeType", _JSON if written is not None else "")
    if mime_type != _JSON:
        return None
    schema = json_schema_from(written) if written is not None else {"type": "object"}
    model = resources.language_model if request.model != catalog.RULES else None
    if (number := _computed(schema, request.prompt)) is not None:
        return computed(["The question is arithmetic, and a number is wanted."], number)
    try:
        filled = fill(schema, request.prompt)
    except Unsatisfiable as error:
        raise InvalidArgument(f"The response schema cannot be satisfied: {error}.") from error
    if written is None:
        filled = Filled({"answer": "unknown", "engine": "local"}, [], ["answer"])
    if model is None or not filled.made_up:
        return Answer(_read(filled))
    return Answer(_completed(request, model, schema, filled), catalog.SMOLLM2)


def _computed(schema: Any, prompt: str) -> str | None:
    """The result of arithmetic, where the schema wants one number and this is one."""
    found = expression_in(prompt) if schema.get("type") in _NUMBERS else None
    if found is None:
        return None
    try:
        value = evaluate(found)
        number = int(value) if value == int(value) else float(value)
    except (NotArithmetic, OverflowError):
        return None
    return None if any(faults(number, schema)) else json.dumps(number)


def written_json(request: Request, model: LanguageModel, schema: Any, ask: str) -> Any:
    """What SmolLM2 writes under the schema's grammar; None where that is not valid."""
    messages = [
        {"role": "system", "content": "Answer with JSON only, using what the user says."},
        {"role": "user", "content": ask[-_MOST_PROMPT_CHARACTERS:]},
    ]
    sampling = Sampling(request.seed, temperature=0.2, most_tokens=_MOST_JSON_TOKENS)
    try:
        pieces = model.write(messages, sampling, schema)
        value = json.loads("".join(piece.text for piece in pieces if isinstance(piece, Text)))
    except (LanguageModelError, ValueError):
        # An unsupported schema or an answer cut short: the value read by schema stands.
        return None
    return None if any(faults(value, schema)) else value


def _read(filled: Filled) -> Iterator[Piece]:
    yield Thought(_account(filled))
    yield Text(json.dumps(filled.value, ensure_ascii=False, indent=2))


def _completed(
    request: Request, model: LanguageModel, schema: Any, filled: Filled
) -> Iterator[Piece]:
    yield Thought(_account(filled))
    yield Thought("SmolLM2 writes what the prompt does not say outright, under the grammar.")
    value = written_json(request, model, schema, request.prompt)
    if value is None:
        yield Thought("What it wrote does not satisfy the schema, so the simplest values stay.")
        value = filled.value
    elif isinstance(value, dict) and isinstance(filled.value, dict):
        stated = {k: v for k, v in filled.value.items() if k in filled.found}
        merged = {**value, **stated}
        value = value if any(faults(merged, schema)) else merged
    yield Text(json.dumps(value, ensure_ascii=False, indent=2))


def _account(filled: Filled) -> str:
    found = ", ".join(path or "the value" for path in filled.found[:12]) or "nothing"
    made_up = ", ".join(path or "the value" for path in filled.made_up[:12])
    rest = f"; not stated there: {made_up}" if made_up else ""
    return f"The schema was filled from the prompt: it states {found}{rest}."
