"""Live sessions by our own client, with and without await."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gemini_magic import Client, errors
from tests.local.conftest import KEY, Engine, running
from tests.local.live_line import LIVE, TEXT, line, silence, tone

CONFIG: dict[str, Any] = {"response_modalities": ["TEXT"]}
WEATHER = {
    "name": "get_weather",
    "description": "The weather in a city",
    "parameters": {
        "type": "OBJECT",
        "properties": {"city": {"type": "STRING"}},
        "required": ["city"],
    },
}


@pytest.fixture(scope="module")
def quick(cache: Path) -> Iterator[Engine]:
    """Speech leaves as fast as it can."""
    with running(cache, "--no-llm", "--live-speed", "0") as engine:
        yield engine


@pytest.fixture
def client(quick: Engine) -> Iterator[Any]:
    with Client(api_key=KEY, base_url=quick.url) as client:
        yield client


def answer(session: Any) -> str:
    return "".join(message.text or "" for message in session.receive())


class TestConversation:
    def test_turns_are_answered_and_remembered(self, client: Any) -> None:
        with client.live.connect(model=LIVE, config=CONFIG) as session:
            assert session.session_id
            session.send_client_content(turns="What is 6 * 7?")
            assert "42" in answer(session)
            session.send_client_content(turns="My name is Ada.")
            answer(session)
            session.send_realtime_input(text="What is my name?")
            assert "Ada" in answer(session)

    def test_async(self, quick: Engine) -> None:
        async def talk() -> tuple[str, Any]:
            async with (
                Client(api_key=KEY, base_url=quick.url).aio as client,
                client.live.connect(model=LIVE, config=CONFIG) as session,
            ):
                await session.send_client_content(turns="What is 6 * 7?")
                messages = [message async for message in session.receive()]
            return "".join(m.text or "" for m in messages), messages[-1].usage_metadata

        text, usage = asyncio.run(talk())

        assert "42" in text
        assert usage.response_token_count > 0
        assert usage.total_token_count == (
            usage.prompt_token_count + usage.response_token_count + usage.thoughts_token_count
        )

    def test_history_comes_first_and_is_not_answered(self, client: Any) -> None:
        config = {**CONFIG, "history_config": {"initial_history_in_client_content": True}}
        past = [
            {"role": "user", "parts": [{"text": "My name is Ada."}]},
            {"role": "model", "parts": [{"text": "Hello Ada."}]},
        ]
        with client.live.connect(model=LIVE, config=config) as session:
            session.send_client_content(turns=past)
            session.send_realtime_input(text="What is my name?")

            assert "Ada" in answer(session)

    def test_turns_may_come_in_pieces(self, client: Any) -> None:
        with client.live.connect(model=LIVE, config=CONFIG) as session:
            session.send_client_content(turns="My name is Ada.", turn_complete=False)
            session.send_client_content(turns="What is my name?")

            assert "Ada" in answer(session)

    def test_the_context_may_change(self, client: Any) -> None:
        with client.live.connect(model=LIVE, config=CONFIG) as session:
            session.send_context_update(tools=[{"function_declarations": [WEATHER]}])
            session.send_client_content(turns="What is the weather in Oslo?")
            call = next(m.tool_call for m in session.receive() if m.tool_call)

        assert call.function_calls[0].args == {"city": "Oslo"}

    def test_pictures_are_looked_at(self, client: Any) -> None:
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (220, 30, 30)).save(picture, "JPEG")
        with client.live.connect(model=LIVE, config=CONFIG) as session:
            frame = {"data": picture.getvalue(), "mime_type": "image/jpeg"}
            session.send_realtime_input(video=frame)
            session.send_realtime_input(text="Which colour is it?")
            text = answer(session)

        assert "red" in text


class TestSpeech:
    def test_answers_are_spoken_and_written_out(self, client: Any) -> None:
        config = {"output_audio_transcription": {}, "speech_config": "Puck"}
        with client.live.connect(model=LIVE, config=config) as session:
            session.send_client_content(turns="What is 6 * 7?")
            messages = list(session.receive())
        contents = [m.server_content for m in messages if m.server_content]
        sound = b"".join(m.data for m in messages if m.data)
        said = "".join(c.output_transcription.text for c in contents if c.output_transcription)
        usage = messages[-1].usage_metadata

        assert "42" in said
        assert len(sound) > 24_000  # more than half a second
        assert max(abs(v) for v in memoryview(sound).cast("h")) > 2000
        assert [d.modality for d in usage.response_tokens_details] == ["AUDIO"]
        assert usage.response_token_count == round(len(sound) / 48_000 * 25)
        assert [c.generation_complete for c in contents][-2:] == [True, None]

    def test_sound_is_answered_when_silence_follows(self, client: Any) -> None:
        with client.live.connect(model=LIVE, config=CONFIG) as session:
            session.send_realtime_input(audio=silence(0.5) + tone(1.5) + silence(1))
            messages = list(session.receive())
        text = "".join(m.text or "" for m in messages)
        details = messages[-1].usage_metadata.prompt_tokens_details
        heard = {d.modality: d.token_count for d in details}

        assert "seconds of sound" in text
        assert 40 < heard["AUDIO"] < 75  # 25 a second

    def test_speech_may_be_marked_by_hand(self, client: Any) -> None:
        manual = {"automatic_activity_detection": {"disabled": True}}
        with client.live.connect(
            model=LIVE, config={**CONFIG, "realtime_input_config": manual}
        ) as session:
            session.send_realtime_input(activity_start={})
            session.send_realtime_input(audio=tone(2))
            session.send_realtime_input(activity_end={})

            assert "2.0 seconds of sound" in answer(session)


class TestTools:
    def test_a_function_is_called_and_its_result_told(self, client: Any) -> None:
        config = {**CONFIG, "tools": [{"function_declarations": [WEATHER]}]}
        with client.live.connect(model=LIVE, config=config) as session:
            session.send_client_content(turns="What is the weather in Oslo and Rome?")
            messages = session.receive()
            calls = next(m.tool_call for m in messages if m.tool_call).function_calls
            session.send_tool_response(
                function_responses=[
                    {"id": call.id, "name": call.name, "response": {"degrees": degrees}}
                    for call, degrees in zip(calls, (3, 21), strict=True)
                ]
            )
            text = "".join(m.text or "" for m in messages)

        assert [call.args for call in calls] == [{"city": "Oslo"}, {"city": "Rome"}]
        assert ("3" in text, "21" in text) == (True, True)


class TestResumption:
    def test_a_session_outlives_its_connection(self, cache: Path) -> None:
        config = {**CONFIG, "session_resumption": {"transparent": True}}
        options = ("--no-llm", "--live-session", "1")
        with (
            running(cache, *options) as engine,
            Client(api_key=KEY, base_url=engine.url) as client,
            client.live.connect(model=LIVE, config=config) as session,
        ):
            session.send_client_content(turns="My name is Ada.")
            answer(session)
            while not session.reconnections:
                session.send_client_content(turns="What is 6 * 7?")
                assert "42" in answer(session)
            session.send_client_content(turns="What is my name?")

            assert "Ada" in answer(session)

    def test_a_handle_nobody_gave_is_refused(self, client: Any) -> None:
        config = {**CONFIG, "session_resumption": {"handle": "mine"}}

        with (
            pytest.raises(errors.PermissionDenied, match="session not found"),
            client.live.connect(model=LIVE, config=config),
        ):
            pass


class TestErrors:
    def test_of_the_model(self, client: Any) -> None:
        with (
            pytest.raises(errors.PermissionDenied, match="bidiGenerateContent"),
            client.live.connect(model="gemini-3-flash-preview"),
        ):
            pass

    def test_of_the_key(self, quick: Engine) -> None:
        with (
            Client(api_key="wrong", base_url=quick.url) as client,
            pytest.raises(errors.BadRequest, match="key"),
            client.live.connect(model=LIVE),
        ):
            pass

    def test_that_were_asked_for(self, quick: Engine) -> None:
        fault = {"http_options": {"headers": {"x-gemini-magic-fault": "status=429"}}}
        with (
            Client(api_key=KEY, base_url=quick.url) as client,
            pytest.raises(errors.RateLimited),
            client.live.connect(model=LIVE, config={**CONFIG, **fault}),
        ):
            pass


def test_the_client_starts_the_engine_itself(tmp_path: Path) -> None:
    program = (
        "from gemini_magic import Client\n"
        "with Client(engine='local') as client:\n"
        f"    with client.live.connect(model={LIVE!r}, config={CONFIG!r}) as session:\n"
        "        session.send_client_content(turns='What is 6 * 7?')\n"
        "        print(''.join(m.text or '' for m in session.receive()))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )

    assert "42" in ran.stdout


def test_twenty_sessions_at_once_lose_nothing(quick: Engine) -> None:
    async def one(client: Any, number: int) -> list[str]:
        config = {**CONFIG, "session_resumption": {}}
        texts = []
        async with client.live.connect(model=LIVE, config=config) as session:
            for factor in range(1, 6):
                await session.send_client_content(turns=f"What is {number} * {factor}?")
                messages = [message async for message in session.receive()]
                texts.append("".join(message.text or "" for message in messages))
        return texts

    async def all_of_them() -> list[list[str]]:
        async with Client(api_key=KEY, base_url=quick.url).aio as client:
            return await asyncio.gather(*(one(client, number) for number in range(101, 121)))

    for number, texts in zip(range(101, 121), asyncio.run(all_of_them()), strict=True):
        for factor, text in enumerate(texts, 1):
            assert f"{number * factor:,}" in text or str(number * factor) in text


def test_the_log_has_a_line_for_the_beginning_and_one_for_the_end(
    cache: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with running(cache, "--no-llm", "--log", str(log)) as engine, line(engine) as session:
        session.set_up(**TEXT)
    lines = [json.loads(written) for written in log.read_text().splitlines()]

    assert [entry["status"] for entry in lines] == [101, 101]
    assert [entry.get("closeCode") for entry in lines] == [None, 1000]
