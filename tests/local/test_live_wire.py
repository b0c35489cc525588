"""The Live API on the wire: frames, interruptions, calls, handles, and how sessions end."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.local.conftest import KEY, Engine, running, user
from tests.local.live_line import (
    LIVE,
    SERVICE,
    TEXT,
    Wire,
    audio,
    audio_of,
    line,
    parts_of,
    silence,
    text_of,
    tone,
)

SHARED = REPOSITORY.parent / "shared"
_HEARD = 1  # whose recorded sound was cut
SLOW = "Table of the squares of 1 to 20"


@pytest.fixture(scope="module")
def quick(cache: Path) -> Iterator[Engine]:
    """Speech leaves as fast as it can."""
    with running(cache, "--no-llm", "--live-speed", "0") as engine:
        yield engine


@pytest.fixture(scope="module")
def slow(cache: Path) -> Iterator[Engine]:
    """Speech leaves as it is heard, and text ten tokens a second: there is time to interrupt."""
    with running(cache, "--no-llm", "--live-speed", "1", "--tokens-per-second", "10") as engine:
        yield engine


def ask(text: str) -> Wire:
    return {"clientContent": {"turns": [user(text)], "turnComplete": True}}


def tools(*declarations: Wire) -> Wire:
    return {"tools": [{"functionDeclarations": [*declarations]}]}


def function(**fields: Any) -> Wire:
    city = {"type": "OBJECT", "properties": {"city": {"type": "STRING"}}, "required": ["city"]}
    about = {"name": "get_weather", "description": "The weather in a city", "parameters": city}
    return {**about, **fields}


def result(call: Wire, **fields: Any) -> Wire:
    response = {"id": call["id"], "name": call["name"], "response": {"degrees": 3}, **fields}
    return {"toolResponse": {"functionResponses": [response]}}


class TestOpening:
    @pytest.mark.parametrize("version", ["v1", "v1beta", "v1alpha"])
    @pytest.mark.parametrize("slash", ["", "/"])
    def test_any_version_and_googles_double_slash(
        self, engine: Engine, version: str, slash: str
    ) -> None:
        with line(engine, slash + SERVICE.replace("v1beta", version)) as session:
            assert session.set_up(**TEXT)["sessionId"]
            assert "42" in session.ask("What is 6 * 7?")

    def test_the_key_may_stand_in_the_query(self, engine: Engine) -> None:
        with line(engine, f"{SERVICE}?key={KEY}", key=None) as session:
            session.set_up(**TEXT)

    @pytest.mark.parametrize(("key", "code"), [("wrong", 1007), (None, 1008)])
    def test_without_the_key_it_is_closed(self, engine: Engine, key: str | None, code: int) -> None:
        with line(engine, key=key) as session:
            session.say({"setup": {"model": f"models/{LIVE}"}})
            ended, reason = session.end()

        assert (ended, "key" in reason) == (code, True)

    def test_by_plain_http_it_says_what_it_is(self, engine: Engine) -> None:
        response = engine.client.get(SERVICE)

        assert response.status_code == 400
        assert "WebSocket" in response.json()["error"]["message"]

    def test_frames_may_be_binary_and_in_snake_case(self, engine: Engine) -> None:
        setup = {"model": f"models/{LIVE}", "generation_config": {"response_modalities": "TEXT"}}
        with line(engine) as session:
            session.say(json.dumps({"setup": setup}).encode())
            assert "setupComplete" in session.hear()
            session.say({"client_content": {"turns": [user("What is 6 * 7?")],
                                            "turn_complete": True}})  # fmt: skip
            assert "42" in text_of(session.turn())

    @pytest.mark.parametrize(
        ("setup", "code", "why"),
        [
            ({"model": "models/gpt-7"}, 1008, "not found"),
            ({"model": "models/gemini-3-flash-preview"}, 1008, "bidiGenerateContent"),
            ({}, 1007, "model"),
            ({"colour": 1}, 1007, 'Unknown name "colour"'),
            ({"generationConfig": {"responseModalities": ["TEXT", "AUDIO"]}}, 1007, "At most one"),
            ({"generationConfig": {"responseModalities": ["IMAGE"]}}, 1007, "IMAGE"),
            ({"generationConfig": {"temperature": 9}}, 1007, "temperature"),
            ({"generationConfig": {"speechConfig": {"voiceConfig": {"prebuiltVoiceConfig":
              {"voiceName": "Bob"}}}}}, 1007, "Bob"),
            ({"realtimeInputConfig": {"activityHandling": "SOMETIMES"}}, 1007, "activity_handling"),
            ({"contextWindowCompression": {"triggerTokens": "10",
              "slidingWindow": {"targetTokens": "20"}}}, 1007, "tokens"),
            ({"sessionResumption": {"handle": "mine"}}, 1008, "session not found"),
            (tools(function(), function()), 1007, "Duplicate"),
        ],
    )  # fmt: skip
    def test_a_bad_setup_says_what_is_wrong(
        self, engine: Engine, setup: Wire, code: int, why: str
    ) -> None:
        model = {} if setup == {} else {"model": f"models/{LIVE}"}
        with line(engine) as session:
            session.say({"setup": {**model, **setup}})
            ended, reason = session.end()

        assert (ended, why in reason) == (code, True), reason
        assert len(reason.encode()) <= 123


class TestFrames:
    @pytest.mark.parametrize(
        "frame",
        [
            "", "{", "[]", "null", "3", '"setup"', "{}", b"\xff\xfe", '{"setup": null}',
            {"setup": {"model": f"models/{LIVE}"}},
            {"clientContent": {}, "realtimeInput": {}},
            {"clientContent": {"turns": [{"role": "user", "parts": []}]}},
            {"clientContent": {"turns": [{"role": "god", "parts": [{"text": "x"}]}]}},
            {"clientContent": {"turnComplete": True}},
            {"clientContent": {"turns": "hi"}},
            {"realtimeInput": {"audio": {"data": "AAAA", "mimeType": "audio/mp3"}}},
            {"realtimeInput": {"audio": {"data": "AAAA", "mimeType": "audio/pcm;rate=4"}}},
            {"realtimeInput": {"audio": {"data": "A*", "mimeType": "audio/pcm"}}},
            {"realtimeInput": {"video": {"data": "AAAA", "mimeType": "video/mp4"}}},
            {"realtimeInput": {"activityStart": {}}},
            {"toolResponse": {"functionResponses": [{"id": "x", "response": {}}]}},
            {"toolResponse": {"functionResponses": [{"name": "f", "response": {}}]}},
            {"contextUpdate": {"tools": {"tools": [{"functionDeclarations": [{}]}]}}},
            {"surprise": {}},
        ],
    )  # fmt: skip
    def test_a_bad_frame_ends_the_session(self, engine: Engine, frame: Any) -> None:
        with line(engine) as session:
            session.set_up(**TEXT)
            session.say(frame)
            code, reason = session.end()

        assert (code, bool(reason)) == (1007, True)

    def test_the_setup_comes_first(self, engine: Engine) -> None:
        with line(engine) as session:
            session.say(ask("hi"))

            assert session.end() == (1007, "setup must be the first message, and only the first.")

    def test_a_frame_may_be_too_big(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT)
            session.say(ask("x" * 10_500_000))

            assert session.end()[0] in (1006, 1009)

    def test_random_frames_are_never_our_fault(self, quick: Engine) -> None:
        chance = random.Random(4)
        codes = set()
        for _ in range(60):
            with line(quick) as session:
                setup = {"model": f"models/{LIVE}", **TEXT, **tools(function()), **_EVERYTHING}
                session.say({"setup": setup if chance.random() < 0.7 else _mutated(setup, chance)})
                for _ in range(4):
                    frame = json.dumps(_mutated(chance.choice(_FRAMES), chance)).encode()
                    session.say(frame if chance.random() < 0.7 else _garbled(frame, chance))
                session.say("no JSON")
                codes.add(session.end()[0])

        assert codes <= {1007, 1008}
        with line(quick) as session:
            session.set_up(**TEXT)
            assert "42" in session.ask("What is 6 * 7?")

    def test_whoever_does_not_read_costs_little(self, engine: Engine) -> None:
        """The engine stops making speech when nobody takes it, and goes on when somebody does."""
        with line(engine) as session:
            session.set_up()
            before = _resident_bytes(engine)
            for _ in range(3000):
                session.say({"realtimeInput": {"text": SLOW}})
            grown = _resident_bytes(engine) - before

            assert grown < 60_000_000

    def test_whoever_reads_late_loses_nothing(self, quick: Engine) -> None:
        """More speech than fits into all buffers between: the engine waits with the rest."""
        one_by_one = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}
        with line(quick) as session:
            session.set_up(**one_by_one, outputAudioTranscription={})
            for factor in range(1, 5):
                question = f"Table of the squares of {factor} to {factor + 70}"
                session.say({"realtimeInput": {"text": question}})
            turns = [session.turn() for _ in range(4)]

        for factor, turn in enumerate(turns, 1):
            said = "".join(
                message.get("serverContent", {}).get("outputTranscription", {}).get("text", "")
                for message in turn
            )
            last = factor + 70
            spoken = turn[-1]["usageMetadata"]["responseTokenCount"]
            assert f"{last} | {last**2}" in said
            assert spoken == round(len(audio_of(turn)) / 48_000 * 25)


class TestInterruption:
    def test_new_content_stops_the_answer(self, slow: Engine) -> None:
        with line(slow) as session:
            session.set_up(**TEXT)
            session.say(ask(SLOW))
            session.until("serverContent", "modelTurn")
            session.say(ask("What is 6 * 7?"))
            first, second = session.turn(), session.turn()

        assert {"serverContent": {"interrupted": True}} in first
        assert not any("generationComplete" in m.get("serverContent", {}) for m in first)
        assert "42" in text_of(second)

    def test_speech_is_cut_off_and_what_was_not_said_is_dropped(self, slow: Engine) -> None:
        with line(slow) as session:
            session.set_up(outputAudioTranscription={})
            session.say({"realtimeInput": {"text": SLOW}})
            session.until("serverContent", "modelTurn")
            session.say(audio(tone(0.5)))
            messages = session.turn()
            after = messages[messages.index({"serverContent": {"interrupted": True}}) :]

        assert not any(parts_of(message) for message in after)

    def test_it_may_be_ruled_out(self, slow: Engine) -> None:
        ruled_out = {"realtimeInputConfig": {"activityHandling": "NO_INTERRUPTION"}}
        with line(slow) as session:
            session.set_up(**TEXT, **ruled_out)
            session.say({"realtimeInput": {"text": "What is 6 * 7?"}})
            session.say({"realtimeInput": {"text": "What is 6 * 8?"}})
            texts = [text_of(session.turn()), text_of(session.turn())]

        assert ["42" in texts[0], "48" in texts[1]] == [True, True]

    def test_activity_is_told_where_it_is_asked_for(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, explicitVadSignal=True)
            session.say(audio(silence(0.5) + tone(1) + silence(1)))
            told = [session.until("voiceActivity")["found"] for _ in range(2)]

        types = [one["voiceActivityType"] for one in told]
        began, ended = (float(one["audioOffset"].removesuffix("s")) for one in told)
        assert types == ["ACTIVITY_START", "ACTIVITY_END"]
        assert (0.5 <= began <= 0.7, 1.9 <= ended <= 2.1) == (True, True)

    @pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
    def test_sound_may_come_at_other_rates_and_in_the_older_form(
        self, engine: Engine, rate: int
    ) -> None:
        sound = audio(tone(1, rate=rate) + silence(1, rate), f"audio/pcm;rate={rate}")
        chunk = sound["realtimeInput"]["audio"]
        with line(engine) as session:
            session.set_up(**TEXT)
            session.say({"realtimeInput": {"mediaChunks": [chunk]}})

            assert "seconds of sound" in text_of(session.turn())

    def test_a_steady_noise_is_not_taken_for_speech_for_long(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT)
            session.say(audio(tone(4)))

            assert "2.5 seconds of sound" in text_of(session.turn())

    def test_the_end_of_the_stream_ends_the_turn(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT)
            session.say(audio(tone(1)))
            session.say({"realtimeInput": {"audioStreamEnd": True}})

            assert "1.0 seconds of sound" in text_of(session.turn())


class TestCalls:
    def test_of_one_that_is_interrupted_no_result_is_wanted(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, **tools(function()))
            session.say(ask("What is the weather in Oslo?"))
            [call] = session.until("toolCall", "functionCalls")["found"]
            session.say({"realtimeInput": {"text": "What is 6 * 7?"}})
            cancelled = session.until("toolCallCancellation", "ids")["found"]
            session.turn()
            session.say(result(call))  # which was on its way

            assert "42" in text_of(session.turn())
            assert cancelled == [call["id"]]

    @pytest.mark.parametrize("scheduling", ["INTERRUPT", "WHEN_IDLE", None])
    def test_one_that_does_not_block_may_be_answered_later(
        self, engine: Engine, scheduling: str | None
    ) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, **tools(function(behavior="NON_BLOCKING")))
            session.say(ask("What is the weather in Oslo?"))
            [call] = session.until("toolCall", "functionCalls")["found"]
            session.turn()
            assert "42" in session.ask("What is 6 * 7?")
            session.say(result(call, **({"scheduling": scheduling} if scheduling else {})))

            assert "3" in text_of(session.turn())

    def test_a_silent_result_is_only_remembered(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, **tools(function(behavior="NON_BLOCKING")))
            session.say(ask("What is the weather in Oslo?"))
            [call] = session.until("toolCall", "functionCalls")["found"]
            session.turn()
            session.say(result(call, scheduling="SILENT"))

            assert "42" in session.ask("What is 6 * 7?")

    def test_search_tells_its_sources(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, tools=[{"googleSearch": {}}])
            session.say(ask("What does the Python module json do?"))
            messages = session.turn()
        contents = [message.get("serverContent", {}) for message in messages]
        [grounding] = [c["groundingMetadata"] for c in contents if "groundingMetadata" in c]

        assert grounding["groundingChunks"]

    def test_ids_differ_though_the_calls_are_the_same(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, **tools(function()))
            ids = set()
            for _ in range(2):
                session.say(ask("What is the weather in Oslo?"))
                [call] = session.until("toolCall", "functionCalls")["found"]
                ids.add(call["id"])
                session.say(result(call))
                session.turn()

        assert len(ids) == 2


class TestHandles:
    def test_a_handle_holds_what_was_said_until_then(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, sessionResumption={"transparent": True})
            session.ask("My name is Ada.")
            update = session.until("sessionResumptionUpdate")["found"]
            session.ask("My name is Bob.")
        assert update["lastConsumedClientMessageIndex"] == "1"
        for _ in range(2):  # it stays valid
            with line(engine) as session:
                session.set_up(**TEXT, sessionResumption={"handle": update["newHandle"]})

                assert "Ada" in session.ask("What is my name?")

    def test_there_is_none_while_a_call_is_open_or_nobody_asked(self, engine: Engine) -> None:
        with line(engine) as session:
            session.set_up(**TEXT, **tools(function()), sessionResumption={})
            session.say(ask("What is the weather in Oslo?"))
            assert set(session.hear()) == {"toolCall"}
        with line(engine) as session:
            session.set_up(**TEXT)
            session.ask("My name is Ada.")
            session.say(ask("What is 6 * 7?"))
            assert "sessionResumptionUpdate" not in session.hear()

    def test_a_long_conversation_is_shortened(self, engine: Engine) -> None:
        window = {"triggerTokens": "60", "slidingWindow": {"targetTokens": "30"}}
        with line(engine) as session:
            session.set_up(**TEXT, contextWindowCompression=window)
            session.ask("My name is Ada.")
            for _ in range(8):
                session.say(ask("What is 6 * 7?"))
                counted = session.turn()[-1]["usageMetadata"]["promptTokenCount"]
                assert counted < 90
            assert "Ada" not in session.ask("What is my name?")


class TestEnds:
    def test_a_connection_lasts_so_long_and_says_when_it_goes(self, cache: Path) -> None:
        with running(cache, "--no-llm", "--live-session", "1") as engine, line(engine) as session:
            session.set_up(**TEXT)
            going = session.until("goAway")["found"]
            code, _ = session.end()

        assert going == {"timeLeft": "0.5s"}
        assert code == 1001

    @pytest.mark.parametrize(
        ("fault", "code"), [("error-in-stream=2", 1011), ("cut-after=100", 1006)]
    )
    def test_faults_that_were_asked_for(self, engine: Engine, fault: str, code: int) -> None:
        headers = {"x-gemini-magic-fault": fault}
        with line(engine, **headers) as session:
            session.set_up(**TEXT)
            session.say(ask(SLOW))

            assert session.end()[0] == code

    def test_the_engine_says_goodbye_when_it_ends(self, cache: Path) -> None:
        with running(cache, "--no-llm") as engine, line(engine) as session:
            session.set_up(**TEXT)
            assert engine.process.stdin is not None
            engine.process.stdin.close()

            assert session.end()[0] == 1001


class TestRecorded:
    # The first one calls a function because its instructions say so, which no rule reads.
    @pytest.mark.parametrize("number", range(1, 5))
    def test_a_recorded_session_is_understood(self, quick: Engine, number: int) -> None:
        recordings = SHARED / "recordings" / "live_sessions.jsonl"
        if not recordings.exists():
            pytest.skip("the recordings are not beside the repository")
        recorded = json.loads(recordings.read_text("utf-8").splitlines()[number])
        called: list[Wire] = []
        with line(quick) as session:
            for frame in recorded["frames"]:
                message = frame["msg"]
                if frame["dir"] == "send":
                    session.say(_with_our_ids(message, called))
                elif message == {"setupComplete": {}}:
                    assert set(session.hear()) == {"setupComplete"}
                elif "toolCall" in message:
                    called = session.until("toolCall", "functionCalls")["found"]
                elif "turnComplete" in message.get("serverContent", {}) and number != _HEARD:
                    assert len(audio_of(session.turn())) > 0
            session.say(ask("What is 6 * 7?"))

            assert len(audio_of(session.turn())) > 0

    def test_what_googles_sdk_sends_is_accepted(self, quick: Engine) -> None:
        golden = SHARED / "golden" / "golden_live.json"
        if not golden.exists():
            pytest.skip("the golden frames are not beside the repository")
        frames = [entry[2] for entry in json.loads(golden.read_text()) if entry[0] == "C->S"]
        setup, *others = [frame for frame in frames[:9] if "tool_response" not in frame]
        del setup["setup"]["sessionResumption"]["handle"]
        with line(quick) as session:
            session.say(setup)
            assert "setupComplete" in session.hear()
            for frame in others:
                if not {"activityStart", "activityEnd"} & frame.get("realtime_input", {}).keys():
                    session.say(frame)
            session.say(ask("What is 6 * 7?"))
            session.turn()


def _with_our_ids(message: Wire, called: list[Wire]) -> Wire:
    if "tool_response" in message:
        for response, call in zip(
            message["tool_response"]["functionResponses"], called, strict=True
        ):
            response["id"] = call["id"]
    return message


_EVERYTHING: Wire = {
    "sessionResumption": {"transparent": True},
    "contextWindowCompression": {"triggerTokens": "90", "slidingWindow": {"targetTokens": "50"}},
    "inputAudioTranscription": {},
    "realtimeInputConfig": {"automaticActivityDetection": {"silenceDurationMs": 20}},
    "historyConfig": {"initialHistoryInClientContent": False},
}
_FRAMES: list[Wire] = [
    ask("What is 6 * 7?"),
    ask("What is the weather in Oslo?"),
    audio(tone(0.1) + silence(0.1)),
    {"realtimeInput": {"text": "hello", "audioStreamEnd": True}},
    {"realtimeInput": {"video": {"data": "AAAA", "mimeType": "image/jpeg"}}},
    {"toolResponse": {"functionResponses": [{"id": "x", "name": "f", "response": {}}]}},
    {"contextUpdate": {"systemInstruction": {"parts": [{"text": "Be brief."}]}}},
]
_ODD: list[Any] = [None, True, -1, 2**70, 1e308, "", "\0é", [], {}, [{}], {"a": 1}, [[[]]]]


def _mutated(value: Any, chance: random.Random) -> Any:
    """The same with a value here and there replaced by an odd one."""
    if chance.random() < 0.05:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        return {name: _mutated(inner, chance) for name, inner in value.items()}
    return [_mutated(inner, chance) for inner in value] if isinstance(value, list) else value


def _garbled(frame: bytes, chance: random.Random) -> str | bytes:
    data = bytearray(frame[: chance.randrange(1, len(frame) + 1)])
    for _ in range(3):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data) if chance.random() < 0.5 else data.decode("latin-1")


def _resident_bytes(engine: Engine) -> int:
    status = Path(f"/proc/{engine.process.pid}/status")
    if not status.exists():
        pytest.skip("memory is measured on Linux")
    [kilobytes] = [row.split()[1] for row in status.read_text().splitlines() if "VmRSS" in row]
    return int(kilobytes) * 1024
