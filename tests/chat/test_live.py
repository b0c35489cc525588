"""A turn in a Live session: what is sent, what is heard, and how the next turn goes on."""

from __future__ import annotations

import asyncio
import base64
import io
import signal
import struct
import threading
import time
import wave
from array import array
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemini_magic.api.types import Blob, Part
from gemini_magic.chat import Chat, Reply, Request
from gemini_magic.chat.live.sound import pcm_of, slices_of
from gemini_magic.chat.running import RunningReply
from gemini_magic.errors import APIError, InvalidRequest
from gemini_magic.tools import tools_from
from tests.api.live_service import TURN_COMPLETE, Line, LiveService, handle

MODEL = "gemini-3.8-live"
PCM = struct.pack("<4h", 1, -2, 300, -400)


def spoken(pcm: bytes = PCM, **content: Any) -> dict[str, Any]:
    blob = {"mimeType": "audio/pcm;rate=24000", "data": base64.b64encode(pcm).decode()}
    turn = {"role": "model", "parts": [{"inlineData": blob}]}
    return {"serverContent": {"modelTurn": turn, **content}}


def told(text: str) -> dict[str, Any]:
    return {"serverContent": {"outputTranscription": {"text": text}}}


def heard(text: str) -> dict[str, Any]:
    return {"serverContent": {"inputTranscription": {"text": text}}}


def answering(*messages: dict[str, Any], asks: int = 1, then: str = "h0") -> Callable[[Line], Any]:
    """A scene: take the setup, hear so many frames, answer, give a handle, hear the goodbye."""

    async def scene(line: Line) -> None:
        await line.set_up()
        for _ in range(asks):
            await line.hear()
        await line.say(*messages, *([handle(then)] if then else []))
        await line.goodbye()

    return scene


def live(*parts: Part, **fields: Any) -> Request:
    return Request(parts, model=MODEL, via="live", **fields)


def ask(service: LiveService, *parts: Part, chat: Chat | None = None, **fields: Any) -> Reply:
    with service.client() as client:
        chat = chat or Chat(client, model=MODEL)
        chat.use(client)
        return chat.send(live(*parts, **fields)).finish()


ANSWER = [told("Good "), spoken(), told("day."), spoken(), handle("h1")]
USAGE = {"promptTokenCount": 3, "responseTokenCount": 9, "totalTokenCount": 12}
END = {**TURN_COMPLETE, "usageMetadata": USAGE}


def test_an_answer_is_its_transcript_and_one_sound() -> None:
    with LiveService(answering(*ANSWER, END)) as service:
        reply = ask(service, Part(text="Hello"))

    assert reply.text == "Good day."
    assert [part.kind for part in reply.parts] == ["text", "inline_data"]
    assert reply.audio is not None
    assert reply.audio.data == PCM + PCM
    assert (reply.finish_reason, reply.model_version) == ("STOP", MODEL)
    assert reply.usage is not None
    assert (reply.usage.prompt_token_count, reply.usage.candidates_token_count) == (3, 9)


def test_the_setup_asks_for_speech_with_both_transcripts_and_for_handles() -> None:
    with LiveService(answering(END)) as service:
        ask(service, Part(text="Hello"), system="Be brief.", temperature=0.5)
        setup = service.lines[0].heard[0]["setup"]

    assert setup["generationConfig"] == {"responseModalities": ["AUDIO"], "temperature": 0.5}
    assert setup["outputAudioTranscription"] == setup["inputAudioTranscription"] == {}
    assert setup["sessionResumption"] == {}
    assert setup["systemInstruction"]["parts"] == [{"text": "Be brief."}]


def test_sound_is_sent_as_if_it_were_being_spoken() -> None:
    clip = Blob(data=PCM * 1000, mime_type="audio/pcm;rate=16000")
    with LiveService(answering(heard("six times "), heard("seven"), END, asks=6)) as service:
        reply = ask(service, Part(inline_data=clip), Part(text="What is it?"))
        setup, *frames = service.lines[0].heard[:7]

    detection = setup["setup"]["realtimeInputConfig"]["automaticActivityDetection"]
    assert detection == {"disabled": True}
    inputs = [frame["realtimeInput"] for frame in frames]
    kinds = [next(iter(one)) for one in inputs]
    assert kinds == ["activityStart", "audio", "audio", "audio", "text", "activityEnd"]
    sent = b"".join(base64.b64decode(one["audio"]["data"]) for one in inputs if "audio" in one)
    assert sent == clip.data
    assert reply.heard == "six times seven"


def test_the_next_turn_goes_on_by_the_handle_and_sends_only_what_is_new() -> None:
    with LiveService(answering(told("A"), END, then="h7"), answering(told("B"), END)) as service:
        with service.client() as client:
            chat = Chat(client, model=MODEL)
            chat.send(live(Part(text="one"))).finish()
            chat.send(live(Part(text="two"))).finish()
        second = service.lines[1].heard

    assert second[0]["setup"]["sessionResumption"] == {"handle": "h7"}
    [turn] = second[1]["clientContent"]["turns"]
    assert turn["parts"] == [{"text": "two"}]


def test_without_a_handle_the_conversation_is_told_anew_in_words() -> None:
    clip = Part(inline_data=Blob(data=PCM, mime_type="audio/pcm;rate=16000"))
    first = answering(heard("one?"), told("A"), spoken(), END, asks=3, then="")
    with LiveService(first, answering(told("B"), END)) as service, service.client() as client:
        chat = Chat(client, model=MODEL)
        chat.send(live(clip)).finish()
        chat.send(live(Part(text="two"))).finish()
        turns = service.lines[1].heard[1]["clientContent"]["turns"]

    assert [turn["parts"] for turn in turns] == [
        [{"text": "one?"}],
        [{"text": "A"}],
        [{"text": "two"}],
    ]


def test_functions_run_between_and_the_session_goes_on() -> None:
    def double(number: int) -> int:
        return 2 * number

    call = {"id": "c1", "name": "double", "args": {"number": 21}}

    async def scene(line: Line) -> None:
        await line.set_up()
        await line.hear()
        await line.say({"toolCall": {"functionCalls": [call]}})
        await line.hear()
        await line.say(told("42."), END, handle("h"))
        await line.goodbye()

    with LiveService(scene) as service:
        reply = ask(service, Part(text="double 21"), tools=tools_from([double]))
        [returned] = service.lines[0].heard[2]["toolResponse"]["functionResponses"]

    assert returned == {"id": "c1", "name": "double", "response": {"result": 42}}
    assert reply.text == "42."
    assert [run.response for run in reply.calls] == [{"result": 42}]
    assert len(service.lines) == 1


def test_a_session_that_is_refused_is_an_error_of_one_line() -> None:
    async def refuses(line: Line) -> None:
        await line.hear()
        await line.socket.close(1007, "no such model")

    with LiveService(refuses) as service, pytest.raises(APIError, match="no such model"):
        ask(service, Part(text="Hello"))


def test_what_breaks_off_keeps_the_sound_that_came() -> None:
    async def breaks(line: Line) -> None:
        await line.set_up()
        await line.hear()
        await line.say(told("Half "), spoken())
        await line.socket.close(1008, "enough")

    with LiveService(breaks) as service, service.client() as client:
        chat = Chat(client, model=MODEL)
        stream = chat.send(live(Part(text="Hello")))
        with pytest.raises(APIError):
            stream.finish()

    assert stream.reply.text == "Half "
    assert stream.reply.audio is not None
    assert stream.reply.is_partial


def test_what_a_session_does_not_take_is_said_before_anything_is_sent() -> None:
    with LiveService(answering(END)) as service:
        with pytest.raises(InvalidRequest, match="stop_sequences"):
            ask(service, Part(text="Hello"), config={"stop_sequences": ["x"]})

        assert service.lines == []


def test_other_formats_than_wav_are_refused_in_words() -> None:
    with pytest.raises(InvalidRequest, match="'audio/mpeg'"):
        pcm_of(Blob(data=b"ID3\x04", mime_type="audio/mpeg"))


@given(st.binary(max_size=20_000).map(lambda data: data[: len(data) // 2 * 2]),
       st.integers(8_000, 48_000))  # fmt: skip
def test_slices_are_whole_samples_of_a_tenth_of_a_second_and_nothing_is_lost(
    pcm: bytes, rate: int
) -> None:
    pieces = list(slices_of(pcm, rate))

    assert b"".join(piece.data or b"" for piece in pieces) == pcm
    assert all(len(piece.data or b"") % 2 == 0 for piece in pieces)
    assert all(len(piece.data or b"") / 2 / rate <= 0.1 + 1 / rate for piece in pieces)


@given(
    st.lists(st.integers(-32768, 32767), max_size=400),
    st.integers(1, 4),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from([8_000, 16_000, 24_000, 44_100, 48_000]),
)
def test_any_wav_of_pcm_becomes_its_loudest_16_bits_in_mono(
    samples: list[int], channels: int, width: int, rate: int
) -> None:
    """Every channel holds the same, so mono is that; of other widths the upper 16 bits count."""
    frames = b"".join(_sample(value, width) * channels for value in samples)
    sink = io.BytesIO()
    with wave.open(sink, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)

    found, found_rate = pcm_of(Blob(data=sink.getvalue(), mime_type="audio/wav"))

    expected = [value >> 8 << 8 for value in samples] if width == 1 else samples
    assert found_rate == rate
    assert array("h", found).tolist() == expected


def _sample(value: int, width: int) -> bytes:
    if width == 1:
        return bytes([(value >> 8) + 128])
    return (value << 8 * (width - 2)).to_bytes(width, "little", signed=True)


def test_an_interrupt_closes_the_session_and_keeps_what_came() -> None:
    async def stalls(line: Line) -> None:
        await line.set_up()
        await line.hear()
        await line.say(told("Half "), spoken())
        await line.goodbye()
        gone.set()

    gone = threading.Event()

    def interrupt() -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with LiveService(stalls) as service, service.client() as client:
        stream = Chat(client, model=MODEL).send(live(Part(text="Hello")))
        while not stream.reply.text:
            next(stream)
        threading.Timer(0.2, interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            stream.finish()
        assert gone.wait(5)

    assert stream.reply.stopped is not None
    assert stream.reply.stopped.cause == "interrupted"
    assert stream.reply.text == "Half "
    assert stream.reply.audio is not None


def test_a_turn_in_the_background_can_be_stopped() -> None:
    async def goes_on(line: Line) -> None:
        await line.set_up()
        await line.hear()
        while True:
            await line.say(spoken())
            await asyncio.sleep(0.02)

    with LiveService(goes_on) as service, service.client() as client:
        chat = Chat(client, model=MODEL)
        running = RunningReply(lambda: chat.send(live(Part(text="Hello"))))
        while running.first_seconds is None:
            time.sleep(0.01)
        running.stop()
        reply = running.result(timeout=5)

    assert reply.stopped is not None
    assert reply.stopped.cause == "interrupted"
    assert reply.audio is not None
