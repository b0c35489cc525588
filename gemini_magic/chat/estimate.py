"""What a call may cost, before it is sent: tokens by rules of thumb, dollars by the catalog.

Text is counted as four bytes a token. Media are counted as the guides state them: a picture 280
to 2240 tokens by its resolution (1120 if nothing is said), a second of sound 32, one of film 70.
Nothing is asked of the service, and nothing here is exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..api.call import Call
from ..api.types import ModalityTokenCount, UsageMetadata
from ..attach.tokens import LEVELS
from ..catalog import Cost, price

__all__ = ["TYPICAL_ANSWER", "Estimate", "estimate", "model_of"]

TYPICAL_ANSWER = 1_000
"""Tokens of an answer that no maximum limits."""

_BYTES_PER_TOKEN = 4
_PICTURE = 1_120
_PICTURES = {str(level): 280 << step for step, level in enumerate(LEVELS.values())}
_PAGE = 560
_BYTES_PER_PAGE = 50_000  # of a PDF that is not looked into
_BYTES_PER_SECOND = 16_000  # of compressed sound
_BYTES_PER_SECOND_OF_FILM = 250_000
# Not for the model to read, or not as text.
_UNREAD = frozenset(
    "thoughtSignature thought_signature signature mimeType mime_type role type model "
    "generationConfig generation_config mediaResolution".split()
)


@dataclass(frozen=True)
class Estimate:
    """Tokens of the prompt by modality and of the answer, both about right at best.

    `is_limited` says that the answer's count is the maximum that the request sets.
    """

    model: str
    prompt: Mapping[str, int] = field(hash=False)
    answer: int
    is_limited: bool
    is_local: bool = False
    is_batch: bool = False

    @property
    def prompt_tokens(self) -> int:
        """All tokens of the prompt."""
        return sum(self.prompt.values())

    @property
    def cost(self) -> Cost | None:
        """US dollars; None where no price is known. The local engine costs nothing."""
        if self.is_local:
            return Cost(0.0, None, {})
        details = [
            ModalityTokenCount(modality=modality.upper(), token_count=count)
            for modality, count in self.prompt.items()
        ]
        usage = UsageMetadata(
            prompt_token_count=self.prompt_tokens,
            prompt_tokens_details=details,
            candidates_token_count=self.answer,
        )
        return price(usage, self.model, batch=self.is_batch)


def estimate(call: Call[Any], *, is_local: bool = False) -> Estimate:
    """What a call of generateContent or of interactions may take, or a request of a batch."""
    body = call.body or {}
    settings = body.get("generationConfig") or body.get("generation_config") or {}
    most = settings.get("maxOutputTokens") or settings.get("max_output_tokens")
    count = settings.get("candidateCount") or 1
    tokens = Counter[str]()
    picture = _PICTURES.get(str(settings.get("mediaResolution")), _PICTURE)
    for modality, number in _counted(body, picture):
        tokens[modality] += number
    return Estimate(
        model=model_of(call),
        prompt=dict(tokens),
        answer=(most or TYPICAL_ANSWER) * count,
        is_limited=bool(most),
        is_local=is_local,
        is_batch=call.path.endswith(":batchGenerateContent"),
    )


def model_of(call: Call[Any]) -> str:
    """The model that a call asks."""
    named = (call.body or {}).get("model") or call.path.rpartition(":")[0]
    return str(named).removeprefix("models/")


def _counted(value: Any, picture: int) -> Iterator[tuple[str, int]]:
    """Modality and tokens of everything in a body that the model reads.

    `picture` is how many a picture takes that does not say its own resolution.
    """
    if isinstance(value, str):
        yield "text", -(-len(value.encode("utf-8", "surrogatepass")) // _BYTES_PER_TOKEN)
    elif isinstance(value, Mapping):
        mime_type = value.get("mimeType") or value.get("mime_type")
        if isinstance(mime_type, str) and (modality := _modality(mime_type)) != "text":
            size = len(str(value.get("data") or "")) * 3 // 4
            yield modality, picture if modality == "image" else _medium(modality, size)
            return
        resolution = value.get("mediaResolution")
        if isinstance(resolution, Mapping):
            picture = _PICTURES.get(str(resolution.get("level")), picture)
        for name, item in value.items():
            if name not in _UNREAD:
                yield from _counted(item, picture)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _counted(item, picture)


def _modality(mime_type: str) -> str:
    kind = mime_type.partition("/")[0]
    if mime_type == "application/pdf":
        return "document"
    return kind if kind in ("image", "audio", "video") else "text"


def _medium(modality: str, size: int) -> int:
    """Tokens of a medium of so many bytes; of one by address (0) only the least is known."""
    return {
        "document": _PAGE * max(1, size // _BYTES_PER_PAGE),
        "audio": 32 * max(1, size // _BYTES_PER_SECOND),
        "video": 70 * max(1, size // _BYTES_PER_SECOND_OF_FILM),
    }[modality]
