"""One generateContent request, read, checked and ready for the skills to look at."""

from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.rules.requests import check
from gemini_magic.local.wire.messages import GENERATE
from gemini_magic.local.wire.proto import read


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
    check(request.body, model)
    return request
