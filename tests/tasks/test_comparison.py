"""`gm.compare`: several models or prompts at once."""

from __future__ import annotations

import _thread
import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.api.types import Part
from gemini_magic.chat import Reply, Request
from gemini_magic.errors import InvalidRequest, UnknownName
from gemini_magic.ledger import Ledger
from gemini_magic.ledger.votes import votes
from gemini_magic.tasks.comparison import Comparison, Entrant, comparison_of
from gemini_magic.tasks.word_diff import Stretch, marked, word_diff
from tests.render.test_side_files import noise
from tests.scripted import Answer, ScriptedGemini, chunk, failure, sse, texts

MODELS = ["gemini-3-flash-preview", "gemini-3.1-pro-preview"]


@pytest.fixture(autouse=True)
def _dropped() -> Iterator[None]:
    yield
    session.drop()


class Interruption:
    """An `on_change` that remembers what it is shown, and interrupts once, when it is time."""

    def __init__(self, is_time: Callable[[Comparison], bool]) -> None:
        self.rows: list[dict[str, Any]] = []
        self._is_time = is_time
        self._has_come = False

    def __call__(self, comparison: Comparison) -> None:
        self.rows = comparison.rows
        if not self._has_come and self._is_time(comparison):
            self._has_come = True
            _thread.interrupt_main()


def test_each_model_is_asked_each_prompt(gemini: ScriptedGemini) -> None:
    rows = gm.compare(["Why?", "How?"], MODELS).rows

    asked = {(row["prompt"], row["model"]) for row in rows}
    assert asked == {(prompt, model) for prompt in ("Why?", "How?") for model in MODELS}
    assert sorted(
        (one.json["contents"][0]["parts"][0]["text"], one.path.split("/")[-1].split(":")[0])
        for one in gemini.exchanges
    ) == sorted(asked)


def test_a_row_has_text_times_tokens_and_cost(gemini: ScriptedGemini) -> None:
    usage = {"promptTokenCount": 1_000_000, "candidatesTokenCount": 2, "totalTokenCount": 1_000_002}
    answer = chunk("ok", finish="STOP", usageMetadata=usage, modelVersion=MODELS[0])
    gemini.will(sse([answer]), sse([answer]))

    [row, _] = gm.compare("Why?", MODELS).rows

    assert (row["text"], row["tokens_in"], row["tokens_out"], row["error"]) == (
        "ok",
        1_000_000,
        2,
        "",
    )
    assert 0 < row["first_seconds"] <= row["seconds"]
    assert row["cost"] > 0


def test_an_interrupt_ends_all_at_once_and_keeps_what_came(gemini: ScriptedGemini) -> None:
    gemini.will(*[sse([chunk("half")]).then_stall()] * 3)
    requests = [Request((Part(text=str(number)),)) for number in range(3)]
    interruption = Interruption(lambda comparison: all(r.text for r in comparison.replies))

    with pytest.raises(KeyboardInterrupt):
        comparison_of(requests, on_change=interruption)

    assert [row["text"] for row in interruption.rows] == ["half"] * 3
    assert [row["error"] for row in interruption.rows] == ["interrupted"] * 3
    assert all(exchange.left.wait(10) for exchange in gemini.exchanges)


def test_one_failure_leaves_the_others(gemini: ScriptedGemini) -> None:
    gemini.will(failure(400, "INVALID_ARGUMENT", "no such thing"), texts("fine"))

    rows = gm.compare("Why?", MODELS, at_once=1).rows

    assert [(row["text"], "no such thing" in row["error"]) for row in rows] == [
        ("", True),
        ("fine", False),
    ]


def test_one_question_is_no_comparison(gemini: ScriptedGemini) -> None:
    with pytest.raises(InvalidRequest, match="nothing to compare"):
        gm.compare("Why?", MODELS[:1])
    assert gemini.exchanges == []


def test_the_difference_is_marked_by_words_and_hostile_text_stays_text(
    gemini: ScriptedGemini,
) -> None:
    gemini.will(texts("the sky is blue"), texts("the sky is <img src=x onerror=alert(1)>"))

    comparison = gm.compare("Why?", MODELS, at_once=1)
    bundle = comparison._repr_mimebundle_()

    assert comparison.diff() == "the sky is [-blue-]{+<img src=x onerror=alert(1)>+}"
    assert "<img" not in bundle["text/html"]
    assert "<del" in bundle["text/html"]
    assert "the sky is blue" in bundle["text/plain"]
    assert MODELS[1] in bundle["text/plain"]


@given(st.text(), st.text())
def test_a_diff_holds_both_texts(before: str, after: str) -> None:
    stretches = word_diff(before, after)

    assert "".join(s.text for s in stretches if s.kind != "removed") == after
    assert "".join(s.text for s in stretches if s.kind != "added") == before


@pytest.mark.parametrize(
    "piece", ["word", "- item\n", "a b c\n\n", "\n"], ids=["words", "lines", "blanks", "ends"]
)
def test_a_diff_of_endless_repetition_is_no_endless_work(piece: str) -> None:
    before, after = f"{piece} " * 60_000, f"x{piece} " * 30_000 + f"{piece} " * 20_000
    stretches = word_diff(before, after)

    assert "".join(s.text for s in stretches if s.kind != "removed") == after
    assert len(stretches) < 10


def test_a_diff_of_long_texts_keeps_what_they_share() -> None:
    lines = [f"line {number} of it\n\n" for number in range(900)]
    after = [*lines[:300], "another\n\n", *lines[300:]]

    assert [s for s in word_diff("".join(lines), "".join(after)) if s.kind != "same"] == [
        Stretch("added", "another\n\n")
    ]


def test_equal_texts_have_no_marks() -> None:
    assert marked(word_diff("the same words", "the same words")) == "the same words"


def test_a_stalled_model_does_not_hold_up_the_other(gemini: ScriptedGemini) -> None:
    gemini.will(Answer().then_stall(), texts("quick"))
    requests = [Request((Part(text=text),)) for text in "ab"]
    interruption = Interruption(lambda comparison: any(r.is_finished for r in comparison.replies))

    with pytest.raises(KeyboardInterrupt):
        comparison_of(requests, on_change=interruption)

    assert sorted(row["text"] for row in interruption.rows) == ["", "quick"]


def test_a_vote_is_in_the_rows_and_in_the_ledger(gemini: ScriptedGemini, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    session.current().keep(ledger)
    comparison = gm.compare("Why?", MODELS)

    assert [row["vote"] for row in comparison.rows] == [None, None]
    assert comparison.vote("a") == MODELS[0]
    assert comparison.vote("B") == MODELS[1]  # on second thought
    assert [row["vote"] for row in comparison.rows] == [False, True]
    (vote,) = votes(ledger)
    assert (vote.winner, vote.others) == (MODELS[1], (MODELS[0],))
    with pytest.raises(UnknownName, match="answer"):
        comparison.vote("C")


def test_compared_pictures_lie_beside_the_notebook(gemini: ScriptedGemini) -> None:
    pictures = [noise(300, seed) for seed in (1, 2)]
    for data in pictures:
        inline = {"mimeType": "image/png", "data": base64.b64encode(data).decode()}
        gemini.will(sse([chunk({"inlineData": inline}, finish="STOP")]))
    comparison = gm.compare("Draw", MODELS, at_once=1)
    bundle = comparison.bundle(folder="gemini_media")

    assert sorted(bundle.files.values()) == sorted(pictures)
    assert all(path in bundle.data["text/html"] for path in bundle.files)
    assert all(path in bundle.data["text/markdown"] for path in bundle.files)
    assert len(bundle.data["text/html"]) < 130_000 < len(comparison.bundle().data["text/html"])


def test_one_script_serves_all_columns(gemini: ScriptedGemini) -> None:
    html = gm.compare("Why?", MODELS).bundle().data["text/html"]

    assert html.count("<script") == 1
    assert html.count(" data-gm-text=") == 2


def test_letters_of_columns_are_those_of_spreadsheets() -> None:
    entrant = Entrant("x", Request(()), Reply(), None, None)
    titles = [column.title.partition(" ")[0] for column in Comparison((entrant,) * 30).columns()]

    assert titles[:2] == ["A", "B"]
    assert titles[25:28] == ["Z", "AA", "AB"]
