"""White-space chunking: documents cut into runs of words that overlap a little."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

_MOST_TOKENS = 512
# A word with the space after it; scripts that are written without spaces go sign by sign.
_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"\s*(?:[{_SPACELESS}]|[^\s{_SPACELESS}]+)\s*")


@dataclass(frozen=True)
class Chunking:
    """How long chunks are and how much of one the next repeats, in words."""

    tokens: int = 200
    overlap: int = 20


@dataclass(frozen=True)
class Chunk:
    """A run of words of one document; `page` is the one on which it begins, from 1."""

    text: str
    page: int


def chunking_from(config: dict[str, Any]) -> Chunking:
    """A `ChunkingConfig` that has been read, or `InvalidArgument`."""
    white_space = config.get("whiteSpaceConfig", {})
    tokens = white_space.get("maxTokensPerChunk", Chunking.tokens)
    overlap = white_space.get("maxOverlapTokens", min(Chunking.overlap, tokens - 1))
    if not 1 <= tokens <= _MOST_TOKENS:
        raise InvalidArgument(
            f"chunking_config.white_space_config.max_tokens_per_chunk is {tokens}; it must be from "
            f"1 to {_MOST_TOKENS}."
        )
    if not 0 <= overlap < tokens:
        raise InvalidArgument(
            f"chunking_config.white_space_config.max_overlap_tokens is {overlap}; it must be from "
            f"0 to less than max_tokens_per_chunk, {tokens}."
        )
    return Chunking(tokens, overlap)


def chunks(pages: Sequence[str], chunking: Chunking) -> Iterator[Chunk]:
    words = [
        (word, number) for number, page in enumerate(pages, 1) for word in _TOKEN.findall(page)
    ]
    step = chunking.tokens - chunking.overlap
    for start in range(0, len(words), step):
        run = words[start : start + chunking.tokens]
        yield Chunk("".join(word for word, _ in run).strip(), run[0][1])
        if start + chunking.tokens >= len(words):
            return
