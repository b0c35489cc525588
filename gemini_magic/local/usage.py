"""The running `usageMetadata` of one response."""

from typing import Any

from gemini_magic.local import tokens
from gemini_magic.local.request import Request


class Usage:
    """Estimates that only grow; a stream shows them so far, the last chunk in full."""

    def __init__(self, request: Request) -> None:
        self._prompt = prompt_counts(request.body)
        self._cached = request.cached
        self._finished = 0
        self._text = tokens.TokenCounter()
        self._media: tokens.Counts = {}
        self.thoughts = 0
        self.tool_use = 0

    @property
    def candidates(self) -> int:
        return self._finished + self._text.total + sum(self._media.values())

    def add_text(self, text: str) -> None:
        self._text.add(text)

    def add_call(self, call: dict[str, Any]) -> None:
        self._finished += tokens.count_json(call)

    def add_media(self, modality: str, count: int) -> None:
        if modality == "TEXT":
            self._finished += count
        else:
            self._media[modality] = self._media.get(modality, 0) + count

    def to_wire(self) -> dict[str, Any]:
        prompt = sum(self._prompt.values())
        counts = {
            "promptTokenCount": prompt,
            "cachedContentTokenCount": sum(self._cached.values()),
            "candidatesTokenCount": self.candidates,
            "toolUsePromptTokenCount": self.tool_use,
            "totalTokenCount": prompt + self.candidates + self.thoughts + self.tool_use,
            "thoughtsTokenCount": self.thoughts,
        }
        shown: dict[str, Any] = {name: count for name, count in counts.items() if count}
        if self._cached:
            shown["cacheTokensDetails"] = tokens.details(self._cached)
        if self._media:
            text = self._finished + self._text.total
            told = {**({"TEXT": text} if text else {}), **self._media}
            shown["candidatesTokensDetails"] = tokens.details(told)
        if self.tool_use:
            shown["toolUsePromptTokensDetails"] = tokens.details({"TEXT": self.tool_use})
        return {**shown, "promptTokensDetails": tokens.details(self._prompt)}


def prompt_counts(body: dict[str, Any]) -> dict[str, int]:
    """Estimated tokens of all that a request carries in, by modality."""
    contents = [*body.get("contents", ())]
    if "systemInstruction" in body:
        contents.append(body["systemInstruction"])
    counts = tokens.count_contents(contents)
    if body.get("tools"):
        counts["TEXT"] = counts.get("TEXT", 0) + tokens.count_json(body["tools"])
    return counts
