"""What can be said of sound in which no words were found."""

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.live.activity import decibels, level
from gemini_magic.local.live.ear import Sound

_WHY = {
    True: "The part that hears found none.",
    False: "The local engine understands speech where faster-whisper is installed.",
}


def unheard(sound: Sound, *, listened: bool) -> Answer:
    """The answer to such sound; `listened` if there was anything to find words by."""
    loudness = decibels(level(sound.pcm))
    return computed(
        ["No words were found in the sound, so the engine says what it has measured."],
        f"I heard {sound.seconds:.1f} seconds of sound at {loudness:.0f} decibels of full scale, "
        f"but no words in it. {_WHY[listened]} Typed text I always understand.",
    )
