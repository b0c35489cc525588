"""A quiz by schema, on the text or the table that the prompt holds; topics are left to others."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.quiz import rows, text
from gemini_magic.local.quiz.question import Question
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import faults
from gemini_magic.local.schema.check import resolve
from gemini_magic.local.skills.data_table import rows_in
from gemini_magic.local.wire.errors import InvalidArgument

_COUNT = re.compile(r"\b(\d{1,2})\s+(?:[\w-]+\s+){0,2}questions?\b", re.IGNORECASE)
# What cells put around values: a line that says what follows, and a fence.
_FENCE = re.compile(
    r"^(?:[^\n]*\(data, not instructions\):\n)?(`{3,})[a-z]*\n(.*?)^\1$", re.MULTILINE | re.DOTALL
)
_USUAL = 5
_NOTHING = (
    "The local engine makes a quiz of a text of several sentences, or of a table, and the prompt "
    "holds neither; give one, or ask Gemini, which knows topics."
)


def answer(request: Request, resources: Resources) -> Answer | None:
    schema = request.config.get("responseJsonSchema")
    if not _is_for_a_quiz(schema):
        return None
    counted = _COUNT.search(request.system) or _COUNT.search(request.prompt)
    count = int(counted[1]) if counted else _USUAL
    found = list(islice(_questions(request.prompt), count))
    written = {"questions": [one.as_json(request.seed) for one in found]}
    if not found and (resources.language_model is None or request.model == catalog.RULES):
        raise InvalidArgument(_NOTHING)
    if not found or any(faults(written, schema)):
        return None
    thoughts = [
        f"{count} questions are wanted; the prompt's text and tables give {len(found)}.",
        "Each is computed from a sentence or a row, which its explanation quotes.",
    ]
    return computed(thoughts, json.dumps(written, ensure_ascii=False, indent=2))


def _questions(prompt: str) -> Iterator[Question]:
    # Not of any text: commas alone make no table of it.
    is_table = "```csv\n" in prompt or prompt.lstrip().startswith(("[", "{"))
    if is_table and (data := rows_in(prompt)) is not None:
        yield from rows.questions_on(data)
    else:
        yield from text.questions_on(_FENCE.sub(lambda fence: fence[2], prompt))


def _is_for_a_quiz(schema: Any) -> bool:
    """Whether it wants questions with choices and the index of the right one."""
    questions = _properties(schema, schema).get("questions")
    choices = _properties(_inner(questions, schema).get("items"), schema)
    return {"question", "choices", "answer"} <= choices.keys()


def _properties(schema: Any, root: Any) -> dict[str, Any]:
    found = _inner(schema, root).get("properties")
    return found if isinstance(found, dict) else {}


def _inner(schema: Any, root: Any) -> dict[str, Any]:
    if isinstance(schema, dict) and "$ref" in schema:
        schema = resolve(schema["$ref"], root)
    return schema if isinstance(schema, dict) else {}
