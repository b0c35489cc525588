"""From the chunks of an answer to what a Live session says: messages, and sentences to speak."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from gemini_magic.local import tokens
from gemini_magic.local.live.ear import Sound

Wire = dict[str, Any]

AUDIO_TOKENS_PER_SECOND = 25
_SENTENCE = re.compile(r".*?(?:[.!?…](?=\s)|[。！？]|\n)\s*", re.DOTALL)
_MOST_CHARACTERS = 300
_ABOUT = ("groundingMetadata", "urlContextMetadata")
_MARKS = re.compile(r"[*_`#|>~]+|-{3,}")


@dataclass(frozen=True)
class Message:
    """A message that is ready; `text` is what of it belongs to the answer's text."""

    wire: Wire
    text: str = ""


@dataclass(frozen=True)
class Sentence:
    """Text that is to be spoken."""

    text: str

    @property
    def spoken(self) -> str:
        """Without Markdown's marks; empty where there is nothing to pronounce."""
        plain = _MARKS.sub(" ", self.text).strip()
        return plain if re.search(r"\w", plain) else ""


Piece: TypeAlias = Message | Sentence


class Telling:
    """One answer; with `speaks`, text is handed on sentence by sentence."""

    def __init__(self, *, speaks: bool) -> None:
        self._speaks = speaks
        self._unsaid = ""
        self._usage: Wire = {}
        self.calls: list[Wire] = []
        self.audio_seconds = 0.0

    def pieces(self, chunk: Wire) -> Iterator[Piece]:
        """What to say of a chunk of the engine."""
        self._usage = chunk["usageMetadata"]
        for candidate in chunk.get("candidates", ()):
            for part in candidate.get("content", {}).get("parts", ()):
                yield from self._part(part)
            if found := {name: candidate[name] for name in _ABOUT if name in candidate}:
                yield from self.rest()
                yield Message({"serverContent": found})

    def rest(self) -> Iterator[Piece]:
        """What is left to speak at the end."""
        if self._unsaid:
            yield Sentence(self._unsaid)
        self._unsaid = ""

    def usage(self, heard: Sound | None) -> Wire:
        """The turn's `usageMetadata`; sound that was heard counts besides its text."""
        usage = dict(self._usage)
        prompt = {d["modality"]: d["tokenCount"] for d in usage.get("promptTokensDetails", ())}
        if heard is not None:
            audio = round(heard.seconds * AUDIO_TOKENS_PER_SECOND)
            prompt["AUDIO"] = prompt.get("AUDIO", 0) + audio
        written = usage.pop("candidatesTokenCount", 0)
        spoken = round(self.audio_seconds * AUDIO_TOKENS_PER_SECOND)
        response = {"AUDIO": spoken} if self._speaks and spoken else {"TEXT": written}
        usage["promptTokenCount"] = sum(prompt.values())
        usage["promptTokensDetails"] = tokens.details(prompt)
        usage["responseTokenCount"] = sum(response.values())
        usage["responseTokensDetails"] = tokens.details(response)
        counted = ("promptTokenCount", "responseTokenCount", "thoughtsTokenCount",
                   "toolUsePromptTokenCount")  # fmt: skip
        return {**usage, "totalTokenCount": sum(usage.get(name, 0) for name in counted)}

    def _part(self, part: Wire) -> Iterator[Piece]:
        if "functionCall" in part:
            self.calls.append(part["functionCall"])
        elif part.get("text") == "":
            return  # it only carries a signature, which a Live session does not show
        elif "text" in part and not part.get("thought"):
            yield from self._text(part["text"])
        else:
            yield Message(_model_turn({k: v for k, v in part.items() if k != "thoughtSignature"}))

    def _text(self, text: str) -> Iterator[Piece]:
        if not self._speaks:
            yield Message(_model_turn({"text": text}), text)
            return
        self._unsaid += text
        while found := _SENTENCE.match(self._unsaid):
            yield Sentence(found[0])
            self._unsaid = self._unsaid[found.end() :]
        while len(self._unsaid) > _MOST_CHARACTERS:
            cut = self._unsaid.rfind(" ", 1, _MOST_CHARACTERS) + 1 or _MOST_CHARACTERS
            yield Sentence(self._unsaid[:cut])
            self._unsaid = self._unsaid[cut:]


def audio(pcm_base64: str) -> Wire:
    """A message with a piece of speech."""
    return _model_turn({"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": pcm_base64}})


def is_of_answer(message: Wire) -> bool:
    """Whether a message is content of an answer, which an interruption takes back."""
    content = message.get("serverContent", {})
    return "modelTurn" in content or "outputTranscription" in content


def transcription(text: str) -> Wire:
    """A message with what is being spoken."""
    return {"serverContent": {"outputTranscription": {"text": text}}}


def _model_turn(part: Wire) -> Wire:
    return {"serverContent": {"modelTurn": {"parts": [part]}}}
