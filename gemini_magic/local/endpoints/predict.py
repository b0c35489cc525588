"""`predict`: Imagen's method, whose pictures the engine draws."""

import asyncio
import base64
from typing import Any

from gemini_magic.local.drawing import files, formats
from gemini_magic.local.drawing.composing import scene_of
from gemini_magic.local.handlers.base import MODEL, VERSION, Endpoint
from gemini_magic.local.wire.errors import InvalidArgument, Violation
from gemini_magic.local.wire.proto import (
    Enum,
    Message,
    Repeated,
    boolean,
    floating,
    integer,
    read,
    string,
)

_RATIOS = ("1:1", "3:4", "4:3", "9:16", "16:9")
_SIZES = ("1K", "2K")
_MIME_TYPES = ("image/png", "image/jpeg")
_MOST = 4
_LONGEST_PROMPT = 4000

_PARAMETERS = Message(
    "PredictParameters",
    {
        "sampleCount": integer,
        "aspectRatio": string,
        "sampleImageSize": string,
        "imageSize": string,
        "guidanceScale": floating,
        "safetySetting": string,
        "personGeneration": Enum(
            "PersonGeneration", frozenset({"DONT_ALLOW", "ALLOW_ADULT", "ALLOW_ALL"}), folded=True
        ),
        "includeSafetyAttributes": boolean,
        "includeRaiReason": boolean,
        "language": string,
        "outputMimeType": string,
        "outputOptions": Message(
            "OutputOptions", {"mimeType": string, "compressionQuality": integer}
        ),
    },
)
PREDICT = Message(
    "PredictRequest",
    {
        "instances": Repeated(Message("PredictInstance", {"prompt": string})),
        "parameters": _PARAMETERS,
    },
)


class Predict(Endpoint):
    async def post(self, version: str, model_id: str) -> None:
        self.known_model(model_id, version, "predict")
        body = read(self.body_json(), PREDICT)
        prompt, parameters = _prompt(body), body.get("parameters", {})
        _check(parameters)
        count = parameters.get("sampleCount", _MOST)
        self.send(
            {
                "predictions": [
                    await asyncio.to_thread(_prediction, model_id, prompt, parameters, number)
                    for number in range(count)
                ]
            }
        )


def _prompt(body: dict[str, Any]) -> str:
    instances = body.get("instances", [])
    if len(instances) != 1 or not instances[0].get("prompt", "").strip():
        raise _wrong("instances", "there must be one instance, with a prompt")
    prompt: str = instances[0]["prompt"]
    if len(prompt) > _LONGEST_PROMPT:
        raise _wrong("instances[0].prompt", f"it must have at most {_LONGEST_PROMPT} letters")
    return prompt


def _check(parameters: dict[str, Any]) -> None:
    count = parameters.get("sampleCount", 1)
    if not 1 <= count <= _MOST:
        raise _wrong("parameters.sample_count", f"{count} is not from 1 to {_MOST}")
    output = parameters.get("outputOptions", {})
    quality = output.get("compressionQuality", 75)
    if not 0 <= quality <= 100:
        raise _wrong("parameters.output_options.compression_quality", f"{quality} is not 0 to 100")
    for field, value, known in (
        ("aspect_ratio", parameters.get("aspectRatio", "1:1"), _RATIOS),
        ("sample_image_size", _size(parameters), _SIZES),
        ("output_options.mime_type", _mime_type(parameters), _MIME_TYPES),
    ):
        if value not in known:
            raise _wrong(f"parameters.{field}", f"{value!r} is not one of {', '.join(known)}")


def _size(parameters: dict[str, Any]) -> str:
    size: str = parameters.get("sampleImageSize") or parameters.get("imageSize") or "1K"
    return size


def _mime_type(parameters: dict[str, Any]) -> str:
    output: dict[str, str] = parameters.get("outputOptions", {})
    return output.get("mimeType") or parameters.get("outputMimeType") or "image/png"


def _wrong(field: str, what: str) -> InvalidArgument:
    text = f"Invalid value at '{field}': {what}."
    return InvalidArgument(text, [Violation(field, text)])


def _prediction(
    model_id: str, prompt: str, parameters: dict[str, Any], number: int
) -> dict[str, str]:
    from gemini_magic.local.drawing.painter import paint

    ratio = parameters.get("aspectRatio", "1:1")
    width, height = formats.pixels(model_id, ratio, _size(parameters))
    scene = scene_of(prompt, width, height, 7 + number)
    image, mime_type = paint(scene, width, height), _mime_type(parameters)
    quality = parameters.get("outputOptions", {}).get("compressionQuality", 75)
    data = files.png(image, scene) if mime_type == "image/png" else files.jpeg(image, quality)
    return {"mimeType": mime_type, "bytesBase64Encoded": base64.b64encode(data).decode("ascii")}


ROUTES = [(rf"{VERSION}/{MODEL}:predict", Predict)]
