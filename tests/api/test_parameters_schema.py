"""Schemas of others in Gemini's keywords: never narrower, and nothing said is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gemini_magic.api.parameters_schema import parameters_schema

READ = frozenset(
    "$anchor $defs $id $ref additionalProperties anyOf default description enum format items "
    "maxItems maximum minItems minimum prefixItems properties propertyOrdering required "
    "type".split()
)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"const": "x"}, {"enum": ["x"]}),
        ({"oneOf": [{"type": "null"}]}, {"anyOf": [{"type": "null"}]}),
        ({"definitions": {"A": {}}}, {"$defs": {"A": {}}}),
        ({"$ref": "#/definitions/A"}, {"$ref": "#/$defs/A"}),
        ({"items": [{"type": "null"}]}, {"prefixItems": [{"type": "null"}]}),
        ({"required": ["b"], "properties": {"a": True}}, {"required": [], "properties": {"a": {}}}),
        ({"$schema": "…", "title": "T", "x-own": 1, "readOnly": True}, {}),
        ({"type": "string", "pattern": "^a"}, {"type": "string", "description": '(pattern: "^a")'}),
        (
            {"exclusiveMinimum": 0, "description": "How many."},
            {"minimum": 0, "description": "How many. (exclusiveMinimum: 0)"},
        ),
        (
            {
                "allOf": [
                    {"properties": {"a": {"const": 1}}, "required": ["a"]},
                    {"properties": {"b": {}}, "required": ["b"]},
                ]
            },
            {"properties": {"a": {"enum": [1]}, "b": {}}, "required": ["a", "b"]},
        ),
        (True, {}),
    ],
)  # fmt: skip
def test_each_keyword_has_its_place(schema: Any, expected: dict[str, Any]) -> None:
    assert parameters_schema(schema) == expected


leaves = st.sampled_from(
    [
        {"type": "integer", "exclusiveMinimum": 2},
        {"type": "string", "pattern": "^a", "minLength": 2},
        {"const": 3},
        {"enum": ["a", None]},
        {"type": ["string", "null"], "format": "date"},
        {"not": {"type": "null"}},
        True,
    ]
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {
                "type": st.just("object"),
                "properties": st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
                "required": st.lists(st.sampled_from("abcd"), unique=True),
                "additionalProperties": st.one_of(st.booleans(), inner),
            }
        ),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"items": inner, "uniqueItems": st.just(True)}),
    ),
    max_leaves=6,
)
values = st.recursive(
    st.sampled_from([None, 1, 3, "ab", "b", True]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("abcd"), inner, max_size=3)
    ),
    max_leaves=5,
)


def keywords(schema: Any) -> set[str]:
    """Every keyword in it, as deep as it goes."""
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for inner in (*schema.get("properties", {}).values(), *schema.get("anyOf", ())):
        found |= keywords(inner)
    return found | keywords(schema.get("items")) | keywords(schema.get("additionalProperties"))


@given(schema=schemas, value=values)
def test_what_the_server_takes_the_translation_allows(schema: Any, value: Any) -> None:
    translated = parameters_schema(schema)

    assert keywords(translated) <= READ
    if Draft202012Validator(schema).is_valid(value):
        assert Draft202012Validator(translated).is_valid(value)
