"""What a run would take, said before anything is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import gemini_magic as gm
from tests.scripted import Answer, Exchange, ScriptedGemini, chunk, whole

FRAME: Any = pd.DataFrame({"text": ["a" * 36, "b" * 36, "a" * 36, None]})
ASK = "Say {{text}}"  # 40 characters, so ten tokens a row


@pytest.fixture
def ledger(scripted: ScriptedGemini, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """… of a session on a service whose answers take 50 tokens."""

    def answer(exchange: Exchange) -> Answer:
        usage = {"promptTokenCount": 10, "candidatesTokenCount": 50}
        return whole(chunk("ok", finish="STOP", usageMetadata=usage))

    scripted.answering = answer
    monkeypatch.setenv("GEMINI_MAGIC_LEDGER", str(tmp_path / "ledger.sqlite"))
    return tmp_path / "ledger.sqlite"


def test_rows_are_counted_by_what_becomes_of_them(ledger: Path, scripted: ScriptedGemini) -> None:
    found = FRAME.gemini.estimate(ASK)

    assert (found.rows, found.asked, found.equal, found.failing, found.kept) == (4, 2, 1, 1, 0)
    assert (found.tokens_in, found.tokens_out, found.is_measured) == (20, 2000, False)
    assert found.dollars == pytest.approx(20 * 0.5e-6 + 2000 * 3e-6)
    assert found.batch_dollars == pytest.approx(found.dollars / 2)
    assert (found.cheaper, found.sooner) == ("batch", "now")
    assert scripted.exchanges == []


def test_answers_so_far_say_how_long_the_rest_will_be(ledger: Path) -> None:
    FRAME.head(1).gemini.map(ASK)
    found = FRAME.gemini.estimate(ASK)

    assert (found.asked, found.kept, found.tokens_out, found.is_measured) == (1, 2, 50, True)
    assert FRAME.head(1).gemini.estimate(ASK).seconds == 0


def test_a_maximum_of_tokens_limits_the_estimate(ledger: Path) -> None:
    found = FRAME.gemini.estimate(ASK, config={"max_output_tokens": 8})

    assert found.tokens_out == 16


def test_every_method_can_be_estimated(ledger: Path, scripted: ScriptedGemini) -> None:
    found = FRAME.gemini.classify(["x", "y"], mode="estimate")

    assert found.asked == 3 - 1 + 0
    assert scripted.exchanges == []


def test_it_reads_as_a_few_lines(ledger: Path) -> None:
    lines = repr(FRAME.gemini.estimate(ASK)).splitlines()

    assert lines[0] == "2 of 4 rows to ask (1 equal to others, 1 empty)"
    assert lines[1] == "about 20 tokens in, 2,000 out if answers are typical"
    assert lines[2].startswith('mode="now": $0.0060, about ')
    assert lines[3] == 'mode="batch": $0.0030, within a day'


def test_a_price_that_nobody_knows_is_said_to_be_unknown(ledger: Path) -> None:
    found = gm.estimate(FRAME, ASK, model="gemini-unheard-of")

    assert found.dollars is None
    assert found.cheaper == ""
    assert "price unknown" in repr(found)


def test_bodies_and_files_are_not_uploaded_for_it(ledger: Path, scripted: ScriptedGemini) -> None:
    big = pd.DataFrame({"f": [b"%PDF-1.4" + b" " * 9_000_000]})
    found = gm.estimate(big, "What is it?", file="f")

    assert found.asked == 1
    assert json.dumps([exchange.path for exchange in scripted.exchanges]) == "[]"
