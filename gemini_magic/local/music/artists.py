"""Finds prompts that ask for somebody's music; the API filters these, and so does the engine."""

import re

_WELL_KNOWN = re.compile(
    r"\b(?:the beatles|beatles|taylor swift|michael jackson|madonna|beyonc[eé]|drake|eminem|abba"
    r"|rihanna|adele|coldplay|queen band|freddie mercury|elvis|bob dylan|david bowie|radiohead"
    r"|daft punk|kraftwerk|metallica|nirvana|pink floyd|led zeppelin|rolling stones|u2|prince song"
    r"|billie eilish|ed sheeran|kanye|jay-z|bts|blackpink|lady gaga|bruno mars|hans zimmer"
    r"|john williams|miles davis|frank sinatra|johnny cash|bob marley)\b",
    re.IGNORECASE,
)
_LIKE_SOMEBODY = re.compile(
    r"\b(?:in the style of|sounds? like|by|à la|similar to)\s+(?:[A-Z][\w'’.-]+\s+[A-Z][\w'’.-]+)"
)


def why_filtered(prompt: str) -> str | None:
    """Why a prompt is not followed, or None. A small rule: it knows few names."""
    named = _WELL_KNOWN.search(prompt) or _LIKE_SOMEBODY.search(prompt)
    if named is None:
        return None
    return f"The prompt names an artist ({named[0]!r}); describe the music instead."
