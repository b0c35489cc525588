"""Text files and PDFs in the prompt: read, and then answered like text that stands in it."""

from dataclasses import replace
from typing import Any

from gemini_magic.local.answer import Answer, Thought, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.skills import enum_output, extraction, json_output, summary

_READERS = (enum_output, json_output, summary, extraction)
# Shorter ones are neither summarised nor searched: they are shown.
_SHORT = 40


def answer(request: Request, resources: Resources) -> Answer | None:
    documents = [p["document"] for c in request.contents for p in c["parts"] if "document" in p]
    if not documents or request.contents[-1].get("role") == "model":
        return None
    words = sum(len(text.split()) for text in documents)
    read = Thought(f"{len(documents)} document(s) of {words:,} words in all were read.")
    contents = [_spelt_out(content) for content in request.contents]
    spelt_out = replace(request, body={**request.body, "contents": contents})
    for skill in _READERS:
        if (found := skill.answer(spelt_out, resources)) is not None:
            return Answer([read, *found.pieces], found.model)
    is_asked_now = any("document" in part for part in request.contents[-1]["parts"])
    if is_asked_now and request.prompt and words < _SHORT:
        quote = "\n".join(f"> {line}" for text in documents for line in text.splitlines())
        return computed([read.text], f"The document says:\n\n{quote}")
    return None


def _spelt_out(content: dict[str, Any]) -> dict[str, Any]:
    """The turn with its documents as text."""
    parts = [{"text": p["document"]} if "document" in p else p for p in content["parts"]]
    return {**content, "parts": parts}
