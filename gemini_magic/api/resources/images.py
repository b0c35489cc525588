"""predict: pictures by Imagen, which Google has shut down; native models answer in its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import GeminiError, NotFound
from ..call import Call, json_of
from ..call_options import with_options
from ..contents import wire_from
from ..flow import Flow
from ..generate_call import model_path
from ..types import GenerateImagesConfig, GenerateImagesResponse, ListModelsResponse
from .base import Colour, Resource, runs

__all__ = ["Images"]

# Google's names → the wire's, where the two differ.
_PARAMETERS = {
    "numberOfImages": "sampleCount",
    "imageSize": "sampleImageSize",
    "safetyFilterLevel": "safetySetting",
}
_OUTPUT = {"outputMimeType": "mimeType", "outputCompressionQuality": "compressionQuality"}


class Images(Resource[Colour]):
    """What Imagen models do."""

    @runs
    def generate_images(
        self,
        *,
        model: str,
        prompt: str,
        config: GenerateImagesConfig | Mapping[str, Any] | None = None,
    ) -> Flow[GenerateImagesResponse]:
        """Pictures of a prompt. Source: POST models/{m}:predict.

        Google shut its Imagen models down in August 2026: where one is gone, the error names the
        models that make pictures by `generate_content`.
        """
        options = wire_from(GenerateImagesConfig, config or {}, "config")
        return _generated(model, prompt, options)


def _generated(
    model: str, prompt: str, options: GenerateImagesConfig
) -> Flow[GenerateImagesResponse]:
    body: dict[str, Any] = {"instances": [{"prompt": prompt}]}
    if parameters := _parameters(options):
        body["parameters"] = parameters
    parse = json_of(GenerateImagesResponse)
    call = Call("POST", f"{model_path(model)}:predict", parse, body=body)
    try:
        response: GenerateImagesResponse = yield with_options(call, options.http_options)
        return response
    except NotFound as error:
        gone = error
    native = yield from _native_models()
    raise NotFound(
        gone.code,
        gone.status,
        f"model {model!r} is not available: Google has shut Imagen down; make images by "
        f"generate_content with {' or '.join(native) or 'a model that has image in its name'}",
        gone.details,
    )


def _native_models() -> Flow[list[str]]:
    """Models that answer with images, as the service lists them now."""
    query = {"pageSize": "1000"}
    try:
        page: ListModelsResponse = yield Call(
            "GET", "models", json_of(ListModelsResponse), query=query
        )
    except GeminiError:
        return []  # a courtesy: the first error is the one to report
    return [
        (model.name or "").removeprefix("models/")
        for model in page.models or ()
        if "image" in (model.name or "") and "generateContent" in (model.supported_actions or ())
    ][:3]


def _parameters(options: GenerateImagesConfig) -> dict[str, Any]:
    given = options.to_wire()
    given.pop("httpOptions", None)
    output = {_OUTPUT[name]: given.pop(name) for name in _OUTPUT if name in given}
    parameters = {_PARAMETERS.get(name, name): value for name, value in given.items()}
    return {**parameters, "outputOptions": output} if output else parameters
