"""One generateContent request, read, checked and ready for the skills to look at."""

from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.errors import InvalidArgument, Violation
from gemini_magic.local.messages import GENERATE
from gemini_magic.local.proto import read, snake
from gemini_magic.local.schema import json_schema_from, malformed

_ROLES = frozenset({"", "user", "model", "function", "tool", "system"})
_LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "topP": (0, 1),
    "topK": (1, 1_000_000),
    "candidateCount": (1, 8),
    "maxOutputTokens": (1, 1_000_000),
    "logprobs": (0, 20),
}
_MOST_STOP_SEQUENCES = 5
_PAIRS = (
    ("generationConfig.thinkingConfig", "thinkingBudget", "thinkingLevel"),
    ("generationConfig", "responseSchema", "responseJsonSchema"),
)


@dataclass(frozen=True)
class Request:
    """What was asked: the body in camelCase, and the model id as the user wrote it."""

    model: str
    body: dict[str, Any]
    candidate: int = 0
    # What came from a cache, in tokens by modality; it is a part of the body too.
    cached: dict[str, int] = dataclass_field(default_factory=dict)

    def for_candidate(self, index: int) -> "Request":
        return replace(self, candidate=index)

    @property
    def contents(self) -> list[dict[str, Any]]:
        contents: list[dict[str, Any]] = self.body["contents"]
        return contents

    @property
    def config(self) -> dict[str, Any]:
        config: dict[str, Any] = self.body.get("generationConfig", {})
        return config

    @cached_property
    def system(self) -> str:
        return text_of(self.body.get("systemInstruction", {}))

    @cached_property
    def prompt(self) -> str:
        """The text of the last turn, when it is the user's."""
        last = self.contents[-1]
        return "" if last.get("role") == "model" else text_of(last)

    @cached_property
    def question(self) -> str:
        """The prompt, or while functions are being called the one that started it."""
        return self.prompt or next(reversed(self.earlier_prompts), "")

    @cached_property
    def earlier_prompts(self) -> list[str]:
        """What the user said before the last turn, oldest first."""
        texts = (text_of(c) for c in self.contents[:-1] if c.get("role") != "model")
        return [text for text in texts if text]

    @cached_property
    def declarations(self) -> list[dict[str, Any]]:
        tools = self.body.get("tools", ())
        return [d for tool in tools for d in tool.get("functionDeclarations", ())]

    @property
    def calling_config(self) -> dict[str, Any]:
        tool_config: dict[str, Any] = self.body.get("toolConfig", {})
        calling: dict[str, Any] = tool_config.get("functionCallingConfig", {})
        return calling

    @property
    def seed(self) -> int:
        """Equal requests give equal answers: the seed has a fixed default."""
        seed: int = self.config.get("seed", 7)
        return seed + self.candidate

    @property
    def modalities(self) -> frozenset[str]:
        """In which modalities an answer is asked for; text where nothing is said."""
        return frozenset(self.config.get("responseModalities") or ("TEXT",))

    @property
    def thinking(self) -> dict[str, Any]:
        thinking: dict[str, Any] = self.config.get("thinkingConfig", {})
        return thinking

    @property
    def thought_budget(self) -> int | None:
        """How many tokens thoughts may take; None is no limit of its own."""
        if not catalog.thinks(self.model) or self.thinking.get("thinkingLevel") == "MINIMAL":
            return 0
        budget: int = self.thinking.get("thinkingBudget", -1)
        return None if budget < 0 else budget


def text_of(content: dict[str, Any]) -> str:
    """The visible text of a turn: its text parts that are not thoughts."""
    parts = content.get("parts", ())
    return "\n".join(p["text"] for p in parts if p.get("text") and not p.get("thought"))


def request_from(body: Any, model: str) -> Request:
    """The request in a JSON body, or `InvalidArgument` in the API's words."""
    request = Request(model, read(body, GENERATE))
    _check_contents(request.body)
    for path, one, other in _PAIRS:
        _check_pair(request.body, path, one, other)
    _check_limits(request.config)
    _check_safety(request.body)
    _check_tools(request)
    _check_schemas(request)
    return request


def _check_contents(body: dict[str, Any]) -> None:
    if not body.get("contents"):
        raise InvalidArgument("* GenerateContentRequest.contents: contents is not specified\n")
    for i, content in enumerate(body["contents"]):
        if not content.get("parts"):
            raise InvalidArgument(
                f"* GenerateContentRequest.contents[{i}].parts: contents.parts must not be empty.\n"
            )
        if content.get("role", "") not in _ROLES:
            raise InvalidArgument("Please use a valid role: user, model.")


def _check_pair(body: dict[str, Any], path: str, one: str, other: str) -> None:
    message: dict[str, Any] = body
    for step in path.split("."):
        message = message.get(step, {})
    if one in message and other in message:
        text = f"Set only one of {snake(one)} and {snake(other)}, not both."
        raise InvalidArgument(text, [Violation(f"{snake(path)}.{snake(other)}", text)])


def _check_limits(config: dict[str, Any]) -> None:
    for name, (low, high) in _LIMITS.items():
        value = config.get(name)
        if value is not None and not low <= value <= high:
            field = f"generation_config.{snake(name)}"
            text = f"{field} is {value:g}; it must be from {low:g} to {high:g}."
            raise InvalidArgument(text, [Violation(field, text)])
    if len(config.get("stopSequences", ())) > _MOST_STOP_SEQUENCES:
        text = f"generation_config.stop_sequences holds more than {_MOST_STOP_SEQUENCES} entries."
        raise InvalidArgument(text, [Violation("generation_config.stop_sequences", text)])


def _check_safety(body: dict[str, Any]) -> None:
    categories = [setting.get("category") for setting in body.get("safetySettings", ())]
    for category in categories:
        if categories.count(category) > 1:
            text = f"safety_settings holds more than one entry for the category {category}."
            raise InvalidArgument(text, [Violation("safety_settings", text)])


def _check_tools(request: Request) -> None:
    if not catalog.scores_sources(request.model) and any(
        "googleSearchRetrieval" in tool for tool in request.body.get("tools", ())
    ):
        raise InvalidArgument("Search Grounding is not supported.")
    names: list[str] = []
    for i, declaration in enumerate(request.declarations):
        where = f"tools.function_declarations[{i}]"
        if not declaration.get("name"):
            text = f"{where}.name is missing."
            raise InvalidArgument(text, [Violation(f"{where}.name", text)])
        if "parameters" in declaration and "parametersJsonSchema" in declaration:
            text = f"{where}: set only one of parameters and parameters_json_schema, not both."
            raise InvalidArgument(text, [Violation(where, text)])
        names.append(declaration["name"])
    for name in names:
        if names.count(name) > 1:
            raise InvalidArgument(f"Duplicate function declaration found: {name}")
    allowed = request.calling_config.get("allowedFunctionNames", ())
    for name in allowed:
        if name not in names:
            raise InvalidArgument(f"allowed_function_names holds {name!r}, which no tool declares.")
    mode = request.calling_config.get("mode", "AUTO")
    if allowed and mode not in ("ANY", "VALIDATED"):
        text = f"allowed_function_names is for the modes ANY and VALIDATED; the mode is {mode}."
        field = "tool_config.function_calling_config.allowed_function_names"
        raise InvalidArgument(text, [Violation(field, text)])


def _check_schemas(request: Request) -> None:
    schemas = [
        (f"generation_config.{snake(name)}", request.config[name])
        for name in ("responseSchema", "responseJsonSchema")
        if name in request.config
    ]
    for declaration in request.declarations:
        schemas += [
            (f"{declaration['name']}.{snake(name)}", declaration[name])
            for name in ("parameters", "parametersJsonSchema")
            if name in declaration
        ]
    for field, schema in schemas:
        fault = malformed(json_schema_from(schema), field)
        if fault is not None:
            raise InvalidArgument(f"The schema is not valid: {fault}.", [Violation(field, fault)])
