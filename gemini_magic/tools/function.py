"""Any Python function as a tool: its schema from the signature, its purpose from the docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter, ValidationError, create_model
from pydantic.errors import PydanticUserError

from ..errors import InvalidRequest

__all__ = ["FunctionTool"]

_KEYWORDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True)
class FunctionTool:
    """A function that the model may ask for; it runs here, with validated arguments."""

    function: Callable[..., Any]

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or inspect.iscoroutinefunction(self.function):
            raise InvalidRequest(
                f"{self.function!r} cannot be a tool; wrap it in a plain function with a name"
            )

    @property
    def name(self) -> str:
        """The function's own name."""
        return getattr(self.function, "__name__", "")

    def declaration(self) -> dict[str, Any]:
        """A function declaration with its parameters as JSON Schema."""
        declared: dict[str, Any] = {"name": self.name}
        if purpose := inspect.getdoc(self.function):
            declared["description"] = purpose
        try:
            schema = self._arguments().model_json_schema()
        except (PydanticUserError, NameError) as error:
            raise InvalidRequest(f"{self.name}() cannot be a tool: {error}") from None
        if schema.get("properties"):
            declared["parametersJsonSchema"] = {k: v for k, v in schema.items() if k != "title"}
        return {"functionDeclarations": [declared]}

    def run(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Call the function. What it raises goes to the model as an error, not to the user.

        The model can then try other arguments, or say what went wrong.
        """
        try:
            model = self._arguments().model_validate(args)
            fields = type(model).model_fields
            given = {fields[name].alias: getattr(model, name) for name in model.model_fields_set}
            result = self.function(**given)
            return {"result": TypeAdapter(Any).dump_python(result, mode="json")}
        except ValidationError as error:
            problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            return {"error": f"wrong arguments: {'; '.join(problems)}"}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"}

    def _arguments(self) -> Any:
        """A pydantic model of the parameters."""
        signature = inspect.signature(self.function)
        hints = get_type_hints(self.function, include_extras=True)
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
