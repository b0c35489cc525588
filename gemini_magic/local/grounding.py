"""Grounding: an answer's text with the sources behind its segments, in UTF-8 bytes."""

from dataclasses import dataclass, field
from typing import Any

Wire = dict[str, Any]


@dataclass
class Grounding:
    """Sources, and which bytes of the text they support. `tokens` is what the tool read.

    `queries` are what was searched for; `confidence` is that of each source, for models that tell
    it; `extra` holds further fields, such as `searchEntryPoint`.
    """

    chunks: list[Wire] = field(default_factory=list)
    tokens: int = 0
    queries: list[str] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    extra: Wire = field(default_factory=dict)
    text: str = ""
    _segments: list[tuple[int, int, list[int]]] = field(default_factory=list)

    def say(self, text: str, *sources: int) -> None:
        """Adds text, which the chunks at these places support."""
        start = len(self.text.encode())
        self.text += text
        if sources:
            self._segments.append((start, len(self.text.encode()), [*sources]))

    def to_wire(self, shown: str, part_index: int, begin: int = 0) -> Wire:
        """`groundingMetadata` for as much of the text as was shown, in the part at this place.

        `begin` is where in that part, in bytes, the grounded text begins.
        """
        data = shown.encode()
        supports = [
            {
                "segment": {
                    **({"partIndex": part_index} if part_index else {}),
                    **({"startIndex": begin + start} if begin + start else {}),
                    "endIndex": begin + end,
                    "text": data[begin + start : begin + end].decode(),
                },
                "groundingChunkIndices": sources,
                **self._scores(sources),
            }
            for start, end, sources in self._segments
            if begin + end <= len(data)
        ]
        found = {
            "webSearchQueries": self.queries,
            "groundingChunks": self.chunks,
            "groundingSupports": supports,
        }
        return {**self.extra, **{name: value for name, value in found.items() if value}}

    def _scores(self, sources: list[int]) -> Wire:
        scores = [self.confidence[source] for source in sources] if self.confidence else []
        return {"confidenceScores": scores} if scores else {}
