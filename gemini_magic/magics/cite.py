"""`%gemini cite`: where an answer comes from, as a sentence for a paper or a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from IPython.core.getipython import get_ipython

from ..chat import Reply
from ..errors import InvalidRequest
from ..ledger import Entry
from ..render import without_controls
from ..session import current
from ..settings import VERSION
from .named_reply import named_reply

__all__ = ["cite"]


def cite(arguments: Sequence[str]) -> None:
    """Say of the last reply, or of a variable, which model gave it, when, and to what request."""
    reply = named_reply(get_ipython(), "cite", arguments)
    if not reply.parts:
        raise InvalidRequest("there is no answer to cite: the reply is empty")
    print(without_controls(_sentence(reply, _row_of(reply))))


def _row_of(reply: Reply) -> Entry | None:
    """The newest row of the ledger on this very answer, if there is a ledger and such a row; with
    the time when it was answered, not of when it was given once more.
    """
    ledger = current().ledger
    if ledger is None or not reply.response_id:
        return None
    rows = [entry for entry in ledger.entries() if entry.response_id == reply.response_id]
    answered = next((row.time for row in rows if not row.replayed), None)
    return replace(rows[-1], time=answered or rows[-1].time) if rows else None


def _sentence(reply: Reply, row: Entry | None) -> str:
    origin = "gemini-magic's local engine, not Gemini" if reply.is_local else "Google Gemini API"
    model = reply.model_version or (row.model if row else "") or "unknown model"
    facts = [f"{origin}, model {model}"]
    if row is not None:
        facts.append(f"answered {row.time[:10]} {row.time[11:16]} UTC")
    if reply.response_id:
        facts.append(f"response {reply.response_id}")
    if row is not None and row.key:
        facts.append(f"request sha256:{row.key[:16]}")
    if row is not None and row.replayed:
        facts.append("given once more from the ledger")
    return f"{', '.join(facts)}; by gemini-magic {VERSION}."
