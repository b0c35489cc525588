"""The File Search tool: the sentences of a project's stores that fit the question, cited."""

from typing import Any

from gemini_magic.local import tokens
from gemini_magic.local.answer import Answer, Piece, Text, Thought
from gemini_magic.local.corpus.server_tool import invocation
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.project.stores import Found
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.ranking import rank
from gemini_magic.local.words.textrank import sentences

_QUOTED = 3


def answer(request: Request, resources: Resources) -> Answer | None:
    tools = [t["fileSearch"] for t in request.body.get("tools", ()) if "fileSearch" in t]
    if not tools or not request.prompt:
        return None
    stores = resources.project.stores
    found = [one for tool in tools for one in stores.search(tool, request.prompt)]
    searched: list[Piece] = [
        Thought(f"BM25 found {len(found)} chunk(s) of the File Search stores."),
        *invocation(request, resources.signer, "FILE_SEARCH"),
    ]
    quotes = _quotes(request.prompt, found)
    if not quotes:
        return Answer([*searched, Text("The File Search stores hold nothing that fits this.")])
    grounding = _cited(found, quotes)
    return Answer([*searched, grounding, Text(grounding.text)])


def _quotes(question: str, found: list[Found]) -> list[tuple[int, str]]:
    """The best sentences, each with the place of its chunk, in the order of the chunks."""
    candidates = {
        sentence: place
        for place, one in reversed([*enumerate(found)])
        for sentence in sentences(one.chunk.text)
    }
    texts = [*candidates]
    if not texts:
        return []
    scores = rank(question, texts)
    best = sorted(range(len(texts)), key=lambda i: -scores[i])[:_QUOTED]
    chosen = [i for i in best if scores[i] > 0 and scores[i] * 2 > scores[best[0]]]
    return sorted((candidates[texts[i]], texts[i]) for i in chosen)


def _cited(found: list[Found], quotes: list[tuple[int, str]]) -> Grounding:
    grounding = Grounding(
        chunks=[source_chunk(one) for one in found],
        tokens=sum(tokens.count_text(one.chunk.text) for one in found),
    )
    grounding.say("The documents say:\n")
    for place, sentence in quotes:
        grounding.say("\n> ")
        grounding.say(sentence, place)
        title = found[place].document.display_name
        grounding.say(f" ({title})\n" if title else "\n")
    return grounding


def source_chunk(found: Found) -> dict[str, Any]:
    """Where it was found, as one of `groundingChunks`."""
    document = found.document
    is_paged = document.mime_type.startswith("application/pdf")
    context = {
        **({"customMetadata": document.metadata} if document.metadata else {}),
        **({"title": document.display_name} if document.display_name else {}),
        **({"pageNumber": found.chunk.page} if is_paged else {}),
        "fileSearchStore": found.store.name,
        "mediaId": found.media_name,
        "text": found.chunk.text,
    }
    return {"retrievedContext": context}
