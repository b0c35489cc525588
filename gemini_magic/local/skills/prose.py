"""Everything else: SmolLM2 writes, or where it is not installed the engine says so."""

import re
from collections.abc import Iterator
from contextlib import closing

from gemini_magic.local import catalog
from gemini_magic.local.answer import Answer, Piece, Text, Thought, computed
from gemini_magic.local.language_model import LanguageModel, Messages, Sampling
from gemini_magic.local.request import Request, text_of
from gemini_magic.local.resources import Resources

# A token is at least a byte, so this always fits into the context beside an answer; and as SmolLM2
# reads about 190 tokens a second, it takes four seconds at worst.
_MOST_BYTES = 3200
_ENOUGH_TOKENS = 240
_ENDS = re.compile(r"[.!?][\"”')]*\s*$")
_PERSONA = "You are a helpful assistant."


def answer(request: Request, resources: Resources) -> Answer | None:
    if resources.language_model is None or request.model == catalog.RULES:
        return _without_model(request)
    return Answer(_written(request, resources.language_model), catalog.SMOLLM2)


def sampling_from(request: Request) -> Sampling:
    config = request.config
    default = Sampling(request.seed)
    return Sampling(
        seed=request.seed,
        temperature=config.get("temperature", default.temperature),
        top_p=config.get("topP", default.top_p),
        top_k=int(config.get("topK", default.top_k)),
        most_tokens=min(config.get("maxOutputTokens", default.most_tokens), default.most_tokens),
    )


def messages_from(request: Request) -> Messages:
    """The system instruction and as many of the last turns as fit."""
    system = _shortened(request.system, _MOST_BYTES // 4) or _PERSONA
    room = _MOST_BYTES - len(system.encode())
    turns: Messages = []
    for content in reversed(request.contents):
        text = text_of(content)
        if turns and len(text.encode()) > room:
            break
        text = _shortened(text, room)
        room -= len(text.encode())
        role = "assistant" if content.get("role") == "model" else "user"
        if text:
            turns.insert(0, {"role": role, "content": text})
    return [{"role": "system", "content": system}, *turns]


def _shortened(text: str, most: int) -> str:
    """The beginning and the end of a text: what is asked stands in one of them."""
    data = text.encode()
    if len(data) <= most:
        return text
    head, tail = data[: most // 3], data[len(data) - most // 2 :]
    return f"{head.decode(errors='ignore')} … {tail.decode(errors='ignore')}"


def _written(request: Request, language_model: LanguageModel) -> Iterator[Piece]:
    messages = messages_from(request)
    yield Thought(
        "No rule matches the question, so SmolLM2 (135 million parameters, on this machine) "
        f"writes the answer from {len(messages) - 1} turn(s) of the conversation."
    )
    with closing(language_model.write(messages, sampling_from(request))) as writing:
        for written, piece in enumerate(writing):
            yield piece
            # So small a model has said all that it can by then, and begins to turn in circles.
            if written > _ENOUGH_TOKENS and isinstance(piece, Text) and _ENDS.search(piece.text):
                return


def _without_model(request: Request) -> Answer:
    text = (
        "No rule of the local engine matches this question, and the part that writes prose is "
        "not installed. `python -m gemini_magic.local setup` installs it; with an API key, "
        "Gemini itself answers."
    )
    return computed(["No rule matches the question, and there is no language model."], text)
