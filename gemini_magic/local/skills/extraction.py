"""Questions about a text in the conversation: the sentences of it that fit the question best."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.ranking import rank
from gemini_magic.local.words.textrank import sentences

_QUESTION = re.compile(
    r"^\W*(?:who|what|when|where|which|why|how|whose|is|are|was|were|do|does|did|can)\b.*\?"
    r"|^[^.]{0,120}\?\s*$",
    re.IGNORECASE,
)
_SHORTEST_TEXT = 40
_SHOWN = 2


def answer(request: Request, resources: Resources) -> Answer | None:
    question, text = _parted(request)
    if not question or len(text.split()) < _SHORTEST_TEXT:
        return None
    found = sentences(text)
    scores = rank(question, found)
    best = sorted(range(len(found)), key=lambda i: -scores[i])[:_SHOWN]
    if not best or scores[best[0]] <= 0:
        return None
    chosen = [i for i in sorted(best) if scores[i] * 2 > scores[best[0]]]
    thoughts = [
        f"The question {question!r} is about a text of {len(found)} sentences in the prompt.",
        f"By BM25, {len(chosen)} of them fit it best ({scores[best[0]]:.2f}); they are quoted.",
    ]
    quote = "\n".join(f"> {found[i]}" for i in chosen)
    return computed(thoughts, f"The text says:\n\n{quote}")


def _parted(request: Request) -> tuple[str, str]:
    """The question, first or last in the prompt, and the rest, or else what was said before."""
    blocks = [line.strip() for line in request.prompt.splitlines() if line.strip()]
    for i in (-1, 0):
        if blocks and len(blocks[i]) < 300 and _QUESTION.search(blocks[i]):
            rest = [block for block in blocks if block is not blocks[i]]
            return blocks[i], "\n".join(rest or request.earlier_prompts)
    return "", ""
