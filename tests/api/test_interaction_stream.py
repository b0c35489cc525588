"""A streamed interaction: whole over any number of connections, or one clear error."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gemini_magic import errors, types
from gemini_magic.api.interaction_request import MAX_CONTINUATIONS
from gemini_magic.api.interaction_stream import MOST_FRUITLESS
from tests.api.interaction_service import (
    COLOURS,
    Service,
    completed,
    created,
    delta,
    events_of,
    start,
    stop,
)

pytestmark = pytest.mark.parametrize("colour", list(COLOURS))

WHOLE = [
    created(),
    start(0, "e1"),
    delta(0, "e2", text="Hel"),
    delta(0, "e3", text="lo"),
    stop(0, "e4"),
    completed(event_id="e5"),
]
DONE = b"event: done\ndata: [DONE]\n\n"


def wire_of(events: list[Any]) -> list[dict[str, Any]]:
    return [event.to_wire() for event in events]


def test_every_event_arrives_typed(colour: str) -> None:
    service = Service([*WHOLE, DONE])
    events = events_of(colour, service)

    assert wire_of(events) == WHOLE
    assert [
        types.InteractionCreated,
        types.StepStart,
        types.StepDelta,
        types.StepDelta,
        types.StepStop,
        types.InteractionCompleted,
    ] == [type(event) for event in events]
    assert service.bodies == [{"model": "m", "input": "hi", "stream": True}]
    assert service.requests[0].headers["accept"] == "text/event-stream"


@pytest.mark.parametrize("at", range(1, len(WHOLE)))
def test_a_stream_that_breaks_goes_on_behind_its_last_event(colour: str, at: int) -> None:
    service = Service([*WHOLE[:at], None], WHOLE[at:])

    assert wire_of(events_of(colour, service)) == WHOLE
    assert service.asked[1] == (f"GET /v1beta/interactions/i1?last_event_id=e{at - 1}&stream=true")


def test_a_stream_that_just_ends_goes_on_too(colour: str) -> None:
    assert wire_of(events_of(colour, Service(WHOLE[:3], WHOLE[3:]))) == WHOLE


def test_half_an_event_at_the_end_is_asked_for_again(colour: str) -> None:
    service = Service([*WHOLE[:3], b'data: {"event_type":"step.de'], WHOLE[3:])

    assert wire_of(events_of(colour, service)) == WHOLE


def test_what_a_resumed_stream_repeats_is_not_said_twice(colour: str) -> None:
    assert wire_of(events_of(colour, Service([*WHOLE[:4], None], WHOLE))) == WHOLE


def test_the_stream_may_break_again_and_again_if_it_brings_something(colour: str) -> None:
    answers: list[Any] = [[event, None] for event in WHOLE]

    assert wire_of(events_of(colour, Service(*answers))) == WHOLE


def test_a_service_that_brings_nothing_is_left_alone(colour: str) -> None:
    service = Service([*WHOLE[:2], None], *([None] for _ in range(MOST_FRUITLESS + 5)))
    with pytest.raises(errors.ConnectionFailed):
        events_of(colour, service)

    assert len(service.requests) == 1 + MOST_FRUITLESS


def test_ids_of_the_stream_stand_in_for_missing_ids_of_the_data(colour: str) -> None:
    first = b'id: s1\ndata: {"event_type":"interaction.created","interaction":{"id":"i1"}}\n\n'
    second = b'id: s2\nevent: step.stop\ndata: {"event_type":"step.stop","index":0}\n\n'
    service = Service([first, second, None], [second, completed()])
    events = events_of(colour, service)

    assert [event.event_id for event in events] == ["s1", "s2", None]
    assert service.asked[1].endswith("?last_event_id=s2&stream=true")


def test_the_name_of_the_stream_stands_in_for_a_missing_type(colour: str) -> None:
    service = Service([b'event: news\ndata: {"n":1}\n\n', completed()])

    assert events_of(colour, service)[0].event_type == "news"


@pytest.mark.parametrize(
    "begun", [[created(event_id=None), None], [created(id=""), None], [created(event_id=None)]]
)
def test_what_cannot_be_resumed_ends_in_one_error(colour: str, begun: list[Any]) -> None:
    service = Service(begun)
    with pytest.raises(errors.ConnectionFailed):
        events_of(colour, service)

    assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_request", errors.BadRequest),
        ("rate_limit_exceeded", errors.RateLimited),
        ("unavailable", errors.Unavailable),
        ("something_new", errors.ServerError),
    ],
)
def test_an_error_in_the_stream_is_raised(colour: str, code: str, kind: type[Exception]) -> None:
    event_id = "x" * 200  # far from where errors are looked for first
    error = {"event_type": "error", "event_id": event_id, "error": {"code": code, "message": "no"}}
    with pytest.raises(kind, match="no") as caught:
        events_of(colour, Service([created(), error]))

    assert isinstance(caught.value, errors.APIError)
    assert code.upper() == caught.value.status


def test_an_error_when_resuming_is_raised(colour: str) -> None:
    gone = httpx.Response(404, json={"error": {"code": "not_found", "message": "gone"}})
    with pytest.raises(errors.NotFound, match="gone"):
        events_of(colour, Service([created(), None], gone))


def test_what_is_no_event_is_malformed(colour: str) -> None:
    with pytest.raises(errors.MalformedResponse, match="not an event"):
        events_of(colour, Service([created(event_id=None), b"data: <p>\n\n"]))


def test_events_that_are_not_known_yet_are_kept_whole(colour: str) -> None:
    news = {"event_type": "step.blinked", "index": 0, "colour": {"deep": [1]}}
    odd = {"event_type": "step.start", "index": 0, "step": {"type": "hologram", "depth": 3}}
    events = events_of(colour, Service([created(), news, odd, completed()]))

    assert [news, odd] == wire_of(events[1:3])
    assert isinstance(events[1], types.UnknownEvent)
    assert isinstance(events[2].step, types.UnknownKind)


CONTINUED = {"status": "requires_continuation", "continuation_token": "t"}


def test_a_long_answer_is_continued_by_further_calls(colour: str) -> None:
    first = [created(), delta(0, text="a"), completed(**CONTINUED)]
    second = [created("i2"), delta(0, text="b"), completed("i2")]
    service = Service(first, second)
    events = events_of(colour, service, tools=[{"type": "google_search"}])

    assert [*first, *second] == wire_of(events)
    assert service.bodies[1] == {
        "model": "m",
        "tools": [{"type": "google_search"}],
        "continuation_token": "t",
        "previous_interaction_id": "i1",
        "stream": True,
    }


def test_what_is_not_stored_is_continued_with_its_input(colour: str) -> None:
    service = Service([created(""), completed("", **CONTINUED)], [created(""), completed("")])
    events_of(colour, service, store=False)

    assert service.bodies[1] == {
        "model": "m",
        "input": "hi",
        "store": False,
        "continuation_token": "t",
        "stream": True,
    }


def test_continuations_are_capped_and_the_last_one_shows_it(colour: str) -> None:
    service = Service(*([created(), completed(**CONTINUED)] for _ in range(50)))
    events = events_of(colour, service)

    assert len(service.requests) == 1 + MAX_CONTINUATIONS
    assert events[-1].interaction.status == "requires_continuation"


def test_continuations_can_be_left_to_the_caller(colour: str) -> None:
    service = Service([created(), completed(**CONTINUED)])
    events_of(colour, service, automatic_continuation=False)

    assert len(service.requests) == 1


def test_a_stored_interaction_is_streamed_from_where_one_was(colour: str) -> None:
    service = Service([*WHOLE[3:5], None], WHOLE[5:])
    events = events_of(colour, service, "get", id="i1", last_event_id="e2", include_input=True)

    assert WHOLE[3:] == wire_of(events)
    assert service.asked == [
        "GET /v1beta/interactions/i1?include_input=true&last_event_id=e2&stream=true",
        "GET /v1beta/interactions/i1?last_event_id=e4&stream=true",
    ]
