"""What shaped an answer, above it: the functions on offer, what was heard of the user's speech,
and whether it had to be asked twice.
"""

from __future__ import annotations

from typing import Any

from ..chat import Reply
from .markup import code_block, fold, inline_code, quiet, text
from .verbatim import fence, folded, literal
from .verbatim import inline_code as inline_code_markdown

__all__ = ["html", "json", "markdown"]


def html(reply: Reply) -> str:
    """A fold with signatures and docstrings, and a line for an answer that did not count."""
    shown = ""
    if offers := reply.asked.offers:
        names = ", ".join(inline_code(_name(offer.signature)) for offer in offers)
        shown += fold(f"may call {names}", code_block(_source(reply)))
    if reply.heard:
        shown += quiet(text(_heard(reply)))
    if reply.rejected:
        shown += quiet(text(f"asked once more: {reply.rejected}"))
    return shown


def markdown(reply: Reply) -> list[str]:
    """The same, as blocks."""
    blocks = []
    if offers := reply.asked.offers:
        names = ", ".join(inline_code_markdown(_name(offer.signature)) for offer in offers)
        blocks.append(folded(f"may call {names}", fence(_source(reply), "python")))
    if reply.heard:
        blocks.append(f"*{literal(_heard(reply))}*")
    if reply.rejected:
        blocks.append(f"*{literal(f'asked once more: {reply.rejected}')}*")
    return blocks


def json(reply: Reply) -> dict[str, Any]:
    """What a program may want to know; nothing where nothing shaped the answer."""
    known: dict[str, Any] = {}
    if reply.asked.schema:
        known["schema"] = reply.asked.schema
    if reply.asked.offers:
        known["functions"] = [offer._asdict() for offer in reply.asked.offers]
    if reply.heard:
        known["heard"] = reply.heard
    if reply.rejected:
        known["rejected"] = reply.rejected
    return known


def _heard(reply: Reply) -> str:
    return f"heard: “{' '.join(reply.heard.split())}”"


def _name(signature: str) -> str:
    return signature.partition("(")[0]


def _source(reply: Reply) -> str:
    """As it might stand in a module, without the bodies."""
    shown = []
    for offer in reply.asked.offers:
        purpose = offer.purpose.replace("\n", "\n    ")
        body = f'\n    """{purpose}"""' if purpose else " ..."
        shown.append(f"def {offer.signature}:{body}")
    return "\n\n".join(shown)
