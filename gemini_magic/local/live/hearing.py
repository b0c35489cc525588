"""What of a user's sound is understood, and what can be said of sound that is not."""

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.live.activity import decibels, level
from gemini_magic.local.live.ear import Sound

__all__ = ["transcribed", "unheard"]


def transcribed(sound: Sound) -> str:
    """What was said, as far as a part is installed that hears; it blocks."""
    return ""


def unheard(sound: Sound) -> Answer:
    """The answer to sound in which no words were found."""
    loudness = decibels(level(sound.pcm))
    return computed(
        ["No words were found in the sound, so the engine says what it has measured."],
        f"I heard {sound.seconds:.1f} seconds of sound at {loudness:.0f} decibels of full scale, "
        "but no words in it. The local engine understands speech where faster-whisper is "
        "installed; typed text it always understands.",
    )
