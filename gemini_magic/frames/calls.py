"""`gm.calls(reply)`: what functions a model has called, as a table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..chat import Reply

__all__ = ["calls"]

_DTYPES = {
    "name": "string",
    "arguments": "object",
    "result": "object",
    "error": "string",
    "ms": "Float64",
    "approved": "boolean",
}


def calls(replies: Reply | Iterable[Reply]) -> pd.DataFrame:
    """A row for each call of one reply, or of several, in order.

    `result` is what the model was told, or `error`; `ms` how long the function took, missing where
    it did not run; `approved` what a person said, missing where nobody was asked.
    """
    given = [replies] if isinstance(replies, Reply) else replies
    found = [row for reply in given for row in reply.trace]
    rows = [
        (r["name"], r["args"], r["result"], r["error"], _ms(r["seconds"]), r["approved"])
        for r in found
    ]
    return pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(1000 * seconds, 1)
