"""Media as content of the newer dialect and as parts of the older one."""

import re
from typing import Any

Wire = dict[str, Any]

_DEFAULTS = {
    "image": "image/png",
    "audio": "audio/wav",
    "video": "video/mp4",
    "document": "application/pdf",
}
KINDS = frozenset(_DEFAULTS)
_PCM = "audio/l16"


def content_from(blob: Wire) -> Wire:
    """Inline data as image, audio, video or document; raw sound says its rate beside the type."""
    full = blob.get("mimeType", "")
    mime_type = full.partition(";")[0].strip().lower()
    kind = mime_type.partition("/")[0]
    content: Wire = {"type": kind if kind in KINDS else "document", "mime_type": mime_type}
    content["data"] = blob.get("data", "")
    if kind == "audio" and (rate := re.search(r"rate=(\d+)", full)):
        channels = re.search(r"channels=(\d+)", full)
        content["sample_rate"] = int(rate[1])
        content["channels"] = int(channels[1]) if channels else 1
    return content


def part_from(content: Wire) -> Wire:
    """The media part of a content; without a type it is what its kind mostly is."""
    mime_type = content.get("mime_type", _DEFAULTS[content["type"]])
    if "data" in content:
        if mime_type == _PCM and "sample_rate" in content:
            mime_type = f"audio/L16;codec=pcm;rate={content['sample_rate']}"
        return {"inlineData": {"mimeType": mime_type, "data": content["data"]}}
    return {"fileData": {"mimeType": mime_type, "fileUri": content.get("uri", "")}}
