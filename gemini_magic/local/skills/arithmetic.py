"""Arithmetic in signs or words, percentages included, with its steps."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.words.evaluate import NotArithmetic, Refused, show, steps
from gemini_magic.local.words.expression import expression_in

_MOST_STEPS = 12


def answer(request: Request, resources: Resources) -> Answer | None:
    found = expression_in(request.prompt)
    if found is None:
        return None
    try:
        done = steps(found)
    except Refused as error:
        thought = f"{found!r} is arithmetic, but the engine refuses it: {error}."
        return computed([thought], f"I cannot compute `{found}`: {error}.")
    except NotArithmetic:
        return None
    thoughts = [f"The question is arithmetic: `{found}`."]
    thoughts += [f"{operation} = {show(value)}" for operation, value in done[:_MOST_STEPS]]
    return computed(thoughts, f"{_readable(found)} = **{show(done[-1][1])}**")


def _readable(expression: str) -> str:
    spaced = re.sub(r"\s*(\*\*|[+*/%]|(?<=[\d)])\s*-)\s*", r" \1 ", expression)
    return spaced.replace("**", "^").replace("*", "×").replace("  ", " ").strip()
