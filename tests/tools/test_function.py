"""A Python function as a tool: what is declared, and what becomes of a call."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from gemini_magic.api.types import FunctionCall
from gemini_magic.errors import InvalidRequest
from gemini_magic.tools import FunctionTool, LocalTool, Tool


class Unit(Enum):
    CELSIUS = "c"
    FAHRENHEIT = "f"


class Place(BaseModel):
    city: str
    country: str = "CH"


@dataclass
class Box:
    width: int


def declared(function: Callable[..., Any]) -> dict[str, Any]:
    (declaration,) = FunctionTool(function).declaration()["functionDeclarations"]
    assert isinstance(declaration, dict)
    return declaration


def schema(function: Callable[..., Any]) -> dict[str, Any]:
    found = declared(function)["parametersJsonSchema"]
    assert isinstance(found, dict)
    return found


def property_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The schema of the only parameter, without its title."""
    (found,) = schema(function)["properties"].values()
    return {key: value for key, value in found.items() if key != "title"}


def run(function: Callable[..., Any], **args: Any) -> dict[str, Any]:
    tool = FunctionTool(function)
    return tool.respond(FunctionCall(id="c", name=tool.name, args=args)).response or {}


def test_the_declaration_says_name_purpose_and_parameters() -> None:
    def weather(location: str, days: int = 3, *, unit: Unit = Unit.CELSIUS) -> str:
        """The weather.

        Args:
            location: where
        """
        return ""

    assert declared(weather) == {
        "name": "weather",
        "description": "The weather.\n\nArgs:\n    location: where",
        "parametersJsonSchema": {
            "type": "object",
            "$defs": {"Unit": {"enum": ["c", "f"], "type": "string"}},
            "properties": {
                "location": {"type": "string"},
                "days": {"default": 3, "type": "integer"},
                "unit": {"$ref": "#/$defs/Unit", "default": "c"},
            },
            "required": ["location"],
        },
    }


def test_a_function_without_purpose_and_parameters_is_only_a_name() -> None:
    def ping() -> None: ...

    assert declared(ping) == {"name": "ping"}


def choose(a: Literal["x", "y"]) -> None: ...
def always(a: Literal["x"]) -> None: ...
def more(a: Annotated[int, Field(gt=0)]) -> None: ...
def describe(a: Annotated[int, Field(description="how many", ge=0)]) -> None: ...
def describe_by_default(a: int = Field(3, description="how many")) -> None: ...
def maybe(a: str | None = None) -> None: ...
def many(a: list[float]) -> None: ...
def when(a: date) -> None: ...
def anything(a) -> None: ...  # type: ignore[no-untyped-def]


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (choose, {"enum": ["x", "y"], "type": "string"}),
        (always, {"enum": ["x"], "type": "string"}),
        (more, {"description": "(exclusiveMinimum: 0)", "minimum": 0, "type": "integer"}),
        (describe, {"description": "how many", "minimum": 0, "type": "integer"}),
        (describe_by_default, {"default": 3, "description": "how many", "type": "integer"}),
        (maybe, {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}),
        (many, {"items": {"type": "number"}, "type": "array"}),
        (when, {"format": "date", "type": "string"}),
        (anything, {}),
    ],
)
def test_hints_become_schemas(function: Callable[..., Any], expected: dict[str, Any]) -> None:
    assert property_of(function) == expected


def test_arguments_arrive_as_their_types() -> None:
    def see(unit: Unit, place: Place, box: Box, day: date, also: list[Place]) -> Any:
        return [type(value).__name__ for value in (unit, place, box, day, also[0])]

    place = {"city": "Bern"}
    answer = run(see, unit="c", place=place, box={"width": "3"}, day="2026-01-02", also=[place])

    assert answer == {"result": ["Unit", "Place", "Box", "date", "Place"]}


def test_defaults_are_the_functions_own() -> None:
    shared: list[int] = [1]

    def grow(by: int, box: list[int] = shared) -> Any:
        return box is shared and by

    assert run(grow, by=2) == {"result": 2}
    assert run(grow, by=2, box=[1]) == {"result": False}


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        ({}, "a: Field required"),
        ({"a": "many"}, "a: Input should be a valid integer"),
        ({"a": 1, "place": {}}, "place.city: Field required"),
        ({"a": None, "unit": "k"}, "unit: Input should be 'c' or 'f'"),
    ],
)
def test_wrong_arguments_are_named(args: dict[str, Any], problem: str) -> None:
    def use(a: int, unit: Unit = Unit.CELSIUS, place: Place | None = None) -> None:
        raise AssertionError("never called")

    answer = run(use, **args)

    assert list(answer) == ["error"]
    assert answer["error"].startswith("wrong arguments: ")
    assert problem in answer["error"]


def test_what_a_function_raises_is_its_answer() -> None:
    def fail() -> None:
        raise ZeroDivisionError("no")

    assert run(fail) == {"error": "ZeroDivisionError: no"}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_an_interrupt_is_no_answer(stop: type[BaseException]) -> None:
    def halt() -> None:
        raise stop

    with pytest.raises(stop):
        run(halt)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (None, None),
        ((1, {2}), [1, [2]]),
        (Place(city="Bern"), {"city": "Bern", "country": "CH"}),
        (Box(3), {"width": 3}),
        (Unit.CELSIUS, "c"),
        (date(2026, 1, 2), "2026-01-02"),
        ({1: float("nan")}, {"1": None}),
    ],
    ids=repr,
)
def test_results_are_json(result: Any, expected: Any) -> None:
    def give() -> Any:
        return result

    assert run(give) == {"result": expected}


def test_a_result_that_json_cannot_say_is_an_error() -> None:
    def give() -> Any:
        return object()

    assert "object" in run(give)["error"]


def test_parameters_may_have_any_name() -> None:
    def odd(
        schema: str, copy: bool, model_config: int, model_fields: int, _hidden: int, json: int = 5
    ) -> Any:
        return [schema, copy, model_config, model_fields, _hidden, json]

    names = ["schema", "copy", "model_config", "model_fields", "_hidden", "json"]
    values = ["a", True, 1, 2, 3]

    assert list(schema(odd)["properties"]) == names
    assert schema(odd)["required"] == names[:-1]
    assert run(odd, **dict(zip(names, values, strict=False))) == {"result": [*values, 5]}


def stars(*values: int) -> None: ...
def options(a: int, **others: int) -> None: ...
def positional(a: int, /) -> None: ...


@pytest.mark.parametrize("function", [stars, options, positional])
def test_parameters_without_a_name_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(InvalidRequest, match="which a model cannot fill"):
        FunctionTool(function).declaration()


class Opaque:
    pass


def opaque(a: Opaque) -> None: ...
def callback(a: Callable[[int], int]) -> None: ...
def missing(a: "NotThere") -> None: ...  # type: ignore[name-defined]  # noqa: F821, UP037


@pytest.mark.parametrize("function", [opaque, callback, missing])
def test_types_without_a_schema_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(InvalidRequest, match=rf"{function.__name__}\(\) cannot be a tool"):
        FunctionTool(function).declaration()


async def later() -> None: ...


class Callable_:
    def __call__(self) -> None: ...


@pytest.mark.parametrize("function", [functools.partial(run), lambda: 1, Callable_()])
def test_what_has_no_name_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(InvalidRequest, match="plain function"):
        FunctionTool(function)


def test_methods_and_wrapped_functions_are_functions() -> None:
    class Counter:
        def __init__(self) -> None:
            self.count = 0

        def add(self, by: int) -> int:
            """Count."""
            self.count += by
            return self.count

    @functools.cache
    def double(a: int) -> int:
        return 2 * a

    assert declared(Counter().add)["parametersJsonSchema"]["required"] == ["by"]
    assert run(Counter().add, by=2) == {"result": 2}
    assert run(double, a=2) == {"result": 4}


def test_a_function_is_a_tool_that_runs_here() -> None:
    tool = FunctionTool(choose)

    assert isinstance(tool, Tool)
    assert isinstance(tool, LocalTool)
    assert tool.name == "choose"
