"""Schemas as typed columns: of made answers, and of those that Gemini really gave."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel, Field, ValidationError
from typing_extensions import TypedDict

import gemini_magic as gm
from gemini_magic.errors import InvalidRequest
from gemini_magic.frames.fields import typed
from gemini_magic.frames.results import FACTS
from tests.scripted import Answer, Exchange, ScriptedGemini, chunk, whole

Answering = Callable[[list[Any]], list[Any]]


@pytest.fixture
def answering(scripted: ScriptedGemini) -> Answering:
    """Answers each row by what stands at its number; gives the bodies that were sent."""

    def begin(answers: list[Any]) -> list[Any]:
        bodies: list[Any] = []

        def answer(exchange: Exchange) -> Answer:
            bodies.append(exchange.json)
            text = exchange.json["contents"][0]["parts"][-1]["text"]
            return whole(answers[int(text.rpartition("#")[2].split()[0])])

        scripted.answering = answer
        return bodies

    return begin


def rows(count: int) -> Any:
    return pd.DataFrame({"text": [f"#{number} of them" for number in range(count)]})


def says(value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value)
    return chunk(text, finish="STOP", usageMetadata={"promptTokenCount": 1})


class Mood(enum.Enum):
    GOOD = "good"
    BAD = "bad"


class Item(BaseModel):
    name: str


class Order(BaseModel):
    count: int
    price: float
    paid: bool
    customer: str
    mood: Mood
    size: Literal["S", "M"]
    day: datetime.date
    sent: datetime.datetime | None = None
    took: datetime.timedelta | None = None
    items: list[Item] = []
    best: Item | None = None
    note: str | None = Field(None, alias="aNote")


WHOLE = {
    "count": 3, "price": 2.5, "paid": True, "customer": "Ann", "mood": "bad", "size": "M",
    "day": "2024-05-06", "sent": "2024-05-06T10:00:00+02:00", "took": "PT90S",
    "items": [{"name": "tea"}], "best": {"name": "tea"}, "aNote": "hm",
}  # fmt: skip
LEAST = {
    "count": 2**60, "price": 1, "paid": False, "customer": "Bob", "mood": "good", "size": "S",
    "day": "1500-01-01",
}  # fmt: skip


def test_fields_become_columns_of_their_types(answering: Answering) -> None:
    answering([says(WHOLE), says(LEAST)])
    found = rows(2).gemini.extract(Order, "{{text}}")

    dtypes = {name: str(found[name].dtype) for name in Order.model_fields}
    assert dtypes == {
        "count": "Int64",
        "price": "float64",
        "paid": "boolean",
        "customer": "string",
        "mood": "category",
        "size": "category",
        "day": "datetime64[us]",
        "sent": "datetime64[us, UTC]",
        "took": "timedelta64[us]",
        "items": "object",
        "best": "object",
        "note": "string",
    }
    assert found["count"].tolist() == [3, 2**60]
    assert found["mood"].cat.categories.tolist() == ["good", "bad"]
    assert found["mood"].tolist() == ["bad", "good"]
    assert found["day"].dt.year.tolist() == [2024, 1500]
    assert found["sent"][0] == pd.Timestamp("2024-05-06T08:00:00Z")
    assert found["took"][0] == pd.Timedelta(seconds=90)
    assert found["items"][0] == [Item(name="tea")]
    assert found["note"].tolist() == ["hm", pd.NA]
    assert found[["sent", "took", "best"]].isna().iloc[1].all()


def test_an_answer_that_does_not_fit_is_an_error_of_its_row_with_its_text(
    answering: Answering,
) -> None:
    answering([says(WHOLE), says({**LEAST, "count": "many"}), says("I cannot."), says(LEAST)])
    found = rows(4).gemini.extract(Order, "{{text}}")
    misfit = "the answer does not fit Order: "

    first, second = found["_error"].dropna()
    assert first.startswith(f"{misfit}at count, input should be a valid integer")
    assert first.endswith("not 'many'")
    assert second.startswith(f"{misfit}invalid JSON")
    assert found["_raw"].tolist() == [
        pd.NA,
        json.dumps({**LEAST, "count": "many"}),
        "I cannot.",
        pd.NA,
    ]
    assert found["customer"].tolist() == ["Ann", pd.NA, pd.NA, "Bob"]
    assert str(found["count"].dtype) == "Int64"


def test_a_row_of_the_frame_is_sent_as_data_and_into_stands_before_the_fields(
    answering: Answering,
) -> None:
    bodies = answering([says({"name": "tea"})])
    frame: Any = pd.DataFrame({"name": ["#0 is it"], "n": [np.nan]})
    with pytest.raises(InvalidRequest, match="'name' would take the place"):
        frame.gemini.extract(Item)
    found = frame.gemini.extract(Item, into="item")

    assert [*found.columns[:3]] == ["name", "n", "item"]
    [body] = bodies
    assert '{"name": "#0 is it"}' in body["contents"][0]["parts"][0]["text"]
    assert "responseJsonSchema" in body["generationConfig"]


@dataclasses.dataclass
class Point:
    x: int
    y: int


class Place(TypedDict):
    x: int
    y: int


@pytest.mark.parametrize(
    "schema",
    [
        Point,
        Place,
        {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}},
    ],
    ids=["a dataclass", "a TypedDict", "a JSON Schema"],
)
def test_other_schemas_do_as_well(answering: Answering, schema: Any) -> None:
    answering([says({"x": 1, "y": 2})])
    found = rows(1).text.gemini.extract(schema)

    assert found[["x", "y"]].to_dict("records") == [{"x": 1, "y": 2}]
    assert found[["x", "y"]].dtypes.astype(str).tolist() == ["Int64", "Int64"]


def test_what_is_no_object_is_one_column(answering: Answering) -> None:
    answering([says([1, 2]), says("7")])

    assert rows(1).text.gemini.extract(list[int])["answer"].tolist() == [[1, 2]]
    found = rows(2).tail(1).text.gemini.extract(int, into="n")["n"]
    assert (str(found.dtype), found.tolist()) == ("Int64", [7])


def test_classify_gives_a_category_of_all_labels_and_multi_a_list(answering: Answering) -> None:
    bodies = answering([says({"label": "praise"}), says({"label": "other"})])
    found = rows(2).gemini.classify({"praise": "likes it", "blame": "", "other": ""}, "{{text}}")

    assert found["label"].cat.categories.tolist() == ["praise", "blame", "other"]
    assert found["label"].tolist() == ["praise", "other"]

    answering([says({"labels": ["a", "b"]}), says({"labels": ["c"]})])
    found = rows(2).gemini.classify(["a", "b"], multi=True, into="topics")
    assert found["topics"].tolist() == [["a", "b"], None]
    assert "'c' is not one of ['a', 'b']" in found["_error"][1]
    assert bodies[0]["generationConfig"]["responseJsonSchema"]["required"] == ["label"]


def test_classify_and_score_say_what_they_want_before_the_row(answering: Answering) -> None:
    bodies = answering([says({"label": "a"})])
    rows(1).gemini.classify({"a": "the first", "b": "the second"})
    [prompt] = [part["text"] for part in bodies[0]["contents"][0]["parts"]]

    assert prompt.startswith("Name the label that fits best the data below. The labels:\n- a: the")
    assert prompt.endswith("```json\n" + '{"text": "#0 of them"}\n```')


def test_score_is_a_number_on_its_scale(answering: Answering) -> None:
    answering([says({"why": "calm", "score": 2}), says({"why": "?", "score": 9})])
    found = rows(2).gemini.score("How angry?", (1, 5), why=True)

    assert found[["why", "score"]].iloc[0].tolist() == ["calm", 2]
    assert str(found["score"].dtype) == "Int64"
    assert "9 is greater than the maximum of 5" in found["_error"][1]

    answering([says({"score": 0.25})])
    assert rows(1).gemini.score("How?", (0.0, 1.0))["score"].tolist() == [0.25]


@pytest.mark.parametrize("labels", ["ab", ["one"], 7])
def test_what_is_no_choice_of_labels_is_refused(labels: Any) -> None:
    with pytest.raises(InvalidRequest, match="labels; give two names or more"):
        rows(1).gemini.classify(labels)


def test_blocked_and_cut_answers_say_so(answering: Answering) -> None:
    blocked = {"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": "m"}
    answering([blocked, chunk(finish="RECITATION"), chunk("half", finish="MAX_TOKENS")])
    found = rows(3).gemini.map("{{text}}")

    assert found["_error"].tolist() == [
        "the prompt was blocked by the service: SAFETY",
        "there is no answer: it ended with RECITATION",
        pd.NA,
    ]
    assert found["_finish"].tolist() == [pd.NA, "RECITATION", "MAX_TOKENS"]
    assert found["answer"].tolist() == [pd.NA, pd.NA, "half"]


@pytest.mark.parametrize("dtype", ["datetime64[us]", "timedelta64[us]", "Int64", "float64", object])
def test_columns_without_any_value_are_missing_throughout(dtype: Any) -> None:
    assert pd.Series(typed([None, None], dtype)).isna().all()
    assert len(typed([], dtype)) == 0


def test_recorded_answers_give_typed_columns_and_errors_by_row(
    recordings: Path, answering: Answering
) -> None:
    """Every whole JSON answer that was recorded, read by one model, against pydantic alone."""

    class City(BaseModel):
        city: str
        country: str | None = None
        population: int | None = None

    answers = []
    with (recordings / "exchanges.jsonl").open(encoding="utf-8") as lines:
        for exchange in map(json.loads, lines):
            if (exchange["url"] or "").endswith(":generateContent") and exchange["status"] == 200:
                config = (exchange["request"] or {}).get("generationConfig") or {}
                if config.get("responseMimeType") == "application/json":
                    answers.append(exchange["response"])
    answering(answers)
    found = rows(len(answers)).gemini.extract(City, "{{text}}")

    for row, answer in zip(found.itertuples(), answers, strict=True):
        [candidate] = answer["candidates"]
        parts = candidate["content"]["parts"]
        text = "".join(part.get("text", "") for part in parts if not part.get("thought"))
        usage = answer["usageMetadata"]
        assert row.text == f"#{row.Index} of them"
        assert found["_tokens_in"][row.Index] == usage["promptTokenCount"] + usage.get(
            "toolUsePromptTokenCount", 0
        )
        try:
            city = City.model_validate_json(text)
        except ValidationError:
            if text:
                assert found["_raw"][row.Index] == text
                assert "does not fit City" in found["_error"][row.Index]
            else:  # it asks for a function
                assert "there is no answer" in found["_error"][row.Index]
        else:
            assert pd.isna(found["_error"][row.Index])
            assert row.city == city.city
            population = found["population"][row.Index]
            assert (None if pd.isna(population) else population) == city.population
    assert found[["city", "country", "population"]].dtypes.astype(str).tolist() == [
        "string",
        "string",
        "Int64",
    ]
    assert found["_error"].isna().sum() >= 5
    assert found["_error"].notna().sum() >= 10
    assert set(FACTS) < set(found.columns)
    assert gm.extract(rows(0), City).dtypes["population"] == "Int64"
