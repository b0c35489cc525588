"""Chunks that look like real traffic: thoughts, then text, a signed function call, and the end.

They are recorded ones where the recordings lie beside the repository, else built in their shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any

__all__ = ["answer", "interaction", "origin", "plain"]

Chunk = dict[str, Any]

# (fields of the only part, whether it is the last chunk) → the shape's name
_SHAPES = {
    (frozenset({"text", "thought"}), False): "thought",
    (frozenset({"text"}), False): "text",
    (frozenset({"functionCall", "thoughtSignature"}), False): "call",
    (frozenset({"text", "thoughtSignature"}), True): "end",
}
_RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "exchanges.jsonl"


def answer(count: int) -> Iterator[Chunk]:
    """`count` chunks of one answer."""
    shapes = _shapes()
    thoughts = count // 20
    yield from islice(cycle(shapes["thought"]), thoughts)
    yield from islice(cycle(shapes["text"]), count - thoughts - 2)
    yield shapes["call"][0]
    yield shapes["end"][0]


def plain(count: int) -> Iterator[Chunk]:
    """`count` chunks of 64 ASCII characters each, so that the size of the text is known."""
    for number in range(count):
        yield _chunk({"text": f"{number:06d} {'all of it is text ' * 4:.56} "}, number)


def interaction(count: int) -> Iterator[Chunk]:
    """`count` events of one interaction: a thought, an output in pieces, and the end."""
    about = {"id": "v1_Chd0TmNFYXVEWFBLNmRxdHNQX08", "model": "gemini-2.5-flash"}
    thought = {"type": "thought_signature", "signature": "EpsD" * 90}
    usage = {"total_tokens": 242, "total_input_tokens": 9, "total_output_tokens": 233}
    head: list[Chunk] = [
        {"event_type": "interaction.created", "interaction": {**about, "status": "in_progress"}},
        {"event_type": "step.start", "index": 0, "step": {"type": "thought"}},
        {"event_type": "step.delta", "index": 0, "delta": thought},
        {"event_type": "step.stop", "index": 0},
        {"event_type": "step.start", "index": 1, "step": {"type": "model_output"}},
    ]
    ended = {**about, "status": "completed", "usage": usage}
    tail: list[Chunk] = [
        {"event_type": "step.stop", "index": 1},
        {"event_type": "interaction.completed", "interaction": ended},
    ]
    yield from _numbered(head, 0)
    for number in range(len(head), count - len(tail)):
        text = f"{number:06d} {'all of it is text ' * 6:.100} "
        delta = {"event_type": "step.delta", "index": 1, "delta": {"text": text, "type": "text"}}
        yield from _numbered([delta], number)
    yield from _numbered(tail, count - len(tail))


def _numbered(events: list[Chunk], first: int) -> Iterator[Chunk]:
    return ({**event, "event_id": f"e{number}"} for number, event in enumerate(events, first))


def origin() -> str:
    """Where the chunks of `answer` come from."""
    return "recorded" if _RECORDINGS.is_file() else "built-in"


@cache
def _shapes() -> dict[str, list[Chunk]]:
    return _recorded() if _RECORDINGS.is_file() else _built_in()


def _recorded() -> dict[str, list[Chunk]]:
    shapes: dict[str, list[Chunk]] = {name: [] for name in _SHAPES.values()}
    with _RECORDINGS.open(encoding="utf-8") as lines:
        for exchange in map(json.loads, lines):
            if "streamGenerateContent" in (exchange["url"] or ""):
                for chunk in exchange["events"] or ():
                    if (shape := _shape_of(chunk)) is not None:
                        shapes[shape].append(chunk)
    return shapes


def _shape_of(chunk: Any) -> str | None:
    """Which of the shapes this is; None for what is rare in a stream (grounding, errors, …)."""
    candidates = chunk.get("candidates") if isinstance(chunk, dict) else None
    if not candidates or "usageMetadata" not in chunk:
        return None
    candidate = candidates[0]
    is_last = "finishReason" in candidate
    parts = candidate.get("content", {}).get("parts", [])
    if len(parts) != 1 or set(candidate) - {"finishReason"} != {"content", "index"}:
        return None
    return _SHAPES.get((frozenset(parts[0]), is_last))


def _built_in() -> dict[str, list[Chunk]]:
    words = "A hundred characters or so is what one chunk of the service holds, half a dozen lines"
    call = {"name": "get_weather", "args": {"location": "Boston"}, "id": "dv8szvqe"}
    return {
        "thought": [_chunk({"text": f"**Considering it**\n\n{words}\n\n\n", "thought": True}, 1)],
        "text": [_chunk({"text": f" {n} {words[n % 9 :]}"}, n) for n in range(150)],
        "call": [_chunk({"functionCall": call, "thoughtSignature": "EpsD" * 90}, 150)],
        "end": [_chunk({"text": "", "thoughtSignature": "EsUB" * 66}, 151, finishReason="STOP")],
    }


def _chunk(part: dict[str, Any], number: int, **fields: str) -> Chunk:
    usage = {
        "promptTokenCount": 71,
        "candidatesTokenCount": 20 * (number + 1),
        "totalTokenCount": 164 + 20 * (number + 1),
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 71}],
        "thoughtsTokenCount": 93,
        "serviceTier": "standard",
    }
    candidate = {"content": {"parts": [part], "role": "model"}, **fields, "index": 0}
    return {
        "candidates": [candidate],
        "usageMetadata": usage,
        "modelVersion": "gemini-3-flash-preview",
        "responseId": "FyIhav7bJNyw4-EP6eCsqA0",
    }
