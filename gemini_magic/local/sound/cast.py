"""Who speaks: the voices that a `speechConfig` names, checked."""

from dataclasses import dataclass, field
from typing import Any

from gemini_magic.local.sound import voices
from gemini_magic.local.wire.errors import InvalidArgument, Violation

Wire = dict[str, Any]

_FIELD = "generation_config.speech_config"
_SPEAKERS = 2


@dataclass(frozen=True)
class Cast:
    """One voice, or one for each of two speakers; `language` is a BCP 47 code, or empty."""

    voice: str = voices.DEFAULT
    language: str = ""
    speakers: dict[str, str] = field(default_factory=dict)


def cast_from(speech_config: Wire) -> Cast:
    """The cast of a checked message; `InvalidArgument` for an unknown voice or a third speaker."""
    language = speech_config.get("languageCode", "")
    if "multiSpeakerVoiceConfig" not in speech_config:
        return Cast(_voice(speech_config.get("voiceConfig", {})), language)
    if "voiceConfig" in speech_config:
        raise _invalid("set only one of voice_config and multi_speaker_voice_config, not both.")
    configs = speech_config["multiSpeakerVoiceConfig"].get("speakerVoiceConfigs", [])
    speakers = {c.get("speaker", ""): _voice(c.get("voiceConfig", {})) for c in configs}
    if len(configs) != _SPEAKERS or len(speakers) != _SPEAKERS or "" in speakers:
        raise _invalid(
            "multi_speaker_voice_config.speaker_voice_configs must name exactly two different "
            f"speakers; it has {len(configs)} entries."
        )
    return Cast(next(iter(speakers.values())), language, speakers)


def _voice(config: Wire) -> str:
    if "replicatedVoiceConfig" in config:
        raise _invalid("the local engine cannot replicate a voice; use prebuilt_voice_config.")
    name = config.get("prebuiltVoiceConfig", {}).get("voiceName") or config.get("voice")
    voice = voices.find(name)
    if voice is None:
        raise InvalidArgument(voices.unknown(str(name)[:100]))
    return voice.name


def _invalid(what: str) -> InvalidArgument:
    text = f"{_FIELD}: {what}"
    return InvalidArgument(text, [Violation(_FIELD, text)])
