"""Which ids may be Google's: of a known family, with a version or a word that its models have.

New words are let through, as a notebook may be newer than this list; misspelt ones are not.
"""

import difflib
import re

_FAMILY = re.compile(
    r"(?:gemini|gemma|learnlm|imagen|veo|lyria|text-embedding|embedding|deep-research"
    r"|antigravity|nano-banana)(?=-)"
)
_WORDS = frozenset(
    "flash pro lite ultra nano preview latest exp experimental image generate generation fast tts "
    "live native audio dialog thinking vision transcribe translate embedding gecko robotics er "
    "computer use omni banana customtools clip realtime max it".split()
)
_NUMBER = re.compile(r"[ae]?\d+(?:\.\d+)?[bkn]?")


def is_foreign_id(model_id: str) -> bool:
    """Whether Google may have a model of this id."""
    if model_id == "aqa":
        return True
    family = _FAMILY.match(model_id)
    if family is None or not re.fullmatch(r"[a-z0-9.-]{1,100}", model_id):
        return False
    words = model_id[family.end() + 1 :].split("-")
    known = [word in _WORDS or _NUMBER.fullmatch(word) is not None for word in words]
    return any(known) and not any(
        _is_misspelt(word) for word, is_known in zip(words, known, strict=True) if not is_known
    )


def _is_misspelt(word: str) -> bool:
    return not word or bool(difflib.get_close_matches(word, _WORDS, n=1, cutoff=0.75))
