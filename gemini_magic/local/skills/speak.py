"""Speech: what a prompt tells to say, said in the voices that it names."""

from collections.abc import Iterator

from gemini_magic.local import catalog
from gemini_magic.local.answer import About, Answer, Cut, Part, Piece, Thought
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.sound.cast import cast_from
from gemini_magic.local.sound.lines import lines_from
from gemini_magic.local.sound.pcm import silence
from gemini_magic.local.sound.raw import BYTES_PER_PART, part_of
from gemini_magic.local.sound.speech import Speaker
from gemini_magic.local.wire.errors import InvalidArgument

_MOST_SECONDS = 655  # 16,384 tokens
_PAUSE = 0.2


def answer(request: Request, resources: Resources) -> Answer | None:
    model = catalog.find(request.model)
    if model is None or model.id != catalog.SPEECH:
        return None
    speaks = resources.speaker.speaks
    return Answer(_spoken(request, resources.speaker), catalog.SPEECH if speaks else catalog.HUM)


def _spoken(request: Request, speaker: Speaker) -> Iterator[Piece]:
    cast = cast_from(request.config.get("speechConfig", {}))
    parts = [part for content in request.contents for part in content["parts"]]
    lines = [*lines_from(parts, cast.speakers)]
    if not lines:
        raise InvalidArgument("The prompt holds no text that could be said.")
    means = "eSpeak NG" if speaker.speaks else "a hum in the rhythm of the text, which is no speech"
    yield Thought(f"The prompt holds {len(lines)} line(s) to be said; {means} says them.")
    waiting, seconds = b"", 0
    for line in lines:
        voice = cast.speakers.get(line.speaker, cast.voice)
        said = speaker.speech(line.text, voice, language=cast.language, style=line.style)
        waiting += said + silence(_PAUSE)
        while len(waiting) >= BYTES_PER_PART:
            yield Part(part_of(waiting[:BYTES_PER_PART]))
            waiting, seconds = waiting[BYTES_PER_PART:], seconds + 1
            if seconds >= _MOST_SECONDS:
                yield Cut()
                return
    if waiting:
        yield Part(part_of(waiting))
    yield About({"finishMessage": f"Not Gemini: computed on this machine by {means}."})
