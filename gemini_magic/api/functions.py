"""A Python function that a model may call: its schema from the signature, its arguments checked.

What it gives becomes the `response` of a functionResponse, with media beside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError, create_model
from pydantic.errors import PydanticUserError

from ..errors import InvalidRequest
from ..errors.keys import redacted
from .function_results import outcome
from .parameters_schema import parameters_schema
from .types import FunctionCall, FunctionResponse

__all__ = ["Function", "failed", "returned"]

_LONGEST_ERROR = 2000  # characters
_KEYWORDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class Function:
    """A function with a name, plain or `async def`, whose parameters a model can fill."""

    function: Callable[..., Any]

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise InvalidRequest(
                f"{self.function!r} cannot be a tool; wrap it in a plain function with a name"
            )

    @property
    def name(self) -> str:
        """The function's own name."""
        return getattr(self.function, "__name__", "")

    @property
    def is_async(self) -> bool:
        """Whether it answers later."""
        return inspect.iscoroutinefunction(self.function)

    def declaration(self) -> dict[str, Any]:
        """The wire form of its `FunctionDeclaration`, with the parameters as JSON Schema."""
        declared: dict[str, Any] = {"name": self.name}
        if purpose := inspect.getdoc(self.function):
            declared["description"] = purpose
        try:
            schema = self._arguments.model_json_schema()
        except NameError as error:
            raise InvalidRequest(
                f"{self.name}() cannot be a tool: {error}, but a type hint uses it"
            ) from None
        except PydanticUserError:
            raise self._unfillable() from None
        if schema.get("properties"):
            declared["parametersJsonSchema"] = parameters_schema(schema)
        return declared

    def _unfillable(self) -> InvalidRequest:
        """Which parameter no JSON can fill."""
        for name, hint in get_type_hints(self.function, include_extras=True).items():
            if name == "return":
                continue
            try:
                TypeAdapter(hint).json_schema()
            except PydanticUserError:
                shown = getattr(hint, "__name__", None) or str(hint)
                return InvalidRequest(
                    f"{self.name}() cannot be a tool: a model cannot fill its parameter {name!r} "
                    f"with a {shown}; use str, int, float, bool, list, dict, Literal, an Enum, a "
                    "dataclass or a pydantic model"
                )
        return InvalidRequest(f"{self.name}() cannot be a tool: its parameters have no JSON Schema")

    def bound(self, args: Mapping[str, Any]) -> Callable[[], Any]:
        """The function with arguments as its hints have them; wrong ones raise."""
        model = self._arguments.model_validate(args)
        fields = type(model).model_fields
        given = {fields[name].alias: getattr(model, name) for name in model.model_fields_set}
        return partial(self.function, **given)

    def respond(self, call: FunctionCall) -> FunctionResponse:
        """Call it now. What it raises goes to the model as an error, not to the user."""
        try:
            return returned(call, self.bound(call.args or {})())
        except Exception as error:
            return failed(call, error)

    @cached_property
    def _arguments(self) -> Any:
        """A pydantic model of the parameters."""
        signature = inspect.signature(self.function)
        try:
            hints = get_type_hints(self.function, include_extras=True)
        except TypeError:  # an object that can be called, with a name and without hints
            raise InvalidRequest(
                f"{self.function!r} cannot be a tool; wrap it in a plain function with a name"
            ) from None
        fields: dict[str, Any] = {}
        for number, (name, parameter) in enumerate(signature.parameters.items()):
            if parameter.kind not in _KEYWORDS:
                raise InvalidRequest(
                    f"{self.name}() has the parameter {parameter}, which a model cannot fill; "
                    "wrap it in a function with named parameters"
                )
            default = ... if parameter.default is parameter.empty else parameter.default
            # By number: a parameter may have a name that means something to pydantic.
            hint: Any = Annotated[hints.get(name, Any), Field(alias=name)]
            fields[f"field_{number}"] = (hint, default)
        return create_model(self.name, **fields)


def returned(call: FunctionCall, result: Any) -> FunctionResponse:
    """What goes back for a result: `{"result": …}`, media beside it; with the call's id.

    Who returns a `FunctionResponse` says all that goes back but the name and the id.
    """
    if isinstance(result, FunctionResponse):
        of_call = {"name": call.name} | ({} if call.id is None else {"id": call.id})
        return result.model_copy(update=of_call)
    value, parts = outcome(result)
    response = _response(call, {"result": value})
    if parts:
        response.parts = parts
    return response


def failed(call: FunctionCall, error: Exception) -> FunctionResponse:
    """What goes back for an error: `{"error": …}` in one line; the model can try again, or say so.

    Keys in it, as in addresses that were asked, are not passed on.
    """
    if isinstance(error, ValidationError):
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        return _response(call, {"error": f"wrong arguments: {'; '.join(problems)}"})
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return _response(call, {"error": redacted(said[:_LONGEST_ERROR])})


def _response(call: FunctionCall, response: dict[str, Any]) -> FunctionResponse:
    answer = FunctionResponse(name=call.name, response=response)
    if call.id is not None:
        answer.id = call.id
    return answer
