"""Questions about the engine itself: who it is, and what it can do."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources

_ABOUT_ITSELF = re.compile(
    r"\b(?:who|what) (?:exactly )?are you\b|\bare you (?:really |actually )?(?:gemini|google|"
    r"an? (?:ai|bot|robot|language model|llm))\b|\bwhat(?: language)? model are you\b"
    r"|\bwhich (?:language )?model\b.*\b(?:you|this|answer)|\bwhat can you do\b"
    r"|\bintroduce yourself\b",
    re.IGNORECASE,
)


def answer(request: Request, resources: Resources) -> Answer | None:
    if len(request.prompt) > 200 or not _ABOUT_ITSELF.search(request.prompt):
        return None
    prose = (
        "Prose is written by SmolLM2, a small language model of 135 million parameters."
        if resources.language_model
        else "The small language model for prose, SmolLM2, is not in use; "
        "`python -m gemini_magic.local setup` installs it."
    )
    text = (
        f"I am gemini-magic's local engine, not Gemini: you asked for `{request.model}`, and this "
        f"answer was computed on your own machine, without a key or a network.\n\n"
        "I do arithmetic, units, percentages and dates, draw tables, call the functions you "
        "declare, fill JSON schemas, summarise texts, describe images by their measurable "
        f"properties and quote the Python documentation. {prose} For knowledge and reasoning, "
        "use the real service with an API key."
    )
    return computed(["The question is about the engine, so it describes itself."], text)
