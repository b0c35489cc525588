"""What `%gemini VERB` does: one function for each verb, named in `VERBS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..errors import GeminiError, InvalidRequest, UnknownName
from ..session import current
from .cell_error import CellError

__all__ = ["VERBS", "run_verb"]


def run_verb(verb: str, arguments: Sequence[str], cell_help: str) -> Any:
    """Run a verb; what it cannot do fails the cell in one line."""
    try:
        if verb == "help":
            print(_help(cell_help))
            return None
        if verb not in VERBS:
            raise UnknownName("verb", verb, [*VERBS, "help"])
        return VERBS[verb](arguments)
    except GeminiError as error:
        raise CellError(str(error), type(error).__name__) from None


def _models(arguments: Sequence[str]) -> None:
    """models: the models you can use, with their input and output limits in tokens"""
    session = current()
    rows = [
        (m.id, f"{m.input_token_limit or 0:,}", f"{m.output_token_limit or 0:,}")
        for m in session.models()
        if not arguments or arguments[0] in m.id
    ]
    width = max((len(row[0]) for row in rows), default=5)
    print(f"{'model':<{width}}  {'input':>10}  {'output':>8}")
    for name, most_in, most_out in rows:
        mark = "  ← in use" if name == session.model else ""
        print(f"{name:<{width}}  {most_in:>10}  {most_out:>8}{mark}")


def _use(arguments: Sequence[str]) -> None:
    """use MODEL|local|gemini: what answers the next cells"""
    if len(arguments) != 1:
        raise InvalidRequest("say what to use: %gemini use MODEL, %gemini use local or gemini")
    print(current().use(arguments[0]))


def _reset(arguments: Sequence[str]) -> None:
    """reset [THREAD]: forget one chat, or all of them"""
    forgotten = current().reset(arguments[0] if arguments else None)
    print(f"forgotten: {', '.join(forgotten)}" if forgotten else "there was nothing to forget")


VERBS: dict[str, Callable[[Sequence[str]], Any]] = {
    "models": _models,
    "reset": _reset,
    "use": _use,
}


def _help(cell_help: str) -> str:
    verbs = "\n".join(f"  %gemini {function.__doc__}" for function in VERBS.values())
    return f"{cell_help.strip()}\n\nBeside it:\n\n{verbs}\n  %gemini help: this text"
