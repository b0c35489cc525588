"""Sound in a prompt: what is said in it where hearing is installed, else what can be measured."""

import re
from collections.abc import Iterator
from typing import Any

from gemini_magic.local.answer import Answer, Part, Piece, Text, Thought
from gemini_magic.local.project.resolve import decoded
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.sound.container import NotSound, samples_in
from gemini_magic.local.sound.hearing import Listener, Transcript
from gemini_magic.local.sound.measure import described

Wire = dict[str, Any]

_MOST_BYTES = 100 * 1024 * 1024
_MOST_VOCABULARY = 50
_MOST_CHARACTERS = 2_000  # of a question are looked at
_ASKS_FOR_WORDS = re.compile(
    r"\btranscri|\bsubtitle|\bwhat (?:is|was|are|do|does|did)\b.*\b(?:said|say|says|saying)\b"
    r"|\bspeech to text\b|转写|轉寫|听写|文字起こし",
    re.IGNORECASE,
)
_TO_HEAR = "pip install 'gemini-magic[hearing]'"


def answer(request: Request, resources: Resources) -> Answer | None:
    last = request.contents[-1]
    media = [p.get("inlineData") or p.get("fileData") for p in last["parts"]]
    sounds = [item for item in media if item]
    if last.get("role") == "model" or not sounds or not all(map(_is_sound, sounds)):
        return None
    return Answer(_heard(request, sounds, resources.listener))


def _is_sound(item: Wire) -> bool:
    return item.get("mimeType", "").startswith("audio/") and ("path" in item or "data" in item)


def _heard(request: Request, sounds: list[Wire], listener: Listener) -> Iterator[Piece]:
    config = request.config.get("audioTranscriptionConfig")
    means = (
        "Whisper tiny.en listens" if listener.hears else "it has no part that hears, and measures"
    )
    yield Thought(f"The prompt holds {len(sounds)} sound(s); {means}.")
    question = request.prompt[:_MOST_CHARACTERS]
    only_words = config is not None or not question or _ASKS_FOR_WORDS.search(question)
    vocabulary = ", ".join((config or {}).get("customVocabulary", ())[:_MOST_VOCABULARY])
    for place, item in enumerate(sounds):
        data, said = _bytes(item), None
        if place:
            yield Text("\n\n")
        if data:
            said = listener.listen(data, item["mimeType"], vocabulary)
        if said is None or not only_words:
            quoted = f"\n\nWhat Whisper tiny.en heard in it: “{said.text}”" if said else ""
            yield Text(f"{item['mimeType']}: {_measured(data, item['mimeType'])}.{quoted}")
        elif config is not None:
            yield Part(_transcription(said, config))
        else:
            yield Text(said.text or "(No words were heard.)")
    if not listener.hears:
        yield Text(
            f"\n\nThe local engine measures this and hears no words; `{_TO_HEAR}` lets it hear "
            "English. With an API key, Gemini hears all."
        )


def _transcription(said: Transcript, config: Wire) -> Wire:
    """A part whose text is what was said, with its times where they are asked for."""
    transcription: Wire = {"text": said.text, "languageCode": "en", "finished": True}
    if said.words:
        transcription["startOffset"] = _offset(said.words[0].start)
        transcription["endOffset"] = _offset(said.words[-1].end)
    if config.get("wordTimestamp"):
        transcription["words"] = [
            {
                "word": word.text.strip(),
                "startOffset": _offset(word.start),
                "endOffset": _offset(word.end),
            }
            for word in said.words
        ]
    return {"text": said.text, "audioTranscription": transcription}


def _offset(seconds: float) -> str:
    return f"{seconds:.2f}s"


def _bytes(item: Wire) -> bytes:
    """The sound; empty where it is too large, or deleted meanwhile."""
    if item.get("sizeBytes", 0) > _MOST_BYTES:
        return b""
    try:
        return item["path"].read_bytes() if "path" in item else decoded(item["data"])
    except FileNotFoundError:
        return b""


def _measured(data: bytes, mime_type: str) -> str:
    if not data:
        return "it holds nothing, or too much, that could be measured"
    try:
        return f"{len(data):,} bytes, {described(*samples_in(data, mime_type))}"
    except NotSound as why:
        return f"{len(data):,} bytes; {why}"
