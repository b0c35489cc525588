"""Functions of ours that the model asks for: run here, answered, and asked for again."""

from __future__ import annotations

from typing import Any

import pytest

from gemini_magic import Chat, Client, Reply, Request, RetryPolicy, errors, types
from gemini_magic.chat.dialogue import MAX_EXCHANGES
from gemini_magic.chat.events import ToolResult
from gemini_magic.tools import tools_from
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse, texts


def add(a: int, b: int = 1) -> int:
    """Add two numbers."""
    return a + b


def fail(reason: str) -> None:
    """Fail."""
    raise LookupError(reason)


def call(name: str, signature: str = "", id: str = "", **args: Any) -> dict[str, Any]:
    part: dict[str, Any] = {"functionCall": {"name": name, "args": args}}
    if id:
        part["functionCall"]["id"] = id
    if signature:
        part["thoughtSignature"] = signature
    return part


def calls(*parts: Any, **usage: int) -> Answer:
    fields = {"usageMetadata": usage} if usage else {}
    return sse([chunk(*parts, finish="STOP", **fields)])


def answer(name: str, id: str = "", **response: Any) -> dict[str, Any]:
    part: dict[str, Any] = {"functionResponse": {"name": name, "response": response}}
    if id:
        part["functionResponse"]["id"] = id
    return part


@pytest.fixture
def chat(gemini: ScriptedGemini) -> Chat:
    return Chat(Client(retry=RetryPolicy(first_wait=0)), model="m")


def asked(*tools: Any, text: str = "?", **fields: Any) -> Request:
    return Request(parts=(types.Part(text=text),), tools=tools_from(tools), **fields)


def test_a_function_is_declared_called_and_answered(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(calls(call("add", a=1, b=2)), texts("It is 3."))
    reply = chat.send(asked(add)).finish()
    first, second = (exchange.json for exchange in gemini.exchanges)

    assert reply.text == "It is 3."
    assert first["tools"][0]["functionDeclarations"][0]["name"] == "add"
    assert second["tools"] == first["tools"]
    assert second["contents"][1:] == [
        {"role": "model", "parts": [call("add", a=1, b=2)]},
        {"role": "user", "parts": [answer("add", result=3)]},
    ]


def test_parallel_calls_are_answered_together_with_their_ids(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    first = [
        {"text": "hm", "thought": True},
        call("add", "-_8", "1", a=1),
        call("add", "", "2", a=2),
        call("fail", "", "3", reason="why"),
    ]
    gemini.will(calls(*first), texts("done"))
    events = list(chat.send(asked(add, fail)))
    results = [event.part.to_wire() for event in events if isinstance(event, ToolResult)]

    assert results == [
        answer("add", "1", result=2),
        answer("add", "2", result=3),
        answer("fail", "3", error="LookupError: why"),
    ]
    assert gemini.exchanges[1].json["contents"][1:] == [
        {"role": "model", "parts": first},
        {"role": "user", "parts": results},
    ]


def test_one_step_after_another_keeps_each_signature(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(
        calls(call("add", "AA==", "1", a=1)), calls(call("add", "BB==", "2", a=2)), texts("done")
    )
    chat.send(asked(add)).finish()
    chat.send(asked(add, text="more")).finish()
    expected = [
        {"role": "user", "parts": [{"text": "?"}]},
        {"role": "model", "parts": [call("add", "AA==", "1", a=1)]},
        {"role": "user", "parts": [answer("add", "1", result=2)]},
        {"role": "model", "parts": [call("add", "BB==", "2", a=2)]},
        {"role": "user", "parts": [answer("add", "2", result=3)]},
    ]

    assert gemini.exchanges[2].json["contents"] == expected
    # The history of the next turn is what this turn has sent, and its answer.
    assert gemini.exchanges[3].json["contents"] == [
        *expected,
        {"role": "model", "parts": [{"text": "done"}]},
        {"role": "user", "parts": [{"text": "more"}]},
    ]


def test_wrong_arguments_are_said_to_the_model(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(calls(call("add", a="many")), texts("sorry"))
    chat.send(asked(add)).finish()
    said = gemini.exchanges[1].json["contents"][2]["parts"][0]["functionResponse"]["response"]

    assert said["error"].startswith("wrong arguments: a: Input should be a valid integer")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"\xff"])
def test_what_json_cannot_say_does_not_end_the_turn(
    value: Any, chat: Chat, gemini: ScriptedGemini
) -> None:
    def odd() -> Any:
        return {"value": value}

    gemini.will(calls(call("odd")), texts("done"))

    assert chat.send(asked(odd)).finish().text == "done"


def test_images_of_a_function_stand_beside_its_answer(chat: Chat, gemini: ScriptedGemini) -> None:
    def draw() -> Any:
        return types.Image(image_bytes=b"x", mime_type="image/png")

    gemini.will(calls(call("draw", id="c1")), texts("nice"))
    reply = chat.send(asked(draw)).finish()
    sent = gemini.exchanges[1].json["contents"][-1]["parts"][0]["functionResponse"]
    image = {"mimeType": "image/png", "data": "eA==", "displayName": "image_1.png"}

    assert reply.text == "nice"
    assert sent["response"] == {"result": {"$ref": "image_1.png"}}
    assert sent["parts"] == [{"inlineData": image}]


def test_calls_without_arguments_need_none(chat: Chat, gemini: ScriptedGemini) -> None:
    def ping() -> str:
        return "pong"

    gemini.will(calls({"functionCall": {"name": "ping"}}), texts("done"))
    chat.send(asked(ping)).finish()

    assert gemini.exchanges[1].json["contents"][2]["parts"] == [answer("ping", result="pong")]


def test_a_call_of_an_unknown_function_is_left_to_the_caller(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    ran: list[int] = []

    def mine() -> None:
        ran.append(1)

    gemini.will(calls(call("mine"), call("theirs", "AA==", "7")))
    reply = chat.send(asked(mine)).finish()

    assert [found.name for found in reply.function_calls] == ["mine", "theirs"]
    assert (ran, len(gemini.exchanges), reply.is_partial) == ([], 1, False)
    # The caller answers, and the call is still in the history.
    parts = tuple(
        types.Part.from_function_response(name=name, response={}) for name in ("mine", "theirs")
    )
    chat.send(Request(parts=parts)).finish()
    assert [content["role"] for content in gemini.exchanges[1].json["contents"]] == [
        "user",
        "model",
        "user",
    ]


def test_calls_without_functions_of_ours_are_left_to_the_caller(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(calls(call("add", a=1)))

    assert [c.args for c in chat.send(asked()).finish().function_calls] == [{"a": 1}]
    assert len(gemini.exchanges) == 1


def test_tools_at_google_are_declared_and_not_run(chat: Chat, gemini: ScriptedGemini) -> None:
    chat.send(asked("google_search", add, config={"tools": [{"urlContext": {}}]})).finish()
    tools = gemini.exchanges[0].json["tools"]

    assert tools[:2] == [{"urlContext": {}}, {"googleSearch": {}}]
    assert "functionDeclarations" in tools[2]


def test_only_the_first_candidates_calls_are_run(chat: Chat, gemini: ScriptedGemini) -> None:
    ran: list[int] = []

    def count(n: int) -> None:
        ran.append(n)

    both = chunk(call("count", n=1), finish="STOP")
    other = chunk(call("count", n=2), finish="STOP")["candidates"][0]
    both["candidates"].append({**other, "index": 1})
    gemini.will(sse([both]), texts("done"))
    chat.send(asked(count)).finish()

    assert ran == [1]
    assert len(gemini.exchanges[1].json["contents"][2]["parts"]) == 1


def test_the_loop_ends_after_so_many_exchanges(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(*[calls(call("add", a=1))] * (MAX_EXCHANGES + 5))
    stream = chat.send(asked(add))
    with pytest.raises(errors.GeminiError, match=str(MAX_EXCHANGES)):
        stream.finish()

    assert len(gemini.exchanges) == MAX_EXCHANGES
    assert stream.reply.is_partial
    assert chat.history == []


def test_tokens_of_all_exchanges_are_added(chat: Chat, gemini: ScriptedGemini) -> None:
    gemini.will(
        calls(call("add", a=1), promptTokenCount=10, totalTokenCount=12),
        sse([
            chunk("d", usageMetadata={"promptTokenCount": 20, "totalTokenCount": 21}),
            chunk("one", finish="STOP",
                  usageMetadata={"promptTokenCount": 20, "totalTokenCount": 25}),
        ]),
    )  # fmt: skip
    total = chat.send(asked(add)).finish().total_usage

    assert total is not None
    assert (total.prompt_token_count, total.total_token_count) == (30, 37)


def broken(chat: Chat, *tools: Any) -> Reply:
    stream = chat.send(asked(*tools))
    with pytest.raises((errors.GeminiError, KeyboardInterrupt)):
        stream.finish()
    return stream.reply


def test_an_error_after_a_call_leaves_no_call_in_the_history(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(calls("I add.", call("add", a=1)), failure(400, "INVALID_ARGUMENT", "no"))
    reply = broken(chat, add)

    assert reply.is_partial
    assert [part.to_wire() for content in chat.history for part in content.parts or ()] == [
        {"text": "?"},
        {"text": "I add."},
    ]


def test_an_interrupt_of_a_function_is_no_answer_to_the_model(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    def stuck() -> None:
        raise KeyboardInterrupt

    gemini.will(calls(call("stuck")))
    reply = broken(chat, stuck)

    assert reply.stopped is not None
    assert reply.stopped.cause == "interrupted"
    assert (chat.history, len(gemini.exchanges)) == ([], 1)


def test_closing_between_two_exchanges_is_an_interruption(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(calls(call("add", "", "1", a=1), call("add", "", "2", a=2)))
    with chat.send(asked(add)) as stream:
        while not isinstance(next(stream), ToolResult):
            pass

    assert stream.reply.is_partial
    assert chat.history == []


def test_a_second_exchange_without_an_answer_is_a_truncation(
    chat: Chat, gemini: ScriptedGemini
) -> None:
    gemini.will(calls(call("add", a=1)), sse([]))
    reply = chat.send(asked(add)).finish()

    assert reply.stopped is not None
    assert reply.stopped.cause == "truncated"
    assert chat.history == []
