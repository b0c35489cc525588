"""What an agent is going to search for: planned from a question, and refined by what is said."""

import re
from dataclasses import dataclass

_MOST_QUERIES = 4
_LONGEST_QUERY = 120
_SAYS_NOTHING = re.compile(
    r"\b(?:research|compare|report|write|explain|about|how|what|which|python|the|and|of|to|in|an?|"
    r"with|for|on|do|does|please|between|difference|history|focus|ways?|some|more|add|also)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[,;.?!\n]|\band\b|\bor\b|\bversus\b|\bvs\b", re.IGNORECASE)
_UNWANTED = re.compile(
    r"\b(?:less(?: on| about)?|without|drop|leave out|remove|not|no)\s+(?:the\s+)?([^,;.?!\n]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plan:
    """The question as it was put, and the queries that are to answer it."""

    question: str
    queries: tuple[str, ...]

    def refined(self, said: str) -> "Plan":
        """What is wanted comes first, and what is not is left out; one query always stays."""
        unwanted = [word for match in _UNWANTED.findall(said) for word in match.lower().split()]
        added = _queries(_UNWANTED.sub(" ", said))
        kept = [q for q in self.queries if not set(q.lower().split()) & set(unwanted)]
        queries = list(dict.fromkeys([*added, *kept]))[:_MOST_QUERIES]
        return Plan(self.question, tuple(queries) or self.queries[:1])

    def told(self, stores: int) -> str:
        """The plan for one who is to approve it."""
        steps = [f"Search {stores} File Search store(s) for the question."] if stores else []
        steps += [f"Search the Python documentation for “{query}”." for query in self.queries]
        steps.append("Write a report that quotes what was found and cites where it stands.")
        listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        return (
            f"# Research plan: {self.question.strip()[:_LONGEST_QUERY]}\n\n{listed}\n\n"
            "Say what to change with `collaborative_planning` on; to start the research, go on "
            "from this interaction with `collaborative_planning` off."
        )


def plan_for(question: str) -> Plan:
    """The whole question, then its parts."""
    queries = _queries(question) or [question.strip()[:_LONGEST_QUERY]]
    return Plan(question, tuple(queries))


def _queries(text: str) -> list[str]:
    parts = [text, *_PARTS.split(text)]
    cleaned = (" ".join(_SAYS_NOTHING.sub(" ", part).split()).strip(" .,;?!") for part in parts)
    found = dict.fromkeys(query[:_LONGEST_QUERY] for query in cleaned if query)
    return list(found)[:_MOST_QUERIES]
