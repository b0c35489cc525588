"""Calls as a table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import gemini_magic as gm
from gemini_magic.session import drop
from tests.scripted import ScriptedGemini, chunk, sse, texts


def double(n: int) -> int:
    """Twice a number."""
    return 2 * n


@pytest.fixture(autouse=True)
def _no_session() -> Iterator[None]:
    yield
    drop()


def test_each_call_is_a_typed_row(gemini: ScriptedGemini) -> None:
    calls = [{"functionCall": {"name": "double", "args": {"n": n}}} for n in (1, "x", 3)]
    gemini.will(sse([chunk(*calls, finish="STOP")]), texts("done"))
    reply = gm.ask("?", tools=[double], approve=lambda call: call.args != {"n": 3})

    table = gm.calls(reply)

    assert list(table) == ["name", "arguments", "result", "error", "ms", "approved"]
    assert table["arguments"].tolist() == [{"n": 1}, {"n": "x"}, {"n": 3}]
    assert table["result"].tolist()[0] == 2
    assert table["error"].str.startswith(("wrong arguments: n", "the user denied")).tolist() == [
        pd.NA,
        True,
        True,
    ]
    assert table["approved"].tolist() == [True, True, False]
    assert str(table.dtypes["ms"]) == "Float64"
    assert (table["ms"].dropna() >= 0).all()


def test_no_calls_are_an_empty_table_of_the_same_types(gemini: ScriptedGemini) -> None:
    replies = [gm.ask("?"), gm.ask("?")]

    assert gm.calls(replies).dtypes.equals(gm.calls(replies[0]).dtypes)
    assert gm.calls(replies).empty
