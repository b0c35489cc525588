"""The last line of a reply: who answered, tokens, cost, what is being waited for, how it ended."""

from __future__ import annotations

from ..api.types import UsageMetadata
from ..chat import Reply
from .endings import Mark, endings
from .markup import ERROR, FAINT, text

__all__ = ["footer", "marks_html"]


def footer(reply: Reply) -> str:
    """The line as HTML; nothing where there is nothing to say."""
    tokens = _tokens(reply.total_usage)
    facts = [reply.model_version, _pieces(reply), tokens, _cost(reply), _waiting(reply)]
    said = " · ".join(text(fact) for fact in facts if fact)
    shown = [f'<span style="{FAINT}">{said}</span>'] if said else []
    if marks := marks_html(endings(reply)):
        shown.append(f'<span style="font-size:.9em">{marks}</span>')
    return (
        f'<div class="gm-footer" style="margin-top:.6em">{" · ".join(shown)}</div>' if shown else ""
    )


def marks_html(marks: list[Mark]) -> str:
    """How an answer ended, where that needs a mark."""
    shown = []
    for word, more in marks:
        tail = f": {text(more)}" if more else ""
        shown.append(f'<strong style="{ERROR}">{text(word)}</strong>{tail}')
    return " · ".join(shown)


def _tokens(usage: UsageMetadata | None) -> str:
    if usage is None or not usage.total_token_count:
        return ""
    among = [
        f"{_number(count)} {kind}"
        for count, kind in (
            (usage.thoughts_token_count, "of thought"),
            (usage.cached_content_token_count, "cached"),
        )
        if count
    ]
    return f"{_number(usage.total_token_count)} tokens" + (
        f" ({', '.join(among)})" if among else ""
    )


def _pieces(reply: Reply) -> str:
    """In how many calls the answer came, each of which bills the prompt again."""
    count = reply.answers[0].notes.get("pieces", 1)
    return f"in {count} pieces" if count > 1 else ""


def _cost(reply: Reply) -> str:
    # The local engine costs nothing; of prices that nobody knows nothing is said.
    cost = None if reply.is_local else reply.cost
    return str(cost) if cost is not None else ""


def _waiting(reply: Reply) -> str:
    if (waiting := reply.waiting) is None:
        return ""
    return (
        f"waiting {waiting.seconds:.0f} s before attempt {waiting.attempt} "
        f"of {waiting.attempts}: {waiting.message}"
    )


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")
