"""One of a few labels (`text/x.enum`): by mention, by the tone of the words, then by similarity."""

import re

from gemini_magic.local.answer import Answer, computed
from gemini_magic.local.request import Request
from gemini_magic.local.resources import Resources
from gemini_magic.local.schema import json_schema_from
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.words.embeddings import similarity
from gemini_magic.local.words.facts import Facts
from gemini_magic.local.words.tone import tone

_LONGEST_TEXT = 5000


def answer(request: Request, resources: Resources) -> Answer | None:
    if request.config.get("responseMimeType") != "text/x.enum":
        return None
    config = request.config
    schema = json_schema_from(config.get("responseSchema", config.get("responseJsonSchema")))
    options = schema.get("enum") if isinstance(schema, dict) else None
    if not options:
        raise InvalidArgument("text/x.enum needs a response schema with an enum of strings.")
    label, reason = choose(request.prompt[:_LONGEST_TEXT], [str(option) for option in options])
    return computed([reason], label)


def choose(text: str, options: list[str]) -> tuple[str, str]:
    """The label that fits a text best, and why."""
    if (mentioned := Facts(text).choice(options)) is not None:
        return mentioned, f"The text mentions {mentioned!r}."
    feeling = tone(text)
    if (named := _by_tone(options, feeling)) is not None:
        return named, f"The tone of the words is {feeling:+d}, which speaks for {named!r}."
    scored = [(similarity(text, option), -i) for i, option in enumerate(options)]
    score, index = max(scored)
    label = options[-index]
    return label, f"Of the labels, {label!r} is the most similar to the text ({score:.2f})."


def _by_tone(options: list[str], feeling: int) -> str | None:
    wanted = "positiv|good|happy" if feeling > 0 else "negativ|bad|sad|angry"
    pattern = wanted if feeling else "neutral|mixed|other"
    return next((option for option in options if re.match(pattern, option, re.IGNORECASE)), None)
