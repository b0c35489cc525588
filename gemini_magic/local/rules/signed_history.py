"""Signatures that come back in a history: each must be ours, and the current turn's calls need one.

As in the API, only models from Gemini 3 on look at them.
"""

from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.request import Request
from gemini_magic.local.signature import Signer, is_dummy
from gemini_magic.local.wire.errors import InvalidArgument, Violation

Part = dict[str, Any]


def check_signatures(request: Request, signer: Signer) -> None:
    """Raises `InvalidArgument` for a foreign or altered signature, and for a missing one."""
    if not catalog.signs(request.model):
        return
    _check_known(request, signer)
    _check_calls(request)
    _check_images(request)


def _check_known(request: Request, signer: Signer) -> None:
    text = ""
    for at, content in enumerate(request.contents):
        if content.get("role") != "model":
            text = ""
            continue
        for i, part in enumerate(content.get("parts", ())):
            signature = part.get("thoughtSignature")
            if "text" not in part:
                text = ""
            elif signature or not part.get("thought"):
                text += part["text"]
            if signature and not _is_known(signature, part, text, signer):
                field = f"contents[{at}].parts[{i}].thought_signature"
                wrong = (
                    f"Corrupted thought signature: {field} was not made for this part by this "
                    "engine. Send every part back as it came."
                )
                raise InvalidArgument(wrong, [Violation(field, wrong)])
            if signature:
                text = ""


def _is_known(signature: str, part: Part, text: str, signer: Signer) -> bool:
    """A stream's last, empty part signs the text before it, however that was cut or joined."""
    said = (part, {"text": text})
    return is_dummy(signature) or any(signer.is_of(signature, one) for one in said)


def _check_calls(request: Request) -> None:
    contents = request.contents
    starts = [i for i, content in enumerate(contents) if _opens_turn(content)]
    for at in range(starts[-1] if starts else 0, len(contents)):
        parts = contents[at].get("parts", ()) if contents[at].get("role") == "model" else ()
        calls = [(i, part) for i, part in enumerate(parts) if "functionCall" in part]
        # Of parallel calls the first carries the signature for all.
        if calls and "thoughtSignature" not in calls[0][1]:
            position, part = calls[0]
            name = part["functionCall"].get("name", "")
            raise InvalidArgument(
                "Function call is missing a thought_signature in functionCall parts. This is "
                "required for tools to work correctly. Additional data, function call "
                f"`default_api:{name}`, position {position + 1} of contents[{at}]. "
                "Send the model's parts back as they came."
            )


def _opens_turn(content: dict[str, Any]) -> bool:
    if content.get("role") == "model":
        return False
    return any("functionResponse" not in part for part in content.get("parts", ()))


def _check_images(request: Request) -> None:
    """Models that draw want back the signature of each picture, and of what stands before it."""
    model = catalog.find(request.model)
    if model is None or model.id != catalog.DRAWING:
        return
    for at, content in enumerate(request.contents):
        parts = content.get("parts", ()) if content.get("role") == "model" else ()
        for i, part in enumerate(parts):
            is_picture = part.get("inlineData", {}).get("mimeType", "").startswith("image/")
            if is_picture and not part.get("thought") and "thoughtSignature" not in part:
                raise InvalidArgument(
                    f"Image part is missing a thought_signature in content position {at + 1}, part "
                    f"position {i + 1}. Send every part of the model's turn back as it came."
                )
