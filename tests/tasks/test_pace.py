"""How many requests may be under way: learnt from refusals, forgiving of chance."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic.errors import InvalidRequest, RateLimited, Unavailable
from gemini_magic.tasks.pace import Pace

REFUSED = RateLimited(429, "RESOURCE_EXHAUSTED", "too many")
FAILED = Unavailable(503, "UNAVAILABLE", "later")
TOO_MANY = 10  # refusals in a row


def told(seconds: float) -> RateLimited:
    """A refusal that says when to come back."""
    kind = "type.googleapis.com/google.rpc.RetryInfo"
    details = [{"@type": kind, "retryDelay": f"{seconds}s"}]
    return RateLimited(429, "RESOURCE_EXHAUSTED", "too many", details)


async def passed(pace: Pace, *errors: Any) -> None:
    """Requests one after the other, with what became of them."""
    for error in errors:
        pace.leave(await pace.enter(), error)


async def is_open(pace: Pace) -> bool:
    """Whether a request might be sent now."""
    entering = asyncio.create_task(pace.enter())
    await asyncio.sleep(0)
    if entering.done():
        pace.leave(entering.result(), FAILED)
        return True
    entering.cancel()
    return False


def test_answers_open_the_room_to_the_most_that_was_allowed() -> None:
    pace = Pace(20)
    before = pace.room
    asyncio.run(passed(pace, *[None] * 30))

    assert 1 < before < 20
    assert pace.room == 20


def test_one_refusal_in_twenty_is_chance() -> None:
    pace = Pace(32)
    asyncio.run(passed(pace, *([None] * 19 + [told(60)]) * 20))

    assert pace.room == 32


def test_a_few_refusals_together_are_chance() -> None:
    pace = Pace(32)
    asyncio.run(passed(pace, *[None] * 30, *[told(60)] * (TOO_MANY - 1)))

    assert pace.room == 32


def test_a_row_of_refusals_halves_the_room_and_closes_it_for_as_long_as_they_say() -> None:
    async def run() -> tuple[bool, bool]:
        await passed(pace, *[None] * 30, *[told(0.2)] * TOO_MANY)
        closed = not await is_open(pace)
        await passed(pace, FAILED)  # waits until it is open
        return closed, await is_open(pace)

    pace = Pace(32)
    closed, opened = asyncio.run(run())

    assert closed
    assert opened
    assert pace.room == 16


def test_refusals_of_what_was_under_way_already_halve_it_once() -> None:
    async def run() -> None:
        await passed(pace, *[None] * 30)
        entered = [await pace.enter() for _ in range(32)]
        for moment in entered:
            pace.leave(moment, told(0.01))

    pace = Pace(32)
    asyncio.run(run())

    assert pace.room == 16


def test_above_the_room_at_which_it_was_refused_it_grows_slowly() -> None:
    async def run() -> None:
        await passed(pace, *[None] * 30, *[told(0.01)] * TOO_MANY)
        await passed(pace, *[None] * 17)

    pace = Pace(32)
    asyncio.run(run())

    assert pace.room == 17


def test_who_waits_is_let_in_in_turn_and_who_gives_up_hands_its_turn_on() -> None:
    async def run() -> list[str]:
        first = await pace.enter()
        entered: list[str] = []

        async def wait(name: str) -> None:
            await pace.enter()
            entered.append(name)

        one, two = asyncio.create_task(wait("one")), asyncio.create_task(wait("two"))
        await asyncio.sleep(0)
        pace.leave(first)
        one.cancel()  # its turn has come, but it does not know yet
        await asyncio.wait([one, two])
        return entered

    pace = Pace(1)

    assert asyncio.run(run()) == ["two"]


def test_nobody_at_once_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="at_once=0 leaves nobody to ask"):
        Pace(0)


@settings(deadline=None)  # machines are shared
@given(
    at_once=st.integers(1, 12),
    ends=st.lists(st.sampled_from([None, None, FAILED, told(0.001)]), max_size=60),
)
def test_the_room_keeps_its_bounds_and_nobody_waits_for_good(at_once: int, ends: list[Any]) -> None:
    async def one(error: Any) -> None:
        entered = await pace.enter()
        inside.append(error)
        counts.append(len(inside))
        await asyncio.sleep(0)
        inside.remove(error)
        pace.leave(entered, error)
        rooms.append(pace.room)

    async def run() -> None:
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            for error in ends:
                group.create_task(one(error))

    pace, rooms = Pace(at_once), [1]
    inside: list[Any] = []
    counts: list[int] = [0]
    asyncio.run(run())

    assert len(rooms) == len(ends) + 1
    assert min(rooms) >= 1
    assert max(rooms + counts) <= at_once
