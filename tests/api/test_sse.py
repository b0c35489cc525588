"""Server-sent events: any cut of any stream gives the same events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic.api.sse import ServerSentEvent, SSEDecoder

ENDS = ["\n", "\r", "\r\n"]
one_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), max_size=12)
noise = st.one_of(
    one_line.map(lambda text: f":{text}"),  # comments
    st.integers(0, 9999).map(lambda number: f"retry: {number}"),
    one_line.map(lambda text: f"future: {text}"),
)
lines_of_data = st.lists(one_line, min_size=1, max_size=3)


def decoded(pieces: Iterable[bytes]) -> list[ServerSentEvent]:
    decoder = SSEDecoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return [*events, *decoder.end()]


def bytewise(stream: bytes) -> list[ServerSentEvent]:
    return decoded(stream[i : i + 1] for i in range(len(stream)))


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, list[ServerSentEvent]]:
    """A stream in some framing, and its events."""
    end = draw(st.sampled_from(ENDS))
    text, events, last_id = "", [], ""
    for data in draw(st.lists(lines_of_data, max_size=4)):
        lines = draw(st.lists(noise, max_size=2))
        name = ""
        if draw(st.booleans()):
            name = draw(one_line).removeprefix(" ")
            lines.append(f"event: {name}")
        if draw(st.booleans()):
            last_id = draw(one_line.filter(lambda text: "\0" not in text)).removeprefix(" ")
            lines.append(f"id: {last_id}")
        for line in data:
            blank = " " if line.startswith(" ") or draw(st.booleans()) else ""
            lines.append(f"data:{blank}{line}")
        text += "".join(line + end for line in [*lines, ""])
        events.append(ServerSentEvent("\n".join(data).encode(), name, last_id))
    if draw(st.booleans()):
        text = text.removesuffix(end)  # no blank line at the end
    mark = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return mark + text.encode(), events


@settings(deadline=None)  # machines are shared
@given(streams(), st.data())
def test_any_cut_of_any_stream_gives_the_same_events(
    drawn: tuple[bytes, list[ServerSentEvent]], data: st.DataObject
) -> None:
    stream, expected = drawn
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[a:b] for a, b in pairwise([0, *cuts, len(stream)])]

    assert expected == decoded([stream])
    assert expected == decoded(pieces)
    assert expected == bytewise(stream)


@pytest.mark.parametrize("mixed", ["\n\r\n", "\r\n\n", "\n\r", "\r\r", "\n\n", "\r\r\n"])
def test_line_ends_may_be_mixed(mixed: str) -> None:
    stream = f"data: 1{mixed}data: 2{mixed}".encode()
    expected = [ServerSentEvent(b"1"), ServerSentEvent(b"2")]

    assert expected == decoded([stream])
    assert expected == bytewise(stream)


def test_an_empty_piece_changes_nothing() -> None:
    pieces = [b"data: 1\r", b"", b"\ndata: 2\r", b"", b"", b"\n\r\n"]

    assert [ServerSentEvent(b"1\n2")] == decoded(pieces)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\v", "\f", "\x1c"])
def test_json_may_hold_what_only_python_calls_a_line_end(separator: str) -> None:
    data = json.dumps({"text": f"a{separator}b"}, ensure_ascii=False)
    stream = f"data: {data}\r\n\r\n".encode()

    assert [ServerSentEvent(data.encode())] == decoded([stream])
    assert [ServerSentEvent(data.encode())] == bytewise(stream)


def test_a_line_of_many_megabytes_arrives_whole() -> None:
    # Searching the pending line again for each piece would make this 64 times the work.
    data = b'{"data": "%s"}' % (b"A" * (8 << 20))
    stream = b"data: %s\n\n" % data
    size = 64 << 10

    assert [ServerSentEvent(data)] == decoded(
        stream[i : i + size] for i in range(0, len(stream), size)
    )


def test_many_blank_lines_and_unknown_fields_cost_nothing() -> None:
    assert decoded([b"hello: world\n\n" * 50_000]) == []


ERROR = {"error": {"code": 503, "message": "over\u2028loaded", "status": "UNAVAILABLE"}}
PRETTY = json.dumps(ERROR, indent=2, ensure_ascii=False)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ERROR),
        PRETTY,
        PRETTY.replace("\n", "\n\n"),
        f"\n{PRETTY}\n",
        f"[{PRETTY}\n]",
        "\n".join(f"data: {line}" for line in PRETTY.split("\n")),
    ],
    ids=["one line", "pretty", "blank lines inside", "blank around", "array", "data lines"],
)
@pytest.mark.parametrize("closed", [True, False])
def test_an_error_in_mid_stream_is_an_event(text: str, end: str, closed: bool) -> None:
    stream = f"data: {{}}\n\n{text}\n\n".replace("\n", end).encode()
    if not closed:
        stream = stream.rstrip()
    events = decoded([stream])

    assert events == bytewise(stream)
    assert ServerSentEvent(b"{}") == events[0]
    assert [
        document[0] if isinstance(document := json.loads(event.data), list) else document
        for event in events[1:]
    ] == [ERROR]


def test_events_go_on_behind_a_bare_document() -> None:
    stream = b'{\n\n"a": 1\n}\n\ndata: 2\n\n'

    assert [ServerSentEvent(b'{\n"a": 1\n}'), ServerSentEvent(b"2")] == decoded([stream])


@pytest.mark.parametrize("half", [b'{"error": {', b"<html>\n<p>Bad gateway</p>", b"[{},\n\n{"])
def test_half_a_bare_document_is_not_lost(half: bytes) -> None:
    assert [ServerSentEvent(half.replace(b"\n\n", b"\n"))] == decoded([half])


def test_the_end_of_the_stream_completes_an_event() -> None:
    assert [ServerSentEvent(b"1", "chunk", "7")] == decoded([b"id: 7\nevent: chunk\ndata: 1"])


def test_ids_stay_and_event_names_do_not() -> None:
    stream = b"id: 7\nevent: a\ndata: 1\n\ndata: 2\n\nid: 8\0\ndata: 3\n\n"

    assert [
        ServerSentEvent(b"1", "a", "7"),
        ServerSentEvent(b"2", "", "7"),
        ServerSentEvent(b"3", "", "7"),
    ] == decoded([stream])


def test_done_is_an_event_like_others() -> None:
    assert [ServerSentEvent(b"[DONE]")] == decoded([b"data: [DONE]\n\n"])
