"""Raw sound in parts: cut for a stream, joined for a response that comes whole."""

import base64
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from gemini_magic.local.sound.pcm import BYTES_PER_SAMPLE, SPEECH_RATE

Wire = dict[str, Any]

MIME_TYPE = f"audio/L16;codec=pcm;rate={SPEECH_RATE}"
# A second: a multiple of three, so that base64 needs no padding and joins as it stands.
BYTES_PER_PART = SPEECH_RATE * BYTES_PER_SAMPLE


def part_of(pcm: bytes) -> Wire:
    return {"inlineData": {"mimeType": MIME_TYPE, "data": base64.b64encode(pcm).decode()}}


def joined(parts: Iterable[Wire]) -> list[Wire]:
    """The parts, with each run of raw sound in one."""
    result: list[Wire] = []
    for is_raw, run in groupby(parts, key=_is_raw):
        if is_raw:
            data = "".join(part["inlineData"]["data"] for part in run)
            result.append({"inlineData": {"mimeType": MIME_TYPE, "data": data}})
        else:
            result += run
    return result


def _is_raw(part: Wire) -> bool:
    return bool(part.get("inlineData", {}).get("mimeType") == MIME_TYPE)
