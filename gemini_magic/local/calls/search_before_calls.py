"""What Google Search is asked before a function is called: the name of a place that is described.

"The weather in the capital of France" calls a function for Paris once that has been looked up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from gemini_magic.local.answer import Piece, Thought
from gemini_magic.local.corpus.described_places import Described, described_in
from gemini_magic.local.corpus.gazetteer import places
from gemini_magic.local.corpus.search_chip import rendered_content
from gemini_magic.local.corpus.server_tool import invocation
from gemini_magic.local.grounding import Grounding
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Search:
    """What was looked up, and the request with the name in place of the description."""

    found: Described
    request: Request

    def pieces(self, asked: Request, resources: Resources) -> Iterator[Piece]:
        query, place = self.found.words, self.found.place
        chip = rendered_content([query])
        yield Thought(
            f"The {query} is {place.name}: the engine's own list of {len(places())} places says "
            "so, in place of Google."
        )
        yield from invocation(
            asked,
            resources.signer,
            "GOOGLE_SEARCH_WEB",
            {"queries": [query]},
            {"search_suggestions": chip},
        )
        yield Grounding(queries=[query], extra={"searchEntryPoint": {"renderedContent": chip}})


def searched(request: Request) -> Search | None:
    """The search for what the prompt describes; None without the tool or a description."""
    has_tool = any("googleSearch" in tool for tool in request.body.get("tools", ()))
    if not has_tool or len(request.prompt) > _LONGEST_TEXT:
        return None
    found = described_in(request.prompt)
    if found is None:
        return None
    named = f"{request.prompt[: found.start]}{found.place.name}{request.prompt[found.end :]}"
    return Search(found, _saying(request, named))


def _saying(request: Request, prompt: str) -> Request:
    """The request with another prompt; what is no text stays."""
    *before, last = request.contents
    others = [part for part in last["parts"] if "text" not in part]
    said: list[dict[str, Any]] = [*before, {**last, "parts": [{"text": prompt}, *others]}]
    return replace(request, body={**request.body, "contents": said})
