"""The engine's chunks as the events of an interaction: the only place that knows both going out."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any

from gemini_magic.local import reply, tokens
from gemini_magic.local.interactions.annotations import annotations_from
from gemini_magic.local.interactions.media import content_from
from gemini_magic.local.interactions.tool_steps import step_from
from gemini_magic.local.interactions.transcription import word_annotations
from gemini_magic.local.signature import Signer

Wire = dict[str, Any]

_LONGEST_FRAGMENT = 12
_STATUSES = {
    "STOP": "completed",
    "MAX_TOKENS": "incomplete",
    "CONTINUATION": "requires_continuation",
}


class Telling:
    """Tells one answer; once told it knows the status, the usage and the content to keep."""

    def __init__(
        self, signer: Signer, *, thinks: bool, delivered: Callable[[Wire], Wire] = dict
    ) -> None:
        self._signer = signer
        self._delivered = delivered
        self._thinks = thinks
        self._index = -1
        self._open = ""
        self._summary = ""
        self._written = 0  # bytes of text in the step that is open
        self._chunks: list[Wire] = []

    def events(self, chunks: Iterable[Wire]) -> Generator[Wire, None, None]:
        """The events of all steps, made as the chunks come."""
        for chunk in chunks:
            self._chunks.append(chunk)
            for candidate in chunk.get("candidates", ()):
                for part in candidate.get("content", {}).get("parts", ()):
                    yield from self._part(part)
                yield from self._annotations(candidate)
        yield from self._close()

    @property
    def whole(self) -> Wire:
        """The answer as `generateContent` would have given it."""
        return reply.whole(self._chunks)

    @property
    def content(self) -> Wire:
        """What the next turn has to know of this one."""
        content: Wire = self._candidate.get("content", {})
        parts = [part for part in content.get("parts", ()) if not part.get("thought")]
        return {"role": "model", "parts": parts}

    @property
    def status(self) -> str:
        if any("functionCall" in part for part in self.content["parts"]):
            return "requires_action"
        reason = self._candidate.get("finishReason", "SAFETY")
        return _STATUSES.get(reason, "failed")

    @property
    def continuation_token(self) -> str:
        """What continues an answer that has paused; empty where it has not."""
        token: str = self._candidate.get("continuationToken", "")
        return token

    @property
    def errors(self) -> list[Wire]:
        """Why an answer has failed: the reason of the older dialect, in lower case."""
        if self.status != "failed":
            return []
        feedback = self.whole.get("promptFeedback", {})
        reason = self._candidate.get("finishReason") or feedback.get("blockReason", "OTHER")
        message = self._candidate.get("finishMessage", "")
        what = "The prompt was blocked" if feedback else "The answer ended"
        return [{"code": reason.lower(), "message": message or f"{what}: {reason}."}]

    @property
    def _candidate(self) -> Wire:
        """The only one; a prompt that is blocked has none."""
        candidates: list[Wire] = self.whole.get("candidates", [{}])
        return candidates[0]

    @property
    def usage(self) -> Wire:
        return usage_from(self.whole["usageMetadata"])

    @property
    def model_version(self) -> str:
        """The local model that has really answered."""
        version: str = self.whole["modelVersion"]
        return version

    def _part(self, part: Wire) -> Iterator[Wire]:
        if part.get("thought"):
            yield from self._opened("thought")
            self._summary += part["text"]
            summary = {"type": "text", "text": part["text"]}
            yield self._delta("thought_summary", content=summary)
        elif "functionCall" in part:
            yield from self._call(part)
        elif part.get("text"):
            yield from self._signed_thought("")
            yield from self._opened("model_output")
            yield self._delta("text", text=part["text"])
            transcription = part.get("audioTranscription", {})
            words = [*word_annotations(transcription, part["text"], self._written)]
            self._written += len(part["text"].encode())
            if words:
                yield self._delta("text_annotation_delta", annotations=words)
        elif "inlineData" in part:
            yield from self._signed_thought("")
            yield from self._opened("model_output")
            content = self._delivered(content_from(part["inlineData"]))
            yield self._delta(content.pop("type"), **content)
        elif (step := step_from(part)) is not None:
            yield from self._signed_thought("")
            yield from self._close()
            yield from self._opened(step.kind, **step.start)
            yield self._delta(step.kind, **step.delta)
            yield from self._close()

    def _annotations(self, candidate: Wire) -> Iterator[Wire]:
        """The sources of the text that is open now, which come with its end."""
        found = annotations_from(candidate.get("groundingMetadata", {}))
        if found and self._open == "model_output":
            yield self._delta("text_annotation_delta", annotations=found)

    def _signed_thought(self, signature: str) -> Iterator[Wire]:
        """Every answer of a thinking model opens with a thought, shown or not, that is signed."""
        if self._open == "thought" or (self._index < 0 and self._thinks):
            yield from self._opened("thought")
            said = {"text": self._summary, "thought": True}
            yield self._delta("thought_signature", signature=signature or self._signer.sign(said))
            yield from self._close()

    def _call(self, part: Wire) -> Iterator[Wire]:
        call = part["functionCall"]
        yield from self._signed_thought(part.get("thoughtSignature", ""))
        yield from self._close()
        yield from self._opened("function_call", id=call["id"], name=call["name"], arguments={})
        written = json.dumps(call["args"], ensure_ascii=False)
        for at in range(0, len(written), _LONGEST_FRAGMENT):
            fragment = written[at : at + _LONGEST_FRAGMENT]
            yield self._delta("arguments_delta", arguments=fragment)
        yield from self._close()

    def _opened(self, kind: str, **fields: Any) -> Iterator[Wire]:
        if self._open != kind:
            yield from self._close()
            self._open = kind
            self._index += 1
            self._written = 0
            step = {"type": kind, **fields}
            yield {"event_type": "step.start", "index": self._index, "step": step}

    def _delta(self, kind: str, **fields: Any) -> Wire:
        delta = {"type": kind, **fields}
        return {"event_type": "step.delta", "index": self._index, "delta": delta}

    def _close(self) -> Iterator[Wire]:
        if self._open:
            self._open = ""
            yield {"event_type": "step.stop", "index": self._index}


def usage_from(metadata: Wire) -> Wire:
    """`usageMetadata` in the words of the newer dialect, where zeros are written."""
    details = {new: _by_modality(metadata[old]) for old, new in _DETAILS if old in metadata}
    return {
        "total_tokens": metadata.get("totalTokenCount", 0),
        "total_input_tokens": metadata.get("promptTokenCount", 0),
        "input_tokens_by_modality": [],
        **details,
        "total_cached_tokens": metadata.get("cachedContentTokenCount", 0),
        "total_output_tokens": metadata.get("candidatesTokenCount", 0),
        "total_tool_use_tokens": metadata.get("toolUsePromptTokenCount", 0),
        "total_thought_tokens": metadata.get("thoughtsTokenCount", 0),
    }


def _by_modality(details: list[Wire]) -> list[Wire]:
    return [
        {"modality": detail["modality"].lower(), "tokens": detail["tokenCount"]}
        for detail in details
    ]


_DETAILS = (
    ("promptTokensDetails", "input_tokens_by_modality"),
    ("candidatesTokensDetails", "output_tokens_by_modality"),
    ("cacheTokensDetails", "cached_tokens_by_modality"),
    ("toolUsePromptTokensDetails", "tool_use_tokens_by_modality"),
)


def usage_of_texts(asked: str, found: str, thought: str, told: str) -> Wire:
    """The usage of an agent's run, estimated from all that it has read and written."""
    counts = [tokens.count_text(text) for text in (asked, found, thought, told)]
    names = ("promptTokenCount", "toolUsePromptTokenCount", "thoughtsTokenCount",
             "candidatesTokenCount")  # fmt: skip
    details = [{"modality": "TEXT", "tokenCount": counts[0]}]
    metadata: Wire = dict(zip(names, counts, strict=True))
    return usage_from({**metadata, "totalTokenCount": sum(counts), "promptTokensDetails": details})
