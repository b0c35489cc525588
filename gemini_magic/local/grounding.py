"""Grounding: an answer's text with the sources behind its segments, in UTF-8 bytes."""

from dataclasses import dataclass, field
from typing import Any

Wire = dict[str, Any]


@dataclass
class Grounding:
    """Sources, and which bytes of the text they support. `tokens` is what the tool read."""

    chunks: list[Wire] = field(default_factory=list)
    tokens: int = 0
    text: str = ""
    _segments: list[tuple[int, int, list[int]]] = field(default_factory=list)

    def say(self, text: str, *sources: int) -> None:
        """Adds text, which the chunks at these places support."""
        start = len(self.text.encode())
        self.text += text
        if sources:
            self._segments.append((start, len(self.text.encode()), [*sources]))

    def to_wire(self, shown: str, part_index: int) -> Wire:
        """`groundingMetadata` for as much of the text as was shown, in the part at this place."""
        data = shown.encode()
        supports = [
            {
                "segment": {
                    **({"partIndex": part_index} if part_index else {}),
                    **({"startIndex": start} if start else {}),
                    "endIndex": end,
                    "text": data[start:end].decode(),
                },
                "groundingChunkIndices": sources,
            }
            for start, end, sources in self._segments
            if end <= len(data)
        ]
        supported = {"groundingSupports": supports} if supports else {}
        return {"groundingChunks": self.chunks, **supported}
