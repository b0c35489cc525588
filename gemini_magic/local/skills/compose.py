"""Music as Lyria 3 gives it: what was understood of the prompt in words, and a clip."""

import base64
import re
from collections.abc import Iterator
from dataclasses import replace

from gemini_magic.local import catalog
from gemini_magic.local.answer import About, Answer, Part, Piece, Text
from gemini_magic.local.music.artists import why_filtered
from gemini_magic.local.music.band import CHANNELS, Band
from gemini_magic.local.music.taste import taste_from
from gemini_magic.local.music.timbre import RATE
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.sound.pcm import wav_from
from gemini_magic.local.wire.errors import InvalidArgument

_CLIP_SECONDS = 30
_MOST_CHARACTERS = 10_000  # of a prompt are looked at
_SECONDS = range(5, 61)
_LENGTH = re.compile(r"\b(\d{1,3})[ -]?(seconds?|secs?|s|minutes?|mins?)\b", re.IGNORECASE)
_NO_DRUMS = re.compile(r"\b(?:no|without) (?:drums|percussion)\b", re.IGNORECASE)


def answer(request: Request, resources: Resources) -> Answer | None:
    model = catalog.find(request.model)
    if model is None or model.id != catalog.MUSIC:
        return None
    return Answer(_composed(request), catalog.MUSIC)


def _composed(request: Request) -> Iterator[Piece]:
    prompt = request.prompt[:_MOST_CHARACTERS]
    if not prompt.strip():
        raise InvalidArgument("The prompt holds no text that describes music.")
    if why := why_filtered(prompt):
        raise InvalidArgument(why)
    seconds = _seconds(request.model, prompt)
    band = Band(request.seed)
    band.taste = taste_from([(prompt, 1.0)])
    band.config = replace(band.config, mute_drums=bool(_NO_DRUMS.search(prompt)))
    band.reset()
    if request.modalities != {"AUDIO"}:
        key = band.scale.replace("_", " ").title().replace(" Flat", "♭")
        understood = ", ".join(band.taste.words) or "nothing that it knows"
        yield Text(
            f"{seconds} seconds at {band.bpm} beats a minute in {key}. Of the prompt the local "
            f"engine understood: {understood}. Instrumental, made by rules, without lyrics."
        )
    wav = wav_from(band.next_seconds(seconds), RATE, CHANNELS)
    data = base64.b64encode(wav).decode()
    yield Part({"inlineData": {"mimeType": "audio/wav", "data": data}})
    yield About({"finishMessage": "Not Gemini: computed on this machine by rules."})


def _seconds(model: str, prompt: str) -> int:
    """A clip has a fixed length; other models follow the prompt, as far as this engine goes."""
    asked = _LENGTH.search(prompt)
    if "clip" in model or asked is None:
        return _CLIP_SECONDS
    seconds = int(asked[1]) * (60 if asked[2].lower().startswith("m") else 1)
    return max(_SECONDS[0], min(_SECONDS[-1], seconds))
