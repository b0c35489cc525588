"""Live sessions over connections that break: each ends in success, or in one clear error."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import threading
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gemini_magic import Client, RetryPolicy, errors
from gemini_magic.api.live.link import Reconnection
from tests.api.live_service import TURN_COMPLETE, Line, LiveService, handle, says

RESUMABLE: dict[str, Any] = {"session_resumption": {}}
TRANSPARENT = {"session_resumption": {"transparent": True}}
GO_AWAY = {"goAway": {"timeLeft": "9.5s"}}

Ending = Callable[[Line], Awaitable[None]]


def closes(code: int, reason: str = "") -> Ending:
    async def ending(line: Line) -> None:
        await line.socket.close(code, reason)

    return ending


async def drops(line: Line) -> None:
    line.drop()


async def half_closes(line: Line) -> None:
    """Say no more, and listen no more, without a goodbye."""
    line.socket.transport.write_eof()


def speaks_and(ending: Ending) -> Callable[[Line], Awaitable[None]]:
    async def scene(line: Line) -> None:
        await line.set_up()
        await line.say(handle("h1"))
        await line.hear()
        await line.say(says("Once upon"))
        await ending(line)

    return scene


async def goes_on(line: Line) -> None:
    await line.set_up()
    await line.say(says(" a time"), TURN_COMPLETE)
    await line.goodbye()


def told(service: LiveService, **arguments: Any) -> list[str | None]:
    """The texts of the one turn of a session."""
    client = service.client(retry=arguments.pop("retry", RetryPolicy(attempts=3, first_wait=0.0)))
    with client.live.connect(model="m", **arguments) as session:
        session.send_client_content(turns="Tell me a story.")
        return [m.text for m in session.receive() if m.server_content]


class TestErrors:
    @pytest.mark.parametrize(
        ("code", "reason", "kind", "advice"),
        [
            (1007, "Request contains an invalid argument.", errors.BadRequest, "the config"),
            (1008, "models/m is not found", errors.PermissionDenied, "has the Live API"),
            (1011, "Internal error encountered.", errors.ServerError, "session_resumption"),
            (1011, "You exceeded your current quota", errors.RateLimited, "wait"),
            (1000, "", errors.ConnectionFailed, "ended the session"),
            (1001, "", errors.ConnectionFailed, "session_resumption"),
        ],
    )
    def test_a_close_code_says_what_to_do(
        self, code: int, reason: str, kind: type[errors.GeminiError], advice: str
    ) -> None:
        with (
            LiveService(speaks_and(closes(code, reason))) as service,
            pytest.raises(kind, match=advice) as caught,
        ):
            told(service)

        assert reason in str(caught.value)
        assert getattr(caught.value, "code", code) == code

    @pytest.mark.parametrize("ending", [drops, half_closes], ids=["dropped", "half closed"])
    def test_a_broken_connection_is_one_error(self, ending: Ending) -> None:
        with (
            LiveService(speaks_and(ending)) as service,
            pytest.raises(errors.ConnectionFailed, match=r"broke \(1006"),
        ):
            told(service)

    def test_what_arrived_before_the_error_is_not_lost(self) -> None:
        texts: list[str | None] = []

        def listen(session: Any) -> None:
            texts.extend(message.text for message in session.receive())

        with (
            LiveService(speaks_and(closes(1011, "oh"))) as service,
            service.client().live.connect(model="m") as session,
        ):
            session.send_client_content(turns="x")
            with pytest.raises(errors.ServerError):
                listen(session)

        assert texts == [None, "Once upon"]

    def test_a_refused_setup_is_raised_by_connect(self) -> None:
        async def refuses(line: Line) -> None:
            await line.hear()
            await line.socket.close(1007, "no such model")

        with LiveService(refuses) as service, pytest.raises(errors.BadRequest, match="no such"):
            told(service)

    def test_a_setup_that_is_never_answered_times_out(self) -> None:
        async def sleeps(line: Line) -> None:
            await line.goodbye()

        with LiveService(sleeps) as service, pytest.raises(errors.TimedOut, match="the setup"):
            told(service, config={"http_options": {"timeout": 100}})

    def test_a_handshake_that_is_never_answered_times_out(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            client = Client(api_key="k", base_url=url, timeout=0.1)
            with pytest.raises(errors.TimedOut, match="no connection"):
                client.live.connect(model="m").__enter__()

    def test_nobody_there_is_one_error(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        client = Client(api_key="k", base_url=f"http://127.0.0.1:{port}")
        with pytest.raises(errors.ConnectionFailed, match="is the network up"):
            client.live.connect(model="m").__enter__()

    def test_a_refused_handshake_says_what_the_service_said(self) -> None:
        body = (
            b'{"error": {"code": 400, "message": "API key not valid.", '
            b'"status": "INVALID_ARGUMENT", "details": [{"@type": '
            b'"type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]}}'
        )
        answer = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        with answering(answer) as url, pytest.raises(errors.InvalidKey) as caught:
            Client(api_key="very-secret", base_url=url).live.connect(model="m").__enter__()

        assert "very-secret" not in str(caught.value)
        assert caught.value.__context__ is None

    def test_no_traceback_and_no_log_holds_the_key(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        for ending in (drops, closes(1008, "no"), closes(1011)):
            with LiveService(speaks_and(ending)) as service:
                assert "very-secret" not in shown(failure_of(service.client(api_key="very-secret")))
        with answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n") as url:
            assert "very-secret" not in shown(
                failure_of(Client(api_key="very-secret", base_url=url))
            )
        # The service of the test logs what it reads.
        ours = [r.getMessage() for r in caplog.records if r.name != "websockets.server"]

        assert "very-secret" not in "".join(ours)

    def test_a_redirect_is_not_followed_with_the_key(self) -> None:
        with LiveService(goes_on) as other:
            to = other.base_url.replace("http", "ws").encode()
            answer = b"HTTP/1.1 302 Found\r\nLocation: %s/\r\nContent-Length: 0\r\n\r\n" % to
            with answering(answer) as url, pytest.raises(errors.APIError, match="302"):
                Client(api_key="k", base_url=url).live.connect(model="m").__enter__()

        assert other.lines == []

    @pytest.mark.parametrize(
        ("garbage", "kind"),
        [
            ("<html>", errors.MalformedResponse),
            (b"\xff\xfe", errors.MalformedResponse),
            ("[]", errors.MalformedResponse),
            ('{"serverContent": 7}', errors.MalformedResponse),
            ('{"error": {"code": 503, "message": "overloaded"}}', errors.Unavailable),
        ],
    )
    def test_garbage_is_one_error(
        self, garbage: str | bytes, kind: type[errors.GeminiError]
    ) -> None:
        async def rambles(line: Line) -> None:
            await line.say(garbage)
            await line.goodbye()

        with LiveService(speaks_and(rambles)) as service, pytest.raises(kind):
            told(service)

    def test_a_session_that_is_over_says_so_again_and_again(self) -> None:
        with (
            LiveService(speaks_and(closes(1008, "expired"))) as service,
            service.client().live.connect(model="m") as session,
        ):
            session.send_client_content(turns="x")
            for _ in range(2):
                with pytest.raises(errors.PermissionDenied, match="expired"):
                    list(session.receive())
            with pytest.raises(errors.PermissionDenied, match="expired"):
                session.send_client_content(turns="y")

    def test_a_closed_session_is_silent_and_cannot_be_used(self) -> None:
        with (
            LiveService(goes_on) as service,
            service.client().live.connect(model="m") as session,
        ):
            list(session.receive())
            session.close()

            assert list(session.receive()) == []
            with pytest.raises(errors.InvalidRequest, match="closed"):
                session.send_realtime_input(text="x")

    def test_a_connection_that_breaks_under_a_sender_is_one_error(self) -> None:
        async def chokes(line: Line) -> None:
            await line.set_up()
            line.socket.transport.pause_reading()
            await asyncio.sleep(0.05)
            line.drop()

        async def talk(client: Client) -> None:
            async with client.aio.live.connect(model="m") as session:
                while True:
                    sendings = [session.send_realtime_input(audio=bytes(10**6)) for _ in range(8)]
                    await asyncio.gather(*sendings)

        with LiveService(chokes) as service, pytest.raises(errors.ConnectionFailed):
            asyncio.run(talk(service.client()))

    def test_a_service_that_falls_silent_is_noticed(self) -> None:
        async def falls_silent(line: Line) -> None:
            line.socket.transport.pause_reading()
            await line.socket.wait_closed()

        with (
            LiveService(speaks_and(falls_silent)) as service,
            pytest.raises(errors.ConnectionFailed, match="no answer to our pings"),
        ):
            told(service, keepalive=0.02)

    def test_a_callback_that_fails_is_heard_of(self) -> None:
        def fails(message: Any) -> None:
            raise ZeroDivisionError

        with LiveService(goes_on) as service, pytest.raises(ZeroDivisionError):
            told(service, on_message=fails)


class TestResumption:
    @pytest.mark.parametrize(
        "ending",
        [drops, half_closes, closes(1001), closes(1011, "deadline")],
        ids=["1006", "half closed", "1001", "1011"],
    )
    def test_a_session_goes_on_by_its_newest_handle(self, ending: Ending) -> None:
        seen: list[Reconnection] = []
        with LiveService(speaks_and(ending), goes_on) as service:
            texts = told(service, config=RESUMABLE, on_reconnection=seen.append)
        first, second = service.lines

        assert texts == ["Once upon", " a time", None]
        assert first.heard[0]["setup"]["sessionResumption"] == {}
        assert second.heard[0]["setup"]["sessionResumption"] == {"handle": "h1"}
        assert second.heard[1:] == []  # nothing is said twice
        assert [r.number for r in seen] == [1]

    def test_a_flag_turns_it_off(self) -> None:
        with (
            LiveService(speaks_and(drops), goes_on) as service,
            pytest.raises(errors.ConnectionFailed, match="reconnect=False"),
        ):
            told(service, config=RESUMABLE, reconnect=False)

        assert len(service.lines) == 1

    def test_a_wrong_argument_is_not_tried_again(self) -> None:
        with (
            LiveService(speaks_and(closes(1007, "bad audio")), goes_on) as service,
            pytest.raises(errors.BadRequest, match="bad audio"),
        ):
            told(service, config=RESUMABLE)

        assert len(service.lines) == 1

    def test_a_handle_that_is_too_old_is_one_error(self) -> None:
        async def refuses(line: Line) -> None:
            await line.hear()
            await line.socket.close(1008, "session expired")

        with (
            LiveService(speaks_and(drops), refuses) as service,
            pytest.raises(errors.PermissionDenied, match="session expired"),
        ):
            told(service, config=RESUMABLE)

    def test_it_is_not_tried_for_ever(self) -> None:
        async def opens_and_drops(line: Line) -> None:
            await line.set_up()
            line.drop()

        with (
            LiveService(speaks_and(drops), opens_and_drops) as service,
            pytest.raises(errors.ConnectionFailed, match="in vain"),
        ):
            told(service, config=RESUMABLE)

        assert len(service.lines) == 4

    def test_a_service_that_is_gone_is_one_error(self) -> None:
        async def refuses(line: Line) -> None:
            line.drop()

        with (
            LiveService(speaks_and(drops), refuses) as service,
            pytest.raises(errors.ConnectionFailed),
        ):
            told(service, config=RESUMABLE)

        assert len(service.lines) == 4

    def test_a_resumed_session_that_forgot_the_turn_is_one_error(self) -> None:
        async def forgets(line: Line) -> None:
            await line.set_up()
            await line.goodbye()

        config = {**RESUMABLE, "http_options": {"timeout": 200}}
        with (
            LiveService(speaks_and(drops), forgets) as service,
            pytest.raises(errors.ConnectionFailed, match="send the turn again"),
        ):
            told(service, config=config)

    def test_go_away_in_the_middle_of_speech_waits_for_its_end(self) -> None:
        async def leaves(line: Line) -> None:
            await line.set_up()
            await line.hear()
            await line.say(says("Once upon"), GO_AWAY, says(" a time"), TURN_COMPLETE, handle("h1"))
            await line.goodbye()

        with (
            LiveService(leaves, goes_on) as service,
            service.client().live.connect(model="m", config=RESUMABLE) as session,
        ):
            session.send_client_content(turns="x")
            first = [m.text for m in session.receive() if m.server_content]
            second = [m.text for m in session.receive() if m.server_content]
            moves = session.reconnections

        assert first == ["Once upon", " a time", None]
        assert second == [" a time", None]
        assert [move.code for move in moves] == [1001]
        assert service.lines[1].heard[0]["setup"]["sessionResumption"] == {"handle": "h1"}

    def test_go_away_without_an_end_leaves_just_in_time(self) -> None:
        async def stays(line: Line) -> None:
            await line.say({"goAway": {"timeLeft": "0.2s"}})
            await line.goodbye()

        with LiveService(speaks_and(stays), goes_on) as service:
            assert told(service, config=RESUMABLE) == ["Once upon", " a time", None]

    def test_the_last_words_before_a_move_are_heard(self) -> None:
        async def speaks_last(line: Line) -> None:
            await line.set_up()
            cancelled = [{"toolCallCancellation": {"ids": [str(n)]}} for n in range(50)]
            await line.say(handle("h1"), GO_AWAY, *cancelled, handle("h2"))
            await line.goodbye()

        with (
            LiveService(speaks_last, goes_on) as service,
            service.client().live.connect(model="m", config=RESUMABLE) as session,
        ):
            messages = list(session.receive())

        ids = [m.tool_call_cancellation.ids for m in messages if m.tool_call_cancellation]

        assert ids == [[str(n)] for n in range(50)]
        assert service.lines[1].heard[0]["setup"]["sessionResumption"] == {"handle": "h2"}

    def test_a_goodbye_that_was_announced_is_mended_too(self) -> None:
        async def goes(line: Line) -> None:
            await line.say(GO_AWAY)
            await line.socket.close(1000)

        with LiveService(speaks_and(goes), goes_on) as service:
            assert told(service, config=RESUMABLE) == ["Once upon", " a time", None]

    def test_what_is_sent_while_the_session_moves_arrives_once_and_in_order(self) -> None:
        async def counts(line: Line) -> None:
            await line.set_up()
            await line.goodbye()

        async def leaves_when_idle(line: Line) -> None:
            await line.set_up()
            await line.say(handle("h1"), GO_AWAY)
            await line.goodbye()

        async def talk(client: Client) -> None:
            moved = asyncio.Event()
            connecting = client.aio.live.connect(
                model="m", config=RESUMABLE, on_reconnection=lambda _: moved.set()
            )
            async with connecting as session:
                for n in range(100):
                    await session.send_realtime_input(audio=n.to_bytes(2, "big"))
                    await asyncio.sleep(0)
                await moved.wait()

        with LiveService(leaves_when_idle, counts) as service:
            asyncio.run(talk(service.client()))
        heard = [f for line in service.lines for f in line.heard if "realtimeInput" in f]
        data = [frame["realtimeInput"]["audio"]["data"] for frame in heard]

        assert len(data) == len(set(data)) == 100

    def test_transparently_only_what_was_not_consumed_is_sent_again(self) -> None:
        async def consumes_two(line: Line) -> None:
            await line.set_up()
            for _ in range(4):
                await line.hear()
            await line.say(handle("h1", index=2))
            line.drop()

        async def consumes_all(line: Line) -> None:
            await line.set_up()
            for _ in range(2):
                await line.hear()
            await line.say(handle("h2", index=2), TURN_COMPLETE)
            await line.goodbye()

        with (
            LiveService(consumes_two, consumes_all) as service,
            service.client().live.connect(model="m", config=TRANSPARENT) as session,
        ):
            for text in "abcd":
                session.send_realtime_input(text=text)
            list(session.receive())
        setup, *again = service.lines[1].heard

        assert setup["setup"]["sessionResumption"] == {"transparent": True, "handle": "h1"}
        assert [frame["realtimeInput"]["text"] for frame in again] == ["c", "d"]


class TestWithoutAwait:
    def test_an_interrupted_cell_closes_the_socket_and_leaves_no_thread(self) -> None:
        left = threading.Event()

        async def is_silent(line: Line) -> None:
            await line.set_up()
            await line.goodbye()
            left.set()

        with LiveService(is_silent) as service:
            with (
                pytest.raises(KeyboardInterrupt),
                service.client().live.connect(model="m") as session,
            ):
                listens_until_interrupted(session)
            assert left.wait(5)
        names = [thread.name for thread in threading.enumerate()]

        assert "gemini-magic-live" not in names

    def test_a_refused_session_leaves_no_thread(self) -> None:
        with pytest.raises(errors.ConnectionFailed):
            Client(api_key="k", base_url="http://127.0.0.1:1").live.connect(model="m").__enter__()

        assert "gemini-magic-live" not in [thread.name for thread in threading.enumerate()]

    def test_a_service_that_never_says_goodbye_is_left(self) -> None:
        """Only the handshake is real; afterwards the service does not read."""

        async def ignores(line: Line) -> None:
            await line.set_up()
            line.socket.transport.pause_reading()
            await asyncio.sleep(0.1)

        with LiveService(ignores) as service, service.client().live.connect(model="m"):
            pass

        assert len(service.lines) == 1


def failure_of(client: Client) -> errors.GeminiError:
    """What ends a session of one turn."""
    try:
        with client.live.connect(model="m") as session:
            session.send_client_content(turns="x")
            list(session.receive())
    except errors.GeminiError as error:
        return error
    pytest.fail("nothing failed")


def shown(error: BaseException) -> str:
    """A traceback with every local variable, as verbose tools print it."""
    # Frames of this file hold the literal itself.
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    report.stack = traceback.StackSummary.from_list(
        [frame for frame in report.stack if frame.filename != __file__]
    )
    return "".join(report.format())


def listens_until_interrupted(session: Any) -> None:
    """Receive until Ctrl-C, which comes in a moment."""

    def press() -> None:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    threading.Timer(0.2, press).start()
    list(session.receive())


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A service that answers every handshake by these bytes."""

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()
