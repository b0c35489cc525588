"""What a request has to observe beyond its fields; messages as the API words them."""

from typing import Any

from gemini_magic.local.rules.tools import check_open_api_schema, check_schema, check_tools
from gemini_magic.local.rules.turns import check_turns
from gemini_magic.local.wire.errors import InvalidArgument, Violation
from gemini_magic.local.wire.proto import snake

Wire = dict[str, Any]

_LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "topP": (0, 1),
    "topK": (1, 1_000_000),
    "candidateCount": (1, 8),
    "maxOutputTokens": (1, 1_000_000),
    "presencePenalty": (-2, 2),
    "frequencyPenalty": (-2, 2),
    "logprobs": (0, 20),
}
_MOST_STOP_SEQUENCES = 5
_MIME_TYPES = ("text/plain", "application/json", "application/xml", "application/yaml",
               "text/x.enum")  # fmt: skip
_PAIRS = (
    ("generationConfig.thinkingConfig", "thinkingBudget", "thinkingLevel"),
    ("generationConfig", "responseSchema", "responseJsonSchema"),
)


def check(body: Wire, model: str) -> None:
    """Raises `InvalidArgument` for the first rule that a GenerateContentRequest breaks."""
    config: Wire = body.get("generationConfig", {})
    check_turns(body)
    for path, one, other in _PAIRS:
        _check_pair(body, path, one, other)
    _check_limits(config)
    _check_logprobs(config, model)
    _check_safety(body.get("safetySettings", []))
    check_tools(body, model)
    _check_format(config)


def _check_pair(body: Wire, path: str, one: str, other: str) -> None:
    message = body
    for step in path.split("."):
        message = message.get(step, {})
    if one in message and other in message:
        text = f"Set only one of {snake(one)} and {snake(other)}, not both."
        raise InvalidArgument(text, [Violation(f"{snake(path)}.{snake(other)}", text)])


def _check_limits(config: Wire) -> None:
    for name, (low, high) in _LIMITS.items():
        value = config.get(name)
        if value is not None and not low <= value <= high:
            field = f"generation_config.{snake(name)}"
            text = f"{field} is {value:g}; it must be from {low:g} to {high:g}."
            raise InvalidArgument(text, [Violation(field, text)])
    if len(config.get("stopSequences", ())) > _MOST_STOP_SEQUENCES:
        text = f"generation_config.stop_sequences holds more than {_MOST_STOP_SEQUENCES} entries."
        raise InvalidArgument(text, [Violation("generation_config.stop_sequences", text)])


def _check_logprobs(config: Wire, model: str) -> None:
    if config.get("responseLogprobs"):
        raise InvalidArgument(
            f"Logprobs is not enabled for models/{model}: the local engine computes none."
        )
    if "logprobs" in config:
        text = "generation_config.logprobs needs response_logprobs to be true."
        raise InvalidArgument(text, [Violation("generation_config.logprobs", text)])


def _check_safety(settings: list[Wire]) -> None:
    categories = [setting.get("category") for setting in settings]
    for category in categories:
        if categories.count(category) > 1:
            text = f"safety_settings holds more than one entry for the category {category}."
            raise InvalidArgument(text, [Violation("safety_settings", text)])
        if category in (None, "HARM_CATEGORY_UNSPECIFIED"):
            text = "* GenerateContentRequest.safety_settings.category: the category is missing.\n"
            raise InvalidArgument(text, [Violation("safety_settings.category", text)])


def _check_format(config: Wire) -> None:
    mime_type = config.get("responseMimeType", "")
    field = "generation_config.response_mime_type"
    if mime_type not in ("", *_MIME_TYPES):
        raise InvalidArgument(
            f"* GenerateContentRequest.{field}: allowed mimetypes are `text/plain`, "
            "`application/json`, `application/xml`, `application/yaml` and `text/x.enum`.\n"
        )
    if "responseSchema" in config:
        check_open_api_schema(config["responseSchema"], "generation_config.response_schema")
    if "responseJsonSchema" in config:
        check_schema(config["responseJsonSchema"], "generation_config.response_json_schema")
