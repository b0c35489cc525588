"""Which modalities a model takes and gives, and what a model that only sounds does not take."""

from gemini_magic.local import catalog
from gemini_magic.local.drawing import formats
from gemini_magic.local.request import Request
from gemini_magic.local.sound.cast import cast_from
from gemini_magic.local.tokens import modality_of
from gemini_magic.local.usage import prompt_counts
from gemini_magic.local.wire.errors import InvalidArgument

_TEXT = frozenset({"TEXT"})
_AUDIO = frozenset({"AUDIO"})
_SOUNDING = {
    catalog.SPEECH: (_AUDIO,),
    catalog.MUSIC: (_AUDIO, _AUDIO | _TEXT),
}


def check_modalities(request: Request) -> None:
    """Raises `InvalidArgument` for a combination that the model does not have.

    Messages as in https://github.com/BerriAI/litellm/issues/11118 and
    https://github.com/danielmiessler/Fabric/issues/1607.
    """
    model = catalog.find(request.model)
    sounding = _SOUNDING.get(model.id if model else "")
    asked = request.modalities
    formats.checked(request.config.get("imageConfig", {}))
    if model is not None and model.id == catalog.DRAWING:
        if asked - {"TEXT", "IMAGE"}:
            raise _unsupported(request, (_TEXT | {"IMAGE"}, frozenset({"IMAGE"})))
        return
    if sounding is None:
        if "IMAGE" in asked:
            raise _unsupported(request, (_TEXT,))
        if "AUDIO" in asked or "VIDEO" in asked:
            raise _unsupported(request, (_TEXT,))
        if "speechConfig" in request.config:
            raise InvalidArgument("Cannot extract voices from a non-audio request.")
        return
    if asked not in sounding and not (model and model.id == catalog.MUSIC and asked == _TEXT):
        raise _unsupported(request, sounding)
    cast_from(request.config.get("speechConfig", {}))
    if model is not None and model.id == catalog.SPEECH:
        _check_speech(request, model)


def _unsupported(request: Request, accepted: tuple[frozenset[str], ...]) -> InvalidArgument:
    combinations = "".join(f"* {', '.join(sorted(one))}\n" for one in accepted)
    return InvalidArgument(
        f"The requested combination of response modalities ({', '.join(sorted(request.modalities))}"
        f") is not supported by the model. models/{request.model} accepts the following "
        f"combination of response modalities:\n{combinations}"
    )


def _check_speech(request: Request, model: catalog.Model) -> None:
    name = f"models/{request.model}"
    media = (p.get("inlineData") or p.get("fileData") for c in request.contents for p in c["parts"])
    kinds = [modality_of(one.get("mimeType", "")) for one in media if one]
    refused = {
        f"Developer instruction is not enabled for {name}": request.system,
        f"Multiturn chat is not enabled for {name}": any(
            content.get("role") == "model" for content in request.contents
        ),
        f"Tool use is not enabled for {name}": request.body.get("tools"),
        f"JSON mode is not enabled for {name}": request.config.get("responseMimeType", "")
        not in ("", "text/plain"),
        f"{''.join(kinds[:1]).capitalize()} input modality is not enabled for {name}": kinds,
    }
    for message, is_asked in refused.items():
        if is_asked:
            raise InvalidArgument(message)
    tokens, most = sum(prompt_counts(request.body).values()), model.input_token_limit
    if tokens > most:
        raise InvalidArgument(
            f"The input token count ({tokens}) exceeds the maximum number of tokens allowed "
            f"({most})."
        )
