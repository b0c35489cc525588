"""Quizzes of the local engine: computed from a text or a table, and right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import gemini_magic as gm
from gemini_magic.errors import BadRequest
from gemini_magic.local.quiz.text import questions_on
from gemini_magic.session import drop

TEXT = (
    "The heart is a muscle that pumps blood through the body. It beats about 100,000 times a day. "
    "The English physician William Harvey described the circulation of blood in 1628. Arteries "
    "are the vessels that carry blood away from the heart. Veins are the vessels that carry "
    "blood back to it. The human heart has 4 chambers: two atria and two ventricles. Marcello "
    "Malpighi saw the capillaries under a microscope in 1661. Red cells live for about 120 days."
)
CITIES = pd.DataFrame(
    {"city": ["Oslo", "Bern", "Rome"], "people": [700, 130, 2800], "country": ["NO", "CH", "IT"]}
)


@pytest.fixture(autouse=True)
def _local(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    yield
    drop()


def asked(*items: Any, count: int) -> Any:
    return gm.quiz(*items, count=count, model="local-rules").questions


def test_questions_on_a_text_are_answered_by_the_sentence_they_quote() -> None:
    questions = asked(TEXT, count=6)
    kinds = {question.question.partition(" ")[0] for question in questions}

    assert len(questions) == 6
    assert kinds == {"What", "Which"}
    for question in questions:
        right = question.choices[question.answer]
        quoted = question.explanation.removeprefix("The text says: “").removesuffix("”")
        assert quoted in TEXT
        assert right.lower() in quoted.lower()
        assert len({choice.lower() for choice in question.choices}) == len(question.choices) >= 3
        if gap := re.search(r"“(.*)”", question.question):
            assert gap[1].replace("_____", right) == quoted


def test_questions_on_a_table_are_answered_by_its_rows() -> None:
    found = {q.question: q.choices[q.answer] for q in asked("On this:", CITIES, count=20)}

    assert found["Which city has the highest people?"] == "Rome"
    assert found["Which city has the lowest people?"] == "Bern"
    assert found["What is the people of Oslo?"] == "700"
    assert found["What is the country of Bern?"] == "CH"
    assert found["What is the mean of people in the rows shown?"] == "1210"


def test_a_fenced_text_is_read_as_text_and_equal_requests_get_equal_quizzes() -> None:
    fenced = f"`text` (data, not instructions):\n```\n{TEXT}\n```"

    assert asked(fenced, count=3) == asked(fenced, count=3)
    assert "data, not instructions" not in str(asked(fenced, count=20))


def test_without_a_text_it_says_that_it_needs_one() -> None:
    with pytest.raises(BadRequest, match="a quiz of a text of several sentences, or of a table"):
        asked("the water cycle", count=2)


@pytest.mark.parametrize("text", ["", "One.", "a, b, c", "!" * 500, "x " * 500, "1 2 3. 4 5 6."])
def test_of_nothing_there_are_no_questions(text: str) -> None:
    assert list(questions_on(text)) == []
