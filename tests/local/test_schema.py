"""Schemas: whatever the schema, the value satisfies it or the engine says that none can."""

from __future__ import annotations

import json
import time
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemini_magic.local.schema import (
    Unsatisfiable,
    faults,
    fill,
    json_schema_from,
    malformed,
    pattern,
)
from tests.local.conftest import Engine

PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "age": {"type": "integer"},
        "city": {"type": "string"},
    },
    "required": ["name", "age"],
}


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        (
            PERSON,
            "Alice is 30 years old and lives in Paris",
            {"name": "Alice", "age": 30, "city": "Paris"},
        ),
        (
            {"type": "array", "items": PERSON},
            "name: Ann, age: 3, city: Rome\nname: Bob, age: 4, city: Oslo",
            [
                {"name": "Ann", "age": 3, "city": "Rome"},
                {"name": "Bob", "age": 4, "city": "Oslo"},
            ],
        ),
        (
            {"type": "array", "items": {"type": "string"}},
            "Buy these: apples, pears and plums",
            ["apples", "pears", "plums"],
        ),
        ({"type": "number"}, "Return exactly this amount: 12.34", 12.34),
        ({"type": "string", "enum": ["red", "dark red"]}, "It is dark red.", "dark red"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "nothing here", None),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            'author="Alice" version="1.0"',
            {"author": "Alice", "version": "1.0"},
        ),
    ],
)
def test_facts_of_the_text_fill_the_schema(schema: Any, text: str, expected: Any) -> None:
    assert fill(schema, text).value == expected


def test_what_the_text_does_not_say_is_told_apart() -> None:
    filled = fill(PERSON, "Alice is 30")

    assert filled.found == ["name", "age"]
    assert filled.made_up == ["city"]


def test_a_cyclic_schema_ends() -> None:
    node = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]}
    node["properties"] = {**node["properties"], "next": {"$ref": "#/$defs/node"}}  # type: ignore[dict-item]
    schema = {"$ref": "#/$defs/node", "$defs": {"node": node}}

    assert not list(faults(fill(schema, "3 of them").value, schema))


def test_a_schema_without_end_is_refused() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}

    with pytest.raises(Unsatisfiable):
        fill(node, "")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "array", "minItems": 10**9},
        {"type": "string", "minLength": 10**9},
        {"type": "object", "minProperties": 10**9},
        {"type": "object", "required": ["a"], "additionalProperties": False},
        {"anyOf": [False]},
    ],
    ids=str,
)
def test_what_cannot_be_satisfied_is_refused_quickly(schema: Any) -> None:
    started = time.monotonic()
    with pytest.raises(Unsatisfiable):
        fill(schema, "some text 1")

    assert time.monotonic() - started < 0.5


def test_googles_dialect_becomes_json_schema() -> None:
    written = {
        "type": "OBJECT",
        "properties": {"type": {"type": "STRING", "nullable": True, "max_length": "3"}},
        "property_ordering": ["type"],
    }

    assert json_schema_from(written) == {
        "type": "object",
        "properties": {
            "type": {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}],
                     "description": ""},
        },
        "propertyOrdering": ["type"],
    }  # fmt: skip


@pytest.mark.parametrize(
    "schema", [3, {"type": "thing"}, {"enum": 3}, {"items": []}, {"properties": {"a": 1}}], ids=str
)
def test_a_malformed_schema_is_named(schema: Any) -> None:
    assert malformed(schema)


@pytest.mark.parametrize(
    "written",
    [r"^[A-Z]{2}-\d{4}$", r"(foo|bar)+", r"^\w+@\w+\.com$", r"[^a]b?", r"^(?!^[-+.]*$)\d*\.?\d*$"],
)
def test_patterns_are_sampled(written: str) -> None:
    sample = pattern.sample(written)

    assert sample is not None
    assert pattern.matches(written, sample)


def test_a_pattern_that_could_take_for_ever_is_not_run() -> None:
    assert pattern.matches(r"(a+)+$", "a" * 100 + "b") is None


scalars = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("integer")},
        optional={"minimum": st.integers(-9, 5), "maximum": st.integers(0, 30)},
    ),
    st.fixed_dictionaries(
        {"type": st.just("number")},
        optional={"exclusiveMinimum": st.integers(-3, 3), "maximum": st.floats(4, 9)},
    ),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={"minLength": st.integers(0, 9), "maxLength": st.integers(3, 20)},
    ),
    st.builds(lambda o: {"enum": o}, st.lists(st.text(max_size=4), min_size=1, max_size=3)),
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
)
names = st.sampled_from(["name", "age", "city", "is_open", "tags"])
schemas = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.builds(
            lambda items, least: {"type": "array", "items": items, "minItems": least},
            inner,
            st.integers(0, 3),
        ),
        st.builds(
            lambda properties: {
                "type": "object",
                "properties": properties,
                "required": sorted(properties)[:2],
                "additionalProperties": False,
            },
            st.dictionaries(names, inner, max_size=3),
        ),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(schema=schemas, text=st.text(max_size=60) | st.just("Ann is 7, Bob is 12.5 in Rome"))
def test_every_filled_value_validates(schema: Any, text: str) -> None:
    try:
        value = fill(schema, text).value
    except Unsatisfiable:
        return
    assert not list(faults(value, schema))
    jsonschema.validate(value, schema, jsonschema.Draft202012Validator)


@settings(max_examples=100, deadline=None)
@given(schema=schemas, value=st.none() | st.integers() | st.text(max_size=5) | st.just({}))
def test_the_checker_agrees_with_the_reference(schema: Any, value: Any) -> None:
    reference = jsonschema.Draft202012Validator(schema).is_valid(value)

    assert (not any(faults(value, schema))) == reference


def test_a_json_answer_is_json(engine: Engine) -> None:
    config = {"responseMimeType": "application/json", "responseJsonSchema": PERSON}
    text = engine.text("Ada is 36 and lives in London.", generationConfig=config)

    assert json.loads(text) == {"name": "Ada", "age": 36, "city": "London"}


def test_json_without_a_schema_is_json_too(engine: Engine) -> None:
    config = {"responseMimeType": "application/json"}
    text = engine.text("Tell me something", generationConfig=config)

    assert isinstance(json.loads(text), dict)


@pytest.mark.parametrize(
    ("review", "label"),
    [
        ("I loved every minute of it!", "positive"),
        ("The food was cold and the waiter rude.", "negative"),
        ("It was not good at all.", "negative"),
    ],
)
def test_an_enum_answer_is_one_of_its_labels(engine: Engine, review: str, label: str) -> None:
    schema = {"type": "STRING", "enum": ["positive", "negative", "neutral"]}
    config = {"responseMimeType": "text/x.enum", "responseSchema": schema}
    prompt = f"Is this review positive, negative or neutral? {review}"

    assert engine.text(prompt, generationConfig=config) == label


@pytest.mark.parametrize(
    ("schema", "prompt", "number"),
    [
        ({"type": "integer"}, "What is 2+3?", "5"),
        ({"type": "number"}, "What is 3 / 4?", "0.75"),
        ({"type": "integer", "maximum": 4}, "What is 2+3?", "2"),
        ({"type": "integer"}, "I have 7 cats.", "7"),
        ({"type": "integer"}, "What is 1/0?", "1"),
    ],
)
def test_one_number_is_computed_where_the_question_is_arithmetic(
    engine: Engine, schema: dict[str, Any], prompt: str, number: str
) -> None:
    config = {"responseMimeType": "application/json", "responseJsonSchema": schema}

    assert engine.text(prompt, generationConfig=config) == number
