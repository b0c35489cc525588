"""The Live API: what is sent, what is received, and how a session ends."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gemini_magic import Client, errors, types
from tests.api.golden import normal
from tests.api.live_service import TURN_COMPLETE, Line, LiveService, handle, says

MODEL = "gemini-2.5-flash-native-audio-preview-12-2025"


async def listens(line: Line) -> None:
    """Take the setup, and then whatever comes."""
    await line.set_up()
    await line.goodbye()


async def answers(line: Line) -> None:
    """Answer each turn by the same two words."""
    await line.set_up()
    while True:
        await line.hear()
        await line.say(says("one "), says("two"), TURN_COMPLETE)


def setup_of(config: Any) -> dict[str, Any]:
    """The setup that a config makes, without its model."""
    with LiveService(listens) as service, service.client().live.connect(model="m", config=config):
        pass
    setup: dict[str, Any] = service.lines[0].heard[0]["setup"]
    assert setup.pop("model") == "models/m"
    return setup


def frames_of(*sendings: Callable[[Any], None]) -> list[dict[str, Any]]:
    """The frames that these make."""
    with LiveService(listens) as service, service.client().live.connect(model="m") as session:
        for send in sendings:
            send(session)
    return service.lines[0].heard[1:]


class TestSetup:
    def test_how_to_generate_stands_inside_and_all_else_beside(self) -> None:
        setup = setup_of(
            {
                "response_modalities": ["AUDIO"],
                "temperature": 0.5,
                "speech_config": "Kore",
                "translation_config": {"target_language_code": "de"},
                "output_audio_transcription": {},
                "system_instruction": "Be brief.",
                "tools": [{"google_search": {}}, types.Tool(google_search=types.GoogleSearch())],
                "safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}],
                "http_options": {"headers": {"x-extra": "1"}},
            }
        )

        assert setup == {
            "generationConfig": {
                "responseModalities": ["AUDIO"],
                "temperature": 0.5,
                "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}},
                "translationConfig": {"targetLanguageCode": "de"},
            },
            "systemInstruction": {"role": "user", "parts": [{"text": "Be brief."}]},
            "tools": [{"googleSearch": {}}, {"googleSearch": {}}],
            "outputAudioTranscription": {},
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}],
        }

    def test_the_guides_config_for_long_sessions(self) -> None:
        setup = setup_of(
            types.LiveConnectConfig(
                context_window_compression=types.ContextWindowCompressionConfig(
                    sliding_window=types.SlidingWindow()
                ),
                session_resumption=types.SessionResumptionConfig(handle="earlier"),
            )
        )

        assert setup == {
            "contextWindowCompression": {"slidingWindow": {}},
            "sessionResumption": {"handle": "earlier"},
        }

    def test_a_whole_generation_config_is_taken_too(self) -> None:
        setup = setup_of({"generation_config": {"topK": 3}, "temperature": 1})

        assert setup == {"generationConfig": {"topK": 3, "temperature": 1}}

    def test_a_misspelled_field_is_refused_with_the_right_one(self) -> None:
        with pytest.raises(errors.InvalidRequest, match="did you mean 'session_resumption'"):
            setup_of({"session_resumptions": {}})

    def test_two_modalities_are_refused(self) -> None:
        with pytest.raises(errors.InvalidRequest, match="output_audio_transcription"):
            setup_of({"response_modalities": ["AUDIO", "TEXT"]})

    def test_unknown_fields_pass_through(self) -> None:
        assert setup_of({"zebra": {"a": 1}}) == {"zebra": {"a": 1}}

    def test_nothing_is_sent_before_the_service_has_taken_the_setup(self) -> None:
        order: list[str] = []

        async def slow(line: Line) -> None:
            await line.hear()
            order.append("setup")
            await asyncio.sleep(0.05)
            order.append("complete")
            await line.say({"setupComplete": {"sessionId": "s1"}})
            await line.hear()
            order.append("text")
            await line.say(TURN_COMPLETE)

        with LiveService(slow) as service, service.client().live.connect(model="m") as session:
            session.send_realtime_input(text="hi")
            list(session.receive())
            assert session.session_id == "s1"

        assert order == ["setup", "complete", "text"]


class TestSending:
    @pytest.mark.parametrize(
        "turns",
        [
            "hello",
            ["hello"],
            types.Content(role="user", parts=[types.Part(text="hello")]),
            [types.Content(parts=[types.Part(text="hello")])],
            {"role": "user", "parts": [{"text": "hello"}]},
            types.Part(text="hello"),
        ],
        ids=["text", "list", "content", "contents", "dict", "part"],
    )
    def test_turns_in_every_form(self, turns: Any) -> None:
        frames = frames_of(lambda s: s.send_client_content(turns=turns))

        assert frames == [
            {
                "clientContent": {
                    "turns": [{"role": "user", "parts": [{"text": "hello"}]}],
                    "turnComplete": True,
                }
            }
        ]

    def test_a_turn_may_be_left_open_and_closed_later(self) -> None:
        frames = frames_of(
            lambda s: s.send_client_content(turns="a", turn_complete=False),
            lambda s: s.send_client_content(),
        )

        assert [frame["clientContent"]["turnComplete"] for frame in frames] == [False, True]
        assert "turns" not in frames[1]["clientContent"]

    def test_realtime_input_of_every_kind(self) -> None:
        jpeg = types.Blob(data=b"x", mime_type="image/jpeg")
        frames = frames_of(
            lambda s: s.send_realtime_input(audio=b"\xff\xfe"),
            lambda s: s.send_realtime_input(audio={"data": b"a", "mime_type": "audio/pcm"}),
            lambda s: s.send_realtime_input(video=jpeg),
            lambda s: s.send_realtime_input(media=jpeg),
            lambda s: s.send_realtime_input(media=b"a"),
            lambda s: s.send_realtime_input(text="t"),
            lambda s: s.send_realtime_input(audio_stream_end=True),
            lambda s: s.send_realtime_input(activity_start=types.ActivityStart()),
            lambda s: s.send_realtime_input(activity_end={}),
        )

        assert [frame["realtimeInput"] for frame in frames] == [
            {"audio": {"data": "//4=", "mimeType": "audio/pcm;rate=16000"}},
            {"audio": {"data": "YQ==", "mimeType": "audio/pcm"}},
            {"video": {"data": "eA==", "mimeType": "image/jpeg"}},
            {"video": {"data": "eA==", "mimeType": "image/jpeg"}},
            {"audio": {"data": "YQ==", "mimeType": "audio/pcm;rate=16000"}},
            {"text": "t"},
            {"audioStreamEnd": True},
            {"activityStart": {}},
            {"activityEnd": {}},
        ]

    def test_an_image_is_sent_as_a_frame_of_a_video(self) -> None:
        (frame,) = frames_of(lambda s: s.send_realtime_input(video=Image.new("RGBA", (2, 2))))
        video = frame["realtimeInput"]["video"]

        assert video["mimeType"] == "image/jpeg"
        assert base64.b64decode(video["data"]).startswith(b"\xff\xd8")

    def test_one_kind_of_input_at_a_time(self) -> None:
        with pytest.raises(errors.InvalidRequest, match=r"one kind .*\['audio', 'text'\]"):
            frames_of(lambda s: s.send_realtime_input(audio=b"a", text="t"))

    def test_an_answer_needs_the_id_of_its_call(self) -> None:
        with pytest.raises(errors.InvalidRequest, match="'f' has no id"):
            frames_of(lambda s: s.send_tool_response(function_responses={"name": "f"}))

    @pytest.mark.parametrize("many", [True, False], ids=["a list", "one"])
    def test_answers_to_function_calls(self, many: bool) -> None:
        answer = types.FunctionResponse(id="1", name="f", response={"result": "ok"})
        given = [answer] if many else answer
        (frame,) = frames_of(lambda s: s.send_tool_response(function_responses=given))

        assert frame == {"toolResponse": {"functionResponses": [answer.to_wire()]}}

    @pytest.mark.parametrize(
        ("given", "frame"),
        [
            (None, {"clientContent": {"turnComplete": True}}),
            (
                "hi",
                {
                    "clientContent": {
                        "turns": [{"role": "user", "parts": [{"text": "hi"}]}],
                        "turnComplete": False,
                    }
                },
            ),
            (
                {"turns": [{"parts": [{"text": "hi"}]}], "turn_complete": True},
                {
                    "clientContent": {
                        "turns": [{"role": "user", "parts": [{"text": "hi"}]}],
                        "turnComplete": True,
                    }
                },
            ),
            (
                {"data": b"x", "mime_type": "audio/pcm"},
                {"realtimeInput": {"mediaChunks": [{"data": "eA==", "mimeType": "audio/pcm"}]}},
            ),
            (
                types.LiveClientRealtimeInput(text="t"),
                {"realtimeInput": {"text": "t"}},
            ),
            (
                {"id": "1", "name": "f", "response": {"a_b": 1}},
                {
                    "toolResponse": {
                        "functionResponses": [{"id": "1", "name": "f", "response": {"a_b": 1}}]
                    }
                },
            ),
            (
                {"function_responses": [{"id": "1", "name": "f", "response": {}}]},
                {"toolResponse": {"functionResponses": [{"id": "1", "name": "f", "response": {}}]}},
            ),
        ],
        ids=["nothing", "text", "turns", "media", "realtime", "answer", "answers"],
    )
    def test_the_older_send_takes_every_form(self, given: Any, frame: dict[str, Any]) -> None:
        assert frames_of(lambda s: s.send(input=given)) == [frame]

    def test_the_context_may_change(self) -> None:
        frames = frames_of(lambda s: s.send_context_update(system_instruction="new", tools=[]))

        assert frames == [
            {
                "contextUpdate": {
                    "systemInstruction": {"role": "user", "parts": [{"text": "new"}]},
                    "tools": {"tools": []},
                }
            }
        ]


class TestReceiving:
    def test_receiving_ends_with_the_turn_and_goes_on_with_the_next(self) -> None:
        with LiveService(answers) as service, service.client().live.connect(model="m") as session:
            heard = []
            for turn in ("a", "b"):
                session.send_client_content(turns=turn)
                heard.append([message.text for message in session.receive()])

        assert heard == [["one ", "two", None]] * 2

    def test_with_a_status_the_turn_ends_when_the_model_is_idle(self) -> None:
        async def speaks_twice(line: Line) -> None:
            await line.set_up()
            await line.say(
                says("a", interactionStatus="IN_PROGRESS"),
                {"serverContent": {"turnComplete": True, "interactionStatus": "REQUIRES_ACTION"}},
                says("b"),
                {"serverContent": {"turnComplete": True, "interactionStatus": "IDLE"}},
            )
            await line.goodbye()

        with (
            LiveService(speaks_twice) as service,
            service.client().live.connect(model="m") as session,
        ):
            texts = [message.text for message in session.receive()]

        assert texts == ["a", None, "b", None]

    def test_text_without_thoughts_and_audio_joined(self) -> None:
        message = types.LiveServerMessage.model_validate(
            {
                "serverContent": {
                    "modelTurn": {
                        "parts": [
                            {"text": "hm", "thought": True},
                            {"text": "yes"},
                            {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AAE="}},
                            {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AgM="}},
                        ]
                    }
                }
            }
        )

        assert (message.text, message.data) == ("yes", b"\x00\x01\x02\x03")

    def test_everything_that_may_come_together(self) -> None:
        frame = {
            "serverContent": {
                "turnComplete": True,
                "turnCompleteReason": "A_NEW_REASON",
                "outputTranscription": {"text": "hi", "finished": True},
                "groundingMetadata": {"webSearchQueries": ["q"]},
            },
            "toolCall": {"functionCalls": [{"id": "1", "name": "f", "args": {"a_b": 1}}]},
            "toolCallCancellation": {"ids": ["0"]},
            "goAway": {"timeLeft": "9.5s"},
            "sessionResumptionUpdate": {
                "newHandle": "h",
                "resumable": True,
                "lastConsumedClientMessageIndex": "7",
            },
            "usageMetadata": {"responseTokenCount": 2, "somethingNew": {"x_y": 1}},
            "voiceActivity": {"voiceActivityType": "ACTIVITY_START", "audioOffset": "1.5s"},
        }
        message = types.LiveServerMessage.model_validate(frame)

        assert message.tool_call
        assert message.tool_call.function_calls
        assert message.tool_call.function_calls[0].args == {"a_b": 1}
        assert message.tool_call_cancellation
        assert message.tool_call_cancellation.ids == ["0"]
        assert message.usage_metadata
        assert message.usage_metadata.response_token_count == 2
        assert message.session_resumption_update
        assert message.session_resumption_update.last_consumed_client_message_index == 7
        assert message.to_wire() == frame

    @pytest.mark.parametrize("as_text", [True, False], ids=["text", "binary"])
    def test_frames_of_either_kind_and_any_size(self, as_text: bool) -> None:
        audio = base64.b64encode(bytes(3_000_000)).decode()
        blob = {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": audio}}
        frame = json.dumps({"serverContent": {"modelTurn": {"parts": [blob]}}})

        async def speaks(line: Line) -> None:
            await line.set_up()
            await line.say(frame if as_text else frame.encode(), TURN_COMPLETE)
            await line.goodbye()

        with LiveService(speaks) as service, service.client().live.connect(model="m") as session:
            sizes = [len(message.data or b"") for message in session.receive()]

        assert sizes == [3_000_000, 0]

    def test_an_interruption_is_known_before_the_audio_that_waits(self) -> None:
        arrived = threading.Event()

        def watch(message: types.LiveServerMessage) -> None:
            if message.server_content and message.server_content.interrupted:
                arrived.set()

        async def interrupted(line: Line) -> None:
            await line.set_up()
            await line.say(*[says(str(n)) for n in range(50)])
            await line.say({"serverContent": {"interrupted": True}}, TURN_COMPLETE)
            await line.goodbye()

        with LiveService(interrupted) as service:
            connecting = service.client().live.connect(model="m", on_message=watch)
            with connecting as session:
                assert arrived.wait(5)  # nothing was received yet
                messages = list(session.receive())

        assert [m.text for m in messages] == [*map(str, range(50)), None, None]

    def test_both_colours_say_the_same(self) -> None:
        async def talk(client: Client) -> list[str | None]:
            async with client.aio.live.connect(model="m") as session:
                await session.send_client_content(turns="hi", turn_complete=True)
                return [message.text async for message in session.receive()]

        with LiveService(answers) as service:
            texts = asyncio.run(talk(service.client()))

        assert texts == ["one ", "two", None]
        assert service.lines[0].heard[0] == {"setup": {"model": "models/m"}}


class TestAddress:
    def test_the_key_is_in_its_header_only(self) -> None:
        with LiveService(listens) as service, service.client().live.connect(model="m"):
            pass
        line = service.lines[0]

        assert line.path == (
            "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
        )
        assert line.headers["x-goog-api-key"] == "secret-key"
        assert "authorization" not in line.headers
        assert line.headers["x-goog-api-client"].startswith("gemini-magic/")

    def test_the_config_may_name_a_version_and_headers(self) -> None:
        config = {"http_options": {"api_version": "v1alpha", "headers": {"x-extra": "1"}}}
        with (
            LiveService(listens) as service,
            service.client().live.connect(model="m", config=config),
        ):
            pass
        line = service.lines[0]

        assert ".v1alpha." in line.path
        assert line.headers["x-extra"] == "1"
        assert line.heard[0] == {"setup": {"model": "models/m"}}

    def test_a_path_before_the_service_is_kept(self) -> None:
        with LiveService(listens) as service:
            client = Client(api_key="k", base_url=f"{service.base_url}/proxy/")
            with client.live.connect(model="m"):
                pass

        assert service.lines[0].path.startswith("/proxy/ws/google.ai.")

    def test_a_token_opens_the_constrained_method(self) -> None:
        with (
            LiveService(listens) as service,
            service.client(api_key="auth_tokens/abc").live.connect(model="m"),
        ):
            pass
        line = service.lines[0]

        assert line.path == (
            "/ws/google.ai.generativelanguage.v1alpha.GenerativeService"
            ".BidiGenerateContentConstrained"
        )
        assert line.headers["authorization"] == "Token auth_tokens/abc"
        assert "x-goog-api-key" not in line.headers


def test_a_stream_of_sendings_keeps_its_order() -> None:
    async def talk(client: Client) -> None:
        async with client.aio.live.connect(model="m") as session:
            await asyncio.gather(*[session.send_realtime_input(text=str(n)) for n in range(200)])

    with LiveService(listens) as service:
        asyncio.run(talk(service.client()))
    texts = [frame["realtimeInput"]["text"] for frame in service.lines[0].heard[1:]]

    assert texts == [str(n) for n in range(200)]


def test_the_handle_is_kept_for_another_program() -> None:
    async def gives(line: Line) -> None:
        await line.set_up()
        await line.say(handle("h1"), handle("", resumable=False), TURN_COMPLETE)
        await line.goodbye()

    config = types.LiveConnectConfig(session_resumption=types.SessionResumptionConfig())
    with (
        LiveService(gives) as service,
        service.client().live.connect(model="m", config=config) as session,
    ):
        updates = [m.session_resumption_update for m in session.receive()]
        newest = session.handle

    assert [update.resumable for update in updates if update] == [True, False]
    assert newest == "h1"


@pytest.fixture(scope="module")
def sessions(recordings: Path) -> list[dict[str, Any]]:
    with (recordings / "live_sessions.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_every_recorded_frame_comes_back_equal(sessions: list[dict[str, Any]]) -> None:
    received = [f["msg"] for s in sessions for f in s["frames"] if f["dir"] == "recv"]
    returned = [types.LiveServerMessage.model_validate(frame).to_wire() for frame in received]
    parsed = [types.LiveServerMessage.model_validate_json(json.dumps(f)) for f in received]

    assert len(received) > 200
    assert received == returned
    assert received == [message.to_wire() for message in parsed]


def test_recorded_sessions_are_made_again(sessions: list[dict[str, Any]]) -> None:
    """The recorded service, and our client making what the recorded client made."""
    for recorded in sessions:
        ours, heard = _replayed(recorded["frames"])

        assert [normal(f["msg"]) for f in recorded["frames"] if f["dir"] == "send"] == normal(ours)
        assert [f["msg"] for f in recorded["frames"] if f["dir"] == "recv"][1:] == heard


def _replayed(frames: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    async def replays(line: Line) -> None:
        for frame in frames:
            if frame["dir"] == "recv":
                await line.say(frame["msg"])
            else:
                await line.hear()

    setup = frames[0]["msg"]["setup"]
    config = {**setup.pop("generationConfig"), **setup}
    frames[0]["msg"]["setup"]["generationConfig"] = {
        "responseModalities": config["responseModalities"]
    }
    model = config.pop("model")
    heard: list[Any] = []

    async def talk(client: Client) -> None:
        async with client.aio.live.connect(model=model, config=config) as session:
            for frame in frames[1:]:
                if frame["dir"] == "send":
                    await _send(session, frame["msg"])
            total = sum(frame["dir"] == "recv" for frame in frames) - 1
            while len(heard) < total:
                async for message in session.receive():
                    heard.append(message.to_wire())
                    if len(heard) == total:
                        break

    with LiveService(replays) as service:
        asyncio.run(talk(service.client()))
    return service.lines[0].heard, heard


async def _send(session: Any, frame: dict[str, Any]) -> None:
    ((kind, body),) = frame.items()
    if kind == "client_content":
        await session.send_client_content(turns=body["turns"], turn_complete=body["turnComplete"])
    elif kind == "realtime_input":
        await session.send_realtime_input(audio=body["audio"])
    else:
        await session.send_tool_response(function_responses=body["functionResponses"])
