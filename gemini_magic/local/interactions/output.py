"""What an interaction wants back, as `generationConfig`: text, JSON, pictures, speech."""

from collections.abc import Callable
from typing import Any

from gemini_magic.local.wire.errors import InvalidArgument

Wire = dict[str, Any]

_JSON = "application/json"
_PCM = "audio/l16"


def output_config(asked: Wire) -> Wire:
    """`responseModalities`, schema, and the configs of images and speech."""
    given = asked.get("generation_config", {})
    config: Wire = {}
    modalities = [name.upper() for name in asked.get("response_modalities", ())]
    if "response_mime_type" in asked:
        config["responseMimeType"] = asked["response_mime_type"]
    if "image_config" in given:
        config["imageConfig"] = _image_config(given["image_config"])
    if "speech_config" in given:
        config["speechConfig"] = _speech_config(given["speech_config"])
    for wanted in asked.get("response_format", ()):
        config |= _FORMATS[wanted["type"]](wanted)
        if wanted["type"] != "text" and wanted["type"].upper() not in modalities:
            modalities.append(wanted["type"].upper())
    return {**config, **({"responseModalities": modalities} if modalities else {})}


def _text(wanted: Wire) -> Wire:
    config: Wire = {}
    if "schema" in wanted:
        config["responseJsonSchema"] = wanted["schema"]
    if mime_type := wanted.get("mime_type", _JSON if "schema" in wanted else ""):
        config["responseMimeType"] = mime_type
    return config


def _image(wanted: Wire) -> Wire:
    return {"imageConfig": image} if (image := _image_config(wanted)) else {}


def _image_config(wanted: Wire) -> Wire:
    names = {"aspect_ratio": "aspectRatio", "image_size": "imageSize"}
    return {new: wanted[old] for old, new in names.items() if old in wanted}


def _audio(wanted: Wire) -> Wire:
    if wanted.get("mime_type", _PCM) != _PCM:
        raise InvalidArgument(
            f"response_format.mime_type is {wanted['mime_type']!r}; the local engine speaks {_PCM}."
        )
    return {}


def _video(wanted: Wire) -> Wire:
    raise InvalidArgument(
        "response_format video is for models that make films: ask a gemini-omni or veo model."
    )


_FORMATS: dict[str, Callable[[Wire], Wire]] = {
    "text": _text,
    "image": _image,
    "audio": _audio,
    "video": _video,
}


def _speech_config(given: Any) -> Wire:
    """One voice, or one for each speaker: `[{voice, speaker, language}, …]`."""
    voices = given if isinstance(given, list) else given.get("speakers", [given])
    config: Wire = {}
    if language := next((voice["language"] for voice in voices if "language" in voice), ""):
        config["languageCode"] = language
    if len(voices) > 1:
        speakers = [{"speaker": v.get("speaker", ""), "voiceConfig": _voice(v)} for v in voices]
        config["multiSpeakerVoiceConfig"] = {"speakerVoiceConfigs": speakers}
    elif "voice" in voices[0]:
        config["voiceConfig"] = _voice(voices[0])
    return config


def _voice(voice: Wire) -> Wire:
    return {"prebuiltVoiceConfig": {"voiceName": voice.get("voice", "")}}
