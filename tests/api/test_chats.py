"""Chats: what is sent again, and what enters the history, once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gemini_magic import errors, types
from tests.api.script import Script, client_with, document, error, says, stream

MODEL = "gemini-3-flash-preview"
SIGNED = {"text": "one", "thoughtSignature": "AA-_"}


def said(*parts: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}}]}


def texts(chat: Any, curated: bool = False) -> list[tuple[str | None, list[str | None]]]:
    history = chat.get_history(curated)
    return [(content.role, [part.text for part in content.parts or ()]) for content in history]


def test_each_message_is_sent_with_the_history() -> None:
    script = Script(
        document(said(SIGNED)),
        stream(says("t"), says("wo", finishReason="STOP")),
        document(says("three")),
    )
    chat = client_with(script).chats.create(model=MODEL, config={"temperature": 1})
    first = chat.send_message("a")
    second = "".join(chunk.text or "" for chunk in chat.send_message_stream(["b", "c"]))
    chat.send_message("d", config={"seed": 1})
    expected = [
        {"role": "user", "parts": [{"text": "a"}]},
        {"role": "model", "parts": [SIGNED]},
        {"role": "user", "parts": [{"text": "b"}, {"text": "c"}]},
        {"role": "model", "parts": [{"text": "two"}]},
        {"role": "user", "parts": [{"text": "d"}]},
        {"role": "model", "parts": [{"text": "three"}]},
    ]

    assert (first.text, second) == ("one", "two")
    assert script.bodies[-1]["contents"] == expected[:-1]
    assert [b["generationConfig"] for b in script.bodies] == [{"temperature": 1}] * 2 + [
        {"seed": 1}
    ]
    assert [content.to_wire() for content in chat.get_history()] == expected


def test_an_async_chat_is_the_same() -> None:
    async def talk(script: Script) -> Any:
        chat = client_with(script).aio.chats.create(model=MODEL)
        await chat.send_message("a")
        chunks = [chunk async for chunk in await chat.send_message_stream("b")]
        return chunks, chat

    script = Script(document(said(SIGNED)), stream(says("t"), says("wo", finishReason="STOP")))
    chunks, chat = asyncio.run(talk(script))

    assert [chunk.text for chunk in chunks] == ["t", "wo"]
    assert texts(chat) == [("user", ["a"]), ("model", ["one"]), ("user", ["b"]), ("model", ["two"])]


def double(number: int) -> int:
    return 2 * number


CALL = {"functionCall": {"id": "c", "name": "double", "args": {"number": 4}}}


@pytest.mark.parametrize("is_stream", [False, True])
def test_functions_and_their_results_are_part_of_the_turn(is_stream: bool) -> None:
    answer = stream if is_stream else document
    turns = said(CALL), says("8", finishReason="STOP"), says("welcome", finishReason="STOP")
    script = Script(*map(answer, turns))
    chat = client_with(script).chats.create(model=MODEL, config={"tools": [double]})
    for message in ("4 * 2?", "thanks"):
        if is_stream:
            list(chat.send_message_stream(message))
        else:
            chat.send_message(message)
    result = {"id": "c", "name": "double", "response": {"result": 8}}

    assert [content.to_wire()["parts"] for content in chat.get_history(curated=True)] == [
        [{"text": "4 * 2?"}],
        [CALL],
        [{"functionResponse": result}],
        [{"text": "8"}],
        [{"text": "thanks"}],
        [{"text": "welcome"}],
    ]


def test_a_withheld_answer_is_remembered_but_not_repeated() -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}}
    script = Script(document(blocked), document(said({"text": ""})), document(says("fine")))
    chat = client_with(script).chats.create(model=MODEL)
    for message in ("a", "b", "c"):
        chat.send_message(message)

    assert texts(chat)[:4] == [("user", ["a"]), ("model", []), ("user", ["b"]), ("model", [""])]
    assert texts(chat, curated=True) == [("user", ["c"]), ("model", ["fine"])]
    assert [len(body["contents"]) for body in script.bodies] == [1, 1, 1]


def test_an_answer_that_just_stops_is_not_repeated_either() -> None:
    chat = client_with(Script(stream(says("I am about")))).chats.create(model=MODEL)
    list(chat.send_message_stream("a"))

    assert texts(chat) == [("user", ["a"]), ("model", ["I am about"])]
    assert texts(chat, curated=True) == []


def test_a_turn_that_fails_or_is_left_is_not_remembered() -> None:
    script = Script(document(error(400), 400), stream(says("a"), error(400)), stream(says("b")))
    chat = client_with(script).chats.create(model=MODEL)
    with pytest.raises(errors.BadRequest):
        chat.send_message("x")
    with pytest.raises(errors.BadRequest):
        list(chat.send_message_stream("x"))
    chunks: Any = chat.send_message_stream("x")
    next(chunks)
    chunks.close()

    assert chat.get_history() == []


def test_a_history_may_be_given() -> None:
    history: list[Any] = [
        {"role": "user", "parts": [{"text": "a"}]},
        types.Content(role="model", parts=[]),
        {"role": "user", "parts": [{"text": "b"}]},
        {"role": "model", "parts": [{"text": "c"}]},
    ]
    script = Script(document(says("fine")))
    chat = client_with(script).chats.create(model=MODEL, history=history)
    given = chat.get_history()
    given.clear()
    chat.send_message("d")

    assert [c["parts"] for c in script.bodies[0]["contents"]] == [
        [{"text": "b"}], [{"text": "c"}], [{"text": "d"}],
    ]  # fmt: skip
    assert len(chat.get_history()) == 6


def test_a_message_is_one_turn() -> None:
    chat = client_with(Script(document(says("fine")))).chats.create(model=MODEL)
    turns = [types.Content(role="user", parts=[types.Part(text=t)]) for t in "ab"]
    with pytest.raises(errors.InvalidRequest, match="a message is one turn"):
        chat.send_message(turns)
