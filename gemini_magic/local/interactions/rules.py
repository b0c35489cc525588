"""What the request of an interaction has to observe beyond its fields."""

from collections.abc import Callable
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument, not_found

Wire = dict[str, Any]

_FOR_MODELS = {"generation_config", "response_format", "continuation_token"}
# Tools of its own that the agent has without being given them, and documents.
_FOR_AGENTS = {"google_search", "url_context", "code_execution", "file_search"}


def check_rules(asked: Wire) -> None:
    """Raises an `ApiError` for the first rule that a request breaks."""
    for is_broken, wrong in _RULES:
        if is_broken(asked):
            raise InvalidArgument(wrong)
    agent = asked.get("agent")
    if agent is None:
        return
    if not agent.startswith("deep-research-"):
        raise not_found(f"Agent {agent!r} was not found; the local engine runs deep-research-….")
    for tool in asked.get("tools", ()):
        if tool["type"] not in _FOR_AGENTS:
            raise InvalidArgument(
                f"Tool {tool['type']!r} is not supported by {agent}; it takes "
                f"{', '.join(sorted(_FOR_AGENTS))}."
            )


def _continues(asked: Wire) -> bool:
    """Whether what is stored is to be continued: only then the input is known."""
    return bool(asked.get("continuation_token") and asked.get("previous_interaction_id"))


_RULES: tuple[tuple[Callable[[Wire], Any], str], ...] = (
    (lambda a: ("model" in a) == ("agent" in a), "Set exactly one of model and agent."),
    (
        lambda a: not a.get("input") and not _continues(a),
        "input is missing or empty: give a text, contents or steps.",
    ),
    (
        lambda a: a.get("background") and a.get("store") is False,
        "background needs store: what is not stored cannot be fetched later.",
    ),
    (
        lambda a: "agent" in a and not a.get("background"),
        "An agent runs in the background only: set background to true.",
    ),
    (
        lambda a: "agent" in a and a.keys() & _FOR_MODELS,
        "generation_config, response_format and continuation_token are for models, not for agents.",
    ),
)
