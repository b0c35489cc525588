"""Questions whose parts wait for one another: "if …, do this, otherwise that", "… the result"."""

import re

from gemini_magic.local.calls.made_calls import MadeCall, numbers_of, scalar_of

_LONGEST = 1000
_CONDITIONAL = re.compile(
    r"\bif\s+(?P<condition>[^,;]+?)(?:,\s*(?:then\s+)?|\s+then\s+)(?P<action>.+?)"
    r"(?:[,;.]?\s*\b(?:otherwise|else|if not)\b,?\s*(?P<other>.+))?$",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(
    r"\b(?:(?:to |by |from |with )?(?:the|that|this|its) "
    r"(?:result|answer|sum|product|value|output|total|number|difference|quotient)"
    r"|(?<=\bto )(?:it|that)\b|(?<=\bby )(?:it|that)\b|(?<=\bmultiply )(?:it|that)\b"
    r"|(?<=\bfrom )(?:it|that)\b|(?<=\bdivide )(?:it|that)\b|(?<=\bdouble )(?:it|that)\b)",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(to|by|from|with) ", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MORE = re.compile(r"\b(?:warmer|hotter|above|over|more|greater|higher|larger|exceeds?|at least)\b",
                   re.IGNORECASE)  # fmt: skip
_LESS = re.compile(r"\b(?:colder|cooler|below|under|less|fewer|lower|smaller|at most)\b",
                   re.IGNORECASE)  # fmt: skip
_NOT = re.compile(r"\b(?:not|isn't|no)\b", re.IGNORECASE)


def asked_now(question: str, clauses: list[str], made: list[MadeCall]) -> list[str]:
    """The clauses that can be acted upon with what is known; those that must wait are left out."""
    if conditional := _CONDITIONAL.search(question[:_LONGEST]):
        before = question[: conditional.start()].strip()
        if not made:
            return [part for part in (before, conditional["condition"]) if part]
        if made[-1].round > 1:
            return []
        action, other = conditional["action"], conditional["other"] or ""
        chosen = action if _holds(conditional["condition"], made) else _in_full(other, action)
        return [chosen] if chosen else []
    waiting = [clause for clause in clauses[1:] if _REFERENCE.search(clause)]
    if not made:
        return [clause for clause in clauses if clause not in waiting]
    rounds = made[-1].round
    return [_known(waiting[rounds - 1], made)] if rounds <= len(waiting) else []


def is_dependent(question: str, clauses: list[str]) -> bool:
    """Whether some part of the question waits for a result."""
    return bool(_CONDITIONAL.search(question[:_LONGEST])) or any(
        map(_REFERENCE.search, clauses[1:])
    )


def _in_full(other: str, action: str) -> str:
    """The other branch, with the words that it leaves out: "otherwise to 18"."""
    preposition = _PREPOSITION.match(other)
    verb = action.rpartition(f" {preposition[1]} ")[0] if preposition else ""
    return f"{verb} {other}" if verb else other


def _known(clause: str, made: list[MadeCall]) -> str:
    """The clause with the result in it that it speaks of."""
    reference = _REFERENCE.search(clause)
    value = scalar_of(made)
    if reference is None or value is None:
        return clause
    preposition = _PREPOSITION.match(reference[0])
    put = f"{preposition[0] if preposition else ''}{value}"
    return f"{clause[: reference.start()]}{put}{clause[reference.end() :]}"


def _holds(condition: str, made: list[MadeCall]) -> bool:
    """Whether the newest result meets the condition: by numbers, or by the words it holds."""
    limit = _NUMBER.search(condition)
    numbers = numbers_of(made)
    if limit and numbers:
        bound = float(limit[0])
        if _MORE.search(condition):
            return numbers[0] >= bound if "at least" in condition else numbers[0] > bound
        if _LESS.search(condition):
            return numbers[0] <= bound if "at most" in condition else numbers[0] < bound
        return numbers[0] == bound
    told = scalar_of(made)
    if isinstance(told, bool):
        return told != bool(_NOT.search(condition))
    said = str(made[-1].result).lower()
    stems = [word[:4] for word in re.findall(r"[a-z]{4,}", condition.lower())]
    return any(stem in said for stem in stems) != bool(_NOT.search(condition))
