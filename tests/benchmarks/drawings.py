"""What the drawings of a growing answer weigh on their way to the browser, in lengths of its text.

The clock is made up: an answer that arrives at 64 kB a second, or at 4.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator

from PIL import Image

from gemini_magic.api.types import Blob, Part
from gemini_magic.chat import Reply
from gemini_magic.chat.events import Finish, PartDelta, PartStart
from gemini_magic.magics.redraws import Redraws
from gemini_magic.render import LivePage, render

from .rendering import text_of
from .table import Row

__all__ = ["rows"]

_SIZE, _PICTURES, _UPDATES = 1_000_000, 20, 320
_FAST, _SLOW = 64_000, 4_000  # characters a second
_MOST = 30


def rows() -> Iterator[Row]:
    """With its pictures beside the notebook, and within it."""
    text = text_of(_SIZE)
    pictures = [_picture(seed) for seed in range(_PICTURES)]
    for beside, rate, where in (
        ("gemini_media", _FAST, "beside the notebook"),
        ("gemini_media", _SLOW, "beside, slowly"),
        ("", _FAST, "in the notebook"),
    ):
        sent = _sent(text, pictures, beside, rate)
        promised = beside != ""  # what is inline is sent whole, once, at the end
        yield Row(
            f"1 MB answer, {_PICTURES} pictures {where}: sent",
            "MB",
            sent / 1e6,
            "its text",
            _SIZE / 1e6,
            sent / _SIZE,
            f"<= {_MOST}x" if promised else "",
            sent / _SIZE <= _MOST if promised else None,
        )


def _sent(text: str, pictures: list[bytes], beside: str, rate: int) -> int:
    page, reply = LivePage(beside), Reply().apply(PartStart(Part(text="")))
    step, sent = len(text) // _UPDATES, 0
    now = 0.0
    redraws = Redraws(lambda: now)
    for number, at in enumerate(range(0, len(text), step)):
        if number % (_UPDATES // len(pictures)) == 0 and (used := number // 16) < len(pictures):
            blob = Blob(mime_type="image/png", data=pictures[used])
            reply = reply.apply(PartStart(Part(inline_data=blob))).apply(PartStart(Part(text="")))
        reply = reply.apply(PartDelta(text[at : at + step]))
        now = at / rate
        if redraws.is_due(at):
            html = page.html(reply)
            sent += len(json.dumps(html))
            redraws.drawn(at, len(html))
    return sent + len(json.dumps(render(reply.apply(Finish("STOP")), page).data))


def _picture(seed: int) -> bytes:
    """A megabyte that no compression makes smaller."""
    sink = io.BytesIO()
    Image.frombytes("RGB", (590, 590), random.Random(seed).randbytes(590**2 * 3)).save(sink, "PNG")
    return sink.getvalue()
