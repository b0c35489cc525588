"""What of a prompt is to be read aloud, by whom and how; directions are followed, not read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gemini_magic.local.sound.manner import Manner, manner_from

_TRANSCRIPT = re.compile(r"^#+ *transcript\b.*\n", re.IGNORECASE | re.MULTILINE)
_DIRECTION = re.compile(
    r"\s*((?:please +)?(?:say|read|speak|tts|narrate|recite|whisper|shout|announce|perform|deliver"
    r"|pronounce|sing|generate|make|convert|synthesi[sz]e|sag|lies|sprich|dis|lis|di|lee)\b"
    r"[^:：\n]{0,300}|[^:：\n]{0,60}[说說读讀念][^:：\n]{0,20})[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[([^\[\]\n]{1,60})\]|\(([^()\n]{1,60})\)")
_NOTHING = Manner()
_SENTENCE = re.compile(r".+?(?:[.!?…][\"'”’)]*(?=\s|$)|[。！？]|\n|$)\s*", re.DOTALL)
_MOST_CHARACTERS = 400


@dataclass(frozen=True)
class Line:
    """Words to be said; `speaker` is empty where only one speaks."""

    text: str
    speaker: str = ""
    style: str = ""


def lines_from(parts: Iterable[dict[str, Any]], speakers: Iterable[str]) -> Iterator[Line]:
    """The lines of text parts, in sentences or a little longer, in order."""
    known = list(speakers)
    for part in parts:
        if not part.get("text") or part.get("thought"):
            continue
        metadata = part.get("speechMetadata", {})
        if metadata:
            speaker = metadata.get("speaker") or (known[0] if known else "")
            whole = [Line(part["text"], speaker, metadata.get("style", ""))]
        else:
            whole = [*_turns(part["text"], known)] if known else [_monologue(part["text"])]
        for line in whole:
            yield from _cut(line)


def _monologue(text: str) -> Line:
    if heading := _TRANSCRIPT.search(text):
        return Line(text[heading.end() :], style=text[: heading.start()])
    direction = _DIRECTION.match(text)
    if direction is None or not text[direction.end() :].strip():
        return Line(text)
    return Line(text[direction.end() :], style=direction[1])


def _turns(text: str, speakers: list[str]) -> Iterator[Line]:
    """`Joe: … Jane: …`; what stands before the first name are directions for both."""
    names = "|".join(sorted(map(re.escape, speakers), key=len, reverse=True))
    marks = [*re.finditer(rf"(?<!\w)\**({names})\**\s*[:：]\**", text, re.IGNORECASE)]
    # "… between Joe and Jane:" ends a direction; Jane does not speak there.
    if len(marks) > 1 and not text[marks[0].end() : marks[1].start()].strip():
        marks = marks[1:]
    if not marks:
        line = _monologue(text)
        yield Line(line.text, speakers[0], line.style)
        return
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    directions = text[: marks[0].start()]
    for mark, end in zip(marks, ends, strict=True):
        speaker = next(name for name in speakers if name.casefold() == mark[1].casefold())
        yield Line(text[mark.end() : end], speaker, _direction_for(speaker, directions))


def _direction_for(speaker: str, directions: str) -> str:
    """The clauses that name a speaker, where any does; else what is said of all."""
    clauses = re.split(r"[.,;:\n。，；]|\band\b", directions)
    own = [clause for clause in clauses if speaker.casefold() in clause.casefold()]
    return ", ".join(own) if any(manner_from(clause) != _NOTHING for clause in own) else ""


def _cut(line: Line) -> Iterator[Line]:
    """Tags in brackets end a line and give the next its style; long lines end with a sentence."""
    start, style = 0, line.style
    for tag in _TAG.finditer(line.text):
        words = tag[1] or tag[2]
        if tag[2] and manner_from(words) == _NOTHING:
            continue  # parentheses of the text itself
        yield from _sentences(line.text[start : tag.start()], line.speaker, style)
        start, style = tag.end(), f"{line.style} {words}"
    yield from _sentences(line.text[start:], line.speaker, style)


def _sentences(text: str, speaker: str, style: str) -> Iterator[Line]:
    said = ""
    for sentence in _SENTENCE.findall(text):
        if said and len(said) + len(sentence) > _MOST_CHARACTERS:
            yield Line(said.strip(), speaker, style)
            said = ""
        said += sentence
        while len(said) > _MOST_CHARACTERS:
            cut = said.rfind(" ", 1, _MOST_CHARACTERS) + 1 or _MOST_CHARACTERS
            yield Line(said[:cut].strip(), speaker, style)
            said = said[cut:]
    if re.search(r"\w", said):
        yield Line(said.strip(), speaker, style)
