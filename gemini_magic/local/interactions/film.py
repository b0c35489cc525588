"""A film as the answer of an interaction: ordered as by `predictLongRunning`, and waited for."""

import math
import re
import time
from base64 import b64encode
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

from gemini_magic.local import catalog
from gemini_magic.local.film.order import plans_from, read_order
from gemini_magic.local.film.refusal import refusal_of
from gemini_magic.local.film.studio import Filming
from gemini_magic.local.interactions.delivery import Delivery, address_of
from gemini_magic.local.interactions.told import Telling, usage_from
from gemini_magic.local.project.project import Project
from gemini_magic.local.signature import Signer
from gemini_magic.local.tokens import count_part, count_text
from gemini_magic.local.wire.errors import ApiError, InvalidArgument

Wire = dict[str, Any]

_MOST_REFERENCES = 3
_SMALL = "360p"
_SECONDS_BETWEEN_LOOKS = 0.05
_PARAMETERS = {"aspect_ratio": "aspectRatio", "resolution": "resolution"}


class FilmTelling(Telling):
    """Tells one film: a thought, and a video that is inline or has an address."""

    def __init__(
        self, signer: Signer, delivery: Delivery, filming: Filming, prompt: str, *, thinks: bool
    ) -> None:
        super().__init__(signer, thinks=thinks)
        self._delivery = delivery
        self._filming = filming
        self._prompt = prompt

    def filmed(self) -> Generator[Wire, None, None]:
        """The events; each look at the studio waits a little. Raises `ApiError` without a film."""
        yield from self._signed_thought("")
        self._delivery.project.studio.start(self._filming)
        while not self._filming.done:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        if self._filming.error is not None:
            raise ApiError(400, "FAILED_PRECONDITION", self._filming.error["message"])
        (file,) = self._filming.files
        shown: Wire = {"mime_type": file.mime_type}
        if "video" in self._delivery.kinds:
            shown["uri"] = address_of(self._delivery.base, file.id)
        else:
            shown["data"] = b64encode(file.path.read_bytes()).decode("ascii")
        yield from self._opened("model_output")
        yield self._delta("video", **shown)
        yield from self._close()

    @property
    def content(self) -> Wire:
        """The film as its file, so that the next turn can go on with it."""
        parts = [
            {"fileData": {"mimeType": file.mime_type, "fileUri": f"files/{file.id}"}}
            for file in self._filming.files
        ]
        return {"role": "model", "parts": parts}

    @property
    def status(self) -> str:
        return "completed"

    @property
    def continuation_token(self) -> str:
        return ""

    @property
    def errors(self) -> list[Wire]:
        return []

    @property
    def usage(self) -> Wire:
        asked = count_text(self._prompt)
        made = sum(
            count_part({"fileData": {"mimeType": file.mime_type, "sizeBytes": file.size}})[1]
            for file in self._filming.files
        )
        return usage_from(
            {
                "promptTokenCount": asked,
                "candidatesTokenCount": made,
                "totalTokenCount": asked + made,
                "candidatesTokensDetails": [{"modality": "VIDEO", "tokenCount": made}],
            }
        )

    @property
    def model_version(self) -> str:
        return catalog.FILM


def filming_for(asked: Wire, contents: list[Wire], project: Project, id: str) -> Filming:
    """The order for a film, of the last turn and of the film before it where there is one."""
    if not contents:
        raise InvalidArgument("input holds nothing to make a film of: give a text or a picture.")
    *before, last = contents
    if any(_is_video(part.get("inlineData", {})) for part in last["parts"]):
        raise InvalidArgument(
            "The local engine goes on with films of its own: give the film's uri, not its data."
        )
    prompt = "\n".join(part["text"] for part in last["parts"] if part.get("text"))
    if (refusal := refusal_of(prompt)) is not None:
        raise InvalidArgument(refusal)
    instance: Wire = {"prompt": prompt}
    pictures = [
        {
            "bytesBase64Encoded": part["inlineData"]["data"],
            "mimeType": part["inlineData"]["mimeType"],
        }
        for part in last["parts"]
        if part.get("inlineData", {}).get("mimeType", "").startswith("image/")
    ]
    earlier = _earlier(before, last, project) if not pictures else None
    if len(pictures) == 1 and _task(asked) != "reference_to_video":
        instance["image"] = pictures[0]
    elif pictures:
        instance["referenceImages"] = [{"image": one} for one in pictures[:_MOST_REFERENCES]]
    order: Wire = {"instances": [instance], "parameters": _parameters(asked)}
    is_small = order["parameters"].get("resolution") == _SMALL
    if is_small:  # which Veo's method does not know
        del order["parameters"]["resolution"]
    instance, parameters, _ = read_order(order)
    plans = plans_from(instance, parameters, earlier)
    if is_small:
        plans = [replace(plan, width=plan.width // 2, height=plan.height // 2) for plan in plans]
    return Filming(id, asked["model"], plans, base="")


def _earlier(before: list[Wire], last: Wire, project: Project) -> Path | None:
    """The newest film of the conversation, which this one is to go on with."""
    for content in (last, *reversed(before)):
        for part in content["parts"]:
            media = part.get("fileData", {})
            if _is_video(media):
                file = project.files.usable(media.get("fileUri", ""))
                return file.path if file else None
    return None


def _is_video(media: Wire) -> bool:
    return str(media.get("mimeType", "")).startswith("video/")


def _task(asked: Wire) -> str:
    config: Wire = asked.get("generation_config", {}).get("video_config", {})
    return str(config.get("task", ""))


def _parameters(asked: Wire) -> Wire:
    formats = asked.get("response_format", ())
    wanted: Wire = next((one for one in formats if one["type"] == "video"), {})
    found = {new: wanted[old] for old, new in _PARAMETERS.items() if old in wanted}
    if "duration" in wanted:
        seconds = re.fullmatch(r"(\d{1,4}(?:\.\d{1,9})?)s", wanted["duration"])
        if seconds is None:
            raise InvalidArgument(
                f"response_format.duration is {wanted['duration']!r}; write seconds, as in '6s'."
            )
        found["durationSeconds"] = math.ceil(float(seconds[1]))
    return found
