"""Reads what `predictLongRunning` is asked into plans, as strictly and in the words of the API."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gemini_magic.local import tokens
from gemini_magic.local.film.plan import Plan, picture_bytes
from gemini_magic.local.wire.errors import InvalidArgument
from gemini_magic.local.wire.proto import Message, Repeated, anything, data, read, string, struct

Wire = dict[str, Any]

_IMAGE = Message("Image", {"bytesBase64Encoded": data, "mimeType": string})
_INSTANCE = Message(
    "Instance",
    {
        "prompt": string,
        "image": _IMAGE,
        "lastFrame": _IMAGE,
        "video": Message("Video", {"uri": string, "encodedVideo": data, "encoding": string}),
        "referenceImages": Repeated(
            Message("ReferenceImage", {"image": _IMAGE, "referenceType": string})
        ),
    },
)
ORDER = Message(
    "PredictLongRunningRequest",
    {
        "instances": Repeated(anything),
        "parameters": struct,
        "webhookConfig": Message(
            "WebhookConfig", {"uris": Repeated(string), "userMetadata": struct}
        ),
    },
)

_SHORT_SIDES = {"720p": 720, "1080p": 1080}
_MOST_PROMPT_TOKENS = 1024
_MOST_REFERENCES = 3
_MOST_PIXELS = 50_000_000
_LONGER_BY = 7


def read_order(body: Any) -> tuple[Wire, Wire, Wire | None]:
    """The one instance, the parameters and the webhooks of a body, or `InvalidArgument`."""
    asked = read(body, ORDER)
    instances = asked.get("instances", [])
    if len(instances) != 1:
        raise InvalidArgument(
            f"`instances` holds {len(instances)} entries; a request for a video has one."
        )
    instance = read(instances[0], _INSTANCE)
    parameters = asked.get("parameters", {})
    for name, value in parameters.items():
        if name not in _PARAMETERS:
            raise InvalidArgument(
                f"`{name}` isn't supported by this model. Please remove it or refer to the Gemini "
                "API documentation for supported usage."
            )
        _PARAMETERS[name](name, value)
    _check_together(instance, parameters)
    return instance, parameters, asked.get("webhookConfig")


def plans_from(instance: Wire, parameters: Wire, earlier: Path | None) -> list[Plan]:
    """A plan for each film; pictures that cannot be read are an `InvalidArgument`."""
    short = _SHORT_SIDES[parameters.get("resolution", "720p")]
    is_upright = parameters.get("aspectRatio") == "9:16"
    long = short * 16 // 9
    references = [one.get("image", {}) for one in instance.get("referenceImages", ())]
    pictures = [instance.get("image"), instance.get("lastFrame"), *references]
    first, last, *others = [_checked(one) if one is not None else None for one in pictures]
    seed = parameters.get("seed", 7)
    return [
        Plan(
            prompt=instance.get("prompt", ""),
            negative=parameters.get("negativePrompt", ""),
            width=short if is_upright else long,
            height=long if is_upright else short,
            seconds=_LONGER_BY if earlier else int(parameters.get("durationSeconds", 8)),
            seed=int(seed) + number,
            first=first,
            last=last,
            references=[one for one in others if one is not None],
            earlier=str(earlier) if earlier else None,
        )
        for number in range(int(parameters.get("sampleCount", 1)))
    ]


def _check_together(instance: Wire, parameters: Wire) -> None:
    has = {name for name in ("prompt", "image", "lastFrame", "video") if instance.get(name)}
    references = instance.get("referenceImages", [])
    seconds = parameters.get("durationSeconds", 8)
    for is_wrong, why in (
        (not has and not references, "The instance has no `prompt`, `image` or `video`."),
        ("lastFrame" in has and "image" not in has, "`lastFrame` needs `image`, the first frame."),
        ("video" in has and "image" in has, "Set only one of `video` and `image`."),
        (references and has - {"prompt"},
         "`referenceImages` cannot be used with `image`, `lastFrame` or `video`."),
        (len(references) > _MOST_REFERENCES,
         f"`referenceImages` holds {len(references)} images; {_MOST_REFERENCES} are the most."),
        (references and "prompt" not in has, "`referenceImages` need a `prompt`."),
        (references and seconds != 8, "`referenceImages` need a `durationSeconds` of 8."),
        (parameters.get("resolution") == "1080p" and seconds != 8,
         "The `resolution` 1080p needs a `durationSeconds` of 8."),
        ("video" in has and parameters.get("resolution", "720p") != "720p",
         "A `video` can be lengthened in the `resolution` 720p only."),
    ):  # fmt: skip
        if is_wrong:
            raise InvalidArgument(why)
    for one in references:
        if (kind := one.get("referenceType", "ASSET")).upper() not in ("ASSET", "STYLE"):
            raise InvalidArgument(f"`referenceType` is {kind!r}; it must be ASSET or STYLE.")
    if tokens.count_text(instance.get("prompt", "")) > _MOST_PROMPT_TOKENS:
        raise InvalidArgument(f"`prompt` has more than {_MOST_PROMPT_TOKENS} tokens.")


def _checked(image: Wire) -> str:
    """The base64 of a picture that Pillow knows, without decoding its pixels."""
    from PIL import Image

    encoded: str = image.get("bytesBase64Encoded", "")
    if not encoded or not re.fullmatch(r"image/[\w.+-]+", image.get("mimeType", "")):
        raise InvalidArgument("An image needs `bytesBase64Encoded` and a `mimeType` of image/….")
    try:
        width, height = Image.open(io.BytesIO(picture_bytes(encoded))).size
    # Damaged files fail in as many ways as there are decoders.
    except Exception as error:
        raise InvalidArgument(
            f"Unable to process input image: {type(error).__name__} in what is said to be "
            f"{image['mimeType']}."
        ) from error
    if width * height > _MOST_PIXELS:
        raise InvalidArgument(f"An image has {width}x{height} pixels; {_MOST_PIXELS} are the most.")
    return encoded


Check = Callable[[str, Any], None]


def _number(low: int, high: int) -> Check:
    def check(name: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise InvalidArgument(f"The value type for `{name}` needs to be a number.")
        if not low <= value <= high:
            raise InvalidArgument(
                f"The number value for `{name}` is out of bound. Please provide a value between "
                f"{low} and {high}, inclusive."
            )

    return check


def _one_of(*known: str) -> Check:
    def check(name: str, value: Any) -> None:
        if value not in known:
            raise InvalidArgument(f"`{name}` is {value!r}; it must be one of {', '.join(known)}.")

    return check


def _text(name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise InvalidArgument(f"The value type for `{name}` needs to be a string.")


def _flag(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise InvalidArgument(f"The value type for `{name}` needs to be a boolean.")


_PARAMETERS: dict[str, Check] = {
    "sampleCount": _number(1, 4),
    "durationSeconds": _number(4, 8),
    "seed": _number(0, 2**32 - 1),
    "fps": _number(24, 24),
    "aspectRatio": _one_of("16:9", "9:16"),
    "resolution": _one_of(*_SHORT_SIDES),
    "personGeneration": _one_of("allow_all", "allow_adult", "dont_allow"),
    "negativePrompt": _text,
    "enhancePrompt": _flag,
    # Said of films that have a sound; these have none.
    "generateAudio": _flag,
}
