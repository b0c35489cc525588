"""Who decides whether a function runs: the request's own approver, or a person at a keyboard."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest

from gemini_magic import Chat, Client, Request, types
from gemini_magic.chat import Decision
from gemini_magic.chat.approval import spelled
from gemini_magic.errors import InvalidRequest
from gemini_magic.tools import tools_from
from tests.scripted import ScriptedGemini, chunk, sse, texts


def double(n: int) -> int:
    """Twice a number."""
    return 2 * n


@pytest.fixture
def chat(gemini: ScriptedGemini) -> Chat:
    calls = [{"functionCall": {"name": "double", "args": {"n": n}}} for n in (1, 2)]
    gemini.will(sse([chunk(*calls, finish="STOP")]), texts("done"))
    return Chat(Client(), model="m")


def asked(**fields: Any) -> Request:
    return Request(parts=(types.Part(text="?"),), tools=tools_from(double), **fields)


def test_a_function_may_decide_about_each_call(chat: Chat) -> None:
    reply = chat.send(asked(approve=lambda call: call.args["n"] == 2)).finish()

    assert [row["result"] for row in reply.trace] == [None, 4]
    assert [row["approved"] for row in reply.trace] == [False, True]


def test_a_decision_says_why(chat: Chat) -> None:
    reply = chat.send(asked(approve=lambda call: Decision("denied", "not today"))).finish()

    assert reply.trace[0]["error"] == "the user denied this call: not today"


def test_a_function_that_decides_nothing_is_named(chat: Chat) -> None:
    with pytest.raises(InvalidRequest, match=r"approve gave None for 'double'; return True"):
        chat.send(asked(approve=lambda call: None)).finish()


def test_in_a_thread_nobody_is_asked_and_the_call_is_denied(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\ny\n"))
    stream = chat.send(asked(approve="ask"))
    thread = threading.Thread(target=stream.finish)
    thread.start()
    thread.join(10)

    assert [row["approved"] for row in stream.reply.trace] == [False, False]
    assert "nobody is here" in stream.reply.trace[0]["error"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({}, "f()"),
        ({"city": "Oslo", "n": 1}, "f(city='Oslo', n=1)"),
        ({"a b": None}, "f('a b'=None)"),
        ({"x": "\x1b[2J\n"}, r"f(x='\x1b[2J\n')"),
        ({"x": "a\u202eb"}, r"f(x='a\u202eb')"),
    ],
)
def test_a_call_is_spelled_as_python_and_nothing_else(args: dict[str, Any], expected: str) -> None:
    assert spelled(types.FunctionCall(name="f", args=args)) == expected
