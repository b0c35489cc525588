"""Prompts as functions, and quizzes."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator

import PIL.Image
import pytest

import gemini_magic as gm
from gemini_magic import session
from gemini_magic.errors import InvalidRequest, MalformedResponse
from gemini_magic.tasks.prompt_function import PromptFunction
from tests.scripted import ScriptedGemini, texts

QUESTION = {
    "question": "What is <b>2</b> + 2?",
    "choices": ["3", "4"],
    "answer": 1,
    "explanation": "Counting on.",
}


@pytest.fixture(autouse=True)
def _dropped() -> Iterator[None]:
    yield
    session.drop()


def test_placeholders_are_parameters(gemini: ScriptedGemini) -> None:
    gemini.will(texts("short"))
    summary = PromptFunction("summary", "In {{n}} words: {{text}} ({{n}})")

    assert str(inspect.signature(summary)) == "(n, text) -> gemini_magic.chat.reply.Reply"
    assert repr(summary).startswith("<prompt summary(n, text): ")
    assert summary(5, text="{{n}} and more").text == "short"
    assert gemini.exchanges[0].json["contents"][0]["parts"] == [
        {"text": "In 5 words: {{n}} and more (5)"}
    ]


def test_placeholders_are_written_as_in_cells(gemini: ScriptedGemini) -> None:
    solve = PromptFunction("solve", r"{{point.real}} of {{lines!s}}, \vec{{x}} and {{a b}}")
    solve(3j, "a\nb")

    assert str(inspect.signature(solve)).startswith("(point, lines)")
    assert gemini.exchanges[0].json["contents"][0]["parts"] == [
        {"text": "0.0 of a\nb, \\vec{{x}} and {{a b}}"}
    ]


def test_a_picture_is_sent_as_a_picture(gemini: ScriptedGemini) -> None:
    describe = PromptFunction("describe", "What is in {{picture}}?")
    describe(picture=PIL.Image.new("RGB", (2, 2), "red"))

    parts = gemini.exchanges[0].json["contents"][0]["parts"]
    assert [list(part) for part in parts] == [["text"], ["inlineData"], ["text"]]


def test_a_missing_value_is_a_type_error(gemini: ScriptedGemini) -> None:
    with pytest.raises(TypeError, match="missing a required argument: 'text'"):
        PromptFunction("summary", "Sum up: {{text}}")()
    assert gemini.exchanges == []


def test_a_quiz_shows_its_questions_and_folds_its_answers(gemini: ScriptedGemini) -> None:
    gemini.will(texts(json.dumps({"questions": [QUESTION]})))

    quiz = gm.quiz("sums", count=1)
    bundle = quiz._repr_mimebundle_()

    assert quiz.questions[0].answer == 1
    assert "<b>2" not in bundle["text/html"]
    assert "<details" in bundle["text/html"]
    assert bundle["text/plain"].endswith("A 3\n   B 4\n\nAnswers: 1 B")
    schema = gemini.exchanges[0].json["generationConfig"]["responseJsonSchema"]
    assert list(schema["properties"]) == ["questions"]


@pytest.mark.parametrize(
    "said",
    ["no JSON", '{"questions": []}', json.dumps({"questions": [{**QUESTION, "answer": 7}]})],
)
def test_an_answer_that_is_no_quiz_says_so(said: str, gemini: ScriptedGemini) -> None:
    gemini.will(texts(said))

    with pytest.raises(MalformedResponse, match=r"no quiz: .*; ask once more"):
        gm.quiz("sums")


def test_a_quiz_has_a_sensible_length(gemini: ScriptedGemini) -> None:
    with pytest.raises(InvalidRequest, match="1 to 50"):
        gm.quiz("sums", count=0)
    assert gemini.exchanges == []


def test_the_local_engine_gives_a_quiz_of_the_right_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_MAGIC_ENGINE", "local")
    text = "The heart pumps blood. The lungs take in oxygen. The liver cleans the blood."

    quiz = gm.quiz(text, count=2, model="local-rules")

    assert quiz.reply.is_local
    assert all(question.choices for question in quiz.questions)
    assert "not Gemini" in quiz._repr_mimebundle_()["text/plain"]
