"""Speech: a text read aloud by one voice, or a dialogue by two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..api.body import config_from
from ..api.types import (
    MultiSpeakerVoiceConfig,
    Part,
    PrebuiltVoiceConfig,
    SpeakerVoiceConfig,
    SpeechConfig,
    VoiceConfig,
)
from ..catalog import newest
from ..chat import Reply, Request
from ..errors import InvalidRequest
from ..session import current
from ..settings import CacheMode

__all__ = ["speak", "speech_request"]


def speak(
    text: str,
    *,
    model: str | None = None,
    voice: str | None = None,
    voices: Mapping[str, str] | None = None,
    cache: CacheMode | None = None,
    config: Any = None,
) -> Reply:
    r"""Read aloud: `speak("Good morning", voice="Kore").audio.save("morning.wav")`.

    A dialogue names its speakers: `speak("Ann: Hi!\nBob: Hello.", voices={"Ann": "Kore",
    "Bob": "Puck"})`.
    """
    request = Request((Part(text=text),), model=model or "", cache=cache, config=config or {})
    return current().send(speech_request(request, voice=voice, voices=voices)).finish()


def speech_request(
    request: Request, *, voice: str | None = None, voices: Mapping[str, str] | None = None
) -> Request:
    """The same request for sound, from the newest speech model if it names none."""
    if voice and voices:
        raise InvalidRequest(
            f"voice={voice!r} and voices for {' and '.join(voices)} exclude each other"
        )
    config = config_from(request.config).model_copy()
    config.response_modalities = ["AUDIO"]
    if voices:
        speakers = [
            SpeakerVoiceConfig(speaker=speaker, voice_config=_prebuilt(name))
            for speaker, name in voices.items()
        ]
        dialogue = MultiSpeakerVoiceConfig(speaker_voice_configs=speakers)
        config.speech_config = SpeechConfig(multi_speaker_voice_config=dialogue)
    elif voice:
        config.speech_config = SpeechConfig(voice_config=_prebuilt(voice))
    return replace(request, model=request.model or newest("tts"), config=config)


def _prebuilt(voice: str) -> VoiceConfig:
    return VoiceConfig(prebuilt_voice_config=PrebuiltVoiceConfig(voice_name=voice))
