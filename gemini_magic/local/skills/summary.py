"""Summaries: the most central sentences of a text in the prompt, by TextRank."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.textrank import best_sentences, sentences

_WANTED = re.compile(
    r"\bsummar(?:y|i[sz]e|ies)\b|\btl;?dr\b|\bkey points?\b|\bmain (?:points?|ideas?)\b"
    r"|\bin (?:a|one|two|three|\d+) sentences?\b|\bshorten\b|\bgist\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(\d{1,2}|one|two|three|four|five|a)\s+(?:\w+\s+)?(?:sentence|point|bullet)")
_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_BULLETS = re.compile(r"\bpoints?\b|\bbullets?\b|\blist\b", re.IGNORECASE)
_SHORTEST = 40


def answer(request: Request, resources: Resources) -> Answer | None:
    instruction, text = _parted(request.prompt)
    if not instruction or len(text.split()) < _SHORTEST:
        return None
    found = sentences(text)
    if len(found) < 3:
        return None
    count = _count(instruction, len(found))
    chosen = [found[i] for i in best_sentences(found, count)]
    bulleted = _BULLETS.search(instruction)
    shown = "\n".join(f"- {sentence}" for sentence in chosen) if bulleted else " ".join(chosen)
    thoughts = [
        f"A summary of {len(text.split())} words in {len(found)} sentences is wanted.",
        f"TextRank compared all sentences; the {len(chosen)} most central ones are quoted.",
    ]
    return computed(thoughts, shown)


def _parted(prompt: str) -> tuple[str, str]:
    """The line that asks for the summary, and the rest."""
    lines = prompt.splitlines()
    for i in (0, len(lines) - 1):
        if lines and _WANTED.search(lines[i]):
            head, colon, tail = lines[i].partition(":")
            if colon and _WANTED.search(head) and len(head) < 200:
                return head, "\n".join([tail, *lines[:i], *lines[i + 1 :]])
            if len(lines[i]) < 200:
                return lines[i], "\n".join(lines[:i] + lines[i + 1 :])
    return "", ""


def _count(instruction: str, available: int) -> int:
    if found := _COUNT.search(instruction.lower()):
        wanted = _WORDS.get(found[1]) or int(found[1])
    else:
        wanted = max(2, min(5, available // 5))
    return max(1, min(wanted, available))
