"""Everything else: SmolLM2 writes, or where it is not installed the engine says so."""

from collections.abc import Iterator

from gemini_magic.local import catalog, tokens
from gemini_magic.local.answer import Answer, Piece, Thought, computed
from gemini_magic.local.language_model import LanguageModel, Messages, Sampling
from gemini_magic.local.request import Request, text_of
from gemini_magic.local.resources import Resources

# Reading goes at about 190 tokens a second, so a longer past would keep the user waiting.
_MOST_HISTORY_TOKENS = 900
_MOST_SYSTEM_CHARACTERS = 1500
_PERSONA = "You are a helpful assistant. Answer briefly and plainly."


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
    """The system instruction and as many of the last turns as may be read in good time."""
    turns: Messages = []
    room = _MOST_HISTORY_TOKENS
    for content in reversed(request.contents):
        text = text_of(content)
        room -= tokens.count_text(text)
        if turns and room < 0:
            break
        role = "assistant" if content.get("role") == "model" else "user"
        if text:
            turns.insert(0, {"role": role, "content": text[-4 * _MOST_HISTORY_TOKENS :]})
    system = request.system[:_MOST_SYSTEM_CHARACTERS] or _PERSONA
    return [{"role": "system", "content": system}, *turns]


def _written(request: Request, language_model: LanguageModel) -> Iterator[Piece]:
    messages = messages_from(request)
    yield Thought(
        "No rule matches the question, so SmolLM2 (135 million parameters, on this machine) "
        f"writes the answer from {len(messages) - 1} turn(s) of the conversation."
    )
    yield from language_model.write(messages, sampling_from(request))


def _without_model(request: Request) -> Answer:
    text = (
        "No rule of the local engine matches this question, and the part that writes prose is "
        "not installed. `python -m gemini_magic.local setup` installs it; with an API key, "
        "Gemini itself answers."
    )
    return computed(["No rule matches the question, and there is no language model."], text)
