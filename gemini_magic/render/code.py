"""Code that the model ran in its own sandbox, and what it printed."""

from __future__ import annotations

from typing import Any

from .markup import code_block, fold, quiet, text
from .pieces import Piece
from .prose import Prose
from .verbatim import fence, literal

KINDS = ("executable_code", "code_execution_result")

_WENT_WELL = frozenset({"OUTCOME_OK", ""})


def html(piece: Piece, prose: Prose) -> str:
    shown = []
    for part in piece.parts:
        if code := part.executable_code:
            shown.append(
                fold("Code", code_block(code.code or "", str(code.language or "")), is_open=True)
            )
        if result := part.code_execution_result:
            output = code_block(result.output) if result.output else ""
            shown.append(quiet(text(_title(result.outcome))) + output)
    return "".join(shown)


def markdown(piece: Piece) -> str:
    shown = []
    for part in piece.parts:
        if code := part.executable_code:
            shown.append(fence(code.code or "", str(code.language or "").lower()))
        if result := part.code_execution_result:
            output = fence(result.output) if result.output else ""
            shown.append(f"{literal(_title(result.outcome))}\n\n{output}".strip())
    return "\n\n".join(shown)


def plain(piece: Piece) -> str:
    shown = []
    for part in piece.parts:
        if code := part.executable_code:
            shown.append((code.code or "").strip() or "[code]")
        if result := part.code_execution_result:
            shown.append((result.output or "").strip() or f"[{_title(result.outcome)}]")
    return "\n".join(shown)


def json(piece: Piece) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for part in piece.parts:
        if code := part.executable_code:
            shown |= {"language": str(code.language or ""), "code": code.code or ""}
        if result := part.code_execution_result:
            results = shown.setdefault("results", [])
            outcome = str(result.outcome or "")
            results.append({"outcome": outcome, "output": result.output or ""})
    return shown


def _title(outcome: object) -> str:
    name = str(outcome or "")
    if name in _WENT_WELL:
        return "Output"
    return f"Output ({name.removeprefix('OUTCOME_').lower().replace('_', ' ')})"
