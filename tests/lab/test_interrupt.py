"""An interrupt hangs up at once, keeps what came, says so, and leaves the kernel usable."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.lab.conftest import OpenNotebook
from tests.lab.notebook import Notebook
from tests.scripted import Answer, Exchange, ScriptedGemini, texts

WORDS = [f"word{number} " for number in range(100)]
ANSWERS = {
    "while it streams": texts(*WORDS).paced(5),
    "while it is silent": texts(*WORDS[:5]).then_stall(),
}


def interrupt(open_: Notebook, exchange: Exchange) -> float:
    """Interrupt the kernel; returns the seconds until the service saw its client leave."""
    asked_at = time.time()
    open_.interrupt()
    assert exchange.left.wait(10), "the connection was never closed"
    return (exchange.left_at or 0) - asked_at


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_interrupt_hangs_up_and_keeps_what_came(
    answer: Answer,
    loaded: OpenNotebook,
    gemini: ScriptedGemini,
    record_property: Callable[[str, str], None],
) -> None:
    gemini.will(answer)
    open_ = loaded("%%gemini\nCount", "print('next')")
    open_.run(1, wait=False)
    open_.output(1).filter(has_text="word1").first.wait_for()
    took = interrupt(open_, gemini.exchanges[0])
    record_property("connection closed after", f"{took:.3f} s")

    assert took <= 0.5, f"the connection was closed {took:.2f} s after the interrupt"
    open_.wait(1, seconds=5)
    assert "word1" in open_.text(1)
    assert "stopped" in open_.text(1).lower()
    open_.run(2)
    assert open_.text(2).strip() == "next"


def test_an_interrupt_before_the_first_word_hangs_up(
    loaded: OpenNotebook, gemini: ScriptedGemini, record_property: Callable[[str, str], None]
) -> None:
    gemini.will(Answer().then_stall())
    open_ = loaded("%%gemini\nThink", "print('next')")
    open_.run(1, wait=False)
    exchange = gemini.wait_for_request()
    open_.page.wait_for_timeout(300)
    took = interrupt(open_, exchange)
    record_property("connection closed after", f"{took:.3f} s")

    assert took <= 0.5, f"the connection was closed {took:.2f} s after the interrupt"
    open_.wait(1, seconds=5)
    open_.run(2)
    assert open_.text(2).strip() == "next"
