"""Faults of a real service on loopback: each ends in success or in one clear error.

A time limit means silence: a service that sends a byte now and then is slow, not dead, and who
wants less gives up by closing the stream or cancelling the task.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemini_magic import Client, RetryPolicy, errors
from tests.api.conftest import Colour
from tests.scripted import JSON, Answer, ScriptedGemini, chunk, failure, texts

HTML = b"<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>"
PAGE = Answer((HTML,), status=502, content_type="text/html")
BUSY = failure(503, "UNAVAILABLE", "overloaded")
WHOLE = Answer((json.dumps(chunk("ok")).encode(),), content_type=JSON)
PATIENT = RetryPolicy(attempts=4, first_wait=0.0)
ONCE = RetryPolicy(attempts=1)


def ask(models: Any) -> Any:
    return models.generate_content(model="m", contents="hi")


def ask_for_chunks(models: Any) -> Any:
    return models.generate_content_stream(model="m", contents="hi")


@pytest.mark.parametrize("fault", [BUSY, PAGE], ids=["503", "page"])
def test_a_storm_is_weathered(fault: Answer, colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(fault, fault, fault, WHOLE)
    with Client(retry=PATIENT) as client:
        assert colour.answer(client, ask).text == "ok"
    assert len(gemini.exchanges) == 4


@pytest.mark.parametrize(
    ("fault", "said"), [(BUSY, "503 UNAVAILABLE: overloaded"), (PAGE, "Bad Gateway")],
    ids=["503", "page"],
)  # fmt: skip
@pytest.mark.parametrize("is_stream", [False, True], ids=["whole", "stream"])
def test_a_storm_that_stays_is_one_error(
    is_stream: bool, fault: Answer, said: str, colour: Colour, gemini: ScriptedGemini
) -> None:
    gemini.will(*[fault] * 5)
    with Client(retry=PATIENT) as client, pytest.raises(errors.ServerError, match=said):
        colour.items(client, ask_for_chunks) if is_stream else colour.answer(client, ask)
    assert len(gemini.exchanges) == 4


def test_an_empty_body_is_no_answer(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(Answer(content_type=JSON))
    with (
        Client(retry=ONCE) as client,
        pytest.raises(errors.MalformedResponse, match="is not a "),
    ):
        colour.answer(client, ask)


def test_an_empty_error_keeps_its_status(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(Answer(status=500))
    with Client(retry=ONCE) as client, pytest.raises(errors.ServerError, match="500"):
        colour.answer(client, ask)


def by_bytes(answer: Answer) -> Answer:
    """The same, a byte at a time, each long before the limit and all together long after it."""
    whole = b"".join(answer.pieces)
    return Answer(
        tuple(whole[at : at + 1] for at in range(len(whole))), content_type=answer.content_type
    ).paced(300)


def test_a_slow_answer_is_read_to_its_end(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(by_bytes(WHOLE))
    with Client(timeout=0.25, retry=ONCE) as client:
        assert colour.answer(client, ask).text == "ok"


def test_a_slow_stream_is_read_to_its_end(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(by_bytes(texts("a", "b")))
    with Client(timeout=0.25, retry=ONCE) as client:
        found = [chunk.text for chunk in colour.items(client, ask_for_chunks)]

    assert found == ["a", "b"]


@pytest.mark.parametrize("answer", [WHOLE.cut_after(9), WHOLE.cut_after(9).then_stall()])
def test_half_an_answer_is_an_error(answer: Answer, colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(answer)
    with Client(timeout=0.25, retry=ONCE) as client, pytest.raises(errors.ConnectionFailed):
        colour.answer(client, ask)


def test_a_cut_answer_is_asked_for_again(colour: Colour, gemini: ScriptedGemini) -> None:
    gemini.will(WHOLE.cut_after(9), WHOLE)
    with Client(retry=PATIENT) as client:
        assert colour.answer(client, ask).text == "ok"


def test_what_came_before_a_cut_counts_and_is_not_repeated(gemini: ScriptedGemini) -> None:
    gemini.will(texts("one", "two", "three").cut_after(330))
    came = []

    def read() -> None:
        with Client(retry=PATIENT) as client:
            for part in ask_for_chunks(client.models):
                came.append(part.text)  # noqa: PERF401 (a list keeps what came before an error)

    with pytest.raises(errors.ConnectionFailed):
        read()

    assert came == ["one", "two"]
    assert len(gemini.exchanges) == 1
